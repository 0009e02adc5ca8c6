"""Returns that hold all risks of a project in its one row, "Risk 1 - Name", "Risk 1 - Impact" … "Risk 5 - Owner", or all of them in
one cell: turned into a sheet with a risk a row, which is then read as any other.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from quantock.engines.logs.walk import text_of
from quantock.engines.tables.grid import Grid
from quantock.engines.tables.table import Cell

from .headings import columns_of, field_of, plain
from .inline import items_of, parts_of

ROWS_LOOKED_AT = 80
FEWEST_GROUPS = 2
_NUMBERED = re.compile(
    r"(?P<before>.*?)(?:\b(?P<whose>programme|project|place|scheme)(?:[ -](?:level|wide))?\s+)?\brisk\s*(?:no\.?|number|#)?\s*"
    r"(?P<number>\d{1,2})\b(?P<what>.*)",
    re.IGNORECASE | re.DOTALL,
)
_LAST = re.compile(r"(?P<what>.*\brisk\b.*?|.*?)\W+(?P<number>\d{1,2})\W*", re.IGNORECASE | re.DOTALL)
_LETTER = re.compile(r"R(?P<number>\d{1,2})\b[\W_]*(?P<what>.+)", re.DOTALL)
_ALL_IN_ONE = re.compile(
    r"(?:(?:top|key|main|current|principal|project|significant|live|open|high|biggest) )*(?:\d+ )?risks"
    r"(?: (?:and|&) (?:issues|mitigations?|mitigating actions|their mitigations?))?"
    r"(?: (?:summary|narrative|identified|to delivery|this period|with scores?))?|risk (?:summary|narrative)"
    r"|what are the (?:main|key|top|biggest)(?: \d+)? risks\b.*"
)
_BY_NAME = re.compile(
    r"(?:project|scheme|work ?stream|work ?package|initiative|intervention|service)?(?: |^)(?:name|title)"
    r"|programme|initiative|place|town|service"
)
_BY_NUMBER = re.compile(r".*\b(?:ref|reference|id|code|codes|number|no)\b")
_PLACES = re.compile(
    r"(?:place|town|programme|grant recipient(?: organisation)?|local authority|organisation)(?: name| id)?"
)
PROGRAMME = "Programme"
NAMING = {"name", "short", "description", "cause"}

Group = tuple[str, int]
"""Whose risk it is, as far as its heading says, and its number."""


@dataclass(slots=True)
class _Wide:
    """Where the risks of a row stand: of each group, the column of what it says; the columns of the row itself."""

    head: int
    groups: dict[Group, dict[str, int]]
    headings: Mapping[int, str]
    """Of the other columns."""
    project: int | None = None
    place: int | None = None
    whats: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.project = _column_of(self.headings)
        self.place = next(
            (
                at
                for at, text in self.headings.items()
                if at != self.project and _PLACES.fullmatch(_last(text))
            ),
            None,
        )
        for columns in self.groups.values():
            self.whats += [what for what in columns if what not in self.whats]


def side_by_side(grid: Grid) -> Grid | None:
    """A sheet whose headings number the risks of a row, with a risk a row, each with the number of the row that it stood in;
    None for any other."""
    for place, cells in enumerate(grid.rows[:ROWS_LOOKED_AT]):
        under = grid.rows[place + 1] if place + 1 < len(grid.rows) else ()
        if wide := _numbered(place, cells, under):
            return _long(grid, wide)
    return None


def in_one_cell(grid: Grid) -> Grid | None:
    """A sheet that has all risks of a project in one cell of its row, with a risk a row; None for any other."""
    for place, cells in enumerate(grid.rows[:ROWS_LOOKED_AT]):
        if wide := _in_one_cell(place, cells):
            return _long(grid, wide)
    return None


def _numbered(place: int, cells: Sequence[Cell], under: Sequence[Cell]) -> _Wide | None:
    """The groups that a row of headings numbers, "Risk 1" alone standing over the headings of the next row."""
    groups: dict[Group, dict[str, int]] = {}
    rest: dict[int, str] = {}
    for at, cell in enumerate(cells):
        if not isinstance(cell, str):
            continue
        if named := _named(cell):
            whose, number, what = named
            groups.setdefault((whose, number), {}).setdefault(what, at)
        else:
            rest[at] = " ".join(cell.split())
    if len(groups) < FEWEST_GROUPS:
        return None
    if all(list(columns) == [""] for columns in groups.values()) and (
        below := _captions(groups, rest, under)
    ):
        return _Wide(place + 1, below, rest | _apart(groups, rest, under))
    return _Wide(place, groups, rest)


def _named(heading: str) -> tuple[str, int, str] | None:
    """Whose risk, which, and what of it: of "Programme Risk 1 - Name" the programme's, 1, Name."""
    words = " ".join(heading.split())
    if found := _NUMBERED.fullmatch(words):
        what = _bare(found["what"]) or (_bare(found["before"]) if field_of(_bare(found["before"])) else "")
        whose = (found["whose"] or "").casefold()
        return ("programme" if whose in ("programme", "place") else "", int(found["number"]), what)
    for pattern in (_LETTER, _LAST):
        found = pattern.fullmatch(words)
        if found and "risk" in (words.casefold() if pattern is _LAST else "risk"):
            what = _bare(found["what"])
            if field_of(what):
                return "", int(found["number"]), what
    return None


