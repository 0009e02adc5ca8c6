"""What the pages of several nouns read, each in a fixed number of queries."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from quantock.access import Viewer, prepared
from quantock.portfolios.models import Portfolio
from quantock.projects.models import Count as Counts
from quantock.projects.models import MembershipFact, Project, State
from quantock.projects.models.project import seen_by
from quantock.projects.models.record import LIVE_STATES
from quantock.projects.queries.counts import shares, whole
from quantock.projects.shares import PORTFOLIOS

What = Counts.What


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
    """Portfolios one may see, each with how many of its projects one may see. Three queries."""
    found: list[Any] = prepared(_portfolios, viewer)
    counts = in_portfolios(viewer)
    for each in found:
        each.projects = counts.get(each.pk, 0)
    return found


def _portfolios(viewer: Viewer) -> QuerySet[Portfolio]:
    rows = Portfolio.objects.visible_to(viewer).select_related("organisation")
    return rows.only("name", "organisation__name").order_by("name")


def in_portfolios(viewer: Viewer) -> Mapping[int, int]:
    """How many projects that one may see are in each portfolio: from what is kept, or counted live until it is. Two queries."""
    if not viewer.is_signed_in:
        return dict(prepared(_inside, viewer))
    kept = Counter({(what, key): count for what, key, count in prepared(_kept, None, keys=whole(viewer))})
    if not kept.pop((What.COMPLETE, PORTFOLIOS), 0):
        return dict(prepared(_inside, viewer))
    for what, key, _, count, _ in shares(viewer):
        if what == What.PORTFOLIO:
            kept[what, key] += count
    return {int(key): count for (_, key), count in kept.items()}


def _kept(places: Sequence[str]) -> QuerySet[Any, Any]:
    asked = Q(what=What.PORTFOLIO) | Q(what=What.COMPLETE, key=PORTFOLIOS)
    rows = Counts.objects.filter(asked, place__in=places).order_by()
    return rows.values_list("what", "key").annotate(found=Sum("count"))


def _inside(viewer: Viewer) -> QuerySet[Any, Any]:
    """How many in each; each membership's project is looked at, so that no list of all of them is made first."""
    seen = seen_by(viewer, "project__") & Q(project__archived_at=None)
    rows = MembershipFact.objects.now().filter(seen, present=True).order_by()
    found: QuerySet[Any, Any] = rows.values_list("portfolio").annotate(found=Count("pk"))
    return found
