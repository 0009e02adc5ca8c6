"""A before and after: kept as it was, read by whoever may see the project, hidden where small numbers are."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from quantock.audit.models import Event
from quantock.measures import queries, services
from quantock.measures.models import BeforeAfter
from quantock.measures.tests.factories import FALLS, MeasureFactory
from quantock.measures.tests.test_pages import ANSWERS, at
from quantock.people.tests.factories import OrganisationFactory
from quantock.projects.models import Visibility
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

CHANGED = date(2025, 12, 1)


@pytest.fixture
def project(db):
    return ProjectFactory(title="Falls on Ash ward", visibility=Visibility.ORGANISATION)


@pytest.fixture
def measure(project):
    return MeasureFactory(project=project, name="Falls", values=FALLS, target=Decimal(5))


@pytest.fixture
def client(client_for, project):
    return client_for("lead", on=project)


def kept(measure, split=CHANGED, what="New bed alarms"):
    return services.keep_before_after(queries.whole(measure).judged, split=split, what=what, by=None)


def address(made):
    return reverse("measures-everywhere:before-after", kwargs={"uid": made.uid})


def test_it_is_kept_from_the_measures_page_and_says_what_it_shows(client, measure):
    open_page(client, at("before-after", measure))
    response = client.post(at("before-after", measure), {"split": "1/12/2025", "what": "New bed alarms"})
    made = BeforeAfter.objects.get()
    assert response["Location"] == address(made)
    page = open_page(client, address(made))
    assert "Changed for the better. Before: average 6.3, 20 values, April 2024 to November 2025." in page.text
    assert "After: average 3.1, 7 values, December 2025 to June 2026: 3.2 lower (50%)." in page.text
    assert "7 of the 7 values since are signals of improvement: unlikely to be chance." in page.text
    assert "http://testserver" + address(made) in page.text
    assert (made.before, made.kind, made.rules) == (pytest.approx(6.3), "xmr", "Making Data Count 2023-11")
    assert "New bed alarms, 1 December 2025" in open_page(client, at("measure", measure)).text
    event = Event.objects.get(verb="before and after kept")
    assert (event.record_id, event.actor_id, event.reason) == (measure.pk, made.by_id, "New bed alarms")


def test_a_recalculation_offers_its_own(client, measure):
    services.rebase(measure, starts=CHANGED, answers=ANSWERS, by=None)
    assert "Keep its before and after" in open_page(client, at("measure", measure)).text
    page = open_page(client, at("before-after", measure) + "?from=1/12/2025")
    assert page.context["form"].initial == {"split": "1/12/2025", "what": "New bed alarms"}
    assert kept(measure).rebase == measure.rebases.get()
    assert kept(measure).shows == "better"


def test_it_stays_as_it_was(client, measure):
    made = kept(measure)
    before = open_page(client, address(made))
    point = measure.points.standing().last()
    services.remove_point(point, by=None, reason="Counted twice")
    services.change_measure(measure, {"name": "Falls with harm", "direction": "up"}, by=None)
    after = open_page(client, address(made))
    assert str(after.context["picture"]) == str(before.context["picture"])
    assert after.rows() == before.rows()
    assert after.context["title"] == "Before and after: Falls"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"split": "soon", "what": "x"}, "Enter a date"),
        ({"split": "1/4/2024", "what": "x"}, "values both before and after that day"),
        ({"split": "1/12/2030", "what": "x"}, "values both before and after that day"),
        ({"split": "1/12/2025"}, "required"),
        ({"split": "1/12/2025", "what": "943 476 5919"}, "NHS number"),
    ],
)
def test_what_cannot_be_is_refused(client, measure, data, says):
    response = client.post(at("before-after", measure), data)
    assert response.status_code == 422
    assert says in response.content.decode() or says == "required"
    assert not BeforeAfter.objects.exists()


def test_taken_back_its_address_says_so(client, measure):
    made = kept(measure)
    back = reverse("measures-everywhere:before-after-back", kwargs={"uid": made.uid})
    open_page(client, back)
    assert client.post(back, {"reason": ""}).status_code == 422
    assert client.post(back, {"reason": "The wrong month"})["Location"] == address(made)
    assert "It no longer counts: The wrong month" in open_page(client, address(made)).text
    assert "Kept before and after" not in open_page(client, at("measure", measure)).text
    assert Event.objects.filter(verb="before and after taken back", reason="The wrong month").count() == 1


def test_it_is_never_more_visible_than_its_project(client_for, measure):
    made = kept(measure)
    stranger = client_for("pmo", on=OrganisationFactory())
    assert stranger.get(address(made)).status_code == 404
    viewer = client_for("viewer", on=measure.project.lead_organisation)
    assert viewer.get(address(made)).status_code == 200
    services.change_measure(measure, {"draft": True}, by=None)
    assert viewer.get(address(made)).status_code == 404


def test_it_outlasts_its_measure(client, measure):
    made = kept(measure)
    services.remove_measure(measure, by=None, reason="Another is watched")
    page = open_page(client, address(made))
    assert "no longer watched" in page.text
    assert "3.2 lower" in page.text


def test_small_numbers_are_left_out_of_it(client, project):
    measure = MeasureFactory(
        project=project, unit="count", small_numbers=True, values=("12", "14") * 8 + ("3", "20")
    )
    made = kept(measure, split=date(2025, 8, 1))
    assert [row[2] for row in made.chart["plots"]][-2:] == [None, 20.0]
    assert made.below == 5
    assert "After: average 20, 1 value" in open_page(client, address(made)).text


def test_what_was_kept_before_a_measure_was_marked_is_not_shown(client, project):
    measure = MeasureFactory(project=project, unit="count", values=("12", "14") * 8 + ("3", "20"))
    made = kept(measure, split=date(2025, 8, 1))
    assert "12" in open_page(client, address(made)).text
    services.change_measure(measure, {"small_numbers": True}, by=None)
    page = open_page(client, address(made))
    assert "Not shown: the measure counts people who could be recognised" in page.text
    assert "average" not in page.text


def test_the_page_costs_the_same_however_many_values(client, project, cost):
    few = kept(MeasureFactory(project=project, values=FALLS))
    many = kept(MeasureFactory(project=project, values=FALLS * 4))
    client.get(address(few))
    assert cost(lambda: client.get(address(few))) == cost(lambda: client.get(address(many)))


def test_its_chart_goes_out_as_it_was_kept(client, measure):
    made = kept(measure)
    services.remove_point(measure.points.standing().last(), by=None, reason="Counted twice")
    there = {
        kind: client.get(reverse(f"measures-everywhere:before-after-{kind}", kwargs={"uid": made.uid}))
        for kind in ("svg", "json", "csv", "xlsx")
    }
    assert "3.4" in there["csv"].content.decode()
    assert b"<svg" in there["svg"].content
    assert there["xlsx"].content.startswith(b"PK")
    assert "attachment" in there["json"]["Content-Disposition"]
    services.change_measure(measure, {"small_numbers": True, "unit": "count"}, by=None)
    hidden = reverse("measures-everywhere:before-after-csv", kwargs={"uid": made.uid})
    assert client.get(hidden).status_code == 404
    assert "Export" not in open_page(client, address(made)).text
