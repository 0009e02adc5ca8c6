"""Finding the tables on a sheet: bracketed by markers, one below another, side by side, or lying on their side."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from quantock.engines.text import squash

from .columns import heading_forms
from .grid import Grid
from .headings import (
    HeadingRows,
    distinct_headings,
    find_heading,
    is_caption,
    is_sure_heading,
    is_typed,
    name_columns,
    with_groups,
)
from .hints import HINTS
from .score import names_a_field
from .table import Cell, letter
from .words import could_be_heading, is_all_heading, plain, reads_like_a_note

_START = re.compile(r"([A-Z][A-Z0-9_-]*?)[-_]START")
_SAYS_UNIT = re.compile(
    r"\(?(?:all )?(?:figures|amounts|costs|values|money|£|published|last updated|as at)\b", re.IGNORECASE
)
_END = re.compile(r"[A-Z][A-Z0-9_-]*[-_]END")


@dataclass(slots=True)
class Block:
    """A table found in a grid. `columns` and `records` are positions in the grid; for a table on its side they swap."""

    layout: Literal["rows", "columns"]
    caption: str
    headings: list[str]
    columns: list[int]
    records: list[int]
    heading_rows: tuple[int, ...]
    has_headings: bool = True
    unnamed: frozenset[int] = frozenset()
    titles: tuple[str, ...] = ()
    notes: tuple[int, ...] = ()
    """Rows of the grid below a table on its side that are notes to it, not labels."""


@dataclass(frozen=True, slots=True)
class _Region:
    first: int
    last: int
    name: str


def find_blocks(grid: Grid) -> list[Block]:
    """Every table of a sheet, top to bottom and left to right."""
    return [block for region in _regions(grid) for block in _blocks_in(grid, region)]


def _regions(grid: Grid) -> list[_Region]:
    """The parts of a sheet that machine markers such as X-START and X-END bracket, and what lies between them."""
    regions: list[_Region] = []
    opened: tuple[int, str] | None = None
    free = 0
    for row, cells in enumerate(grid.rows):
        start, end = _marker(cells)
        if start is not None:
            if row > free and opened is None:
                regions.append(_Region(free, row - 1, ""))
            opened, free = (row + 1, start), row + 1
        if end and opened is not None:
            regions.append(_Region(opened[0], row, opened[1]))
            opened, free = None, row + 1
    if free < len(grid.rows):
        regions.append(_Region(free, len(grid.rows) - 1, opened[1] if opened else ""))
    return regions


def _marker(cells: list[Cell]) -> tuple[str | None, bool]:
    """The name a row's start marker gives, and whether it holds an end marker; the markers are taken out.

    PROJECT_START among other headings is no marker: those stand alone, or beside a stray text.
    """
    start, end = None, False
    marked = [column for column, cell in enumerate(cells) if isinstance(cell, str) and _is_marker(cell)]
    if not marked or sum(cell is not None for cell in cells) > len(marked) + 1:
        return None, False
    for column in marked:
        found = _START.fullmatch(str(cells[column]))
        start = found.group(1).replace("_", " ").strip() if found else start
        end = end or not found
        cells[column] = None
    return start, end


def _is_marker(text: str) -> bool:
    return (
        text.endswith(("START", "END"))
        and len(text) <= 80
        and (_START.fullmatch(text) or _END.fullmatch(text)) is not None
    )


def _blocks_in(grid: Grid, region: _Region) -> Iterator[Block]:
    on_their_side = _find_transposed(grid, region)
    if on_their_side:
        yield from on_their_side
        return
    spans = list(_spans(grid, region))
    if not spans:
        whole = _without_headings(grid, region)
        if whole is not None:
            yield whole
    for heading, last in spans:
        yield from _side_by_side(grid, heading, last, region)


def _is_blank(cells: Sequence[Cell]) -> bool:
    return all(cell is None for cell in cells)


def is_end(cells: Sequence[Cell]) -> bool:
    """A row that closes a table: its first cell, or all of them, say END."""
    texts = [cell for cell in cells if cell is not None]
    return (
        bool(texts)
        and isinstance(texts[0], str)
        and (
            re.fullmatch(
                r"END|end of (?:table|data|list|register|sheet|report)\.?|\*+ ?end ?\*+|<end>",
                texts[0],
                re.IGNORECASE,
            )
            is not None
            and (texts[0].isupper() or len(texts) == 1)
        )
    )


def _spans(grid: Grid, region: _Region) -> Iterator[tuple[int, int]]:
    """Heading row and last row of each table of a region. A gap does not end a table; a new heading row or END does."""
    heading: int | None = None
    row = region.first
    while row <= region.last:
        if _is_blank(grid.rows[row]):
            row += 1
            continue
        stop = _segment_end(grid, row, region.last)
        found = find_heading(grid, row, stop, must_tell=heading is not None)
        if found is not None and (heading is None or _heads_another(grid, heading, found, stop)):
            if heading is not None:
                yield heading, _last_filled(grid, heading, row - 1)
            heading = found
        ended = next((at for at in range(row, stop + 1) if is_end(grid.rows[at])), None)
        if ended is not None:
            if heading is not None and ended > heading:
                yield heading, _last_filled(grid, heading, ended - 1)
                heading = None
            stop = ended
        row = stop + 1
    if heading is not None:
        yield heading, _last_filled(grid, heading, region.last)


def _segment_end(grid: Grid, row: int, last: int) -> int:
    while row < last and not _is_blank(grid.rows[row + 1]):
        row += 1
    return row


def _last_filled(grid: Grid, first: int, last: int) -> int:
    while last > first and _is_blank(grid.rows[last]):
        last -= 1
    return last


def _same_heads(grid: Grid, one: int, other: int) -> bool:
    left = {squash(str(cell)) for cell in grid.rows[one] if cell is not None}
    right = {squash(str(cell)) for cell in grid.rows[other] if cell is not None}
    return len(left & right) * 10 >= 7 * len(right)


def _heads_another(grid: Grid, heading: int, found: int, stop: int) -> bool:
    """Whether a row that reads like headings below a table heads another, and is neither its own heads again nor a record.

    One that is half as wide again is no record of it: what stood above were a title, or a few lines about the file.
    """
    if _same_heads(grid, heading, found) or _stood_above(grid, heading, found):
        return False
    heads, cells = (sum(cell is not None for cell in grid.rows[row]) for row in (heading, found))
    return cells * 2 >= heads * 3 or is_sure_heading(grid, found, stop)


def _stood_above(grid: Grid, heading: int, row: int) -> bool:
    """Whether one of a row's texts stands in its own column above: "Town deal" again is a record's, not another heading's."""
    cells = [(column, cell) for column, cell in enumerate(grid.rows[row]) if isinstance(cell, str)]
    return any(
        column < len(above) and above[column] == cell
        for above in grid.rows[heading + 1 : row]
        for column, cell in cells
    )


