"""Reaching a task through its project, who may act on it, and the frame of its pages."""

from collections.abc import Sequence
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from quantock.access import Permission, Request, can
from quantock.plans import queries, rules
from quantock.plans.models import DEEPEST, Task
from quantock.projects.models import Project
from quantock.projects.views.editing import form_page, frame, project_of


def task_of(request: HttpRequest, number: int, key: int) -> tuple[Project, Task]:
    """Always through its own project: another project's task does not exist here, nor do the places of milestones."""
    project = project_of(request, number)
    found = queries.one_of(project, key)
    if found is None or found.milestone_id:
        raise Http404
    return project, found


def acted_on(request: HttpRequest, number: int, key: int) -> tuple[Project, Task]:
    """A task that this viewer may act on: those who plan may, and whoever owns it."""
    project, found = task_of(request, number, key)
    if not may_act(request, found):
        raise PermissionDenied
    return project, found


def may_act(request: HttpRequest, task: Task) -> bool:
    viewer = cast(Request, request).viewer
    mine = task.owner is not None and viewer.user is not None and task.owner.user_id == viewer.user.pk
    return mine or can(viewer, Permission.MILESTONE_EDIT, task)


def around(request: HttpRequest, project: Project, title: str, **more: Any) -> dict[str, Any]:
    """What every page of a plan shows; the menu's entry stays marked on all of them."""
    may_edit = can(cast(Request, request).viewer, Permission.MILESTONE_EDIT, project)
    context: dict[str, Any] = frame(request, project, title, may_edit=may_edit, back=at_plan(project), **more)
    return context


def at_plan(project: Project) -> str:
    return reverse("plans:plan", args=[project.number])


def phases_of(tasks: Sequence[Task], without: Task | None = None) -> list[tuple[str, str]]:
    """What a task can be part of: every task that is neither a milestone nor within itself."""
    levels = [each.level for each in tasks]
    at = next((place for place, each in enumerate(tasks) if without and each.pk == without.pk), None)
    barred = rules.block_of(levels, at) if at is not None else range(0)
    return [
        (str(each.pk), f"{'— ' * (each.level - 1)}{each.name[:100]}")
        for place, each in enumerate(tasks)
        if place not in barred and not each.milestone_id and each.level < DEEPEST
    ]


def asked(
    request: HttpRequest,
    project: Project,
    form: Any,
    *,
    title: str,
    button: str = "Save",
    intro: str = "",
    back: str = "",
    template: str = "plans/ask.jinja",
    **more: Any,
) -> HttpResponse:
    """The page of one form about a plan."""
    context = around(request, project, title, button=button, intro=intro, **more)
    context["back"] = back or context["back"]
    return form_page(request, project, form, context, template=template)
