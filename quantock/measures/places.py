"""What other floors ask of measures: what an organisation's page tells, and what becomes of shared ones in a merge."""

from datetime import date

from django.urls import reverse

from quantock.access import Permission, Viewer, can
from quantock.measures import hiding
from quantock.measures.models import MeasureSet, SharedMeasure
from quantock.measures.services import threshold_of
from quantock.people import panels
from quantock.people.models import Organisation
from quantock.projects.models import Project
from quantock.projects.services.twins import carries


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


@carries(SharedMeasure)
def used_by_either(kept: Project, gone: Project) -> None:
    """What either used, once; not what is its own measure now."""
    both = SharedMeasure.objects.filter(project__in=(kept, gone), removed_at=None)
    both.filter(measure__project__in=(kept, gone)).delete()
    held = SharedMeasure.objects.filter(project=kept, removed_at=None)
    both.filter(project=gone, measure__in=list(held.values_list("measure", flat=True))).delete()
    SharedMeasure.objects.filter(project=gone).update(project=kept)
