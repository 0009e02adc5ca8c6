"""Which projects a list shows: the page that has the list says how its address narrows it.

The list lives a floor up, so it registers here; exports and workbooks take the same query string as the list.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from quantock.access import Viewer
from quantock.projects.models import Project

Narrow = Callable[[Viewer, QueryDict], QuerySet[Any]]
"""Projects, or their facts as at a day, in the order of the list."""

_narrow: list[Narrow] = []


def narrow_with(function: Narrow) -> None:
    """Register how the list's address narrows it; the last that registers counts."""
    _narrow[:] = [function]


def listed(viewer: Viewer, query: QueryDict) -> QuerySet[Project]:
    """The projects of a list as they are today, of those the viewer may see."""
    seen = Project.objects.visible_to(viewer)
    if not _narrow:
        return seen.order_by("title", "pk")
    rows = _narrow[0](viewer, query)
    if rows.model is Project:
        return rows
    return seen.filter(pk__in=rows.order_by().values("project")).order_by("title", "pk")
