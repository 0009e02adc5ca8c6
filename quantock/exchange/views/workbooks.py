"""A register out to Excel, to be edited there and brought back."""

from typing import cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone

from quantock.access import Permission, Request, page, viewer_of, visible
from quantock.engines.documents.roundtrip import RoundTrip, write_roundtrip
from quantock.exchange.trips import OUT, address_of
from quantock.exchange.views.lists import XLSX, attached
from quantock.projects.models import Project
from quantock.web.display import say_date

MOST = 10_000


@page(Permission.SIGNED_IN)
def of_all(request: HttpRequest, tab: str) -> HttpResponseBase:
    """Those of all projects that the list shows."""
    return _sent(request, tab, None)


@page(Permission.PROJECT_VIEW)
def of_project(request: HttpRequest, number: int, tab: str) -> HttpResponseBase:
    """Those of one project that its list shows."""
    project = visible(request, Project).filter(number=number).first()
    if project is None:
        raise Http404
    return _sent(request, tab, project)


def _sent(request: HttpRequest, tab: str, project: Project | None) -> HttpResponseBase:
    asked = cast(Request, request)
    viewer_of(request)
    out = OUT.get(tab)
    if out is None:
        raise Http404
    now, on = timezone.now(), timezone.localdate()
    rows = out.rows(asked.viewer, project, request.GET, on)
    kind = f"{out.kind} of {project.number}" if project else out.kind
    if rows.order_by()[: MOST + 1].count() > MOST:
        messages.error(request, f"A workbook to edit holds at most {MOST:,} rows: narrow the list first.")
        return redirect(address_of(kind))
    title = f"{project.ref} {out.title}" if project else out.title
    trip = RoundTrip(kind, title, now, str(asked.user), out.columns(on), out.edit_rows(rows, asked.viewer))
    response = HttpResponse(write_roundtrip(trip), content_type=XLSX)
    return attached(response, f"{title} to edit, {say_date(now)}.xlsx")
