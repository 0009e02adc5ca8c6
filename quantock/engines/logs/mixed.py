"""A sheet that mixes registers, told apart by a column "Type" or "Category (R/A/I/D)": a grid for each of them.

The headings, captions and titles go with every part. A row that does not say what it is goes with none, and is told.
"""

import re
from collections import Counter
from collections.abc import Sequence

from quantock.engines.logs.walk import text_of
from quantock.engines.logs.words import kind_called, plain
from quantock.engines.tables.grid import Grid
from quantock.engines.tables.table import Cell

RISK = "risk"
LETTERS = {"r": RISK, "a": "action", "i": "issue", "d": "decision", "l": "lesson", "c": "change"}
_TYPE = re.compile(
    r"(?:raid ?(?:log )?|log |entry |item |record |register )?(?:type|category|kind|class)(?: of (?:entry|item|log|record))?"
    r"(?: (?:r a i d|r a i d o?|risk action issue decision|risk assumption issue dependency|risk issue action decision))?"
    r"|raid|r a i d|r a i d type|risk issue|risk or issue|risk action issue",
)
ALONE = 2
"""A row of so few cells without a type is a caption, a note or an empty number, not an entry."""


def split(grid: Grid) -> list[tuple[str, Grid]]:
    """The parts of a mixed sheet by register, in the order in which they appear; none where it does not mix any."""
    head, column = _heading(grid)
    if head is None:
        return []
    typed = {
        place: text_of(row[column])
        for place, row in enumerate(grid.rows)
        if place > head and column < len(row)
    }
    known = _letters(grid, typed.values())
    kinds = {place: _kind(text, known) for place, text in typed.items() if text and not _is_type(text)}
    found = Counter(kind for kind in kinds.values() if kind)
    if len(found) < 2 or 2 * sum(found.values()) <= len(kinds):
        return []
    warnings = list(_told(grid, kinds, typed))
    warnings += _untyped(grid, head, typed, known)
    return [
        (kind, _part(grid, kind, head, column, kinds, warnings if place == 0 else []))
        for place, kind in enumerate(found)
    ]


def _is_type(text: str) -> bool:
    return bool(_TYPE.fullmatch(plain(text)))


def _heading(grid: Grid) -> tuple[int | None, int]:
    """The row of headings and the column that says what each row is."""
    for place, row in enumerate(grid.rows[:80]):
        texts = [cell for cell in row if isinstance(cell, str)]
        if len(texts) < 3:
            continue
        for column, cell in enumerate(row):
            if isinstance(cell, str) and _is_type(cell):
                return place, column
    return None, 0


def _letters(grid: Grid, typed: object) -> dict[str, str]:
    """What a single letter means here: A and D are assumptions and dependencies where the sheet speaks of those."""
    said = " ".join(
        plain(cell) for row in grid.rows[:200] for cell in row if isinstance(cell, str) and len(cell) < 200
    )
    known = dict(LETTERS)
    if re.search(r"\bassumptions?\b", said) and not re.search(
        r"\bactions? (?:log|items?)?\b(?! owner)", said
    ):
        known["a"] = "assumption"
    if re.search(r"\bdependenc(?:y|ies)\b", said) and not re.search(r"\bdecisions?\b", said):
        known["d"] = "dependency"
    return known


def _kind(text: str, known: dict[str, str]) -> str:
    """The register that an answer names; "R1" and "A - Action" too. Nothing for what is none."""
    words = plain(text)
    if len(words) == 1:
        return known.get(words, "")
    if found := re.fullmatch(r"([a-z]) ?\d+", words):
        return known.get(found[1], "")
    return kind_called(re.sub(r"^[a-z] ", "", words))


def _told(grid: Grid, kinds: dict[int, str], typed: dict[int, str]) -> list[str]:
    """What is left out because its type is no register."""
    return [
        f"Row {grid.numbers[place]} is left out: its type “{typed[place][:40]}” is no register."
        for place, kind in kinds.items()
        if not kind
    ]


def _untyped(grid: Grid, head: int, typed: dict[int, str], known: dict[str, str]) -> list[str]:
    """Rows of answers without a type, and what single letters are taken for."""
    told = [
        f"Row {grid.numbers[place]} is left out: it does not say its type."
        for place, row in enumerate(grid.rows)
        if place > head and not typed.get(place) and sum(cell is not None for cell in row) > ALONE
    ]
    single = sorted(
        {plain(text) for text in typed.values() if len(plain(text)) == 1 and plain(text) in known}
    )
    if ambiguous := [letter for letter in single if letter in "ad"]:
        words = " and ".join(f"{letter.upper()} as {known[letter]}" for letter in ambiguous)
        told.insert(0, f"The sheet says its types by letters: it is read with {words}.")
    return told


def _part(
    grid: Grid, kind: str, head: int, column: int, kinds: dict[int, str], warnings: Sequence[str]
) -> Grid:
    """The rows of one register, with what stands around them; its types are said by being here."""
    rows: list[list[Cell]] = []
    numbers: list[int] = []
    for place, (number, row) in enumerate(zip(grid.numbers, grid.rows, strict=True)):
        mine = kinds.get(place) == kind if place in kinds else place <= head or _is_around(row, column)
        if mine:
            rows.append([None if at == column and place in kinds else cell for at, cell in enumerate(row)])
            numbers.append(number)
    return Grid(rows, numbers, hidden_columns=grid.hidden_columns, warnings=[*grid.warnings, *warnings])


def _is_around(row: Sequence[Cell], column: int) -> bool:
    """Headings that come again, captions, notes."""
    again = column < len(row) and _is_type(text_of(row[column]))
    return again or sum(cell is not None for cell in row) <= ALONE
