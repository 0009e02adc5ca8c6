"""The logs of all projects: top risks and their movement, what is overdue, decisions wanted and how long they wait."""

from dataclasses import replace
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from quantock.access import Permission, Request, Viewer, page, viewer_of
from quantock.portfolios import queries as portfolios
from quantock.raid import everywhere, mitigating
from quantock.raid.forms import EverywhereForm
from quantock.raid.kinds import REGISTERS, Kind, Register
from quantock.raid.pictures import STANDS, Drawn, counted_drawn
from quantock.raid.sending import columns_of, moved_columns, of_projects, rows_of
from quantock.raid.views.reaching import register_called
from quantock.web.display import Paged
from quantock.web.past import Days
from quantock.web.sending import send_table


def tabs_everywhere() -> list[dict[str, Any]]:
    """The registers of all projects, and what is asked of somebody higher."""
    found: list[dict[str, Any]] = [
        {"text": each.many, "href": reverse("raid-everywhere:register", args=[each.slug]), "count": 0}
        for each in REGISTERS.values()
    ]
    more = (
        ("Map of dependencies", "raid-everywhere:between"),
        ("Asked higher", "raid-everywhere:escalations"),
    )
    return [*found, *({"text": text, "href": reverse(route), "count": 0} for text, route in more)]


def _asked(request: HttpRequest, one: Register) -> tuple[EverywhereForm, dict[str, Any]]:
    viewer = viewer_of(request)
    form = EverywhereForm(
        request.GET,
        organisations=everywhere.organisations(viewer, one.kind),
        portfolios=portfolios.offered(viewer),
        kind=one.kind,
    )
    form.is_valid()
    return form, form.cleaned_data


@page(Permission.SIGNED_IN)
def register(request: HttpRequest, tab: str) -> HttpResponse:
    one, viewer = register_called(tab), cast(Request, request).viewer
    form, said = _asked(request, one)
    days = form.days
    every = _wanted(one.kind, said, days)
    drawn, asked, known = _drawn(request, every) if one.kind == Kind.RISK else (None, every, None)
    counted = known or everywhere.counts(viewer, asked)
    paged = Paged.of(request.GET.get("page", ""), counted.every, everywhere.SIZE)
    first = (paged.number - 1) * everywhere.SIZE
    context = {
        "title": f"{one.many} of all projects",
        "register": one,
        "tabs": tabs_everywhere(),
        "form": form,
        "counts": counted,
        "rows": everywhere.listed(
            viewer, asked, first=first, order=said.get("order", ""), count=counted.every
        ),
        "picture": drawn,
        "which": _which(request),
        "stands": STANDS,
        "cell": request.GET.get("cell", "") if drawn and asked is not every else "",
        "since": asked.since,
        "days": days,
        "was": _was(viewer, one.kind, said, days),
        "answered": everywhere.answered(viewer, on=days.on) if one.kind == Kind.DECISION else None,
        "shows_answered": said.get("show") == "answered",
        # One's own is done from the list, where a press can say it.
        "presses": said.get("whose") == "mine" and one.is_pressed and not days.is_past,
        "paged": paged,
        "today": days.today,
    }
    return TemplateResponse(request, "raid/everywhere.jinja", context)


def _wanted(kind: Kind, said: dict[str, Any], days: Days) -> everywhere.Asked:
    since = days.since or everywhere.usual_since(days.on)
    return everywhere.Asked.of(kind, said, on=days.on, since=since, past=days.is_past)


def _which(request: HttpRequest) -> str:
    asked = request.GET.get("which", "")
    return asked if asked in STANDS else ""


def _drawn(
    request: HttpRequest, every: everywhere.Asked
) -> tuple[Drawn | None, everywhere.Asked, everywhere.Counts | None]:
    """The risks as a picture of the matrix that most are scored on, and those in the field that is asked for; nothing where
    none is scored. How many they are, where that is known of all of them."""
    which = _which(request)
    prefix = STANDS[which][0]
    found = everywhere.on_the_matrix(viewer_of(request), every, prefix)
    if found is None:
        return None, every, None
    asked = request.GET.copy()
    for name in ("cell", "page"):
        asked.pop(name, None)
    picture = counted_drawn(found.matrix, found.fields, f"{request.path}?{asked.urlencode()}", found.left_out)
    at = everywhere.field_in(request.GET.get("cell", ""))
    if at is None:
        return picture, every, found.counts
    return picture, replace(every, field=(found.matrix.pk, prefix, *at)), None


def _was(viewer: Viewer, kind: Kind, said: dict[str, Any], days: Days) -> everywhere.Counts | None:
    """How many there were on the day that is compared with, where one is. One query."""
    if days.since is None:
        return None
    said = said | {"moved": ""}
    then = everywhere.Asked.of(kind, said, on=days.since, since=days.since, past=True)
    return everywhere.counts(viewer, then)


@page(Permission.SIGNED_IN)
def export(request: HttpRequest, tab: str, file: str) -> StreamingHttpResponse:
    """All that the list shows, on all its pages."""
    one = register_called(tab)
    form, said = _asked(request, one)
    viewer = viewer_of(request)
    asked = _wanted(one.kind, said, form.days)
    if one.kind == Kind.RISK:
        _, asked, _ = _drawn(request, asked)
    found = everywhere.listed(viewer, asked, most=everywhere.MOST_IN_A_FILE, order=said.get("order", ""))
    kinds = (one.kind,)
    risks = [each.row.entry for each in found] if one.kind == Kind.RISK and not asked.past else []
    ahead = mitigating.expected_scores(risks, viewer) if risks else {}
    columns, lines = of_projects(
        columns_of(kinds), rows_of([each.row for each in found], kinds, ahead), found
    )
    if one.kind == Kind.RISK:
        columns += moved_columns(asked.since)
        moved = zip(lines, found, strict=True)
        lines = ([*line, each.was, each.movement if each.was is not None else None] for line, each in moved)
    return send_table(f"{one.many} of all projects", columns, lines, file=file)
