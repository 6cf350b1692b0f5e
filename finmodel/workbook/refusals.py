"""Refusals: one error class for each reason why a workbook file from outside is not opened.

WorkbookError (exit 3)
├── of the file: NoWorkbookError, FolderError, NotAFileError, LockedError, UnreadableError, EmptyFileError,
│   FileTooLargeError
├── of its format: OldFormatError, EncryptedError, NotAZipError, TruncatedError, DamagedError, PackingError,
│   BinaryWorkbookError, NotAWorkbookError, EncodingError, MarkupError
├── of its size: EntryCountError, PartSizeError, TotalSizeError, RatioError, TagCountError, CoordinateError, AreaError
└── of what it could do: EntityError, PartNameError, DuplicatePartError, MacroError, ExternalLinkError
"""

from __future__ import annotations

from finmodel.errors import WorkbookError
from finmodel.inputs.mistakes import shown

AGAIN = "Open it in a spreadsheet program and save it as .xlsx (Excel Workbook)."
COPY = "Get a fresh copy, or save it again as .xlsx."
SOURCE = "Ask where the file comes from before you open it in any program."


# --- of the file ---


class NoWorkbookError(WorkbookError):
    def __init__(self, where: str) -> None:
        super().__init__(where, "no such file", "an .xlsx workbook", "Check the path.")


class FolderError(WorkbookError):
    def __init__(self, where: str) -> None:
        super().__init__(where, "a folder", "an .xlsx workbook", "Name the file inside it.")


class NotAFileError(WorkbookError):
    def __init__(self, where: str) -> None:
        super().__init__(where, "a device or a pipe", "an ordinary file", "Save the workbook to disk first.")


class LockedError(WorkbookError):
    def __init__(self, where: str) -> None:
        super().__init__(
            where,
            "a file that may not be read",
            "one that is not locked",
            "Close it if it is open elsewhere, or check its permissions.",
        )


class UnreadableError(WorkbookError):
    def __init__(self, where: str, problem: str) -> None:
        super().__init__(where, f"a file that cannot be read ({problem})", "a readable file", "Copy it and try again.")


class EmptyFileError(WorkbookError):
    def __init__(self, where: str) -> None:
        super().__init__(where, "an empty file", "an .xlsx workbook", COPY)


class FileTooLargeError(WorkbookError):
    def __init__(self, where: str, size: int, cap: int) -> None:
        super().__init__(
            where, f"{size:,} bytes", f"at most {cap:,} bytes", "Remove the sheets and pictures that are not needed."
        )


# --- of its format ---


class OldFormatError(WorkbookError):
    def __init__(self, where: str) -> None:
        super().__init__(where, "a workbook of Excel 97-2003 (.xls)", "an .xlsx workbook", AGAIN)


class EncryptedError(WorkbookError):
    def __init__(self, where: str) -> None:
        super().__init__(
            where,
            "a workbook that is encrypted with a password",
            "one without",
            "Open it, remove the password (File, Info, Protect Workbook, Encrypt with Password) and save it again.",
        )


class NotAZipError(WorkbookError):
    def __init__(self, where: str) -> None:
        super().__init__(where, "a file that is not a zip archive, as workbooks are", "an .xlsx workbook", AGAIN)


class TruncatedError(WorkbookError):
    def __init__(self, where: str) -> None:
        super().__init__(where, "a workbook whose end is missing", "a whole one", COPY)


class DamagedError(WorkbookError):
    def __init__(self, where: str, what: str) -> None:
        super().__init__(where, f"a damaged workbook ({what})", "an undamaged one", COPY)


class PackingError(WorkbookError):
    def __init__(self, where: str, part: str) -> None:
        super().__init__(
            where, f"part {shown(part)} encrypted or packed in an unusual way", "plain or deflated parts", AGAIN
        )


class BinaryWorkbookError(WorkbookError):
    def __init__(self, where: str) -> None:
        super().__init__(where, "a binary workbook (.xlsb)", "an .xlsx workbook", AGAIN)


