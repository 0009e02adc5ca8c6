"""What changes the project record. Every change is a dated fact and an event, in one transaction."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from quantock.access import Permission, Role, Viewer
from quantock.accounts.models import Grant, Place, User
from quantock.audit import facts, log
from quantock.audit.models import Batch
from quantock.engines.dates import say_date
from quantock.engines.text import say_list
from quantock.people import code_lists
from quantock.people.models import CodeList, Organisation
from quantock.people.services.joining import person_of
from quantock.projects.counting import keep_counted
from quantock.projects.finding import SEARCHED, keep_findable
from quantock.projects.models import PORTFOLIOS, CharterFact, Involvement, Project, ProjectFact, Step
from quantock.projects.models.record import RECORD_FIELDS
from quantock.projects.services.merging import Refused, differing
from quantock.projects.shares import OF_COUNTS

# Columns that hold codes of a list, and the list that has their words.
CODED = {
    "kind": CodeList.PROJECT_TYPE,
    "quadruple_aim": CodeList.QUADRUPLE_AIM,
    "quality_domains": CodeList.QUALITY_DOMAIN,
}


@dataclass(frozen=True, slots=True)
class Registration:
    """A project to be registered: columns of the record, and of the charter."""

    record: dict[str, Any]
    charter: dict[str, Any] = field(default_factory=dict)
    visibility: str = ""


@transaction.atomic
def register(
    registrations: Sequence[Registration], *, by: User | None, on: date, batch: Batch | None = None
) -> list[Project]:
    """Register projects, so from `on`; whoever registers one on a page becomes its lead."""
    following = _next_number()
    projects = [
        Project(
            number=number,
            registered_on=on,
            **({"visibility": registration.visibility} if registration.visibility else {}),
            **registration.record,
        )
        for number, registration in enumerate(registrations, start=following)
    ]
    Project.objects.bulk_create(projects, batch_size=500)
    facts.state(
        [
            facts.fact(ProjectFact, registration.record, on=on, by=by, batch=batch, project=project)
            for project, registration in zip(projects, registrations, strict=True)
        ]
    )
    facts.state(
        [
            facts.fact(CharterFact, registration.charter, on=on, by=by, batch=batch, project=project)
            for project, registration in zip(projects, registrations, strict=True)
            if registration.charter
        ]
    )
    log.write(
        log.event("registered", project, by=by, batch=batch, says=f"Registered “{project.title}”")
        for project in projects
    )
    if by is not None and batch is None:
        _lead(projects, by=by, on=on)
    keep_findable(projects)
    keep_counted(projects)
    return projects


def _next_number() -> int:
    """Whoever registers at the same moment waits for the last project's row, and counts on from there."""
    rows = Project.objects.filter(number__lt=PORTFOLIOS)
    last = rows.select_for_update().order_by("-number").only("number").first()
    if last is None:
        return 1
    return int(rows.aggregate(last=Max("number"))["last"]) + 1


def _lead(projects: Sequence[Project], *, by: User, on: date) -> None:
    person = person_of(by)
    Involvement.objects.bulk_create(
        Involvement(project=project, role=Role.LEAD, person=person, since=on) for project in projects
    )
    Grant.objects.bulk_create(
        Grant(user=by, role=Role.LEAD, place=Place.PROJECT, place_id=project.pk) for project in projects
    )


@transaction.atomic
def change_record(
    project: Project,
    said: dict[str, Any],
    *,
    by: User | None,
    on: date,
    seen: dict[str, Any] | None = None,
    reason: str = "",
    verb: str = "changed",
    says: str = "",
) -> Project:
    """Say something new of a project, so from `on`. Only what differs is kept; what has no past of its own
    (who may see it, its tags) is told by the history alone, in the words of `says` where there are better ones.

    `seen` holds the values that the person was shown. Where somebody else changed the same field since,
    nothing is saved and `Stale` says what it is now; changes to other fields merge.
    """
    current = Project.objects.select_for_update().get(pk=project.pk)
    new = differing({name: getattr(current, name) for name in said}, said, seen)
    if not new:
        return current
    if on < timezone.localdate():
        sayable(current, new.keys() & set(RECORD_FIELDS), on)
    changes = [
        log.change(name, label(name), shown(current, name), shown(Project(**{name: value}), name))
        for name, value in new.items()
    ]
    dated = {name: value for name, value in new.items() if name in RECORD_FIELDS}
    for name in new.keys() - dated.keys():
        setattr(current, name, new[name])
    if dated:
        [now] = facts.state([facts.fact(ProjectFact, dated, on=on, by=by, project=current)])
        copy_now(current, now)
        if "step" in dated and current.step == dated["step"]:
            current.step_since = on
    current.version += 1
    current.save(
        update_fields=[*RECORD_FIELDS, "step_since", *(new.keys() - dated.keys()), "version", "updated_at"]
    )
    if new.keys() & SEARCHED:
        keep_findable([current])
    if new.keys() & OF_COUNTS:
        keep_counted([current])
    log.record(verb, current, by=by, says=says or in_words(changes), changes=changes, reason=reason)
    return current


