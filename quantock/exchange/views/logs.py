"""Bringing sheets of logs in: upload, what becomes of each row, keep it; and taking it back."""

from collections.abc import Sequence
from datetime import date
from pathlib import PurePath
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from quantock.access import Permission, Request, page, require, viewer_of, visible
from quantock.audit.models import Batch
from quantock.engines.logs.finding import BENEFIT, Found, find_logs, rows_in
from quantock.engines.logs.walk import PROGRAMME
from quantock.engines.risk.sheet import Sheet as RiskSheet
from quantock.engines.tables import Refused, open_source
from quantock.engines.text import plural
from quantock.exchange import keeping, logs, queries, scales
from quantock.exchange.forms_of_logs import LEAVE, MOST_CHARACTERS, LogsForm, keep, kept, kinds_to_choose
from quantock.exchange.sections import CLASSES, SIZES, Section, sections_of, signature_of
from quantock.exchange.services import undoing_logs
from quantock.projects.models import Project
from quantock.raid.kinds import REGISTERS, Kind

TITLE = "Bring a log in"


@page(Permission.BENEFIT_EDIT)
def bring_in(request: HttpRequest) -> HttpResponse:
    """The file is read and forgotten; what was understood is shown, and kept after a second press.

    Whoever keeps a log keeps benefits too; what each row takes is asked of each.
    """
    asked = cast(Request, request)
    viewer_of(request)
    if "understood" in request.POST:
        return _again(request)
    form = LogsForm(viewer=asked.viewer, initial={"project": request.GET.get("project", "")[:300]})
    context: dict[str, Any] = {"title": TITLE, "sections": None}
    if request.method == "POST":
        form = LogsForm(request.POST, request.FILES, viewer=asked.viewer)
        found = _read(form, on=timezone.localdate()) if form.is_valid() else None
        if found:
            said = form.cleaned_data
            name = PurePath(said["file"].name or "a sheet").name[:200]
            text = keep(found, name)
            if len(text) > MOST_CHARACTERS:
                form.add_error(
                    "file", "The sheets hold too much text for one time: split them. Nothing was kept."
                )
            else:
                project, all_here = said["project"], said["all_here"]
                sections = _sections(request, found, project, all_here=all_here)
                context |= _understood(sections, project, text, name, all_here=all_here)
    context |= {"form": form, "lately": queries.sheets_of(asked.user)}
    return TemplateResponse(request, "exchange/logs.jinja", context, status=422 if form.errors else 200)


def _read(form: LogsForm, *, on: date) -> list[Found] | None:
    said = form.cleaned_data
    try:
        source = open_source(said["file"].read(), said["file"].name or "file")
        logs.refuse_own(source)
        found = find_logs(source, said["sheet"] or None, kind=said["kind"], on=on)
    except Refused as refused:
        form.add_error("file", f"{refused.error} {refused.what_to_do}")
        return None
    most = f"{logs.MOST:,}"
    for one in found:
        read = one.read(one.kind, on=on)
        if read is not None and rows_in(read) > logs.MOST:
            where = f"The sheet “{one.name}”" if one.name else "The file"
            form.add_error("file", f"{where} holds more than {most} entries: split it. Nothing was kept.")
            return None
    return found


def _sections(
    request: HttpRequest, found: Sequence[Found], project: Project | None, *, all_here: bool, **said: Any
) -> list[Section]:
    viewer, on = cast(Request, request).viewer, timezone.localdate()
    return sections_of(found, project, viewer, on=on, all_here=all_here, **said)


def _understood(
    sections: Sequence[Section], project: Project | None, text: str, filename: str, *, all_here: bool
) -> dict[str, Any]:
    accounts = [each.account for each in sections if each.account]
    counted = {name: sum(each.count(name) for each in accounts) for name in OUTCOMES}
    return {
        "sections": sections,
        "counted": counted,
        "signature": signature_of(sections),
        "classes": CLASSES,
        "sizes": SIZES,
        "kinds": [*kinds_to_choose(), (LEAVE, "Leave this sheet out")],
        "of_project": project,
        "filename": filename,
        "understood": text,
        "programme": PROGRAMME,
        "all_here": all_here,
    }


OUTCOMES = ("created", "updated", "unchanged", "refused", logs.CONFLICT)


