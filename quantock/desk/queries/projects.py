"""What the pages of several nouns read, each in a fixed number of queries."""

from typing import Any

from django.db.models import Count, Q, QuerySet

from quantock.access import Viewer, prepared
from quantock.portfolios.models import Portfolio
from quantock.projects.models import MembershipFact, Project, State
from quantock.projects.models.project import seen_by
from quantock.projects.models.record import LIVE_STATES


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
    """Portfolios one may see, each with how many of its projects one may see. Two queries."""
    found: list[Any] = prepared(_portfolios, viewer)
    counts = dict(prepared(_inside, viewer))
    for each in found:
        each.projects = counts.get(each.pk, 0)
    return found


def _portfolios(viewer: Viewer) -> QuerySet[Portfolio]:
    rows = Portfolio.objects.visible_to(viewer).select_related("organisation")
    return rows.only("name", "organisation__name").order_by("name")


def _inside(viewer: Viewer) -> QuerySet[Any, Any]:
    """How many in each; each membership's project is looked at, so that no list of all of them is made first."""
    seen = seen_by(viewer, "project__") & Q(project__archived_at=None)
    rows = MembershipFact.objects.now().filter(seen, present=True).order_by()
    found: QuerySet[Any, Any] = rows.values_list("portfolio").annotate(found=Count("pk"))
    return found
