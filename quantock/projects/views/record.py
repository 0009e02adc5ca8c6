"""One project: seeing it, registering it, changing it."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from quantock.access import Permission, Request, can, page, viewer_of
from quantock.people.models import Organisation
from quantock.projects import lifecycles, queries, rules, services
from quantock.projects.beginning import beginning_of
from quantock.projects.forms import CHARTER, BackForm, EditForm, HistoryForm, RegisterForm
from quantock.projects.models import CharterFact, Project
from quantock.projects.models.record import RECORD_FIELDS
from quantock.projects.next_thing import next_thing
from quantock.projects.panels import beside_similar, panels_of
from quantock.projects.queries.history import PAGE
from quantock.projects.sentences import aim_in_a_sentence, standing_in_a_sentence
from quantock.projects.services import Registration
from quantock.projects.views.editing import edited, frame, project_of


@page(Permission.PROJECT_VIEW)
def overview(request: HttpRequest, number: int) -> HttpResponse:
    project = _overviewed(request, number)
    context = frame(request, project, project.title, **_around(request, project))
    return TemplateResponse(request, "projects/overview.jinja", context)


def _overviewed(request: HttpRequest, number: int, permission: Permission | None = None) -> Project:
    said = (timezone.localdate(),)
    return project_of(request, number, permission, among=queries.for_overview, said=said)


def _around(request: HttpRequest, project: Project, section: str = "") -> dict[str, Any]:
    """All that the overview shows; `section` names the one whose form stands open in its place."""
    viewer, on = cast(Request, request).viewer, timezone.localdate()
    charter = queries.charter_with(project)
    milestones = queries.milestones_of(project, on=on)
    thing = next_thing(queries.facts_of(project), on=on)
    return {
        "section": section,
        "charter": charter,
        "aim_sentence": aim_in_a_sentence(charter),
        "standing": standing_in_a_sentence(project, [row.verdict for row in milestones], on=on),
        "update": queries.update_with(project),
        "is_decided": queries.is_decided(project),
        "milestones": milestones,
        "people": queries.people_of(project),
        "ratings": queries.ratings_with(project) if rules.asks_confidence(project.track) else (),
        "family": queries.family_of(project, viewer),
        "thing": thing,
        "may_do": thing is not None and can(viewer, thing.needs, project),
        "may_edit": can(viewer, Permission.PROJECT_EDIT, project),
        "may_update": can(viewer, Permission.STATUS_DRAFT, project) and project.is_live,
        "may_add_milestones": can(viewer, Permission.MILESTONE_EDIT, project),
        "may_move": can(viewer, Permission.STEP_MOVE, project) and project.is_live,
        "may_control": can(viewer, Permission.PROJECT_CONTROL, project),
        "may_rate": can(viewer, Permission.RATE_AS_OFFICE, project),
        "turns": rules.turns_from(project.state),
        "panels": panels_of(viewer, project, on),
    }


@page(Permission.PROJECT_REGISTER)
def register(request: HttpRequest) -> HttpResponse:
    asked = cast(Request, request)
    viewer_of(request)
    organisations = services.organisation_choices(asked.viewer)
    form = RegisterForm(request.POST or None, organisations=organisations, initial=_usual(organisations))
    typed = f"{form.data.get('title', '')} {form.data.get('problem', '')}"
    similar = queries.similar_to(asked.viewer, typed) if form.is_bound else []
    if request.method == "POST" and form.is_valid() and not (similar and "seen-similar" not in request.POST):
        said = form.cleaned_data
        model = beginning_of(said["organisation"], said["track"]).life_cycle
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
    lessons = beside_similar(asked.viewer, typed) if form.is_bound else []
    context = {
        "title": "Register a project",
        "form": form,
        "similar": similar,
        "lessons": lessons,
        "organisations": organisations,
    }
    return TemplateResponse(request, "projects/register.jinja", context, status=422 if form.errors else 200)


def _usual(organisations: Sequence[Organisation]) -> dict[str, str]:
    """What is chosen beforehand, where it is clear whose project it will be."""
    if len(organisations) != 1:
        return {}
    begin = beginning_of(organisations[0])
    return {"track": begin.track, "visibility": begin.visibility}


@page(Permission.PROJECT_REGISTER)
def similar(request: HttpRequest) -> HttpResponse:
    """What is like the title and problem being typed: a part of the registering page."""
    viewer_of(request)
    said = request.POST or request.GET
    typed = f"{said.get('title', '')} {said.get('problem', '')}"
    viewer = cast(Request, request).viewer
    found = queries.similar_to(viewer, typed)
    context = {"similar": found, "lessons": beside_similar(viewer, typed), "title": "Similar projects"}
    return TemplateResponse(request, "projects/similar.jinja", context)


@page(Permission.PROJECT_EDIT)
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """Title and dates, in their place on the overview."""
    project = _overviewed(request, number)
    form = EditForm(request.POST or None, shown={name: getattr(project, name) for name in EditForm.RECORD})
    by = cast(Request, request).user

    def save() -> None:
        said = form.cleaned_data
        services.change_record(project, form.said, by=by, on=said["so_from"], seen=said["seen"])

    return edited(
        request,
        form,
        save,
        project=project,
        title=project.title,
        template="projects/overview.jinja",
        around=lambda: _around(request, project, "dates"),
        at="dates",
    )


@page(Permission.PROJECT_VIEW)
def charter_page(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    context = frame(request, project, "Charter", **_charter_around(request, project))
    return TemplateResponse(request, "projects/charter.jinja", context)


def _charter_around(request: HttpRequest, project: Project, section: str = "") -> dict[str, Any]:
    charter = queries.charter_of(project)
    return {
        "section": section,
        "charter": charter,
        "aim_sentence": aim_in_a_sentence(charter),
        "may_edit": can(cast(Request, request).viewer, Permission.PROJECT_EDIT, project),
    }


@page(Permission.PROJECT_EDIT)
def charter(request: HttpRequest, number: int, section: str) -> HttpResponse:
    """One section of the charter, in its place: on the charter, or on the overview where it was opened there."""
    if section not in CHARTER:
        raise Http404
    there = request.GET.get("from") == "overview" and section == "aim"
    project = _overviewed(request, number) if there else project_of(request, number)
    held = queries.charter_with(project) if there else queries.charter_of(project)
    current, asks = held.said(), CHARTER[section]
    shown = {name: current[name] for name in asks.base_fields if name not in ("seen", "so_from")}
    form = asks(request.POST or None, shown=shown)
    by = cast(Request, request).user

    def save() -> None:
        said = form.cleaned_data
        services.change_charter(project, form.said, by=by, on=said["so_from"], seen=said["seen"])

    around = _around if there else _charter_around
    return edited(
        request,
        form,
        save,
        project=project,
        title=project.title if there else "Charter",
        to="projects:overview" if there else "projects:charter-page",
        template="projects/overview.jinja" if there else "projects/charter.jinja",
        around=lambda: around(request, project, section),
        at=section,
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
        request, form, save, project=project, title=f"Move back to step {step}", done=f"Back at step {step}"
    )


@page(Permission.PROJECT_VIEW)
def history(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    viewer = cast(Request, request).viewer
    form = HistoryForm(request.GET, money=can(viewer, Permission.MONEY_VIEW, project))
    said = form.cleaned_data if form.is_valid() else {}
    section, before = said.get("section", ""), said.get("before") or 0
    events = queries.history_of(project, viewer, limit=PAGE + 1, section=section, before=before)
    label, earlier = queries.earlier_values(project, said.get("field", ""))
    context = frame(
        request,
        project,
        "History",
        form=form,
        events=events[:PAGE],
        older=events[PAGE - 1].pk if len(events) > PAGE else 0,
        label=label,
        earlier=earlier,
        dated={*RECORD_FIELDS, *CharterFact.says},
    )
    return TemplateResponse(request, "projects/history.jinja", context)
