"""A list brought back from Excel: what the person changed is compared with what is so now, and kept by the verbs
that pages use."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from quantock.access import Permission, Viewer, can
from quantock.accounts.models import User
from quantock.audit import facts, log
from quantock.engines.documents.readback import ReadBack, ReadRow, read_roundtrip
from quantock.engines.documents.roundtripvalues import fingerprint, read_fingerprints
from quantock.engines.tables import Refused
from quantock.engines.text import clean, find_nhs_numbers
from quantock.exchange import workbook
from quantock.exchange.models import BroughtBack
from quantock.exchange.services.imports import NotNow
from quantock.exchange.workbook import OFFICE, Beside, Sheet
from quantock.people.models import Organisation
from quantock.people.queries import organisation_called
from quantock.projects import lifecycles
from quantock.projects.beginning import Beginning, beginning_of
from quantock.projects.models import Confidence, LocalFact, LocalField, Project, Rater, State, Step, Track
from quantock.projects.rules import asks_confidence
from quantock.projects.services import Registration, change_record, move_to_step, rate, register

KIND = "projects"
MOST_ROWS = 10_000
LONGEST = {"title": 300, "category": 200}
LONGEST_TEXT = 5000
ENDING = {State.STOPPED.label, State.COMPLETED.label}


@dataclass(frozen=True, slots=True)
class Change:
    """One cell a person changed. `refused` says why it cannot be kept; a conflict shows what it is now."""

    name: str
    ref: str
    field: str
    heading: str
    now: str
    mine: str
    value: Any
    project: Project | None = None
    conflict: bool = False
    refused: str = ""


@dataclass(slots=True)
class Preview:
    """What keeping it would do, as things are now."""

    changes: list[Change] = field(default_factory=list)
    conflicts: list[Change] = field(default_factory=list)
    refused: list[Change] = field(default_factory=list)
    added: list[tuple[str, Organisation, dict[str, Any]]] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not (self.changes or self.conflicts or self.added)

    def token(self) -> str:
        """Differs when what would be done, or what is so now, does."""
        lines = [
            (change.name, change.field, change.now, change.mine)
            for change in (*self.changes, *self.conflicts)
        ]
        lines += [("", title, organisation.name, str(values)) for title, organisation, values in self.added]
        return fingerprint(repr(lines))


class Moved(Exception):
    """What is so now has changed since the person looked."""


def bring_back(data: bytes, filename: str, *, by: User) -> BroughtBack:
    """Read the file and keep what was changed in it. Raises Refused for a file that is not ours or not safe."""
    read = read_roundtrip(data, filename)
    if read.kind != KIND:
        raise Refused("The file is a list of something else.", "Bring back a list of projects.")
    told = [*read.warnings, *_told(read)]
    changed = [row for row in read.rows if row.changed] + list(read.added)
    if len(changed) > MOST_ROWS:
        raise Refused(f"More than {MOST_ROWS:,} rows were changed.", "Bring them back in parts.")
    return BroughtBack.objects.create(
        by=by,
        filename=filename[:300],
        title=read.title[:300],
        exported_at=timezone.make_aware(read.exported_at)
        if timezone.is_naive(read.exported_at)
        else read.exported_at,
        rows=[_kept(row) for row in changed],
        warnings=told,
        unchanged=len(read.rows) - sum(bool(row.changed) for row in read.rows),
    )


def _told(read: ReadBack) -> Iterable[str]:
    """What a person should know of the file."""
    if read.missing:
        yield "Columns that are not in the file any more change nothing."
    for heading in read.extra[:20]:
        yield f"“{heading}” is a column of your own and is not read."
    for rows in read.repeated.values():
        numbers = ", ".join(str(row.number) for row in rows)
        yield f"Rows {numbers} are one and the same project, so none of them is read. Keep one of them."


def _kept(row: ReadRow) -> dict[str, Any]:
    return {
        "number": row.number,
        "key": row.key,
        "marks": read_fingerprints(row.version),
        "values": {name: workbook.plain(row.values[name]) for name in sorted(row.changed)},
        "typed_wrong": sorted(row.unreadable & row.changed),
    }


def preview(back: BroughtBack, viewer: Viewer) -> Preview:
    """Compare what was changed with what is so now. A few queries for each 500 rows."""
    fields = _local_fields(back)
    sheet = workbook.sheet_of(fields, workbook.step_names())
    steps = {(step.model_id, str(step)): step for step in Step.objects.all()}
    found = Preview()
    rows = [row for row in back.rows if row["key"]]
    for start in range(0, len(rows), 500):
        some = rows[start : start + 500]
        seen = Project.objects.visible_to(viewer).filter(uid__in=[row["key"] for row in some])
        projects = {
            str(project.uid): project
            for project in seen.select_related("lead_organisation", "step", "life_cycle")
        }
        beside = Beside.of(list(projects.values()))
        for row in some:
            _compare(found, row, projects.get(row["key"]), sheet, beside, viewer, steps)
    for row in back.rows:
        if not row["key"]:
            _add(found, row, viewer)
    return found


def _local_fields(back: BroughtBack) -> list[LocalField]:
    names = {name for row in back.rows for name in row["values"] if name.startswith("local-")}
    keys = [int(name.removeprefix("local-")) for name in names if name.removeprefix("local-").isdecimal()]
    return list(LocalField.objects.filter(pk__in=keys).order_by("pk"))


def _compare(
    found: Preview,
    row: Mapping[str, Any],
    project: Project | None,
    sheet: Sheet,
    beside: Beside,
    viewer: Viewer,
    steps: Mapping[Any, Step],
) -> None:
    headings = {column.field: column for column in sheet.columns}
    name = f"{row['number']}"
    if project is None:
        why = "It is not a project that you may see"
        found.refused.append(Change(name, f"Row {name}", "", "", "", "", None, refused=why))
        return
    values = workbook.values_of(project, sheet, beside)
    marks = workbook.marks_of(sheet, values)
    for at, kept in row["values"].items():
        column = headings.get(at)
        if column is None:
            continue
        value = workbook.typed(kept)
        if fingerprint(value) == marks[at]:
            continue  # it is so already
        conflict = row["marks"].get(at) != marks[at]
        why = _refusal(project, at, value, column, row, viewer, steps)
        change = Change(
            f"{name}-{at}",
            project.ref,
            at,
            column.heading,
            _words(values[at], column.kind),
            _words(value, column.kind),
            value,
            project,
            conflict,
            why,
        )
        (found.refused if why else found.conflicts if conflict else found.changes).append(change)


def _words(value: object, kind: str) -> str:
    if kind == "money" and isinstance(value, int):
        return f"£{value / 100:,.2f}"
    return workbook.said(value)


def _refusal(
    project: Project,
    at: str,
    value: Any,
    column: Any,
    row: Mapping[str, Any],
    viewer: Viewer,
    steps: Mapping[Any, Step],
) -> str:
    """Why a change cannot be kept; empty when it can."""
    if not column.editable or at == "organisation":
        return "This column is only for reading; change it on the project’s page"
    if at in row["typed_wrong"]:
        wanted = f"one of {', '.join(column.choices[:8])}" if column.choices else f"a {column.kind}"
        return f"“{workbook.said(value)[:60]}” is not {wanted}"
    needed = {"step": Permission.STEP_MOVE, OFFICE: Permission.RATE_AS_OFFICE}
    if not can(viewer, needed.get(at, Permission.PROJECT_EDIT), project):
        return "You may not change this"
    if isinstance(value, str) and find_nhs_numbers(value):
        return "It seems to hold an NHS number: take it out"
    if isinstance(value, str) and len(value) > LONGEST.get(at, LONGEST_TEXT):
        return f"Use at most {LONGEST.get(at, LONGEST_TEXT)} characters"
    return _rule(project, at, value, steps)


def _rule(project: Project, at: str, value: Any, steps: Mapping[Any, Step]) -> str:
    """What the project's own rules say."""
    if at in ("title", "state", "track") and not value:
        return "It cannot be empty"
    if at == "state" and value in ENDING:
        return "Closing a project asks for its outcome: do it on its page"
    if at == "state" and project.get_state_display() in ENDING:
        return "Reopening a project is done on its page"
    if at == OFFICE and not asks_confidence(project.track):
        return "Only projects on the full track are rated"
    if at == OFFICE and not value:
        return "A rating is not taken back; give another"
    if at == "step":
        step = steps.get((project.life_cycle_id, value))
        if step is None:
            return "This is no step of the project’s life cycle"
        if project.step and step.number < project.step.number:
            return "Moving back asks why: do it on the project’s page"
    return ""


