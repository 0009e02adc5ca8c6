"""Bringing a sheet of risks in: upload, what becomes of each row, keep it."""

from pathlib import PurePath
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from quantock.access import Permission, Request, page, require, visible
from quantock.audit.models import Batch
from quantock.engines.risk import SHIPPED
from quantock.engines.risk.sheet import PROGRAMME, Sheet, read_risks
from quantock.engines.tables import Refused, open_source
from quantock.engines.text import plural
from quantock.exchange import queries, risks
from quantock.exchange.forms_of_risks import RisksForm, keep, kept
from quantock.exchange.services import undoing_risks
from quantock.projects.models import Project
from quantock.raid.models import Entry


@page(Permission.LOG_EDIT)
def bring_in(request: HttpRequest) -> HttpResponse:
    """The file is read and forgotten; what was understood is shown, and kept after a second press."""
    asked = cast(Request, request)
    visible(request, Project)
    if "understood" in request.POST:
        return _keep(request)
    form = RisksForm(viewer=asked.viewer)
    context: dict[str, Any] = {"title": "Bring a sheet of risks in", "account": None}
    if request.method == "POST":
        form = RisksForm(request.POST, request.FILES, viewer=asked.viewer)
        sheet = _read(form) if form.is_valid() else None
        if sheet:
            context |= _understood(
                request, sheet, form.cleaned_data["project"], form.cleaned_data["file"].name
            )
    context |= {"form": form, "lately": queries.sheets_of(asked.user)}
    return TemplateResponse(request, "exchange/risks.jinja", context, status=422 if form.errors else 200)


def _read(form: RisksForm) -> Sheet | None:
    file = form.cleaned_data["file"]
    try:
        sheet = read_risks(open_source(file.read(), file.name or "file"), form.cleaned_data["sheet"] or None)
    except Refused as refused:
        form.add_error("file", f"{refused.error} {refused.what_to_do}")
        return None
    if len(sheet.risks) > risks.MOST:
        most = f"{risks.MOST:,}"
        form.add_error("file", f"The sheet holds more than {most} risks: split it. Nothing was kept.")
        return None
    return sheet


def _understood(request: HttpRequest, sheet: Sheet, project: Project | None, filename: str) -> dict[str, Any]:
    account = risks.plan(sheet, project, cast(Request, request).viewer, on=timezone.localdate())
    return {
        "sheet": sheet,
        "summary": sheet.to_dict(),
        "matrix": SHIPPED[sheet.matrix].name,
        "account": account,
        "of_project": project,
        "filename": PurePath(filename).name,
        "understood": keep(sheet),
        "programme": PROGRAMME,
    }


def _keep(request: HttpRequest) -> HttpResponse:
    asked = cast(Request, request)
    sheet = kept(request.POST["understood"])
    number = request.POST.get("number", "")
    found = (
        visible(request, Project).filter(number=int(number))
        if number.isdecimal() and len(number) < 9
        else None
    )
    project = found.first() if found is not None else None
    if sheet is None or (number and project is None):
        messages.warning(request, "What was understood has been changed on its way. Upload the sheet again.")
        return redirect("exchange:risks")
    on = timezone.localdate()
    account = risks.plan(sheet, project, asked.viewer, on=on)
    title = f"Risks of {request.POST.get('filename', '')[:200] or 'a sheet'}"
    risks.bring_in(account, by=asked.user, on=on, title=title)
    added, changed = account.count("created"), account.count("updated")
    said = f"{plural(added, 'risk')} added, {changed} changed, {account.count('unchanged')} as they were"
    messages.success(request, f"{said}; {account.count('refused')} left out")
    if project:
        return redirect("raid:register", number=project.number, tab="risks")
    return redirect("exchange:risks")


def _batch_of(request: HttpRequest, batch_id: int) -> Batch:
    """A sheet of risks all of whose entries this viewer may see and change."""
    entries = list(undoing_risks.entries_of(batch) if (batch := queries.sheet_of(batch_id)) else ())
    seen = visible(request, Entry).filter(facts__batch=batch_id).distinct().count()
    if batch is None or not seen:
        raise Http404
    if seen < len(entries):
        raise PermissionDenied
    for project in {entry.project_id: entry.project for entry in entries}.values():
        require(request, Permission.LOG_EDIT, project)
    return batch


@page(Permission.LOG_EDIT)
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    """A sheet of risks taken back as a whole; refused, with a list, when later changes rest on it."""
    batch = _batch_of(request, batch_id)
    resting: undoing_risks.Resting | None = None
    if request.method == "POST":
        try:
            count = undoing_risks.undo(batch, by=cast(Request, request).user, on=timezone.localdate())
        except undoing_risks.StandsInTheWay as refused:
            resting = refused.resting
        else:
            messages.success(request, undoing_risks.say_undone(count) if count else "It was undone already.")
            return redirect("exchange:risks")
    elif batch.withdrawn_at is None:
        resting = undoing_risks.resting_on(batch)
    context = {"title": "Undo this sheet of risks", "batch": batch, "resting": resting}
    context["entries"] = undoing_risks.entries_of(batch)[:200] if batch.withdrawn_at is None else ()
    status = 409 if resting and request.method == "POST" else 200
    return TemplateResponse(request, "exchange/undo_risks.jinja", context, status=status)
