"""Trackers of savings with a row "Plan" and a row "Actual" for each scheme and the months across: one row for each scheme, with
months forecast and months reported.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from quantock.engines.logs.benefit_words import TITLES, Headings, bare
from quantock.engines.logs.walk import text_of
from quantock.engines.logs.words import plain
from quantock.engines.tables.grid import Grid
from quantock.engines.tables.table import Cell

ROWS_LOOKED_AT = 80
FEWEST_MONTHS = 2
PLAN, FORECAST, ACTUAL, BESIDE = "plan", "forecast", "actual", "beside"
_MONEY = r"(?: ?(?:in )?(?:£ ?(?:k|m|000s?)?|000s?|gbp))?"
_BEFORE = r"(?:monthly |in month |scheme |cip |savings? )?"
_AFTER = r"(?: savings?| values?| figures?| delivery| position| in month| to date)?" + _MONEY
_KINDS = (
    (
        BESIDE,
        r"cum(?:ulative)? .*|.*cumulative|variances?.*|var|difference|gap|shortfall|rag.*|status|% .*|.* %|ytd .*|.* ytd",
    ),
    (FORECAST, _BEFORE + r"(?:forecast|fcst|forecast outturn|fot|outlook|revised plan)" + _AFTER),
    (PLAN, _BEFORE + r"(?:plan|planned|original plan|target|budget|profile|profiled|expected)" + _AFTER),
    (ACTUAL, _BEFORE + r"(?:actuals?|achieved|delivered|reali[sz]ed|reported|outturn|act)" + _AFTER),
)
_KNOWN = [(kind, re.compile(pattern)) for kind, pattern in _KINDS]
_BEHIND = re.compile(r"(.+?)\s*(?:[-\N{EN DASH}:|/]\s*|\(\s*)([A-Za-z ]{3,20}?)\s*\)?")


def kind_of(cell: Cell) -> str:
    """What a row says, by the word in its column: a plan, a forecast, an actual, something worked out beside them; nothing for
    any other."""
    words = plain(cell) if isinstance(cell, str) else ""
    return next((kind for kind, pattern in _KNOWN if pattern.fullmatch(words)), "") if words else ""


@dataclass(slots=True)
class _Layout:
    """Where the headings, the months, the name and the word "Plan" stand."""

    head: int
    months: Sequence[int]
    title: int
    column: int
    behind: bool = False
    """Whether the word stands behind the name, as in "LED lighting - Plan"."""

    def read(self, cells: Sequence[Cell]) -> tuple[str, Cell]:
        """What a row says, and the name in it."""
        cell, name = _at(cells, self.column), _at(cells, self.title)
        if self.behind:
            found = _BEHIND.fullmatch(cell) if isinstance(cell, str) else None
            kind = kind_of(found[2]) if found else ""
            return (kind, found[1]) if found and kind else ("", name)
        kind = kind_of(cell)
        return kind, None if self.column == self.title and kind else name


@dataclass(slots=True)
class _Scheme:
    """The rows of one scheme: the cells that are of all of them, and by what they say those of the months."""

    number: int
    cells: list[Cell]
    rows: dict[str, Sequence[Cell]] = field(default_factory=dict)
    beside: dict[tuple[str, int], Cell] = field(default_factory=dict)
    """By what the row says and the column, what differs from the scheme's own."""

    @property
    def is_whole(self) -> bool:
        """Whether it has a row of what was planned and one of what came."""
        return ACTUAL in self.rows and bool({PLAN, FORECAST} & self.rows.keys())


def paired(grid: Grid, headings: Headings) -> Grid | None:
    """The sheet with a row a scheme; None where it has no rows of plans and of actuals."""
    layout = _layout(grid, headings)
    if layout is None:
        return None
    schemes, beside = _schemes(grid, layout)
    kinds = {kind for each in schemes for kind in each.rows}
    both = sum(each.is_whole for each in schemes)
    if not both or 2 * both < sum(bool(each.rows) for each in schemes):
        return None
    return _made(grid, layout, schemes, kinds, beside)


def _layout(grid: Grid, headings: Headings) -> _Layout | None:
    above: Sequence[Cell] = ()
    for place, cells in enumerate(grid.rows[:ROWS_LOOKED_AT]):
        found = _columns(headings, cells, above)
        months = sorted(at for name, at in found.items() if name.startswith(("forecast-", "reported-")))
        title = next((found[name] for name in TITLES if name in found), None)
        if title is not None and len(months) >= FEWEST_MONTHS:
            return _word(grid, place, months, title)
        above = cells
    return None


def _columns(headings: Headings, cells: Sequence[Cell], above: Sequence[Cell]) -> Mapping[str, int]:
    found = headings.columns(cells, above)
    if found is None and sum(isinstance(cell, str | datetime) for cell in cells) > FEWEST_MONTHS:
        # The column of names often has no heading of its own.
        first = next((at for at, cell in enumerate(cells) if cell is not None), 0)
        if first and not any(cell is not None for cell in cells[:first]):
            found = headings.columns(["Scheme", *cells[1:]], above)
    return {bare(name): at for name, at in (found or {}).items()}


def _word(grid: Grid, place: int, months: Sequence[int], title: int) -> _Layout | None:
    """The column left of the months in which the rows say Plan and Actual."""
    rows = grid.rows[place + 1 :]
    for column in range(min(months)):
        kinds = [kind_of(_at(cells, column)) for cells in rows]
        if ACTUAL in kinds and {PLAN, FORECAST} & set(kinds):
            return _Layout(place, months, title, column)
    layout = _Layout(place, months, title, title, behind=True)
    kinds = [layout.read(cells)[0] for cells in rows]
    return layout if ACTUAL in kinds and {PLAN, FORECAST} & set(kinds) else None


