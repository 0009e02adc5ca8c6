"""Who collects the values of a measure, and which values are due of whom."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from quantock.access import Role, Viewer, prepared
from quantock.access.roles import ROLE_NAMES
from quantock.measures.models import Measure
from quantock.people.models import Person
from quantock.projects.models import Project
from quantock.projects.models.record import LIVE_STATES

ROLES = (Role.LEAD, Role.TEAM, Role.PROGRAMME_MANAGER, Role.SERVICE_OWNER)
PERSON, ROLE = "person", "role"
AHEAD = timedelta(days=7)


def may_collect(project: Project, measure: Measure) -> list[tuple[str, str]]:
    """What the form offers: parts in the project, and the people who are named in it (who collects now, too). One query."""
    roles = [
        (f"{ROLE}-{role.value}" if role is not Role.LEAD else "", f"Whoever is {ROLE_NAMES[role].lower()}")
        for role in ROLES
    ]
    named = _named(project) | Q(pk=measure.collector_id)
    people = Person.objects.filter(named).order_by("name", "pk").distinct()
    return [*roles, *((f"{PERSON}-{person.pk}", str(person)) for person in people)]


def _named(project: Project) -> Q:
    return Q(pk__in=project.involvements.filter(until=None, person__isnull=False).values("person"))


def code_of(measure: Measure) -> str:
    """The choice that a measure holds."""
    if measure.collector_id:
        return f"{PERSON}-{measure.collector_id}"
    return f"{ROLE}-{measure.collector_role}" if measure.collector_role else ""


def meant(code: str, project: Project) -> dict[str, Any]:
    """The columns that a choice of the form stands for. One query for a person."""
    kind, _, key = code.partition("-")
    person = Person.objects.get(pk=int(key)) if kind == PERSON else None
    return {"collector": person, "collector_role": key if kind == ROLE else ""}


def due_of(viewer: Viewer, on: date, *, ahead: timedelta = AHEAD) -> Sequence[Measure]:
    """Of live projects, the measures whose next value is overdue or due within a week (or another time) and this viewer
    collects, the longest due first. One query."""
    return prepared(_due, viewer, on + ahead)


def _due(viewer: Viewer, until: date) -> QuerySet[Measure]:
    mine = Q(collector__user=viewer.user)
    for role in ROLES:
        projects = [key for key, roles in viewer.projects.items() if role in roles]
        held = Q(collector_role=role.value) if role is not Role.LEAD else Q(collector_role="")
        mine |= held & Q(collector=None, project__in=projects)
    rows = Measure.objects.visible_to(viewer).filter(
        mine, result__due_on__lte=until, project__state__in=LIVE_STATES
    )
    return rows.select_related("result", "project").order_by("result__due_on", "pk")[:50]
