"""From a block's rows to records: what is not a record is left out by name, with its place and the reason."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from quantock.engines.text import squash

from .bands import figure_of, find_bands, is_sum, is_total, total_of
from .grid import Grid
from .layout import Block
from .parts import MOST_MERGED, WHY, join_parts
from .table import Cell, Place, Row, Skipped, letter
from .values import as_text, parse_amount
from .words import COUNTED, NOTE, plain, reads_like_a_note

_EXAMPLE = re.compile(
    r"(?:example|for example|e\.g\.?|sample|dummy)(?:\s*$|\s*[-:–>(]|\s+(?:of|row|only|entry|(?:project|scheme)\s*(?:$|[-:–(])))|"
    r"e\.g\.\s|.{1,80}[(\[](?:an? )?example(?: only)?[)\]]$",
    re.I,
)
_INSTRUCTION = re.compile(
    r"(?:please|enter|select|choose|insert|provide|describe|explain|explain|give|state|list|use|add|tell us|mandatory|optional|"
    r"free text|drop ?-?down|dd[/ -]mm|yyyy|what|how|who|when|why|which|to what|if|we |this|the |date in|format|max)\b",
    re.IGNORECASE,
)
_COUNTER_HEADING = re.compile(
    r"(?:no|number|#|row|row no|item|item no|s n|sn|serial no|line|rank|project number|)"
)
_COUNTER = re.compile(r"[A-Z]{0,3}[-.]?\d{1,5}\.?")
SECTION_HEADING = "a section heading"
_PAGE = re.compile(r"\bpage \d|\bcontinued\b|\bcont[’']?d\b", re.IGNORECASE)
_ORDINAL = re.compile(r"[(\[]?(?:col(?:umn)?\.? ?)?([A-Z]|\d{1,2})[)\].]?", re.IGNORECASE)


@dataclass(slots=True)
class Records:
    """The records of one block, and what was left out."""

    rows: list[Row] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    sections: list[str] = field(default_factory=list)

    @property
    def has_sections(self) -> bool:
        """Whether some records stand under a section's heading."""
        return any(self.sections)


def read_records(grid: Grid, block: Block, sheet: str | None) -> Records:
    """The records of a block in the order of the file."""
    if block.layout == "columns":
        return _read_columns(grid, block, sheet)
    found = Records()
    reader = _RowReader(grid, block)
    last = len(block.records) - 1
    key = _key_below(grid, block)
    for position, row in enumerate(block.records):
        cells = reader.cells(row)
        line = grid.lines[row] if grid.lines and grid.lines[row] != grid.numbers[row] else None
        place = Place(sheet, grid.numbers[row], line=line)
        why = "a key to the list" if position >= key else ""
        why = why or reader.why_not(row, cells, first=position == 0, last=position == last)
        if not why and position < last and reader.titles_page(cells, block.records[position + 1]):
            why = "a title above the heading row again"
        if why == SECTION_HEADING:
            reader.section = as_text(next(cell for cell in cells if cell is not None))
        if why:
            found.skipped.append(Skipped(place, why, _excerpt(cells)))
            continue
        found.rows.append(Row(place, cells))
        found.sections.append(reader.section)
    _join_parts(found, grid, block)
    _drop_footnotes(found, block, coded=reader.coded)
    _rename_last_sections(found)
    return found


def _join_parts(found: Records, grid: Grid, block: Block) -> None:
    """Several rows of one project are one record."""
    sections = {id(row.place): section for row, section in zip(found.rows, found.sections, strict=True)}
    found.rows, joined = join_parts(found.rows, grid, block)
    found.sections = [sections[id(row.place)] for row in found.rows]
    found.skipped += [Skipped(row.place, WHY, _excerpt(row.cells)) for row in joined]


def _excerpt(cells: Sequence[Cell]) -> str:
    text = " | ".join(as_text(cell) for cell in cells if cell is not None)
    return text if len(text) <= 120 else text[:119] + "…"