def _schemes(grid: Grid, layout: _Layout) -> tuple[list[_Scheme], list[int]]:
    """The schemes, and the rows of what is worked out from plans and actuals."""
    schemes: list[_Scheme] = []
    beside: list[int] = []
    current: _Scheme | None = None
    for number, cells in zip(grid.numbers[layout.head + 1 :], grid.rows[layout.head + 1 :], strict=True):
        if not any(cell is not None for cell in cells):
            continue
        kind, name = layout.read(cells)
        if kind == BESIDE:
            beside.append(number)
            continue
        named = text_of(name)
        same = current is not None and named in ("", text_of(_at(current.cells, layout.title)))
        if current is None or not kind or not same or kind in current.rows:
            current = _Scheme(number, list(cells))
            if kind:
                current.cells = [None if at in layout.months else cell for at, cell in enumerate(cells)]
                _put(current.cells, layout.title, name)
                if layout.column != layout.title:
                    _put(current.cells, layout.column, None)
            schemes.append(current)
        if kind:
            current.rows[kind] = cells
            _differs(current, kind, cells, layout)
    return schemes, beside


def _differs(scheme: _Scheme, kind: str, cells: Sequence[Cell], layout: _Layout) -> None:
    """What a row says beside its months: the scheme's own where that says nothing yet, else kept apart."""
    for at, cell in enumerate(cells):
        if cell is None or at in layout.months or at in (layout.title, layout.column):
            continue
        own = _at(scheme.cells, at)
        if own is None and kind != ACTUAL:
            _put(scheme.cells, at, cell)
        elif own != cell:
            scheme.beside[kind, at] = cell


def _put(cells: list[Cell], at: int, cell: Cell) -> None:
    cells += [None] * (at + 1 - len(cells))
    cells[at] = cell


def _made(
    grid: Grid, layout: _Layout, schemes: Sequence[_Scheme], kinds: set[str], beside: Sequence[int]
) -> Grid:
    """A row a scheme: months of the forecast, or of the plan, where they stood; those of the actual behind them."""
    width = grid.width
    head = [*grid.rows[layout.head], *[None] * (width - len(grid.rows[layout.head]))]
    first = FORECAST if FORECAST in kinds else PLAN
    apart = sorted({one for each in schemes for one in each.beside})
    also = [at for at in layout.months if first == FORECAST and PLAN in kinds]
    new: list[Cell] = list(head)
    if new[layout.title] is None:
        new[layout.title] = "Scheme"
    if layout.column != layout.title:
        new[layout.column] = None
    for at in layout.months:
        new[at] = f"Forecast {_heading(head[at])}"
    new += [f"Actual {_heading(head[at])}" for at in layout.months]
    new += [f"First plan of {_heading(head[at])}" for at in also]
    new += [f"{_heading(_at(head, at)) or 'Beside it'} (row of {kind})" for kind, at in apart]
    rows: list[list[Cell]] = [list(row) for row in grid.rows[: layout.head]]
    if rows:
        over = _over(rows[-1], width)
        rows[-1] += [None] * (width - len(rows[-1]))
        rows[-1] += [over[at] for at in layout.months]
    rows.append(new)
    for each in schemes:
        plan = each.rows.get(first) or each.rows.get(PLAN, ())
        row = [_at(each.cells, at) for at in range(width)]
        if each.rows:
            for at in layout.months:
                row[at] = _at(plan, at)
        actual = each.rows.get(ACTUAL, ())
        original = each.rows.get(PLAN, ()) if first in each.rows else ()
        row += [_at(actual, at) for at in layout.months]
        row += [_at(original, at) for at in also]
        row += [each.beside.get(one) for one in apart]
        rows.append(row)
    numbers = [*grid.numbers[: layout.head + 1], *(each.number for each in schemes)]
    money = set(grid.money_columns)
    money |= {width + place for place, at in enumerate(layout.months) if at in grid.money_columns}
    return Grid(
        rows,
        numbers,
        money_columns=money,
        hidden_columns=set(grid.hidden_columns),
        warnings=[*grid.warnings, *_told(schemes, kinds, beside)],
    )


def _heading(cell: Cell) -> str:
    return f"{cell:%B %Y}" if isinstance(cell, datetime) else " ".join(text_of(cell).split())


def _over(above: Sequence[Cell], width: int) -> list[Cell]:
    """What stands over each column, carried on to the right."""
    carried: list[Cell] = []
    last: Cell = None
    for at in range(width):
        last = _at(above, at) or last
        carried.append(last)
    return carried


def _at(cells: Sequence[Cell], at: int) -> Cell:
    return cells[at] if at < len(cells) else None


def _told(schemes: Sequence[_Scheme], kinds: set[str], beside: Sequence[int]) -> Iterator[str]:
    several = sum(each.is_whole for each in schemes)
    forecast = "forecast" if FORECAST in kinds else "plan"
    yield (
        f"{several} {'scheme has' if several == 1 else 'schemes have'} a row for the {forecast} and one for the actual: months are "
        "read as forecast and as reported."
    )
    if {FORECAST, PLAN} <= kinds:
        yield "The months of the plan stay in the notes, beside those forecast since."
    if beside:
        some = ", ".join(map(str, beside[:12])) + (" …" if len(beside) > 12 else "")
        yield (
            f"Not read, since it is worked out of the others: row {some}."
            if len(beside) == 1
            else (f"Not read, since they are worked out of the others: rows {some}.")
        )
