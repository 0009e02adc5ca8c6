"""Months, financial years and intervals."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantock.engines.dates import (
    Interval,
    add_months,
    financial_year,
    financial_year_end,
    financial_year_start,
    months_between,
    next_due,
    quarter,
    quarter_start,
    quiet_after,
    say_quarter,
)

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@pytest.mark.parametrize(
    ("day", "year", "number", "starts"),
    [
        (date(2026, 3, 31), "2025/26", 4, date(2026, 1, 1)),
        (date(2026, 4, 1), "2026/27", 1, date(2026, 4, 1)),
        (date(2026, 9, 30), "2026/27", 2, date(2026, 7, 1)),
        (date(2026, 12, 25), "2026/27", 3, date(2026, 10, 1)),
        (date(1999, 6, 1), "1999/00", 1, date(1999, 4, 1)),
    ],
)
def test_financial_years_and_quarters(day, year, number, starts):
    assert financial_year(day) == year
    assert quarter(day) == number
    assert quarter_start(day) == starts
    assert say_quarter(day) == f"Q{number} {year}"


@given(DAYS)
def test_a_day_lies_in_its_financial_year_and_quarter(day):
    assert financial_year_start(day) <= day <= financial_year_end(day)
    assert quarter_start(day) <= day < add_months(quarter_start(day), 3)
    assert financial_year(financial_year_start(day)) == financial_year(financial_year_end(day))


def test_adding_months_stays_within_the_month():
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert add_months(date(2026, 12, 15), 1) == date(2027, 1, 15)
    assert add_months(date(2026, 1, 15), -1) == date(2025, 12, 15)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 1, 14), date(2026, 2, 13), 0),
        (date(2026, 1, 14), date(2026, 2, 14), 1),
        (date(2026, 1, 31), date(2026, 2, 28), 1),
        (date(2026, 2, 28), date(2026, 3, 31), 1),
        (date(2025, 1, 1), date(2026, 12, 31), 23),
        (date(2026, 2, 14), date(2026, 1, 14), -1),
    ],
)
def test_whole_months(first, last, months):
    assert months_between(first, last) == months


@given(DAYS, st.integers(0, 240))
def test_months_added_are_months_between(day, months):
    assert months_between(day, add_months(day, months)) == months


@pytest.mark.parametrize(
    ("interval", "due", "quiet"),
    [
        (Interval.WEEKLY, date(2026, 2, 7), date(2026, 2, 10)),
        ("fortnightly", date(2026, 2, 14), date(2026, 2, 21)),
        ("monthly", date(2026, 2, 28), date(2026, 3, 14)),
        ("two-monthly", date(2026, 3, 31), date(2026, 4, 29)),
        ("quarterly", date(2026, 4, 30), date(2026, 6, 13)),
        ("six-monthly", date(2026, 7, 31), date(2026, 10, 29)),
        ("yearly", date(2027, 1, 31), date(2027, 8, 1)),
    ],
)
def test_when_the_next_report_is_due(interval, due, quiet):
    last = date(2026, 1, 31)
    assert next_due(last, interval) == due
    assert quiet_after(last, interval) == quiet


def test_an_unknown_interval_is_refused():
    with pytest.raises(ValueError, match="hourly"):
        next_due(date(2026, 1, 1), "hourly")
