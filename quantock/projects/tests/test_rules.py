"""Milestone status on worked figures of field/ppm.md 3.8, the headline, and gone quiet."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantock.projects.rules import Dates, headline, is_quiet, judge

TODAY = date(2026, 11, 2)
BASE = date(2026, 12, 7)  # a Monday


def judged(kind="key", baseline=BASE, forecast=BASE, actual=None, reviewed_on=TODAY):
    return judge(Dates(kind, baseline, forecast, actual, reviewed_on), on=TODAY, reporting_days=30)


@pytest.mark.parametrize(
    ("forecast", "kind", "status"),
    [
        (date(2026, 12, 7), "key", "green"),
        (date(2026, 12, 4), "key", "green"),
        (date(2026, 12, 8), "key", "amber"),
        (date(2026, 12, 21), "key", "amber"),  # 10 working days
        (date(2026, 12, 22), "key", "red"),  # 11
        (date(2026, 12, 14), "gate", "amber"),  # 5
        (date(2026, 12, 15), "gate", "red"),  # 6
        (date(2026, 12, 15), "benefit", "red"),
    ],
)
def test_slip_against_the_baseline_in_working_days(forecast, kind, status):
    assert judged(kind=kind, forecast=forecast).status == status


def test_christmas_and_boxing_day_are_no_working_days():
    late = judged(baseline=date(2026, 12, 24), forecast=date(2026, 12, 29))
    assert (late.status, late.why) == ("amber", "1 working day later than its baseline")


def test_overdue_is_red_and_says_that_the_forecast_is_old():
    assert judged(forecast=date(2026, 10, 30)).why == "overdue, forecast not updated"


def test_unknown_without_a_forecast_or_a_review_in_two_periods():
    assert judged(forecast=None).status == "unknown"
    assert judged(reviewed_on=TODAY - timedelta(days=61)).status == "unknown"
    assert judged(reviewed_on=TODAY - timedelta(days=60)).status == "green"


def test_reached_says_how_late():
    assert judged(actual=date(2026, 12, 9)).why == "2 working days late"
    assert judged(actual=date(2026, 12, 1)).why == "reached"


@pytest.mark.parametrize("state", ["stopped", "completed"])
def test_what_a_project_did_not_reach_before_it_ended_is_neither_late_nor_waiting_for_a_review(state):
    dates = Dates("key", BASE, date(2026, 9, 1), None, date(2026, 1, 1))
    found = judge(dates, on=TODAY, reporting_days=30, state=state)
    assert (found.word, found.why, found.colour) == (
        "Not reached",
        f"the project was {state} before",
        "grey",
    )
    assert found.briefly == ""
    reached = Dates("key", BASE, BASE, BASE, None)
    assert judge(reached, on=TODAY, reporting_days=30, state=state).word == "Complete"


@given(st.dates(date(2026, 11, 3), date(2028, 1, 1)), st.integers(0, 400))
def test_a_later_forecast_is_never_judged_better(forecast, more):
    order = ["green", "amber", "red"]
    one = judged(forecast=forecast).status
    assert order.index(judged(forecast=forecast + timedelta(days=more)).status) >= order.index(one)


def test_the_sponsors_judgement_comes_first():
    assert headline({"independent": "red", "office": "amber", "sponsor": "green"}) == ("green", "sponsor")
    assert headline({"independent": "red", "office": "amber"}) == ("amber", "office")
    assert headline({"sponsor": "", "independent": "red"}) == ("red", "independent")
    assert headline({}) == ("", "")


def test_gone_quiet_is_later_than_one_and_a_half_intervals():
    assert not is_quiet(TODAY - timedelta(days=45), 30, on=TODAY)
    assert is_quiet(TODAY - timedelta(days=46), 30, on=TODAY)
