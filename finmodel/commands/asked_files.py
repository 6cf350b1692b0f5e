"""Asked files: what a command writes besides its report - each name with its ending and its folder, refused before any work is done."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from finmodel.commands.options import safe

if TYPE_CHECKING:
    from finmodel.output import OutputFolder

PICTURES, WORKBOOKS = (".png", ".svg"), (".xlsx",)
_ENDINGS = {"--picture": PICTURES, "--workbook": WORKBOOKS}


def asked_files(
    asked: Mapping[str, Path | None], *, force: bool, folders: dict[Path, OutputFolder] | None = None
) -> dict[str, tuple[OutputFolder, Path]]:
    """Option -> the folder and the file, for the options that were given. Raises UsageError, OutputError.

    folders: those that the command writes to anyway, by their resolved path: one folder keeps one account of its files.
    """
    from finmodel.errors import UsageError
    from finmodel.output import OutputFolder

    known = {} if folders is None else folders
    found = {}
    for option, path in asked.items():
        if path is None:
            continue
        if path.suffix.lower() not in _ENDINGS[option]:
            raise UsageError(f"{option} {safe(path)}: the name must end in {' or '.join(_ENDINGS[option])}.")
        place = path.parent.resolve()
        if place not in known:
            known[place] = OutputFolder(path.parent, force=force, option=option)
        known[place].check(path.name)
        found[option] = (known[place], path)
    same = [option for option, (folder, path) in found.items() for other, (_, its) in found.items() if option != other and path.resolve() == its.resolve()]
    if same:
        raise UsageError(f"{' and '.join(same)} name the same file.")
    return found
