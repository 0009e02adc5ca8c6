"""Values pasted from a spreadsheet, read row by row: each row becomes a value for a period, or says what is wrong with it.

Pure: no database. One column is values, each for the period after the one before; two are period and value; three are
period, numerator and denominator (or period, value and a note). Two rows with many columns are read across. Day first.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from quantock.engines.dates import add_months
from quantock.engines.tables.values.dates import find_order, read_date, serial_date
from quantock.engines.text import clean
from quantock.measures.rules import Given, next_period, period_of, refused, say_period

MOST_ROWS = 20_000
NO_VALUE = frozenset(
    {"", "-", "–", "—", "n/a", "na", "nil return", "no data", "none", "tbc", "*", "..", ":", "null"}
)
_WEEK = re.compile(r"(?:w/?c|week (?:commencing|of|beginning))\s*", re.IGNORECASE)
_QUARTER = re.compile(r"q([1-4])\s*[-/ ]?\s*((?:19|20)\d\d)\s*[/-]\s*(\d{2}|\d{4})", re.IGNORECASE)
_SOME_QUARTER = re.compile(r"q[1-4]\b.*|.*\bq[1-4]", re.IGNORECASE)
_YEAR = re.compile(r"((?:19|20)\d\d)(?:\s*[/-]\s*(\d{2}|\d{4}))?")
_SPACES = re.compile(r"\t| {2,}")


@dataclass(slots=True)
class Row:
    """One line of the paste: what it was read as, or what is wrong with it and what to do."""

    line: int
    text: str
    given: Given | None = None
    problem: str = ""


@dataclass(slots=True)
class Pasted:
    """The whole paste. `says` are sentences on how it was read."""

    rows: list[Row] = field(default_factory=list)
    says: list[str] = field(default_factory=list)

    @property
    def problems(self) -> list[Row]:
        return [row for row in self.rows if row.problem]

    @property
    def given(self) -> list[Given]:
        return [row.given for row in self.rows if row.given and not row.problem]


def read_paste(text: str, *, frequency: str, unit: str, first: date | None, on: date) -> Pasted:
    """Read a paste for a measure. `first` is the period that a single column of values begins with."""
    found = Pasted()
    lines = [
        (place, line)
        for place, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1)
        if line.strip()
    ]
    if len(lines) > MOST_ROWS:
        found.rows.append(
            Row(
                1,
                "",
                problem=f"{len(lines):,} rows were pasted; at most {MOST_ROWS:,} are taken at once. Paste fewer.",
            )
        )
        return found
    cut = _cutter([line for _, line in lines])
    table = _without_heading(_turned([(place, cut(line)) for place, line in lines], found), found)
    width = max((len(cells) for _, cells in table), default=0)
    if _several(table, unit):
        found.rows.append(
            Row(1, "", problem="There are several series of values. Paste one at a time: periods and values.")
        )
        return found
    pairs = unit in ("percentage", "rate") and any(
        len(cells) > 2 and _number(cells[2])[0] is not None for _, cells in table
    )
    order, only_day, only_month = find_order(cells[0] for _, cells in table if width > 1)
    following = first
    for place, cells in table:
        row = Row(place, " · ".join(cells))
        found.rows.append(row)
        if width == 1:
            starts, why = following, "" if following else "Say with which period the values begin."
            following = next_period(following, frequency) if following else None
            values = cells
        else:
            starts, why = _period(cells[0], frequency, order or "day")
            values = cells[1:]
        if starts and starts > on:
            why = f"{say_period(starts, frequency)} has not begun yet."
        if why or starts is None:
            row.problem = why
            continue
        row.given, row.problem = _value(values, starts, unit, pairs=pairs)
    if only_day and only_month:
        _two_styles(found, table)
    _twice(found, frequency)
    _shares(found, unit)
    return found


Cut = Callable[[str], list[str]]


def _cutter(lines: Sequence[str]) -> Cut:
    """How the lines of this paste are cut into cells: one way for all of them, as they were copied."""
    for delimiter in ("\t", ";"):
        if any(delimiter in line for line in lines):
            return lambda line: _cells(_quoted(line, delimiter))
    with_commas = [line for line in lines if "," in line]
    if with_commas and any(_is_period(_quoted(line, ",")[0]) for line in with_commas):
        return lambda line: _cells(_quoted(line, ","))
    return lambda line: _cells(_spaced(line))


def _quoted(line: str, delimiter: str) -> list[str]:
    """A line cut as spreadsheets write it: a cell in quotation marks may hold the delimiter."""
    return next(csv.reader([line], delimiter=delimiter), [""]) or [""]


def _spaced(line: str) -> list[str]:
    """A line cut at wide gaps, or before its last word where a period stands before that."""
    line = line.strip()
    parts = _SPACES.split(line)
    before, _, last = line.rpartition(" ")
    return [before.strip(), last] if len(parts) == 1 and before and _is_period(before.strip()) else parts


def _cells(parts: Sequence[str]) -> list[str]:
    cells = [clean(part, one_line=True) for part in parts]
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    return cells


def _is_period(text: str) -> bool:
    return _period(text, "month", "day")[0] is not None


Table = list[tuple[int, list[str]]]


def _turned(table: Table, found: Pasted) -> Table:
    """Two or three long rows are columns lying down: periods across, values under them."""
    if 2 <= len(table) <= 3 and min(len(cells) for _, cells in table) > 3:
        width = max(len(cells) for _, cells in table)
        padded = [cells + [""] * (width - len(cells)) for _, cells in table]
        found.says.append("The periods run across, so each column was read as a row.")
        return [(place + 1, [cells[place] for cells in padded]) for place in range(width)]
    return table


def _without_heading(table: Table, found: Pasted) -> Table:
    """A first row without any figure or period is a heading."""
    if len(table) > 1:
        cells = table[0][1]
        if not any(_number(cell)[0] is not None for cell in cells) and not _is_period(cells[0]):
            found.says.append(f"The first row is a heading and was left out: {' · '.join(cells)}.")
            return table[1:]
    return table


def _period(text: str, frequency: str, order: str) -> tuple[date | None, str]:
    """The first day of the period that a text names, or what is wrong with it."""
    text = _WEEK.sub("", text.strip())
    if quarter := _QUARTER.fullmatch(text):
        if not _follows(quarter[2], quarter[3]):
            return None, f"“{text}” is no financial year: write it as 2026/27."
        return period_of(add_months(date(int(quarter[2]), 4, 1), 3 * (int(quarter[1]) - 1)), frequency), ""
    if _SOME_QUARTER.fullmatch(text):
        return (
            None,
            f"“{text}” could be a quarter of two years. Write Q1 2026/27, or the first month of the quarter.",
        )
    if named := _YEAR.fullmatch(text):
        if frequency != "year":
            return None, f"“{text}” is a year, and the measure wants a {frequency}."
        if named[2] and not _follows(named[1], named[2]):
            return None, f"“{text}” is no financial year: write it as 2026/27."
        return date(int(named[1]), 4 if named[2] else 1, 1), ""
    read = read_date(text, "month" if order == "month" else "day")
    day = read.day if read else serial_date(text)
    if day is None:
        return None, f"“{text[:40]}” is not a date. Write it as 27/3/2026, March 2026 or 2026-03-27."
    return period_of(day, frequency), ""


def _follows(year: str, next_one: str) -> bool:
    """Whether the second year of 2026/27 is the one after the first."""
    return str(int(year) + 1).endswith(next_one)


def _number(text: str) -> tuple[Decimal | None, str]:
    """A figure as people write it, and what is wrong where it is none. Blank and "no data" are no figure and not wrong."""
    bare = text.strip().casefold()
    if bare in NO_VALUE:
        return None, ""
    bare = (
        bare.replace(",", "")
        .replace("£", "")
        .replace("\N{MINUS SIGN}", "-")
        .replace(" ", "")
        .removesuffix("%")
    )
    try:
        number = Decimal(bare)
    except InvalidOperation:
        return None, f"“{text[:40]}” is not a number. Take the words out, or leave the cell empty."
    if not number.is_finite() or abs(number) >= Decimal(10) ** 14:
        return None, f"“{text[:40]}” is not a number that can be kept."
    return round(number, 6), ""


def _several(table: Table, unit: str) -> bool:
    """Whether there is more than one value for each period: groups side by side, or a column that names them."""
    most = 3 if unit in ("percentage", "rate") else 2
    figures = [
        sum(_number(cell)[0] is not None and not _is_period(cell) for cell in cells[1:]) for _, cells in table
    ]
    return max(figures, default=0) > most - 1


def _value(cells: Sequence[str], starts: date, unit: str, *, pairs: bool) -> tuple[Given | None, str]:
    """The rest of a row: a value, or (`pairs`) a numerator and a denominator."""
    text = cells[0] if cells else ""
    first, why = _number(text)
    if why:
        return None, why
    if pairs:
        second, why = _number(cells[1] if len(cells) > 1 else "")
        if why:
            return None, why
        if first is not None and second is None:
            return None, "The denominator is missing: out of how many?"
        if first is not None:
            given = Given(starts, None, first, second)
            return given, refused(given, unit)
    given = Given(starts, first, answer="" if first is not None else text[:120])
    return given, refused(given, unit)


def _two_styles(found: Pasted, table: Table) -> None:
    """Some dates can only be day first and some only month first: nobody can say what the others mean."""
    for row, (_, cells) in zip(found.rows, table, strict=True):
        numbers = read_date(cells[0]) or read_date(cells[0], "month")
        if numbers and numbers.numbers:
            row.problem = (
                "The dates are in two styles, some day first and some month first. Write them all day first."
            )


def _twice(found: Pasted, frequency: str) -> None:
    starts = Counter(row.given.starts for row in found.rows if row.given)
    for row in found.rows:
        if row.given and starts[row.given.starts] > 1 and not row.problem:
            row.problem = f"{say_period(row.given.starts, frequency)} is there twice. Keep one of them."


def _shares(found: Pasted, unit: str) -> None:
    """Percentages written as 0.901: shares where none has a % sign and none is above 1; else each is asked about."""
    rows = [(row, row.given.value) for row in found.rows if row.given and row.given.value is not None]
    if unit != "percentage" or not rows:
        return
    small = [row for row, value in rows if "%" not in row.text and 0 < value < 1]
    if any("%" in row.text for row, _ in rows):
        for row in small:
            row.problem = (
                row.problem or "Other values have a % sign and this one has not: is it a share? Write 90.1%."
            )
    elif small and max(value for _, value in rows) <= 1:
        found.says.append("Every value is 1 or less, so they were read as shares: 0.9 is 90%.")
        for row, value in rows:
            if row.given:
                row.given = Given(row.given.starts, value * 100, answer=row.given.answer)