class _RowReader:
    """Reads one block row by row, filling cells that are merged downwards."""

    def __init__(self, grid: Grid, block: Block) -> None:
        self.section = ""
        self._grid, self._block = grid, block
        self._columns = block.columns
        self._heads = [squash(heading) for heading in block.headings]
        self._counters = [
            column in block.unnamed or _COUNTER_HEADING.fullmatch(plain(heading)) is not None
            for column, heading in zip(block.columns, block.headings, strict=True)
        ]
        self._merged = _merged_down(grid, block)
        self._wide = {
            merge.top
            for merge in grid.merges
            if merge.top == merge.bottom and merge.left == block.columns[0] and merge.right - merge.left >= 2
        }
        self._worded = _typical_texts(grid, block)
        self._bands = find_bands(grid, block)
        self._taken: list[int] = []
        self._since = 0
        self.coded = _first_column_is_coded(grid, block)

    def cells(self, row: int) -> tuple[Cell, ...]:
        """The row's cells beside the block's headings."""
        given = self._grid.rows[row]
        cells = tuple(given[column] if column < len(given) else None for column in self._columns)
        filled = self._merged.get(self._grid.numbers[row])
        if filled:
            cells = tuple(
                filled.get(column, cell) if cell is None else cell
                for column, cell in zip(self._columns, cells, strict=True)
            )
        return cells

    def why_not(self, row: int, cells: tuple[Cell, ...], *, first: bool, last: bool) -> str:
        """Why a row is not a record; empty when it is one."""
        filled = [(position, cell) for position, cell in enumerate(cells) if cell is not None]
        if not filled:
            return "empty"
        texts = [cell for _, cell in filled if isinstance(cell, str)]
        if self._repeats_headings(filled):
            return "the heading row again"
        if first and _numbers_columns(filled):
            return "the columns numbered"
        if any(_EXAMPLE.match(text) for text in texts[:2]):
            return "an example"
        if first and texts and len(texts) == len(filled) and self._instructs(filled):
            return "instructions"
        if all(self._counters[position] for position, _ in filled) and all(
            _COUNTER.fullmatch(COUNTED.sub("", as_text(c))) for _, c in filled
        ):
            return "numbered, but otherwise empty"
        if texts and filled[0][1] is texts[0] and len(self._columns) > 2 and self._totals(texts[0], filled):
            self._since = len(self._taken)
            return "a total"
        if texts and filled[0][1] is texts[0] and _sums_up_words(texts[0], filled[1:]):
            return "a total"
        if self._worded and self._sums_up(filled):
            self._since = len(self._taken)
            return "a total"
        self._taken.append(row)
        if len(filled) == 1 and len(cells) >= 3 and not last:
            return self._lone_cell(row, filled[0][0], filled[0][1])
        return ""

    def titles_page(self, cells: Sequence[Cell], after: int) -> bool:
        """Whether a row is the title of a page: a cell or two that say what the list is called, or which page it is, right
        above the headings again."""
        filled = [cell for cell in cells if cell is not None]
        heads = [(position, cell) for position, cell in enumerate(self.cells(after)) if cell is not None]
        if len(filled) > 2 or len(filled) * 2 > len(heads) or not self._repeats_headings(heads):
            return False
        text = as_text(filled[0])
        said = [squash(title) for title in (self._block.caption, *self._block.titles) if title]
        return _PAGE.search(text) is not None or any(squash(text).startswith(title) for title in said)

    def _totals(self, text: str, filled: Sequence[tuple[int, Cell]]) -> bool:
        """ "Total" alone; or "Total Highways" and "Highways total" over nothing but figures, where records hold words,
        after the section Highways, or where the figures are the sum of those above."""
        if is_total(text):
            return True
        of = total_of(text)
        if of is None or len(filled) < 2 or any(figure_of(cell) is None for _, cell in filled[1:]):
            return False
        return self._worded > 1 or squash(of) == squash(self.section) or self._adds_up(filled[1:])

    def _sums_up(self, filled: Sequence[tuple[int, Cell]]) -> bool:
        """Whether a row holds nothing but figures, one the sum of the list's or of those since the last total."""
        return all(figure_of(cell) is not None for _, cell in filled) and self._adds_up(filled)

    def _adds_up(self, filled: Sequence[tuple[int, Cell]]) -> bool:
        if len(self._taken) < 2:
            return False
        figures = [(self._columns[position], figure_of(cell)) for position, cell in filled]
        return any(
            figure and is_sum(figure, (self._grid.rows[row] for row in rows), column)
            for rows in (self._taken, self._taken[self._since :])
            for column, figure in figures
        )

    def _repeats_headings(self, filled: Sequence[tuple[int, Cell]]) -> bool:
        if not any(squash(as_text(cell)) == self._heads[position] for position, cell in filled[:2]):
            return False
        same = sum(squash(as_text(cell)) == self._heads[position] for position, cell in filled)
        return len(filled) > 1 and same * 10 >= len(filled) * 7

    @staticmethod
    def _instructs(filled: Sequence[tuple[int, Cell]]) -> bool:
        telling = sum(
            _INSTRUCTION.match(as_text(cell)) is not None and len(as_text(cell)) > 12 for _, cell in filled
        )
        return telling * 2 > len(filled) or (telling >= 1 and telling * 3 >= len(filled) and filled[0][0] > 0)

    def _lone_cell(self, row: int, position: int, cell: Cell) -> str:
        text = as_text(cell)
        if row in self._bands:
            return SECTION_HEADING
        if position == 0 and (self._grid.numbers[row] in self._wide or (self.coded and not _is_code(text))):
            return SECTION_HEADING if len(text) <= 100 else "a note"
        if self._columns[position] in self._block.unnamed:
            return "a note"
        return "a note" if NOTE.match(text) and len(text) > 25 and position == 0 else ""


