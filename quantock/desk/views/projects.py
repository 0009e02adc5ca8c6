"""The projects list and its export."""

from collections.abc import Iterator
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from quantock.access import Permission, Request, can, page, visible
from quantock.desk.forms.projects import FilterForm
from quantock.desk.queries import projects as queries
from quantock.engines.documents.columns import Column
from quantock.engines.documents.csvfile import stream_csv
from quantock.projects.models import Project


@page(Permission.SIGNED_IN)
def projects(request: HttpRequest) -> HttpResponse:
    asked = cast(Request, request)
    visible(request, Project)
    form = FilterForm(request.GET)
    form.is_valid()
    filters = form.cleaned_data
    number = request.GET.get("page", "1")
    found = queries.list_page(
        queries.narrowed(asked.viewer, filters), int(number) if number.isdecimal() and len(number) < 9 else 1
    )
    context = {
        "title": "Projects",
        "form": form,
        "found": found,
        "as_at": filters.get("as_at"),
        "request": request,
        "may_register": can(asked.viewer, Permission.PROJECT_REGISTER),
    }
    return TemplateResponse(request, "desk/projects.jinja", context)


COLUMNS = (
    Column("Reference"),
    Column("Title"),
    Column("Lead organisation"),
    Column("State"),
    Column("Step"),
    Column("Delivery confidence"),
    Column("Start", "date"),
    Column("End", "date"),
)


def export_rows(rows: Any) -> Iterator[tuple[Any, ...]]:
    """One row a project, as the list shows it."""
    for row in rows.iterator(chunk_size=1000):
        project = getattr(row, "project", row)
        step = row.step.name if row.step else ""
        words = (project.ref, row.title, row.lead_organisation.name, row.get_state_display(), step)
        yield (*words, row.get_confidence_display(), row.starts_on, row.ends_on)


@page(Permission.SIGNED_IN)
def export(request: HttpRequest) -> HttpResponseBase:
    visible(request, Project)
    form = FilterForm(request.GET)
    form.is_valid()
    rows = queries.narrowed(cast(Request, request).viewer, form.cleaned_data)
    response = StreamingHttpResponse(stream_csv(COLUMNS, export_rows(rows)), content_type="text/csv")
    response["Content-Disposition"] = 'attachment; filename="projects.csv"'
    return response
