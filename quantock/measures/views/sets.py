"""Measure sets: listed, read, taken away as a file, kept."""

from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from quantock.access import Permission, Request, Viewer, can, fetch, page, viewer_of, visible
from quantock.engines.documents.xlsx import Sheet, stream_workbook
from quantock.engines.spc import Assurance
from quantock.engines.spc.sentences import BETTER, WORSE
from quantock.engines.text import plural
from quantock.measures import services
from quantock.measures.forms import AsAtForm, ReasonForm
from quantock.measures.forms.sets import ArrangeForm, FindForm, NewSetForm, PutForm, SetForm
from quantock.measures.kept import Kept
from quantock.measures.models import InSet, MeasureSet
from quantock.measures.queries import sets as queries
from quantock.measures.queries.shared import users_of
from quantock.measures.queries.stood import as_they_stood
from quantock.measures.summary import COLUMNS, DOMAIN, row_of
from quantock.projects.services import Refused
from quantock.web.editing import ask, status_of

LIST = ("Measure sets", "measures-everywhere:sets")


@dataclass(frozen=True, slots=True)
class Domain:
    """The measures of a set that stand under one heading."""

    name: str
    rows: list[Kept] = field(default_factory=list)


def _domains(entries: list[InSet], viewer: Viewer, past: date | None) -> list[Domain]:
    on = past or timezone.localdate()
    users = {} if past else users_of([entry.measure for entry in entries], viewer)
    return [
        Domain(name, [Kept(entry.measure, on, users.get(entry.measure_id, ())) for entry in some])
        for name, some in groupby(entries, key=lambda entry: entry.domain)
    ]


def _asked(
    request: HttpRequest, one: MeasureSet, viewer: Viewer
) -> tuple[AsAtForm, date | None, list[InSet], int]:
    """The set as the address asks for it: now, or its measures as they stood on a day; and how many of them are shown only as they
    are now."""
    said = {"as_at": request.GET["as_at"]} if request.GET.get("as_at") else None
    form, entries = AsAtForm(said), queries.entries_of(one, viewer)
    day = form.cleaned_data["as_at"] if form.is_bound and form.is_valid() else None
    if not day or day >= timezone.localdate():
        return form, None, entries, 0
    then = {each.pk: each for each in as_they_stood([each.measure for each in entries], day, drawn=True)}
    kept = [entry for entry in entries if entry.measure_id in then]
    for entry in kept:
        entry.measure = then[entry.measure_id]
    return form, day, kept, len(entries) - len(kept)


def _one(request: HttpRequest, set_id: int, permission: Permission | None = None) -> MeasureSet:
    return fetch(request, MeasureSet, permission, among=queries.sets_among(), pk=set_id)


def _at(one: MeasureSet) -> str:
    return reverse("measures-everywhere:set", args=[one.pk])


def _trail(one: MeasureSet | None = None) -> list[tuple[str, str]]:
    first = [(LIST[0], reverse(LIST[1]))]
    return [*first, (one.name, _at(one))] if one else first


