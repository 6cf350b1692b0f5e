"""Regenerate: write the golden file of every line anew - `python -m tests.golden.regenerate`, then review the diff."""

from __future__ import annotations

from tests.golden.describe import LINES, describe, file_of


def main() -> None:
    for name in LINES:
        file_of(name).write_text(describe(name), encoding="utf-8")


if __name__ == "__main__":
    main()
