"""What each column of a table of values is: said by a person, else by its heading, else by what stands in it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from quantock.engines.points.apart import as_part, is_yearly, part_of, short_year
from quantock.engines.points.cells import is_answer, is_compact, is_number, is_period, is_year, read_shift
from quantock.engines.points.cutting import Line
from quantock.engines.tables.table import letter
from quantock.engines.tables.values.dates import serial_date
from quantock.engines.text import squash

PERIOD, YEAR, DAY, TIME, SHIFT, VALUE, NUMERATOR, DENOMINATOR = (
    "period",
    "year",
    "day",
    "time",
    "shift",
    "value",
    "numerator",
    "denominator",
)
SERIES, NAME, STRATUM, UNIT, TARGET, DIRECTION, NOTE, LEFT = (
    "measure", "name", "group", "unit", "target", "direction", "note", "left out",
)  # fmt: skip
CHOOSABLE = (PERIOD, VALUE, NUMERATOR, DENOMINATOR, SERIES, STRATUM)
"""What a person may say of a column by its heading."""
ROLES: Mapping[str, str] = {
    PERIOD: "Date or period",
    VALUE: "Value",
    NUMERATOR: "How many were counted",
    DENOMINATOR: "Out of how many",
    STRATUM: "Group (ward, site, team)",
    LEFT: "Leave it out",
    YEAR: "Year of the date or period",
    DAY: "Day of the month",
    SHIFT: "Shift",
    TIME: "Time of day",
    SERIES: "Which measure",
    NAME: "Name of the measure",
    UNIT: "Unit",
    TARGET: "Target",
    DIRECTION: "Which way is better",
    NOTE: "Note (not kept)",
}
"""What a column can be, in words; what is most often chosen first."""
ONCE = frozenset(ROLES) - {VALUE, STRATUM, LEFT, NOTE}
"""What only one column can be."""
TOTALS = re.compile(
    r"(?:grand |sub)?totals?|average|mean|sum|ytd|year to date|overall|median|min|max|target", re.IGNORECASE
)
"""What stands where a period would and is no value of its own."""
CHOSEN = "you said so"
EXAMPLES = 3

_WORDS: dict[str, str] = {
    PERIOD: "date month period week day quarter year weekcommencing wc weekbeginning weekending we weekof monthending "
    "quarterending yearending financialyear fy reportingperiod reportingmonth eventdate dateofevent dateofincident "
    "incidentdate occurred occurredon startdate periodstart periodstarting monthstarting when time datetime dateandtime "
    "dateoffall falldate timeperiod monthyear weekno weeknumber weeknum wk wkno monthno monthnumber monthname mth yearmonth "
    "yyyymm calendaryear calendarmonth qtr",
    TIME: "timeofday hour timeofevent timeofincident eventtime incidenttime",
    SHIFT: "shift",
    VALUE: "value values result rate percentage percent percent100 pct score performance figure measurevalue average mean "
    "median reading ratio proportion actual actuals observed",
    NUMERATOR: "numerator num nominator numer counted top numeratorvalue",
    DENOMINATOR: "denominator den denom outof base bottom denominatorvalue denomin",
    SERIES: "measure indicator metric seriesid measureid indicatorid kpi series measurecode indicatorcode",
    NAME: "seriesname measurename indicatorname metricname kpiname",
    STRATUM: "ward site team hospital organisation orgcode org trust provider practice group stratum strata type category "
    "service department directorate division area location sex gender ethnicity deprivation age ageband agegroup band "
    "specialty clinic unit facet where place locality region icb pcn gppractice trustname sitename wardname teamname",
    TARGET: "target goal standard trajectory aim plan planned targetvalue",
    DIRECTION: "direction improvement improvementdirection better",
    NOTE: "note notes comment comments annotation phase remark remarks reason",
}  # fmt: skip
BY_HEADING = {word: role for role, words in _WORDS.items() for word in words.split()}
_WORKED = (
    "mean average median centre centreline centerline lcl ucl lpl upl lowerlimit upperlimit lowercontrollimit uppercontrollimit "
    "lowerprocesslimit upperprocesslimit limitlower limitupper baseline ytd yeartodate cumulative runningtotal movingrange "
    "rollingaverage movingaverage specialcause specialcausetype pointtype variation assurance "
    "classandrules partofthechart timeperiodsortable"
)
_WORKED_OUT = frozenset(_WORKED.split())
_INTERVAL = re.compile(r"(?:lower|upper)(?:ci|conf|95|99)|(?:ci|confidenceinterval).*(?:lower|upper)|lci|uci")
_NUMBERS = (
    "id ref reference incidentnumber incidentno incidentid incidentref incidentreference eventid eventnumber casenumber caseno caseid "
    "rowid row rowno rownumber recordid recordnumber datixid datixref datixnumber serialno serialnumber"
)
_NUMBERS_OF_ROWS = frozenset(_NUMBERS.split())
"""Numbers that only tell rows apart."""
"""What is worked out from values: no values of their own beside others."""
_DAYS = frozenset({"day", "dayofmonth", "dd", "dayno", "daynumber", "date"})
_ALWAYS = (PERIOD, SHIFT, NUMERATOR, DENOMINATOR)


@dataclass(slots=True)
class Column:
    """One column, what it was taken for, and why."""

    place: int
    heading: str
    role: str
    why: str
    examples: tuple[str, ...] = ()

    @property
    def is_chosen(self) -> bool:
        return self.why == CHOSEN

    @property
    def letter(self) -> str:
        return letter(self.place)

    @property
    def name(self) -> str:
        return self.heading or f"column {self.letter}"


@dataclass(slots=True)
class _Content:
    """How many cells of a column are what."""

    filled: int
    periods: int
    numbers: int
    years: int
    serials: int
    compact: int
    year_like: int
    parts: int
    days: bool
    distinct: int


def _content(lines: Sequence[Line], place: int, heading: str) -> _Content:
    cells = [cell for line in lines if (cell := line.at(place).strip()) and not TOTALS.fullmatch(cell)]
    return _Content(
        len(cells),
        sum(is_period(cell) for cell in cells),
        sum(is_number(cell) or is_answer(cell) for cell in cells),
        sum(is_year(cell) for cell in cells),
        sum(serial_date(cell) is not None for cell in cells),
        sum(is_compact(cell) for cell in cells),
        sum(is_yearly(cell) or bool(short_year(cell)) for cell in cells),
        sum(part_of(as_part(cell, heading)) is not None for cell in cells),
        bool(cells) and all(cell.isdigit() and 1 <= int(cell) <= 31 for cell in cells),
        len({cell.casefold() for cell in cells}),
    )


def role_of(heading: str) -> str:
    """What a heading alone says; nothing where it says nothing."""
    return BY_HEADING.get(squash(heading), "")


def columns_of(
    headings: Sequence[str],
    lines: Sequence[Line],
    said: Mapping[str, str],
    chosen: Mapping[str, str] | None = None,
) -> list[Column]:
    """The columns in their order. `said` gives what a person said: a role, and the heading or letter that has it; `chosen`
    gives a role for each letter, and may give one role to several columns."""
    width = max([len(headings), *(len(line.cells) for line in lines)], default=0)
    some = lines[:400]
    heads = [*headings, *[""] * (width - len(headings))]
    contents = [_content(some, place, heads[place]) for place in range(width)]
    asked = {value.strip().casefold(): role for role, value in said.items() if value}
    columns = [
        _first_look(place, heads[place], contents[place], asked, chosen or {}) for place in range(width)
    ]
    for column in columns:
        cells = (line.at(column.place) for line in some)
        column.examples = tuple(islice(dict.fromkeys(cell for cell in cells if cell), EXAMPLES))
    _find_year(columns, contents)
    _find_period(columns, contents)
    _only_one(columns, contents)
    for column, content in zip(columns, contents, strict=True):
        if not column.role:
            column.role, column.why = _by_content(content, len(some), column.heading)
    _leave_worked_out(columns)
    _count_of(columns)
    if said:
        _as_said(columns, said)
    return columns


def _count_of(columns: Sequence[Column]) -> None:
    """A count beside a denominator is its numerator."""
    roles = [each.role for each in columns]
    for each in columns:
        if (
            each.role == VALUE
            and squash(each.heading) == "count"
            and DENOMINATOR in roles
            and NUMERATOR not in roles
        ):
            each.role, each.why = NUMERATOR, "it is counted out of the denominator"
            return


def _leave_worked_out(columns: Sequence[Column]) -> None:
    """Means and limits beside values are worked out here; a year to date would be counted twice."""
    there = [each for each in columns if each.role in (VALUE, NUMERATOR)]
    again = [
        each
        for each in columns
        if not each.is_chosen and ((bare := squash(each.heading)) in _WORKED_OUT or _INTERVAL.match(bare))
    ]
    if any(each not in again for each in there):
        for each in again:
            if each.role in ("", VALUE, STRATUM):
                each.role, each.why = LEFT, "it is worked out from the values"


def _first_look(
    place: int, heading: str, content: _Content, asked: Mapping[str, str], chosen: Mapping[str, str]
) -> Column:
    role = chosen.get(letter(place)) or asked.get(heading.casefold()) or asked.get(letter(place).casefold())
    if role:
        return Column(place, heading, role, CHOSEN)
    role = role_of(heading)
    if not content.filled and role not in _ALWAYS:
        return Column(place, heading, LEFT, "it is empty")
    mostly = content.numbers * 2 > content.filled
    if role in (STRATUM, SERIES, NAME) and mostly and content.distinct * 2 > content.filled:
        role = ""  # a heading such as "group", over figures
    if role == UNIT or (
        role == PERIOD and content.periods + content.parts + content.numbers * 2 < content.filled
    ):
        role = ""
    return Column(place, heading, role, "its heading says so" if role else "")


def _find_year(columns: Sequence[Column], contents: Sequence[_Content]) -> None:
    """A column of years beside one of months, quarters or weeks without theirs: the period is the two together."""
    if any(column.is_chosen and column.role in (PERIOD, YEAR) for column in columns):
        return
    free = [column for column in columns if column.role in ("", PERIOD) and contents[column.place].filled]
    years = [column for column in free if contents[column.place].year_like == contents[column.place].filled]
    parts = [
        column
        for column in free
        if contents[column.place].parts == contents[column.place].filled and column not in years
    ]
    whole = [
        column
        for column in free
        if column not in years and _mostly(contents[column.place].periods, contents[column.place])
    ]
    if years and parts and not whole:
        years[0].role, years[0].why = YEAR, "it holds years"
        parts[0].role, parts[0].why = PERIOD, f"its year stands in {years[0].name.lower()}"
        days = [column for column in free if squash(column.heading) in _DAYS and contents[column.place].days]
        if days and all(not column.is_chosen for column in days):
            days[0].role, days[0].why = DAY, f"its month stands in {parts[0].name.lower()}"
        for column in free:
            if column.role == PERIOD and column is not parts[0]:
                column.role, column.why = LEFT, f"{parts[0].name} gives the period"


def _only_parts(content: _Content) -> bool:
    """Months, quarters or weeks that need a year from elsewhere."""
    return content.parts == content.filled > 0 and not content.periods


def _mostly(count: int, content: _Content) -> bool:
    return bool(content.filled) and count * 2 > content.filled


def _find_period(columns: list[Column], contents: Sequence[_Content]) -> None:
    """One column of periods: the first named so, else the first that mostly holds them, else the first that has years."""
    named = [column for column in columns if column.role == PERIOD]
    if named and all(_only_parts(contents[column.place]) for column in named):
        named += [
            each
            for each in columns
            if not each.role and _mostly(contents[each.place].periods, contents[each.place])
        ]
    if any(column.is_chosen for column in named):
        named = [column for column in named if column.is_chosen] + [
            each for each in named if not each.is_chosen
        ]
        for column in named[1:]:
            column.role, column.why = LEFT, f"{named[0].name} gives the period"
        return
    if named:
        best = max(
            named,
            key=lambda column: (
                _mostly(contents[column.place].periods, contents[column.place]),
                contents[column.place].year_like < contents[column.place].filled,
                -column.place,
            ),
        )
        best.role, best.why = PERIOD, best.why or "it holds dates"
        for column in named:
            if column is not best:
                column.role, column.why = LEFT, f"{best.name} gives the period"
        return
    free = [column for column in columns if not column.role]
    for column in free:
        content = contents[column.place]
        if _mostly(content.periods, content) or (content.compact == content.filled > 1):
            column.role, column.why = PERIOD, "it holds dates"
            return
    for column in free:
        if role_of(column.heading) == PERIOD and contents[column.place].filled:
            column.role, column.why = PERIOD, "its heading says so"  # what is wrong with each is pointed out
            return
    for column in free[:1] if len(columns) > 1 else []:
        content = contents[column.place]
        if not content.filled:
            continue
        if content.distinct == content.filled in (content.years, content.serials):
            column.role, column.why = (
                PERIOD,
                "it holds years" if content.years else "it holds Excel's numbers of days",
            )
        elif content.numbers * 2 <= content.filled and (
            content.periods or any(each.numbers for each in contents[1:])
        ):
            column.role, column.why = PERIOD, "it comes first"


def _only_one(columns: list[Column], contents: Sequence[_Content]) -> None:
    """Of two columns of one sort the first stands; "unit" beside a column of measures says in what they are counted."""
    measures = any(column.role in (SERIES, NAME) for column in columns)
    for column in columns:
        if (
            squash(column.heading) in ("unit", "units")
            and column.role == STRATUM
            and measures
            and not column.is_chosen
        ):
            column.role = UNIT
    for role in (YEAR, DAY, TIME, SHIFT, NUMERATOR, DENOMINATOR, SERIES, NAME, TARGET, DIRECTION):
        there = sorted(
            (column for column in columns if column.role == role), key=lambda each: not each.is_chosen
        )
        for column in there[1:]:
            column.role, column.why = (
                ("", "") if contents[column.place].numbers else (LEFT, "another column gives it")
            )


def _by_content(content: _Content, rows: int, heading: str) -> tuple[str, str]:
    if not content.filled:
        return LEFT, "it is empty"
    if squash(heading) in _NUMBERS_OF_ROWS and content.distinct == content.filled:
        return LEFT, "rows are told apart by it"
    if _mostly(content.periods, content) and not content.numbers * 2 >= content.filled:
        return LEFT, "another column gives the period"
    if content.numbers * 2 >= content.filled:
        return VALUE, "it holds figures"
    if content.distinct * 2 <= content.filled or content.filled <= 3 or rows <= 3:
        return STRATUM, "its words repeat"
    return LEFT, "it holds words that do not repeat"


def _as_said(columns: Sequence[Column], said: Mapping[str, str]) -> None:
    """What a person named as the values is all there is of them."""
    if any(said.get(role) for role in (VALUE, NUMERATOR, DENOMINATOR)):
        for column in columns:
            if column.role in (VALUE, NUMERATOR, DENOMINATOR) and not column.is_chosen:
                column.role, column.why = LEFT, "another column was named"


def shifts_of(lines: Sequence[Line], place: int) -> bool:
    """Whether a column holds shifts."""
    cells = [line.at(place) for line in lines if line.at(place)]
    return bool(cells) and all(read_shift(cell) and not cell.isdigit() for cell in cells)
