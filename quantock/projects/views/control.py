"""A project's life on pages: started, paused, ended, reopened, archived, merged; who leads it, by which path."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.http import urlencode

from quantock.access import Permission, Request, can, fetch, page, require, viewer_of, visible
from quantock.projects import queries, rules, services
from quantock.projects.forms import EndForm, LeadForm, MergeForm, PathForm, ReasonForm, TurnForm
from quantock.projects.models import Project
from quantock.projects.services import Refused
from quantock.projects.views.details import edit_section
from quantock.projects.views.editing import edited, frame, project_of

SAYS = {
    "start": "From then on it is live: it counts in lists and on the dashboard, and an update is expected of it.",
    "pause": "It stays live and keeps its place. Say why, so that whoever asks need not ask you.",
    "resume": "It goes on where it stood.",
    "reopen": "It is active again. What was said when it ended stays in its history.",
}


@page(Permission.PROJECT_CONTROL)
def turn(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """Start, pause, resume or reopen; ending it asks more and has its own page."""
    project = project_of(request, number)
    if code not in SAYS:
        raise Http404
    asked = rules.TURNS[code]
    if project.state not in asked.start:
        messages.warning(
            request, f"It is {project.get_state_display().lower()} already. Nothing was changed."
        )
        return redirect("projects:overview", number=number)
    form = TurnForm(request.POST or None, turn=asked)
    by = cast(Request, request).user

    def save() -> None:
        services.turn(project, code, by=by, **form.cleaned_data)

    return edited(
        request,
        form,
        save,
        project=project,
        title=f"{asked.asks}: {project.title}",
        done=asked.told
        if asked.told == asked.to.label
        else f"{asked.told}. It is {asked.to.label.lower()} now.",
        button=asked.asks,
        intro=SAYS[code],
    )


@page(Permission.PROJECT_CONTROL)
def end(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    form = EndForm(request.POST or None)
    by = cast(Request, request).user

    def save() -> None:
        services.end(project, by=by, **form.cleaned_data)

    title = f"Close {project.title}"
    return edited(request, form, save, project=project, title=title, done="Closed", button="Close it")


@page(Permission.PROJECT_CONTROL)
def archive(request: HttpRequest, number: int) -> HttpResponse:
    """Putting it away leads to where it can be taken out again."""
    project = project_of(request, number)
    form = ReasonForm(request.POST or None)
    by = cast(Request, request).user

    def save() -> None:
        services.archive(project, by=by, reason=form.cleaned_data["reason"])

    return edited(
        request,
        form,
        save,
        project=project,
        title=f"Archive {project.title}",
        done="Archived. Take it out again here whenever you need it.",
        button="Archive it",
        intro="It will be shown and counted nowhere. Nothing is deleted, and its reference is not used again.",
    )


@page(Permission.ARCHIVE_VIEW)
def archived(request: HttpRequest) -> HttpResponse:
    """What was archived, for those who may take it out again, or read everything."""
    viewer = viewer_of(request)
    words = str(request.GET.get("q", "")).strip()[:200]
    rows = queries.put_away_by(viewer)
    if words:
        rows = rows.filter(title__icontains=words)
    found = Paginator(rows, 50).get_page(request.GET.get("page"))
    may = can(viewer, Permission.PROJECT_CONTROL)
    context = {"title": "Archived projects", "found": found, "words": words, "may_take_out": may}
    return TemplateResponse(request, "projects/archived.jinja", context)


@page(Permission.ARCHIVE_VIEW)
def archived_one(request: HttpRequest, number: int) -> HttpResponse:
    """One archived project, and for whoever may, the button that takes it out."""
    among = Project.put_away.select_related("lead_organisation")
    project = fetch(request, Project, among=among, number=number)
    viewer = cast(Request, request).viewer
    if request.method == "POST":
        require(request, Permission.PROJECT_CONTROL, project)
        try:
            services.unarchive(project, by=cast(Request, request).user)
        except Refused as refused:
            messages.warning(request, str(refused))
            return redirect("projects:archived")
        messages.success(request, f"{project.ref} is back, as it was")
        return redirect("projects:overview", number=number)
    events = queries.history_of(project, viewer, limit=5)
    context = {"title": f"{project.ref} is archived", "project": project, "events": events}
    context["may_take_out"] = can(viewer, Permission.PROJECT_CONTROL, project)
    return TemplateResponse(request, "projects/archived_one.jinja", context)


@page(Permission.PROJECT_CONTROL)
def lead(request: HttpRequest, number: int) -> HttpResponse:
    """Another organisation leads it."""
    project = project_of(request, number)
    form = LeadForm(request.POST or None, project=project)
    by = cast(Request, request).user

    def save() -> None:
        said = form.cleaned_data
        services.change_lead(
            project,
            said["lead_organisation"],
            stays=said["stays"],
            by=by,
            on=said["on"],
            reason=said["reason"],
            seen=said["seen"],
        )

    return edit_section(request, project, "lead", form, save)


@page(Permission.PROJECT_CONTROL)
def path(request: HttpRequest, number: int) -> HttpResponse:
    """Another track or life-cycle model, and the step at which it stands there."""
    project = project_of(request, number)
    form = PathForm(request.POST or None, project=project, steps=queries.steps_to_stand_at(project))
    by = cast(Request, request).user

    def save() -> None:
        services.change_path(project, by=by, **form.cleaned_data)

    return edit_section(request, project, "path", form, save)


@page(Permission.PROJECT_CONTROL)
def merge(request: HttpRequest, number: int) -> HttpResponse:
    """Two projects that turn out to be one: name the other, look at what goes where, then do it."""
    project = project_of(request, number)
    among = visible(request, Project).select_related(
        "lead_organisation", "unit", "step", "life_cycle", "parent"
    )
    form = MergeForm({**request.GET.dict(), **request.POST.dict()} or None, among=among)
    other = form.cleaned_data["other"] if form.is_valid() else None
    if other == project:
        form.add_error("other", f"{project.ref} is this project. Write the reference of the other one")
        other = None
    viewer = cast(Request, request).viewer
    if other and not can(viewer, Permission.PROJECT_CONTROL, other):
        form.add_error("other", f"You may see {other.ref} but not merge it. Ask whoever leads it.")
        other = None
    preview = queries.twins(project, other) if other else None
    if request.method == "POST" and preview and other:
        try:
            services.merge(
                project,
                other,
                preview.chosen(request.POST.dict()),
                last_seen=_number(request.POST.get("last-seen")),
                by=cast(Request, request).user,
                on=timezone.localdate(),
            )
        except Refused as refused:
            messages.warning(request, str(refused))
            query = urlencode({"other": other.ref})
            return redirect(f"{request.path}?{query}")
        messages.success(request, f"{other.ref} and {project.ref} are one now. Both references lead here.")
        return redirect("projects:overview", number=number)
    found = [] if other else queries.similar_to(viewer, project.title)
    similar = [each for each in found if can(viewer, Permission.PROJECT_CONTROL, each)]
    context = frame(
        request,
        project,
        f"Merge {project.ref} with another project",
        form=form,
        other=other,
        preview=preview,
        similar=[each for each in similar if each.pk != project.pk],
    )
    status = 422 if form.errors else 200
    return TemplateResponse(request, "projects/merge.jinja", context, status=status)


def _number(text: object) -> int:
    return int(str(text)) if str(text).isdecimal() and len(str(text)) < 19 else -1
