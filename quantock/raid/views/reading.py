"""What can be read: the registers of a project, and one entry."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from quantock.access import Permission, Request, Viewer, can, page, require
from quantock.engines.dates import say_date
from quantock.projects.models import Project
from quantock.projects.queries import names_to_offer
from quantock.raid import asked, escalating, everywhere, lessons, mitigating, queries, rules, services, ties
from quantock.raid.forms import DayForm, ListForm, QuickForm, SayForm, UseForm
from quantock.raid.kinds import REGISTERS, Kind, Register
from quantock.raid.models import Entry
from quantock.raid.pictures import STANDS, matrix_drawn, one_drawn
from quantock.raid.sending import columns_of, rows_of
from quantock.raid.views.reaching import around, at, entry_of, log_of, may_act, register_called, tabs_of
from quantock.web.display import Paged
from quantock.web.sending import send_table

AT_ONCE = 100
"""Rows on a page of one register."""


@page(Permission.PROJECT_VIEW)
def log(request: HttpRequest, number: int) -> HttpResponse:
    """On the quick track the one list of risks, issues and actions; else the first register."""
    project = log_of(request, number)
    if project.track == "quick":
        return _listed(request, project, REGISTERS[Kind.ACTION], queries.one_list(), "Actions and risks")
    first = REGISTERS[Kind.ACTION]
    return _listed(request, project, first, (first.kind,), first.many)


@page(Permission.PROJECT_VIEW)
def register(request: HttpRequest, number: int, tab: str) -> HttpResponse:
    project, one = log_of(request, number), register_called(tab)
    return _listed(request, project, one, (one.kind,), one.many)


def _listed(
    request: HttpRequest, project: Project, one: Register, kinds: Sequence[Kind], title: str
) -> HttpResponse:
    viewer, today = cast(Request, request).viewer, timezone.localdate()
    form = ListForm(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    rows = _rows(project, viewer, kinds, said)
    counts = queries.counts_of(project, viewer)
    quick, which = len(kinds) > 1, _which(request)
    may_edit = can(viewer, Permission.LOG_EDIT, project)
    adds = QuickForm(register=one, project=project) if may_edit and one.kind == Kind.ACTION else None
    tabs = tabs_of(project, counts)
    risks = [row.entry for row in rows if row.entry.kind == Kind.RISK]
    context = around(
        request,
        project,
        title,
        register=one,
        quick=quick,
        tabs=tabs if not quick else [tab for tab in tabs if tab["href"] != at(project, one)],
        tab_now=at(project, one),
        listing=form,
        rows=rows,
        shown=said.get("show", ""),
        as_at=said.get("as_at"),
        form=adds,
        people=names_to_offer(project) if adds else [],
        picture=matrix_drawn(risks, _matrix(project, risks), at(project, REGISTERS[Kind.RISK]), which),
        which=which,
        stands=STANDS,
        workbooks=_workbooks(project, kinds, said) if may_edit else [],
        overdue=sum(row.is_overdue for row in rows),
        extreme=sum(each.level == "extreme" for each in risks),
        named=ties.naming(project, viewer) if one.kind == Kind.DEPENDENCY and not any(said.values()) else [],
        today=today,
    )
    within = _within(rows, request.GET.get("cell", ""), which)
    paged = Paged.of(request.GET.get("page", ""), len(within), AT_ONCE)
    context["rows"] = within[(paged.number - 1) * AT_ONCE : paged.number * AT_ONCE]
    context |= {"count": len(within), "paged": paged}
    context["cell"] = request.GET.get("cell", "") if len(within) != len(rows) else ""
    return TemplateResponse(request, "raid/register.jinja", context)


def _which(request: HttpRequest) -> str:
    """Where the risks of the picture stand: now, before, or where they are to come."""
    asked = request.GET.get("which", "")
    return asked if asked in STANDS else ""


def _rows(project: Project, viewer: Any, kinds: Sequence[Kind], said: dict[str, Any]) -> list[queries.Row]:
    as_at: date | None = said.get("as_at")
    if as_at and as_at < timezone.localdate():
        return queries.entries_as_at(project, viewer, kinds, on=as_at)
    return queries.entries_of(
        project, viewer, kinds, on=timezone.localdate(), closed=said.get("show") == "closed"
    )


def _workbooks(project: Project, kinds: Sequence[Kind], said: dict[str, Any]) -> list[tuple[str, str]]:
    """The lists as workbooks to be edited, and the way back; none of the past."""
    if said.get("as_at"):
        return []
    closed = "?show=closed" if said.get("show") == "closed" else ""
    found = []
    for kind in kinds:
        one = REGISTERS[kind]
        text = f"Workbook to edit: {one.many.lower()}" if len(kinds) > 1 else "Workbook to edit"
        found.append(
            (text, reverse("exchange:workbook-of-project", args=[one.slug, project.number]) + closed)
        )
    return [*found, ("Bring an edited one back", reverse("exchange:bring-back"))]


def _matrix(project: Project, risks: Sequence[Entry]) -> Any:
    """The matrix of most of the risks that are scored; where none is, none is drawn."""
    used = [each.matrix for each in risks if each.matrix]
    return max(used, key=lambda one: sum(each.pk == one.pk for each in used)) if used else None


def _within(rows: list[queries.Row], cell: str, which: str) -> list[queries.Row]:
    """Those in one field of the matrix, where they stand now, stood before or are to come; all for what is no field."""
    at = everywhere.field_in(cell)
    prefix = STANDS[which][0]
    return [row for row in rows if row.entry.position(prefix) == at] if at else rows


@page(Permission.PROJECT_VIEW)
def export(request: HttpRequest, number: int, tab: str, file: str) -> StreamingHttpResponse:
    """Exactly what the list shows."""
    project, one = log_of(request, number), register_called(tab)
    form = ListForm(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    kinds = queries.one_list() if project.track == "quick" and one.kind == Kind.ACTION else (one.kind,)
    found = _rows(project, cast(Request, request).viewer, kinds, said)
    rows = _within(found, request.GET.get("cell", ""), _which(request))
    ahead = _expected(request, [row.entry for row in rows], kinds, past=bool(said.get("as_at")))
    return send_table(f"{project.ref} {one.many}", columns_of(kinds), rows_of(rows, kinds, ahead), file=file)


def _expected(
    request: HttpRequest, entries: Sequence[Any], kinds: Sequence[Kind], *, past: bool
) -> Mapping[int, int]:
    """Of risks as they are today: what is done about them is not known for a past day."""
    risks = [each for each in entries if each.kind == Kind.RISK]
    return mitigating.expected_scores(risks, cast(Request, request).viewer) if risks and not past else {}


@page(Permission.PROJECT_VIEW)
def entry(request: HttpRequest, number: int, entry: int) -> HttpResponse:
    project, one = entry_of(request, number, entry)
    days = DayForm(request.GET)
    day = days.cleaned_data.get("as_at") if days.is_valid() else None
    if day and day < timezone.localdate():
        return _as_at(request, project, one, day, days)
    context = _entry(request, project, one, None, days)
    return TemplateResponse(request, "raid/entry.jinja", context, status=422 if days.errors else 200)


def _as_at(request: HttpRequest, project: Project, one: Entry, day: date, days: DayForm) -> HttpResponse:
    """What was known of it on a day; before it was in the log, that it was not there."""
    was = queries.one_as_at(one, on=day)
    if was is None:
        days.add_error("as_at", f"It was not in the log yet: it was raised on {say_date(one.raised_on)}.")
        context = _entry(request, project, one, None, days)
        return TemplateResponse(request, "raid/entry.jinja", context, status=422)
    context = around(
        request,
        project,
        str(was),
        entry=was,
        register=was.register,
        here=reverse("raid:log", args=[project.number]),
        here_at=reverse("raid:entry", args=[project.number, one.pk]),
        as_at=day,
        days=days,
        told=_told(was),
        picture=one_drawn(was) if was.kind == Kind.RISK else None,
        domains=mitigating.domains_of(was) if was.domains else [],
    )
    return TemplateResponse(request, "raid/entry_as_at.jinja", context)


def _told(one: Entry) -> list[tuple[Any, Any]]:
    """The register's own fields that were answered, in words."""
    return [
        (field, field.said(value))
        for field in one.register.fields
        if (value := one.details.get(field.name, ""))
    ]


