"""A sheet or text file as a plain grid of cells, before anything is made of it."""

import csv
import io
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from quantock.engines.text import clean

from .refusal import Refused
from .table import MOST_COLUMNS, MOST_ROWS, ROWS_AROUND, Cell

LONGEST_CELL = 131_072
SPACES_A_STEP = 3
"""As Excel shows one step of an indented cell."""
_PLACEHOLDER = re.compile(
    r"<\s*(?:please\s+)?(?:select|choose|enter)[^<>]{0,40}>|(?:please )?(?:select|choose)(?: an?| one)?(?: option| value| item| answer)?"
    r"(?:\.{2,3}|…)?|\[(?:select|choose|please select)[^\[\]]{0,40}\]|-+ ?(?:select|please select|choose) ?-+",
    re.IGNORECASE,
)
_PROTECTED = re.compile(r'="([^"]*)"')


@dataclass(slots=True)
class Merge:
    """A merged range, rows as numbered in the sheet and columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(slots=True)
class Grid:
    """Rows of cells with the number each row has in the file; a gap of blank rows is one empty row.

    `lines`: of a text file, the line on which each row starts. Where cells hold line breaks that is further down than
    the row's number, which is the one that a spreadsheet shows. `strong`: the rows that are bold throughout. `indents`: how
    far a cell's text is moved in, in spaces, by row number and column; those that are not are left out. `hidden_columns`:
    those that the sheet does not show, which are read like the others.
    """

    rows: list[list[Cell]] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    money_columns: set[int] = field(default_factory=set)
    strong: set[int] = field(default_factory=set)
    indents: dict[tuple[int, int], int] = field(default_factory=dict)
    hidden_rows: int = 0
    hidden_columns: set[int] = field(default_factory=set)
    uncalculated: int = 0
    more: bool = False
    warnings: list[str] = field(default_factory=list)

    @property
    def width(self) -> int:
        """The number of columns of the widest row."""
        return max((len(row) for row in self.rows), default=0)


def shown_headings(
    cells: Sequence[Cell], above: Sequence[Cell], hidden: Collection[int]
) -> tuple[list[Cell], dict[str, int]]:
    """A row without what stands over hidden columns, where a column that is shown has the same heading (under the same
    caption): people mean the one they see. Those left out are given by their headings."""
    caption: object = None
    seen: set[tuple[object, str]] = set()
    found: dict[int, tuple[object, str]] = {}
    for at, cell in enumerate(cells):
        caption = above[at] if at < len(above) and above[at] is not None else caption
        if isinstance(cell, str):
            found[at] = (caption, " ".join(cell.casefold().split()))
            seen |= set() if at in hidden else {found[at]}
    out = {at for at, one in found.items() if at in hidden and one in seen}
    kept = [None if at in out else cell for at, cell in enumerate(cells)]
    return kept, {f"{str(cells[at]).strip()} (hidden column)": at for at in sorted(out)}


def leading_blanks(text: str) -> int:
    """How many spaces a text begins with; a tab counts as one step."""
    begins = text[: len(text) - len(text.lstrip(" \t\N{NO-BREAK SPACE}"))]
    return sum(SPACES_A_STEP if each == "\t" else 1 for each in begins)


def text_cell(text: str) -> str | None:
    """A text made safe and trimmed; None when it is blank or asks to be filled in ("< Select >")."""
    kept = clean(text).strip()
    if not kept or (len(kept) < 60 and _PLACEHOLDER.fullmatch(kept)):
        return None
    return kept


def csv_grid(text: str, delimiter: str, *, most_columns: int = MOST_COLUMNS) -> Grid:
    """The records of a delimited text, each with its number and the line it starts on. Raises Refused beyond the caps."""
    body = text
    if text[:5].lower().startswith("sep=") and text[5:6] in {"\r", "\n"}:
        body = " " + text[5:]  # Excel's note of the delimiter; the line stays, so that the numbers stay true
    grid = Grid()
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=delimiter)
    known: dict[str, str | None] = {}
    line, content = 1, 0
    try:
        for number, record in enumerate(reader, 1):
            row: list[Cell] = [_csv_cell(cell, known) for cell in record]
            while row and row[-1] is None:
                row.pop()
            content += bool(row)
            check_size(content, len(row), most_columns)
            for column, cell in enumerate(record):
                if cell[:1] == " " and cell.strip():
                    grid.indents[number, column] = leading_blanks(cell)
            if row or (grid.rows and grid.rows[-1]):
                grid.rows.append(row)
                grid.numbers.append(number)
                grid.lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise Refused(
            f"The file cannot be read at line {line:,}: {_csv_trouble(error)}.",
            "Check that line for a quotation mark that is not closed, save, and upload it again.",
        ) from error
    if body.count('"') % 2:
        grid.warnings.append(_open_quote(grid))
    return grid


def _csv_cell(raw: str, known: dict[str, str | None]) -> str | None:
    """Registers repeat themselves, so short texts are cleaned once."""
    if len(raw) > 40:
        return text_cell(raw)
    if raw in known:
        return known[raw]
    protected = _PROTECTED.fullmatch(raw)
    cell = text_cell(protected.group(1) if protected else raw)
    if len(known) < 200_000:
        known[raw] = cell
    return cell


def _csv_trouble(error: csv.Error) -> str:
    if "field larger" in str(error):
        return f"a cell holds more than {LONGEST_CELL:,} characters"
    return "the cells cannot be told apart"


def _open_quote(grid: Grid) -> str:
    longest, line = max(
        (
            (sum(cell.count("\n") for cell in row if isinstance(cell, str)), line)
            for row, line in zip(grid.rows, grid.lines, strict=True)
        ),
        default=(0, 1),
    )
    return (
        f"A quotation mark is not closed: look at the record on line {line:,}, which holds {longest:,} line breaks. "
        "Rows after it may have run together."
    )


def check_size(rows: int, columns: int, most_columns: int = MOST_COLUMNS) -> None:
    """At most 100,000 rows and 500 columns are read of a table; Refused says so rather than cutting it short."""
    if rows > MOST_ROWS + ROWS_AROUND:
        raise too_many_rows()
    if columns > most_columns:
        raise Refused(
            f"The table has more than {most_columns:,} columns.",
            "Delete the columns that are not needed and upload it again.",
        )


def too_many_rows() -> Refused:
    """The refusal of a longer table."""
    return Refused(
        f"The table has more than {MOST_ROWS:,} rows.",
        "Split it into several files and upload them one after another.",
    )
