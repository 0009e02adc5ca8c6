"""One project: seeing it, registering it, changing it."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from quantock.access import Permission, Request, can, page, visible
from quantock.projects import lifecycles, queries, services
from quantock.projects.forms import BackForm, CharterForm, EditForm, EndForm, RegisterForm
from quantock.projects.models import Project
from quantock.projects.services import Registration
from quantock.projects.views.editing import edited, frame, project_of


@page(Permission.PROJECT_VIEW)
def overview(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    viewer = cast(Request, request).viewer
    context = frame(
        request,
        project,
        project.title,
        charter=queries.charter_of(project),
        update=services.last_published(project),
        milestones=queries.milestones_of(project, on=timezone.localdate()),
        people=queries.people_of(project),
        ratings=queries.ratings_of(project),
        recent=queries.history_of(project, viewer, limit=5),
        may_edit=can(viewer, Permission.PROJECT_EDIT, project),
        may_update=can(viewer, Permission.STATUS_DRAFT, project) and project.is_live,
        may_move=can(viewer, Permission.STEP_MOVE, project) and project.is_live,
        may_end=can(viewer, Permission.PROJECT_CONTROL, project) and project.is_live,
        may_rate=can(viewer, Permission.RATE_AS_OFFICE, project),
    )
    return TemplateResponse(request, "projects/overview.jinja", context)


@page(Permission.PROJECT_REGISTER)
def register(request: HttpRequest) -> HttpResponse:
    asked = cast(Request, request)
    visible(request, Project)
    organisations = services.organisation_choices(asked.user)
    form = RegisterForm(request.POST or None, organisations=organisations)
    typed = f"{form.data.get('title', '')} {form.data.get('problem', '')}"
    similar = queries.similar_to(asked.viewer, typed) if form.is_bound else []
    if request.method == "POST" and form.is_valid() and not (similar and "seen-similar" not in request.POST):
        said = form.cleaned_data
        model = lifecycles.model_to_begin_with(said["organisation"].pk)
        record = {
            "title": said["title"],
            "lead_organisation": said["organisation"],
            "track": said["track"],
            "life_cycle": model,
            "step": lifecycles.first_step(model, said["track"]),
        }
        charter = {"problem": said["problem"], "aim": said["aim"]}
        [project] = services.register(
            [Registration(record, charter, said["visibility"])], by=asked.user, on=timezone.localdate()
        )
        messages.success(request, f"{project.ref} is registered. Next: say who takes part.")
        return redirect("projects:overview", number=project.number)
    context = {"title": "Register a project", "form": form, "similar": similar}
    return TemplateResponse(request, "projects/register.jinja", context, status=422 if form.errors else 200)


@page(Permission.PROJECT_REGISTER)
def similar(request: HttpRequest) -> HttpResponse:
    """What is like the title and problem being typed: a part of the registering page."""
    visible(request, Project)
    said = request.POST or request.GET
    typed = f"{said.get('title', '')} {said.get('problem', '')}"
    found = queries.similar_to(cast(Request, request).viewer, typed)
    return TemplateResponse(
        request, "projects/similar.jinja", {"similar": found, "title": "Similar projects"}
    )


@page(Permission.PROJECT_EDIT)
def edit(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    form = EditForm(request.POST or None, shown={name: getattr(project, name) for name in EditForm.RECORD})
    by, on = cast(Request, request).user, timezone.localdate()

    def save() -> None:
        services.change_record(project, form.said, by=by, on=on, seen=form.cleaned_data["seen"])

    return edited(request, form, save, project=project, title=f"Edit {project.title}")


@page(Permission.PROJECT_VIEW)
def charter_page(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    may_edit = can(cast(Request, request).viewer, Permission.PROJECT_EDIT, project)
    context = frame(request, project, "Charter", charter=queries.charter_of(project), may_edit=may_edit)
    return TemplateResponse(request, "projects/charter.jinja", context)


@page(Permission.PROJECT_EDIT)
def charter(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    current = queries.charter_of(project).said()
    form = CharterForm(
        request.POST or None,
        shown={name: current[name] for name in CharterForm.base_fields if name != "seen"},
    )
    by, on = cast(Request, request).user, timezone.localdate()

    def save() -> None:
        services.change_charter(project, form.said, by=by, on=on, seen=form.cleaned_data["seen"])

    return edited(
        request, form, save, project=project, title="Change the charter", to="projects:charter-page"
    )


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
    if not behind:
        messages.warning(request, "This project is at its first step")
        return redirect("projects:overview", number=number)
    form = BackForm(request.POST or None)
    by, on, step = cast(Request, request).user, timezone.localdate(), behind[-1]

    def save() -> None:
        services.move_to_step(project, step, by=by, on=on, reason=form.cleaned_data["reason"])

    return edited(
        request, form, save, project=project, title=f"Move back to {step}", done=f"Back at step {step}"
    )


@page(Permission.PROJECT_CONTROL)
def end(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    form = EndForm(request.POST or None)
    by, on = cast(Request, request).user, timezone.localdate()

    def save() -> None:
        services.end(project, by=by, on=on, **form.cleaned_data)

    return edited(request, form, save, project=project, title=f"Close {project.title}", done="Closed")


@page(Permission.PROJECT_VIEW)
def history(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    events = queries.history_of(project, cast(Request, request).viewer)
    context = frame(request, project, f"History of {project.title}", events=events)
    return TemplateResponse(request, "projects/history.jinja", context)
