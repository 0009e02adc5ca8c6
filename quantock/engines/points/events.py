"""Dated events: the days between them, for a T chart, and how many there were in each period, for a chart of counts."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Protocol

from quantock.engines.points.periods import UNTIMED, next_period, period_of


class Dated(Protocol):
    """An event: its day, and the minute of that day and one (0 and from `UNTIMED` on: not known)."""

    @property
    def starts(self) -> date: ...
    @property
    def part(self) -> int: ...


def moment_of(event: Dated) -> datetime:
    """When it was; midday where the hour is not known."""
    minute = event.part - 1 if 1 <= event.part < UNTIMED else 12 * 60
    return datetime.combine(event.starts, time()) + timedelta(minutes=minute)


def days_between(events: Sequence[Dated]) -> tuple[list[date], list[float]]:
    """For each event but the first: its day, and the days since the one before. Two of one day without hours are 0 apart."""
    moments = sorted((moment_of(each), each.starts) for each in events)
    gaps = [(later - earlier).total_seconds() / 86_400 for (earlier, _), (later, _) in pairwise(moments)]
    return [day for _, day in moments[1:]], gaps


def grouped(
    events: Sequence[Dated], frequency: str, *, until: date | None = None
) -> tuple[list[date], list[int]]:
    """How many events each period has, noughts included, up to the period that holds `until`."""
    counts = Counter(period_of(each.starts, frequency) for each in events)
    if not counts:
        return [], []
    first, last = min(counts), max(counts)
    if until is not None:
        last = max(last, period_of(until, frequency))
    periods = [first]
    while periods[-1] < last:
        periods.append(next_period(periods[-1], frequency))
    return periods, [counts[day] for day in periods]


def grouping_for(events: Sequence[Dated]) -> str:
    """The finest of weeks, months, quarters and years in which, on average, there is at least one event."""
    days = sorted(each.starts for each in events)
    if len(days) < 2:
        return "month"
    span = (days[-1] - days[0]).days + 1
    for frequency, length in (("week", 7), ("month", 30), ("quarter", 91)):
        if len(days) >= span / length:
            return frequency
    return "year"
