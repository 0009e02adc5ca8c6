"""Days, people, lags, durations and levels as they stand in cells."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantock.engines.plans.cells import (
    lag_of,
    minutes_of,
    moment_of,
    owners_of,
    percent_of,
    said,
    say_lag,
    say_minutes,
    status_of,
    unit_of,
    yes_or_no,
)
from quantock.engines.plans.outline import level_of_outline, levels_of_indents, outlines_of, without_gaps

ON = date(2026, 11, 26)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("14/1/26", datetime(2026, 1, 14)),
        ("Wed 14/01/26", datetime(2026, 1, 14)),
        ("14 Jan 2026", datetime(2026, 1, 14)),
        ("2026-01-14T08:30:00", datetime(2026, 1, 14, 8, 30)),
        ("14/01/2026 5:00 PM", datetime(2026, 1, 14, 17)),
        ("14/01/2026 25:00", None),
        (date(2026, 1, 14), datetime(2026, 1, 14)),
        (Decimal(46036), datetime(2026, 1, 14)),
        (12, None),
        (True, None),
        (float("nan"), None),
        ("TBC", None),
        ("x" * 70, None),
        (None, None),
    ],
)
def test_days(cell, moment):
    assert moment_of(cell, ON) == moment


def test_people_are_split_and_said_once():
    assert owners_of("Priya Nair, Tom Ellis;Ops/IT & Priya Nair[50%]\nn/a") == [
        "Priya Nair",
        "Tom Ellis",
        "Ops",
        "IT",
    ]
    assert owners_of("Ops/IT;") == ["Ops/IT"]


@pytest.mark.parametrize(
    ("text", "lag"),
    [
        ("+2d", (9600, 7)),
        ("-1.5w", (-36000, 9)),
        ("+50%", (50, 19)),
        ("+2ed", (28800, 8)),
        ("+3", (14400, 7)),
        ("+20e%", (20, 20)),
    ],
)
def test_lags_are_tenths_of_a_minute_or_per_cent(text, lag):
    assert lag_of(text) == lag
    assert lag_of(say_lag(*lag)) == lag


@given(st.integers(-(10**6), 10**6).filter(bool), st.sampled_from([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 19, 20]))
def test_a_lag_that_is_said_is_read_back(lag, lag_format):
    assert lag_of(say_lag(lag, lag_format))[0] == lag


@given(st.integers(-(10**6), 10**6))
def test_a_duration_that_is_said_is_read_back(minutes):
    assert minutes_of(say_minutes(minutes)) == minutes


def test_odd_lags_and_units_are_not_read():
    assert lag_of("2d") == (None, 0)
    assert lag_of("+2 lots") == (None, 0)
    assert say_lag(0, 7) == ""
    assert (unit_of("elapsed days"), unit_of("x")) == ("ed", None)
    assert percent_of("much", fractions=True) is None
    assert (status_of("hm"), yes_or_no("hm"), yes_or_no("No")) == (None, None, False)
    assert (said(True), said(2.0), said(datetime(2026, 1, 5, 9))) == ("yes", "2", "2026-01-05 09:00")


def test_levels():
    assert [level_of_outline(text) for text in ("0", "1", "1.2", "1.2.", "A.1", "")] == [
        0,
        1,
        2,
        2,
        None,
        None,
    ]
    assert levels_of_indents([0, 2, 4, 2, 0]) == [1, 2, 3, 2, 1]
    assert without_gaps([3, 5, 1, 0]) == [1, 2, 1, 1]
    assert outlines_of([1, 2, 2, 1, 2]) == ["1", "1.1", "1.2", "2", "2.1"]
