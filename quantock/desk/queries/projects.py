"""What the pages of several nouns read, each in a fixed number of queries."""

from django.db.models import Count, Q

from quantock.access import Viewer
from quantock.portfolios.models import Portfolio
from quantock.projects.models import Project, State
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
