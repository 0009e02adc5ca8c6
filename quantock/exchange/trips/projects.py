"""A list of projects brought back: compared with what is so now, and kept by the verbs that pages use."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from quantock.access import Permission, Viewer, can
from quantock.accounts.models import User
from quantock.audit import facts, log
from quantock.audit.models import Batch
from quantock.engines.dates import say_date
from quantock.engines.documents.roundtrip import EditColumn
from quantock.engines.text import clean
from quantock.exchange import workbook
from quantock.exchange.models import BroughtBack
from quantock.exchange.trips.compare import (
    READ_ONLY,
    Added,
    Change,
    Preview,
    Trip,
    changes_in,
    text_refused,
    words,
)
from quantock.exchange.trips.new_projects import Arriving, add
from quantock.exchange.workbook import OFFICE, Beside, Sheet
from quantock.projects import lifecycles
from quantock.projects.beginning import Beginning, beginning_of
from quantock.projects.models import Confidence, LocalFact, LocalField, Project, Rater, State, Step, Track
from quantock.projects.rules import asks_confidence
from quantock.projects.services import Registration, change_record, move_to_step, rate, register
from quantock.projects.services.local import in_words

LONGEST = {"title": 300, "category": 200}
LONGEST_TEXT = 5000
ENDING = {State.STOPPED.label, State.COMPLETED.label}


def compare(back: BroughtBack, viewer: Viewer) -> Preview:
    """What was changed against what is so now. A few queries for each 500 rows."""
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
    if new := [row for row in back.rows if not row["key"]]:

        def rule(blank: Project, at: str, value: Any) -> str:
            if at == OFFICE and not can(viewer, Permission.RATE_AS_OFFICE, blank.lead_organisation):
                return "You may not change this"
            return text_refused(value, LONGEST.get(at, LONGEST_TEXT)) or _rule(blank, at, value, steps)

        add(found, new, Arriving(viewer, {column.field: column for column in sheet.columns}, rule))
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
    if project is None:
        found.refuse(row["number"], "It is not a project that you may see")
        return

    def refusal(at: str, value: Any, column: EditColumn) -> str:
        return _refusal(project, at, value, viewer, steps)

    changes = changes_in(
        row,
        project,
        ref=project.ref,
        title=project.title,
        columns=sheet.columns,
        values=workbook.values_of(project, sheet, beside),
        refusal=refusal,
    )
    found.take(in_order(changes, project))


def _refusal(project: Project, at: str, value: Any, viewer: Viewer, steps: Mapping[Any, Step]) -> str:
    """Why a change cannot be kept; empty when it can."""
    if at == "organisation":
        return READ_ONLY
    needed = {"step": Permission.STEP_MOVE, OFFICE: Permission.RATE_AS_OFFICE}
    if not can(viewer, needed.get(at, Permission.PROJECT_EDIT), project):
        return "You may not change this"
    return text_refused(value, LONGEST.get(at, LONGEST_TEXT)) or _rule(project, at, value, steps)


def in_order(changes: Sequence[Change], project: Project) -> list[Change]:
    """A day that would end the project before it begins is refused; one that was so already is not asked about."""
    said = {each.field: each.value for each in changes if not each.refused}
    starts = said.get("planned_start", project.planned_start)
    ends = said.get("planned_end", project.planned_end)
    if not {"planned_start", "planned_end"} & said.keys() or not (starts and ends) or ends >= starts:
        return list(changes)
    why = f"It would end on {say_date(ends)}, before it begins on {say_date(starts)}"
    return [
        replace(each, refused=why)
        if each.field in ("planned_start", "planned_end") and not each.refused
        else each
        for each in changes
    ]


def _rule(project: Project, at: str, value: Any, steps: Mapping[Any, Step]) -> str:
    """What the project's own rules say."""
    if at in ("title", "state", "track", "step") and not value:
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


def keep(found: Preview, chosen: Sequence[Change], back: BroughtBack, by: User, on: date) -> Batch | None:
    """Project by project; what each was is in its history."""
    by_project: dict[int, list[Change]] = {}
    for change in chosen:
        by_project.setdefault(change.record.pk, []).append(change)
    for changes in by_project.values():
        _keep_project(changes, by=by, on=on)
    found.made += _register(found.added, by=by, on=on)
    return None


def _keep_project(changes: Sequence[Change], *, by: User, on: date) -> None:
    project: Project = changes[0].record
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
        rows.append(facts.fact(LocalFact, holds, on=on, by=by, project=project, field=of))
        shown = words(was, of.kind), words(value, of.kind)
        changes.append(log.change(f"local-{of.pk}", of.label, *shown))
    facts.state(rows)
    labels = ", ".join(change["label"] for change in changes)
    log.record("changed", project, by=by, says=f"Changed {labels}", changes=changes)


def local_columns(of: LocalField, value: Any) -> dict[str, Any]:
    """What a value is kept as."""
    if of.kind == LocalField.Kind.NUMBER and isinstance(value, int):
        value = Decimal(value)
    holds: dict[str, Any] = {"number": None, "pence": None, "on": None, "text": in_words(value)}
    if isinstance(value, datetime | date):
        holds["on"] = value
    elif isinstance(value, int):
        holds["pence"] = value
    elif isinstance(value, Decimal):
        holds["number"] = value
    return holds


def _register(added: Sequence[Added], *, by: User, on: date) -> list[tuple[str, str]]:
    """New rows become projects, each as its organisation's new projects begin; the rest is said by the verbs of pages."""
    begins: dict[tuple[int, str], Beginning] = {}
    registrations = []
    for one in added:
        record: dict[str, Any] = {}
        for name, value in one.values.items():
            record |= _record(name, value) if name in workbook.RECORD and name != "step" else {}
        key = one.home.pk, record.get("track", "")
        begin = begins[key] = begins.get(key) or beginning_of(one.home, key[1])
        number = int(str(one.values["step"]).split()[0]) if one.values.get("step") else None
        first = {
            "title": one.title,
            "lead_organisation": one.home,
            "track": begin.track,
            "life_cycle": begin.life_cycle,
            "step": begin.life_cycle.steps.get(number=number)
            if number
            else lifecycles.first_step(begin.life_cycle, begin.track),
        }
        registrations.append(Registration({**first, **record}, visibility=begin.visibility))
    made = register(registrations, by=by, on=on) if registrations else []
    for project, one in zip(made, added, strict=True):
        beside = {
            name: value for name, value in one.values.items() if name == OFFICE or name.startswith("local-")
        }
        if beside:
            said = [Change("", project.ref, at, "", "", "", value, project) for at, value in beside.items()]
            _keep_project(said, by=by, on=on)
    return [(project.ref, project.title) for project in made]


TRIP = Trip("project", "projects", compare, keep)
