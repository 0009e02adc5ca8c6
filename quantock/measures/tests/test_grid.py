"""Values typed in a grid: the checks of any other way, each row's fault at its row, nothing half-saved."""

from datetime import datetime
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from quantock.audit.models import Event
from quantock.measures import services
from quantock.measures.models import DataPoint
from quantock.measures.rules import Given
from quantock.measures.tests.factories import FALLS, MeasureFactory, months
from quantock.measures.tests.test_pages import at
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

TODAY = timezone.make_aware(datetime(2026, 7, 10, 10))


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def project(db):
    return ProjectFactory(title="Falls on Ash ward")


@pytest.fixture
def client(client_for, project):
    return client_for("lead", on=project)


@pytest.fixture
def measure(project):
    return MeasureFactory(project=project, name="Falls", values=FALLS[:25])


def filled(client, measure, **changed):
    """What a browser sends back, with some cells changed."""
    form = client.get(at("grid", measure)).context_data["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: "" if value is None else str(value) for name, value in data.items()}
    return data | {"until": "2026-07-10"} | {name.replace("_", "-"): value for name, value in changed.items()}


def send(client, measure, **changed):
    return client.post(at("grid", measure), filled(client, measure, **changed))


def values(measure):
    return {
        point.starts.isoformat()[:7]: float(point.value)
        for point in measure.points.standing().order_by("starts")
        if point.value is not None
    }


def test_it_shows_the_last_periods_with_what_stands_there(client, measure):
    page = open_page(client, at("grid", measure))
    form = page.context["form"]
    assert [says for says, _ in form.lines][:3] == ["July 2026", "June 2026", "May 2026"]
    assert len(form.lines) == 12
    assert form["value-20260401-0-0"].value() == "3.3"
    assert form["value-20260601-0-0"].value() is None


def test_new_values_are_kept_together(client, measure):
    response = send(client, measure, value_20260501_0_0="2.7", value_20260601_0_0="3,4.0".replace(",", ""))
    assert response.status_code == 302
    assert values(measure)["2026-05"] == 2.7
    assert values(measure)["2026-06"] == 34.0
    event = Event.objects.filter(verb="points recorded").last()
    assert event.says.endswith(", in the grid")
    assert event.batch is not None
    assert DataPoint.objects.filter(measure=measure).count() == 27


def test_a_value_that_stood_is_changed_with_a_reason(client, measure):
    response = send(client, measure, value_20260401_0_0="3.5")
    assert response.status_code == 422
    assert "Say why values that stood already are changed" in response.content.decode()
    assert send(client, measure, value_20260401_0_0="3.5", reason="Counted again").status_code == 302
    assert values(measure)["2026-04"] == 3.5
    assert DataPoint.objects.get(measure=measure, superseded_at__isnull=False).reason == "Counted again"


@pytest.mark.parametrize(
    ("said", "says"),
    [("about four", "Enter a number"), ("1e9999", "digits"), ("1.23456789", "decimal places")],
)
def test_what_is_no_number_is_pointed_out_and_nothing_is_saved(client, measure, said, says):
    before = values(measure)
    response = send(client, measure, value_20260501_0_0="2.7", value_20260601_0_0=said)
    assert response.status_code == 422
    page = response.content.decode()
    assert says in page
    assert 'value="2.7"' in page
    assert values(measure) == before


@pytest.mark.parametrize(
    ("unit", "said", "says"),
    [
        ("count", "-3", "June 2026: It cannot be negative."),
        ("count", "3.5", "June 2026: A count is a whole number."),
        ("percentage", "101", "June 2026: A percentage lies between 0 and 100."),
    ],
)
def test_what_cannot_be_is_pointed_out(client, project, unit, said, says):
    measure = MeasureFactory(project=project, unit=unit, values=("4", "5") * 12)
    response = send(client, measure, value_20260601_0_0=said)
    assert response.status_code == 422
    assert says in response.content.decode()


def test_an_emptied_cell_takes_nothing_out(client, measure):
    response = send(client, measure, value_20260401_0_0="", reason="x")
    assert "April 2026: it stood already. Take it out on the measure’s page" in response.content.decode()
    assert values(measure)["2026-04"] == 3.3


def test_shares_are_given_by_both_figures(client, project):
    measure = MeasureFactory(project=project, unit="percentage")
    page = open_page(client, at("grid", measure))
    assert page.context["form"].heads == ["Numerator", "Denominator"]
    response = send(client, measure, numerator_20260601_0_0="5")
    assert "June 2026: give both figures" in response.content.decode()
    response = send(client, measure, numerator_20260601_0_0="50", denominator_20260601_0_0="40")
    assert "More were counted than there were in all" in response.content.decode()
    assert (
        send(client, measure, numerator_20260601_0_0="30", denominator_20260601_0_0="40").status_code == 302
    )
    assert values(measure) == {"2026-06": 75.0}


def test_each_group_has_its_column(client, measure):
    services.record_points(
        measure, [Given(each.starts, each.value, stratum="Ash") for each in months(FALLS[:25])], by=None
    )
    page = open_page(client, at("grid", measure))
    assert page.context["form"].heads == ["Value", "Ash"]
    assert send(client, measure, value_20260601_0_1="1.5").status_code == 302
    assert measure.points.standing().get(starts="2026-06-01").stratum == "Ash"


def test_what_somebody_gave_meanwhile_is_not_overwritten(client, measure):
    data = filled(client, measure, value_20260501_0_0="2.7")
    services.record_points(measure, [Given(TODAY.date().replace(month=5, day=1), Decimal("9.9"))], by=None)
    response = client.post(at("grid", measure), data)
    assert response.status_code == 422
    assert values(measure)["2026-05"] == 9.9
    form = response.context_data["form"]
    again = {name: form.data.get(name, "") for name in form.fields} | {
        "until": "2026-07-10",
        "reason": "Theirs was a trial",
    }
    assert client.post(at("grid", measure), again).status_code == 302
    assert values(measure)["2026-05"] == 2.7


def test_a_cell_that_was_left_alone_does_not_fight_with_what_came_meanwhile(client, measure):
    data = filled(client, measure, value_20260601_0_0="2.7")
    may, april = (TODAY.date().replace(month=month, day=1) for month in (5, 4))
    services.record_points(measure, [Given(may, Decimal("9.9")), Given(april, Decimal("8.8"))], by=None)
    assert client.post(at("grid", measure), data).status_code == 302
    assert [values(measure)[f"2026-0{month}"] for month in (4, 5, 6)] == [8.8, 9.9, 2.7]


def test_the_same_again_changes_nothing(client, measure):
    before = Event.objects.count()
    assert send(client, measure).status_code == 302
    assert Event.objects.count() == before


def test_earlier_periods_and_a_day_that_cannot_be(client, measure):
    page = open_page(client, at("grid", measure) + "?until=2025-07-31")
    assert page.context["form"].lines[0][0] == "July 2025"
    for said in ("soon", "2999-01-01"):
        assert (
            open_page(client, at("grid", measure) + f"?until={said}").context["form"].lines[0][0]
            == "July 2026"
        )


@pytest.mark.parametrize(
    ("frequency", "first", "count"),
    [
        ("week", "week of 6 July 2026", 12),
        ("day", "10 July 2026", 12),
        ("shift", "10 July 2026, night", 15),
        ("quarter", "", 12),
    ],
)
def test_every_frequency_has_its_rows(client, project, frequency, first, count):
    measure = MeasureFactory(project=project, frequency=frequency)
    lines = open_page(client, at("grid", measure)).context["form"].lines
    assert len(lines) == count
    assert first.casefold() in lines[0][0].casefold()


def test_events_are_pasted(client, project):
    measure = MeasureFactory(project=project, frequency="event")
    assert client.get(at("grid", measure))["Location"] == at("paste", measure)


def test_small_numbers_stay_out_of_the_grid(client, project):
    measure = MeasureFactory(project=project, unit="count", small_numbers=True, values=("12", "3") * 12)
    page = open_page(client, at("grid", measure))
    assert page.context["form"]["value-20260301-0-0"].value() is None
    assert "Fewer than 5: not shown" in page.text
    assert send(client, measure).status_code == 302


def test_it_costs_the_same_however_many_values(client, project, measure, cost):
    few = MeasureFactory(project=project, values=FALLS[:2])
    client.get(at("grid", few))
    assert cost(lambda: client.get(at("grid", few))) == cost(lambda: client.get(at("grid", measure)))
