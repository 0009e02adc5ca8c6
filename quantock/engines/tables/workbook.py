"""Reading an .xlsx: its parts, streamed, with nothing trusted.

A reader of our own on the standard library's XML parser, because the sheet must be stopped at the caps, hidden rows,
merged cells and number formats must be known, one odd style must not lose a register, and a document type (where the
entity attacks live) must end the reading at the first byte of it. A sheet's claimed size is never looked at.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from posixpath import dirname, normpath
from typing import Any
from xml.parsers import expat

from .archive import SAVE_WORKBOOK, Archive
from .grid import LONGEST_CELL, Grid, Merge, _check_size, text_cell
from .numberformats import Kind, kind_of_format
from .refusal import Refused
from .table import MOST_COLUMNS, Cell, Sheet

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MOST_STRINGS = 2_000_000


@dataclass(frozen=True, slots=True)
class _Part:
    sheet: Sheet
    path: str


class Workbook:
    """An opened workbook: the list of sheets at once, a sheet's grid and the shared texts when asked for."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self._strings: list[str | None] | None = None
        self._formats: list[Kind | None] | None = None
        self.epoch = 1900
        self._path = self._workbook_path()
        self._parts = self._find_sheets()

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        """The sheets in the workbook's order."""
        return tuple(part.sheet for part in self._parts)

    def grid(self, sheet: str, *, most_rows: int | None = None) -> Grid:
        """A sheet's cells; at most the first `most_rows` rows with content when given (then `more` may be true)."""
        part = next(part for part in self._parts if part.sheet.name == sheet)
        if part.path not in self._archive:
            raise Refused(f"The workbook is damaged: the sheet “{sheet}” is missing from it.", SAVE_WORKBOOK)
        if self._strings is None:
            self._strings = self._read_strings()
        if self._formats is None:
            self._formats = self._read_formats()
        reader = _SheetReader(self._strings, self._formats, self.epoch, most_rows)
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
                "Upload a workbook with the list of projects on a sheet.",
            )
        return parts

    def _related_path(self, kind: str) -> str | None:
        for relation in self._related:
            if relation["Type"].endswith("/" + kind) and relation["Target"] in self._archive:
                return relation["Target"]
        return None

    def _read_strings(self) -> list[str | None]:
        path = self._related_path("sharedStrings")
        reader = _StringsReader()
        if path:
            self._parse(path, reader.start, reader.end, reader.characters)
        return reader.strings

    def _read_formats(self) -> list[Kind | None]:
        path = self._related_path("styles")
        codes: dict[int, str] = {}
        formats: list[Kind | None] = []
        inside = False

        def start(name: str, given: dict[str, str]) -> None:
            nonlocal inside
            if name == "numFmt":
                codes[_whole(given.get("numFmtId"))] = given.get("formatCode", "")
            elif name == "cellXfs":
                inside = True
            elif name == "xf" and inside:
                number = _whole(given.get("numFmtId"))
                formats.append(kind_of_format(number, codes.get(number)))

        def end(name: str) -> None:
            nonlocal inside
            if name == "cellXfs":
                inside = False

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
        except _Enough:
            return
        except expat.ExpatError as error:
            raise Refused(
                f"The workbook is damaged: its part “{path}” is not valid.", SAVE_WORKBOOK
            ) from error


class _Enough(Exception):
    """Ends the parsing of a sheet of which enough was read."""


def _refuse_doctype(*_given: Any) -> None:
    raise Refused("The workbook holds a document type definition, as only traps do.", SAVE_WORKBOOK)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text) if "_x" in text else text


class _StringsReader:
    """The shared texts of a workbook, phonetic guides left out."""

    def __init__(self) -> None:
        self.strings: list[str | None] = []
        self._pieces: list[str] = []
        self._reading = False
        self._phonetic = False
        self._length = 0

    def start(self, name: str, _given: dict[str, str]) -> None:
        if name == "si":
            self._pieces, self._length = [], 0
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._reading = not self._phonetic

    def characters(self, text: str) -> None:
        if self._reading:
            self._pieces.append(text)
            self._length += len(text)
            _check_length(self._length)

    def end(self, name: str) -> None:
        if name == "t":
            self._reading = False
        elif name == "rPh":
            self._phonetic = False
        elif name == "si":
            if len(self.strings) >= _MOST_STRINGS:
                raise Refused(f"The workbook holds more than {_MOST_STRINGS:,} texts.", SAVE_WORKBOOK)
            self.strings.append(text_cell(_unescape("".join(self._pieces))))


def _check_length(length: int) -> None:
    if length > LONGEST_CELL:
        raise Refused(
            f"A cell of the workbook holds more than {LONGEST_CELL:,} characters.",
            "Shorten it and upload the file again.",
        )


