"""A paste or a file read into series of points, each row as a value for a period or with what is wrong with it.

>>> from datetime import date
>>> found = read_paste("Apr-24\\t6.1\\nMay-24\\t5.8", Ask(on=date(2026, 11, 25)))
>>> [(given.starts.isoformat(), float(given.value)) for given in found.given], found.frequency
([('2024-04-01', 6.1), ('2024-05-01', 5.8)], 'month')
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import count

from quantock.engines.dates import say_date
from quantock.engines.points import columns as roles
from quantock.engines.points import doubts
from quantock.engines.points.apart import is_of_years, read_together, spell_years
from quantock.engines.points.cells import Period, minute_of, read_number, read_period, read_shift
from quantock.engines.points.columns import Column
from quantock.engines.points.cutting import Cut, as_paste, cut_file, cut_paste
from quantock.engines.points.given import Given, refused
from quantock.engines.points.layouts import Laid, Record, is_whole, lay
from quantock.engines.points.periods import (
    EVENT,
    OFTEN,
    SAID,
    SHIFT,
    UNTIMED,
    frequency_of,
    is_finer,
    missing,
    next_period,
    period_of,
    say_period,
)
from quantock.engines.tables import Refused
from quantock.engines.tables.values.dates import find_order, read_date
from quantock.engines.text import plural, say_list

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Ask:
    """What is known of the values beforehand. Nothing known of frequency or unit: they are found out.

    `first` is the period that values without dates begin with, `told` by a person or else what comes next; `on` is today.
    `columns` gives what a person said of the columns (a role of `columns.CHOOSABLE`, and a heading or letter), `chosen` what
    the column of a letter is (one of `columns.ROLES`), which several may be. `exact`: days stay as written. `likely` is the
    frequency where neither it is known nor the dates tell. `several`: a period may have more than one measurement.
    """

    on: date
    frequency: str = ""
    unit: str = ""
    first: date | None = None
    told: bool = True
    columns: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, str] = field(default_factory=dict)
    exact: bool = False
    likely: str = "month"
    several: bool = False


@dataclass(slots=True)
class Row:
    """One value of the file: what it was read as, or what is wrong with it and what to do."""

    line: int
    text: str
    given: Given | None = None
    problem: str = ""
    cell: str = ""
    series: str = ""
    name: str = ""
    target: Decimal | None = None
    unit: str = ""
    direction: str = ""
    when: str = ""

    @property
    def place(self) -> str:
        return f"cell {self.cell}" if self.cell else f"row {self.line}"


@dataclass(slots=True)
class Found:
    """All that was read. `says` are sentences on how; `why` says how the frequency was found."""

    rows: list[Row] = field(default_factory=list)
    says: list[str] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    layout: str = ""
    frequency: str = ""
    why: str = ""
    unit: str = ""
    cut: Cut | None = None

    @property
    def as_paste(self) -> str:
        """What was read, as it could be pasted: the same rows with the same numbers."""
        return as_paste(self.cut) if self.cut else ""

    @property
    def problems(self) -> list[Row]:
        return [row for row in self.rows if row.problem]

    @property
    def given(self) -> list[Given]:
        return [row.given for row in self.rows if row.given and not row.problem]

    @property
    def series(self) -> dict[str, list[Row]]:
        """The rows by the measure that the file names, in the order of the file."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.series, []).append(row)
        return found

    @property
    def strata(self) -> list[str]:
        """The groups, in the order of the file."""
        return list(dict.fromkeys(row.given.stratum for row in self.rows if row.given))

    def gaps(self) -> list[tuple[str, date]]:
        """Periods without a row between others of the same group."""
        starts: dict[str, list[date]] = defaultdict(list)
        for given in self.given:
            starts[given.stratum].append(given.starts)
        return [(name, day) for name, days in starts.items() for day in missing(days, self.frequency)]


def read_paste(text: str, ask: Ask) -> Found:
    """Read a paste: columns by tabs, semicolons, commas or wide gaps."""
    try:
        return _read(cut_paste(text), ask)
    except Refused as refused_:
        return _all_wrong(refused_)


def read_file(data: bytes, filename: str, ask: Ask, sheet: str | None = None) -> Found:
    """Read a CSV file or a workbook; a file of another kind is the one row that is wrong."""
    try:
        return _read(cut_file(data, filename, sheet), ask)
    except Refused as refused_:
        return _all_wrong(refused_)


def _all_wrong(refused_: Refused) -> Found:
    return Found(rows=[Row(1, "", problem=str(refused_))])


