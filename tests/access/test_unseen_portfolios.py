"""Side paths: a portfolio that somebody may not see is named by none of its projects, and narrows nothing."""

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects import services
from tests.access import walk
from tests.access.unseen import BEGAN, TODAY, Around, told, walked

pytestmark = [pytest.mark.django_db, pytest.mark.walk]
WORDS = ("Umbrage",)
WITHOUT = ("stranger", "partner", "board", "everywhere")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(f"{TODAY}T10:00:00Z", tick=False):
        yield


def hide(around):
    """A portfolio of one organisation, with a project that everybody sees."""
    said = {"name": "Umbrage board", "purpose": "Umbrage watch"}
    hidden = PortfolioFactory(pk=54_321, organisation=around.home, **said)
    services.join_portfolio(around.neighbour, hidden, shown=True, by=None, on=BEGAN)
    services.leave_portfolio(around.neighbour, hidden, reason="Umbrage moved", by=None, on=TODAY)
    services.join_portfolio(around.neighbour, hidden, shown=False, by=None, on=TODAY)
    return hidden


def asked_of(portfolio):
    """What somebody who guesses may ask."""
    days = "since=1/6/2026&until=2/11/2026"
    routes = ("desk:projects", "desk:export", "desk:dashboard", "desk:dashboard-export", "desk:milestones")
    found = [f"{reverse(route)}?portfolio={portfolio}" for route in (*routes, "exchange:list-csv")]
    pages = ("desk:compare", "desk:compare-export", "desk:board-report", "desk:board-report-word")
    found += [f"{reverse(route)}?{days}&portfolio={portfolio}" for route in (*pages, "desk:board-money")]
    found += [
        f"{reverse(route)}?where=portfolio-{portfolio}" for route in ("desk:quiet", "desk:quiet-export")
    ]
    found += [f"/portfolios/{portfolio}/", f"/administration/portfolios/{portfolio}/"]
    return [*found, f"/projects/1/details/portfolios/{portfolio}/leave/"]


def test_those_of_its_organisation_are_told():
    around = Around()
    client = Client()
    client.force_login(around.user("colleague"))
    hide(around)
    found = "\n".join(told(walked(client, walk.pages_of(around.neighbour)), WORDS))
    assert "/details/" in found
    assert "/history/" in found
