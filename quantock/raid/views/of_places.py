"""The way from the page of a portfolio or an organisation to its log."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from quantock.access import Permission, Request, can, fetch, page, require
from quantock.people.models import Organisation
from quantock.portfolios.models import Portfolio
from quantock.raid.logs_of_places import Where, begin_log, log_of_place


@page(Permission.SIGNED_IN)
def of_portfolio(request: HttpRequest, portfolio_id: int) -> HttpResponse:
    one = fetch(request, Portfolio, Permission.PORTFOLIO_VIEW, pk=portfolio_id)
    return _log(request, one, reverse("desk:portfolio", args=[one.pk]))


@page(Permission.SIGNED_IN)
def of_organisation(request: HttpRequest, organisation_id: int) -> HttpResponse:
    one = fetch(request, Organisation, Permission.ORGANISATION_VIEW, pk=organisation_id)
    return _log(request, one, reverse("people:organisation", args=[one.pk]))


def _log(request: HttpRequest, place: Where, back: str) -> HttpResponse:
    """Its log; where it has none, whoever keeps logs there may begin it."""
    viewer = cast(Request, request).viewer
    if request.method == "POST":
        require(request, Permission.LOG_EDIT, place)
        begun = begin_log(place, by=cast(Request, request).user, on=timezone.localdate())
        return redirect("raid:log", number=begun.number)
    if found := log_of_place(place, viewer):
        return redirect("raid:log", number=found.number)
    cast(Any, request).within = back
    context = {
        "title": f"Actions and risks of {place}",
        "place": place,
        "back": back,
        "may_begin": can(viewer, Permission.LOG_EDIT, place),
    }
    return TemplateResponse(request, "raid/begin.jinja", context)
