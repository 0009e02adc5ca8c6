"""Forms and presses that change a plan."""

from typing import Any, cast

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from quantock.access import Permission, Request, page
from quantock.engines.text import plural
from quantock.plans import queries, services
from quantock.plans.forms import NewTask, TaskForm
from quantock.plans.models import Task
from quantock.plans.views.reaching import acted_on, around, asked, at_plan, phases_of, task_of
from quantock.projects.owners import owner_stays
from quantock.projects.services import NotNow, Refused, owner_called
from quantock.projects.views.editing import project_of

DIRECTIONS = ("up", "down", "in", "out")


@page(Permission.MILESTONE_EDIT)
def add(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    tasks = queries.rows_of(project)
    form = NewTask(
        request.POST or None, phases=phases_of(tasks), initial={"within": request.GET.get("within")}
    )
    by, on = cast(Request, request).user, timezone.localdate()
    if request.method == "POST" and form.is_valid() and owner_stays(form, project, by):
        said = dict(form.cleaned_data)
        owner, owner_text = owner_called(project, said.pop("who"), by)
        parent = _called(tasks, said.pop("within"))
        milestone = said.pop("is_milestone") or None
        row = {**said, "owner": owner, "owner_text": owner_text, "milestone": milestone}
        try:
            made = services.add_task(project, row, parent=parent, by=by, on=on)
        except (NotNow, Refused) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"Added “{made}”")
            return redirect(f"{at_plan(project)}#task-{made.pk}")
    return asked(request, project, form, title="Add a task", button="Add it")


@page(Permission.PROJECT_VIEW)
def change(request: HttpRequest, number: int, task: int) -> HttpResponse:
    project, one = acted_on(request, number, task)
    tasks = queries.rows_of(project)
    above = _parent_of(tasks, one)
    form = TaskForm(
        request.POST or None,
        task=one,
        phases=phases_of(tasks, without=one),
        within=str(above.pk) if above else "",
    )
    by, on = cast(Request, request).user, timezone.localdate()
    if request.method == "POST" and form.is_valid() and owner_stays(form, project, by):
        said: dict[str, Any] = form.changes()
        moves, parent = "within" in said, _called(tasks, said.pop("within", ""))
        if "who" in said:
            said["owner"], said["owner_text"] = owner_called(project, said.pop("who"), by)
        try:
            with transaction.atomic():
                services.change_task(one, said, by=by, on=on)
                if moves:
                    services.place_within(one, parent, by=by)
        except (NotNow, Refused) as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Saved")
            return redirect("plans:task", number=number, task=one.pk)
    back = reverse("plans:task", args=[number, one.pk])
    return asked(request, project, form, title=f"Change: {one.name}", back=back)


def _called(tasks: list[Task], key: str) -> Task | None:
    return next((each for each in tasks if str(each.pk) == key), None)


def _parent_of(tasks: list[Task], one: Task) -> Task | None:
    before = tasks[: next((place for place, each in enumerate(tasks) if each.pk == one.pk), 0)]
    return next((each for each in reversed(before) if each.level < one.level), None)


@require_POST
@page(Permission.PROJECT_VIEW)
def done(request: HttpRequest, number: int, task: int) -> HttpResponse:
    """One press."""
    project, one = acted_on(request, number, task)
    try:
        services.finish_task(one, by=cast(Request, request).user, on=timezone.localdate())
    except NotNow as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"Done: {one.name}")
    if request.POST.get("back") == "home":
        return redirect("desk:home")
    if request.POST.get("back") == "task":
        return redirect("plans:task", number=number, task=one.pk)
    return redirect(at_plan(project))


@require_POST
@page(Permission.MILESTONE_EDIT)
def move(request: HttpRequest, number: int, task: int, direction: str) -> HttpResponse:
    """Up, down, in, out: also the row of a milestone."""
    project = project_of(request, number)
    one = queries.one_of(project, task)
    if one is None or direction not in DIRECTIONS:
        raise Http404
    try:
        services.move_task(one, direction, by=cast(Request, request).user)
    except (NotNow, Refused) as refused:
        messages.warning(request, str(refused))
    return redirect(f"{at_plan(project)}?order=yes#task-{one.pk}")


@page(Permission.MILESTONE_EDIT)
def remove(request: HttpRequest, number: int, task: int) -> HttpResponse:
    """Asked once, with all that goes with it."""
    project, one = task_of(request, number, task)
    if request.method == "POST":
        try:
            count = services.remove_task(one, by=cast(Request, request).user)
        except NotNow as refused:
            messages.warning(request, str(refused))
        else:
            messages.success(
                request,
                f"{plural(count, 'task')} taken out of the plan; what became of them stays in the history",
            )
        return redirect(at_plan(project))
    context = around(
        request, project, f"Take “{one.name}” out of the plan?", task=one, within=services.within(one)
    )
    context["back"] = reverse("plans:task", args=[number, one.pk])
    return TemplateResponse(request, "plans/remove.jinja", context)
