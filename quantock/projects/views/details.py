"""The details of one project, each section edited in its place."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from quantock.access import Permission, Request, can, fetch, page, visible
from quantock.portfolios.models import Portfolio
from quantock.projects import queries, rules, services
from quantock.projects.forms import (
    DetailsForm,
    ExternalIdForm,
    PortfolioForm,
    ProgrammeForm,
    ReasonForm,
    VisibilityForm,
    local_form,
    themes_form,
)
from quantock.projects.models import Project
from quantock.projects.views.editing import edited, frame, project_of


@page(Permission.PROJECT_VIEW)
def details(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    context = frame(request, project, "Details", **around(request, project))
    return TemplateResponse(request, "projects/details.jinja", context)


def around(request: HttpRequest, project: Project, section: str = "") -> dict[str, Any]:
    """All sections; `section` names the one whose form stands open in its place."""
    viewer = cast(Request, request).viewer
    return {
        "found": queries.details_of(project, viewer, section),
        "contribution": rules.CONTRIBUTION,
        "section": section,
        "may_edit": can(viewer, Permission.PROJECT_EDIT, project),
        "may_control": can(viewer, Permission.PROJECT_CONTROL, project),
        "turns": rules.turns_from(project.state),
        "may_join": viewer.may_anywhere(Permission.PORTFOLIO_EDIT),
    }


def edit_section(
    request: HttpRequest,
    project: Project,
    section: str,
    form: forms.Form,
    save: Callable[[], Any],
    *,
    done: str = "Saved",
) -> HttpResponse:
    """One section, edited in its place on the page."""
    return edited(
        request,
        form,
        save,
        project=project,
        title="Details",
        to="projects:details",
        done=done,
        template="projects/details.jinja",
        at=section,
        around=lambda: around(request, project, section),
    )


@page(Permission.PROJECT_EDIT)
def about(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    form = DetailsForm(request.POST or None, project=project)
    by, on = cast(Request, request).user, timezone.localdate()

    def save() -> None:
        services.change_record(project, form.said, by=by, on=on, seen=form.cleaned_data["seen"])

    return edit_section(request, project, "about", form, save)


@page(Permission.PROJECT_EDIT)
def local(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    fields = queries.local_fields_of(project)
    form = local_form(request.POST or None, fields=fields, held=queries.local_facts_of(project, fields))
    by, on = cast(Request, request).user, timezone.localdate()

    def save() -> None:
        services.change_local(project, form.said, by=by, on=on, seen=form.cleaned_data["seen"])

    return edit_section(request, project, "local", form, save)


@page(Permission.PROJECT_EDIT)
def themes(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    by, on = cast(Request, request).user, timezone.localdate()
    offered, held = queries.themes_for(project, on)
    form = themes_form(request.POST or None, themes=offered, held=held)

    def save() -> None:
        services.change_themes(project, form.said, by=by, on=on, seen=form.cleaned_data["seen"])

    return edit_section(request, project, "themes", form, save)


@page(Permission.PROJECT_EDIT)
def visibility(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    form = VisibilityForm(request.POST or None, project=project, sees=queries.who_sees(project))
    by, on = cast(Request, request).user, timezone.localdate()

    def save() -> None:
        services.change_record(project, form.said, by=by, on=on, seen=form.cleaned_data["seen"])

    return edit_section(request, project, "visibility", form, save)


@page(Permission.PROJECT_EDIT)
def programme(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    among = visible(request, Project)
    parent = among.filter(pk=project.parent_id).first() if project.parent_id else None
    form = ProgrammeForm(request.POST or None, parent=parent, among=among)
    by = cast(Request, request).user

    def save() -> None:
        services.place_in_programme(
            project, form.cleaned_data["parent"], by=by, seen=form.cleaned_data["seen"]
        )

    return edit_section(request, project, "programme", form, save)


@page(Permission.PORTFOLIO_EDIT)
def join(request: HttpRequest, number: int) -> HttpResponse:
    """Whoever may edit a portfolio puts projects they see into it; showing it there is the lead's to agree."""
    project = project_of(request, number, Permission.PROJECT_VIEW)
    viewer = cast(Request, request).viewer
    may_agree = can(viewer, Permission.PROJECT_EDIT, project)
    among = queries.portfolios_to_join(project, viewer)
    form = PortfolioForm(request.POST or None, among=among, may_agree=may_agree)
    by, on = cast(Request, request).user, timezone.localdate()

    def save() -> None:
        said = form.cleaned_data
        shown = bool(said.get("shown"))
        services.join_portfolio(project, said["portfolio"], shown=shown, by=by, on=on)

    return edit_section(request, project, "portfolios", form, save, done="Put into the portfolio")


@page(Permission.PORTFOLIO_EDIT)
def leave(request: HttpRequest, number: int, portfolio: int) -> HttpResponse:
    project = project_of(request, number, Permission.PROJECT_VIEW)
    left = fetch(request, Portfolio, pk=portfolio)
    form = ReasonForm(request.POST or None)
    by, on = cast(Request, request).user, timezone.localdate()

    def save() -> None:
        services.leave_portfolio(project, left, reason=form.cleaned_data["reason"], by=by, on=on)

    title = f"Take it out of {left.name}"
    return edited(request, form, save, project=project, title=title, to="projects:details", done="Taken out")


@require_POST
@page(Permission.PROJECT_EDIT)
def show(request: HttpRequest, number: int, portfolio: int) -> HttpResponse:
    """Agree, or no longer agree, to show it to those who hold a role on a portfolio it is in."""
    project = project_of(request, number)
    viewer = cast(Request, request).viewer
    rows = [each.fact for each in queries.portfolios_of(project, viewer)]
    row = next((each for each in rows if each.portfolio_id == portfolio), None)
    if row is None:
        raise Http404
    shown = "shown" in request.POST
    by, on = cast(Request, request).user, timezone.localdate()
    services.agree_to_show(project, row.portfolio, shown=shown, by=by, on=on)
    messages.success(request, "It is shown there now" if shown else "It is no longer shown there")
    return redirect("projects:details", number=number)


@page(Permission.PROJECT_EDIT)
def attach(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    form = ExternalIdForm(request.POST or None)
    by = cast(Request, request).user

    def save() -> None:
        found = services.attach_id(project, form.cleaned_data["value"], by=by)
        for other in services.known_as(found.value, but=project, viewer=cast(Request, request).viewer):
            says = f"{other} has this id too: a register with it finds both. If they are one, merge them."
            messages.warning(request, says)

    return edit_section(request, project, "ids", form, save, done="Added")


@require_POST
@page(Permission.PROJECT_EDIT)
def detach(request: HttpRequest, number: int, external: int) -> HttpResponse:
    project = project_of(request, number)
    found = project.external_ids.filter(pk=external).first()
    if found is None:
        raise Http404
    services.detach_id(found, by=cast(Request, request).user)
    messages.success(request, f"“{found.value}” is no longer an id of this project")
    return redirect("projects:details", number=number)
