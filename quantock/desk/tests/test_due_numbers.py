"""Home asks for the next number of my measures, and keeps it with one press."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from quantock.measures.models import DataPoint
from quantock.measures.tests.factories import FALLS, MeasureFactory
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
TODAY = "2026-08-03"


@pytest.fixture
def project():
    return ProjectFactory(title="Falls on Ash ward", on=date(2026, 4, 1))


@pytest.fixture
def client(client_for, project):
    return client_for("lead", on=project, first_steps_done=True)


@time_machine.travel(TODAY, tick=False)
def test_the_number_of_the_period_that_is_over_is_one_press(client, project):
    measure = MeasureFactory(project=project, name="Falls", values=FALLS)
    page = open_page(client, "/")
    assert "Next: add the number of July 2026: Falls" in page.text
    url = f"/projects/{project.number}/measures/{measure.pk}/values/add/"
    answer = client.post(url, {"starts": "01/07/2026", "value": "3.1", "back": "home"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert DataPoint.objects.latest("pk").value == Decimal("3.1")
    after = open_page(client, "/")
    assert "Value of Falls added for July 2026" in after.markup
    assert "Next: add the number" not in after.text
    wrong = client.post(url, {"starts": "01/07/2026", "value": "about three", "back": "home"})
    assert wrong.status_code == 422


@time_machine.travel("2026-09-20", tick=False)
def test_what_is_past_its_day_says_so(client, project):
    MeasureFactory(project=project, name="Falls", values=FALLS)
    assert "Next: add the number of July 2026, which is overdue: Falls" in open_page(client, "/").text


@time_machine.travel(TODAY, tick=False)
def test_nothing_is_asked_of_one_who_may_not_or_before_a_first_value(client_for, client, project):
    MeasureFactory(project=project, name="Alarms")
    MeasureFactory(project=project, name="Incidents", frequency="event", values=("1",))
    assert "Next: add" not in open_page(client, "/").text
    assert "Next: add the number" not in open_page(client, "/").text
    MeasureFactory(project=project, name="Falls", values=FALLS)
    viewer = client_for("viewer", on=project, first_steps_done=True)
    assert "Next: add" not in open_page(viewer, "/").text


@time_machine.travel(TODAY, tick=False)
def test_it_costs_one_query_however_many(client, project, cost):
    MeasureFactory(project=project, values=FALLS[:14])
    few = cost(lambda: client.get("/"))
    MeasureFactory.create_batch(6, project=project, values=FALLS[:14])
    assert cost(lambda: client.get("/")) == few
    assert few <= 12
