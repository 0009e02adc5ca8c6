"""What the pages of administration read of portfolios and themes."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count, QuerySet

from quantock.access import Viewer, prepared
from quantock.accounts.models import Grant, Place
from quantock.portfolios.models import Portfolio, Theme

MOST_OFFERED = 300


def portfolios(viewer: Viewer) -> "QuerySet[Portfolio]":
    """Those the viewer may see, by name."""
    return Portfolio.objects.visible_to(viewer).select_related("organisation").order_by("name", "pk")


def offered(viewer: Viewer) -> list[tuple[int, str]]:
    """Those that a filter offers, by key and name. One query."""
    return prepared(_offered, viewer)


def _offered(viewer: Viewer) -> "QuerySet[Any, Any]":
    rows = Portfolio.objects.visible_to(viewer).filter(archived_on=None).order_by("name")
    return rows.values_list("pk", "name")[:MOST_OFFERED]


def themes(viewer: Viewer) -> "QuerySet[Theme]":
    """Every theme, by name."""
    return Theme.objects.visible_to(viewer).select_related("organisation").order_by("name", "pk")


def holders(shown: Iterable[Portfolio]) -> dict[int, int]:
    """How many people hold a role on each. One query."""
    held = Grant.objects.filter(place=Place.PORTFOLIO, place_id__in=[each.pk for each in shown])
    counted: Sequence[tuple[int, int]] = list(
        held.values_list("place_id").annotate(people=Count("user", distinct=True))
    )
    return dict(counted)