@page(Permission.SIGNED_IN)
def measure_sets(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    found = queries.sets_of(visible(request, MeasureSet), viewer)
    may_begin = viewer.may_anywhere(Permission.PORTFOLIO_EDIT)
    context = {"title": LIST[0], "sets": found, "may_begin": may_begin}
    return TemplateResponse(request, "measures/sets.jinja", context)


@page(Permission.SIGNED_IN)
def measure_set(request: HttpRequest, set_id: int) -> HttpResponse:
    viewer = viewer_of(request)
    one = _one(request, set_id)
    form, past, entries, left_out = _asked(request, one, viewer)
    domains = _domains(entries, viewer, past)
    rows = [row for domain in domains for row in domain.rows]
    families = [row.family for row in rows]
    context = {
        "title": one.name,
        "set": one,
        "domains": domains,
        "count": len(rows),
        "better": families.count(BETTER),
        "worse": families.count(WORSE),
        "failing": sum(row.measure.result.assurance == Assurance.FAIL for row in rows),
        "overdue": sum(bool(row.overdue) for row in rows),
        "may_edit": not past and can(viewer, Permission.PORTFOLIO_EDIT, one),
        "on": past or timezone.localdate(),
        "past": past,
        "form": form,
        "left_out": left_out,
        "trail": _trail(),
        "history": queries.history_of_set(one, viewer_of(request)),
    }
    return TemplateResponse(request, "measures/set.jinja", context, status=422 if form.errors else 200)


@page(Permission.SIGNED_IN)
def export(request: HttpRequest, set_id: int) -> HttpResponse:
    """The icon summary table of the set, in its order; of a past day as the page shows it."""
    one, viewer = _one(request, set_id), viewer_of(request)
    _, past, entries, _ = _asked(request, one, viewer)
    users = {} if past else users_of([entry.measure for entry in entries], viewer)
    rows = [[entry.domain, *row_of(entry.measure, users.get(entry.measure_id, ()))] for entry in entries]
    content = b"".join(stream_workbook([Sheet("Measures", (DOMAIN, *COLUMNS), rows)]))
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    response = HttpResponse(content, content_type=kind)
    name = slugify(f"{one.name} {past or ''}")[:80] or "measures"
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response


@page(Permission.PORTFOLIO_EDIT)
def begin(request: HttpRequest) -> HttpResponse:
    asked = cast(Request, request)
    viewer_of(request)
    form = NewSetForm(request.POST or None, owners=queries.owners_for(asked.viewer))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = services.begin_set(said["name"], owner=form.owned_by, purpose=said["purpose"], by=asked.user)
        messages.success(request, "Begun. Now choose its measures.")
        return redirect("measures-everywhere:set-measures", made.pk)
    return ask(
        request, form, title="Begin a measure set", back=reverse(LIST[1]), button="Begin", trail=_trail()
    )


@page(Permission.PORTFOLIO_EDIT)
def change(request: HttpRequest, set_id: int) -> HttpResponse:
    one = _one(request, set_id)
    form = SetForm(request.POST or None, now={"name": one.name, "purpose": one.purpose})
    if request.method == "POST" and form.is_valid():
        services.change_set(one, form.changes(), by=cast(Request, request).user)
        messages.success(request, "Saved")
        return redirect(_at(one))
    return ask(request, form, title=f"Change {one.name}", back=_at(one), trail=_trail(one))


def _measures_page(
    request: HttpRequest, one: MeasureSet, form: ArrangeForm, put: PutForm, status: int = 200
) -> HttpResponse:
    """The order of what is in it, and what could be put into it."""
    find = FindForm(request.GET)
    words = find.cleaned_data["q"] if find.is_valid() else ""
    context: dict[str, Any] = {
        "title": f"Measures of {one.name}",
        "set": one,
        "form": form,
        "put": put,
        "find": find,
        "words": words,
        "offered": queries.to_put(one, viewer_of(request), words),
        "most": queries.OFFERED,
        "trail": _trail(one),
        "back": _at(one),
    }
    return TemplateResponse(request, "measures/set_measures.jinja", context, status=status)


@page(Permission.PORTFOLIO_EDIT)
def arrange(request: HttpRequest, set_id: int) -> HttpResponse:
    one = _one(request, set_id)
    entries = queries.entries_of(one, viewer_of(request))
    form = ArrangeForm(request.POST or None, entries=entries)
    if request.method == "POST" and form.is_valid():
        services.arrange_set(one, form.placed, by=cast(Request, request).user)
        messages.success(request, "Saved")
        return redirect(_at(one))
    return _measures_page(request, one, form, PutForm(), status_of(form))


@page(Permission.PORTFOLIO_EDIT)
def put(request: HttpRequest, set_id: int) -> HttpResponse:
    """What was ticked, into the set."""
    viewer = viewer_of(request)
    one = _one(request, set_id)
    form = PutForm(request.POST or None)
    if request.method != "POST":
        return redirect("measures-everywhere:set-measures", one.pk)
    measures = queries.chosen(viewer, request.POST.getlist("measure"))
    if form.is_valid():
        if not measures:
            form.add_error(None, "Tick at least one measure. Nothing was changed.")
        else:
            try:
                count = services.put_into_set(
                    one, measures, domain=form.cleaned_data["domain"], by=cast(Request, request).user
                )
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, f"Put in: {plural(count, 'measure')}")
                return redirect("measures-everywhere:set-measures", one.pk)
    return _measures_page(request, one, ArrangeForm(entries=queries.entries_of(one, viewer)), form, 422)


@page(Permission.PORTFOLIO_EDIT)
def remove(request: HttpRequest, set_id: int) -> HttpResponse:
    one = _one(request, set_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.remove_set(one, by=cast(Request, request).user, **form.cleaned_data)
        messages.success(request, "Taken away")
        return redirect(LIST[1])
    answer = "The set shows nowhere any more. Its measures stay as they are."
    title = f"Take away {one.name}"
    return ask(
        request, form, title=title, answer=answer, back=_at(one), button="Take it away", trail=_trail(one)
    )
