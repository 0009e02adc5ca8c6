"""Periods that have a value: what begins when, what follows what, what they are called, how often they come."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from quantock.engines.dates import add_months, financial_year, say_date

MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAYS = {"day": 1, "week": 7}
SHIFTS = {1: "early", 2: "late", 3: "night"}
EVENT, SHIFT = "event", "shift"
MOST_FILLED = 3
"""A series is filled with its missing periods up to this many times its own length."""
UNTIMED = 1441
"""Events of one day whose hour is not known count on from here (the minutes of a day are 1 to 1,440)."""


def next_period(starts: date, frequency: str) -> date:
    """When the period after this one begins. Shifts and events follow from day to day."""
    if frequency in MONTHS:
        return add_months(starts, MONTHS[frequency])
    return starts + timedelta(days=DAYS.get(frequency, 1))


def period_of(day: date, frequency: str) -> date:
    """The first day of the period that holds a day: weeks begin on Monday, years in April."""
    match frequency:
        case "week":
            return day - timedelta(days=day.weekday())
        case "month":
            return day.replace(day=1)
        case "quarter":
            return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
        case "year":
            return date(day.year if day.month >= 4 else day.year - 1, 4, 1)
        case _:
            return day


def say_period(starts: date, frequency: str, part: int = 0) -> str:
    """ "January 2026", "week of 5 January 2026", "April to June 2026", "2026/27", "5 January 2026, night"."""
    match frequency:
        case "week":
            return f"week of {say_date(starts)}"
        case "month":
            return f"{starts:%B %Y}"
        case "quarter":
            last = add_months(starts, 2)
            return f"{starts:%B} to {last:%B %Y}"
        case "year":
            return financial_year(starts) if starts.month == 4 else str(starts.year)
        case "shift":
            return f"{say_date(starts)}, {SHIFTS[part]}" if part in SHIFTS else say_date(starts)
        case "event" if 1 <= part < UNTIMED:
            return f"{say_date(starts)}, {(part - 1) // 60:02}:{(part - 1) % 60:02}"
        case _:
            return say_date(starts)


def filled(starts: Sequence[date], frequency: str) -> list[date]:
    """The periods from the first to the last, missing ones included, where the given ones stand on one grid.

    Where they do not (a week that began on another day), and where most would be missing, just those given. Shifts
    and events have no grid.
    """
    if len(starts) < 2 or frequency not in (*MONTHS, *DAYS):
        return list(starts)
    wanted = list(_grid(starts[0], starts[-1], frequency, MOST_FILLED * len(starts)))
    return wanted if set(starts) <= set(wanted) else list(starts)


def _grid(first: date, last: date, frequency: str, most: int) -> Iterator[date]:
    day, place = first, 0
    while day <= last and place < most:
        yield day
        place += 1
        day = (
            add_months(first, MONTHS[frequency] * place)
            if frequency in MONTHS
            else next_period(day, frequency)
        )


def missing(starts: Sequence[date], frequency: str) -> list[date]:
    """The periods between the first and the last that have no row: shown as gaps, never filled in."""
    there = set(starts)
    return [day for day in filled(sorted(there), frequency) if day not in there]


SPANS = (("day", 1, 1), ("week", 6, 8), ("month", 28, 31), ("quarter", 89, 92), ("year", 365, 366))
SAID = {
    "day": "a day",
    "week": "a week",
    "month": "a month",
    "quarter": "a quarter",
    "year": "a year",
}
OFTEN = {
    "shift": "every shift",
    "day": "every day",
    "week": "every week",
    "month": "every month",
    "quarter": "every quarter",
    "year": "every year",
    "event": "each time it happens",
}


def frequency_of(days: Sequence[date]) -> str | None:
    """How often dates come: by the distance that most neighbours keep; None where they keep none, or are too few."""
    distinct = sorted(set(days))
    if len(distinct) < 2:
        return None
    steps = Counter((later - earlier).days for earlier, later in pairwise(distinct))
    total = sum(steps.values())
    for name, least, most in SPANS:
        if sum(count for step, count in steps.items() if least <= step <= most) * 2 > total:
            return name
    return None


def is_finer(one: str, other: str) -> bool:
    """Whether the first comes more often than the second."""
    order = [name for name, _, _ in SPANS]
    return one in order and other in order and order.index(one) < order.index(other)
