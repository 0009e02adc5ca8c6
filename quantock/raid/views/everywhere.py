"""The logs of all projects: top risks and their movement, what is overdue, decisions wanted and how long they wait."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from quantock.access import Permission, Request, Viewer, page, visible
from quantock.raid import everywhere
from quantock.raid.forms import EverywhereForm
from quantock.raid.kinds import REGISTERS, Kind, Register
from quantock.raid.models import Entry
from quantock.raid.sending import columns_of, rows_of
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
    visible(request, Entry)
    leading = everywhere.organisations(cast(Request, request).viewer, one.kind)
    form = EverywhereForm(request.GET, organisations=leading, kind=one.kind)
    form.is_valid()
    return form, form.cleaned_data


@page(Permission.SIGNED_IN)
def register(request: HttpRequest, tab: str) -> HttpResponse:
    one, viewer = register_called(tab), cast(Request, request).viewer
    form, said = _asked(request, one)
    days = form.days
    rows = everywhere.narrowed(viewer, one.kind, said, on=days.on, past=days.is_past)
    counted = everywhere.counts(rows, on=days.on)
    paged = Paged.of(request.GET.get("page", ""), counted.every, everywhere.SIZE)
    since = days.since or everywhere.usual_since(days.on)
    first = (paged.number - 1) * everywhere.SIZE
    context = {
        "title": f"{one.many} of all projects",
        "register": one,
        "tabs": tabs_everywhere(),
        "form": form,
        "counts": counted,
        "rows": everywhere.listed(rows, one.kind, on=days.on, since=since, first=first),
        "since": since,
        "days": days,
        "was": _was(viewer, one.kind, said, days),
        "answered": everywhere.answered(viewer, on=days.on) if one.kind == Kind.DECISION else None,
        "shows_answered": said.get("show") == "answered",
        "paged": paged,
        "today": days.today,
    }
    return TemplateResponse(request, "raid/everywhere.jinja", context)


def _was(viewer: Viewer, kind: Kind, said: dict[str, Any], days: Days) -> everywhere.Counts | None:
    """How many there were on the day that is compared with, where one is. One query."""
    if days.since is None:
        return None
    rows = everywhere.narrowed(viewer, kind, said, on=days.since, past=True)
    return everywhere.counts(rows, on=days.since)


@page(Permission.SIGNED_IN)
def export(request: HttpRequest, tab: str, file: str) -> StreamingHttpResponse:
    """All that the list shows, on all its pages."""
    one = register_called(tab)
    form, said = _asked(request, one)
    on = form.days.on
    rows = everywhere.narrowed(cast(Request, request).viewer, one.kind, said, on=on, past=form.days.is_past)
    found = everywhere.listed(
        rows, one.kind, on=on, since=everywhere.usual_since(on), most=everywhere.MOST_IN_A_FILE
    )
    kinds = (one.kind,)
    return send_table(
        f"{one.many} of all projects",
        columns_of(kinds),
        rows_of([each.row for each in found], kinds),
        file=file,
    )
