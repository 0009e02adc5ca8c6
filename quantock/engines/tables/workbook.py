"""Reading an .xlsx: its parts, streamed, with nothing trusted.

A reader of our own on the standard library's XML parser, because the sheet must be stopped at the caps, hidden rows,
merged cells and number formats must be known, one odd style must not lose a register, and a document type (where the
entity attacks live) must end the reading at the first byte of it. A sheet's claimed size is never looked at.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from posixpath import dirname, normpath
from typing import Any
from xml.parsers import expat

from .archive import SAVE_WORKBOOK, Archive
from .grid import Grid
from .numberformats import Style, coded_format, kind_of_format
from .refusal import Refused
from .sheetcells import Enough, SheetReader, StringsReader, whole
from .table import MOST_COLUMNS, Sheet


@dataclass(frozen=True, slots=True)
class _Part:
    sheet: Sheet
    path: str


class Workbook:
    """An opened workbook: the list of sheets at once, a sheet's grid and the shared texts when asked for."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._strings: StringsReader | None = None
        self._formats: list[Style] | None = None
        self.epoch = 1900
        self._path = self._workbook_path()
        self._parts = self._find_sheets()

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The sheets in the workbook's order."""
        return tuple(part.sheet for part in self._parts)

    def grid(self, sheet: str, *, most_rows: int | None = None, most_columns: int = MOST_COLUMNS) -> Grid:
        """A sheet's cells; at most the first `most_rows` rows with content when given (then `more` may be true)."""
        part = next(part for part in self._parts if part.sheet.name == sheet)
        if part.path not in self._archive:
            raise Refused(f"The workbook is damaged: the sheet “{sheet}” is missing from it.", SAVE_WORKBOOK)
        if self._strings is None:
            self._strings = self._read_strings()
        if self._formats is None:
            self._formats = self._read_formats()
        reader = SheetReader(self._strings, self._formats, self.epoch, most_rows, most_columns)
        self._parse(part.path, reader.start, reader.end, reader.characters, stop=lambda: reader.stopped)
        return reader.finish()

    def _workbook_path(self) -> str:
        if "_rels/.rels" in self._archive:
            for relation in self._relations("_rels/.rels", ""):
                if relation["Type"].endswith("/officeDocument"):
                    return relation["Target"]
        return "xl/workbook.xml"

    def _relations(self, path: str, base: str) -> list[dict[str, str]]:
        found: list[dict[str, str]] = []

        def start(name: str, given: dict[str, str]) -> None:
            if name == "Relationship" and given.get("TargetMode") != "External":
                target = given.get("Target", "")
                target = (
                    target.lstrip("/")
                    if target.startswith("/")
                    else normpath(f"{base}/{target}" if base else target)
                )
                found.append({"Id": given.get("Id", ""), "Type": given.get("Type", ""), "Target": target})

        if path in self._archive:
            self._parse(path, start)
        return found

    def _find_sheets(self) -> list[_Part]:
        if self._path not in self._archive:
            raise Refused("The file is a zip archive, but no Excel workbook is inside.", SAVE_WORKBOOK)
        base = dirname(self._path)
        self._related = self._relations(f"{base}/_rels/{self._path.rsplit('/', 1)[-1]}.rels", base)
        targets = {relation["Id"]: relation for relation in self._related}
        parts: list[_Part] = []

        def start(name: str, given: dict[str, str]) -> None:
            if name == "workbookPr" and given.get("date1904") in {"1", "true"}:
                self.epoch = 1904
            elif name == "sheet":
                relation = targets.get(
                    next((value for key, value in given.items() if key.endswith(":id")), "")
                )
                if relation is not None and relation["Type"].endswith("/worksheet"):
                    sheet = Sheet(given.get("name", ""), given.get("state", "visible") != "visible")
                    parts.append(_Part(sheet, relation["Target"]))

        self._parse(self._path, start)
        if not parts:
            raise Refused(
                "The workbook has no sheet of cells.",
                "Upload a workbook with the list on a sheet.",
            )
        return parts

    def _related_path(self, kind: str) -> str | None:
        for relation in self._related:
            if relation["Type"].endswith("/" + kind) and relation["Target"] in self._archive:
                return relation["Target"]
        return None

    def _read_strings(self) -> StringsReader:
        path = self._related_path("sharedStrings")
        reader = StringsReader()
        if path:
            self._parse(path, reader.start, reader.end, reader.characters)
        return reader

    def _read_formats(self) -> list[Style]:
        path = self._related_path("styles")
        codes: dict[int, str] = {}
        bold: list[bool] = []
        formats: list[Style] = []
        within: list[str] = []

        def start(name: str, given: dict[str, str]) -> None:
            if name == "numFmt":
                codes[whole(given.get("numFmtId"))] = given.get("formatCode", "")
            elif name == "font" and within[-1:] == ["fonts"]:
                bold.append(False)
            elif name == "b" and within[-2:] == ["fonts", "font"]:
                bold[-1] = given.get("val", "1") not in {"0", "false"}
            elif name == "xf" and within[-1:] == ["cellXfs"]:
                number, font = whole(given.get("numFmtId")), whole(given.get("fontId"))
                code = codes.get(number)
                formats.append(
                    Style(kind_of_format(number, code), coded_format(code), font < len(bold) and bold[font])
                )
            elif name == "alignment" and within[-2:] == ["cellXfs", "xf"]:
                formats[-1] = replace(formats[-1], indent=whole(given.get("indent")))
            within.append(name)

        def end(_name: str) -> None:
            within.pop()

        if path:
            self._parse(path, start, end)
        return formats

    def _parse(
        self,
        path: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        characters: Callable[[str], None] | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        """Feed a part to the handlers, names without their prefix; a document type is refused."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        parser.StartElementHandler = lambda name, given: start(name.rpartition(":")[2], given)
        if end is not None:
            finish = end
            parser.EndElementHandler = lambda name: finish(name.rpartition(":")[2])
        if characters is not None:
            parser.CharacterDataHandler = characters
        try:
            for piece in self._archive.chunks(path):
                parser.Parse(piece, False)
                if stop():
                    return
            parser.Parse(b"", True)
        except Enough:
            return
        except expat.ExpatError as error:
            raise Refused(
                f"The workbook is damaged: its part “{path}” is not valid.", SAVE_WORKBOOK
            ) from error


def _refuse_doctype(*_given: Any) -> None:
    raise Refused("The workbook holds a document type definition, as only traps do.", SAVE_WORKBOOK)
