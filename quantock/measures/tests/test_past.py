"""A chart as it stood on a past day, and what changed when values last came."""

from datetime import date, datetime
from decimal import Decimal

import pytest
import time_machine
from django.utils import timezone

from quantock.measures import queries, services
from quantock.measures.models import JudgedBy
from quantock.measures.queries import past
from quantock.measures.rules import Given
from quantock.measures.tests.factories import FALLS, MeasureFactory, months
from quantock.measures.tests.test_pages import ANSWERS, at
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page


def on(day):
    return time_machine.travel(timezone.make_aware(datetime.fromisoformat(f"{day}T10:00")), tick=False)


@pytest.fixture(autouse=True)
def _today():
    """Pages are opened on one day, whenever the tests run: days that are past here must not lie ahead."""
    with on("2026-11-20"):
        yield


@pytest.fixture
def project(db):
    return ProjectFactory(title="Falls on Ash ward")


@pytest.fixture
def client(client_for, project):
    return client_for("lead", on=project)


@pytest.fixture
def measure(project):
    """Twenty months known on 1 January 2026, seven more on 1 July, one of them corrected and limits begun again in August."""
    with on("2026-01-01"):
        made = MeasureFactory(project=project, name="Falls", values=FALLS[:20], target=Decimal(5))
    with on("2026-07-01"):
        services.record_points(made, months(FALLS, date(2024, 4, 1)), by=None)
    with on("2026-08-01"):
        point = made.points.standing().get(starts="2026-06-01")
        services.correct_point(point, Given(point.starts, Decimal("9.9")), by=None, reason="Counted again")
        services.rebase(made, starts=date(2025, 12, 1), answers=ANSWERS, by=None)
        services.set_target(made, Decimal(3), so_from=date(2025, 12, 1), by=None)
    return made


def stood(measure, day):
    return past.as_it_stood(measure, date.fromisoformat(day))


def test_only_what_was_known_then_is_drawn(measure):
    early, later, now = (stood(measure, day) for day in ("2026-02-01", "2026-07-15", "2026-08-01"))
    assert [len(found.points) for found in (early, later, now)] == [20, 27, 27]
    assert [float(found.points[-1].value) for found in (later, now)] == [3.4, 9.9]
    assert [len(found.rebases) for found in (early, later, now)] == [0, 0, 1]
    assert [found.judged.chart.latest.target for found in (early, later, now)] == [5, 5, 3]
    whole = queries.whole(measure)
    assert now.judged.drawing(now.annotations).plots == whole.judged.drawing(whole.annotations).plots


def test_before_it_began_there_is_nothing(measure):
    assert stood(measure, "2025-12-31").points == ()


def test_the_page_of_a_day_before_the_first_value_says_so(client, measure):
    page = open_page(client, at("measure", measure) + "?as_at=31/12/2025")
    assert "No value had been recorded by then." in page.text
    assert "Add the first value" not in page.text


def test_what_was_taken_back_since_stood_then(measure):
    with on("2026-09-01"):
        services.withdraw_rebase(measure.rebases.get(), by=None, reason="Too early")
        note = services.annotate(measure, on=date(2026, 6, 1), kind="event", text="Flood", by=None)
    with on("2026-10-01"):
        services.remove_annotation(note, by=None)
    assert len(stood(measure, "2026-08-15").rebases) == 1
    assert len(stood(measure, "2026-09-15").rebases) == 0
    assert [len(stood(measure, day).annotations) for day in ("2026-08-15", "2026-09-15", "2026-10-15")] == [
        0,
        1,
        0,
    ]


def test_it_is_judged_by_the_rules_of_that_day(measure):
    assert not JudgedBy.objects.exists()
    with on("2026-09-01"):
        services.change_measure(measure, {"rules": "NHSRplotthedots 0.2", "direction": "up"}, by=None)
    with on("2026-10-01"):
        services.change_measure(measure, {"rules": "Making Data Count 2023-11, runs of 6"}, by=None)
    rules = [
        stood(measure, day).judged.chart.rules.code for day in ("2026-08-15", "2026-09-15", "2026-10-15")
    ]
    assert rules == [
        "Making Data Count 2023-11",
        "NHSRplotthedots 0.2",
        "Making Data Count 2023-11, runs of 6",
    ]
    assert [stood(measure, day).judged.chart.direction for day in ("2026-08-15", "2026-10-15")] == [
        "down",
        "up",
    ]
    measure.refresh_from_db()
    assert measure.direction == "up"


