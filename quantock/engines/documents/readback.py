"""A workbook brought back after it was edited: what it says, row by row, and what was changed in it.

The file is untrusted like every upload: `tables.open_source` opens it, within its limits. Nothing is guessed:
what cannot be matched or read is named.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import chain
from typing import cast

from quantock.engines.documents.columns import WIDTHS, Kind
from quantock.engines.documents.roundtrip import ABOUT_SHEET, CUT_MARK, LISTS_SHEET
from quantock.engines.documents.roundtripvalues import (
    FORMAT,
    HIDDEN_HEADINGS,
    Value,
    fingerprint,
    read_fingerprints,
    typed_value,
)
from quantock.engines.tables.refusal import Refused
from quantock.engines.tables.source import Source, open_source
from quantock.engines.tables.table import Cell
from quantock.engines.text import plural

AGAIN = "Take the list out again and make the changes in the new file."
AS_WORKBOOK = "Save it as an Excel workbook (.xlsx) and bring that back."
WITHOUT_KEYS = (
    "Take the list out again, copy what you changed into its rows (each has its reference, in the same order), and bring that back. "
    "Rows may go from a list, and columns that you see; the hidden columns stay. "
    "Projects may come in as a register instead: there each is found by its title, and you see what would change before it does."
)
FROM_WORKBOOK = (
    "Make the changes in the workbook that was taken out, and save it as an Excel workbook (.xlsx)."
)
_MOST_ABOVE = 10
"""How many rows somebody may have put above the headings."""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row of the file.

    `values` has a field for every column that is still there; None is an emptied cell. A field in
    `unreadable` is not of its kind, and its value is the text as typed. `changed` names the fields whose
    value is no longer the one that left, read-only ones included: these are what the person changed, whatever
    happened to the record since.
    """

    number: int
    key: str
    version: str
    values: Mapping[str, Value]
    changed: frozenset[str]
    unreadable: frozenset[str]


@dataclass(frozen=True, slots=True)
class ReadBack:
    """A whole file. Rows whose key occurs twice are in `repeated` only: someone has to say which is meant."""

    kind: str
    title: str
    exported_at: datetime
    by: str
    exported_rows: int
    read_only: frozenset[str]
    missing: tuple[str, ...]
    """Headings of ours that are not in the file any more, or twice: nothing is known of their fields."""
    extra: tuple[str, ...]
    """Headings the file has and we did not write: they are not read."""
    rows: tuple[ReadRow, ...]
    added: tuple[ReadRow, ...]
    repeated: Mapping[str, tuple[ReadRow, ...]]
    warnings: tuple[str, ...]


def is_taken_out(source: Source) -> bool:
    """Whether a workbook is a list that was taken out to be edited: its hidden sheet says so, also without the hidden columns."""
    return any(sheet.name == ABOUT_SHEET and sheet.hidden for sheet in source.sheets)


def read_roundtrip(data: bytes, filename: str = "workbook.xlsx") -> ReadBack:
    """What is in the file; moments are on a clock in London.

    Raises `tables.Refused`, with what to do, for a file that is not safe, not ours, or lost what tells its
    rows apart.
    """
    source = _opened(data, filename)
    about = _read_about(source)
    headings, rows, warnings = _read_rows(source)
    places, missing, extra = _match(about.columns, headings)
    read = [_read_row(number, cells, places) for number, cells in rows]
    keyed = Counter(row.key for row in read if row.key)
    repeated: dict[str, list[ReadRow]] = defaultdict(list)
    for row in read:
        if keyed[row.key] > 1:
            repeated[row.key].append(row)
    return ReadBack(
        kind=about.kind,
        title=about.title,
        exported_at=about.exported_at,
        by=about.by,
        exported_rows=about.rows,
        read_only=frozenset(column.field for column in about.columns if not column.editable),
        missing=missing,
        extra=extra,
        rows=tuple(row for row in read if keyed[row.key] == 1),
        added=tuple(row for row in read if not row.key and row.changed),
        repeated={key: tuple(rows) for key, rows in repeated.items()},
        warnings=(*source.warnings, *warnings),
    )


def _opened(data: bytes, filename: str) -> Source:
    """Only a workbook keeps the hidden columns and sheets that say which row is which record."""
    try:
        source = open_source(data, filename)
    except Refused as refused:
        if "CSV" in refused.what_to_do:
            raise Refused(refused.error, AS_WORKBOOK) from refused
        raise
    if source.workbook is None:
        raise Refused("A CSV file loses what says which row is which record.", FROM_WORKBOOK)
    return source


@dataclass(frozen=True, slots=True)
class _Column:
    field: str
    heading: str
    kind: Kind
    editable: bool
    choices: Sequence[str]


@dataclass(frozen=True, slots=True)
class _About:
    kind: str
    title: str
    exported_at: datetime
    by: str
    rows: int
    columns: Sequence[_Column]


@dataclass(frozen=True, slots=True)
class _Places:
    """Where in a row things stand."""

    key: int
    version: int
    marks: int
    columns: Mapping[_Column, int]


