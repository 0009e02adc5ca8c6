"""Rows that only name the section below them: "Surgery" alone over its projects, often bold, often with a total after."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from quantock.engines.text import squash

from .grid import Grid
from .layout import Block
from .table import Cell
from .values import as_text, parse_amount
from .words import reads_like_a_note

LONGEST = 100
ENOUGH_CELLS = 3
"""Records narrower than this cannot be told from the name of a section."""
_TOTAL = re.compile(
    r"(?:grand |sub-? ?|overall )?totals?(?: for .{1,60}|:|\s*\(.{1,30}\))?|sum|of which:?", re.IGNORECASE
)
_TOTAL_OF = re.compile(
    r"(?:grand |sub-? ?)?totals?[ :-]+(?:for |of )?(?P<after>.{1,80})|(?P<before>.{1,80}?)[ -]+(?:sub-? ?)?totals?:?",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:directorate|division|care group|department|dept|service|service area|portfolio|programme|workstream|theme|team|ward|site|"
    r"locality|area|group|category|section|priority|objective|fund|block|committee|cabinet member|place|region|specialty)s?"
    r"(?: \w{1,3})? ?[:–-] ?.+",
    re.IGNORECASE,
)


def is_total(text: str) -> bool:
    """Whether a text says total and nothing else."""
    return _TOTAL.fullmatch(text) is not None


def total_of(text: str) -> str | None:
    """Of what a text says to be the total: "Total Highways" and "Highways total" are of Highways."""
    found = _TOTAL_OF.fullmatch(text)
    return (found["after"] or found["before"]) if found else None


def figure_of(cell: Cell) -> Decimal | None:
    """The figure that a cell is, if it is one."""
    if isinstance(cell, Decimal):
        return cell
    amount = parse_amount(cell) if isinstance(cell, str) else None
    return None if amount is None else amount.number * (amount.scale or 1)


def is_sum(figure: Decimal, rows: Iterable[Sequence[Cell]], column: int) -> bool:
    """Whether a figure is what a column's figures come to, but for the rounding of each."""
    parts = [part for row in rows if column < len(row) and (part := figure_of(row[column])) is not None]
    return len(parts) > 1 and abs(figure - sum(parts)) <= max(abs(figure) / 1000, Decimal("0.05"))


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of a block as far as bands are concerned."""

    row: int
    first: str
    filled: int
    alone: bool
    total: bool


def find_bands(grid: Grid, block: Block) -> frozenset[int]:
    """The rows of a block that name a section. A project of which only the name is known looks the same, so it takes
    more than a lone name: a label, a bold row, a total of that name below, or rows of that kind from the first on."""
    lines = [_line(grid, block, row) for row in block.records]
    while lines and lines[-1].alone and reads_like_a_note(lines[-1].first):
        lines.pop()
    usual = sorted(line.filled for line in lines if not line.alone)
    alone = [line for line in lines if line.alone]
    if not alone or not usual or usual[len(usual) // 2] < ENOUGH_CELLS or len(alone) * 2 > len(usual):
        return frozenset()
    bold = not any(
        grid.numbers[line.row] in grid.strong for line in lines if not line.alone and not line.total
    )
    totals = {squash(of) for line in lines if line.total and (of := total_of(line.first))}
    sure = {
        line.row
        for line in alone
        if _LABEL.fullmatch(line.first)
        or squash(line.first) in totals
        or (bold and grid.numbers[line.row] in grid.strong)
    }
    sure |= {line.row for line, after in pairwise(lines) if line.alone and _is_heads(grid, block, after.row)}
    likely = {
        line.row
        for before, line in zip([None, *lines], lines, strict=False)
        if line.alone and _parted(grid, before, line)
    }
    if (
        len(alone) > 1
        and lines[0].alone
        and (sure | likely >= {line.row for line in alone} or len(alone) * 3 <= len(usual) or _in_turn(lines))
    ):
        return frozenset(line.row for line in alone)
    return frozenset(sure)


def _in_turn(lines: Sequence[_Line]) -> bool:
    """Whether a lone name always has two fuller rows or more below it, and none is the last: names of sections fall so."""
    starts = [place for place, line in enumerate(lines) if line.alone]
    return all(later - earlier > 2 for earlier, later in pairwise([*starts, len(lines)]))


def _is_heads(grid: Grid, block: Block, row: int) -> bool:
    """Whether a row is the headings again; what stands alone above them names the section they begin."""
    heads = dict(zip(block.columns, map(squash, block.headings), strict=True))
    cells = [(at, squash(as_text(cell))) for at, cell in enumerate(grid.rows[row]) if cell is not None]
    return len(cells) > 1 and sum(heads.get(at) == text for at, text in cells) * 10 >= 7 * len(cells)


def _line(grid: Grid, block: Block, row: int) -> _Line:
    wanted = set(block.columns)
    cells: Sequence[tuple[int, Cell]] = [
        (at, cell) for at, cell in enumerate(grid.rows[row]) if at in wanted and cell is not None
    ]
    at, cell = cells[0]
    text = as_text(cell)
    alone = len(cells) == 1 and at == block.columns[0] and isinstance(cell, str) and len(text) <= LONGEST
    total = is_total(text) or total_of(text) is not None
    return _Line(row, text, len(cells), alone and not total, total)


def _parted(grid: Grid, before: _Line | None, line: _Line) -> bool:
    """Whether a row stands apart from the one above: the first, after a blank row, or after a total."""
    return before is None or before.total or not grid.rows[line.row - 1]
