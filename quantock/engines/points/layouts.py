"""The shapes that tables of values come in, each turned into records: one value of one series for one period.

Long (a row a period, with columns for groups), wide (a column a group), lying down (periods across), one column of values,
and a list of dated events.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from quantock.engines.points import columns as roles
from quantock.engines.points.apart import (
    are_parts,
    as_part,
    as_year,
    is_short_year,
    is_yearly,
    part_of,
    year_of,
)
from quantock.engines.points.cells import is_compact, is_number, is_period, is_year, looks_like_figure
from quantock.engines.points.columns import Column, columns_of, role_of, shifts_of
from quantock.engines.points.cutting import Cut, Line
from quantock.engines.points.heads import first_data, heads_of, past_titles, without_notes
from quantock.engines.points.heads import said as said_of
from quantock.engines.tables.table import letter
from quantock.engines.text import squash

_NO_SERIES = re.compile(r"target|average|mean|median|ytd|year to date|[lu][cp]l", re.IGNORECASE)
"""What a row lying down is called that is no series of its own."""
_PAIR = re.compile(
    r"(?P<name>.*?)[\s:·(–-]*\b(?P<role>numerator|num|numer|denominator|denom|den|value|rate|%)\)?",
    re.IGNORECASE,
)
_WHOLE = frozenset(
    {
        "all",
        "total",
        "overall",
        "alltogether",
        "everyone",
        "whole",
        "combined",
        "allwards",
        "allsites",
        "trusttotal",
    }
)


@dataclass(slots=True)
class Record:
    """What stands in the file for one value: texts, and where they stand."""

    line: int
    cell: str
    text: str
    period: str = ""
    time: str = ""
    shift: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    series: str = ""
    name: str = ""
    stratum: str = ""
    target: str = ""
    unit: str = ""
    direction: str = ""
    year: str = ""
    day: str = ""
    problem: str = ""


@dataclass(slots=True)
class Laid:
    """A table read by its shape. `problem`: nothing can be read of it, and why; `titles`: what stands above the values."""

    layout: str
    records: list[Record] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    says: list[str] = field(default_factory=list)
    problem: str = ""
    titles: list[str] = field(default_factory=list)


def lay(
    cut: Cut,
    *,
    unit: str,
    said: Mapping[str, str],
    events: bool | None,
    chosen: Mapping[str, str] | None = None,
) -> Laid:
    """Find the shape and read by it. `events`: whether each row is one event; None where that is to be found out. `said`
    and `chosen`: as `columns_of` takes them."""
    lines, notes = without_notes(cut.lines)
    found = _lay(lines, max(len(line.cells) for line in lines), unit, said, events, chosen)
    if notes:
        found.says.append(notes)
    return found


def _lay(
    lines: Sequence[Line],
    width: int,
    unit: str,
    said: Mapping[str, str],
    events: bool | None,
    chosen: Mapping[str, str] | None,
) -> Laid:
    if (across := _across(lines)) is not None:
        return _with_years(_lying(lines, across, unit))
    first = lines[0].cells[0]
    if width > 1 and len(lines) == 1 and not (is_period(first) or part_of(first)):
        if not any(map(is_number, lines[0].cells)):
            return Laid(
                "none",
                problem="There are headings and no values below them. Give at least one row of values.",
            )
        return _column([Line(lines[0].number, [cell]) for cell in lines[0].cells], events, across=True)
    start = first_data(lines)
    heads = heads_of(lines, start)
    if heads.problem:
        return Laid("none", says=heads.says, problem=heads.problem)
    body = lines[start:]
    columns = columns_of(_headed(heads.headings, heads.over), body, said, chosen) if width > 1 else []
    over = {
        column.place: (heads.over[column.place], heads.headings[column.place])
        for column in columns
        if heads.over and column.place < len(heads.over)
    }
    found = _standing(columns, body, unit, events, over) if columns else _column(body, events)
    found.says = heads.says + found.says
    found.titles = [" ".join(filter(None, line.cells)) for line in lines[:start]]
    return _with_years(found)


def _headed(headings: Sequence[str], over: Sequence[str]) -> list[str]:
    """Headings that are there twice, with what stands over them: "Ash Falls"."""
    return [
        f"{over[place]} {heading}" if over and heading and headings.count(heading) > 1 else heading
        for place, heading in enumerate(headings)
    ]


def _with_years(found: Laid) -> Laid:
    """A grid of years one way and months (or quarters) the other: each month and its year are taken from where they stand.
    A column of totals beside them is left out."""
    apart = [each for each in found.records if each.stratum and not roles.TOTALS.fullmatch(each.stratum)]
    if len({each.stratum for each in apart}) < 2 or not all(
        part_of(each.stratum) and year_of(each.period) for each in apart
    ):
        return found
    left = sorted({each.stratum for each in found.records} - {each.stratum for each in apart})
    for each in apart:
        each.year, each.period, each.stratum = each.period, each.stratum, ""
    found.records = apart
    found.says = [each for each in found.says if not each.startswith("Each column of figures")]
    if any(left):
        found.says.append(f"Not read: {', '.join(filter(None, left))}.")
    return found


def _across(lines: Sequence[Line]) -> int | None:
    """The row that has periods across it, where one of the first does and figures stand under them."""
    begin = past_titles(lines)
    for place, line in enumerate(lines[begin : begin + 10], begin):
        found = _periods_across(lines, place)
        filled = sum(bool(cell) for cell in line.cells)
        if len(found) < 2 or len(found) * 2 < filled or place + 1 >= len(lines):
            continue
        below = [lines[place + 1].at(column) for column in found]
        if sum(is_number(cell) and not is_period(cell) for cell in below) * 2 >= len(found) and not any(
            is_year(cell) for cell in below
        ):
            return place
    return None


def _periods_across(lines: Sequence[Line], place: int) -> list[int]:
    """The columns over which a row has periods: whole ones, or months without a year where no years stand beside them."""
    cells = lines[place].cells
    parts = [column for column, cell in enumerate(cells) if column and part_of(cell)]
    apart = are_parts(cells[column] for column in parts) and not any(
        year_of(cell) for line in lines[place + 1 :] for cell in line.cells[: min(parts)]
    )
    return [
        column
        for column, cell in enumerate(cells)
        if is_short_year(cell)
        or (is_period(cell) and not (apart and not column and is_yearly(cell)))
        or (column and (is_year(cell) or is_compact(cell)))
        or (apart and column in parts)
    ]


def _column(lines: Sequence[Line], events: bool | None, across: bool = False) -> Laid:
    """One column: values that follow each other, or the dates of events."""
    dates = sum(is_period(line.at(0)) for line in lines)
    if events or (events is None and dates * 2 > len(lines)):
        return Laid("events", [Record(line.number, "", line.at(0), line.at(0)) for line in lines])
    found = Laid(
        "column", [Record(line.number, "", line.at(0), texts={roles.VALUE: line.at(0)}) for line in lines]
    )
    if across:
        found.says.append("The values run across, so they were read one after another.")
    return found


def _lying(lines: Sequence[Line], place: int, unit: str) -> Laid:
    """Periods across: each row under them is a series."""
    head = lines[place]
    columns = _periods_across(lines, place)
    labels = [column for column in range(min(columns)) if column not in columns]
    found = Laid("across", says=["The periods run across, so each column was read as a row."])
    found.titles = [" ".join(filter(None, line.cells)) for line in lines[:place]]
    found.titles += [head.at(column) for column in labels if is_yearly(head.at(column))]
    if place:
        found.says.append(f"Left out above the periods: {said_of(lines[:place])}.")
    rows = [line for line in lines[place + 1 :] if any(line.at(column) for column in columns)]
    named: dict[tuple[str, int], Record] = {}
    apart = [
        line for line in rows if _NO_SERIES.fullmatch(" ".join(filter(None, _label(line, labels, head))))
    ]
    if len(apart) < len(rows) and apart:
        rows = [line for line in rows if line not in apart]
        found.says.append(
            f"Not read: {said_of([Line(line.number, line.cells[: min(columns)]) for line in apart])}."
        )
    shape = _Names([_label(line, labels, head) for line in rows], unit)
    for line, (series, stratum) in zip(rows, [_label(line, labels, head) for line in rows], strict=True):
        base, role = shape.parted(stratum)
        for column in columns:
            key = (f"{series}|{base}", column)
            if key not in named:
                text = f"{head.at(column)} · {line.at(column)}"
                named[key] = Record(
                    line.number, f"{letter(column)}{line.number}", text, head.at(column), series=series
                )
                named[key].stratum = base
                found.records.append(named[key])
            named[key].texts[role] = line.at(column)
    return found


def _label(line: Line, labels: Sequence[int], head: Line) -> tuple[str, str]:
    """What a row lying down is called: its measure, where a heading says so, and the rest."""
    series = [line.at(column) for column in labels if role_of(head.at(column)) in (roles.SERIES, roles.NAME)]
    rest = [
        line.at(column)
        for column in labels
        if role_of(head.at(column)) not in (roles.SERIES, roles.NAME)
        and not (any(series) and squash(head.at(column)) in ("unit", "units"))
    ]
    return " ".join(filter(None, series)), ", ".join(filter(None, rest))


class _Names:
    """Names over columns or beside rows: groups, or pairs of numerator and denominator of a group."""

    def __init__(self, names: Sequence[tuple[str, str]], unit: str) -> None:
        parted = [_PAIR.fullmatch(name) for _, name in names]
        found = {_role(match["role"]) for match in parted if match}
        self.pairs = {roles.NUMERATOR, roles.DENOMINATOR} <= found
        self.two = unit in ("percentage", "rate") and len(names) == 2 and not self.pairs
        self.first = names[0][1] if names else ""

    def parted(self, name: str) -> tuple[str, str]:
        """(group, role)."""
        if self.two:
            return "", roles.NUMERATOR if name == self.first else roles.DENOMINATOR
        if self.pairs and (match := _PAIR.fullmatch(name)):
            return match["name"].strip(), _role(match["role"])
        return name, roles.VALUE


def _role(word: str) -> str:
    bare = word.casefold()
    return (
        roles.NUMERATOR
        if bare.startswith("num")
        else roles.DENOMINATOR
        if bare.startswith("den")
        else roles.VALUE
    )


def _standing(
    columns: list[Column],
    lines: Sequence[Line],
    unit: str,
    events: bool | None,
    over: Mapping[int, tuple[str, str]],
) -> Laid:
    """Periods down: one column of values, a pair, or a column for each group."""
    by_role: dict[str, list[Column]] = {}
    for column in columns:
        by_role.setdefault(column.role, []).append(column)
    if roles.PERIOD not in by_role:
        return Laid(
            "none",
            columns=columns,
            problem="No column holds dates or periods. Put them into the first column.",
        )
    for column in [*by_role.get(roles.STRATUM, [])]:
        if roles.SHIFT not in by_role and not column.is_chosen and shifts_of(lines, column.place):
            column.role = roles.SHIFT
            by_role[roles.SHIFT] = [column]
            by_role[roles.STRATUM].remove(column)
    found = Laid("rows", columns=columns)
    values = by_role.get(roles.VALUE, [])
    if not events and not (values or roles.NUMERATOR in by_role):
        values = _meant(columns, lines, events)
        by_role[roles.VALUE] = values
        by_role[roles.STRATUM] = [each for each in by_role.get(roles.STRATUM, []) if each not in values]
    if events or not (values or roles.NUMERATOR in by_role):
        found.layout = "events"
        if not events:
            found.says.append("No column holds figures, so each row was read as one event.")
        values = []
    elif _are_pair(values, unit, by_role):
        values[0].role, values[1].role = roles.NUMERATOR, roles.DENOMINATOR
        by_role |= {roles.NUMERATOR: [values[0]], roles.DENOMINATOR: [values[1]], roles.VALUE: []}
        values = []
    elif len(values) > 1:
        return _wide(found, lines, by_role, values, over)
    for line in lines:
        if record := _record(line, by_role):
            record.texts = {
                role: line.at(by_role[role][0].place)
                for role in (roles.VALUE, roles.NUMERATOR, roles.DENOMINATOR)
                if by_role.get(role) and found.layout != "events"
            }
            found.records.append(record)
    _say_left(found)
    return found


def _meant(columns: Sequence[Column], lines: Sequence[Line], events: bool | None) -> list[Column]:
    """Where no column holds figures, the one beside the periods is meant to: each of its words is then pointed out.

    None where nothing was said of events and nothing looks like a figure: it is a list of events.
    """
    for column in columns:
        cells = [cell for line in lines if (cell := line.at(column.place))]
        figure = any(map(is_number, cells)) or sum(map(looks_like_figure, cells)) * 2 > len(cells)
        if column.role in (roles.PERIOD, roles.YEAR, roles.DAY, roles.TIME, roles.SHIFT):
            continue
        if column.why.startswith("it") and (figure or events is False):
            column.role, column.why = roles.VALUE, "no other column holds figures"
            return [column]
    return []


def _are_pair(values: Sequence[Column], unit: str, by_role: Mapping[str, Sequence[Column]]) -> bool:
    guessed = len(values) == 2 and not all(column.is_chosen for column in values)
    return unit in ("percentage", "rate") and guessed and roles.NUMERATOR not in by_role


def _wide(
    found: Laid,
    lines: Sequence[Line],
    by_role: dict[str, list[Column]],
    values: Sequence[Column],
    over: Mapping[int, tuple[str, str]],
) -> Laid:
    """A column for each group, or for the numerator and denominator of each. `over`: of two rows of headings the upper, a group,
    and the lower, a measure."""
    if len(values) > 1 and not all(column.heading for column in values):
        found.problem = (
            "There are several series of values. Paste one at a time: periods and values; or name each column in a "
            "row of headings."
        )
        return found
    found.layout = "columns"
    shape = _Names([("", column.heading) for column in values], "")
    for line in lines:
        groups: dict[str, Record] = {}
        for column in values:
            base, role = shape.parted(column.heading)
            if base not in groups:
                record = _record(line, by_role)
                if record is None:
                    break
                record.cell = f"{column.letter}{line.number}"
                record.text = f"{record.period} · {line.at(column.place)}"
                above, below = over.get(column.place, ("", ""))
                if above and not shape.pairs:
                    record.series = record.name = below
                    record.stratum = ", ".join(filter(None, (record.stratum, above)))
                elif by_role.get(roles.STRATUM):
                    record.series = record.name = base
                else:
                    record.stratum = base
                groups[base] = record
                found.records.append(record)
            groups[base].texts[role] = line.at(column.place)
    if not by_role.get(roles.STRATUM) and (shape.pairs or not over):
        found.says.append(
            f"Each column of figures was read as a group: {', '.join(column.name for column in values[:8])}."
        )
    _say_left(found)
    return found


def _record(line: Line, by_role: Mapping[str, Sequence[Column]]) -> Record | None:
    """What a row says of itself; None for a row of totals, and for one that has neither period nor figure."""

    def at(role: str) -> str:
        return line.at(by_role[role][0].place).strip() if by_role.get(role) else ""

    period = at(roles.PERIOD)
    if not any(line.cells) or roles.TOTALS.fullmatch(period):
        return None
    if by_role.get(roles.PERIOD):
        period = as_part(period, by_role[roles.PERIOD][0].heading)
    strata = [line.at(column.place).strip() for column in by_role.get(roles.STRATUM, ())]
    return Record(
        line.number,
        "",
        " · ".join(line.cells),
        period,
        at(roles.TIME),
        at(roles.SHIFT),
        series=at(roles.SERIES) or at(roles.NAME),
        name=at(roles.NAME) or at(roles.SERIES),
        stratum=", ".join(filter(None, strata)),
        target=at(roles.TARGET),
        unit=at(roles.UNIT),
        direction=at(roles.DIRECTION),
        year=as_year(at(roles.YEAR), by_role[roles.YEAR][0].heading) if by_role.get(roles.YEAR) else "",
        day=at(roles.DAY),
    )


def _say_left(found: Laid) -> None:
    left = [
        column.name for column in found.columns if column.role == roles.LEFT and column.why != "it is empty"
    ]
    if left:
        found.says.append(f"Not read: {', '.join(left[:8])}.")


def is_whole(name: str) -> bool:
    """Whether a group's name says that it is all of them."""
    return squash(name) in _WHOLE
