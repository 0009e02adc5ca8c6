"""What reading a file gives: a table whose every row knows where it stands in the file."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

Cell = str | Decimal | datetime | None
"""A cell as read: cleaned text, a workbook's number or date, or nothing. A blank text or "< Select >" is None."""

MOST_ROWS = 100_000
MOST_COLUMNS = 500
MOST_COLUMNS_OF_RETURNS = 2_000
"""Of a return with everything of a project in one row, before it is made a row for each thing."""
ROWS_AROUND = 1_000
"""How many rows more a sheet may have for titles, headings and notes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands, as a person would find it: a row as a spreadsheet counts them, or a column.

    `line`: the line of a text file, where line breaks in cells make it another number than the row.
    """

    sheet: str | None
    row: int | None = None
    column: str | None = None
    line: int | None = None

    def __str__(self) -> str:
        where = f"column {self.column}" if self.column else f"row {self.row}"
        return f"sheet “{self.sheet}”, {where}" if self.sheet else where

    def to_dict(self) -> dict[str, str | int | None]:
        """The JSON of a place."""
        return {"sheet": self.sheet, "row": self.row, "column": self.column, "line": self.line}


@dataclass(frozen=True, slots=True)
class Row:
    """One record; `cells` run beside the table's headings."""

    place: Place
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row of the file that is not a record, and why: nothing is left out silently."""

    place: Place
    why: str
    text: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook, known without loading it."""

    name: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class TableInfo:
    """One table that a person may choose. `rows` counts at most the first few hundred; `more` says there are others."""

    sheet: str | None
    number: int
    name: str
    hidden: bool
    headings: tuple[str, ...]
    rows: int
    more: bool
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table as records under headings. `headings` are distinct; `letters` name the columns as Excel does."""

    filename: str
    sheet: str | None
    name: str
    layout: Literal["rows", "columns"]
    headings: tuple[str, ...]
    letters: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str | None
    delimiter: str | None
    sheets: tuple[Sheet, ...]
    physical_rows: int
    physical_columns: int
    heading_rows: tuple[int, ...] = ()
    titles: tuple[str, ...] = ()
    epoch: int = 1900
    money_columns: frozenset[int] = frozenset()
    skipped: tuple[Skipped, ...] = ()
    warnings: tuple[str, ...] = ()

    def column(self, index: int) -> Iterator[Cell]:
        """The cells of one column, top to bottom."""
        return (row.cells[index] for row in self.rows)


def letter(index: int) -> str:
    """The name Excel gives to a column: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
