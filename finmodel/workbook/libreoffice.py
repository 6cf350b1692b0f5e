"""LibreOffice: a workbook recalculated from its formulas by a program of another lineage, kept on a short lead.

LibreOfficeError (exit 3)
├── NoLibreOfficeError       it is not installed
├── LibreOfficeTimeError     it ran longer than it may, and was ended
└── LibreOfficeFailedError   it ended without a workbook: a crash, a file that it cannot read, or too little memory

By default LibreOffice returns the values stored in a file instead of its own. Here they are stripped first, and its profile,
a new one for each run, demands a recalculation.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from finmodel.errors import FinmodelError
from finmodel.workbook.recalculate import Cell, stored_values, without_cached_values

TIME_LIMIT = 120.0
"""Seconds. The bundled model's 150,000 formulas take 8 on one core."""
MEMORY_LIMIT = 4 * 2**30
"""Bytes of address space, of which LibreOffice uses a small part; the bundled model fills half a gigabyte. Linux only: where
it is too small, LibreOffice crashes, or hangs until the time limit."""
_PLACES = (
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "C:/Program Files/LibreOffice/program/soffice.exe",
)
_SETTINGS = (
    # Recalculate on load: 0 always, 1 never, 2 ask.
    ("/org.openoffice.Office.Calc/Formula/Load", "OOXMLRecalcMode", "0"),
    # Update links: 0 always, 1 on request, 2 never.
    ("/org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    # Macros: 3 runs only those of trusted places, of which a new profile has none; then none at all.
    ("/org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("/org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
)


class LibreOfficeError(FinmodelError):
    exit_code = 3


class NoLibreOfficeError(LibreOfficeError):
    def __init__(self) -> None:
        super().__init__(
            "LibreOffice is not installed, or `soffice` is not on the PATH. Install it (Debian and Ubuntu: "
            "`apt-get install libreoffice-calc-nogui`; elsewhere from libreoffice.org), or recalculate with cellrune, "
            "which comes with finmodel."
        )


class LibreOfficeTimeError(LibreOfficeError):
    def __init__(self, limit: float) -> None:
        super().__init__(
            f"LibreOffice was still recalculating after {limit:g} seconds and was ended. Allow more time if the workbook "
            f"is large, or look for a formula that calculates for very long."
        )


class LibreOfficeFailedError(LibreOfficeError):
    def __init__(self, code: int, said: str, memory_limit: int) -> None:
        words = f" It said: {said}" if said else ""
        super().__init__(
            f"LibreOffice ended (exit status {code}) without a recalculated workbook.{words} Check that it opens the "
            f"file; if it needed more than {memory_limit / 2**30:.3g} GiB of memory, make the workbook smaller."
        )


def find_soffice() -> Path | None:
    """The program, where it is installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    return next((Path(place) for place in (found, *_PLACES) if place and Path(place).exists()), None)


def recalculate_with_libreoffice(
    content: bytes,
    picked: Mapping[tuple[str, str], float | str] | None = None,
    *,
    time_limit: float = TIME_LIMIT,
    memory_limit: int = MEMORY_LIMIT,
) -> dict[str, list[list[Cell]]]:
    """Every sheet's values, rows of cells from A1, after a full recalculation by LibreOffice; the shape of `recalculate`.

    content: a workbook of ours, or one that `screened` let pass. picked: (sheet, address) -> number or text typed there
    before recalculating. LibreOffice writes 15 significant digits, drops constants that are empty text, and counts TRUE
    as 1 in sums over ranges.
    Raises a LibreOfficeError (exit 3).
    """
    program = find_soffice()
    if program is None:
        raise NoLibreOfficeError
    with tempfile.TemporaryDirectory(prefix="finmodel-") as name:
        folder = Path(name)
        source, target = folder / "book.xlsx", folder / "recalculated" / "book.xlsx"
        source.write_bytes(_typed(without_cached_values(content), picked or {}))
        _write_profile(folder / "profile")
        code, said = _run(_command(program, source, target.parent), folder, time_limit, memory_limit)
        if not target.is_file():
            raise LibreOfficeFailedError(code, said, memory_limit)
        return stored_values(target.read_bytes())


def _typed(content: bytes, picked: Mapping[tuple[str, str], float | str]) -> bytes:
    """The same workbook with cells typed over; the formulas stay as they are, still without values."""
    if not picked:
        return content
    import cellrune

    book = cellrune.Workbook.from_bytes(content)
    for (sheet, address), typed in picked.items():
        if isinstance(typed, str):
            book.set_text(sheet, address, typed)
        else:
            book.set_number(sheet, address, typed)
    return book.edits_to_bytes()


def _write_profile(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="{escape(path)}"><prop oor:name="{name}" oor:op="fuse"><value>{setting}</value></prop></item>\n'
        for path, name, setting in _SETTINGS
    )
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\n{items}</oor:items>\n',
        encoding="utf-8",
    )


def _command(program: Path, source: Path, folder: Path) -> list[str]:
    profile = (source.parent / "profile").as_uri()
    quiet = ["--headless", "--norestore", "--nologo", "--nolockcheck"]
    return [
        str(program), f"-env:UserInstallation={profile}", *quiet, "--convert-to", "xlsx", "--outdir", str(folder), str(source)
    ]  # fmt: skip


def _run(command: list[str], folder: Path, time_limit: float, memory_limit: int) -> tuple[int, str]:
    """Exit status and last words. It writes them to a file: a pipe would stay open as long as any of its children."""
    words = folder / "said.txt"

    def limit() -> None:
        if sys.platform == "linux":
            import resource

            resource.setrlimit(resource.RLIMIT_AS, (memory_limit, memory_limit))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    with words.open("wb") as file:
        running = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "HOME": str(folder)},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
            preexec_fn=limit if sys.platform == "linux" else None,
        )
        try:
            code = running.wait(time_limit)
        except subprocess.TimeoutExpired:
            raise LibreOfficeTimeError(time_limit) from None
        finally:
            _end(running)
    return code, _first_words(words.read_text(encoding="utf-8", errors="replace"))


def _first_words(said: str) -> str:
    """What it says of itself; not the warning that Java is missing, which it does not need here, nor the stack below."""
    lines = (line.strip() for line in said.splitlines() if "javaldx" not in line)
    return next((f"'{line[:200]}'." for line in lines if line), "")


def _end(running: subprocess.Popen[bytes]) -> None:
    """The program is a script that starts others: all of its group are ended, whether it timed out, failed or is done."""
    if sys.platform == "win32":
        running.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
    running.wait()
