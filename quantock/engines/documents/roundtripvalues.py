"""Values of a round trip, the same on the way out and on the way back.

A value becomes a cell, a cell becomes a value again, and a fingerprint of that value travels with the row.
Both ends go through `typed_value`, so an untouched cell always has the fingerprint it left with.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal
from hashlib import blake2s
from typing import Protocol

from quantock.engines.documents.clean import clean_text, local_time, plain_text
from quantock.engines.documents.columns import Kind
from quantock.engines.documents.xlsxcells import number_digits
from quantock.engines.tables.grid import text_cell
from quantock.engines.tables.table import Cell
from quantock.engines.tables.values import read_date, serial_date
from quantock.engines.text import read_pounds

FORMAT = "round trip 1"
HIDDEN_HEADINGS = ("Quantock key", "Quantock version", "Quantock as exported")

Value = str | int | Decimal | date | datetime | None
"""Text, a number, whole pence, a day or a moment; in a column of another kind, text is what was typed."""

_FIRST_DAY = date(1900, 3, 1)
_CLOCK = re.compile(r"[T ,]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.0+)?Z?$")
_WRITTEN_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)?(?:\.\d+)?")


class FieldOf(Protocol):
    """What a column has to say for its values to be read: which field, which kind, which choices."""

    @property
    def field(self) -> str: ...
    @property
    def kind(self) -> Kind: ...
    @property
    def choices(self) -> Sequence[str]: ...


def written_cell(kind: Kind, value: object) -> str | int | float | datetime | None:
    """What is put into the cell: text where the value is not of the column's kind."""
    if value is None or value == "":
        return None
    if kind in {"number", "money"} and not isinstance(value, str):
        digits = number_digits(value)
        if digits is not None and (kind == "number" or isinstance(value, int)):
            return float(digits) if kind == "number" else int(digits) / 100
    if kind in {"date", "datetime"} and isinstance(value, date):
        moment = (
            local_time(value) if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        )
        if moment.date() >= _FIRST_DAY:
            whole = moment.replace(microsecond=0)
            return whole if kind == "datetime" else datetime(whole.year, whole.month, whole.day)
    return clean_text(plain_text(value)) or None


def typed_value(column: FieldOf, cell: Cell) -> tuple[Value, bool]:
    """The cell as a value of the column's kind, and whether it is one; if not, what was typed, as text."""
    if cell is None or cell == "":
        return None, True
    if column.choices:
        return _choice(column.choices, cell)
    match column.kind:
        case "number":
            return _number(cell)
        case "money":
            return _pence(cell)
        case "date":
            return _moment(cell, whole_days=True)
        case "datetime":
            return _moment(cell, whole_days=False)
        case "text":
            return _as_text(cell), True


def fingerprint(value: Value) -> str:
    """Ten letters and digits that differ when the value does."""
    return blake2s(f"{type(value).__name__} {value}".encode("utf-8", "replace"), digest_size=5).hexdigest()


def fingerprints(columns: Sequence[FieldOf], cells: Mapping[str, object]) -> str:
    """The fingerprints of a row, each after its field: "title=1f…; budget=8a…"."""
    return "; ".join(
        f"{column.field}={fingerprint(_again(column, cells[column.field]))}" for column in columns
    )


def read_fingerprints(text: str) -> dict[str, str]:
    """Field to fingerprint, as `fingerprints` wrote them."""
    pairs = (part.rpartition("=") for part in text.split("; "))
    return {name: mark for name, _, mark in pairs if name}


def _again(column: FieldOf, written: object) -> Value:
    """The value a written cell will give when it is read back untouched."""
    if isinstance(written, str):
        return typed_value(column, text_cell(written))[0]
    if isinstance(written, int | float):
        return typed_value(column, Decimal(f"{written:.15g}"))[0]
    return typed_value(column, written if isinstance(written, datetime) else None)[0]


def _as_text(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}"
    return plain_text(cell.date() if isinstance(cell, datetime) and cell == _midnight(cell) else cell)


def _midnight(moment: datetime) -> datetime:
    return moment.replace(hour=0, minute=0, second=0, microsecond=0)


def _choice(choices: Sequence[str], cell: Cell) -> tuple[Value, bool]:
    typed = " ".join(_as_text(cell).split())
    for choice in choices:
        if " ".join(choice.split()).casefold() == typed.casefold():
            return choice, True
    return typed, False


def _number(cell: Cell) -> tuple[Value, bool]:
    if isinstance(cell, Decimal):
        number = cell
    else:
        text = _as_text(cell)
        bare = text.replace("\u2212", "-").replace(" ", "").replace("\u00a0", "")
        if not any(map(str.isdigit, bare)) or not _WRITTEN_NUMBER.fullmatch(bare):
            return text, False
        number = Decimal(bare.replace(",", ""))
    return (int(number) if number == number.to_integral_value() else number.normalize()), True


def _pence(cell: Cell) -> tuple[Value, bool]:
    """Pounds as whole pence, to the nearest penny."""
    pounds = cell if isinstance(cell, Decimal) else read_pounds(_as_text(cell))
    if pounds is None:
        return _as_text(cell), False
    return int((pounds * 100).to_integral_value(ROUND_HALF_UP)), True


def _moment(cell: Cell, *, whole_days: bool) -> tuple[Value, bool]:
    if isinstance(cell, datetime):
        if whole_days and cell == _midnight(cell):
            return cell.date(), True
        return (_as_text(cell), False) if whole_days else (cell.replace(microsecond=0), True)
    text = _as_text(cell)
    if isinstance(cell, Decimal):
        # A day whose format was cleared shows as the number of days since 1900.
        day = serial_date(cell) if cell == cell.to_integral_value() else None
        return (text, False) if day is None else (day if whole_days else _at(day, time()), True)
    clock = _CLOCK.search(text)
    found = read_date(text[: clock.start()] if clock else text)
    if found is None or "%d" not in found.format:
        return text, False
    try:
        hour, minute, second = (int(part or 0) for part in clock.groups()) if clock else (0, 0, 0)
        at = time(hour, minute, second)
    except ValueError:
        return text, False
    if whole_days:
        return (text, False) if at != time() else (found.day, True)
    return _at(found.day, at), True


def _at(day: date, at: time) -> datetime:
    return datetime.combine(day, at)