def _side_by_side(grid: Grid, heading: int, last: int, region: _Region) -> Iterator[Block]:
    """One block, or several where an empty column parts tables of their own."""
    rows = range(heading, last + 1)
    used = sorted({column for row in rows for column, cell in enumerate(grid.rows[row]) if cell is not None})
    bands: list[list[int]] = []
    for column in used:
        if bands and column == bands[-1][-1] + 1:
            bands[-1].append(column)
        else:
            bands.append([column])
    groups: list[list[int]] = []
    for band in bands:
        if groups and not _stands_alone(grid, heading, last, groups[-1], band):
            groups[-1] = groups[-1] + band
        else:
            groups.append(band)
    for columns in groups:
        block = _block(grid, heading, last, columns, region)
        if block is not None:
            yield block


def _stands_alone(grid: Grid, heading: int, last: int, left: list[int], right: list[int]) -> bool:
    """A band right of an empty column is a table of its own when it repeats the headings or has hardly any."""
    heads = grid.rows[heading]

    def named(columns: list[int]) -> list[str]:
        return [
            squash(str(heads[column]))
            for column in columns
            if column < len(heads) and heads[column] is not None
        ]

    names, others = named(right), named(left)
    if not others:
        return False
    repeated = len(set(names) & set(others))
    return (
        repeated >= 2
        or (repeated == 1 and len(names) <= 2)
        or len(names) * 2 < len(right) + (len(right) > 1)
        or _lists_another_noun(grid, heading, last, left, right)
    )


_ANOTHER_NOUN = re.compile(
    r"(?:key |top )?(?:risk|issue|action|milestone|decision|dependency|lesson|assumption)s?(?: (?:id|no|reference|name|title|description))?"
)


