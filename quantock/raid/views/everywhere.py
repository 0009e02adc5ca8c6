"""The logs of all projects: top risks and their movement, what is overdue, decisions wanted and how long they wait."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from quantock.access import Permission, Request, page, visible
from quantock.raid import everywhere
from quantock.raid.forms import EverywhereForm
from quantock.raid.kinds import REGISTERS, Kind, Register
from quantock.raid.models import Entry
from quantock.raid.sending import columns_of, rows_of
from quantock.raid.views.reaching import register_called
from quantock.web.display import Paged
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
    return form, form.cleaned_data if form.is_valid() else {}


@page(Permission.SIGNED_IN)
def register(request: HttpRequest, tab: str) -> HttpResponse:
    one, on = register_called(tab), timezone.localdate()
    form, said = _asked(request, one)
    rows = everywhere.narrowed(cast(Request, request).viewer, one.kind, said, on=on)
    counted = everywhere.counts(rows, on=on)
    paged = Paged.of(request.GET.get("page", ""), counted.every, everywhere.SIZE)
    since = said.get("since") or everywhere.usual_since(on)
    first = (paged.number - 1) * everywhere.SIZE
    context = {
        "title": f"{one.many} of all projects",
        "register": one,
        "tabs": tabs_everywhere(),
        "form": form,
        "counts": counted,
        "rows": everywhere.listed(rows, one.kind, on=on, since=since, first=first),
        "since": since,
        "answered": everywhere.answered(cast(Request, request).viewer, on=on)
        if one.kind == Kind.DECISION
        else None,
        "shows_answered": said.get("show") == "answered",
        "paged": paged,
        "today": on,
    }
    return TemplateResponse(request, "raid/everywhere.jinja", context)


@page(Permission.SIGNED_IN)
def export(request: HttpRequest, tab: str, file: str) -> StreamingHttpResponse:
    """All that the list shows, on all its pages."""
    one, on = register_called(tab), timezone.localdate()
    _, said = _asked(request, one)
    rows = everywhere.narrowed(cast(Request, request).viewer, one.kind, said, on=on)
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
