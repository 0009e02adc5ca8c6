"""Portfolios, and the page of one."""

from typing import cast

from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse

from quantock.access import Permission, Request, can, fetch, page, viewer_of
from quantock.desk import columns as cols
from quantock.desk.asked import read
from quantock.desk.queries import milestones as dated
from quantock.desk.queries import projects as queries
from quantock.desk.queries.beside import beside
from quantock.desk.queries.dashboard import standing
from quantock.desk.queries.listing import Order, first_rows
from quantock.desk.queries.portfolio import board_of
from quantock.desk.sending import send_table
from quantock.engines.documents.columns import Column
from quantock.measures.queries.sets import sets_of_portfolio
from quantock.portfolios.models import Portfolio
from quantock.web.context import address

SHOWN = ("milestone",)
MOST_WORST = 20


@page(Permission.SIGNED_IN)
def portfolios(request: HttpRequest) -> HttpResponse:
    viewer_of(request)
    viewer = cast(Request, request).viewer
    found = queries.portfolios_with_counts(viewer)
    may_add = can(viewer, Permission.PORTFOLIO_EDIT)
    context = {"title": "Portfolios", "portfolios": found, "may_add": may_add}
    return TemplateResponse(request, "desk/portfolios.jinja", context)


COLUMNS = (
    Column("Portfolio", width=44),
    Column("Organisation", width=44),
    Column("Projects you may see", "number"),
)


@page(Permission.SIGNED_IN)
def portfolios_export(request: HttpRequest) -> HttpResponseBase:
    """What the list shows."""
    viewer_of(request)
    rows = (
        (one.name, one.organisation.name if one.organisation else "Whole system", one.projects)  # type: ignore[attr-defined]  # annotated
        for one in queries.portfolios_with_counts(cast(Request, request).viewer)
    )
    return send_table("portfolios", COLUMNS, rows, file=request.GET.get("file", ""))


@page(Permission.SIGNED_IN)
def portfolio(request: HttpRequest, portfolio_id: int) -> HttpResponse:
    """What it is for, how its projects stand, which are in most trouble, and who looks at it."""
    viewer = cast(Request, request).viewer
    one = fetch(request, Portfolio, pk=portfolio_id)
    asked = read(viewer, QueryDict(f"portfolio={one.pk}"), "dashboard")
    counted = asked.selection.counted()
    now, then, _ = standing(counted, asked.since)
    worst = first_rows(counted, Order("confidence"), MOST_WORST)
    stands = beside(worst, counted, asked.since, SHOWN)
    context = {
        "title": one.name,
        "portfolio": one,
        "asked": asked,
        "now": now,
        "then": then,
        "ahead": dated.counted(dated.counts(counted, asked.since)),
        "rows": list(cols.shown(worst, stands, asked.choices)),
        "board": board_of(one),
        "measure_sets": sets_of_portfolio(one, viewer),
        "board_report": address("desk:board-report"),
        "change_at": can(viewer, Permission.PORTFOLIO_EDIT, one),
    }
    return TemplateResponse(request, "desk/portfolio.jinja", context)
