"""What the page of an organisation tells about measures: the sets it looks at and, to its administrators, small numbers."""

from datetime import date

from django.urls import reverse

from quantock.access import Permission, Viewer, can
from quantock.measures import hiding
from quantock.measures.models import MeasureSet
from quantock.measures.services import threshold_of
from quantock.people import panels
from quantock.people.models import Organisation


@panels.panel
def small_numbers(viewer: Viewer, organisation: Organisation, on: date) -> panels.Panel | None:
    """One query, for its administrators."""
    if not can(viewer, Permission.ORGANISATION_ADMIN, organisation):
        return None
    below = threshold_of(organisation) or hiding.USUAL
    here = reverse("measures-everywhere:small-numbers", args=[organisation.pk])
    says = f"Counts of people who could be recognised are shown from {below}, and 0"
    return panels.Panel("Small numbers", [panels.Line("Change from which number", here, says)], "")


@panels.panel
def measure_sets(viewer: Viewer, organisation: Organisation, on: date) -> panels.Panel | None:
    """One query; none of them, no panel."""
    found = MeasureSet.objects.visible_to(viewer).filter(organisation=organisation)[:20]
    lines = [
        panels.Line(one.name, reverse("measures-everywhere:set", args=[one.pk]), one.purpose) for one in found
    ]
    return panels.Panel("Measure sets", lines, "") if lines else None
