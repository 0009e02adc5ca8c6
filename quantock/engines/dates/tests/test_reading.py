"""What people type, and what they are told when it is no day."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantock.engines.dates import DateError, parse_boxes, parse_uk, say_date, say_short

ON = date(2026, 11, 23)
DAY = date(2026, 1, 14)


@pytest.mark.parametrize(
    "typed",
    [
        "14/1/26",
        "14/01/2026",
        "14.01.2026",
        "14-1-2026",
        "14 1 2026",
        " 14 / 01 / 2026 ",
        "2026-01-14",
        "2026/1/14",
        "2026-01-14T00:00:00",
        "14/01/2026 00:00",
        "14 Jan 2026",
        "14 JANUARY 2026",
        "14th January 2026",
        "14 January, 2026",
        "14th of January 2026",
        "14-Jan-26",
        "14 Jan. 2026",
        "14 Jan '26",
        "14 Ionawr 2026",
        "14 Ion 26",
        "14jan2026",
        "January 14 2026",
        "Jan 14th, 2026",
        "Wed 14 Jan 2026",
        "Wednesday, 14 January 2026",
        "14\u00a0January\u00a02026",
    ],
)
def test_the_many_ways_of_one_day(typed):
    assert parse_uk(typed, on=ON) == DAY


def test_days_near_today():
    assert parse_uk("today", on=ON) == ON
    assert parse_uk(" Yesterday", on=ON) == date(2026, 11, 22)
    assert parse_uk("tomorrow", on=ON) == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("14 January", date(2027, 1, 14)),
        ("14/1", date(2027, 1, 14)),
        ("9 Nov", date(2026, 11, 9)),
        ("1 Sept", date(2026, 9, 1)),
        ("29 February", date(2028, 2, 29)),
        ("December 25", date(2026, 12, 25)),
    ],
)
def test_without_a_year_the_nearest_is_meant(typed, day):
    assert parse_uk(typed, on=ON) == day


@pytest.mark.parametrize(
    ("typed", "year"),
    [("1/1/26", 2026), ("1/1/56", 2056), ("1/1/57", 1957), ("1/1/98", 1998), ("1/1/00", 2000)],
)
def test_two_figures_mean_the_year_that_is_likely(typed, year):
    assert parse_uk(typed, on=ON).year == year


@pytest.mark.parametrize(
    ("typed", "message", "boxes"),
    [
        ("", "Write a date like 23 11 2026 or 23 November 2026", ("day", "month", "year")),
        ("soon", "Write a date like", ("day", "month", "year")),
        ("Q3", "Write a date like", ("day", "month", "year")),
        ("Jan 2026", "Write a date like", ("day", "month", "year")),
        ("14/01/2026 09:30", "Write a date like", ("day", "month", "year")),
        ("1/14/2026", "14 is not a month: write the day first, then the month", ("month",)),
        ("14/0/2026", "0 is not a month", ("month",)),
        ("14 Janvier 2026", "“janvier” is not a month", ("month",)),
        ("14 Ma 2026", "“ma” is not a month", ("month",)),
        ("31/2/2026", "February 2026 has days 1 to 28", ("day",)),
        ("0/2/2026", "February 2026 has days 1 to 28", ("day",)),
        ("31 June", "June has no day 31", ("day",)),
        ("14/1/1066", "The year must be from 1900 to 2199", ("year",)),
        ("Thu 14 Jan 2026", "14 January 2026 is a Wednesday", ("day",)),
    ],
)
def test_what_is_no_day_is_refused_in_plain_words(typed, message, boxes):
    with pytest.raises(DateError, match=message) as refused:
        parse_uk(typed, on=ON)
    assert refused.value.boxes == boxes


@given(st.dates(date(1960, 1, 1), date(2050, 12, 31)))
def test_what_we_say_we_can_read(day):
    for said in (
        say_date(day),
        say_short(day, year=True),
        day.isoformat(),
        f"{day:%d/%m/%y}",
        f"{day:%d.%m.%Y}",
    ):
        assert parse_uk(said, on=ON) == day


@given(st.text())
def test_any_text_is_a_day_or_is_refused(text):
    try:
        day = parse_uk(text, on=ON)
    except DateError:
        return
    assert type(day) is date


def test_three_boxes():
    assert parse_boxes(" 14", "1 ", "2026", on=ON) == DAY
    assert parse_boxes("14", "Jan", "26", on=ON) == DAY
    assert parse_boxes("", " ", "", on=ON) is None


@pytest.mark.parametrize(
    ("boxes", "message", "wrong"),
    [
        (("", "1", "2026"), "The date must include a day", ("day",)),
        (("14", "", ""), "The date must include a month and a year", ("month", "year")),
        (("x", "1", "2026"), "Write the day in figures", ("day",)),
        (("²", "1", "MMXX"), "Write the day and the year in figures", ("day", "year")),
        (("31", "4", "2026"), "April 2026 has days 1 to 30", ("day",)),
        (("1", "13", "2026"), "13 is not a month", ("month",)),
        (("1", "4", "206"), "The year must be from", ("year",)),
    ],
)
def test_a_wrong_box_is_named(boxes, message, wrong):
    with pytest.raises(DateError, match=message) as refused:
        parse_boxes(*boxes, on=ON)
    assert refused.value.boxes == wrong
