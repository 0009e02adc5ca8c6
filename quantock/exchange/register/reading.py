"""Reading the file of a register: the chosen table, understood; and what must not be in it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from quantock.engines.tables import (
    MONEY_FIELDS,
    UNITS,
    Mapping,
    Refused,
    Skipped,
    Source,
    Table,
    Understanding,
    as_text,
    id_key,
    open_source,
    propose,
    read_table,
    understand,
)
from quantock.engines.tables.table import MOST_ROWS, letter
from quantock.engines.text import find_nhs_numbers
from quantock.exchange.register.order import row_key

MOST_SAID = 20
UNIT_WORDS = {
    **{unit.casefold(): unit for unit in UNITS},
    **dict.fromkeys(("£", "pounds"), "GBP"),
    **dict.fromkeys(("£k", "k", "thousand", "thousands", "£000", "gbp k"), "GBP thousand"),
    **dict.fromkeys(("£m", "m", "million", "millions", "gbp m"), "GBP million"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a person chose before anything is understood: which table, and the unit of money not stated."""

    sheet: str | None = None
    table: int | None = None
    unit: str | None = None


def unit_called(words: str) -> str | None:
    """GBP, GBP thousand or GBP million, also as £k, £m and the like. Raises Refused for anything else."""
    if not words:
        return None
    unit = UNIT_WORDS.get(" ".join(words.casefold().split()))
    if unit is None:
        raise Refused(f"“{words}” is no unit of money.", f"Use one of {', '.join(UNITS)}.")
    return unit


def mapping_of(text: str) -> Mapping:
    """A mapping from the text of a JSON file: as it is printed, or the whole account that holds it."""
    try:
        given: Any = json.loads(text)
    except ValueError as error:
        raise Refused(
            f"The mapping is not JSON: {error}.", "Use what this command prints under “mapping”."
        ) from error
    if isinstance(given, dict) and isinstance(given.get("mapping"), dict):
        given = given["mapping"]
    return Mapping.from_dict(given)


def read_register(
    source: Source,
    *,
    mapping: Mapping | None = None,
    remembered: Mapping | None = None,
    choice: Choice | None = None,
    right: frozenset[str] = frozenset(),
    unnamed: bool = False,
) -> Understanding:
    """The chosen table, understood by the mapping given, else by the one proposed.

    `right` holds the keys of rows that are right where several share an id: the others are left out. `unnamed`: a
    person will say which column holds the name, where it is not found.
    """
    choice = choice or Choice()
    sheet = choice.sheet if choice.sheet is not None else mapping.sheet if mapping else None
    number = choice.table or (mapping.table if mapping else None)
    if sheet is not None and not source.sheets and choice.sheet is None:
        sheet = None  # a mapping made of a workbook, used for a text file
    table = read_table(source, sheet, number)
    mapping = mapping or propose(table, remembered=remembered)
    if choice.unit:
        mapping = in_unit(mapping, choice.unit)
    found = understand(table, mapping, unnamed=unnamed)
    if right:
        found = understand(_only_right(table, found, right), mapping)
    return replace(found, mapping=replace(found.mapping, sheet=table.sheet, table=number))


def in_unit(mapping: Mapping, unit: str) -> Mapping:
    """The mapping with every amount of money in this unit, but those whose heading states its own.

    What was in doubt before a unit was given is asked anew when the table is understood.
    """
    return replace(
        mapping,
        warnings=(),
        columns=tuple(
            replace(column, unit=unit, unit_reason="given")
            if column.kind == "money" and column.unit_reason != "heading"
            else column
            for column in mapping.columns
        ),
    )


def _only_right(table: Table, found: Understanding, right: frozenset[str]) -> Table:
    """The table without the rows that share an id with one that a person said is right."""
    ids = {id_key(row.external_id): row for row in found.refused if row.external_id and row_key(row) in right}
    wrong = {
        row.number: ids[id_key(row.external_id)].place
        for row in found.refused
        if row.external_id and ids.get(id_key(row.external_id), row) is not row
    }
    left = tuple(
        Skipped(row.place, f"{wrong[number]} was said to be right", _excerpt(row.cells))
        for number, row in enumerate(table.rows)
        if number in wrong
    )
    rows = tuple(row for number, row in enumerate(table.rows) if number not in wrong)
    return replace(table, rows=rows, skipped=(*table.skipped, *left))


def _excerpt(cells: tuple[Any, ...]) -> str:
    return " | ".join(as_text(cell) for cell in cells if cell is not None)[:120]


@dataclass(frozen=True, slots=True)
class NhsNumber:
    """Where a valid NHS number stands, without repeating it."""

    place: str
    masked: str

    def __str__(self) -> str:
        return f"{self.place}: {self.masked}"


def nhs_numbers(source: Source, found: Understanding) -> list[NhsNumber]:
    """The first of the valid NHS numbers in the table to be brought in and on the other sheets of its file."""
    said: list[NhsNumber] = []
    for number in _all(source, found):
        said.append(number)
        if len(said) == MOST_SAID:
            break
    return said


def refuse_nhs_numbers(source: Source, found: Understanding) -> None:
    """Raises Refused, naming the places, where the file holds valid NHS numbers."""
    if said := nhs_numbers(source, found):
        raise Refused(
            f"The file seems to hold NHS numbers: {'; '.join(map(str, said))}.",
            "Take them out and bring the file in again: nothing about patients, residents or clients belongs "
            "here. If they are something else, say so with --no-nhs-numbers.",
        )


def _all(source: Source, found: Understanding) -> Iterator[NhsNumber]:
    for column, answers in zip(found.mapping.columns, found.answers, strict=True):
        figures = column.kind in {"money", "date", "percent"} or column.field in MONEY_FIELDS
        for row, answer in zip(found.table.rows, answers.answers, strict=True):
            if len(answer.text) >= 10 and not (figures and answer.is_value):
                for one in find_nhs_numbers(answer.text):
                    yield NhsNumber(f"{row.place}, “{column.heading[:60]}”", one.masked)
    for skipped in found.table.skipped:
        for one in find_nhs_numbers(skipped.text):
            yield NhsNumber(str(skipped.place), one.masked)
    for sheet in source.sheets if source.workbook is not None else ():
        if sheet.name != found.table.sheet:
            yield from _on_sheet(source, sheet.name)


def _on_sheet(source: Source, name: str) -> Iterator[NhsNumber]:
    if source.workbook is None:
        return
    grid = source.workbook.grid(name, most_rows=MOST_ROWS)
    for number, row in zip(grid.numbers, grid.rows, strict=True):
        for position, cell in enumerate(row):
            text = as_text(cell)
            if len(text) >= 10:
                for one in find_nhs_numbers(text):
                    yield NhsNumber(f"sheet “{name}”, cell {letter(position)}{number}", one.masked)


__all__ = [
    "Choice",
    "NhsNumber",
    "in_unit",
    "mapping_of",
    "nhs_numbers",
    "open_source",
    "read_register",
    "refuse_nhs_numbers",
    "unit_called",
]
