"""Events: the days between them, and how many there were."""

from datetime import date

from quantock.engines.points import Given
from quantock.engines.points.events import days_between, grouped, grouping_for


def test_days_between_events_with_and_without_an_hour():
    events = [Given(date(2026, 3, 1), part=871), Given(date(2026, 3, 5)), Given(date(2026, 3, 5), part=1441)]
    days, gaps = days_between(events)
    assert days == [date(2026, 3, 5)] * 2
    assert [round(gap, 4) for gap in gaps] == [3.8958, 0.0]


def test_periods_without_an_event_count_nought():
    events = [Given(date(2026, 3, 9)), Given(date(2026, 3, 20)), Given(date(2026, 6, 1))]
    periods, counts = grouped(events, "month", until=date(2026, 7, 4))
    assert (periods[0], periods[-1], counts) == (date(2026, 3, 1), date(2026, 7, 1), [2, 0, 0, 1, 0])
    assert grouped([], "month") == ([], [])


def test_events_are_grouped_so_that_a_period_has_one_on_average():
    assert grouping_for([Given(date(2026, 3, day)) for day in range(1, 29, 5)]) == "week"
    assert grouping_for([Given(date(2026, month, 3)) for month in range(1, 11)]) == "month"
    assert grouping_for([Given(date(2020 + year, 3, 3)) for year in range(5)]) == "year"
    assert grouping_for([]) == "month"
