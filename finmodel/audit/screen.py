"""Screen: whether a file can be read as a workbook at all, before anything opens it."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from finmodel.errors import UnreadableError

_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
"""The first bytes of an .xls file, and of an encrypted .xlsx."""


def screened(path: Path) -> bytes:
    """The bytes of a workbook file. Raises UnreadableError."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableError(path, error.strerror or "it cannot be read") from None
    if content.startswith(_OLD_EXCEL):
        raise UnreadableError(path, "it is encrypted, or an .xls file of old Excel; save it as .xlsx without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            parts = package.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise UnreadableError(path, "it is no .xlsx file, or only part of one") from None
    if "xl/workbook.xml" not in parts:
        raise UnreadableError(path, "it holds no workbook")
    return content
