"""The projects that the list shows under an address, for workbooks and exports of it."""

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from quantock.access import Viewer
from quantock.desk.asked import read
from quantock.desk.queries.listing import Order, ordered


def projects_of(viewer: Viewer, query: QueryDict) -> QuerySet[Any]:
    """What is not understood of the address is not applied, as in the list itself."""
    return ordered(read(viewer, query, "projects").selection, Order.asked(query.get("sort", "")))
