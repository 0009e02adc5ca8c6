"""Reaching a benefit through its project, who may act on it, and the frame of its pages."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse

from quantock.access import Permission, Request, can
from quantock.benefits import queries
from quantock.benefits.models import Benefit
from quantock.projects.models import Project
from quantock.projects.views.editing import frame, project_of


def benefit_of(request: HttpRequest, number: int, key: int) -> tuple[Project, Benefit]:
    """Always through its own project: another project's benefit does not exist here."""
    project = project_of(request, number)
    found = queries.one_of(project, cast(Request, request).viewer, key)
    if found is None:
        raise Http404
    return project, found


def acted_on(request: HttpRequest, number: int, key: int) -> tuple[Project, Benefit]:
    """A benefit that this viewer may act on."""
    project, found = benefit_of(request, number, key)
    if not may_act(request, found):
        raise PermissionDenied
    return project, found


def may_act(request: HttpRequest, benefit: Benefit) -> bool:
    """The project's people and benefits leads may, and whoever owns it, unless its figures are not for them."""
    viewer = cast(Request, request).viewer
    owner, user = benefit.owner, viewer.user
    mine = owner is not None and user is not None and owner.user_id == user.pk
    return (mine or can(viewer, Permission.BENEFIT_EDIT, benefit)) and queries.shows_figures(viewer, benefit)


def around(request: HttpRequest, project: Project, title: str, **more: Any) -> dict[str, Any]:
    """What every page of a project's benefits shows."""
    may_edit = can(cast(Request, request).viewer, Permission.BENEFIT_EDIT, project)
    return frame(request, project, title, may_edit=may_edit, **more)


def at(benefit: Benefit) -> str:
    return reverse("benefits:benefit", args=[benefit.project.number, benefit.pk])
