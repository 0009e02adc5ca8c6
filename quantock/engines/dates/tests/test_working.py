"""Working days against the published bank holidays of England and Wales and against counting by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantock.engines.dates import add_working_days, bank_holidays, is_working_day, working_days_between

DAYS = st.dates(date(2015, 1, 1), date(2035, 12, 31))


@pytest.mark.parametrize(
    ("year", "wanted"),
    [
        (2026, [(1, 1), (4, 3), (4, 6), (5, 4), (5, 25), (8, 31), (12, 25), (12, 28)]),
        (2027, [(1, 1), (3, 26), (3, 29), (5, 3), (5, 31), (8, 30), (12, 27), (12, 28)]),
        (2028, [(1, 3), (4, 14), (4, 17), (5, 1), (5, 29), (8, 28), (12, 25), (12, 26)]),
    ],
)
def test_the_weekdays_off_are_the_published_ones(year, wanted):
    assert [(day.month, day.day) for day in bank_holidays(year) if day.weekday() < 5] == wanted


def test_one_off_days_are_known():
    assert date(2022, 6, 2) in bank_holidays(2022)
    assert date(2022, 6, 3) in bank_holidays(2022)
    assert date(2022, 9, 19) in bank_holidays(2022)
    assert date(2023, 5, 8) in bank_holidays(2023)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 11, 23), date(2026, 11, 23), 0),
        (date(2026, 11, 23), date(2026, 11, 24), 1),
        (date(2026, 11, 20), date(2026, 11, 23), 1),
        (date(2026, 11, 20), date(2026, 11, 22), 0),
        (date(2026, 12, 24), date(2026, 12, 29), 1),
        (date(2026, 4, 2), date(2026, 4, 7), 1),
        (date(2026, 1, 1), date(2027, 1, 1), 253),
    ],
)
def test_worked_figures(first, last, days):
    assert working_days_between(first, last) == days
    assert working_days_between(last, first) == -days


@given(DAYS, st.integers(0, 800))
def test_it_equals_counting_day_by_day(first, length):
    counted = sum(is_working_day(first + timedelta(days=number)) for number in range(1, length + 1))
    assert working_days_between(first, first + timedelta(days=length)) == counted


@given(DAYS, DAYS, DAYS)
def test_the_parts_of_a_span_add_up(a, b, c):
    assert working_days_between(a, b) + working_days_between(b, c) == working_days_between(a, c)


@given(DAYS, st.integers(-300, 300))
def test_adding_working_days_is_undone_by_counting_them(day, count):
    arrived = add_working_days(day, count)
    if count:
        assert is_working_day(arrived)
    if count >= 0 or is_working_day(day):
        assert working_days_between(day, arrived) == count


def test_adding_worked_figures():
    assert add_working_days(date(2026, 12, 24), 1) == date(2026, 12, 29)
    assert add_working_days(date(2026, 12, 29), -1) == date(2026, 12, 24)
    assert add_working_days(date(2026, 11, 21), 1) == date(2026, 11, 23)
    assert add_working_days(date(2026, 11, 21), 0) == date(2026, 11, 21)
