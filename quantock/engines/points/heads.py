"""What stands around the values of a table: titles above, one or two rows of headings, notes below."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from quantock.engines.points.apart import is_yearly, part_of
from quantock.engines.points.cells import is_answer, is_compact, is_number, is_period, is_year
from quantock.engines.points.cutting import Line
from quantock.engines.text import squash

MOST_TITLES = 40
SHOWN = 200


@dataclass(slots=True)
class Heads:
    """The headings of the columns, and over them what each is of where two rows of headings stand over each other."""

    headings: list[str] = field(default_factory=list)
    over: list[str] = field(default_factory=list)
    says: list[str] = field(default_factory=list)
    problem: str = ""


def filled(line: Line) -> int:
    """How many cells of a row hold something."""
    return sum(bool(cell.strip()) for cell in line.cells)


def is_words(line: Line) -> bool:
    """Whether a row holds words only, as one of headings does."""
    return not any(is_number(cell) or is_period(cell) for cell in line.cells)


def _is_head(line: Line) -> bool:
    """Words, or periods lying down."""
    return not any(is_number(cell) and not (is_year(cell) or is_compact(cell)) for cell in line.cells)


def past_titles(lines: Sequence[Line]) -> int:
    """The first row that is no "Published: 13 February 2020" over the table: such rows have two cells at most, and the headings
    below them have more."""
    some = lines[:MOST_TITLES]
    if not some or filled(some[0]) > 2:
        return 0
    for place, line in enumerate(some):
        if filled(line) > 2:
            below = lines[place + 1 : place + 4]
            return place if _is_head(line) and any(filled(each) > 2 for each in below) else 0
    return 0


def first_data(lines: Sequence[Line]) -> int:
    """The first row that holds a period beside something, or a figure."""
    begin = past_titles(lines)
    for place, line in enumerate(lines[begin : begin + 15], begin):
        after = lines[place + 1].cells if place + 1 < len(lines) else []
        if len(line.cells) == 1 < len(after) and is_yearly(line.cells[0]) and not any(map(is_number, after)):
            continue  # a year over the headings
        if len(after) > 1 and all(after[:2]) and is_words(lines[place + 1]) and not part_of(after[0]):
            continue  # "Printed: 3 May 2026" over the headings
        if any(is_period(cell) for cell in line.cells) or any(is_number(cell) for cell in line.cells):
            return place
    return 0


def heads_of(lines: Sequence[Line], start: int) -> Heads:
    """The row over the values is their heading, and the row over that tells apart headings that are there twice; rows over these
    are a title. All are said."""
    if not start:
        return Heads()
    row = lines[start - 1]
    found = Heads(list(row.cells), says=[f"Headings, in row {row.number}: {said([row])}."])
    titles = start - 1
    again = [cell for cell in dict.fromkeys(filter(None, row.cells)) if row.cells.count(cell) > 1]
    if again:
        over = _carried(lines[start - 2].cells, len(row.cells)) if start > 1 else []
        names = list(zip(over, row.cells, strict=True)) if over else []
        if (
            not names
            or any(row.cells.count(cell) > 1 and not above for above, cell in names)
            or len(set(names)) < len(names)
        ):
            found.problem = f"Two columns are called “{again[0]}”, so nobody can tell which is which. Give each a heading of its own."
        else:
            found.over = over
            titles -= 1
            found.says.insert(
                0, f"Over the headings, in row {lines[titles].number}: {said([lines[titles]])}."
            )
    if titles > 0:
        found.says.insert(0, f"Left out above the headings: {said(lines[:titles])}.")
    return found


def _carried(cells: Sequence[str], width: int) -> list[str]:
    """Merged headings: each stands over the columns up to the next."""
    found, last = [], ""
    for place in range(width):
        last = (cells[place] if place < len(cells) else "") or last
        found.append(last)
    return found


def said(lines: Sequence[Line]) -> str:
    """Rows as one text, cut short."""
    return "; ".join(" · ".join(filter(None, line.cells)) for line in lines)[:SHOWN]


def without_notes(lines: Sequence[Line]) -> tuple[Sequence[Line], str]:
    """The rows without notes at the end ("Source: Datix"): words alone, in one cell, below the last row that has more."""
    end = len(lines)
    while end > 1 and filled(lines[end - 1]) == 1 and _is_note("".join(lines[end - 1].cells)):
        end -= 1
    if end == len(lines) or filled(lines[end - 1]) < 2:
        return lines, ""
    return lines[:end], f"Left out below the values: {said(lines[end:])}."


def _is_note(text: str) -> bool:
    known = is_number(text) or is_answer(text) or is_period(text) or part_of(text) or is_yearly(text)
    return not known and len(squash(text)) > 3 and not text.strip()[:1].isdigit()
