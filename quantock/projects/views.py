"""One project: seeing it, registering it, changing it."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from quantock.access import Permission, Request, can, fetch, page, visible
from quantock.projects import lifecycles, queries, services
from quantock.projects.forms import BackForm, CharterForm, EditForm, EndForm, RegisterForm
from quantock.projects.models import Project
from quantock.projects.services import Registration, Stale


def project_of(request: HttpRequest, number: int, permission: Permission | None = None) -> Project:
    """The project of a page's address, seen and allowed."""
    return fetch(request, Project, permission, among=queries.joined(), number=number)


@page(Permission.PROJECT_VIEW)
def overview(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    viewer = cast(Request, request).viewer
    context = {
        "title": project.title,
        "project": project,
        "charter": queries.charter_of(project),
        "steps": queries.steps_of(project),
        "may_edit": can(viewer, Permission.PROJECT_EDIT, project),
        "may_move": can(viewer, Permission.STEP_MOVE, project),
        "may_end": can(viewer, Permission.PROJECT_CONTROL, project) and project.is_live,
        "recent": queries.history_of(project, limit=5),
    }
    return TemplateResponse(request, "projects/overview.jinja", context)


@page(Permission.PROJECT_REGISTER)
def register(request: HttpRequest) -> HttpResponse:
    asked = cast(Request, request)
    visible(request, Project)
    organisations = services.organisation_choices(asked.user)
    form = RegisterForm(request.POST or None, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        model = lifecycles.ensure_shipped()["seven-steps"]
        record = {
            "title": said["title"],
            "lead_organisation": said["organisation"],
            "track": said["track"],
            "life_cycle": model,
            "step": model.steps.first(),
        }
        charter = {"problem": said["problem"], "aim": said["aim"]}
        [project] = services.register(
            [Registration(record, charter, said["visibility"])], by=asked.user, on=timezone.localdate()
        )
        messages.success(request, f"{project.ref} is registered. Next: say who takes part.")
        return redirect("projects:overview", number=project.number)
    typed = f"{form.data.get('title', '')} {form.data.get('problem', '')}"
    similar = queries.similar_to(asked.viewer, typed) if form.is_bound else []
    context = {"title": "Register a project", "form": form, "similar": similar}
    return TemplateResponse(request, "projects/register.jinja", context, status=422 if form.errors else 200)


@page(Permission.PROJECT_EDIT)
def edit(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    shown = {name: getattr(project, name) for name in EditForm.RECORD}
    form = EditForm(request.POST or None, initial={**shown, "seen": EditForm.sign(shown)})
    theirs: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in EditForm.RECORD}
        by, seen = cast(Request, request).user, form.cleaned_data["seen"]
        try:
            services.change_record(project, said, by=by, on=timezone.localdate(), seen=seen)
        except Stale as stale:
            theirs = {services.label(name): value for name, value in stale.theirs.items()}
            form.data = {**request.POST.dict(), "seen": EditForm.sign(shown)}
        else:
            messages.success(request, "Saved")
            return redirect("projects:overview", number=number)
    context = {"title": f"Edit {project.title}", "form": form, "project": project, "theirs": theirs}
    status = 409 if theirs else 422 if form.errors else 200
    return TemplateResponse(request, "projects/edit.jinja", context, status=status)


@page(Permission.PROJECT_EDIT)
def charter(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    current = queries.charter_of(project)
    form = CharterForm(request.POST or None, initial=current.said())
    if request.method == "POST" and form.is_valid():
        by = cast(Request, request).user
        services.change_charter(project, form.cleaned_data, by=by, on=timezone.localdate())
        messages.success(request, "Saved")
        return redirect("projects:overview", number=number)
    context = {"title": f"Charter of {project.title}", "form": form, "project": project, "theirs": {}}
    return TemplateResponse(request, "projects/edit.jinja", context, status=422 if form.errors else 200)


@require_POST
@page(Permission.STEP_MOVE)
def next_step(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    here = project.step.number if project.step else 0
    ahead = [step for step in queries.steps_of(project) if step.number > here]
    if ahead:
        by = cast(Request, request).user
        services.move_to_step(project, ahead[0], by=by, on=timezone.localdate())
        messages.success(request, f"Now at step {ahead[0]}")
    return redirect("projects:overview", number=number)


@page(Permission.STEP_MOVE)
def previous_step(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    here = project.step.number if project.step else 0
    behind = [step for step in queries.steps_of(project) if step.number < here]
    form = BackForm(request.POST or None)
    if request.method == "POST" and behind and form.is_valid():
        by, reason = cast(Request, request).user, form.cleaned_data["reason"]
        services.move_to_step(project, behind[-1], by=by, on=timezone.localdate(), reason=reason)
        messages.success(request, f"Back at step {behind[-1]}")
        return redirect("projects:overview", number=number)
    context = {"title": "Move back a step", "form": form, "project": project, "theirs": {}}
    return TemplateResponse(request, "projects/edit.jinja", context, status=422 if form.errors else 200)


@page(Permission.PROJECT_CONTROL)
def end(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    form = EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        by = cast(Request, request).user
        services.end(project, by=by, on=timezone.localdate(), **form.cleaned_data)
        messages.success(request, "Closed")
        return redirect("projects:overview", number=number)
    context = {"title": f"Close {project.title}", "form": form, "project": project, "theirs": {}}
    return TemplateResponse(request, "projects/edit.jinja", context, status=422 if form.errors else 200)


@page(Permission.PROJECT_VIEW)
def history(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    context = {
        "title": f"History of {project.title}",
        "project": project,
        "events": queries.history_of(project),
    }
    return TemplateResponse(request, "projects/history.jinja", context)