def _read(cut: Cut, ask: Ask) -> Found:
    events = ask.frequency == EVENT if ask.frequency else None
    laid = lay(cut, unit=ask.unit, said=ask.columns, events=events, chosen=ask.chosen)
    found = Found(
        says=[*cut.says, *laid.says], columns=laid.columns, layout=laid.layout, unit=ask.unit, cut=cut
    )
    if laid.problem:
        found.rows.append(Row(1, "", problem=laid.problem))
        return found
    yearly = ask.frequency == "year" or any(
        column.role == roles.PERIOD and is_of_years(column.heading) for column in laid.columns
    )
    spell_years(laid.records, yearly=yearly)
    records, said = read_together(laid.records, laid.titles, ask.first, told=ask.told)
    laid.records = list(records)
    found.says += said
    order, only_day, only_month = find_order(record.period for record in laid.records)
    if order == "month" and only_month and not only_day:
        found.says.append(f"The dates were read with the month first, since “{only_month}” can only be that.")
    periods = _periods(laid, ask, order or "day", found)
    for record, (period, why) in zip(laid.records, periods, strict=True):
        row = _row(record, period, why, ask, laid.layout == "events", found)
        if row is not None:
            found.rows.append(row)
    _take_names(found)
    if only_day and only_month:
        _two_styles(found, laid)
    if not ask.several:
        _twice(found)
    doubts.shares(found)
    doubts.contradicted(found)
    doubts.turned_round(found)
    doubts.numbers_of_people(found, [*laid.titles, *laid.says])
    _say_gaps(found)
    if not found.rows:
        found.rows.append(
            Row(1, "", problem="There is no value in it. Give at least one row with a period and a figure.")
        )
    return found


Read = tuple[Period | None, str]


def _periods(laid: Laid, ask: Ask, order: str, found: Found) -> list[Read]:
    """The period of each record, and how often they come."""
    if laid.layout == "column":
        found.frequency = ask.frequency or ask.likely
        first = period_of(ask.first, found.frequency) if ask.first and ask.told else ask.first
        return _following(laid.records, first, found.frequency)
    frequency = ask.frequency
    if laid.layout == "events":
        frequency = EVENT
    elif not frequency and any(record.shift for record in laid.records):
        frequency, found.why = SHIFT, "the rows name shifts"
    raw = [
        read_period(record.period, frequency if frequency in (EVENT, SHIFT) else "", order)
        for record in laid.records
    ]
    if not frequency:
        frequency = _detected(laid.records, raw, found) or ask.likely
    found.frequency = frequency
    if ask.exact and frequency not in (EVENT, SHIFT):
        return raw
    return [
        read_period(record.period, frequency, order) if ask.frequency else _within(each, frequency)
        for record, each in zip(laid.records, raw, strict=True)
    ]


def _within(read: Read, frequency: str) -> Read:
    period, why = read
    if period and frequency == "year" and (period.day.month, period.day.day) == (1, 1):
        return read  # "2019" is that year, not the financial year in which it begins
    return (replace(period, day=period_of(period.day, frequency)) if period else None), why


def _detected(records: Sequence[Record], raw: Sequence[Read], found: Found) -> str:
    """The commonest frequency of its series; nothing where nothing tells."""
    days: dict[tuple[str, str], list[date]] = defaultdict(list)
    for record, (period, _) in zip(records, raw, strict=True):
        if period:
            days[record.series, record.stratum].append(period.day)
    if any(period and period.part for period, _ in raw):
        found.why = "the rows name shifts"
        return SHIFT
    seen = Counter(name for some in days.values() if (name := frequency_of(some)))
    if not seen:
        return ""
    frequency = seen.most_common(1)[0][0]
    found.why = f"most dates are {SAID[frequency]} apart"
    return frequency


def _following(records: Sequence[Record], first: date | None, frequency: str) -> list[Read]:
    """Values without periods follow each other from the first one on."""
    found: list[Read] = []
    following = first
    for _ in records:
        found.append(
            (Period(following), "") if following else (None, "Say with which period the values begin.")
        )
        following = next_period(following, frequency) if following else None
    return found


def _row(record: Record, period: Period | None, why: str, ask: Ask, event: bool, found: Found) -> Row | None:
    """A record as a row; None where a period that has not begun has no value yet, as in a template."""
    row = Row(record.line, record.text, cell=record.cell, series=record.series, name=record.name)
    row.unit, row.direction, row.when = record.unit, record.direction, record.period
    empty = not event and not any(text.strip() for text in record.texts.values())
    if not record.period and empty and found.layout != "column":
        return None
    why = record.problem or why
    if period and record.shift:
        part = read_shift(record.shift)
        why = why or ("" if part else f"“{record.shift[:40]}” is not a shift: write early, late or night.")
        period = replace(period, part=part or 0)
    if period and event and record.time:
        period = replace(period, part=minute_of(record.time))
    if period and period.day > ask.on:
        if empty:
            return None
        why = why or f"{say_period(period.day, found.frequency, period.part)} has not begun yet."
    if why or period is None:
        row.problem = why
        return row
    stratum = record.stratum[:LONGEST_NAME]
    if event:
        row.given = Given(period.day, Decimal(1), stratum=stratum, part=period.part)
        return row
    row.given, row.problem = _value(record, period, ask.unit)
    if row.given:
        row.given = replace(row.given, stratum=stratum, part=period.part if found.frequency == SHIFT else 0)
    if record.target and not row.problem:
        row.target, row.problem = read_number(record.target)
    return row


