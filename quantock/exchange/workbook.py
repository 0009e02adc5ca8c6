"""The workbook of a list: which columns it has, what stands in them, and how a value is known again."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import QuerySet

from quantock.engines.documents.roundtrip import CUT_MARK, EditColumn, EditRow
from quantock.engines.documents.roundtripvalues import fingerprints, read_fingerprints, written_cell
from quantock.engines.documents.xlsxcells import fit_cells
from quantock.projects.models import (
    Confidence,
    LocalFact,
    LocalField,
    Project,
    Rater,
    RatingFact,
    State,
    Step,
    Track,
)
from quantock.projects.services.local import in_words

R = TypeVar("R")
MOST_PROJECTS = 10_000
MOST_LOCAL = 60
SOME = 500
RECORD = {
    "title": ("Title", "text"),
    "category": ("Category", "text"),
    "state": ("State", "text"),
    "track": ("Track", "text"),
    "step": ("Step", "text"),
    "planned_start": ("Planned start", "date"),
    "planned_end": ("Planned end", "date"),
    "forecast_end": ("Forecast end", "date"),
}
OFFICE = "office_confidence"
CHOICES = {"state": State, "track": Track}


@dataclass(frozen=True, slots=True)
class Sheet:
    """The columns of a workbook, and the local fields among them by the name of their column."""

    columns: tuple[EditColumn, ...]
    local: Mapping[str, LocalField]


def sheet_of(fields: Iterable[LocalField], steps: Sequence[str]) -> Sheet:
    """Reference, organisation and headline for reading; the record, the office's confidence and local fields to edit."""
    columns = [
        EditColumn("ref", "Reference", editable=False, width=12),
        EditColumn("title", "Title", width=50),
        EditColumn("organisation", "Lead organisation", width=36),
    ]
    for field, (heading, kind) in RECORD.items():
        if field != "title":
            choices = labels(field, steps)
            columns.append(EditColumn(field, heading, kind, choices=choices))  # type: ignore[arg-type]
    columns += [
        EditColumn("confidence", "Delivery confidence", editable=False),
        EditColumn(OFFICE, "Confidence of the programme office", choices=tuple(map(str, Confidence.labels))),
        EditColumn("updated", "Last changed", "date", editable=False),
    ]
    taken = {column.heading.casefold() for column in columns}
    local: dict[str, LocalField] = {}
    for one in fields:
        name = f"local-{one.pk}"
        columns.append(_local_column(name, one, taken))
        local[name] = one
    return Sheet(tuple(columns), local)


def labels(field: str, steps: Sequence[str]) -> tuple[str, ...]:
    """The choices of a drop-down list, in words."""
    if field == "step":
        return tuple(steps)
    return tuple(map(str, CHOICES[field].labels)) if field in CHOICES else ()


def _local_column(name: str, one: LocalField, taken: set[str]) -> EditColumn:
    base = " ".join(one.label.split())[:100] or "Unnamed"
    heading, again = base, 2
    while heading.casefold() in taken:
        heading, again = f"{base} ({again})", again + 1
    taken.add(heading.casefold())
    kinds = {"number": "number", "money": "money", "date": "date"}
    choices = tuple(one.choices) if one.kind == LocalField.Kind.CHOICE and len(one.choices) <= 100 else ()
    return EditColumn(name, heading, kinds.get(one.kind, "text"), choices=choices)  # type: ignore[arg-type]


def fields_among(rows: QuerySet[Project]) -> list[LocalField]:
    """The local fields that these projects have a value of. One query; at most sixty."""
    held = LocalFact.objects.now().filter(project__in=rows.order_by().values("pk")).values("field")
    return list(LocalField.objects.filter(pk__in=held).order_by("label", "pk")[:MOST_LOCAL])


def step_names() -> list[str]:
    """The steps of the life cycles in use, by number and name. One query."""
    steps = Step.objects.filter(model__retired_on=None, model__is_draft=False).order_by("model", "number")
    return list(dict.fromkeys(str(step) for step in steps))


