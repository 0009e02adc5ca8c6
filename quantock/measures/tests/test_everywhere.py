"""Measures of the whole system: counted and listed for whoever looks, narrowed by the address."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from quantock.measures.tests.factories import FALLS, MeasureFactory
from quantock.projects.models import Visibility
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

URL = "/measures/"
TODAY = "2026-07-10"
STEADY = ("6.1", "6.9", "5.8", "6.4") * 7

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_for):
    return client_for("auditor")


@time_machine.travel(TODAY, tick=False)
def test_it_answers_where_something_is_changing(client):
    MeasureFactory(name="Falls", values=FALLS, target=Decimal(1))
    MeasureFactory(name="Waits", values=FALLS, direction="up")
    MeasureFactory(name="Beds", values=STEADY[:20])
    page = open_page(client, URL)
    assert "Of 3 measures, 1 changed for the better and 1 for the worse" in page.text
    assert "1 cannot reach its target as they run now; 1 is overdue" in page.text
    assert "3.4" in page.text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("signal=better", {"Falls"}),
        ("signal=worse", {"Waits"}),
        ("signal=same", {"Beds"}),
        ("signal=overdue", {"Beds"}),
        ("signal=concern, low", {"Waits"}),
        ("assurance=consistently falling short", {"Falls"}),
        ("q=wai", {"Waits"}),
        ("kind=process", set()),
        ("since=1/12/2025", {"Falls", "Waits"}),
        ("since=2/12/2025", set()),
        ("signal=nonsense", {"Falls", "Waits", "Beds"}),
    ],
)
@time_machine.travel(TODAY, tick=False)
def test_the_address_narrows_it(client, query, names):
    MeasureFactory(name="Falls", values=FALLS, target=Decimal(1))
    MeasureFactory(name="Waits", values=FALLS, direction="up")
    MeasureFactory(name="Beds", values=STEADY[:20])
    page = open_page(client, f"{URL}?{query}")
    found = {name for name in ("Falls", "Waits", "Beds") if f"{name} of P-" in page.text}
    assert found == names
    csv = client.get(f"{URL}measures.csv?{query}").content.decode("utf-8-sig")
    assert {name for name in ("Falls", "Waits", "Beds") if f",{name}," in csv} == names


def test_an_organisation_is_chosen_from_those_that_have_measures(client):
    measure = MeasureFactory(name="Falls", values=FALLS)
    MeasureFactory(name="Waits", values=FALLS)
    page = open_page(client, f"{URL}?organisation={measure.project.lead_organisation_id}")
    assert "Falls of P-" in page.text
    assert "Waits of P-" not in page.text


def test_what_one_may_not_see_is_not_counted(client_for):
    MeasureFactory(values=FALLS, project=ProjectFactory(visibility=Visibility.TEAM))
    seen = MeasureFactory(name="Falls", values=FALLS)
    stranger = client_for("viewer", on=seen.project)
    page = open_page(stranger, URL)
    assert "Of 1 measure," in page.text
    assert stranger.get(f"{URL}measures.xlsx").content.startswith(b"PK")


def test_an_empty_system_says_what_this_is_for(client):
    assert "None has been added yet" in open_page(client, URL).text


def test_it_costs_the_same_however_many(client, cost):
    MeasureFactory.create_batch(3, values=FALLS[:14])
    few = cost(lambda: client.get(URL))
    MeasureFactory.create_batch(20, values=FALLS[:14])
    assert cost(lambda: client.get(URL)) == few
    assert few <= 12


def test_a_measure_taken_away_is_nowhere(client):
    measure = MeasureFactory(name="Falls", values=FALLS)
    measure.removed_at = f"{date(2026, 7, 1)}T00:00:00Z"
    measure.save(update_fields=["removed_at"])
    assert "Falls of P-" not in open_page(client, URL).text
