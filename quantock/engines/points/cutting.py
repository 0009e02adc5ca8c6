"""A paste, or a file, as rows of cells: nothing is made of them yet."""

import csv
import io
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from quantock.engines.points.cells import is_compact, is_number, is_period, is_year
from quantock.engines.tables import Refused, Source, as_text, open_source, plain_grid
from quantock.engines.text import clean

MOST_ROWS = 20_000
LARGEST = 10 * 1024 * 1024
_SPACES = re.compile(r"\t| {2,}")
SAVE = "Save the values as CSV or as an Excel workbook (.xlsx): a column of dates and a column of values."


@dataclass(slots=True)
class Line:
    """One row, with its number as a spreadsheet shows it."""

    number: int
    cells: list[str]

    def at(self, column: int) -> str:
        """A cell; nothing where the row is shorter."""
        return self.cells[column] if column < len(self.cells) else ""


@dataclass(slots=True)
class Cut:
    """All rows that are not empty. `says` is what was noticed on the way."""

    lines: list[Line]
    source: str = "paste"
    says: list[str] = field(default_factory=list)

    @property
    def width(self) -> int:
        return max((len(line.cells) for line in self.lines), default=0)


def too_many(rows: int, what: str) -> str:
    """The sentence for too long a paste or file."""
    return (
        f"{rows:,} rows were {what}; at most {MOST_ROWS:,} are taken at once. Give fewer: nothing was kept."
    )


def cut_paste(text: str) -> Cut:
    """The rows of a paste. Raises Refused where there are too many."""
    lines = [
        (place, line)
        for place, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1)
        if line.strip()
    ]
    if len(lines) > MOST_ROWS:
        raise Refused(too_many(len(lines), "pasted"), "Paste a part of them.")
    cut = _cutter([line for _, line in lines])
    return Cut([Line(place, cut(line)) for place, line in lines])


def as_paste(cut: Cut) -> str:
    """The rows as text that `cut_paste` cuts into the same cells, under the same numbers."""
    out = io.StringIO()
    table = csv.writer(out, delimiter="\t", lineterminator="\n")
    last = 0
    for line in cut.lines:
        out.write("\n" * (line.number - last - 1))
        table.writerow(line.cells)
        last = line.number
    return out.getvalue()


def cut_file(data: bytes, filename: str, sheet: str | None = None) -> Cut:
    """The rows of a CSV file or of a workbook's sheet (its first visible one). Raises Refused with a sentence for the rest."""
    if len(data) > LARGEST:
        raise Refused(
            f"The file has {len(data) / 1e6:,.0f} MB; at most {LARGEST // 1024 // 1024} MB are taken.", SAVE
        )
    try:
        source = open_source(data, filename)
        name = _sheet(source, sheet)
        grid = plain_grid(source, name)
    except Refused as refused:
        raise Refused(refused.error, _for_values(refused.what_to_do)) from refused
    lines = [
        Line(number, _cells([as_text(cell) for cell in row]))
        for number, row in zip(grid.numbers, grid.rows, strict=True)
        if row
    ]
    if len(lines) > MOST_ROWS + 1:
        raise Refused(too_many(len(lines), "found"), "Split the file.")
    if not lines:
        raise Refused("The file holds no rows.", SAVE)
    says = [*source.warnings, *grid.warnings]
    shown = [each.name for each in source.sheets if not each.hidden]
    if name and len(shown) > 1:
        says.append(
            f"The sheet “{name}” was read; the workbook also has {', '.join(f'“{each}”' for each in shown if each != name)}."
        )
    hidden = [each.name for each in source.sheets if each.hidden and each.name != name]
    if hidden:
        says.append(f"Hidden sheets were not read: {', '.join(f'“{each}”' for each in hidden[:6])}.")
    return Cut(lines, filename, says)


def _sheet(source: Source, sheet: str | None) -> str | None:
    """The sheet asked for, else the first visible one that has a row of figures, else the first."""
    if sheet is not None:
        return source.find_sheet(sheet).name
    shown = [each.name for each in source.sheets if not each.hidden] or [each.name for each in source.sheets]
    for name in shown if len(shown) > 1 else ():
        rows = plain_grid(source, name, most_rows=50).rows
        if sum(any(is_number(as_text(cell)) for cell in row if cell is not None) for row in rows) > 1:
            return name
    return shown[0] if shown else None


def _for_values(advice: str) -> str:
    """The tables' own advice speaks of projects."""
    return SAVE if "project" in advice or "register" in advice else advice


Cutter = Callable[[str], list[str]]


def _cutter(lines: Sequence[str]) -> Cutter:
    """How the lines of this paste are cut into cells: one way for all of them, as they were copied."""
    for delimiter in ("\t", ";"):
        if any(delimiter in line for line in lines):
            return lambda line: _cells(_quoted(line, delimiter))
    with_commas = [line for line in lines if "," in line]
    quoted = [_quoted(line, ",") for line in with_commas[:20]]
    if any(is_year(cells[0]) or is_compact(cells[0]) or any(map(is_period, cells)) for cells in quoted):
        return lambda line: _cells(_quoted(line, ","))
    return lambda line: _cells(_spaced(line))


def _quoted(line: str, delimiter: str) -> list[str]:
    """A line cut as spreadsheets write it: a cell in quotation marks may hold the delimiter."""
    return next(csv.reader([line], delimiter=delimiter), [""]) or [""]


def _spaced(line: str) -> list[str]:
    """A line cut at wide gaps, or before its last word where a period stands before that."""
    line = line.strip()
    parts = _SPACES.split(line)
    before, _, last = line.rpartition(" ")
    return [before.strip(), last] if len(parts) == 1 and before and is_period(before.strip()) else parts


def _cells(parts: Sequence[str]) -> list[str]:
    cells = [clean(part, one_line=True) for part in parts]
    while len(cells) > 1 and not cells[-1]:
        cells.pop()
    return cells