def edit_rows(rows: Iterable[Project], sheet: Sheet) -> Iterator[EditRow]:
    """A row a project, a few queries for each 500."""
    for some in in_parts(rows):
        beside = Beside.of(some)
        for project in some:
            values = values_of(project, sheet, beside)
            # What left travels along twice: as cells, and as marks by which newer edits are told.
            yield EditRow(str(project.uid), marks_text(sheet.columns, values), values)


@dataclass(frozen=True, slots=True)
class Beside:
    """What is so of some projects beside their own columns."""

    office: Mapping[int, str]
    local: Mapping[int, Mapping[int, LocalFact]]

    @classmethod
    def of(cls, projects: Sequence[Project]) -> "Beside":
        """Two queries."""
        keys = [project.pk for project in projects]
        rated = RatingFact.objects.now().filter(project__in=keys, rater=Rater.OFFICE)
        local: dict[int, dict[int, LocalFact]] = defaultdict(dict)
        for fact in LocalFact.objects.now().filter(project__in=keys):
            local[fact.project_id][fact.field_id] = fact
        return cls(dict(rated.values_list("project", "confidence")), local)


def values_of(project: Project, sheet: Sheet, beside: Beside) -> dict[str, object]:
    """What stands in each column of a project's row."""
    values: dict[str, object] = {
        "ref": project.ref,
        "title": project.title,
        "organisation": project.lead_organisation.called,
        "category": project.category,
        "state": project.get_state_display(),
        "track": project.get_track_display(),
        "step": str(project.step) if project.step else None,
        "planned_start": project.planned_start or project.planned_start_text or None,
        "planned_end": project.planned_end,
        "forecast_end": project.forecast_end or project.forecast_end_text or None,
        "confidence": project.get_confidence_display() or project.confidence_text or None,
        OFFICE: Confidence(office).label if (office := beside.office.get(project.pk)) else None,
        "updated": project.updated_at.date(),
    }
    held = beside.local.get(project.pk, {})
    return values | {name: local_value(held.get(field.pk), field) for name, field in sheet.local.items()}


def local_value(fact: LocalFact | None, field: LocalField) -> object:
    """A local field's value as its kind, else the answer given."""
    if fact is None:
        return None
    typed = {"number": fact.number, "money": fact.pence, "date": fact.on}.get(field.kind)
    return typed if typed is not None else fact.text or None


def marks_text(columns: Sequence[EditColumn], values: Mapping[str, object]) -> str:
    """A short mark for each value, which differs when the value does."""
    cells = {column.field: _cell(column, values.get(column.field)) for column in columns}
    return fingerprints(columns, cells)


def marks_of(columns: Sequence[EditColumn], values: Mapping[str, object]) -> dict[str, str]:
    """The marks by field."""
    return read_fingerprints(marks_text(columns, values))


def _cell(column: EditColumn, value: object) -> object:
    cell = written_cell(column.kind, value)
    return fit_cells(cell, CUT_MARK)[0] if isinstance(cell, str) else cell


def said(value: object) -> str:
    """A value in words, for showing two side by side."""
    if value is None or value == "":
        return ""
    return in_words(Decimal(value) if isinstance(value, int) else value)


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    if isinstance(value, date):
        return {"date": value.isoformat()[:10]}
    return {"number": str(value)} if isinstance(value, Decimal) else value


def typed(value: Any) -> Any:
    """A value as `plain` kept it."""
    if isinstance(value, dict):
        return date.fromisoformat(value["date"]) if "date" in value else Decimal(value["number"])
    return value


def in_parts(rows: Iterable[R]) -> Iterator[list[R]]:
    """A few hundred at a time."""
    batch: list[R] = []
    for row in rows:
        batch.append(row)
        if len(batch) == SOME:
            yield batch
            batch = []
    if batch:
        yield batch