class _SheetReader:
    """Builds a grid from the elements of one sheet, whatever size the sheet says it has."""

    def __init__(
        self, strings: list[str | None], formats: list[Kind | None], epoch: int, most_rows: int | None
    ) -> None:
        self.grid = Grid()
        self.stopped = False
        self._strings, self._formats, self._epoch, self._most = strings, formats, epoch, most_rows
        self._row: list[Cell] = []
        self._number = self._column = self._content = 0
        self._kind = ""
        self._style: Kind | None = None
        self._pieces: list[str] = []
        self._reading = self._formula = self._phonetic = self._full = False
        self._length = 0

    def start(self, name: str, given: dict[str, str]) -> None:
        if name == "c":
            self._start_cell(given)
        elif name == "v" or (name == "t" and not self._phonetic):
            self._reading = True
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._phonetic = True
        elif name == "row":
            self._number = _whole(given.get("r")) or self._number + 1
            self._row, self._column = [], -1
            if given.get("hidden") in {"1", "true"}:
                self.grid.hidden_rows += 1
        elif name == "mergeCell":
            self._merge(given.get("ref", ""))

    def _start_cell(self, given: dict[str, str]) -> None:
        found = _REFERENCE.fullmatch(given.get("r", ""))
        self._column = _column_number(found.group(1)) if found else self._column + 1
        self._kind = given.get("t", "n")
        style = _whole(given.get("s"))
        self._style = self._formats[style] if style < len(self._formats) else None
        self._pieces, self._formula, self._length = [], False, 0

    def characters(self, text: str) -> None:
        if self._reading:
            self._pieces.append(text)
            self._length += len(text)
            _check_length(self._length)

    def end(self, name: str) -> None:
        if name in {"v", "t"}:
            self._reading = False
        elif name == "c":
            if self._pieces:
                self._put(self._value("".join(self._pieces)))
            elif self._formula and self._kind != "str":
                self.grid.uncalculated += 1
        elif name == "rPh":
            self._phonetic = False
        elif name == "row":
            self._end_row()

    def _put(self, value: Cell) -> None:
        if value is None:
            return
        if self._column >= MOST_COLUMNS:
            if self._most is None:
                _check_size(0, self._column + 1)
            return
        row = self._row
        if self._column >= len(row):
            row.extend([None] * (self._column + 1 - len(row)))
        row[self._column] = value
        if self._style == "money":
            self.grid.money_columns.add(self._column)

    def _value(self, raw: str) -> Cell:
        if self._kind == "s":
            number = _whole(raw)
            return self._strings[number] if number < len(self._strings) else None
        if self._kind in {"str", "inlineStr", "e"}:
            return text_cell(_unescape(raw))
        if self._kind == "b":
            return "TRUE" if raw.strip() == "1" else "FALSE"
        if self._kind == "d":
            return _iso(raw)
        return _number(raw.strip(), self._style, self._epoch)

    def _end_row(self) -> None:
        grid = self.grid
        if not self._row:
            return
        if self._most is not None and self._content >= self._most:
            grid.more = True
            raise _Enough
        self._content += 1
        _check_size(self._content, 0)
        if grid.numbers and self._number > grid.numbers[-1] + 1:
            grid.rows.append([])
            grid.numbers.append(grid.numbers[-1] + 1)
        grid.rows.append(self._row)
        grid.numbers.append(self._number)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        start, end = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
        if start and end and len(self.grid.merges) < 100_000:
            self.grid.merges.append(
                Merge(
                    int(start.group(2)),
                    _column_number(start.group(1)),
                    int(end.group(2)),
                    _column_number(end.group(1)),
                )
            )

    def finish(self) -> Grid:
        """The grid, with the sentences that go with it."""
        if self.grid.hidden_rows:
            self.grid.warnings.append(
                f"{self.grid.hidden_rows:,} hidden rows of the sheet were read like the others."
            )
        if self.grid.uncalculated:
            self.grid.warnings.append(
                f"{self.grid.uncalculated:,} formulas have no stored result and are read as blank: "
                "open the workbook in Excel and save it, so that they have one."
            )
        return self.grid


def _column_number(letters: str) -> int:
    number = 0
    for character in letters:
        number = number * 26 + ord(character) - 64
    return number - 1


def _iso(raw: str) -> Cell:
    try:
        return datetime.fromisoformat(raw.strip().removesuffix("Z"))
    except ValueError:
        return text_cell(raw)


def _number(raw: str, style: Kind | None, epoch: int) -> Cell:
    """A workbook's number, at the fifteen digits Excel itself keeps; a date where the format says so."""
    try:
        value = float(raw)
    except ValueError:
        return text_cell(raw)
    if value != value or value in (float("inf"), float("-inf")):
        return text_cell(raw)
    if style == "date":
        return from_serial(value, epoch) or f"{value:.15g}"
    if style == "time":
        return _clock(value)
    if style == "percent":
        return f"{Decimal(f'{value * 100:.15g}').normalize():f}%"
    return Decimal(raw) if raw.isdigit() and len(raw) < 16 else Decimal(f"{value:.15g}")


def from_serial(serial: float, epoch: int = 1900) -> datetime | None:
    """The moment an Excel serial means. None for negative ones, day 60 of 1900 (29 February 1900 never was), times only."""
    if epoch == 1904:
        start = datetime(1904, 1, 1)
        if not 0 < serial < 2_957_004:
            return None
    else:
        if not 1 <= serial < 2_958_466 or 60 <= serial < 61:
            return None
        start = datetime(1899, 12, 31) if serial < 60 else datetime(1899, 12, 30)
    days = int(serial)
    return start + timedelta(days=days, seconds=round((serial - days) * 86_400))


def _clock(value: float) -> str:
    seconds = round(value * 86_400)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}" + (
        f":{seconds % 60:02d}" if seconds % 60 else ""
    )
