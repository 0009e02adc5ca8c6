"""Tables that stand side by side on one sheet, as a return has the programme's risks beside each project's: a grid for each."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from quantock.engines.tables.grid import Grid, Merge
from quantock.engines.tables.table import Cell

ROWS_LOOKED_AT = 80
FEWEST = 3
"""Tables beside each other repeat so many headings, in the same order."""


def side_by_side(
    grid: Grid,
    columns: Callable[[Sequence[Cell], Sequence[Cell]], Mapping[str, int] | None],
    titles: Sequence[str],
) -> list[Grid]:
    """The tables of a sheet whose headings come again further right in the same rows; the sheet itself where none do."""
    above: Sequence[Cell] = ()
    for cells in grid.rows[:ROWS_LOOKED_AT]:
        found = columns(cells, above)
        title = next((each for each in titles if found and each in found), None)
        if found and title:
            lefts = _lefts(cells, found[title])
            ends = [*lefts[1:], grid.width]
            return [_cut(grid, left, end) for left, end in zip(lefts, ends, strict=False)] or [grid]
        above = cells
    return [grid]


def _lefts(cells: Sequence[Cell], title: int) -> list[int]:
    """Where each table begins: as far before the heading that names a row as in the first, else behind an empty column. None
    where there is but one table."""
    words = [_plain(cell) for cell in cells]
    if title >= len(words) or not words[title]:
        return []
    titles = [at for at, word in enumerate(words) if at >= title and word == words[title]]
    first = next(at for at, word in enumerate(words) if word)
    alike = [at - (title - first) for at in titles]
    if any(words[left] != words[first] for left in alike):
        alike = [max((at for at in range(end) if not words[at]), default=first - 1) + 1 for end in titles]
    tables = [set(words[left:end]) - {""} for left, end in pairwise([*alike, len(words)])]
    repeated = all(len(tables[0] & each) >= FEWEST for each in tables)
    return alike if len(titles) > 1 and repeated and sorted(set(alike)) == alike else []


def _plain(cell: Cell) -> str:
    return " ".join(cell.casefold().split()) if isinstance(cell, str) else ""


def _cut(grid: Grid, left: int, end: int) -> Grid:
    """The columns of one table. A text that stands alone in its row, as a caption over all of them does, goes with each."""
    rows: list[list[Cell]] = []
    for row in grid.rows:
        filled = [cell for cell in row if cell is not None]
        alone = len(filled) == 1 and isinstance(filled[0], str)
        rows.append([filled[0]] if alone and not any(row[left:end]) else row[left:end])
    return Grid(
        rows=rows,
        numbers=grid.numbers,
        lines=grid.lines,
        merges=[
            Merge(each.top, each.left - left, each.bottom, min(each.right, end - 1) - left)
            for each in grid.merges
            if left <= each.left < end
        ],
        hidden_columns={at - left for at in grid.hidden_columns if left <= at < end},
        warnings=grid.warnings,
    )