def _entry(
    request: HttpRequest, project: Project, one: Entry, form: SayForm | None, days: DayForm | None = None
) -> dict[str, Any]:
    viewer, today = cast(Request, request).viewer, timezone.localdate()
    acts = may_act(request, one)
    linked = queries.linked_to(one, viewer)
    hanging = queries.hanging_on(one)
    treated = mitigating.treated(one, linked, on=today) if one.kind == Kind.RISK else None
    return around(
        request,
        project,
        str(one),
        entry=one,
        row=queries.Row(one, today),
        register=one.register,
        back=at(project, one.register),
        here=reverse("raid:log", args=[project.number]),
        may_act=acts,
        told=_told(one),
        days=days or DayForm(),
        scores=hanging.scores if one.kind == Kind.RISK else [],
        picture=one_drawn(one, treated.then if treated else None) if one.kind == Kind.RISK else None,
        treated=treated,
        domains=mitigating.domains_of(one) if one.domains else [],
        happened=rules.as_happened(one.title) if one.kind == Kind.RISK and one.is_open else "",
        turns=[REGISTERS[kind] for kind in rules.TURNS.get(Kind(one.kind), {})] if one.is_open else [],
        linked=[each for each in linked if not treated or each not in treated.done_about],
        asked=asked.of_entry(one, viewer, on=today) if one.kind in escalating.ASKABLE else [],
        sides=ties.sides_of(one, viewer) if one.kind == Kind.DEPENDENCY else None,
        uses=lessons.uses_of(one, viewer) if one.kind == Kind.LESSON else [],
        use=_use(one, viewer),
        moves=queries.moves_of(one) if one.kind == Kind.CHANGE else [],
        may_name=one.kind == Kind.CHANGE and one.is_open and can(viewer, Permission.MILESTONE_EDIT, one),
        may_approve=one.kind == Kind.CHANGE and one.is_open and can(viewer, Permission.PROJECT_CONTROL, one),
        may_ask=one.is_open and one.kind in escalating.ASKABLE,
        documents=hanging.documents,
        remarks=queries.remarks_of(one),
        events=queries.history_of(one),
        readers=hanging.readers if one.restricted else [],
        say=(form or SayForm()) if can(viewer, Permission.PROJECT_COMMENT, project) else None,
        today=today,
    )


def _use(one: Entry, viewer: Viewer) -> UseForm | None:
    """The press of whoever has a project that could have used a lesson."""
    could = lessons.could_use(one, viewer) if one.kind == Kind.LESSON else []
    return UseForm(projects=could) if could else None


@require_POST
@page(Permission.PROJECT_COMMENT)
def say(request: HttpRequest, number: int, entry: int) -> HttpResponse:
    project, one = entry_of(request, number, entry)
    require(request, Permission.PROJECT_COMMENT, project)
    form = SayForm(request.POST)
    if form.is_valid():
        said = services.say(one, text=form.cleaned_data["text"], by=cast(Request, request).user)
        messages.success(request, "Said")
        there = reverse("raid:entry", args=[number, entry])
        return redirect(f"{there}#remark-{said.pk}")
    return TemplateResponse(request, "raid/entry.jinja", _entry(request, project, one, form), status=422)
