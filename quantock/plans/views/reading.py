"""What can be read: the plan, one task, the plan on a page, its files."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import cast

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.utils import timezone

from quantock.access import Permission, Request, Viewer, page
from quantock.plans import queries, services
from quantock.plans.carrying import plan_as_file
from quantock.plans.forms import ShowForm, TaskLine
from quantock.plans.pictures import SHEETS, plan_drawn, worth_drawing
from quantock.plans.queries import Line
from quantock.plans.sending import send_plan
from quantock.plans.views.reaching import around, may_act, task_of
from quantock.projects.queries import names_to_offer
from quantock.projects.views.editing import project_of
from quantock.web.display import Paged

AT_ONCE = 200


@page(Permission.PROJECT_VIEW)
def plan(request: HttpRequest, number: int) -> HttpResponse:
    project = project_of(request, number)
    viewer, today = cast(Request, request).viewer, timezone.localdate()
    shown = queries.plan_of(project, viewer, on=today)
    form = ShowForm(request.GET)
    show = form.cleaned_data["show"] if form.is_valid() else ""
    listed = _those(shown.lines, show, viewer, today)
    paged = Paged.of(request.GET.get("page", ""), len(listed), AT_ONCE)
    context = around(
        request,
        project,
        "Plan",
        plan=shown,
        lines=listed[(paged.number - 1) * AT_ONCE : paged.number * AT_ONCE],
        count=len(listed),
        paged=paged,
        choices=ShowForm.CHOICES,
        show=show,
        says_show=dict(ShowForm.CHOICES).get(show, ""),
        picture=plan_drawn(shown.lines, on=today) if not show else None,
        left_out=len(shown.lines) - len(worth_drawing(shown.lines)),
        today=today,
        form=TaskLine(),
    )
    edits = context["may_edit"]
    context["people"] = names_to_offer(project) if edits else []
    context["last"] = services.last_kept(project) if edits else None
    return TemplateResponse(request, "plans/plan.jinja", context)


def _those(lines: Sequence[Line], show: str, viewer: Viewer, on: date) -> list[Line]:
    """The rows that a choice of `ShowForm` keeps."""
    mine = viewer.user.pk if viewer.user else None

    def kept(line: Line) -> bool:
        match show:
            case "open":
                return not line.is_done
            case "late":
                return line.judged.is_late and not line.judged.is_phase
            case "month":
                soon = line.finish is not None and on <= line.finish <= on + timedelta(days=30)
                return soon and not line.is_done and not line.judged.is_phase
            case "mine":
                owner = line.milestone.owner if line.milestone else line.task.owner if line.task else None
                return owner is not None and owner.user_id == mine
            case "milestones":
                return line.milestone is not None
            case _:
                return True

    return [line for line in lines if kept(line)]


@page(Permission.PROJECT_VIEW)
def task(request: HttpRequest, number: int, task: int) -> HttpResponse:
    project, one = task_of(request, number, task)
    viewer, today = cast(Request, request).viewer, timezone.localdate()
    lines = queries.plan_of(project, viewer, on=today).lines
    place = next((place for place, line in enumerate(lines) if line.task and line.task.pk == one.pk), None)
    if place is None:
        raise Http404
    context = around(
        request,
        project,
        one.name,
        task=one,
        line=lines[place],
        part_of=queries.parts_above(lines, place),
        within=queries.parts_within(lines, place),
        events=queries.history_of(one),
        may_act=may_act(request, one),
    )
    return TemplateResponse(request, "plans/task.jinja", context)


@page(Permission.PROJECT_VIEW)
def on_a_page(request: HttpRequest, number: int) -> HttpResponse:
    """The plan on one sheet to print, A4 or A3."""
    project = project_of(request, number)
    viewer, today = cast(Request, request).viewer, timezone.localdate()
    shown = queries.plan_of(project, viewer, on=today)
    sheet = SHEETS["a3" if request.GET.get("paper") == "a3" else "a4"]
    lines = worth_drawing(shown.lines, sheet.rows)
    context = around(
        request,
        project,
        "Plan on a page",
        plan=shown,
        picture=plan_drawn(lines, on=today, width=sheet.width_for(len(lines))),
        left_out=len(shown.lines) - len(lines),
        milestones=[line for line in shown.lines if line.milestone is not None],
        paper=sheet.paper,
        today=today,
    )
    return TemplateResponse(request, "plans/on_a_page.jinja", context)


@page(Permission.PROJECT_VIEW)
def export(request: HttpRequest, number: int, file: str) -> HttpResponseBase:
    """The whole plan: a workbook, CSV, or Microsoft Project XML."""
    project = project_of(request, number)
    if file not in ("xlsx", "csv", "xml"):
        raise Http404
    viewer, today = cast(Request, request).viewer, timezone.localdate()
    shown = queries.plan_of(project, viewer, on=today)
    read = plan_as_file(project.title, shown.lines, queries.waits_of(project))
    return send_plan(f"{project.ref} plan", read, file=file, on=today)