def sayable(project: Project, names: Collection[str], on: date) -> ProjectFact:
    """What was so on a past day, where something may be said of that day.

    Refused before the project is known here, and where it would change nothing now because a later day is
    known to be otherwise. One query.
    """
    standing = ProjectFact.objects.standing().filter(project=project)
    rows: list[ProjectFact] = list(standing.order_by("so_from", "recorded_at", "pk"))
    before = [row for row in rows if row.so_from <= on]
    if not before:
        first = min((row.so_from for row in rows), default=project.registered_on)
        raise Refused(
            f"This project is known here since {say_date(first)}. Enter that day or a later one.", "on"
        )
    for row in rows[len(before) :]:
        for name in RECORD_FIELDS:
            if name in names and name in row.asserts:
                raise Refused(
                    f"Something later is known: from {say_date(row.so_from)} on, {label(name).lower()} is "
                    f"“{shown(Project(**{name: getattr(row, name)}), name) or 'empty'}”. "
                    "Enter that day or a later one.",
                    "on",
                )
    return before[-1]


def charter_sayable(project: Project, names: Collection[str], on: date) -> None:
    """As `sayable`, of the charter: refused before the project is known, or where something later is. Two queries."""
    sayable(project, (), on)
    later = CharterFact.objects.standing().filter(project=project, so_from__gt=on).order_by("so_from", "pk")
    for row in later:
        if said := [name for name in names if name in row.asserts]:
            words = say_list([label(name, CharterFact).lower() for name in said])
            raise Refused(
                f"Something later is known: from {say_date(row.so_from)} on it says another {words}. "
                "Enter that day or a later one.",
                "on",
            )


def in_words(changes: Sequence[dict[str, Any]]) -> str:
    """A change as the history tells it."""
    if [change["field"] for change in changes] == ["step"]:
        was, now = (str(changes[0][side] or "") for side in ("was", "is"))
        numbers = [step.split(" ", 1)[0] for step in (was, now)]
        back = all(map(str.isdecimal, numbers)) and int(numbers[1]) < int(numbers[0])
        return f"Moved {'back ' if back else ''}to step {now}"
    return f"Changed {', '.join(change['label'].lower() for change in changes)}"


def copy_now(project: Project, fact: ProjectFact) -> None:
    """A project's own columns are those of its fact in force; a step that is another began with it."""
    if project.step_id != fact.step_id:
        project.step_since = fact.so_from
    for name, value in fact.said().items():
        setattr(project, facts.attname(Project, name), value)


def keep_now(project: Project, fact: ProjectFact) -> None:
    """Keep what is in force as the project's own columns."""
    copy_now(project, fact)
    project.version += 1
    project.save(update_fields=[*RECORD_FIELDS, "step_since", "version", "updated_at"])
    keep_counted([project])


@transaction.atomic
def change_charter(
    project: Project,
    said: dict[str, Any],
    *,
    by: User | None,
    on: date,
    seen: dict[str, Any] | None = None,
) -> None:
    """Say something new of a project's problem, aim and scope."""
    before = CharterFact.objects.now().filter(project=project).first() or CharterFact()
    new = differing({name: getattr(before, name) for name in said}, said, seen)
    if not new:
        return
    if on < timezone.localdate():
        charter_sayable(project, new.keys(), on)
    facts.state([facts.fact(CharterFact, new, on=on, by=by, project=project)])
    keep_findable([project])
    changes = [
        log.change(name, label(name, CharterFact), getattr(before, name), value)
        for name, value in new.items()
    ]
    labels = ", ".join(change["label"].lower() for change in changes)
    log.record("charter changed", project, by=by, says=f"Changed {labels}", changes=changes)


def move_to_step(project: Project, step: Step, *, by: User | None, on: date, reason: str = "") -> Project:
    """Move a project along its life cycle. Moving back asks why; every move is kept."""
    if step.model_id != project.life_cycle_id:
        raise ValueError("the step belongs to another life-cycle model")
    if project.step and step.number < project.step.number and not reason:
        raise ValueError("moving back needs a reason")
    return change_record(project, {"step": step}, by=by, on=on, reason=reason, verb="moved")


def label(name: str, family: type[Any] = Project) -> str:
    """The words on screen for a column."""
    words = str(family._meta.get_field(name).verbose_name)
    return words[:1].upper() + words[1:]


def shown(project: Project, name: str) -> str:
    """A column's value in words, as history shows it."""
    as_words = getattr(project, f"get_{name}_display", None)
    value: Any = as_words() if as_words else getattr(project, name)
    words = code_lists.labels(CODED[name]) if name in CODED and value else {}
    if isinstance(value, date):
        return say_date(value)
    if isinstance(value, list):
        return ", ".join(words.get(str(each), str(each)) for each in value)
    return "" if value is None else words.get(str(value), str(value))


def organisation_choices(viewer: Viewer) -> list[Organisation]:
    """The organisations that somebody may register a project for: their own; all that take part, for offices of the whole system."""
    if viewer.may_on_system(Permission.PROJECT_REGISTER):
        return list(
            Organisation.objects.open_on(timezone.localdate()).filter(in_system=True).order_by("name")
        )
    return list(Organisation.objects.filter(pk__in=viewer.belongs_to()).order_by("name"))
