"""Days said in plain English."""

from datetime import date, timedelta

import pytest

from quantock.engines.dates import ago, say_date, say_day_and_month, say_short, say_span

ON = date(2026, 11, 23)


def test_a_day():
    assert say_date(date(2026, 1, 14)) == "14 January 2026"
    assert say_day_and_month(date(2026, 9, 1)) == "1 September"
    assert say_short(date(2026, 9, 1)) == "1 Sep"
    assert say_short(date(2026, 9, 1), year=True) == "1 Sep 2026"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2026, 1, 14), date(2026, 1, 14), "14 January 2026"),
        (date(2026, 1, 14), date(2026, 1, 16), "14 to 16 January 2026"),
        (date(2026, 1, 30), date(2026, 2, 2), "30 January to 2 February 2026"),
        (date(2026, 12, 30), date(2027, 1, 2), "30 December 2026 to 2 January 2027"),
    ],
)
def test_a_span_says_nothing_twice(first, last, said):
    assert say_span(first, last) == said


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "today"),
        (1, "yesterday"),
        (2, "2 days ago"),
        (13, "13 days ago"),
        (14, "2 weeks ago"),
        (59, "8 weeks ago"),
        (60, "2 months ago"),
        (729, "24 months ago"),
        (730, "2 years ago"),
        (-1, "tomorrow"),
        (-5, "in 5 days"),
        (-21, "in 3 weeks"),
    ],
)
def test_how_long_ago(days, said):
    assert ago(ON - timedelta(days=days), on=ON) == said
