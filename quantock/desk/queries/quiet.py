"""Who has not reported when due: the list that a programme office looks after."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

from quantock.access import Permission, Viewer
from quantock.accounts.models import User
from quantock.desk.queries.home import quiet_projects
from quantock.desk.queries.selection import Selection
from quantock.desk.services.reminding import reporters
from quantock.measures.models import Measure
from quantock.measures.queries.system import overdue
from quantock.people.models import Organisation, Succession
from quantock.people.queries.organisations import shown_under
from quantock.portfolios.models import Portfolio
from quantock.projects.allowed import looked_after
from quantock.projects.models import MembershipFact, Notice

PAGE = 50


@dataclass(frozen=True, slots=True)
class Silent:
    """A project that has gone quiet, and who reports for it."""

    project: Any
    reporters: Sequence[User]


def places(viewer: Viewer, on: date) -> list[tuple[str, str]]:
    """What the list can be narrowed to: organisations with a quiet project, portfolios one looks after. Two queries."""
    led = quiet_projects(viewer, on).values("lead_organisation")
    leading = Q(pk__in=led) | Q(pk__in=Succession.objects.filter(predecessor__in=led).values("successor"))
    organisations = Organisation.objects.filter(leading).order_by("called").values_list("pk", "called")[:200]
    held = Portfolio.objects.where(viewer, Permission.SILENCE_VIEW)
    portfolios = held.order_by("name").values_list("pk", "name")[:200]
    return [
        *((f"organisation-{key}", name) for key, name in organisations),
        *((f"portfolio-{key}", name) for key, name in portfolios),
    ]


def quiet_in(
    viewer: Viewer, on: date, where: str, permission: Permission = Permission.SILENCE_VIEW
) -> QuerySet[Any]:
    """The quiet projects one looks after, of one place or all; longest silent first, each with when it was reminded."""
    rows = quiet_projects(viewer, on, permission)
    kind, key = place_in(where)
    if kind == "organisation":
        rows = rows.filter(lead_organisation__in=shown_under(key, on))
    if kind == "portfolio":
        rows = rows.filter(pk__in=inside(viewer, key))
    told = Notice.objects.filter(project=OuterRef("pk"), kind=Notice.Kind.REMINDER).order_by()
    last = Subquery(told.values("project").annotate(last=Max("made_at")).values("last"))
    named = rows.select_related("lead_organisation").annotate(reminded_at=last)
    ordered: QuerySet[Any] = named.order_by("-days_quiet", "pk")
    return ordered


@dataclass(frozen=True, slots=True)
class Counted:
    """How many have gone quiet, of how many of them one may remind somebody, and how many of these wait for that."""

    every: int
    mine: int = 0
    waiting: int = 0


def counted(rows: QuerySet[Any], viewer: Viewer, since: datetime) -> Counted:
    """Those reminded since then do not wait. One query."""
    if not viewer.may_anywhere(Permission.REMIND):
        return Counted(rows.count())
    mine = Q(pk__isnull=False) & looked_after(viewer, Permission.REMIND)
    resting = mine & Q(reminded_at__gt=since)
    found = rows.order_by().aggregate(
        every=Count("pk"), mine=Count("pk", filter=mine), resting=Count("pk", filter=resting)
    )
    return Counted(found["every"], found["mine"], found["mine"] - found["resting"])


def overdue_measures(viewer: Viewer, on: date, where: str) -> int:
    """How many measures of live projects, of the same place, are overdue for their next value. One query; for a
    portfolio that may not be seen as for one that is not there."""
    filters: dict[str, Any] = {"state": "live"}
    kind, key = place_in(where)
    if kind == "organisation":
        filters["organisation"] = shown_under(key, on)
    rows = Measure.objects.visible_to(viewer).counted().filter(overdue(on))
    if kind == "portfolio":
        rows = rows.filter(project__in=inside(viewer, key))
    return rows.filter(project__in=Selection(viewer, on, None, filters).ids()).count()


def place_in(where: str) -> tuple[str, int]:
    """A choice of `places`, taken apart; no place for anything else."""
    kind, _, key = where.partition("-")
    return (kind, int(key)) if key.isdecimal() and len(key) < 19 else ("", 0)


def inside(viewer: Viewer, portfolio: int) -> QuerySet[Any]:
    """The projects of a portfolio, if it may be seen."""
    held = Portfolio.objects.visible_to(viewer).filter(pk=portfolio)
    return MembershipFact.objects.now().filter(portfolio__in=held, present=True).values("project")


def with_reporters(projects: Sequence[Any]) -> list[Silent]:
    """One query."""
    whom = reporters(projects)
    return [Silent(project, whom.get(project.pk, ())) for project in projects]
