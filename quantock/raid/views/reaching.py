"""Reaching an entry through its project, who may act on it, and the frame of its pages."""

from collections.abc import Mapping
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from quantock.access import Permission, Request, can
from quantock.projects.models import Project
from quantock.projects.views.editing import form_page, frame, project_of
from quantock.raid import queries, rebaselining
from quantock.raid.kinds import BY_SLUG, Kind, Register
from quantock.raid.models import Entry


def entry_of(request: HttpRequest, number: int, key: int) -> tuple[Project, Entry]:
    """Always through its own project: another project's entry does not exist here."""
    project = project_of(request, number)
    found = queries.one_of(project, cast(Request, request).viewer, key)
    if found is None:
        raise Http404
    return project, found


def acted_on(request: HttpRequest, number: int, key: int) -> tuple[Project, Entry]:
    """An entry that this viewer may act on: the project's people may, and whoever owns it."""
    project, found = entry_of(request, number, key)
    if not may_act(request, found):
        raise PermissionDenied
    return project, found


def may_act(request: HttpRequest, entry: Entry) -> bool:
    viewer = cast(Request, request).viewer
    mine = entry.owner is not None and viewer.user is not None and entry.owner.user_id == viewer.user.pk
    return mine or can(viewer, Permission.LOG_EDIT, entry)


def not_theirs(request: HttpRequest, entry: Entry) -> tuple[str, ...]:
    """The standings that this viewer may not give: a change request is approved by those who control the project."""
    viewer = cast(Request, request).viewer
    decides = entry.kind != Kind.CHANGE or can(viewer, Permission.PROJECT_CONTROL, entry)
    return () if decides else (rebaselining.APPROVED,)


def register_called(slug: str) -> Register:
    found = BY_SLUG.get(slug)
    if found is None:
        raise Http404
    return found


def around(request: HttpRequest, project: Project, title: str, **more: Any) -> dict[str, Any]:
    """What every page of a log shows; the menu's entry stays marked on all of them."""
    may_edit = can(cast(Request, request).viewer, Permission.LOG_EDIT, project)
    context: dict[str, Any] = frame(request, project, title, may_edit=may_edit, **more)
    return context


def tabs_of(project: Project, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The registers as tabs, each with how many are open. On the quick track one list is enough."""
    return [
        {"text": each.many, "href": at(project, each), "count": counts.get(each.kind, 0)}
        for each in queries.registers_of(project, counts)
    ]


def at(project: Project, register: Register) -> str:
    """Where a register stands: on the quick track, in the one list."""
    if project.track == "quick" and register.kind in queries.one_list():
        return reverse("raid:log", args=[project.number])
    return reverse("raid:register", args=[project.number, register.slug])


def asked(
    request: HttpRequest,
    project: Project,
    form: Any,
    *,
    title: str,
    back: str,
    button: str = "Save",
    intro: str = "",
    template: str = "raid/ask.jinja",
    **more: Any,
) -> HttpResponse:
    """The page of one form about a log."""
    context = around(request, project, title, back=back, button=button, intro=intro, **more)
    return form_page(request, project, form, context, template=template)
