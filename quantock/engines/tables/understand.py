"""From a table and its mapping to records of projects, with an account of every row and every cell."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from quantock.engines.text import squash

from .answers import Answers, read_answers
from .doubts import doubts
from .mapping import FIELDS, RATING, ColumnMapping, Mapping
from .matching import id_key
from .ratings import BY_KEY
from .refusal import Refused
from .report import report
from .table import Place, Table
from .values import BLANK, Answer


@dataclass(frozen=True, slots=True)
class Rating:
    """What one rating column says of one project. The answer's value is the step of the scale, its text as written."""

    column: str
    rater: str | None
    aspect: str | None
    scale: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class LocalAnswer:
    """An answer that no field of ours holds, with the kind a local field for it would have."""

    kind: str
    answer: Answer
    unit: str | None = None


class LocalAnswers(AnyMapping[str, LocalAnswer]):
    """A row's answers that no field of ours holds, by heading; put together as they are asked for, since a wide register has
    a million of them."""

    __slots__ = ("_answers", "_columns", "_number")

    def __init__(
        self, columns: AnyMapping[str, tuple[int, ColumnMapping]], answers: Sequence[Answers], number: int
    ) -> None:
        self._columns, self._answers, self._number = columns, answers, number

    def __getitem__(self, heading: str) -> LocalAnswer:
        position, column = self._columns[heading]
        return LocalAnswer(column.kind, self._answers[position].answers[self._number], column.unit)

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)


@dataclass(frozen=True, slots=True)
class Record:
    """One row understood as a project. `fields` holds the single fields the file has, by name; blanks included."""

    place: Place
    name: str
    external_id: str | None
    organisation: str | None
    fields: AnyMapping[str, Answer]
    ratings: tuple[Rating, ...]
    local: AnyMapping[str, LocalAnswer]
    warnings: tuple[str, ...] = ()
    number: int = 0
    """Which of the table's rows it is, from 0; two tables side by side have rows of one place."""


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was not taken, and why."""

    place: Place
    reason: str
    external_id: str | None
    name: str | None
    number: int = 0

    def to_dict(self) -> dict[str, Any]:
        """The JSON of a refused row."""
        return self.place.to_dict() | {
            "reason": self.reason,
            "external_id": self.external_id,
            "name": self.name,
        }


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a table says once each column is known. `answers` runs beside `mapping.columns`."""

    table: Table
    mapping: Mapping
    records: tuple[Record, ...]
    refused: tuple[RefusedRow, ...]
    answers: tuple[Answers, ...]
    warnings: tuple[str, ...]

    def unit(self, field: str) -> str | None:
        """The unit of a money field: GBP, GBP thousand or GBP million."""
        column = self.mapping.column_for(field)
        return column.unit if column else None

    def report(self) -> dict[str, Any]:
        """The part of `import-register --json` that needs no database."""
        return report(self)


UNNAMED = "No column is taken for the project’s name or id. Say which one it is."


def understand(table: Table, mapping: Mapping, *, unnamed: bool = False) -> Understanding:
    """Records of projects. Raises Refused when the mapping names neither the table's name nor its id column.

    `unnamed`: a person will say which column it is, so such a table has no records yet.
    """
    mapping.check()
    mapping = _complete(table, mapping)
    named = mapping.column_for("name") is not None or mapping.column_for("external_id") is not None
    torn = next((warning for warning in table.warnings if "quotation mark" in warning), "")
    if not named and (torn or not unnamed or len(table.headings) < 2):
        raise Refused(
            " ".join(filter(None, ("No column of the table is the project’s name or id.", torn))),
            "Say which column holds the name (or give it a heading such as “Project name”), or choose another sheet or table.",
        )
    answers = tuple(
        read_answers(table.column(position), column, table.epoch)
        for position, column in enumerate(mapping.columns)
    )
    drafts = list(_drafts(table, mapping, answers)) if named else []
    refusals = _refusals(drafts)
    records = tuple(draft for number, draft in enumerate(drafts) if number not in refusals)
    refused = tuple(
        RefusedRow(draft.place, refusals[number], draft.external_id, draft.name or None, number)
        for number, draft in enumerate(drafts)
        if number in refusals
    )
    warnings = (
        *table.warnings,
        *mapping.warnings,
        *doubts(mapping.columns, answers),
        *(_warnings(mapping, records) if named else (UNNAMED,)),
    )
    counted = tuple(column.counted(found) for column, found in zip(mapping.columns, answers, strict=True))
    return Understanding(
        table, replace(mapping, columns=counted), records, refused, answers, tuple(dict.fromkeys(warnings))
    )


