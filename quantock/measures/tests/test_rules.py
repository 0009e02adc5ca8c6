"""Periods and values."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantock.measures.charting import wording_of
from quantock.measures.kept import Kept
from quantock.measures.models import Measure, Result
from quantock.measures.rules import (
    Given,
    due_on,
    filled,
    next_period,
    overdue_period,
    period_of,
    refused,
    say_period,
    wanted_period,
    worked_out,
)

FREQUENCIES = ("day", "week", "month", "quarter", "year")
D = Decimal


@pytest.mark.parametrize(
    ("frequency", "starts", "says"),
    [
        ("day", date(2026, 11, 25), "25 November 2026"),
        ("week", date(2026, 11, 23), "week of 23 November 2026"),
        ("month", date(2026, 11, 1), "November 2026"),
        ("quarter", date(2026, 10, 1), "October to December 2026"),
        ("year", date(2026, 4, 1), "2026/27"),
    ],
)
def test_the_period_of_a_day_and_its_name(frequency, starts, says):
    assert period_of(date(2026, 11, 25), frequency) == starts
    assert say_period(starts, frequency) == says


def test_a_calendar_year_is_said_as_one():
    assert say_period(date(2026, 1, 1), "year") == "2026"


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.sampled_from(FREQUENCIES))
def test_every_day_lies_in_its_period(day, frequency):
    starts = period_of(day, frequency)
    assert starts <= day < next_period(starts, frequency)
    assert period_of(starts, frequency) == starts


def test_what_is_due_when():
    assert due_on(date(2026, 10, 1), "month", 14) == date(2026, 11, 14)
    assert overdue_period(date(2026, 9, 1), "month", 14, on=date(2026, 11, 14)) is None
    assert overdue_period(date(2026, 9, 1), "month", 14, on=date(2026, 11, 15)) == date(2026, 10, 1)
    assert overdue_period(None, "month", 14, on=date(2026, 11, 15)) is None


def test_the_period_a_value_is_wanted_for():
    today = date(2026, 11, 25)
    assert wanted_period(date(2026, 9, 1), "month", on=today) == date(2026, 10, 1)
    assert [wanted_period(None, each, on=today) for each in FREQUENCIES] == [
        date(2026, 11, 24),
        date(2026, 11, 16),
        date(2026, 10, 1),
        date(2026, 7, 1),
        date(2025, 4, 1),
    ]


def test_missing_periods_are_gaps_on_one_grid():
    months = [date(2026, 1, 1), date(2026, 2, 1), date(2026, 5, 1)]
    assert filled(months, "month") == [date(2026, month, 1) for month in range(1, 6)]
    uneven = [date(2026, 1, 5), date(2026, 1, 13)]
    assert filled(uneven, "week") == uneven
    sparse = [date(2000, 1, 1), date(2026, 1, 1)]
    assert filled(sparse, "month") == sparse
    assert filled([], "month") == []


def test_values_are_worked_out():
    assert worked_out(Given(date(2026, 1, 1), D(3)), "percentage", 1) == 3
    assert worked_out(Given(date(2026, 1, 1), None, D(9), D(12)), "percentage", 1) == 75
    assert worked_out(Given(date(2026, 1, 1), None, D(5), D(113)), "rate", 1000) == D("44.247788")
    assert worked_out(Given(date(2026, 1, 1), None, D(6), D(3)), "number", 1) == 2
    assert worked_out(Given(date(2026, 1, 1), None, D(6), D(0)), "rate", 1) is None
    assert worked_out(Given(date(2026, 1, 1), answer="TBC"), "rate", 1) is None


@pytest.mark.parametrize(
    ("unit", "given", "says"),
    [
        ("percentage", (D(101), None, None), "between 0 and 100"),
        ("percentage", (None, D(12), D(10)), "wrong way round"),
        ("rate", (None, D(-1), D(10)), "numerator is negative"),
        ("rate", (None, D(1), D(-10)), "denominator is negative"),
        ("rate", (None, D(1), D(0)), "denominator is 0"),
        ("rate", (D(-1), None, None), "cannot be negative"),
        ("count", (D("1.5"), None, None), "whole number"),
        ("number", (D(-3), None, None), ""),
        ("rate", (None, D(12), D(10)), ""),
    ],
)
def test_what_cannot_be(unit, given, says):
    found = refused(Given(date(2026, 1, 1), *given), unit)
    assert says in found
    assert bool(found) == bool(says)


def test_lists_say_nothing_of_a_target_where_only_groups_have_values():
    one = Measure(pk=1, name="Clean hands", unit="percentage", direction="up")
    one.result = Result(
        variation="improvement, high",
        assurance="consistently falling short",
        groups={"improvement, high": 2},
        count=24,
    )
    row = Kept(one, date(2026, 7, 1))
    assert row.reading == "2 groups: 2 changed for the better, none for the worse."
    assert (row.missing, row.latest) == ("By group", "")


def test_nobody_expects_less_than_nothing_of_a_number_that_never_was_less():
    one = Measure(pk=1, name="Aids given back", unit="number", direction="up")
    assert [wording_of(one, values, ()).within(-4) for values in ([0, 7], [-1, 7], [None])] == [0, -4, -4]