class NotAWorkbookError(WorkbookError):
    def __init__(self, where: str, kind: str) -> None:
        super().__init__(where, kind, "an .xlsx workbook (a zip archive with xl/workbook.xml)", AGAIN)


class EncodingError(WorkbookError):
    def __init__(self, where: str, part: str, encoding: str) -> None:
        super().__init__(where, f"part {shown(part)} written in {encoding}", "XML in UTF-8 or UTF-16", AGAIN)


class MarkupError(WorkbookError):
    def __init__(self, where: str, part: str, cap: int) -> None:
        super().__init__(
            where, f"a tag or text in part {shown(part)} that goes on and on", f"at most {cap:,} bytes", AGAIN
        )


# --- of its size ---


class EntryCountError(WorkbookError):
    def __init__(self, where: str, count: int, cap: int) -> None:
        super().__init__(where, f"{count:,} parts", f"at most {cap:,}", SOURCE)


class PartSizeError(WorkbookError):
    def __init__(self, where: str, part: str, size: int, cap: int) -> None:
        super().__init__(
            where, f"part {shown(part)} of {size:,} bytes unpacked", f"at most {cap:,}", "Split or shorten its sheet."
        )


class TotalSizeError(WorkbookError):
    def __init__(self, where: str, size: int, cap: int) -> None:
        super().__init__(
            where, f"{size:,} bytes unpacked", f"at most {cap:,}", "Remove the sheets that are not needed."
        )


class RatioError(WorkbookError):
    def __init__(self, where: str, part: str, ratio: float, cap: int) -> None:
        super().__init__(
            where, f"part {shown(part)} that unpacks to {ratio:,.0f} times its size", f"at most {cap}", SOURCE
        )


class TagCountError(WorkbookError):
    def __init__(self, where: str, cap: int) -> None:
        super().__init__(
            where,
            f"more than {cap:,} XML tags",
            "fewer (a cell takes about six)",
            "Remove the sheets that are not needed.",
        )


class CoordinateError(WorkbookError):
    def __init__(self, where: str, part: str, cell: str, columns: int, rows: int) -> None:
        super().__init__(
            where,
            f"cell or range {shown(cell)} in part {shown(part)}",
            f"addresses such as B7, within {columns:,} columns and {rows:,} rows",
            "Delete the columns and rows beyond what is used, and save the file again.",
        )


class AreaError(WorkbookError):
    def __init__(self, where: str, part: str, cells: int, cap: int) -> None:
        super().__init__(
            where,
            f"sheets that span {cells:,} cells, blank and merged ones counted, up to part {shown(part)}",
            f"at most {cap:,} in all",
            "Delete stray cells far from the rest, and save the file again.",
        )


# --- of what it could do ---


class EntityError(WorkbookError):
    def __init__(self, where: str, part: str) -> None:
        super().__init__(
            where, f"a document type or entity declaration in part {shown(part)}", "none: no workbook needs one", SOURCE
        )


class PartNameError(WorkbookError):
    def __init__(self, where: str, part: str) -> None:
        super().__init__(where, f"a part named {shown(part)}", "plain paths inside the archive", SOURCE)


class DuplicatePartError(WorkbookError):
    def __init__(self, where: str, part: str) -> None:
        super().__init__(where, f"two parts named {shown(part)}", "one, so that every program reads the same", SOURCE)


class MacroError(WorkbookError):
    def __init__(self, where: str, part: str) -> None:
        super().__init__(
            where,
            f"macros or controls (part {shown(part)})",
            "a workbook without",
            "Save it as .xlsx, which keeps none.",
        )


class ExternalLinkError(WorkbookError):
    def __init__(self, where: str, part: str) -> None:
        super().__init__(
            where,
            f"links to other files or data connections (part {shown(part)})",
            "a workbook that stands alone",
            "Break the links (Data, Edit Links, Break Link) and delete the connections, then save it again.",
        )