def _add(found: Preview, row: Mapping[str, Any], viewer: Viewer) -> None:
    """A row that somebody wrote below the others is a new project."""
    values = {name: workbook.typed(value) for name, value in row["values"].items()}
    title = clean(str(values.get("title") or ""), one_line=True)
    named = str(values.get("organisation") or "")
    body = organisation_called(named) if named else None
    why = ""
    if not title:
        why = "A new project needs a title"
    elif find_nhs_numbers(title):
        why = "The title seems to hold an NHS number: take it out"
    elif body is None:
        why = f"“{named}” is no organisation here" if named else "A new project needs its lead organisation"
    elif not can(viewer, Permission.PROJECT_REGISTER, body) and not viewer.may_on_system(
        Permission.SYSTEM_ADMIN
    ):
        why = f"You may not register projects of {body.name}"
    wrong = [name for name in row["typed_wrong"] if name in ("planned_start", "planned_end", "forecast_end")]
    if not why and wrong:
        why = f"“{workbook.said(values[wrong[0]])}” is not a date"
    if why or body is None:
        name = f"Row {row['number']}"
        found.refused.append(Change(name, name, "title", "New project", "", title, None, refused=why))
        return
    dates = {
        name: values[name]
        for name in ("planned_start", "planned_end", "forecast_end")
        if isinstance(values.get(name), date)
    }
    category = (
        {"category": clean(str(values["category"]), one_line=True)[:200]} if values.get("category") else {}
    )
    found.added.append((title[:300], body, {**dates, **category}))