def _lists_another_noun(grid: Grid, heading: int, last: int, left: list[int], right: list[int]) -> bool:
    """A band of risks, say, that fills its own rows from the first one down and ends before the list beside it."""
    head = grid.rows[heading][right[0]] if right[0] < len(grid.rows[heading]) else None
    if len(right) < 2 or not isinstance(head, str) or not _ANOTHER_NOUN.fullmatch(plain(head)):
        return False

    def filled(columns: list[int]) -> list[int]:
        rows = grid.rows[heading + 1 : last + 1]
        return [n for n, row in enumerate(rows) if any(c < len(row) and row[c] is not None for c in columns)]

    own, beside = filled(right), filled(left)
    ends = max(own, default=-1) + 1
    return own == filled(right[:1]) == list(range(ends)) and 0 < ends * 5 <= len(beside) * 4


def _block(grid: Grid, heading: int, last: int, columns: list[int], region: _Region) -> Block | None:
    rows = with_groups(grid, heading, columns, region.first, last)
    records = [
        row
        for row in range(rows.last + 1, last + 1)
        if any(column < len(grid.rows[row]) and grid.rows[row][column] is not None for column in columns)
    ]
    heads = [
        any(column < len(grid.rows[row]) and grid.rows[row][column] is not None for row in rows.rows)
        for column in columns
    ]
    if not records and sum(heads) < 2:
        return None
    unnamed = frozenset(column for column, head in zip(columns, heads, strict=True) if not head)
    return Block(
        "rows",
        region.name or _caption(grid, rows, columns, region.first),
        name_columns(grid, rows, columns),
        columns,
        records,
        tuple(grid.numbers[row] for row in rows.rows),
        unnamed=unnamed,
        titles=_titles(grid, rows, region.first),
    )


def _caption(grid: Grid, rows: HeadingRows, columns: Sequence[int], first: int) -> str:
    """The nearest short text alone above the heading row, within the table's own columns."""
    for row in range(min(rows.rows) - 1, max(first, min(rows.rows) - 6) - 1, -1):
        cells = grid.rows[row]
        texts = [cells[column] for column in columns if column < len(cells) and cells[column] is not None]
        text = texts[0] if len(texts) == 1 else None
        if isinstance(text, str) and is_caption(text) and not _SAYS_UNIT.match(text):
            return text
    return ""


def _titles(grid: Grid, rows: HeadingRows, first: int) -> tuple[str, ...]:
    """The short texts above the heading row, nearest first: they may say the unit or the date."""
    return _texts_above(grid, min(rows.rows), first)


def _texts_above(grid: Grid, row: int, first: int) -> tuple[str, ...]:
    above = range(row - 1, max(first, row - 12) - 1, -1)
    return tuple(
        cell for row in above for cell in grid.rows[row] if isinstance(cell, str) and len(cell) <= 120
    )


def _without_headings(grid: Grid, region: _Region) -> Block | None:
    """A region whose first row is already a record: its columns are called by their letters."""
    records = [row for row in range(region.first, region.last + 1) if not _is_blank(grid.rows[row])]
    columns = sorted(
        {column for row in records for column, cell in enumerate(grid.rows[row]) if cell is not None}
    )
    if (
        len(records) < 2
        or len(columns) < 2
        or region.name
        or not any(is_typed(c) for row in records[:20] for c in grid.rows[row])
    ):
        return None
    return Block(
        "rows",
        "",
        [f"Column {letter(column)}" for column in columns],
        columns,
        records,
        (),
        has_headings=False,
    )


OTHER_FIELDS = 2
"""How many fields besides the name the labels of a table on its side must tell; names of projects hold words of headings too."""
_NAME_LABEL = re.compile(
    r"(?:(?:project|programme|scheme|initiative|workstream)(?: (?:programme|project))? (?:name|title)|name|title|project|scheme|"
    r"name of (?:the )?(?:project|programme|scheme)|project programme|programme project)"
)


def _find_transposed(grid: Grid, region: _Region) -> list[Block]:
    """Tables with a column per project, one below another: labels run down a column and say name, dates, money, rating."""
    rows = [row for row in range(region.first, region.last + 1) if not _is_blank(grid.rows[row])]
    if not 3 <= len(rows) <= 300:
        return []
    for column in range(min(3, grid.width)):
        labels = [
            (row, cell)
            for row in rows
            if column < len(grid.rows[row]) and (cell := grid.rows[row][column]) is not None
        ]
        texts = [(row, cell) for row, cell in labels if isinstance(cell, str) and not is_typed(cell)]
        telling = sum(could_be_heading(cell) for _, cell in texts)
        named = next((row for row, cell in texts if _is_name_label(cell)), None)
        if telling < 4 or telling * 2 < len(labels):
            continue
        if named is None:
            named = _names_without_label(grid, rows, column, texts[0][0])
        if named is None:
            continue
        if len(_fields_named(cell for _, cell in texts)) < OTHER_FIELDS:
            continue
        beside = [cell for cell in grid.rows[named][column + 1 :] if cell is not None]
        if not beside or sum(isinstance(c, str) and _is_label(c) for c in beside) * 2 >= len(beside):
            continue
        return list(_transposed_blocks(grid, region, column, named, [row for row, _ in texts]))
    return []


