"""Output folder: files that appear whole or not at all, and never replace what finmodel did not write.

A manifest beside the files keeps the hash of each as written, and whose results they are. A file that is not in it, or that has changed since (an
analyst typed into the workbook), is left alone unless `force` is given.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from finmodel.errors import OutputError

MANIFEST = ".finmodel.json"
OWNER = "pack"
T = TypeVar("T")


class OutputFolder:
    """A folder that runs write to. Raises OutputError (exit 6) where a file may not be replaced or is locked.

    owner:  whose results the folder holds as a whole; left out, a file of its own may stand beside anybody's.
    option: what the reader typed to come here, named in messages.
    """

    def __init__(self, folder: Path, *, force: bool = False, owner: str = "", option: str = "--out") -> None:
        self.folder = folder
        self.force = force
        self.owner = owner
        self.option = option
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutputError(f"{folder} cannot be made a folder: {error.strerror}. Choose another with {option}.") from None
        self.manifest = self._read()

    def check(self, *names: str) -> None:
        """Refuse before any work is done, if one of the files may not be replaced."""
        other = self.manifest.get(OWNER, self.owner)
        if self.owner and other != self.owner and not self.force:
            raise OutputError(
                f"{self.folder} holds results of another pack, {other}. Choose another folder with {self.option}, give the pack "
                f"another name, or replace them with --force."
            )
        for name in names:
            path = self.folder / name
            if self.force or not path.exists():
                continue
            if name not in self.manifest:
                raise OutputError(
                    f"{path} exists and was not written by finmodel. Move it away, choose another folder with {self.option}, "
                    f"or replace it with --force."
                )
            if self.manifest[name] != _hash(path):
                raise OutputError(
                    f"{path} has changed since finmodel wrote it; edits in it would be lost. Save it under another "
                    f"name, choose another folder with {self.option}, or replace it with --force."
                )

    def write(self, name: str, make: Callable[[Path], T]) -> T:
        """Let `make` write a file aside, then put it in place in one step; returns what `make` returns."""
        path = self.folder / name
        aside = self.folder / f".{name}.{os.getpid()}.part"
        try:
            made = make(aside)
            digest = _hash(aside)
            os.replace(aside, path)
        except Exception as error:
            refused = _refusal(error)
            if refused is None:
                raise
            raise OutputError(
                f"{path} cannot be written: {refused.strerror}. Close it if it is open elsewhere, or choose another "
                f"folder with {self.option}."
            ) from None
        finally:
            aside.unlink(missing_ok=True)
        self.manifest[name] = digest
        if self.owner:
            self.manifest[OWNER] = self.owner
        self._save()
        return made

    def _read(self) -> dict[str, str]:
        path = self.folder / MANIFEST
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return {str(name): str(digest) for name, digest in found.items()} if isinstance(found, dict) else {}

    def _save(self) -> None:
        aside = self.folder / f".{MANIFEST}.{os.getpid()}.part"
        aside.write_text(json.dumps(self.manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
        os.replace(aside, self.folder / MANIFEST)


def write_whole(path: Path, text: str) -> None:
    """Write a text file in one step: it is there whole, or as it was before. Raises OutputError."""
    aside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        aside.write_text(text, encoding="utf-8")
        os.replace(aside, path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}. Choose another place.") from None
    finally:
        aside.unlink(missing_ok=True)


def _refusal(error: Exception) -> OSError | None:
    """The refusal of the file system behind an error, which XlsxWriter wraps in one of its own."""
    behind = (error, error.__cause__, *error.args)
    return next((one for one in behind if isinstance(one, OSError)), None)


def _hash(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise OutputError(f"{path} cannot be read: {error.strerror}. Choose another folder.") from None
