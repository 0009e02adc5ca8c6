"""Status updates and ratings of one project."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from quantock.access import Permission, Request, can, page, require
from quantock.projects import queries, rules, services
from quantock.projects.forms import RateForm, ReturnForm, UpdateForm
from quantock.projects.models import Project, Stage, StatusUpdate
from quantock.projects.news import news_of
from quantock.projects.services import NotNow
from quantock.projects.views.editing import edited, frame, project_of


@page(Permission.PROJECT_VIEW)
def updates(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    viewer = cast(Request, request).viewer
    may_draft = can(viewer, Permission.STATUS_DRAFT, project)
    may_publish = can(viewer, rules.TO_PUBLISH[project.track], project)
    open_update = queries.open_update_of(project) if may_draft or may_publish else None
    context = frame(
        request,
        project,
        "Status updates",
        updates=queries.updates_of(project),
        open_update=open_update,
        may_draft=may_draft and project.is_live,
        may_publish=may_publish,
    )
    return TemplateResponse(request, "projects/updates.jinja", context)


@require_POST
@page(Permission.STATUS_DRAFT)
def begin(request: HttpRequest, number: int) -> HttpResponse:
    """Open an update, filled from the record and from the last one."""
    _opened(request, project_of(request, number))
    return redirect("projects:update", number=number)


def _opened(request: HttpRequest, project: Project) -> StatusUpdate:
    on = timezone.localdate()
    news = news_of(project, services.last_published(project), on=on)
    return services.open_update(project, by=cast(Request, request).user, on=on, news=news)


@page(Permission.STATUS_DRAFT)
def update(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    current = queries.open_update_of(project)
    if current is None and request.method == "POST" and project.is_live:
        # Somebody published it while this was typed: it goes on in the next one.
        messages.warning(
            request, "The update was published while you were typing. What you typed is in a new one."
        )
        current = _opened(request, project)
    if current is None:
        messages.info(request, "No update is open. Press “Write an update” to begin one.")
        return redirect("projects:updates", number=number)
    last = services.last_published(project)
    form = UpdateForm(request.POST or None, update=current, project=project, last=last)
    by = cast(Request, request).user
    intro = "It opens with what the record says and what was last said. Save it as often as you like; publish it on the next page."

    def save() -> None:
        services.save_update(
            current, form.said, by=by, seen=form.cleaned_data["seen"], on=timezone.localdate()
        )

    return edited(
        request,
        form,
        save,
        project=project,
        title="Write an update",
        to="projects:updates",
        done="Saved as a draft. Read it here, then publish it.",
        intro=intro,
    )


@require_POST
@page(Permission.STATUS_DRAFT)
def submit(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    current = queries.open_update_of(project)
    if current:
        _try(request, lambda: services.submit_update(current, by=cast(Request, request).user))
    return redirect("projects:updates", number=number)


@require_POST
@page(Permission.PROJECT_VIEW)
def publish(request: HttpRequest, number: int) -> HttpResponse:
    """Who may publish is by role and track: `rules.TO_PUBLISH`."""
    project = project_of(request, number)
    require(request, rules.TO_PUBLISH[project.track], project)
    current = queries.open_update_of(project)
    if current is None:
        messages.warning(request, "There is no open update to publish.")
    elif not (current.confidence if rules.asks_confidence(project.track) else current.course):
        messages.warning(request, "Say how it is going before you publish. Nothing was published.")
    elif _try(request, lambda: services.publish_update(current, by=cast(Request, request).user)):
        messages.success(request, "Published")
    return redirect("projects:updates", number=number)


@page(Permission.PROJECT_VIEW)
def send_back(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    require(request, rules.TO_PUBLISH[project.track], project)
    current = queries.open_update_of(project)
    if current is None or current.stage != Stage.SUBMITTED:
        messages.warning(request, "No update is waiting to be published.")
        return redirect("projects:updates", number=number)
    form = ReturnForm(request.POST or None)
    by = cast(Request, request).user

    def save() -> None:
        services.return_update(current, by=by, reason=form.cleaned_data["reason"])

    title = "Send the update back"
    return edited(request, form, save, project=project, title=title, to="projects:updates", done="Sent back")


@page(Permission.RATE_AS_OFFICE)
def rate(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    if not rules.asks_confidence(project.track):
        raise Http404
    form = RateForm(request.POST or None)
    by, on = cast(Request, request).user, timezone.localdate()

    def save() -> None:
        services.rate(project, by=by, on=on, **form.cleaned_data)

    return edited(request, form, save, project=project, title="Rate delivery confidence", done="Rated")


def _try(request: HttpRequest, act: object) -> bool:
    """Do it, or say in words why it is too late."""
    try:
        act()  # type: ignore[operator]
    except NotNow as refused:
        messages.warning(request, str(refused))
        return False
    return True
