"""What the pages of administration read of portfolios and themes."""

from collections.abc import Iterable, Sequence

from django.db.models import Count, QuerySet

from quantock.access import Viewer
from quantock.accounts.models import Grant, Place
from quantock.portfolios.models import Portfolio, Theme


def portfolios(viewer: Viewer) -> "QuerySet[Portfolio]":
    """Those the viewer may see, by name."""
    return Portfolio.objects.visible_to(viewer).select_related("organisation").order_by("name", "pk")


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
