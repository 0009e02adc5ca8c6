"""The cells of a streamed workbook: a column of values becomes a column of XML, a batch at a time.

Every cell names its column and leaves the row number out, as a NUL, which no cleaned text can hold; one
`replace` a row then fills it in. That, and remembering short texts that come again, makes the writer fast.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from xml.sax.saxutils import escape

from quantock.engines.documents.clean import clean_text, local_time, plain_text
from quantock.engines.documents.columns import Column, Kind
from quantock.engines.documents.xlsxparts import Style

MOST_CHARACTERS = 32_767
"""What Excel holds in one cell, counted in UTF-16 units."""

CUT_MARK = " … [continued on the sheet “Long texts”]"

OnTail = Callable[[str, Sequence[str]], None]
"""Told of a cell ("C14") and of the further parts of its text."""

_PLAIN = re.compile(r"[^&<>_\x00-\x1f\ud800-\udfff\ufffe\uffff\u2028\u2029]*").fullmatch
_MOST_NUMBER = 1e300
_SAFE_SHORT = 8_000
_REMEMBERED = 5_000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")
"""What Excel may take for the beginning of a formula, with the full-width signs some versions also accept."""
_ESCAPE_LOOKALIKE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_EXCEL_DAY_ZERO = date(1899, 12, 30).toordinal()
_FIRST_RELIABLE_DAY = date(1900, 3, 1)


class CellWriter:
    """Writes the heading and the rows of one sheet."""

    def __init__(self, columns: Sequence[Column], *, on_tail: OnTail) -> None:
        self._headings = [column.heading for column in columns]
        self._columns = [
            _ColumnWriter(column_letters(place), column.kind) for place, column in enumerate(columns)
        ]
        self._on_tail = on_tail

    def heading_row(self) -> str:
        cells = (
            column.text(heading[:255], Style.HEADING)
            for column, heading in zip(self._columns, self._headings, strict=True)
        )
        return f'<row r="1" ht="30" customHeight="1">{"".join(cells)}</row>'.replace("\0", "1")

    def rows(self, batch: Sequence[Sequence[object]], first_row: int) -> str:
        """The XML of several rows, from the row with that number on."""
        for place, row in enumerate(batch):
            if len(row) != len(self._columns):
                at = first_row + place
                raise ValueError(f"row {at} has {len(row)} values for {len(self._columns)} columns")
        turned = zip(*batch, strict=True)
        written = [column.cells(values) for column, values in zip(self._columns, turned, strict=True)]
        for column in self._columns:
            for place, parts in column.take_tails():
                self._on_tail(f"{column.letters}{first_row + place}", parts)
        lines = []
        for number, cells in enumerate(zip(*written, strict=True), start=first_row):
            lines.append(f'<row r="\0">{"".join(cells)}</row>'.replace("\0", str(number)))
        return "".join(lines)


class _ColumnWriter:
    """Writes the cells of one column, and remembers the short texts it wrote."""

    def __init__(self, letters: str, kind: Kind) -> None:
        self.letters = letters
        self._known: dict[object, str] = {}
        self._tails: list[tuple[int, Sequence[str]]] = []
        self._place = 0
        self._write: Callable[[object], str | None] = {
            "text": self._nothing_special,
            "number": self._number,
            "money": self._money,
            "date": self._date,
            "datetime": self._datetime,
        }[kind]

    def cells(self, values: Sequence[object]) -> list[str]:
        """One piece of XML for each value; what is not of the column's kind becomes text."""
        known, write, written = self._known, self._write, []
        for self._place, value in enumerate(values):
            if value is None or value == "":
                written.append("")
            elif isinstance(value, str):
                cell = known.get(value)
                written.append(cell if cell is not None else self.text(value))
            else:
                typed = write(value)
                written.append(typed if typed is not None else self.text(plain_text(value)))
        return written

    def take_tails(self) -> list[tuple[int, Sequence[str]]]:
        """The texts that did not fit since the last time: place in the batch, and further parts."""
        tails, self._tails = self._tails, []
        return tails

    def text(self, text: str, style: int = Style.GENERAL) -> str:
        if _PLAIN(text) and len(text) <= _SAFE_SHORT:
            inner = text
        else:
            text = clean_text(text)
            first, *more = fit_cells(text)
            if more:
                self._tails.append((self._place, more))
            inner = escape(_ESCAPE_LOOKALIKE.sub("_x005F_", first))
        if style == Style.GENERAL:
            style = _text_style(text)
        space = ' xml:space="preserve"' if inner != inner.strip() or "\n" in inner else ""
        cell = f'<c r="{self.letters}\0" s="{style}" t="inlineStr"><is><t{space}>{inner}</t></is></c>'
        if len(self._known) < _REMEMBERED and len(text) < 200 and style != Style.HEADING:
            self._known[text] = cell
        return cell

    def _nothing_special(self, value: object) -> None:
        return None

    def _number(self, value: object) -> str | None:
        digits = number_digits(value)
        return None if digits is None else f'<c r="{self.letters}\0"><v>{digits}</v></c>'

    def _money(self, value: object) -> str | None:
        if not isinstance(value, int) or number_digits(value) is None:
            return None
        return f'<c r="{self.letters}\0" s="{Style.MONEY}"><v>{value / 100!r}</v></c>'

    def _date(self, value: object) -> str | None:
        if not isinstance(value, date):
            return None
        cell = self._known.get(value)
        if cell is None:
            day = local_time(value).date() if isinstance(value, datetime) else value
            if day < _FIRST_RELIABLE_DAY:
                return None
            serial = day.toordinal() - _EXCEL_DAY_ZERO
            cell = f'<c r="{self.letters}\0" s="{Style.DATE}"><v>{serial}</v></c>'
            if len(self._known) < _REMEMBERED:
                self._known[value] = cell
        return cell

    def _datetime(self, value: object) -> str | None:
        if not isinstance(value, datetime):
            return self._date(value)
        local = local_time(value)
        if local.date() < _FIRST_RELIABLE_DAY:
            return None
        seconds = local.hour * 3600 + local.minute * 60 + local.second
        serial = local.toordinal() - _EXCEL_DAY_ZERO + seconds / 86_400
        return f'<c r="{self.letters}\0" s="{Style.DATETIME}"><v>{serial:.10f}</v></c>'


def _text_style(text: str) -> int:
    if text.startswith(FORMULA_STARTS):
        return Style.GUARDED
    return Style.LINES if "\n" in text else Style.GENERAL


def number_digits(value: object) -> str | None:
    """The digits of a number Excel holds exactly enough, or None: infinities and long ids are text."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return str(value) if abs(value) < 10**15 else None
    if isinstance(value, float):
        return repr(value) if abs(value) < _MOST_NUMBER else None
    if isinstance(value, Decimal):
        return f"{value:f}" if value.is_finite() and abs(value) < 10**15 else None
    return None


def fit_cells(text: str, mark: str = CUT_MARK) -> list[str]:
    """The text in pieces that each fit a cell; all but the last end with a mark that says it goes on."""
    most = MOST_CHARACTERS
    pieces = []
    while len(text) > most // 2 and len(text.encode("utf-16-le")) > 2 * most:
        end = most - len(mark)
        while len(text[:end].encode("utf-16-le")) > 2 * (most - len(mark)):
            end -= (len(text[:end].encode("utf-16-le")) // 2 - (most - len(mark)) + 1) // 2
        pieces.append(text[:end] + mark)
        text = text[end:]
    return [*pieces, text]


def column_letters(place: int) -> str:
    """A for 0, Z for 25, AA for 26."""
    letters = ""
    number = place + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
