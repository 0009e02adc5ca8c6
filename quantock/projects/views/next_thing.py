"""The one next thing of a project as one short form: what home and the weekly e-mail open."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from quantock.access import Permission, Request, can, page, require
from quantock.projects import queries, services
from quantock.projects.forms import short_form
from quantock.projects.models import Project
from quantock.projects.next_thing import NextThing
from quantock.projects.services import NotNow, Refused, Stale
from quantock.projects.views.editing import frame, project_of

NOT_TYPED = {"csrfmiddlewaretoken", "kind", "back"}
TOO_LATE = "Somebody else has done that meanwhile. Nothing of yours was saved; what you wrote stands below."


@page(Permission.PROJECT_VIEW)
def next_page(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    thing = queries.next_thing_of(project, on=timezone.localdate())
    if request.method != "POST":
        return _shown(request, project, thing)
    if thing is None:
        return _too_late(request, project, thing)
    require(request, thing.needs, project)
    if request.POST.get("kind", thing.kind) != thing.kind:
        return _too_late(request, project, thing)
    form = short_form(thing, project.track, request.POST)
    if form is None:
        return _shown(request, project, thing)
    if not form.is_valid():
        return _shown(request, project, thing, form=form, status=422)
    try:
        by, on = cast(Request, request).user, timezone.localdate()
        done = services.do_next(project, thing, form.cleaned_data, by=by, on=on)
    except (Stale, NotNow, Refused):
        return _too_late(request, project, thing)
    messages.success(request, done)
    return redirect("/") if request.POST.get("back") == "home" else redirect("projects:overview", number)


def _too_late(request: HttpRequest, project: Project, thing: NextThing | None) -> HttpResponse:
    messages.warning(request, TOO_LATE)
    typed = [text for name, text in request.POST.items() if name not in NOT_TYPED and text]
    return _shown(request, project, thing, typed=typed, status=409)


def _shown(
    request: HttpRequest, project: Project, thing: NextThing | None, *, status: int = 200, **more: object
) -> HttpResponse:
    may = thing is not None and can(cast(Request, request).viewer, thing.needs, project)
    context = frame(
        request,
        project,
        "What is next",
        thing=thing,
        may=may,
        **{"form": short_form(thing, project.track) if thing and may else None, "typed": (), **more},
    )
    context["step_after"] = next(
        (step for step in context["steps"] if project.step and step.number > project.step.number), None
    )
    context["from_home"] = (request.POST or request.GET).get("back") == "home"
    return TemplateResponse(request, "projects/next.jinja", context, status=status)
