"""A list of projects out to Excel, to be edited there; and the same columns as a plain workbook or CSV."""

from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header

from quantock.access import Permission, Request, page, viewer_of
from quantock.engines.documents.columns import Column
from quantock.engines.documents.csvfile import stream_csv
from quantock.engines.documents.roundtrip import RoundTrip, write_roundtrip
from quantock.engines.documents.xlsx import Sheet as PlainSheet
from quantock.engines.documents.xlsx import stream_workbook
from quantock.exchange import lists, workbook
from quantock.web.display import say_date

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def sheet_for(rows: Any) -> workbook.Sheet:
    """The columns of a list: ours, and the local fields that its projects have."""
    return workbook.sheet_of(workbook.fields_among(rows), workbook.step_names())


def joined(rows: Any) -> Any:
    """The projects with what their rows show."""
    return rows.select_related("lead_organisation", "step")


@page(Permission.SIGNED_IN)
def workbook_of(request: HttpRequest) -> HttpResponseBase:
    """The list as a workbook that can be edited and brought back."""
    asked = cast(Request, request)
    viewer_of(request)
    rows = lists.listed(asked.viewer, request.GET)
    if rows.order_by()[: workbook.MOST_PROJECTS + 1].count() > workbook.MOST_PROJECTS:
        most = f"{workbook.MOST_PROJECTS:,}"
        messages.error(request, f"A workbook to edit holds at most {most} projects: narrow the list first.")
        return redirect(f"{reverse('desk:projects')}?{urlencode(list(request.GET.items()))}")
    sheet = sheet_for(rows)
    now = timezone.now()
    trip = RoundTrip(
        "projects",
        "Projects",
        now,
        str(asked.user),
        sheet.columns,
        workbook.edit_rows(joined(rows), sheet),
    )
    response = HttpResponse(write_roundtrip(trip), content_type=XLSX)
    return attached(response, f"Projects to edit, {say_date(now)}.xlsx")


@page(Permission.SIGNED_IN)
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list with the same columns, for reading: streamed, however long it is."""
    asked = cast(Request, request)
    viewer_of(request)
    rows = lists.listed(asked.viewer, request.GET)
    sheet = sheet_for(rows)
    columns = [Column(column.heading, column.kind, column.width) for column in sheet.columns]
    lines = _lines(joined(rows), sheet)
    if kind == "csv":
        response = StreamingHttpResponse(stream_csv(columns, lines), content_type="text/csv; charset=utf-8")
    else:
        response = StreamingHttpResponse(
            stream_workbook([PlainSheet("Projects", columns, lines)]), content_type=XLSX
        )
    return attached(response, f"Projects, {say_date(timezone.now())}.{kind}")


def _lines(rows: Any, sheet: workbook.Sheet) -> Iterator[tuple[object, ...]]:
    for row in workbook.edit_rows(rows.iterator(chunk_size=workbook.SOME), sheet):
        yield tuple(row.values.get(column.field) for column in sheet.columns)


def attached(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return response
