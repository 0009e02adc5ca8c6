"""A project's history in words, by section, and the earlier values of one field."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from quantock.access import Permission, Viewer, can, prepared, told_to
from quantock.audit.models import Event
from quantock.engines.dates import say_date
from quantock.projects.models import CharterFact, Project, ProjectFact
from quantock.projects.models.coaching import TEAM
from quantock.projects.models.record import RECORD_FIELDS
from quantock.projects.queries.telling import of_unseen_portfolios, told
from quantock.projects.services import label, shown

# The sections by which a history can be narrowed, and how the verbs of their events begin.
SECTIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "life": (
        "State and steps",
        (
            "registered",
            "started",
            "paused",
            "resumed",
            "completed",
            "stopped",
            "reopened",
            "moved",
            "archived",
            "unarchived",
            "merged",
        ),
    ),
    "record": ("Title, dates and details", ("changed", "local fields")),
    "charter": ("Charter", ("charter",)),
    "updates": ("Updates and ratings", ("update", "rated")),
    "milestones": ("Milestones", ("milestone",)),
    "log": ("Actions, risks and issues", ("log ",)),
    "benefits": ("Benefits", ("benefit", "money benefit")),
    "people": ("People and partners", ("involve", "name claimed", "partner")),
    "talk": ("Comments and coaching", ("comment", "coaching")),
    "money": ("Money", ("money",)),
    "places": ("Themes, portfolios and programmes", ("themes", "portfolio", "programme", "project ")),
    "documents": ("Documents and ids", ("link", "id ")),
}
PAGE = 100
LATELY = 20
MYSELF = "You (in another window)"


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a field was from a day on, and who said so when."""

    value: str
    since: date
    by: str
    said_at: datetime


def history_of(
    project: Project, viewer: Viewer, limit: int = PAGE, *, section: str = "", before: int = 0
) -> Sequence[Event]:
    """What happened to a project and to those merged into it, newest first; about money only for those who may see it,
    about portfolios and other projects only for those who may see those, about coaching only for coaches and the team.

    One section of it, or all, up to the event `before`. At most two queries.
    """
    may_see_money = can(viewer, Permission.MONEY_VIEW, project)
    may_edit = can(viewer, Permission.PROJECT_EDIT, project)
    team = viewer.projects.get(project.pk, frozenset()) & TEAM
    talks = bool(team) or can(viewer, Permission.COACH, project)
    told_of = (may_see_money, may_edit, talks, section)
    if before:
        events = _events(viewer, *told_of, [project.pk]).filter(pk__lt=before)
        found = list(events[:limit])
    else:
        found = prepared(_newest, viewer, limit, *told_of, keys=[project.pk])
    keys = {event.project_id for event in found if event.project_id}
    return told(found, viewer, money_of=keys if may_see_money else (), portfolios_of=keys if may_edit else ())


def _newest(viewer: Viewer, limit: int, *told_of: Any) -> QuerySet[Event]:
    return _events(viewer, *told_of)[:limit]


def _events(
    viewer: Viewer, may_see_money: bool, may_edit: bool, talks: bool, section: str, keys: Sequence[int]
) -> QuerySet[Event]:
    # One list of keys: of two conditions either of which will do PostgreSQL looks through the events of all projects.
    its = Project.objects.filter(Q(pk__in=keys) | Q(merged_into__in=keys)).values("pk")
    events = Event.objects.filter(told_to(viewer), project_id__in=its)
    if not may_see_money:
        events = events.exclude(verb__startswith="money")
    if not may_edit:
        events = events.exclude(of_unseen_portfolios(viewer))
    if not talks:
        events = events.exclude(verb__startswith="coaching")
    if section:
        begins = SECTIONS[section][1]
        events = events.filter(reduce(or_, (Q(verb__startswith=each) for each in begins)))
    return events.select_related("actor").order_by("-pk")


def who_changed(project: Project, fields: Iterable[str], viewer: Viewer) -> dict[str, str]:
    """Who last changed each field of the record or its charter, of those lately changed. One query."""
    names: dict[str, str] = {}
    lately = Event.objects.filter(kind="project", record_id=project.pk, actor__isnull=False)
    for event in lately.select_related("actor").order_by("-pk")[:LATELY]:
        for change in event.changes:
            names.setdefault(change["field"], MYSELF if event.actor == viewer.user else str(event.actor))
    return {field: names[field] for field in fields if field in names}


def earlier_values(project: Project, field: str) -> tuple[str, list[Earlier]]:
    """The words for a field and all that it was, the newest day first; empty words for a field that has no
    dated past. One query."""
    family: Any = (
        ProjectFact if field in RECORD_FIELDS else CharterFact if field in CharterFact.says else None
    )
    if family is None:
        return "", []
    rows = family.objects.standing().filter(project=project).select_related("recorded_by", "batch")
    if family is ProjectFact:
        rows = rows.select_related("recorded_by", "batch", "lead_organisation", "unit", "step", "life_cycle")
    found: list[Earlier] = []
    for row in rows.order_by("so_from", "recorded_at", "pk"):
        if field in row.asserts:
            by = str(row.recorded_by or (row.batch and row.batch.title) or "Quantock")
            value = _words(row, field)
            if not found or found[-1].value != value:
                found.append(Earlier(value, row.so_from, by, row.recorded_at))
    return label(field, Project if family is ProjectFact else CharterFact), found[::-1]


def _words(row: Any, field: str) -> str:
    value = getattr(row, field)
    if isinstance(value, date):
        return say_date(value)
    return shown(Project(**{field: value}), field) if isinstance(row, ProjectFact) else str(value or "")
