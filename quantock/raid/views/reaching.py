"""Reaching an entry through its project, who may act on it, and the frame of its pages."""

from collections.abc import Mapping
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from quantock.access import Permission, Request, can, fetch
from quantock.projects.models import PORTFOLIOS, Project
from quantock.projects.views.editing import form_page, frame, project_of
from quantock.raid import queries, rebaselining
from quantock.raid.kinds import BY_SLUG, Kind, Register
from quantock.raid.models import Entry


def log_of(request: HttpRequest, number: int) -> Project:
    """What a log's address names: a project, or what stands for a portfolio or an organisation."""
    if number < PORTFOLIOS:
        return project_of(request, number)
    joined = Project.places.select_related("lead_organisation", "of_portfolio__organisation")
    return fetch(request, Project, among=joined, number=number)


def entry_of(request: HttpRequest, number: int, key: int) -> tuple[Project, Entry]:
    """Always through its own project: another project's entry does not exist here."""
    project = log_of(request, number)
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
    if project.is_place:
        here, there = reverse("raid:log", args=[project.number]), address_of(project)
        context["menu"] = [{"text": project.ref, "href": there}, {"text": "Actions and risks", "href": here}]
        context |= {"here": here, "place_at": there}
        cast(Any, request).within = there
    return context


def address_of(place: Project) -> str:
    """The page of the portfolio or organisation that a row stands for."""
    if place.of_portfolio_id:
        return reverse("desk:portfolio", args=[place.of_portfolio_id])
    return reverse("people:organisation", args=[place.of_organisation_id])


def tabs_of(project: Project, counts: Mapping[str, int]) -> list[dict[str, Any]]:
    """The registers as tabs, each with how many are open. On the quick track those of the one list are one tab."""
    tabs: dict[str, dict[str, Any]] = {}
    for each in queries.registers_of(project, counts):
        href, count = at(project, each), counts.get(each.kind, 0)
        if href in tabs:
            tabs[href]["text"] += f", {each.many.lower()}"
            tabs[href]["count"] += count
        else:
            tabs[href] = {"text": each.many, "href": href, "count": count}
    return list(tabs.values())


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