@transaction.atomic
def keep(back: BroughtBack, *, viewer: Viewer, by: User, seen: str, mine: Sequence[str] = ()) -> Preview:
    """Keep what was changed, all of it or nothing. `mine` names the conflicts in which the person's own counts.

    Raises Moved when what is so now is not what the person was shown (`seen`).
    """
    back = BroughtBack.objects.select_for_update().get(pk=back.pk)
    if back.applied_at:
        raise NotNow("These changes have been kept already.")
    found = preview(back, viewer)
    if found.token() != seen:
        raise Moved
    on = timezone.localdate()
    chosen = [*found.changes, *(change for change in found.conflicts if change.name in mine)]
    by_project: dict[int, list[Change]] = {}
    for change in chosen:
        if change.project is not None:
            by_project.setdefault(change.project.pk, []).append(change)
    for changes in by_project.values():
        _keep_project(changes, by=by, on=on)
    _register(found.added, by=by, on=on)
    back.applied_at = timezone.now()
    back.account = [[each.ref, each.heading, each.now, each.mine] for each in chosen]
    back.rows = []
    back.save(update_fields=["applied_at", "account", "rows"])
    return found


def _keep_project(changes: Sequence[Change], *, by: User, on: date) -> None:
    project = changes[0].project
    if project is None:
        return
    record: dict[str, Any] = {}
    local: dict[LocalField, Any] = {}
    fields = LocalField.objects.in_bulk(
        [int(each.field.removeprefix("local-")) for each in changes if each.field.startswith("local-")]
    )
    for each in changes:
        if each.field == OFFICE:
            given = next(choice for choice in Confidence if choice.label == each.value)
            rate(project, rater=Rater.OFFICE, confidence=given, by=by, on=on)
        elif each.field == "step":
            step = Step.objects.get(model=project.life_cycle_id, number=int(str(each.value).split()[0]))
            move_to_step(project, step, by=by, on=on)
        elif each.field.startswith("local-"):
            local[fields[int(each.field.removeprefix("local-"))]] = each.value
        else:
            record |= _record(each.field, each.value)
    if record:
        change_record(project, record, by=by, on=on)
    if local:
        change_local(project, local, by=by, on=on)


def _record(at: str, value: Any) -> dict[str, Any]:
    """A column's value as the record holds it; a day takes the place of what was answered instead of one."""
    if at in ("state", "track"):
        choices = State if at == "state" else Track
        return {at: next(choice for choice in choices if choice.label == value)}
    if at in ("planned_start", "forecast_end"):
        return {at: value, f"{at}_text": ""}
    if at == "planned_end":
        return {at: value}
    return {at: clean(str(value or ""), one_line=True)}


@transaction.atomic
def change_local(project: Project, said: Mapping[LocalField, Any], *, by: User | None, on: date) -> None:
    """Say something new of a project's local fields, each in its kind and as it was given."""
    before = {fact.field_id: fact for fact in LocalFact.objects.now().filter(project=project, field__in=said)}
    rows, changes = [], []
    for of, value in said.items():
        was = workbook.local_value(before.get(of.pk), of)
        holds = local_columns(of, value)
        rows.append(
            LocalFact(project=project, field=of, so_from=on, recorded_by=by, asserts=sorted(holds), **holds)
        )
        shown = _words(was, of.kind), _words(value, of.kind)
        changes.append(log.change(f"local-{of.pk}", of.label, *shown))
    facts.state(rows)
    labels = ", ".join(change["label"] for change in changes)
    log.record("changed", project, by=by, says=f"Changed {labels}", changes=changes)


def local_columns(of: LocalField, value: Any) -> dict[str, Any]:
    """What a value is kept as."""
    holds: dict[str, Any] = {"number": None, "pence": None, "on": None, "text": workbook.said(value)}
    if isinstance(value, datetime | date):
        holds["on"] = value
    elif of.kind == LocalField.Kind.MONEY and isinstance(value, int):
        holds |= {"pence": value, "text": f"£{value / 100:,.2f}"}
    elif isinstance(value, int | Decimal):
        holds["number"] = Decimal(value)
    return holds


def _register(added: Sequence[tuple[str, Organisation, Mapping[str, Any]]], *, by: User, on: date) -> None:
    """New rows become projects, each as its organisation's new projects begin."""
    begins: dict[tuple[int, str], Beginning] = {}
    registrations = []
    for title, body, values in added:
        key = (body.pk, values.get("track", ""))
        begin = begins[key] = begins.get(key) or beginning_of(body, key[1])
        first = {
            "title": title,
            "lead_organisation": body,
            "track": begin.track,
            "life_cycle": begin.life_cycle,
            "step": lifecycles.first_step(begin.life_cycle, begin.track),
        }
        registrations.append(Registration({**first, **values}, visibility=begin.visibility))
    if registrations:
        register(registrations, by=by, on=on)