def test_another_name_is_no_other_judgement(measure):
    services.change_measure(measure, {"name": "Falls with harm"}, by=None)
    assert not JudgedBy.objects.exists()


def test_the_page_says_which_day_it_is_and_offers_no_change(client, measure):
    page = open_page(client, at("measure", measure) + "?as_at=15/7/2026")
    assert "As it stood on 15 July 2026" in page.text
    assert "3.4" in page.text
    assert "9.9" not in page.text
    assert "Correct" not in page.text
    assert "Add a value" not in page.text
    assert "What changed when" not in page.text
    text = client.get(at("values-csv", measure) + "?as_at=15/7/2026").content.decode()
    assert "3.4" in text
    assert "9.9" not in text


@pytest.mark.parametrize("said", ["1/1/2999", "soon"])
def test_a_day_that_cannot_be_is_pointed_out(client, measure, said):
    response = client.get(at("measure", measure) + f"?as_at={said}")
    assert response.status_code == 422
    assert "nhsuk-error-message" in response.content.decode()
    assert "9.9" in response.content.decode()


def test_a_measure_of_small_numbers_is_shown_only_as_it_is_now(client, measure):
    services.change_measure(measure, {"small_numbers": True, "unit": "count"}, by=None)
    response = client.get(at("measure", measure) + "?as_at=15/7/2026")
    assert response.status_code == 422
    assert "shown only as it is now" in response.content.decode()
    assert "9.9" in response.content.decode()
    measure.refresh_from_db()
    assert past.since_last(queries.whole(measure)) is None


def test_what_changed_is_what_the_last_day_with_values_brought(client, project):
    with on("2025-12-02"):
        measure = MeasureFactory(project=project, values=FALLS[:20])
    assert past.since_last(queries.whole(measure)).is_first
    assert "What changed when" not in open_page(client, at("measure", measure)).text
    with on("2026-01-02"):
        services.record_points(measure, months(FALLS[:21]), by=None)
        was = measure.points.standing().get(starts="2025-11-01")
        services.correct_point(was, Given(was.starts, Decimal("6.2")), by=None, reason="Counted again")
        services.remove_point(measure.points.standing().get(starts="2024-04-01"), by=None, reason="Not ours")
    found = past.since_last(queries.whole(measure))
    assert (found.on, found.is_first) == (date(2026, 1, 2), False)
    assert found.says == (
        "New: December 2025. Corrected: November 2025 from 6.4 to 6.2. Taken out: April 2024."
    )
    page = open_page(client, at("measure", measure))
    assert "What changed when values last came, on 2 January 2026" in page.text
    assert "The chart says something else now. Before, it said: nothing has changed lately" in page.text


def test_many_are_counted_and_nothing_new_is_said(client, measure):
    found = past.since_last(queries.whole(measure))
    assert found.says == "Corrected: June 2026 from 3.4 to 9.9."
    with on("2026-11-01"):
        services.record_points(measure, months(["9.9"] + ["3.1"] * 4, date(2026, 6, 1)), by=None)
    assert past.since_last(queries.whole(measure)).says == "4 new values."
    page = open_page(client, at("measure", measure))
    assert "Before, it said: 7 values since limits were begun again in December 2025" in page.text


def test_a_past_day_costs_the_same_however_many_values(client, project, cost):
    with on("2026-11-19"):
        few, many = (MeasureFactory(project=project, values=FALLS * times) for times in (1, 4))
    there = "?as_at=19/11/2026"
    assert cost(lambda: client.get(at("measure", few) + there)) == cost(
        lambda: client.get(at("measure", many) + there)
    )


def test_the_definition_says_its_version_and_since_when(client, measure):
    for day, why in (("2026-08-05", "Falls hurt"), ("2026-09-05", "Falls hurt and frighten")):
        with on(day):
            services.change_definition(measure, {"why": why}, by=None, on=date.fromisoformat(day))
    now = open_page(client, at("measure", measure)).text
    assert "Version 2, as it is said since 5 September 2026. What was changed" in now
    then = open_page(client, at("measure", measure) + "?as_at=20/8/2026").text
    assert "Version 1, as it is said since 5 August 2026" in then
    assert "frighten" not in then
    assert "Not written yet" in open_page(client, at("measure", measure) + "?as_at=4/8/2026").text
