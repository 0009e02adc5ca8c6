"""Plans to start from, and to save."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from quantock.access import Permission, Request, page
from quantock.engines.text import plural
from quantock.plans import queries, templates
from quantock.plans.forms import BeginForm, SaveForm
from quantock.plans.models import Template
from quantock.plans.starters import BY_CODE, STARTERS
from quantock.plans.views.reaching import around, asked, at_plan
from quantock.projects.models import Project
from quantock.projects.services import Refused
from quantock.projects.views.editing import project_of


@page(Permission.MILESTONE_EDIT)
def choose(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    context = around(
        request,
        project,
        "Start from a plan",
        starters=STARTERS,
        ours=queries.templates_of(project),
    )
    return TemplateResponse(request, "plans/start.jinja", context)


@page(Permission.MILESTONE_EDIT)
def shipped(request: HttpRequest, number: int, starter: str) -> HttpResponse:
    project = project_of(request, number)
    if starter not in BY_CODE:
        raise Http404
    one = BY_CODE[starter]
    return _begun(request, project, one.name, one.about, one.rows)


@page(Permission.MILESTONE_EDIT)
def ours(request: HttpRequest, number: int, template: int) -> HttpResponse:
    project = project_of(request, number)
    one = _ours(project, template)
    return _begun(request, project, one.name, one.about, one.rows)


def _ours(project: Project, key: int) -> Template:
    """Always through the project's lead organisation: another's plans do not exist here."""
    found = next((each for each in queries.templates_of(project) if each.pk == key), None)
    if found is None:
        raise Http404
    return found


def _begun(
    request: HttpRequest, project: Project, name: str, about: str, rows: Sequence[Mapping[str, Any]]
) -> HttpResponse:
    form = BeginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by, on = cast(Request, request).user, timezone.localdate()
        try:
            made = templates.begin_from(
                project, rows, called=name, start=form.cleaned_data["start"], by=by, on=on
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{plural(len(made), 'task')} added. Change them as you need")
            return redirect(at_plan(project))
    return asked(
        request,
        project,
        form,
        title=f"Start from: {name}",
        button="Begin with it",
        intro=about,
        back=reverse("plans:start", args=[project.number]),
        template="plans/begin.jinja",
        rows=rows,
    )


@page(Permission.MILESTONE_EDIT)
def save(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    form = SaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        shown = queries.plan_of(project, cast(Request, request).viewer, on=timezone.localdate())
        try:
            templates.save_template(project, shown.lines, by=cast(Request, request).user, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request, f"Kept. Other projects of {project.lead_organisation} can start from it"
            )
            return redirect(at_plan(project))
    return asked(
        request,
        project,
        form,
        title="Save this plan to start from",
        intro=f"Its tasks and how they follow each other are kept for other projects of {project.lead_organisation}; "
        "people, notes and progress are not.",
    )


@require_POST
@page(Permission.MILESTONE_EDIT)
def remove(request: HttpRequest, number: int, template: int) -> HttpResponse:
    project = project_of(request, number)
    one = _ours(project, template)
    templates.remove_template(one, project, by=cast(Request, request).user)
    messages.success(request, f"“{one.name}” is off the list; plans begun from it stay")
    return redirect("plans:start", number=number)