def _bare(text: str) -> str:
    return re.sub(r"^[\W_]+|[^\w)]+$|(?<!\w)\)$", "", text).strip()


def _captions(
    groups: Mapping[Group, Mapping[str, int]], rest: Mapping[int, str], under: Sequence[Cell]
) -> dict[Group, dict[str, int]]:
    """The headings under each caption, as far as the next one; none where they name no more than one thing."""
    starts = {columns[""]: group for group, columns in groups.items()}
    ends = sorted({*starts, *rest, len(under)})
    found: dict[Group, dict[str, int]] = {}
    for start, group in starts.items():
        end = next((each for each in ends if each > start), len(under))
        named = {
            " ".join(cell.split()): at for at in range(start, end) if isinstance(cell := _at(under, at), str)
        }
        found[group] = named
    sure = [
        columns
        for columns in found.values()
        if sum(bool(field_of(each)) for each in columns) >= FEWEST_GROUPS
    ]
    return found if len(sure) >= FEWEST_GROUPS else {}


def _apart(
    groups: Mapping[Group, Mapping[str, int]], rest: Mapping[int, str], under: Sequence[Cell]
) -> dict[int, str]:
    """The headings of the next row that stand under no caption of a risk."""
    first = min(columns[""] for columns in groups.values())
    return {
        at: " ".join(cell.split())
        for at, cell in enumerate(under)
        if isinstance(cell, str) and at < first and at not in rest
    }


def _in_one_cell(place: int, cells: Sequence[Cell]) -> _Wide | None:
    """A column of all risks beside the one that names the project; no row of headings of a register itself."""
    rest = {at: " ".join(cell.split()) for at, cell in enumerate(cells) if isinstance(cell, str)}
    found = [at for at, text in rest.items() if _ALL_IN_ONE.fullmatch(plain(text))]
    if len(found) != 1 or len(rest) < FEWEST_GROUPS or columns_of(cells) is not None:
        return None
    [at] = found
    others = {place: text for place, text in rest.items() if place != at}
    return _Wide(place, {("", 0): {"": at}}, others) if _column_of(others) is not None else None


def _column_of(headings: Mapping[int, str]) -> int | None:
    """The column that names the project: by its name rather than by its number."""
    called = [at for at, text in headings.items() if "project" in (field_of(text), field_of(_last(text)))]
    by_name = [at for at in called if not _BY_NUMBER.fullmatch(plain(_last(headings[at])))]
    other = [at for at, text in headings.items() if _BY_NAME.fullmatch(_last(text))]
    return next(iter([*by_name, *other, *called]), None)