def _is_label(text: str) -> bool:
    """Whether a text beside the name's label is another label, so that the labels run along a row."""
    return (
        names_a_field(text)
        or bool(_fields_named([text]))
        or any(is_all_heading(form) for form in heading_forms(text))
    )


def _is_name_label(text: str) -> bool:
    """Whether a label is that of the projects' names: "Project name (and reference)" is."""
    return any(_NAME_LABEL.fullmatch(form) for form in heading_forms(text)[:2])


def _names_without_label(grid: Grid, rows: Sequence[int], column: int, first: int) -> int | None:
    """The row just above the first label, where it holds only texts that differ: names, with an empty corner beside them."""
    row = next((row for row in reversed(rows) if row < first), None)
    if row is None or (column < len(grid.rows[row]) and grid.rows[row][column] is not None):
        return None
    cells = [cell for cell in grid.rows[row][column + 1 :] if cell is not None]
    alone = len(cells) < 2 or any(not isinstance(cell, str) or is_typed(cell) for cell in cells)
    return None if alone or len(set(cells)) < len(cells) else row


def _transposed_blocks(
    grid: Grid, region: _Region, column: int, named: int, labelled: Sequence[int]
) -> Iterator[Block]:
    """The block of the name's row; several where the same labels begin again further down, as one a department."""
    rows = [row for row in labelled if row >= named - 3]
    if named not in rows:
        rows = [named, *rows]
    label = squash(_text_of(grid, named, column))
    again = [row for row in rows if row > named and squash(_text_of(grid, row, column)) == label]
    starts = [rows[0], *(row - (named - rows[0]) for row in again)]
    parts = [
        [row for row in rows if start <= row and (after is None or row < after)]
        for start, after in zip(starts, [*starts[1:], None], strict=True)
    ]
    first = {squash(_text_of(grid, row, column)) for row in parts[0]}
    if any(
        sum(squash(_text_of(grid, row, column)) in first for row in part) * 2 < len(first)
        for part in parts[1:]
    ):
        parts, again = [rows], []
    for part, name in zip(parts, [named, *again], strict=True):
        yield _transposed_block(grid, region, column, name, part)


def _fields_named(labels: Iterable[Cell]) -> set[str]:
    """The fields of a project, its name aside, that labels are known to be called by."""
    forms = [heading_forms(str(label)) for label in labels]
    return {
        field
        for field, hint in HINTS.items()
        if field != "name" and any(hint.weight(form) >= 0.5 for form in forms)
    }


def _transposed_block(grid: Grid, region: _Region, column: int, named: int, rows: list[int]) -> Block:
    first = next(row for row in rows if row == named or _beside(grid, row, column))
    rows = [row for row in rows if row >= first]
    below = next((row for row in reversed(rows) if _beside(grid, row, column)), rows[-1]) + 1
    notes = tuple(row for row in rows if row >= below and _is_note(grid, row, column, below))
    rows = [row for row in rows if row not in notes]
    records = sorted(
        {c for row in rows for c, cell in enumerate(grid.rows[row]) if cell is not None and c > column}
    )
    headings = distinct_headings([_text_of(grid, row, column) or f"Row {grid.numbers[row]}" for row in rows])
    return Block(
        "columns",
        region.name,
        headings,
        rows,
        records,
        (column,),
        titles=_texts_above(grid, first, region.first),
        notes=notes,
    )


def _text_of(grid: Grid, row: int, column: int) -> str:
    cell = grid.rows[row][column] if column < len(grid.rows[row]) else None
    return "" if cell is None else str(cell)


def _is_note(grid: Grid, row: int, column: int, below: int) -> bool:
    """Under the last label with values: what stands apart from the labels, or reads like a note, is none of them."""
    apart = any(_is_blank(grid.rows[at]) for at in range(below, row))
    return apart or reads_like_a_note(str(grid.rows[row][column]))


def _beside(grid: Grid, row: int, column: int) -> bool:
    return any(cell is not None for cell in grid.rows[row][column + 1 :])
