"""Two measures on one axis of time."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest

from quantock.measures import services
from quantock.measures.models import Measure
from quantock.measures.rules import Given
from quantock.measures.tests.factories import FALLS, MeasureFactory, months
from quantock.measures.tests.test_pages import at
from quantock.projects.models import Visibility
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page


@pytest.fixture
def project(db):
    return ProjectFactory(title="Falls on Ash ward")


@pytest.fixture
def client(client_for, project):
    return client_for("lead", on=project)


@pytest.fixture
def falls(project):
    return MeasureFactory(project=project, name="Falls", values=FALLS)


@pytest.fixture
def alarms(project):
    """Weekly, of the last half year of the falls."""
    made = MeasureFactory(project=project, name="Alarms that work", frequency="week", direction="up")
    first = date(2026, 1, 5)
    given = [Given(first + timedelta(days=7 * place), Decimal(80 + place)) for place in range(15)]
    services.record_points(made, given, by=None)
    return made


def with_(one, other):
    return at("compare", one) + f"?with={other.pk}"


def test_those_of_the_project_are_offered_and_others_by_words(client, falls, alarms):
    elsewhere = ProjectFactory(title="Hands on Beech ward", visibility=Visibility.SYSTEM)
    hands = MeasureFactory(project=elsewhere, name="Clean hands", values=FALLS)
    page = open_page(client, at("compare", falls))
    assert page.context["offered"] == [alarms]
    page = open_page(client, at("compare", falls) + "?q=beech hands")
    assert page.context["offered"] == [hands]
    assert "has these words" in open_page(client, at("compare", falls) + "?q=nothing").text


def test_neither_what_stands_beside_it_nor_one_without_values_is_offered(client, falls, alarms):
    MeasureFactory(project=falls.project, name="Not begun")
    assert open_page(client, at("compare", falls)).context["offered"] == [alarms]
    assert open_page(client, with_(falls, alarms)).context["offered"] == []


def test_both_stand_on_the_same_days(client, falls, alarms):
    page = open_page(client, with_(falls, alarms))
    first, second = (str(picture) for _, _, _, picture in page.context["both"])
    marks = [re.findall(r'<line[^>]*x1="([\d.]+)"[^>]*class="c-tick"', svg) for svg in (first, second)]
    assert marks[0]
    assert marks[0] == marks[1]
    rows = page.rows()
    assert rows[0][0] == "June 2026"
    assert [row[1:] for row in rows].count(["No value", "80"]) == 1
    assert len(rows) == len(FALLS) + 15


def test_two_of_one_frequency_share_their_rows(client, project, falls):
    other = MeasureFactory(project=project, name="Harm", values=FALLS[:5])
    rows = open_page(client, with_(falls, other)).rows()
    assert len(rows) == len(FALLS)
    assert rows[-1] == ["April 2024", "6.1", "6.1"]


@pytest.mark.parametrize("said", ["x", "0", "99999999999999", "٣"])
def test_one_that_is_not_there_is_not_found(client, falls, said):
    assert client.get(at("compare", falls) + f"?with={said}").status_code == 404


def test_one_that_may_not_be_seen_is_not_found(client, falls):
    hidden = MeasureFactory(project=ProjectFactory(visibility=Visibility.TEAM), values=FALLS)
    assert client.get(with_(falls, hidden)).status_code == 404
    draft = MeasureFactory(
        project=ProjectFactory(visibility=Visibility.SYSTEM), draft=True, name="Falls in draft", values=FALLS
    )
    assert client.get(with_(falls, draft)).status_code == 404
    assert "Falls in draft" not in open_page(client, at("compare", falls) + "?q=falls").text


def test_one_without_values_and_itself_can_be_said(client, project, falls):
    empty = MeasureFactory(project=project, name="Empty")
    assert "No values yet" in open_page(client, with_(falls, empty)).text
    assert client.get(with_(falls, falls)).status_code == 200


def test_small_numbers_stay_left_out(client, project, falls):
    few = MeasureFactory(project=project, name="Few", unit="count", small_numbers=True)
    services.record_points(few, months(["3", "20"]), by=None)
    rows = open_page(client, with_(falls, few)).rows()
    assert rows[-1] == ["April 2024", "6.1", "No value"]
    assert rows[-2] == ["May 2024", "6.9", "20"]


def test_it_costs_the_same_however_many_values(client, project, falls, cost):
    many = MeasureFactory(project=project, values=FALLS * 3)
    few = MeasureFactory(project=project, values=FALLS[:3])
    client.get(with_(falls, few))
    assert cost(lambda: client.get(with_(falls, few))) == cost(lambda: client.get(with_(falls, many)))
    assert Measure.objects.count() == 3
