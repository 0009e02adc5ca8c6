"""The projects that the list shows under an address, for workbooks and exports of it, and for the pages of measures and benefits."""

from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict

from quantock.access import Viewer
from quantock.benefits.narrowing import Among
from quantock.desk.asked import read
from quantock.desk.queries.listing import Order, ordered
from quantock.measures.narrowing import Narrowed
from quantock.web.display import choices_in_force
from quantock.web.past import DAYS

OFFERED = ("portfolio", "theme", "organisation", "step", "aim")
"""The filters of projects that the page of measures offers itself; the others it takes from an address."""


def projects_of(viewer: Viewer, query: QueryDict) -> QuerySet[Any]:
    """What is not understood of the address is not applied, as in the list itself."""
    return ordered(read(viewer, query, "projects").selection, Order.asked(query.get("sort", "")))


def measures_of(viewer: Viewer, query: QueryDict) -> Narrowed:
    """The live projects that the address asks for, or those of the state it names, also as at its day; its own words are in
    `project`, and its `since` is about signals."""
    about = query.copy()
    about.pop("since", None)
    about["q"] = about.get("project", "")
    one = read(viewer, about, "measures")
    offered = {name: one.form.fields[name].choices for name in OFFERED}  # type: ignore[attr-defined]  # only choice fields are OFFERED
    own = {*OFFERED, *DAYS, "q", "state"}
    others = [said for said in choices_in_force(one.form) if said[0] not in own]
    selection = one.selection if one.query.get("state") == "all" else one.selection.counted()
    return Narrowed(selection.ids(), offered, others, selection.found)


def benefits_of(viewer: Viewer, query: QueryDict) -> Among:
    """The projects that a dashboard under this address counts, also as at its day."""
    one = read(viewer, query, "dashboard")
    words = [words for name, _, words in choices_in_force(one.form) if name not in DAYS]
    return Among(one.selection.counted().ids(), words)
