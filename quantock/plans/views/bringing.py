"""A plan that people already have: sent, looked at, kept, undone."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from quantock.access import Permission, Request, page
from quantock.engines.plans import Plan, read_plan, say_account
from quantock.engines.plans.files import PASTE
from quantock.engines.tables import Refused as NotRead
from quantock.engines.text import plural
from quantock.plans import bringing, comparing, queries, undoing
from quantock.plans.forms import BringForm, KeepForm
from quantock.plans.views.reaching import around, asked, at_plan
from quantock.projects.owners import say_leavers
from quantock.projects.services import NotNow, Refused
from quantock.projects.views.editing import project_of

SHOWN = 100


@page(Permission.MILESTONE_EDIT)
def bring(request: HttpRequest, number: int) -> HttpResponse:
    """A file or a paste. What was understood is shown before anything is kept."""
    project = project_of(request, number)
    form = BringForm(request.POST, request.FILES) if request.method == "POST" else BringForm()
    if request.method == "POST" and form.is_valid():
        try:
            plan = _read(form)
            bringing.refuse(plan)
        except (NotRead, Refused) as refused:
            form.add_error("file" if form.cleaned_data["file"] else "text", f"{refused} Nothing was saved.")
        else:
            kept = bringing.keep_read(project, plan, name=form.called, by=cast(Request, request).user)
            return redirect("plans:look", number=number, incoming=kept.pk)
    return asked(
        request,
        project,
        form,
        title="Bring a plan in",
        button="Look at what was read",
        intro="Dates stand as you typed them: nothing is rescheduled and nothing is dropped. What was understood is shown "
        "before anything is kept.",
        template="plans/bring.jinja",
    )


def _read(form: BringForm) -> Plan:
    """Raises quantock.engines.tables.Refused, with what the file is instead."""
    on = timezone.localdate()
    file = form.cleaned_data["file"]
    if file:
        return read_plan(file.read(), form.called, on=on)
    return read_plan(form.cleaned_data["text"].encode(), PASTE, on=on)


@page(Permission.MILESTONE_EDIT)
def look(request: HttpRequest, number: int, incoming: int) -> HttpResponse:
    project = project_of(request, number)
    one = queries.incoming_of(project, incoming)
    compared = comparing.compare(one, project)
    form = KeepForm(
        request.POST if request.method == "POST" else None,
        missing=len(compared.missing) if compared.is_known else 0,
    )
    if request.method == "POST" and form.is_valid():
        by, on = cast(Request, request).user, timezone.localdate()
        try:
            bringing.keep(one, without_missing=form.cleaned_data.get("without_missing", False), by=by, on=on)
        except NotNow as refused:
            messages.warning(request, str(refused))
            return redirect(at_plan(project))
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"{plural(len(compared.rows), 'task')} of {one.name} kept")
            return redirect(at_plan(project))
    named = {name for row in compared.rows for name in row.read.owners}
    context = around(
        request,
        project,
        f"What was read of {one.name}",
        form=form,
        compared=compared,
        warnings=[*compared.plan.warnings, *say_leavers(project, named)],
        rows=compared.rows[:SHOWN],
        more=max(0, len(compared.rows) - SHOWN),
        kinds=say_account(compared.plan.not_kept),
    )
    return TemplateResponse(request, "plans/look.jinja", context, status=422 if form.errors else 200)


@require_POST
@page(Permission.MILESTONE_EDIT)
def undo(request: HttpRequest, number: int, incoming: int) -> HttpResponse:
    project = project_of(request, number)
    one = queries.kept_one(project, incoming)
    try:
        undoing.undo(one, by=cast(Request, request).user, on=timezone.localdate())
    except NotNow as refused:
        messages.warning(request, str(refused))
    else:
        messages.success(request, f"{one.at_start} was taken back out of the plan")
    return redirect(at_plan(project))