_SUMMARY = re.compile(
    r"(?:counts?|averages?|mean|median|max(?:imum)?|min(?:imum)?|check(?:sum)?|(?:number|count|no\.?) of (?:projects|schemes|rows)|"
    r"(?:red|amber|green|blue|black|grey|not rated)s?)(?: (?:projects|schemes))?:?",
    re.IGNORECASE,
)


def _sums_up_words(text: str, others: Sequence[tuple[int, Cell]]) -> bool:
    """ "Average" or "Green" over nothing but figures sums the list up."""
    return (
        bool(others)
        and _SUMMARY.fullmatch(text) is not None
        and all(figure_of(cell) is not None for _, cell in others)
    )


_KEY = re.compile(
    r"(?:rag |rating |status |colour )?(?:key|legend|definitions?|glossary|guidance|abbreviations)(?: to .{1,30})?:?",
    re.IGNORECASE,
)


def _key_below(grid: Grid, block: Block) -> int:
    """From which of a block's rows on there is only a key: after a blank row, under its own title, in a few columns."""
    wanted = set(block.columns)
    filled = [
        [c for at, c in enumerate(grid.rows[row]) if at in wanted and c is not None] for row in block.records
    ]
    for position, (row, cells) in enumerate(zip(block.records, filled, strict=True)):
        titled = len(cells) == 1 and isinstance(cells[0], str) and _KEY.fullmatch(cells[0])
        if (
            titled
            and row
            and not grid.rows[row - 1]
            and position
            and _explains(filled[position + 1 :], sorted(map(len, filled[:position]))[position // 2])
        ):
            return position
    return len(filled)


_COLOUR = re.compile(
    r"(?:red|amber|yellow|green|blue|black|grey|white)(?: ?[/-] ?(?:red|green))?", re.IGNORECASE
)


def _explains(rows: Sequence[Sequence[Cell]], typical: int) -> bool:
    """Whether rows below a key's title are of a key: half as wide as records, or a colour with what it means."""
    return all(
        len(cells) * 2 <= typical or (len(cells) == 2 and _COLOUR.fullmatch(as_text(cells[0])) is not None)
        for cells in rows
    )


def _numbers_columns(filled: Sequence[tuple[int, Cell]]) -> bool:
    """ "A B C D" or "(1) (2) (3) (4)" under the headings, one a column, in their order."""
    found = [_ORDINAL.fullmatch(as_text(cell)) for _, cell in filled]
    said = [each[1].upper() for each in found if each is not None]
    if len(said) < max(4, len(filled)):
        return False
    places = [int(each) if each.isdigit() else ord(each) - 64 for each in said]
    return all(later == earlier + 1 for earlier, later in pairwise(places))


def _typical_texts(grid: Grid, block: Block) -> int:
    """How many cells of a usual record are texts."""
    wanted = set(block.columns)
    counts = sorted(
        sum(
            isinstance(cell, str) and parse_amount(cell) is None
            for at, cell in enumerate(grid.rows[row])
            if at in wanted
        )
        for row in block.records[:200]
    )
    return counts[len(counts) // 2] if counts else 0


def _is_code(text: str) -> bool:
    return len(text) <= 30 and any(letter.isdigit() for letter in text) and text.count(" ") <= 1


def _first_column_is_coded(grid: Grid, block: Block) -> bool:
    column = block.columns[0]
    heading = squash(block.headings[0])
    rows = [
        grid.rows[row]
        for row in block.records[:200]
        if column >= len(grid.rows[row]) or squash(as_text(grid.rows[row][column])) != heading
    ]
    full = [
        as_text(row[column])
        for row in rows
        if column < len(row) and row[column] is not None and sum(c is not None for c in row) > 1
    ]
    return len(full) >= 2 and sum(map(_is_code, full)) * 10 >= len(full) * 9


def _merged_down(grid: Grid, block: Block) -> dict[int, dict[int, Cell]]:
    """The values of cells merged over several rows, by row number and column."""
    at = {grid.numbers[row]: grid.rows[row] for row in block.records}
    wanted = set(block.columns)
    filled: dict[int, dict[int, Cell]] = {}
    for merge in grid.merges:
        top = at.get(merge.top)
        if merge.bottom == merge.top or merge.left not in wanted or top is None or merge.left >= len(top):
            continue
        for number in range(merge.top + 1, min(merge.bottom, merge.top + MOST_MERGED) + 1):
            if number in at:
                filled.setdefault(number, {})[merge.left] = top[merge.left]
    return filled


def _drop_footnotes(found: Records, block: Block, *, coded: bool) -> None:
    """The last rows that hold one text in the first column and read like a note are notes.

    `coded`: the first column holds codes, so that a sentence in it is no record's.
    """
    typical = sorted(sum(cell is not None for cell in row.cells) for row in found.rows)
    if len(block.columns) < 3 or not typical or typical[len(typical) // 2] < 3:
        return
    apart = _stand_apart(found.rows)
    while found.rows:
        text = _alone(found.rows[-1])
        if text is None or not (
            len(found.rows) > apart or reads_like_a_note(text) or (coded and not _is_code(text))
        ):
            return
        row = found.rows.pop()
        found.sections.pop()
        found.skipped.append(Skipped(row.place, "a note", _excerpt(row.cells)))


def _alone(row: Row) -> str | None:
    """The text of a row that holds nothing else, in its first column."""
    texts = [as_text(cell) for cell in row.cells if cell is not None]
    return texts[0] if len(texts) == 1 and isinstance(row.cells[0], str) else None


def _stand_apart(rows: Sequence[Row]) -> int:
    """How many rows stand before the lone texts below a gap at the end: "Figures exclude VAT" is a note where every record
    above holds more than its name."""
    first = len(rows)
    while first and _alone(rows[first - 1]) is not None:
        first -= 1
    if first in {0, len(rows)} or any(_alone(row) is not None for row in rows[:first]):
        return len(rows)
    gap = (rows[first].place.row or 0) - (rows[first - 1].place.row or 0)
    return first if gap > 1 else len(rows)


def _rename_last_sections(found: Records) -> None:
    """What looked like a section heading but has no record under it was a note."""
    last = max((row.place.row or 0 for row in found.rows), default=0)
    found.skipped = [
        replace(entry, why="a note")
        if entry.why == SECTION_HEADING and (entry.place.row or 0) > last
        else entry
        for entry in found.skipped
    ]


def _read_columns(grid: Grid, block: Block, sheet: str | None) -> Records:
    """One record a column of the grid; its cells run down the labelled rows."""
    found = Records()
    for row in block.notes:
        place = Place(sheet, grid.numbers[row])
        found.skipped.append(Skipped(place, "a note", _excerpt(grid.rows[row])))
    for column in block.records:
        cells = tuple(
            grid.rows[row][column] if column < len(grid.rows[row]) else None for row in block.columns
        )
        place = Place(sheet, column=letter(column))
        if any(isinstance(cell, str) and _EXAMPLE.match(cell) for cell in cells[:2]):
            found.skipped.append(Skipped(place, "an example", _excerpt(cells)))
        else:
            found.rows.append(Row(place, cells))
    return found


def skipped_in_words(skipped: Sequence[Skipped]) -> Iterator[str]:
    """A sentence for each reason rows were left out."""
    by_reason: dict[str, list[Skipped]] = {}
    for entry in skipped:
        by_reason.setdefault(entry.why, []).append(entry)
    for why, entries in by_reason.items():
        places = ", ".join(str(entry.place.row or entry.place.column) for entry in entries[:5])
        more = f" and {len(entries) - 5:,} more" if len(entries) > 5 else ""
        noun = "Row" if len(entries) == 1 else "Rows"
        yield f"{noun} {places}{more} left out: {why}."
