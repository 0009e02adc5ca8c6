"""Milestones of one project."""

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from quantock.access import Permission, Request, can, page
from quantock.engines.text import plural
from quantock.projects import queries, services
from quantock.projects.forms import (
    BaselineForm,
    ChangeMilestoneForm,
    ForecastForm,
    MilestoneForm,
    PasteForm,
    ReachedForm,
    RemoveForm,
)
from quantock.projects.models import Milestone, Project
from quantock.projects.panels import milestone_notes
from quantock.projects.pictures import milestones_drawn
from quantock.projects.views.editing import edited, frame, project_of


@page(Permission.PROJECT_VIEW)
def milestones(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    found = queries.milestones_of(project, on=timezone.localdate())
    may_edit = can(cast(Request, request).viewer, Permission.MILESTONE_EDIT, project)
    picture = milestones_drawn(found, on=timezone.localdate())
    notes = milestone_notes(cast(Request, request).viewer, project)
    context = frame(
        request, project, "Milestones", milestones=found, may_edit=may_edit, picture=picture, notes=notes
    )
    return TemplateResponse(request, "projects/milestones.jinja", context)


@page(Permission.MILESTONE_EDIT)
def add(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    form = MilestoneForm(request.POST or None)
    by, on = cast(Request, request).user, timezone.localdate()

    def save() -> None:
        services.add_milestones(project, [form.cleaned_data], by=by, on=on)

    return edited(
        request, form, save, project=project, title="Add a milestone", to="projects:milestones", done="Added"
    )


@page(Permission.MILESTONE_EDIT)
def paste(request: HttpRequest, number: int) -> HttpResponse:
    """Several at once: what was understood is shown, and kept after a second press."""
    project = project_of(request, number)
    form = PasteForm(request.POST or None)
    rows = form.cleaned_data["rows"] if form.is_valid() else []
    if rows and "sure" in request.POST:
        services.add_milestones(project, rows, by=cast(Request, request).user, on=timezone.localdate())
        messages.success(request, f"Added {plural(len(rows), 'milestone')}")
        return redirect("projects:milestones", number=number)
    context = frame(request, project, "Paste several milestones", form=form, rows=rows)
    return TemplateResponse(
        request, "projects/milestones_paste.jinja", context, status=422 if form.errors else 200
    )


def _of_one(
    form_class: type[forms.Form], title: str, act: Callable[..., Any], done: str, *shows: str
) -> Callable[..., HttpResponse]:
    """A page that says one thing of one milestone; `shows` are the dates that two people might say at once."""

    @page(Permission.MILESTONE_EDIT)
    def view(request: HttpRequest, number: int, milestone: int) -> HttpResponse:
        project = project_of(request, number)
        one = _milestone(project, milestone)
        options: dict[str, Any] = {"shown": {name: getattr(one, name) for name in shows}} if shows else {}
        form = form_class(request.POST or None, **options)
        by, on = cast(Request, request).user, timezone.localdate()

        def save() -> None:
            act(one, by=by, on=on, **form.cleaned_data)

        name = f"{title}: {one.name}"
        return edited(request, form, save, project=project, title=name, to="projects:milestones", done=done)

    return view


@page(Permission.MILESTONE_EDIT)
def change(request: HttpRequest, number: int, milestone: int) -> HttpResponse:
    """What it is, beside its dates: name, kind, owner, evidence."""
    project = project_of(request, number)
    one = _milestone(project, milestone)
    form = ChangeMilestoneForm(request.POST or None, shown=services.shown_milestone(one))
    by = cast(Request, request).user

    def save() -> None:
        services.change_milestone(one, form.said, person=form.person, by=by, seen=form.cleaned_data["seen"])

    title = f"Change: {one.name}"
    return edited(request, form, save, project=project, title=title, to="projects:milestones")


def _milestone(project: Project, key: int) -> Milestone:
    """Always through its own project: another project's milestone does not exist here."""
    found = project.milestones.select_related("owner").filter(pk=key, removed_at=None).first()
    if found is None:
        raise Http404
    return found


def _remove(milestone: Milestone, *, on: object, **said: Any) -> None:
    services.remove_milestone(milestone, **said)


forecast = _of_one(
    ForecastForm, "New forecast", services.forecast_milestone, "Forecast kept", "forecast", "provisional"
)
reached = _of_one(ReachedForm, "Reached", services.reach_milestone, "Well done", "actual")
baseline = _of_one(BaselineForm, "New baseline", services.rebaseline, "Baseline moved", "baseline")
remove = _of_one(RemoveForm, "Remove", _remove, "Removed")
