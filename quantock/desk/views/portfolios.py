"""Portfolios."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from quantock.access import Permission, Request, page, visible
from quantock.desk.queries import projects as queries
from quantock.portfolios.models import Portfolio


@page(Permission.SIGNED_IN)
def portfolios(request: HttpRequest) -> HttpResponse:
    visible(request, Portfolio)
    found = queries.portfolios_with_counts(cast(Request, request).viewer)
    return TemplateResponse(request, "desk/portfolios.jinja", {"title": "Portfolios", "portfolios": found})
