"""Damaged and foreign workbooks: `edits` and `run --carry` give one message and the documented exit code, and no traceback."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.damaged import DAMAGED
from tests.packs import MICROSOFT, opened

MEMORY = 500 * 2**20
"""Bytes that a refusal may take at most, interpreter included."""
MEASURED = (
    "import sys; from pathlib import Path; from finmodel.cli import main\n"
    "try: main(sys.argv[1:])\n"
    "finally:\n"
    "    status = Path('/proc/self/status')\n"
    "    print('PEAK', status.read_text().partition('VmHWM:')[2].split()[0] if status.exists() else 0)"
)


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("ours") / "model.xlsx"
    opened(MICROSOFT).case().write_workbook(path)
    return path.read_bytes()


@pytest.mark.parametrize("name", DAMAGED)
def test_it_is_refused_with_one_message(here: Path, ours: bytes, name: str) -> None:
    make, code, says = DAMAGED[name]
    path = here / "book.xlsx"
    path.write_bytes(make(ours))
    before = path.read_bytes()
    ran = subprocess.run([sys.executable, "-c", MEASURED, "edits", str(path)], capture_output=True, text=True, timeout=120, check=False)
    message = ran.stderr.strip()
    assert ran.returncode == code, message
    assert message.startswith("finmodel: ")
    assert says in message
    assert "Traceback" not in message
    assert len(message.splitlines()) == 1
    shown, _, peak = ran.stdout.partition("PEAK")
    assert shown == ""
    assert int(peak) * 1024 < MEMORY  # 0 where the system keeps no such count
    assert path.read_bytes() == before
    assert sorted(here.iterdir()) == [path]


@pytest.mark.parametrize("name", ["truncated", "macro-enabled", "another program's", "of an older schema", "without its record"])
def test_nothing_is_carried_from_it(here: Path, ours: bytes, name: str) -> None:
    from tests.commands.ran import finmodel

    make, code, says = DAMAGED[name]
    (here / "old.xlsx").write_bytes(make(ours))
    ran = finmodel("run", "--pack", str(MICROSOFT), "--carry", "old.xlsx")
    assert (ran.code, ran.out) == (code, "")
    assert says in ran.err
    assert not (here / "outputs").exists() or not list((here / "outputs").rglob("*.xlsx"))


