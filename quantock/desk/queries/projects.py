"""What the pages of several nouns read, each in a fixed number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from quantock.access import Viewer
from quantock.portfolios.models import Portfolio
from quantock.projects.models import MembershipFact, Project, State
from quantock.projects.models.record import LIVE_STATES
from quantock.projects.queries import as_at

PAGE = 50
MOST_COUNTED = 10_000
ORDERS = {"title": "title", "organisation": "lead_organisation__name", "end": "forecast_end"}


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of the projects list."""

    rows: Sequence[Any]
    count: int
    more_than_counted: bool
    number: int
    pages: int


def narrowed(viewer: Viewer, filters: Mapping[str, Any]) -> QuerySet[Any]:
    """The projects that pass the filters, now or as at a day; rows have the same columns either way."""
    on: date | None = filters.get("as_at")
    if on:
        rows: QuerySet[Any] = as_at(viewer, on)
        project = "project__"
    else:
        rows = Project.objects.visible_to(viewer).select_related("lead_organisation", "step")
        project = ""
    if words := filters.get("q"):
        rows = rows.filter(Q(title__icontains=words) | Q(lead_organisation__name__icontains=words))
    if state := filters.get("state"):
        rows = rows.filter(state__in=LIVE_STATES if state == "live" else (state,))
    if confidence := filters.get("confidence"):
        rows = rows.filter(confidence=confidence)
    if portfolio := filters.get("portfolio"):
        held = MembershipFact.objects.as_at(on) if on else MembershipFact.objects.now()
        inside = held.filter(portfolio=portfolio, present=True).values("project")
        rows = rows.filter(**{f"{project}pk__in": inside})
    order = filters.get("sort") or "title"
    descending = order.startswith("-")
    column = ORDERS.get(order.lstrip("-"), "title")
    return rows.order_by(f"-{column}" if descending else column, "pk")


def list_page(rows: QuerySet[Any], number: int) -> ListPage:
    """Rows 50 at a time; counted up to 10,000."""
    count = rows.order_by()[: MOST_COUNTED + 1].count()
    pages = max(1, -(-min(count, MOST_COUNTED) // PAGE))
    number = min(max(1, number), pages)
    shown = list(rows[(number - 1) * PAGE : number * PAGE])
    return ListPage(shown, min(count, MOST_COUNTED), count > MOST_COUNTED, number, pages)


def totals(viewer: Viewer) -> dict[str, int]:
    """How many projects one may see, live, and by delivery confidence."""
    mine = Project.objects.visible_to(viewer)
    return mine.aggregate(
        live=Count("pk", filter=Q(state__in=LIVE_STATES)),
        ideas=Count("pk", filter=Q(state=State.IDEA)),
        green=Count("pk", filter=Q(state__in=LIVE_STATES, confidence__in=("green", "amber/green"))),
        amber=Count("pk", filter=Q(state__in=LIVE_STATES, confidence__in=("amber", "amber/red"))),
        red=Count("pk", filter=Q(state__in=LIVE_STATES, confidence="red")),
    )


def mine(viewer: Viewer, limit: int = 20) -> list[Project]:
    """The live projects one holds a role on, the last changed first."""
    held = Project.objects.visible_to(viewer).live().filter(pk__in=tuple(viewer.projects))
    return list(held.select_related("lead_organisation", "step").order_by("-updated_at")[:limit])


def portfolios_with_counts(viewer: Viewer) -> list[Portfolio]:
    """Portfolios one may see, each with how many of its projects one may see."""
    seen = Project.objects.visible_to(viewer).values("pk")
    inside = Q(
        memberships__present=True,
        memberships__so_until=None,
        memberships__withdrawn_at=None,
        memberships__project__in=seen,
    )
    rows = Portfolio.objects.visible_to(viewer).select_related("organisation")
    return list(rows.annotate(projects=Count("memberships", filter=inside)).order_by("name"))