def _value(record: Record, period: Period, unit: str) -> tuple[Given | None, str]:
    """The figures of a row: a value, a numerator and a denominator, or all three."""
    read: dict[str, Decimal | None] = {}
    for role, text in record.texts.items():
        read[role], why = read_number(text)
        if why:
            return None, why
    value, above, below = (read.get(role) for role in (roles.VALUE, roles.NUMERATOR, roles.DENOMINATOR))
    if above is not None and below is None and roles.DENOMINATOR in record.texts and value is None:
        return None, "The denominator is missing: out of how many?"
    if (
        above is None
        and below is not None
        and value is None
        and record.texts.get(roles.NUMERATOR, "").strip() == ""
    ):
        return None, "The numerator is missing: how many were counted?"
    if value is None and above is not None and below is None:
        value, above = above, None
    said = record.texts.get(roles.VALUE) or record.texts.get(roles.NUMERATOR, "")
    nothing = value is None and above is None
    given = Given(period.day, value, above, below, answer=said.strip()[:LONGEST_NAME] if nothing else "")
    return given, refused(given, unit)


def _take_names(found: Found) -> None:
    """One name over all values is no group; a group called "total" is all together."""
    whole = set()
    for row in found.rows:
        if row.given and row.given.stratum and is_whole(row.given.stratum):
            whole.add(row.given.stratum)
            row.given = replace(row.given, stratum="")
    if whole and len(found.strata) > 1:
        found.says.append(
            f"{say_list([f'“{name}”' for name in sorted(whole)])} was read as all groups together."
        )
    names = found.strata
    if found.layout in ("across", "columns") and len(names) == 1 and names[0]:
        for row in found.rows:
            row.name = row.name or names[0]
            if row.given:
                row.given = replace(row.given, stratum="")


def _two_styles(found: Found, laid: Laid) -> None:
    """Some dates can only be day first and some only month first: nobody can say what the others mean."""
    texts = {(record.line, record.cell): record.period for record in laid.records}
    for row in found.rows:
        text = texts.get((row.line, row.cell), "")
        numbers = read_date(text) or read_date(text, "month")
        if numbers and numbers.numbers:
            row.problem = (
                "The dates are in two styles, some day first and some month first. Write them all day first."
            )


def _twice(found: Found) -> None:
    """Two values for one period of one series. Events of one day without an hour are told apart by their order."""
    if found.frequency == EVENT:
        _number_events(found)
    there = [row for row in found.rows if row.given]
    keys = [(row.series, row.given.stratum, row.given.starts, row.given.part) for row in there if row.given]
    seen = Counter(keys)
    double = [row for row, key in zip(there, keys, strict=True) if seen[key] > 1 and not row.problem]
    raw = [(row, period.day) for row in double if (period := read_period(row.when, "", "day")[0])]
    finer = frequency_of([day for _, day in raw])
    of_day = Counter(day for _, day in raw)
    hours = {id(row) for row, day in raw if minute_of(row.when) and of_day[day] > 1}
    too_fine = finer and is_finer(finer, found.frequency) and len(double) * 3 > len(there)
    for row in double:
        if row.given:
            row.problem = f"{say_period(row.given.starts, found.frequency, row.given.part)} is there twice. Keep one of them."
        if too_fine and finer:
            row.problem = (
                f"The dates are {SAID[finer]} apart, but this is measured {OFTEN[found.frequency]}. Change how often it "
                "is measured, or give one value for each period."
            )
        elif id(row) in hours:
            row.problem = (
                f"Several values fall on {say_date(row.given.starts) if row.given else row.when}, at different times. Give one value "
                "for each day, or say in which shift (early, late, night) each is."
            )


def _number_events(found: Found) -> None:
    taken: dict[tuple[str, str, date], set[int]] = defaultdict(set)
    for row in found.rows:
        if row.given is None:
            continue
        key = (row.series, row.given.stratum, row.given.starts)
        part = row.given.part
        if part in taken[key] and not part:
            part = next(number for number in count(UNTIMED) if number not in taken[key])
            row.given = replace(row.given, part=part)
        taken[key].add(part)


def _say_gaps(found: Found) -> None:
    gaps = found.gaps() if not found.problems else []
    if not gaps:
        return
    some = [say_period(day, found.frequency) + (f" ({name})" if name else "") for name, day in gaps[:4]]
    more = f" and {len(gaps) - 4} more" if len(gaps) > 4 else ""
    found.says.append(
        f"{plural(len(gaps), 'period')} between the first and the last {'has' if len(gaps) == 1 else 'have'} no row: "
        f"{', '.join(some)}{more}. A gap is shown; nothing is filled in."
    )
