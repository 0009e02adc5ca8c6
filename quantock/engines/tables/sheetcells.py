"""The cells of a sheet and the texts of a workbook, built from XML elements as they stream past."""

import re
from datetime import datetime, timedelta
from decimal import Decimal

from quantock.engines.text import plural

from .archive import SAVE_WORKBOOK
from .grid import LONGEST_CELL, SPACES_A_STEP, Grid, Merge, check_size, leading_blanks, text_cell
from .numberformats import PLAIN, Style
from .refusal import Refused
from .table import MOST_COLUMNS, Cell

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MOST_STRINGS = 2_000_000
_BLANK = (" ", "\t", "\N{NO-BREAK SPACE}")


class Enough(Exception):
    """Ends the parsing of a sheet of which enough was read."""


def whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda found: chr(int(found.group(1), 16)), text) if "_x" in text else text


class StringsReader:
    """The shared texts of a workbook, phonetic guides left out."""

    def __init__(self) -> None:
        self.strings: list[str | None] = []
        self.leading: dict[int, int] = {}
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
            whole_text = _unescape("".join(self._pieces))
            if whole_text[:1] in _BLANK:
                self.leading[len(self.strings)] = leading_blanks(whole_text)
            self.strings.append(text_cell(whole_text))


def _check_length(length: int) -> None:
    if length > LONGEST_CELL:
        raise Refused(
            f"A cell of the workbook holds more than {LONGEST_CELL:,} characters.",
            "Shorten it and upload the file again.",
        )


class SheetReader:
    """Builds a grid from the elements of one sheet, whatever size the sheet says it has."""

    def __init__(
        self,
        strings: StringsReader,
        formats: list[Style],
        epoch: int,
        most_rows: int | None,
        most_columns: int = MOST_COLUMNS,
    ) -> None:
        self._most_columns = most_columns
        self.grid = Grid()
        self.stopped = False
        self._strings, self._leading = strings.strings, strings.leading
        self._formats, self._epoch, self._most = formats, epoch, most_rows
        self._blanks = 0
        self._row: list[Cell] = []
        self._number = self._column = self._content = 0
        self._kind = ""
        self._style = PLAIN
        self._plain_cells = 0
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
            self._number = whole(given.get("r")) or self._number + 1
            self._row, self._column, self._plain_cells = [], -1, 0
            if given.get("hidden") in {"1", "true"}:
                self.grid.hidden_rows += 1
        elif name == "col":
            if given.get("hidden") in {"1", "true"}:
                first, last = whole(given.get("min")), min(whole(given.get("max")), self._most_columns)
                self.grid.hidden_columns |= set(range(max(0, first - 1), last))
        elif name == "mergeCell":
            self._merge(given.get("ref", ""))

    def _start_cell(self, given: dict[str, str]) -> None:
        found = _REFERENCE.fullmatch(given.get("r", ""))
        self._column = _column_number(found.group(1)) if found else self._column + 1
        self._kind = given.get("t", "n")
        style = whole(given.get("s"))
        self._style = self._formats[style] if style < len(self._formats) else PLAIN
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
        if self._column >= self._most_columns:
            if self._most is None:
                check_size(0, self._column + 1, self._most_columns)
            return
        row = self._row
        if self._column >= len(row):
            row.extend([None] * (self._column + 1 - len(row)))
        row[self._column] = value
        self._plain_cells += not self._style.bold
        if self._blanks or self._style.indent:
            self.grid.indents[self._number, self._column] = self._blanks + SPACES_A_STEP * self._style.indent
        if self._style.kind == "money":
            self.grid.money_columns.add(self._column)

    def _value(self, raw: str) -> Cell:
        self._blanks = 0
        if self._kind == "s":
            number = whole(raw)
            self._blanks = self._leading.get(number, 0)
            return self._strings[number] if number < len(self._strings) else None
        if self._kind in {"str", "inlineStr", "e"}:
            self._blanks = leading_blanks(raw)
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
            raise Enough
        self._content += 1
        check_size(self._content, 0)
        if grid.numbers and self._number > grid.numbers[-1] + 1:
            grid.rows.append([])
            grid.numbers.append(grid.numbers[-1] + 1)
        grid.rows.append(self._row)
        grid.numbers.append(self._number)
        if not self._plain_cells:
            grid.strong.add(self._number)

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
            some = plural(self.grid.hidden_rows, "hidden row")
            self.grid.warnings.append(
                f"{some} of the sheet {'was' if self.grid.hidden_rows == 1 else 'were'} read like the others."
            )
        if self.grid.uncalculated:
            self.grid.warnings.append(
                f"{plural(self.grid.uncalculated, 'formula')} without a stored result, read as blank: "
                "open the workbook in Excel and save it, so that each has one."
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


def _number(raw: str, style: Style, epoch: int) -> Cell:
    """A workbook's number, at the fifteen digits Excel itself keeps; a date where the format says so."""
    try:
        value = float(raw)
    except ValueError:
        return text_cell(raw)
    if value != value or value in (float("inf"), float("-inf")):
        return text_cell(raw)
    if style.coded is not None and (code := style.coded.shows(value)):
        return code
    if style.kind == "date":
        return from_serial(value, epoch) or f"{value:.15g}"
    if style.kind == "time":
        return _clock(value)
    if style.kind == "percent":
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
