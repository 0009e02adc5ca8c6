"""Which row of a block is its heading row, and what the columns are then called."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from quantock.engines.text import squash

from .grid import Grid
from .table import Cell, letter
from .values import parse_amount, read_date
from .words import could_be_heading, is_all_heading

LOOK_AT = 40
"""How many rows down a heading row is looked for: returns have long guidance above their tables."""
BELOW_ANOTHER = 1.5
"""What a row loses that stands under one as wide: a heading row is the first wide row of its table."""
_POINTS_ELSEWHERE = re.compile(
    r"(?:see|please|click|note|refer|complete|enter|select|guidance|for guidance)\b", re.IGNORECASE
)
_PERCENTAGE = re.compile(r"\(?[-−+]?\s*\d[\d.,]*\s*%\)?")
_YEAR = re.compile(r"(?:FY ?)?(?:20\d\d|\d\d)\s?[/–-]\s?(?:20)?\d\d|(?:FY ?)?20\d\d", re.IGNORECASE)
_UNIT = re.compile(
    r"\(?(?:dd?[/ .-]mm?m?[/ .-]yy(?:yy)?|mmm?[/ .-]yy(?:yy)?|yyyy[/ .-]mm[/ .-]dd|(?:£|\$|€|gbp) ?(?:m|mn|k|bn|'?0?,?000'?s?|millions?|"
    r"thousands?)?|%|text|free text|numbers?|date|currency|y/n|yes/no|r/a/g|rag)\)?",
    re.IGNORECASE,
)
"""What some registers write under a heading: in which unit or form its values are given."""


@dataclass(frozen=True, slots=True)
class HeadingRows:
    """The heading row of a block; `above` groups columns under a caption, `below` names the parts of a group.

    `units`: a row under it that only says in which unit or form values are given.
    """

    row: int
    above: int | None = None
    below: int | None = None
    units: int | None = None

    @property
    def last(self) -> int:
        """The last row that belongs to the heading."""
        return max(self.rows)

    @property
    def rows(self) -> tuple[int, ...]:
        """All heading rows, top to bottom."""
        return tuple(row for row in (self.above, self.row, self.below, self.units) if row is not None)


def is_typed(cell: Cell) -> bool:
    """A number or a date, which no heading is (a year such as 2024 or 2024/25 may be one)."""
    if isinstance(cell, Decimal):
        return not (cell == cell.to_integral_value() and 1990 <= cell <= 2100)
    if isinstance(cell, datetime):
        return True
    if cell is None or len(cell) > 40 or re.fullmatch(r"(?:19|20|21)\d\d", cell):
        return False
    return (
        parse_amount(cell) is not None
        or _PERCENTAGE.fullmatch(cell) is not None
        or read_date(cell) is not None
    )


def is_caption(text: str) -> bool:
    """Whether a text can be a title over columns, not guidance such as "See table to the right"."""
    return len(text) <= 80 and not _POINTS_ELSEWHERE.match(text)


def find_heading(grid: Grid, first: int, last: int, *, must_tell: bool) -> int | None:
    """The row of `first`..`last` that reads most like a heading row; None when none does.

    `must_tell`: only a row whose cells are words of headings will do, as below another table.
    """
    best: tuple[float, int] | None = None
    widest = 0
    for row in range(first, min(last + 1, first + LOOK_AT)):
        cells = [(column, cell) for column, cell in enumerate(grid.rows[row]) if cell is not None]
        below = grid.rows[row + 1 : min(last + 1, row + 31)]
        if _is_record(cells, below):
            must_tell = True
            continue
        score = _score(cells, below, must_tell=must_tell)
        if score is not None:
            score -= BELOW_ANOTHER if widest >= 0.8 * len(cells) else 0.0
            if best is None or score > best[0] + 1e-9:
                best = (score, row)
        widest = max(widest, len(cells))
    return best[1] if best else None


def is_sure_heading(grid: Grid, row: int, last: int) -> bool:
    """Whether a row below another table heads one of its own, for names of projects hold words of headings: two in five
    of its cells name something over figures or days ("TBC" does not), or are made of nothing but such words."""
    cells = [(column, cell) for column, cell in enumerate(grid.rows[row]) if cell is not None]
    below = grid.rows[row + 1 : min(last + 1, row + 31)]
    named = [(c, cell) for c, cell in cells if could_be_heading(str(cell)) or _YEAR.fullmatch(str(cell))]
    over = sum(_contrast(column, cell, below) for column, cell in named)
    worded = sum(isinstance(cell, str) and is_all_heading(cell) for _, cell in cells)
    return max(over, worded) * 5 >= 2 * len(cells)


def _telling(cells: Sequence[tuple[int, Cell]]) -> float:
    """The share of cells that are made of the words of headings, or are one of several years: money stands under 2025/26, 2026/27."""
    years = {str(cell) for _, cell in cells if _YEAR.fullmatch(str(cell))}
    telling = sum(isinstance(cell, str) and could_be_heading(cell) for _, cell in cells)
    return (telling + (len(years) if len(years) > 1 else 0)) / max(len(cells), 1)


def _score(
    cells: Sequence[tuple[int, Cell]], below: Sequence[Sequence[Cell]], *, must_tell: bool
) -> float | None:
    width = max((sum(cell is not None for cell in other) for other in below), default=0)
    if len(cells) < 2 and width > 1:
        return None
    telling = _telling(cells)
    typed = sum(is_typed(cell) for _, cell in cells) / len(cells) if cells else 1
    if not cells or typed > 0.5 or (must_tell and (telling < 0.5 or len(cells) < 2)):
        return None
    texts = [squash(str(cell)) for _, cell in cells]
    distinct = len(set(texts)) / len(texts)
    repeated = sum(_recurs(cell, column, below) for column, cell in cells) / len(cells)
    covered = _covered({column for column, _ in cells}, below)
    contrast = sum(_contrast(column, cell, below) for column, cell in cells) / len(cells)
    breadth = min(len(cells), 12) / 12
    score = 3 * telling + 2 * covered + distinct + 2 * contrast + breadth - 3 * typed - 4 * repeated
    return score if telling >= 0.3 or contrast >= 0.2 or score > 2.6 else None


def _is_record(cells: Sequence[tuple[int, Cell]], below: Sequence[Sequence[Cell]]) -> bool:
    """A number over numbers or a date over dates is a record's, not a heading's."""
    alike = 0
    for column, cell in cells:
        others = [other[column] for other in below if column < len(other) and other[column] is not None]
        kinds = [_typed_as(other) for other in others]
        alike += bool(kinds) and _typed_as(cell) is not None and kinds.count(_typed_as(cell)) * 2 > len(kinds)
    return alike > 0 and (alike * 5 >= len(cells) or _telling(cells) < 0.5)


def _typed_as(cell: Cell) -> str | None:
    if not is_typed(cell):
        return None
    return "date" if isinstance(cell, datetime) or (isinstance(cell, str) and read_date(cell)) else "number"


def _recurs(cell: Cell, column: int, below: Sequence[Sequence[Cell]]) -> bool:
    """A heading seldom stands again in its own column; "Amber" and "Active" do. Repeated heading rows are forgiven."""
    if not isinstance(cell, str):
        return False
    again = sum(1 for other in below if column < len(other) and other[column] == cell)
    return again > 0 and not could_be_heading(cell)


def _covered(columns: set[int], below: Sequence[Sequence[Cell]]) -> float:
    """The share of the cells below that stand under one of these columns."""
    counted = Counter(column for other in below for column, cell in enumerate(other) if cell is not None)
    total = sum(counted.values())
    return sum(count for column, count in counted.items() if column in columns) / total if total else 0.5


def _contrast(column: int, cell: Cell, below: Sequence[Sequence[Cell]]) -> bool:
    """A text over numbers or dates is a heading."""
    cells = [other[column] for other in below if column < len(other) and other[column] is not None]
    return bool(cells) and not is_typed(cell) and sum(is_typed(other) for other in cells) * 2 > len(cells)


def with_groups(grid: Grid, row: int, columns: Sequence[int], first: int, last: int) -> HeadingRows:
    """The heading row together with a row of groups above it, or of parts below it, where there is one."""
    above = row - 1 if row - 1 >= first and _is_group_row(grid, row - 1, row, columns) else None
    if above is None and row + 1 <= last and _is_part_row(grid, row, columns):
        return HeadingRows(row, below=row + 1)
    units = row + 1 if row + 1 < last and _is_unit_row(grid, row, columns) else None
    return HeadingRows(row, above=above, units=units)


def _cells_of(grid: Grid, row: int, columns: Sequence[int]) -> dict[int, Cell]:
    cells = grid.rows[row]
    return {column: cells[column] for column in columns if column < len(cells) and cells[column] is not None}


def _merged_widths(grid: Grid, row: int) -> dict[int, int]:
    """For each cell of a row that is merged to the right: how far."""
    number = grid.numbers[row]
    return {m.left: m.right for m in grid.merges if m.top <= number <= m.bottom and m.right > m.left}


def _is_group_row(grid: Grid, row: int, heading: int, columns: Sequence[int]) -> bool:
    groups, heads = _cells_of(grid, row, columns), _cells_of(grid, heading, columns)
    if not groups or any(is_typed(cell) or not is_caption(str(cell)) for cell in groups.values()):
        return False
    unnamed = set(columns) - set(heads)
    if len(unnamed & set(groups)) * 2 > len(unnamed) > 0 and len(groups) > 1:
        return True
    if len(groups) >= len(heads):
        return False
    merged = {left: right for left, right in _merged_widths(grid, row).items() if left in groups}
    if any(right - left + 1 < len(columns) for left, right in merged.items()):
        return len(groups) > 1 or not _is_title(merged, columns)
    if len(groups) < 2:
        return False
    doubled = len({squash(str(cell)) for cell in heads.values()}) < len(heads)
    return doubled or min(groups) != min(columns) or len(groups) > 2


def _is_title(merged: dict[int, int], columns: Sequence[int]) -> bool:
    """Whether a lone caption is of the whole table: merged from its first column over more than half of them, for titles
    are seldom merged again when a column is added."""
    over = [sum(left <= column <= right for column in columns) for left, right in merged.items()]
    return min(merged) == min(columns) and max(over) * 2 > len(columns)


def _is_part_row(grid: Grid, heading: int, columns: Sequence[int]) -> bool:
    heads, parts = _cells_of(grid, heading, columns), _cells_of(grid, heading + 1, columns)
    if len(parts) < 2 or any(is_typed(cell) or len(str(cell)) > 60 for cell in parts.values()):
        return False
    merged = _merged_widths(grid, heading)
    grouped = {column for left, right in merged.items() for column in range(left, right + 1)}
    unnamed = {column for column in columns if column not in heads}
    beside = {max((head for head in heads if head < column), default=-1) for column in unnamed}
    return bool(unnamed) and min(columns) not in parts and set(parts) <= (unnamed | beside | grouped)


def _is_unit_row(grid: Grid, heading: int, columns: Sequence[int]) -> bool:
    """Only units and forms, under columns that have a heading: "dd/mm/yyyy", "£m", "%"."""
    units = _cells_of(grid, heading + 1, columns)
    return (
        bool(units)
        and set(units) <= set(_cells_of(grid, heading, columns))
        and all(isinstance(cell, str) and _UNIT.fullmatch(cell) for cell in units.values())
    )


def name_columns(grid: Grid, rows: HeadingRows, columns: Sequence[int]) -> list[str]:
    """A distinct heading a column: group and part joined by a colon, unnamed ones by their letter."""
    main = _cells_of(grid, rows.row, columns)
    named = [_text(main.get(column)) for column in columns]
    if rows.above is not None:
        named = _joined(_spread(grid, rows.above, columns), named)
    if rows.below is not None:
        parts = _cells_of(grid, rows.below, columns)
        spread = _spread(grid, rows.row, columns, only_over=set(parts))
        named = _joined(spread, [_text(parts.get(column)) for column in columns])
    if rows.units is not None:
        units = _cells_of(grid, rows.units, columns)
        named = [
            f"{heading} ({_text(units[column]).strip('()')})" if column in units else heading
            for heading, column in zip(named, columns, strict=True)
        ]
    return distinct_headings(
        [heading or f"Column {letter(column)}" for heading, column in zip(named, columns, strict=True)]
    )


def _text(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return cell.strftime("%b %Y")
    return "" if cell is None else str(cell).strip()


def _spread(grid: Grid, row: int, columns: Sequence[int], only_over: set[int] | None = None) -> list[str]:
    """A group's caption over each of its columns: as far as it is merged, else up to the next caption."""
    cells, merged = _cells_of(grid, row, columns), _merged_widths(grid, row)
    spread: list[str] = []
    caption, reach = "", -1
    for column in columns:
        if column in cells:
            caption = _text(cells[column])
            reach = merged.get(column, column if merged else columns[-1])
        inside = column in cells or (column <= reach and (only_over is None or column in only_over))
        spread.append(caption if inside else "")
    return spread


def _joined(groups: Sequence[str], parts: Sequence[str]) -> list[str]:
    joined = []
    for group, part in zip(groups, parts, strict=True):
        alike = squash(group) == squash(part)
        joined.append(part or group if alike or not group or not part else f"{group}: {part}")
    return joined


def distinct_headings(headings: Sequence[str]) -> list[str]:
    """The second "Budget" becomes "Budget (2)"."""
    taken: set[str] = set()
    result = []
    for heading in headings:
        candidate, count = heading, 1
        while candidate.casefold() in taken:
            count += 1
            candidate = f"{heading} ({count})"
        taken.add(candidate.casefold())
        result.append(candidate)
    return result
