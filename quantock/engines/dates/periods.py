"""Months, financial years and reporting intervals."""

from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum

_APRIL = 4


class Interval(StrEnum):
    """How often something is reported or reviewed."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    TWO_MONTHLY = "two-monthly"
    QUARTERLY = "quarterly"
    SIX_MONTHLY = "six-monthly"
    YEARLY = "yearly"


_WEEKS = {Interval.WEEKLY: 1, Interval.FORTNIGHTLY: 2}
_MONTHS = {
    Interval.MONTHLY: 1,
    Interval.TWO_MONTHLY: 2,
    Interval.QUARTERLY: 3,
    Interval.SIX_MONTHLY: 6,
    Interval.YEARLY: 12,
}


def add_months(day: date, months: int) -> date:
    """The same day so many months on; the last of the month where that month is shorter (31 January, 28 February)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_between(first: date, last: date) -> int:
    """Whole months from one day to another; negative when the second is the earlier."""
    if last < first:
        return -months_between(last, first)
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if add_months(first, months) <= last else months - 1


def next_due(last: date, interval: Interval | str) -> date:
    """When the next report is due after one on `last`. Raises ValueError for an interval there is not."""
    interval = Interval(interval)
    if interval in _WEEKS:
        return last + timedelta(weeks=_WEEKS[interval])
    return add_months(last, _MONTHS[interval])


def quiet_after(last: date, interval: Interval | str) -> date:
    """The last day before a project counts as gone quiet: one and a half times its own interval after its report."""
    return last + timedelta(days=(next_due(last, interval) - last).days * 3 // 2)


def financial_year_start(day: date) -> date:
    """1 April of the financial year that holds the day."""
    return date(day.year if day.month >= _APRIL else day.year - 1, _APRIL, 1)


def financial_year_end(day: date) -> date:
    """31 March of the financial year that holds the day."""
    return date(financial_year_start(day).year + 1, 3, 31)


def financial_year(day: date) -> str:
    """2026/27: April to March."""
    start = financial_year_start(day).year
    return f"{start}/{(start + 1) % 100:02}"


def quarter(day: date) -> int:
    """The quarter of the financial year, 1 (April to June) to 4 (January to March)."""
    return (day.month - _APRIL) % 12 // 3 + 1


def quarter_start(day: date) -> date:
    """The first day of the quarter that holds the day."""
    return date(day.year, day.month - (day.month - 1) % 3, 1)


def say_quarter(day: date) -> str:
    """Q3 2026/27."""
    return f"Q{quarter(day)} {financial_year(day)}"
