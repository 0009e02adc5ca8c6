"""Opening a file: what it really is, whether it is safe, which sheets it has. Nothing large is read yet."""

import json
import re
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal

from .archive import SAVE_WORKBOOK, Archive
from .encoding import SAVE_AGAIN, Text, decode, find_delimiter
from .refusal import Refused
from .table import Sheet
from .workbook import Workbook

LARGEST_FILE = 50 * 1024 * 1024
EXPORT = "Save the list as an Excel workbook (.xlsx) or as CSV and upload that."
EXPORT_PLAN = "A plan is brought in on the page “Plan” of its project. This page takes lists: export one to Excel (.xlsx) or CSV and upload that."

EXPORT_LOCKED_PLAN = f"Open it in Microsoft Project with its password. {EXPORT_PLAN}"
UNLOCK = "Open it with its password, take the password out (File, Info, Protect, Encrypt with Password: empty the box), save, and upload it again."


@dataclass(frozen=True, slots=True)
class Source:
    """A file that passed the safety checks: a delimited text or a workbook."""

    filename: str
    kind: Literal["csv", "xlsx"]
    size: int
    encoding: str | None
    delimiter: str | None
    sheets: tuple[Sheet, ...]
    warnings: tuple[str, ...]
    text: Text | None = field(default=None, repr=False, compare=False)
    workbook: Workbook | None = field(default=None, repr=False, compare=False)

    def find_sheet(self, name: str) -> Sheet:
        """The sheet of that name, ignoring case and outer spaces. Raises Refused with the names there are."""
        wanted = name.strip().casefold()
        for sheet in self.sheets:
            if sheet.name.strip().casefold() == wanted:
                return sheet
        if not self.sheets:
            raise Refused(
                "The file is not a workbook, so it has no sheets.", "Leave the name of the sheet out."
            )
        names = ", ".join(f"“{sheet.name}”" for sheet in self.sheets)
        raise Refused(f"The workbook has no sheet “{name}”.", f"Choose one of {names}.")


def open_source(
    data: bytes, filename: str, *, encoding: str | None = None, delimiter: str | None = None
) -> Source:
    """Check a file and say what it is. Raises Refused with a sentence for everything that cannot be read as a table."""
    name = PurePath(filename.replace("\\", "/")).name or "file"
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Refused("The file is empty.", "Check that it was saved, and upload it again.")
    if len(data) > LARGEST_FILE:
        raise Refused(
            f"The file has {len(data) / 1e6:,.0f} MB; at most {LARGEST_FILE // (1024 * 1024)} MB are taken.",
            "Copy the sheet with the list into a new workbook and upload that.",
        )
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _open_workbook(data, name)
    refuse_other_kinds(data, name)
    return _open_text(data, name, encoding, delimiter)


def _open_workbook(data: bytes, name: str) -> Source:
    archive = Archive(data)
    _refuse_other_packages(archive)
    workbook = Workbook(archive)
    warnings = []
    if any(member.lower().endswith("vbaproject.bin") for member in archive.names):
        warnings.append("The workbook holds macros. They were neither run nor kept; only the cells are read.")
    if PurePath(name).suffix.lower() not in {".xlsx", ".xlsm", ".xltx", ".xltm"}:
        warnings.append(f"“{name}” is an Excel workbook in spite of its name, and is read as one.")
    return Source(name, "xlsx", len(data), None, None, workbook.sheets, tuple(warnings), workbook=workbook)


def _refuse_other_packages(archive: Archive) -> None:
    names = archive.names
    if "xl/workbook.bin" in archive:
        raise Refused("The file is a binary Excel workbook (.xlsb).", SAVE_WORKBOOK)
    if "mimetype" in archive:
        mime = archive.read("mimetype", 1_000).decode("ascii", errors="replace")
        what = (
            "an OpenDocument spreadsheet (.ods)"
            if "spreadsheet" in mime
            else "an OpenDocument file, not a spreadsheet"
        )
        raise Refused(
            f"The file is {what}.", "Save it as an Excel workbook (.xlsx) or as CSV and upload that."
        )
    for start, what in (
        ("word/", "a Word document"),
        ("ppt/", "a PowerPoint presentation"),
        ("visio/", "a Visio drawing"),
    ):
        if any(name.startswith(start) for name in names):
            raise Refused(f"The file is {what}, not a spreadsheet.", EXPORT)
    if "Index/Document.iwa" in archive:
        raise Refused("The file is an Apple Numbers or Pages document.", EXPORT)
    if "[Content_Types].xml" not in archive and "xl/workbook.xml" not in archive:
        raise Refused(
            "The file is a zip archive, not a spreadsheet.",
            "Unpack it and upload the workbook or CSV inside.",
        )


_SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "a PDF document, not a spreadsheet", EXPORT),
    (b"ERMHDR", "a Primavera P6 export (.xer)", EXPORT_PLAN),
    (b"{\\rtf", "a rich text document, not a spreadsheet", EXPORT),
    (b"\x89PNG", "a picture (PNG)", EXPORT),
    (b"\xff\xd8\xff", "a picture (JPEG)", EXPORT),
    (b"GIF8", "a picture (GIF)", EXPORT),
    (b"\x1f\x8b", "a compressed file (gzip)", "Unpack it and upload the workbook or CSV inside."),
    (b"7z\xbc\xaf", "a compressed file (7-Zip)", "Unpack it and upload the workbook or CSV inside."),
    (b"Rar!", "a compressed file (RAR)", "Unpack it and upload the workbook or CSV inside."),
    (b"SQLite format 3", "a database (SQLite)", EXPORT),
    (b"MPP", "a Microsoft Project plan (.mpp)", EXPORT_PLAN),
    (b"MZ", "a program", EXPORT),
    (b"\x7fELF", "a program", EXPORT),
    (b"\x09\x08", "an Excel workbook of a very old kind (.xls)", SAVE_WORKBOOK),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def refuse_other_kinds(data: bytes, name: str) -> None:
    if data.startswith(_OLE):
        raise _ole_refusal(data, name)
    first = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")
    for start, what, to_do in _SIGNATURES:
        if first.startswith(start) or data.startswith(start):
            raise Refused(f"The file is {what}.", to_do)
    suffix = PurePath(name).suffix.lower()
    if suffix in {".xlsx", ".xlsm"}:
        raise Refused("The file is named as an Excel workbook but is not one, or is damaged.", SAVE_WORKBOOK)
    head = _ascii_head(data)
    if head.startswith("<"):
        raise _markup_refusal(head)
    if head.startswith(("{", "[{", "[[")) and (suffix not in {".csv", ".tsv", ".txt"} or _is_json(data)):
        raise Refused("The file is JSON, not a table.", EXPORT)


def _is_json(data: bytes) -> bool:
    try:
        return isinstance(json.loads(data), dict | list)
    except (ValueError, RecursionError):
        return False


def _ascii_head(data: bytes) -> str:
    return (
        data[:4_096]
        .replace(b"\0", b"")
        .lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
        .decode("ascii", errors="replace")
        .lower()
    )


def _markup_refusal(head: str) -> Refused:
    if "schemas.microsoft.com/project" in head:
        return Refused("The file is a Microsoft Project plan (XML).", EXPORT_PLAN)
    if "excel.sheet" in head or "office:spreadsheet" in head:
        return Refused("The file is an Excel workbook saved as XML.", SAVE_WORKBOOK)
    if "<svg" in head:
        return Refused("The file is a picture (SVG).", EXPORT)
    if re.search(r"<(?:!doctype\s+)?(?:html|head|body|table|meta)\b", head):
        return Refused("The file is a web page (HTML), even if its name says Excel.", SAVE_WORKBOOK)
    if head.startswith(("<?xml", "<!doctype", "<!--")):
        return Refused("The file is XML, not a table.", EXPORT)
    return Refused("The file is marked-up text, not a table.", EXPORT)


_LOCKED_STREAMS = ("EncryptedPackage", "EncryptionInfo")
_WORKBOOKS = {".xls", ".xlsb", ".xlsm", ".xlsx", ".xltm", ".xltx"}
_OLE_STREAMS: tuple[tuple[str, str, str], ...] = (
    ("Workbook", "an Excel workbook of the old kind (.xls)", SAVE_WORKBOOK),
    ("Book", "an Excel workbook of the old kind (.xls)", SAVE_WORKBOOK),
    ("WordDocument", "a Word document of the old kind (.doc)", EXPORT),
    ("PowerPoint Document", "a PowerPoint presentation of the old kind (.ppt)", EXPORT),
    ("__nameid_version1.0", "an Outlook message (.msg)", EXPORT),
    ("VisioDocument", "a Visio drawing", EXPORT),
)


def _ole_refusal(data: bytes, name: str) -> Refused:
    """The old Office container says what it holds in the names of its streams, in UTF-16."""
    if (
        PurePath(name).suffix.lower() == ".mpp"
        or b"MSProject" in data
        or "MSProject".encode("utf-16-le") in data
    ):
        if _is_locked_plan(data):
            return Refused(
                "The file is a Microsoft Project plan (.mpp), locked with a password.", EXPORT_LOCKED_PLAN
            )
        return Refused("The file is a Microsoft Project plan (.mpp).", EXPORT_PLAN)
    if any(stream.encode("utf-16-le") + b"\0\0" in data for stream in _LOCKED_STREAMS):
        kind = "Excel workbook" if PurePath(name).suffix.lower() in _WORKBOOKS else "Office document"
        return Refused(f"The file is an {kind} that is password protected.", UNLOCK)
    for stream, what, to_do in _OLE_STREAMS:
        if stream.encode("utf-16-le") + b"\0\0" in data:
            return Refused(f"The file is {what}.", to_do)
    return Refused("The file is an Office document of the old kind.", SAVE_WORKBOOK)


_LOCK = (893_386_752).to_bytes(4, "little")
"""The number of the property that says which passwords a plan has, as MPXJ reads it (`Props.PASSWORD_FLAG`)."""


def _is_locked_plan(data: bytes) -> bool:
    """Whether a password is needed to open it. A property is its length (here 1), its number, four bytes of flags, its value."""
    at = data.find((1).to_bytes(4, "little") + _LOCK)
    return at >= 0 and bool(data[at + 12 : at + 13]) and data[at + 12] & 1 == 1


def _open_text(data: bytes, name: str, encoding: str | None, delimiter: str | None) -> Source:
    text = decode(data, encoding)
    if (
        len(text.text) > 1_000
        and text.text.count("\n") + text.text.count("\r") == 0
        and text.text.count("\ufffd") > 50
    ):
        raise Refused("The file is not text that can be read as a table.", SAVE_AGAIN)
    chosen = delimiter if delimiter is not None else find_delimiter(text.text)
    if len(chosen) != 1 or chosen in '"\r\n':
        raise Refused(
            "The delimiter must be one character.", "Give a comma, a semicolon, a tab or a vertical bar."
        )
    return Source(name, "csv", len(data), text.encoding, chosen, (), tuple(text.warnings()), text=text)