def _last(heading: str) -> str:
    """The words of a heading without where it stood in the return: "Project Name" of "Tab 2 - Project Admin - Project Name"."""
    return plain(re.split(r" [-\N{EN DASH}:] ", heading)[-1])


def _at(cells: Sequence[Cell], at: int | None) -> Cell:
    return cells[at] if at is not None and at < len(cells) else None


def _long(grid: Grid, wide: _Wide) -> Grid | None:
    """A row for each risk, under headings of one."""
    fields = {field_of(what) for what in wide.whats}
    measured = any(each.endswith(("likelihood", "impact", "score")) for each in fields)
    if "" not in wide.whats and not fields & NAMING:
        return None  # "Risk score 1" and "Risk score 2" are of one risk
    split = not measured and "" in wide.whats
    texts = [each for each in parts_of("") if each != "Risk"] if split else []
    heads = [_heading(what) for what in wide.whats]
    place = [wide.headings[wide.place]] if wide.place is not None else []
    rows: list[list[Cell]] = [["Project", *place, *heads, *texts]]
    numbers = [grid.numbers[wide.head]]
    over = _filled_down(grid, wide.project)
    told: set[tuple[Cell, ...]] = set()
    empty = again = 0
    for number, cells in zip(grid.numbers[wide.head + 1 :], grid.rows[wide.head + 1 :], strict=True):
        if not any(cell is not None for cell in cells):
            continue
        project = _at(cells, wide.project) or over.get(number)
        here = [_at(cells, wide.place)] if wide.place is not None else []
        found = 0
        for group, columns in wide.groups.items():
            whose: Cell = PROGRAMME if group[0] else project
            for row in _risks(cells, wide.whats, columns, split=split):
                found += 1
                whole = (whose, *here, *row)
                if group[0] and whole in told:
                    again += 1
                    continue
                told.add(whole)
                rows.append([whose, *here, *row])
                numbers.append(number)
        empty += not found and project is not None
    if len(rows) == 1:
        return None
    return Grid(rows, numbers, warnings=[*grid.warnings, *_told(len(rows) - 1, empty, again, wide)])


def _risks(
    cells: Sequence[Cell], whats: Sequence[str], columns: Mapping[str, int], *, split: bool
) -> Iterator[list[Cell]]:
    """The risks of one group of a row; one that says nothing, or 0 for each, is none."""
    row = [_said(_at(cells, columns.get(what))) for what in whats]
    if not any(cell is not None for cell in row):
        return
    if not split:
        yield row
        return
    at = whats.index("")
    items = items_of(text_of(row[at])) if len(whats) == 1 else [text_of(row[at])]
    for item in items:
        parts = parts_of(item)
        yield [*row[:at], parts.pop("Risk"), *row[at + 1 :], *parts.values()]


def _said(cell: Cell) -> Cell:
    return None if text_of(cell) in ("", "0", "0.0") else cell


def _heading(what: str) -> str:
    """The heading of what a group says, as a register has it."""
    return {"": "Risk", "name": "Risk name", "title": "Risk title"}.get(plain(what), what)


def _filled_down(grid: Grid, column: int | None) -> dict[int, Cell]:
    """By row, what a cell that is merged downwards says of the project."""
    at = dict(zip(grid.numbers, grid.rows, strict=True))
    return {
        number: _at(at.get(merge.top, ()), merge.left)
        for merge in grid.merges
        if merge.left == column
        for number in range(merge.top + 1, min(merge.bottom, merge.top + 1000) + 1)
    }


def _told(risks: int, empty: int, again: int, wide: _Wide) -> Iterator[str]:
    where = "in one cell" if len(wide.groups) == 1 else "side by side"
    taken = "1 risk was" if risks == 1 else f"{risks} risks were"
    yield f"The risks of a project stand {where} in its row: {taken} taken out of such rows, each told with the number of its row."
    if empty:
        yield f"{empty} {'row names' if empty == 1 else 'rows name'} a project without any risk."
    if again:
        yield f"{again} {'risk' if again == 1 else 'risks'} of the programme stood again beside other projects and came in once."
