"""Reading a table of an opened file, and choosing the one that looks most like a list of projects."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from quantock.engines.text import plural, squash

from .grid import Grid, csv_grid, too_many_rows
from .layout import Block, find_blocks
from .records import Records, read_records, skipped_in_words
from .refusal import Refused
from .score import likeness
from .source import Source
from .table import MOST_COLUMNS, MOST_ROWS, Cell, Row, Sheet, Table, TableInfo, letter

PEEK_ROWS = 400
SECTION = "Section"
LIST_COLUMNS = 3
"""How many columns a table has at least that is named when it is not read."""


def read_table(source: Source, sheet: str | None = None, table: int | None = None) -> Table:
    """The table to import: the one asked for, else the one that looks most like a list of projects.

    `table` counts the tables of a sheet from 1, as `list_tables` does. Raises Refused when there is none.
    """
    others = ""
    if sheet is None and source.workbook is not None:
        best_sheet, others = _best_sheet(source)
        sheet = best_sheet.name
    chosen = source.find_sheet(sheet) if sheet is not None else None
    tables = _tables(source, chosen, None)
    if not tables:
        raise Refused(
            f"No table was found on the sheet “{chosen.name}”."
            if chosen
            else "No table was found in the file.",
            "Upload a register: one row a project under a row of headings.",
        )
    if table is not None:
        if not 1 <= table <= len(tables):
            raise Refused(f"The sheet has {len(tables)} tables, not {table}.", "Choose one of those listed.")
        return tables[table - 1].table
    best = max(tables, key=lambda found: found.score)
    if not best.table.rows:
        raise Refused(
            "The table has headings but no rows.", "Check that the right file was saved, and upload it again."
        )
    more = [others] if others else []
    more += _unread(best.table, [found.table for found in tables])
    return replace(best.table, warnings=(*best.table.warnings, *more)) if more else best.table


def _unread(read: Table, tables: Sequence[Table]) -> list[str]:
    """A sentence for the other lists of the sheet, so that none is left out unsaid; what a key or a summary holds is none."""
    lists = [t for t in tables if t is not read and len(t.rows) > 1 and len(_named(t)) >= LIST_COLUMNS]
    if not lists:
        return []
    said = [
        f"{_extent(other)} under {', '.join(f'“{heading[:40]}”' for heading in _named(other)[:3])}"
        for other in lists[:3]
    ]
    more = f" and {len(lists) - 3} more" if len(lists) > 3 else ""
    what = "Another list beside it was" if len(lists) == 1 else "Other lists beside it were"
    return [
        f"{what} not read: {'; '.join(said)}{more}. Choose that table, or bring it in by itself, if it holds projects."
    ]


def _named(table: Table) -> list[str]:
    """The headings that stand in the file, of a table that is more than guidance beside a gap."""
    named = [h for h, at in zip(table.headings, table.letters, strict=True) if h != f"Column {at}"]
    return named if len(named) * 2 > len(table.headings) else []


def _extent(table: Table) -> str:
    """Where the rows of a table stand, in words."""
    first, last = table.rows[0].place, table.rows[-1].place
    if first.row is None:
        return f"columns {first.column} to {last.column}"
    return f"rows {first.row} to {last.row}"


def plain_grid(source: Source, sheet: str | None = None, *, most_rows: int | None = None) -> Grid:
    """A sheet, or the whole of a text file, as plain cells within the same bounds, where no register is looked for."""
    return _grid(source, source.find_sheet(sheet) if sheet is not None else None, most_rows)


def list_tables(source: Source) -> tuple[TableInfo, ...]:
    """Every table of a file, so that a person may choose; the most likely first. Only the first rows are looked at."""
    infos: list[TableInfo] = []
    for sheet in source.sheets or (None,):
        for number, found in enumerate(_tables(source, sheet, PEEK_ROWS), 1):
            infos.append(_info(found, sheet, number))
    return tuple(sorted(infos, key=lambda info: -info.score))


def _info(found: "_Found", sheet: Sheet | None, number: int) -> TableInfo:
    table = found.table
    return TableInfo(
        sheet.name if sheet else None,
        number,
        table.name,
        bool(sheet and sheet.hidden),
        table.headings,
        len(table.rows),
        found.more,
        found.score,
        found.why,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    table: Table
    score: float
    why: str
    more: bool

    @property
    def table_rows(self) -> str:
        """How many rows, in words; only the first few hundred are counted."""
        return (
            plural(len(self.table.rows), "row") if not self.more else f"{len(self.table.rows):,} rows or more"
        )


def _best_sheet(source: Source) -> tuple[Sheet, str]:
    """The sheet with the likeliest list of projects, and a sentence for others of its kind, which are not read.

    A hidden sheet has to be much likelier than a visible one.
    """
    if len(source.sheets) == 1:
        return source.sheets[0], ""
    found = [(sheet, each) for sheet in source.sheets for each in _tables(source, sheet, PEEK_ROWS)]
    if not found:
        raise Refused(
            "No sheet of the workbook holds a table.",
            "Upload a register: one row a project under a row of headings.",
        )
    sheet, best = max(found, key=lambda pair: pair[1].score)
    return sheet, _of_its_kind(sheet, best, found)


def _of_its_kind(sheet: Sheet, best: "_Found", found: Sequence[tuple[Sheet, "_Found"]]) -> str:
    """A register in parts, as one sheet a department, must not be taken for whole."""
    parts = [
        f"“{other.name}” ({each.table_rows})"
        for other, each in found
        if other.name != sheet.name
        and not other.hidden
        and each.table.rows
        and _alike(best.table, each.table)
    ]
    if not parts:
        return ""
    more = f" and {len(parts) - 5} more" if len(parts) > 5 else ""
    return (
        f"Only the sheet “{sheet.name}” was read. Lists with the same headings stand on {', '.join(parts[:5])}{more}: "
        "bring each in by itself."
    )


def _alike(one: Table, other: Table) -> bool:
    left, right = {squash(h) for h in one.headings}, {squash(h) for h in other.headings}
    return len(left & right) >= 3 and len(left & right) * 10 >= 7 * len(left | right)


def _tables(source: Source, sheet: Sheet | None, most_rows: int | None) -> list[_Found]:
    grid = _grid(source, sheet, most_rows)
    hidden = bool(sheet and sheet.hidden)
    found = []
    for stacked in _stack(
        [(block, read_records(grid, block, sheet.name if sheet else None)) for block in find_blocks(grid)]
    ):
        table = _table(source, sheet, grid, stacked)
        if len(table.rows) > MOST_ROWS:
            raise too_many_rows()
        score, why = likeness(table, hidden=hidden)
        found.append(_Found(table, score, why, grid.more))
    return found


def _grid(source: Source, sheet: Sheet | None, most_rows: int | None) -> Grid:
    if source.workbook is not None and sheet is not None:
        return source.workbook.grid(sheet.name, most_rows=most_rows)
    if source.text is None or source.delimiter is None:
        raise Refused("The file holds no text.", "Check that it was saved, and upload it again.")
    return csv_grid(source.text.text, source.delimiter)


_Read = tuple[Block, Records]


def _stack(read: Sequence[_Read]) -> list[list[_Read]]:
    """Tables of a sheet with the same headings are one register in parts, as a list for each of two funds is."""
    stacks: list[list[_Read]] = []
    for block, records in read:
        home = next((stack for stack in stacks if _same_kind(stack[0][0], block)), None)
        if home is not None and records.rows:
            home.append((block, records))
        else:
            stacks.append([(block, records)])
    return stacks


def _same_kind(one: Block, other: Block) -> bool:
    if one.layout != other.layout or not one.has_headings or not other.has_headings:
        return False
    left, right = {squash(h) for h in one.headings}, {squash(h) for h in other.headings}
    return len(left & right) >= 2 and len(left & right) * 10 >= 6 * len(left | right)


def _table(source: Source, sheet: Sheet | None, grid: Grid, stacked: Sequence[_Read]) -> Table:
    headings, rows = _merge_stack(stacked)
    first = stacked[0][0]
    skipped = tuple(entry for _, records in stacked for entry in records.skipped)
    name = sheet.name if sheet else None
    warnings = [*source.warnings, *grid.warnings, *skipped_in_words(skipped)]
    if not first.has_headings:
        warnings.append("No row of headings was found, so the columns are called by their letters.")
    if len(stacked) > 1:
        captions = ", ".join(f"“{block.caption}”" for block, _ in stacked if block.caption)
        warnings.append(
            f"{len(stacked)} tables with the same headings were read as one"
            + (f": {captions}." if captions else ".")
        )
    letters = _letters(first, headings)
    table = Table(
        filename=source.filename,
        sheet=name,
        name=first.caption,
        layout=first.layout,
        headings=tuple(headings),
        letters=letters,
        rows=tuple(rows),
        encoding=source.encoding,
        delimiter=source.delimiter,
        sheets=source.sheets,
        physical_rows=sum(1 for row in grid.rows if row),
        physical_columns=grid.width,
        heading_rows=first.heading_rows if first.layout == "rows" else (),
        titles=first.titles,
        epoch=source.workbook.epoch if source.workbook else 1900,
        money_columns=_money_columns(grid, first) if len(stacked) == 1 else frozenset(),
        skipped=skipped,
        warnings=tuple(warnings),
    )
    return _without_empty_columns(table, first)


def _letters(block: Block, headings: Sequence[str]) -> tuple[str, ...]:
    if block.layout == "columns":
        named = [f"row {row + 1}" for row in block.columns]
    else:
        named = [letter(column) for column in block.columns]
    return tuple(named[position] if position < len(named) else "" for position in range(len(headings)))


def _money_columns(grid: Grid, block: Block) -> frozenset[int]:
    if block.layout == "columns":
        return frozenset()
    return frozenset(
        position for position, column in enumerate(block.columns) if column in grid.money_columns
    )


def _merge_stack(stacked: Sequence[_Read]) -> tuple[list[str], list[Row]]:
    """The headings and rows of tables read as one; their captions, and sections within them, become a column."""
    headings = list(stacked[0][0].headings)
    known = {squash(heading): position for position, heading in enumerate(headings)}
    for block, _ in stacked[1:]:
        for heading in block.headings:
            if squash(heading) not in known:
                known[squash(heading)] = len(headings)
                headings.append(heading)
    captions = len({block.caption for block, _ in stacked}) == len(stacked) > 1
    sections = any(records.has_sections for _, records in stacked)
    if not captions and not sections and len(stacked) == 1:
        return headings, stacked[0][1].rows
    width = len(headings)
    extra = [name for name, there in (("Table", captions), (SECTION, sections)) if there]
    rows = []
    for block, records in stacked:
        order = [known[squash(heading)] for heading in block.headings]
        for row, section in zip(records.rows, records.sections or [""] * len(records.rows), strict=True):
            cells: list[Cell] = [None] * width
            for position, cell in zip(order, row.cells, strict=True):
                cells[position] = cell
            tail = [
                value or None for value, there in ((block.caption, captions), (section, sections)) if there
            ]
            rows.append(Row(row.place, (*cells, *tail)))
    return _distinct([*headings, *extra], width), rows


def _distinct(headings: list[str], width: int) -> list[str]:
    taken = {heading.casefold() for heading in headings[:width]}
    return headings[:width] + [
        name if name.casefold() not in taken else f"{name} of the sheet" for name in headings[width:]
    ]


def _without_empty_columns(table: Table, block: Block) -> Table:
    """A column with neither a heading nor a value is not a column."""
    unnamed = {f"Column {letter(column)}" for column in block.unnamed}
    kept = [
        position
        for position, heading in enumerate(table.headings)
        if heading not in unnamed or any(row.cells[position] is not None for row in table.rows)
    ]
    if len(kept) > MOST_COLUMNS:
        raise Refused(
            f"The table has more than {MOST_COLUMNS} columns.", "Delete the columns that are not needed."
        )
    if len(kept) == len(table.headings):
        return table
    return replace(
        table,
        headings=tuple(table.headings[position] for position in kept),
        letters=tuple(table.letters[position] for position in kept),
        rows=tuple(Row(row.place, tuple(row.cells[position] for position in kept)) for row in table.rows),
        money_columns=frozenset(kept.index(position) for position in table.money_columns if position in kept),
    )
