"""The projects list and its export."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from quantock.access import Permission, can, page
from quantock.desk import columns as cols
from quantock.desk.asked import Asked, asked
from quantock.desk.queries.beside import SOME, beside
from quantock.desk.queries.listing import ListPage, Order, list_page, ordered
from quantock.desk.saved import opened_with_usual, views_of
from quantock.desk.sending import send_table
from quantock.web.display import Paged


@page(Permission.SIGNED_IN)
def projects(request: HttpRequest) -> HttpResponse:
    one = asked(request, "projects")
    if usual := opened_with_usual(request, one):
        return redirect(usual)
    viewer = one.selection.viewer
    order = Order.asked(request.GET.get("sort", ""))
    number = request.GET.get("page", "")
    found = list_page(
        one.selection,
        order,
        number=int(number) if number.isdecimal() and len(number) < 9 else 1,
        after=request.GET.get("after", ""),
    )
    offered = cols.offered(one.choices, one.since)
    columns = cols.chosen(request.GET.getlist("column"), offered)
    stands = beside(found.rows, one.selection, one.since, {column.key for column in columns})
    context = {
        "title": "Projects",
        "request": request,
        "one": one,
        "form": one.form,
        "found": found,
        "paged": Paged(found.number, found.pages, found.after),
        "says": _says(found),
        "rows": list(cols.shown(found.rows, stands, one.choices)),
        "offered": list(offered.values()),
        "columns": columns,
        "sorted": order,
        "views": views_of(one),
        "may_register": can(viewer, Permission.PROJECT_REGISTER),
        "may_edit": can(viewer, Permission.PROJECT_EDIT),
        "may_change": can(viewer, Permission.BULK_CHANGE) and not one.is_past,
    }
    return TemplateResponse(request, "desk/projects.jinja", context)


def _says(found: ListPage) -> str:
    if not found.rows or (found.pages == 1 and not found.after and found.first == 1):
        return ""
    every = f"{found.count:,}{'+' if found.more_than_counted else ''}"
    return f"Projects {found.first:,} to {found.last:,} of {every}"


def export_rows(one: Asked, columns: Sequence[cols.Column], order: Order) -> Iterator[tuple[Any, ...]]:
    """One row a project, as the list shows it; a few queries for each 500."""
    rows = ordered(one.selection, order).iterator(chunk_size=SOME)
    keys = {column.key for column in columns}
    while some := list(islice(rows, SOME)):
        stands = beside(some, one.selection, one.since, keys)
        for row in cols.shown(some, stands, one.choices):
            yield tuple(value for column in columns for value in column.file_values(row))


@page(Permission.SIGNED_IN)
def export(request: HttpRequest) -> HttpResponseBase:
    """Exactly the list's columns and rows; an address that is not understood is shown by the list, not sent."""
    one = asked(request, "projects")
    if one.form.errors:
        return redirect(f"{reverse('desk:projects')}?{request.GET.urlencode()}")
    columns = cols.chosen(request.GET.getlist("column"), cols.offered(one.choices, one.since))
    headings = [named for column in columns for named in column.file_columns()]
    rows = export_rows(one, columns, Order.asked(request.GET.get("sort", "")))
    return send_table("projects", headings, rows, file=request.GET.get("file", ""))
