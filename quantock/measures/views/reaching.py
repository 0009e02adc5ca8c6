"""Reaching a measure through its project, and the frame of its pages."""

from typing import Any, cast

from django.http import Http404, HttpRequest
from django.urls import reverse

from quantock.access import Permission, Request, can
from quantock.measures import queries
from quantock.measures.models import Measure, sees_drafts
from quantock.projects.models import Project
from quantock.projects.views.editing import frame, project_of


def measure_of(request: HttpRequest, number: int, key: int) -> tuple[Project, Measure]:
    """Always through its own project: another project's measure does not exist here."""
    project = project_of(request, number)
    found = queries.one_of(project, key)
    if found is None or (found.draft and not sees_drafts(cast(Request, request).viewer, project)):
        raise Http404
    return project, found


def at(measure: Measure) -> str:
    """The measure's own page."""
    return reverse("measures:measure", kwargs={"number": measure.project.number, "measure_id": measure.pk})


def around(request: HttpRequest, project: Project, title: str, **more: Any) -> dict[str, Any]:
    """What every page of measures shows."""
    may_edit = can(cast(Request, request).viewer, Permission.MEASURE_EDIT, project)
    return frame(request, project, title, may_edit=may_edit, **more)