def _again(request: HttpRequest) -> HttpResponse:
    """What was understood, looked at as something else, or kept."""
    asked = cast(Request, request)
    travelled = kept(request.POST["understood"])
    number = request.POST.get("number", "")
    found = (
        visible(request, Project).filter(number=int(number))
        if number.isdecimal() and len(number) < 9
        else None
    )
    project = found.first() if found is not None else None
    if travelled is None or (number and project is None):
        messages.warning(request, "What was understood has been changed on its way. Upload the sheet again.")
        return redirect("exchange:logs")
    filename, sheets = travelled
    all_here = bool(request.POST.get("all_here"))
    sections = _sections(request, sheets, project, all_here=all_here, said=request.POST)
    looked_at = request.POST.get("shown", signature_of(sections))
    if "look" in request.POST or looked_at != signature_of(sections):
        # What was chosen since is looked at first.
        context = {"title": TITLE, "form": LogsForm(viewer=asked.viewer), "lately": ()}
        context |= _understood(sections, project, request.POST["understood"], filename, all_here=all_here)
        return TemplateResponse(request, "exchange/logs.jinja", context)
    return _kept(request, sections, project, filename)


def _kept(
    request: HttpRequest, sections: Sequence[Section], project: Project | None, filename: str
) -> HttpResponse:
    asked = cast(Request, request)
    accounts = [each.account for each in sections if each.account]
    added, changed, same, refused, waiting = (sum(each.count(name) for each in accounts) for name in OUTCOMES)
    left = f"; {waiting} left as closed or removed here" if waiting else ""
    if not added and not changed:
        messages.info(
            request, f"Nothing was to be kept: {same} are as they were, {refused} were left out{left}"
        )
        return redirect("exchange:logs")
    kinds = [each.kind for each in accounts if each.count("created") + each.count("updated")]
    on = timezone.localdate()
    keeping.bring_in(accounts, by=asked.user, on=on, title=logs.titled(kinds, filename))
    for each in sections:
        if each.account and isinstance(each.sheet, RiskSheet):
            scales.remember(each.sheet, each.account, by=asked.user)
    several = len(set(kinds)) > 1
    words = logs.called(kinds[0])
    said = plural(added, "entry" if several else words.one, "entries" if several else words.many.lower())
    messages.success(
        request, f"{said} added, {changed} changed, {same} as they were; {refused} left out{left}"
    )
    if project is None:
        return redirect("exchange:logs")
    if kinds[0] == BENEFIT:
        return redirect("benefits:benefits", number=project.number)
    return redirect("raid:register", number=project.number, tab=REGISTERS[Kind(kinds[0])].slug)


def _batch_of(request: HttpRequest, batch_id: int) -> tuple[Batch, list[undoing_logs.Concerned]]:
    """What was brought in together, all of which this viewer may see and change."""
    batch = queries.sheet_of(batch_id)
    concerned = undoing_logs.concerned_by(batch) if batch else []
    seen = sum(
        visible(request, family.model).filter(pk__in=family.of(batch).order_by().values("pk")).count()
        for family in undoing_logs.FAMILIES
        if batch and any(each.family is family for each in concerned)
    )
    put_away = sum(each.project.archived_at is not None and not each.project.is_place for each in concerned)
    mine = batch is not None and batch.by == cast(Request, request).user
    if batch is None or not (seen or (mine and (batch.withdrawn_at or put_away))):
        raise Http404
    if seen + (put_away if mine else 0) < len(concerned) and batch.withdrawn_at is None:
        raise PermissionDenied
    for permission, project in {(each.permission, each.project) for each in concerned}:
        require(request, permission, project)
    return batch, concerned


@page(Permission.BENEFIT_EDIT)
def undo(request: HttpRequest, batch_id: int) -> HttpResponse:
    """All of it taken back; refused, with a list, when later changes rest on it."""
    batch, concerned = _batch_of(request, batch_id)
    resting: undoing_logs.Resting | None = None
    if request.method == "POST":
        try:
            count = undoing_logs.undo(batch, by=cast(Request, request).user, on=timezone.localdate())
        except undoing_logs.StandsInTheWay as refused:
            resting = refused.resting
        else:
            messages.success(request, undoing_logs.say_undone(count) if count else "It was undone already.")
            return redirect("exchange:logs")
    elif batch.withdrawn_at is None:
        resting = undoing_logs.resting_on(batch, concerned)
    context = {"title": "Undo what came into the logs", "batch": batch, "resting": resting}
    context["concerned"] = concerned[:200] if batch.withdrawn_at is None else ()
    status = 409 if resting and request.method == "POST" else 200
    return TemplateResponse(request, "exchange/undo_logs.jinja", context, status=status)
