"""Several rows of one project: its name and its number are merged over them, and beside them stand its milestones, say."""

from collections.abc import Sequence

from .columns import heading_forms
from .grid import Grid
from .hints import HINTS
from .layout import Block
from .table import Cell, Row
from .values import as_text

MOST_MERGED = 1000
NAMES = 0.6
"""From which weight a heading is one of names."""
WHY = "read with the row above, whose name is merged over both"


def join_parts(rows: Sequence[Row], grid: Grid, block: Block) -> tuple[list[Row], list[Row]]:
    """The records, those with one name merged over several rows as one; and the rows that were read with one above.

    So it is where another cell is merged over the same rows, as its number is. What differs among the rows is put
    together, a line each. A programme merged over rows that each have a project's name is no name of theirs.
    """
    tops = _tops(grid, block)
    kept: list[Row] = []
    joined: list[Row] = []
    last = 0
    for row in rows:
        number = row.place.row or 0
        if kept and last and tops.get(number) == last:
            kept[-1] = Row(kept[-1].place, _together(kept[-1].cells, row.cells))
            joined.append(row)
        else:
            kept.append(row)
            last = number
    return kept, joined


def _tops(grid: Grid, block: Block) -> dict[int, int]:
    """For each row under the first of a project's: which that is, by the numbers of the sheet."""
    weights = [HINTS["name"].weight(heading_forms(heading)) for heading in block.headings]
    best = max(weights, default=0.0)
    if best < NAMES or weights.count(best) > 1:
        return {}
    column = block.columns[weights.index(best)]
    over = {(m.top, m.bottom) for m in grid.merges if m.left in block.columns and m.left != column}
    return {
        number: merge.top
        for merge in grid.merges
        if merge.left == merge.right == column and (merge.top, merge.bottom) in over
        for number in range(merge.top + 1, min(merge.bottom, merge.top + MOST_MERGED) + 1)
    }


def _together(above: Sequence[Cell], below: Sequence[Cell]) -> tuple[Cell, ...]:
    return tuple(one if other is None else _both(one, other) for one, other in zip(above, below, strict=True))


def _both(one: Cell, other: Cell) -> Cell:
    if one is None or one == other:
        return other
    lines = as_text(one).split("\n")
    return as_text(one) if as_text(other) in lines else f"{as_text(one)}\n{as_text(other)}"