def _read_about(source: Source) -> _About:
    """What the hidden sheets say the file is."""
    try:
        lines = [_texts(row) for row in _grid_rows(source, ABOUT_SHEET)]
        facts = {line[0]: line[1] for line in lines if len(line) == 2}
        if facts["format"] != FORMAT:
            raise _refused("The file is a list of another version of this program.")
        choices = _read_choices(source)
        columns = [
            _Column(line[1], line[2], cast(Kind, line[3]), line[4] == "editable", choices.get(line[1], ()))
            for line in lines
            if line[0] == "column" and line[3] in WIDTHS
        ]
        at = datetime.fromisoformat(facts["exported at"])
        return _About(facts["kind"], facts["title"], at, facts.get("by", ""), int(facts["rows"]), columns)
    except Refused:
        raise
    except (LookupError, ValueError) as error:
        raise _refused(
            "The file does not say what it is: a hidden sheet is missing or was changed."
        ) from error


def _read_choices(source: Source) -> dict[str, tuple[str, ...]]:
    """The drop-down lists: the field at the top of a column, its choices below."""
    lists: dict[int, list[str]] = defaultdict(list)
    for row in _grid_rows(source, LISTS_SHEET, may_be_missing=True):
        for place, cell in enumerate(row):
            if cell is not None:
                lists[place].append(str(cell))
    return {field: tuple(choices) for field, *choices in lists.values()}


def _read_rows(source: Source) -> tuple[Sequence[Cell], Sequence[tuple[int, Sequence[Cell]]], list[str]]:
    """Headings, numbered rows and warnings of the one sheet whose first row has our hidden headings."""
    workbook = source.workbook
    ours = {_known(heading) for heading in HIDDEN_HEADINGS}
    found = []
    for sheet in source.sheets if workbook is not None else ():
        first = workbook.grid(sheet.name, most_rows=_MOST_ABOVE).rows if workbook is not None else ()
        if any(ours <= {_known(cell) for cell in row} for row in first):
            found.append(sheet.name)
    if workbook is None or not found:
        raise Refused(
            "The hidden columns that say which row is which record are missing from the file.", WITHOUT_KEYS
        )
    if len(found) > 1:
        raise _refused(f"The list is in the file {len(found)} times, on the sheets {', '.join(found)}.")
    grid = workbook.grid(found[0])
    if grid.uncalculated:
        raise Refused(
            f"{plural(grid.uncalculated, 'formula')} in the file {'has' if grid.uncalculated == 1 else 'have'} no result stored.",
            "Open the file in Excel, save it, and bring it in again.",
        )
    numbered = [(number, row) for number, row in zip(grid.numbers, grid.rows, strict=True) if row]
    head = next(place for place, (_, row) in enumerate(numbered) if ours <= {_known(cell) for cell in row})
    return numbered[head][1], numbered[head + 1 :], grid.warnings


def _match(
    columns: Sequence[_Column], headings: Sequence[Cell]
) -> tuple[_Places, tuple[str, ...], tuple[str, ...]]:
    """Where each column stands now, the headings that are gone, and those that are new."""
    at: dict[str, list[int]] = defaultdict(list)
    for place, heading in enumerate(headings):
        if heading is not None:
            at[_known(heading)].append(place)
    key, version, marks = (at.pop(_known(heading))[0] for heading in HIDDEN_HEADINGS)
    places: dict[_Column, int] = {}
    missing = []
    for column in columns:
        found = at.pop(_known(column.heading), [])
        if len(found) == 1:
            places[column] = found[0]
        else:
            missing.append(column.heading)
            at.update({_known(column.heading): found} if found else {})
    extra = tuple(str(headings[place]) for place in sorted(chain.from_iterable(at.values())))
    return _Places(key, version, marks, places), tuple(missing), extra


def _read_row(number: int, cells: Sequence[Cell], places: _Places) -> ReadRow:
    values: dict[str, Value] = {}
    unreadable = set()
    changed = set()
    key = _text(_at(cells, places.key))
    marks = read_fingerprints(_text(_at(cells, places.marks))) if key else {}
    for column, place in places.columns.items():
        cell = _at(cells, place)
        value, readable = typed_value(column, cell)
        values[column.field] = value
        if not readable or (isinstance(cell, str) and cell.endswith(CUT_MARK.strip())):
            unreadable.add(column.field)
        before = marks.get(column.field, "" if key else fingerprint(None))
        if fingerprint(value) != before:
            changed.add(column.field)
    version = _text(_at(cells, places.version))
    return ReadRow(number, key, version, values, frozenset(changed), frozenset(unreadable))


def _at(cells: Sequence[Cell], place: int) -> Cell:
    return cells[place] if place < len(cells) else None


def _text(cell: Cell) -> str:
    """A key or a version; a program that turned it into a number has not changed what it says."""
    return f"{cell:f}" if isinstance(cell, Decimal) else str(cell or "")


def _texts(row: Sequence[Cell]) -> list[str]:
    return [_text(cell) for cell in row] or [""]


def _known(heading: Cell) -> str:
    """A heading as it is compared: ignoring case and how many spaces there are."""
    return " ".join(_text(heading).casefold().split())


def _grid_rows(source: Source, name: str, *, may_be_missing: bool = False) -> Sequence[Sequence[Cell]]:
    if source.workbook is None or name not in {sheet.name for sheet in source.sheets}:
        if may_be_missing:
            return []
        raise LookupError(name)
    return source.workbook.grid(name).rows


def _refused(error: str) -> Refused:
    return Refused(error, AGAIN)
