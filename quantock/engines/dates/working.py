"""Working days in England: Monday to Friday without bank holidays."""

from bisect import bisect_right
from datetime import date, timedelta
from functools import lru_cache

_ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=256)
def bank_holidays(year: int) -> dict[date, str]:
    """England's bank holidays of a year and their names, with the days observed in place of weekends.

    From the `holidays` library, which also knows one-off days (a coronation, a jubilee's moved May holiday). Imported
    at the first question: it takes 50 ms to load.
    """
    from holidays import country_holidays

    found = country_holidays("GB", subdiv="ENG", years=year)
    return {day: found[day] for day in sorted(found)}


def is_working_day(day: date) -> bool:
    """Whether people are at work on that day, by the calendar."""
    return day.weekday() < 5 and day not in bank_holidays(day.year)


@lru_cache(maxsize=4096)
def working_days_between(first: date, last: date) -> int:
    """Working days after `first` up to and with `last`: Monday to Tuesday is 1, a day to itself 0.

    Negative when `last` is the earlier, so a slip and its recovery cancel out. The cost does not grow with the days.
    """
    if last < first:
        return -working_days_between(last, first)
    return _weekdays_until(last) - _weekdays_until(first) - _holidays_between(first, last)


def add_working_days(day: date, count: int) -> date:
    """The working day so many working days later, or earlier when `count` is negative; 0 gives the day itself.

    24 December 2026 and one working day is 29 December: Christmas Day, a weekend and the substitute for Boxing Day lie
    between. From a day off the count begins at the next (or last) working day.
    """
    step = _ONE_DAY if count >= 0 else -_ONE_DAY
    left = abs(count)
    while left:
        day += step
        if is_working_day(day):
            left -= 1
    return day


def _weekdays_until(day: date) -> int:
    """Mondays to Fridays since the Monday that Python counts days from, 1 January of year 1."""
    weeks, days = divmod(day.toordinal(), 7)
    return 5 * weeks + min(days, 5)


@lru_cache(maxsize=256)
def _weekday_holidays(year: int) -> tuple[date, ...]:
    return tuple(day for day in bank_holidays(year) if day.weekday() < 5)


def _holidays_between(first: date, last: date) -> int:
    """Bank holidays on weekdays after `first` up to and with `last`."""
    return sum(
        bisect_right(days, last) - bisect_right(days, first)
        for days in (_weekday_holidays(year) for year in range(first.year, last.year + 1))
    )