def _complete(table: Table, mapping: Mapping) -> Mapping:
    """The mapping's columns in the table's order; a column it does not mention is kept as a local text."""
    fitted = mapping.fitted(table.headings)
    columns: list[ColumnMapping] = []
    warnings = list(mapping.warnings)
    for heading, letter, known in zip(table.headings, table.letters, fitted, strict=True):
        if known is None:
            warnings.append(f"The mapping does not mention “{heading}”: it is kept as a local field.")
            columns.append(ColumnMapping(heading, letter, None, "text", reason="not in the mapping"))
        else:
            columns.append(replace(known, heading=heading, letter=letter))
    present = {squash(heading) or heading for heading in table.headings}
    missing = [
        column.heading
        for column in mapping.columns
        if (squash(column.heading) or column.heading) not in present
    ]
    warnings += [f"The mapping mentions “{heading}”, which the table does not have." for heading in missing]
    return replace(mapping, columns=tuple(columns), warnings=tuple(warnings))


def _drafts(table: Table, mapping: Mapping, answers: Sequence[Answers]) -> Iterator[Record]:
    """Every row as a record, before rows are refused."""
    at = {
        column.field: position
        for position, column in enumerate(mapping.columns)
        if column.field in FIELDS and column.keep
    }
    rated = [
        (position, column)
        for position, column in enumerate(mapping.columns)
        if column.field == RATING and column.keep
    ]
    kept = {
        column.heading: (position, column)
        for position, column in enumerate(mapping.columns)
        if column.field is None and column.keep
    }
    for number, row in enumerate(table.rows):
        fields = {
            field: answers[position].answers[number] for field, position in at.items() if field is not None
        }
        external_id = _named(fields.get("external_id", BLANK))
        name = fields.get("name", BLANK).text or (external_id or "" if "name" not in at else "")
        yield Record(
            place=row.place,
            name=name,
            external_id=external_id,
            organisation=_named(fields.get("organisation", BLANK)),
            fields=fields,
            ratings=tuple(
                Rating(
                    column.heading,
                    column.rater,
                    column.aspect,
                    column.scale or "three_step",
                    answers[position].answers[number],
                )
                for position, column in rated
            ),
            local=LocalAnswers(kept, answers, number),
            warnings=tuple(_row_warnings(fields)),
            number=number,
        )


def _named(answer: Answer) -> str | None:
    return answer.text.strip() if answer.is_value else None


def _row_warnings(fields: AnyMapping[str, Answer]) -> Iterator[str]:
    start, end = fields.get("start_date", BLANK).value, fields.get("end_date", BLANK).value
    if isinstance(start, date) and isinstance(end, date) and end < start:
        yield f"The end, {end.isoformat()}, is before the start, {start.isoformat()}."


def _refusals(drafts: Sequence[Record]) -> dict[int, str]:
    """Rows that cannot be taken, by position: no name nor id, and rows that one id cannot tell apart."""
    refused: dict[int, str] = {}
    by_id: dict[str, list[int]] = defaultdict(list)
    for number, draft in enumerate(drafts):
        if not draft.name and not draft.external_id:
            refused[number] = "The row has neither a name nor an id."
        elif not draft.name:
            refused[number] = "The row has an id but no name."
        elif draft.external_id:
            by_id[id_key(draft.external_id)].append(number)
    for numbers in by_id.values():
        if len(numbers) > 1:
            refused |= _same_id(drafts, numbers)
    return refused


def _same_id(drafts: Sequence[Record], numbers: Sequence[int]) -> dict[int, str]:
    first = drafts[numbers[0]]
    if len({squash(drafts[number].name) for number in numbers}) > 1:
        names = " and ".join(f"“{drafts[number].name}” ({drafts[number].place})" for number in numbers[:4])
        return dict.fromkeys(
            numbers,
            f"The id {first.external_id} stands for different names, {names}. Say which row is right.",
        )
    refused = {}
    for number in numbers[1:]:
        same = _says_the_same(drafts[number], first)
        what = "says the same" if same else "gives other values for it; that row was taken"
        refused[number] = f"The id {first.external_id} is already on {first.place}, which {what}."
    return refused


def _says_the_same(one: Record, other: Record) -> bool:
    same = (one.fields, one.ratings) == (other.fields, other.ratings)
    return same and dict(one.local) == dict(other.local)


def _warnings(mapping: Mapping, records: Sequence[Record]) -> Iterator[str]:
    if mapping.column_for("name") is None:
        yield "No column holds the project’s name, so the id is used as the title."
    reversed_dates = [record for record in records if record.warnings]
    if reversed_dates:
        yield f"{_rows(reversed_dates)} an end before the start; they are taken as they stand."
    doubled: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in records:
        if not record.external_id:
            doubled[squash(record.name), squash(record.organisation or "")].append(record)
    for alike in doubled.values():
        if len(alike) > 1:
            yield f"{_rows(alike)} the same name, “{alike[0].name}”, and no id to tell them apart."
    for column in mapping.columns:
        if not column.keep:
            yield f"“{column.heading}” is not kept, as the mapping says."
        if column.field == RATING and column.scale not in BY_KEY:
            yield f"“{column.heading}”: the scale is not known, Red, Amber, Green is used."


def _rows(records: Sequence[Record]) -> str:
    places = ", ".join(str(record.place.row or record.place.column) for record in records[:5])
    more = " …" if len(records) > 5 else ""
    return f"{len(records)} {'row has' if len(records) == 1 else 'rows have'} ({places}{more})"
