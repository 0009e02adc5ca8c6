"""What measures ask of their periods and values, as pure functions; the periods themselves are `engines.points`'s."""

from datetime import date, timedelta

from quantock.engines.dates import add_months
from quantock.engines.points import (
    EVENT,
    MONTHS,
    Given,
    filled,
    next_period,
    period_of,
    refused,
    say_period,
    worked_out,
)

__all__ = [
    "SPARK",
    "WHEELER",
    "Given",
    "due_on",
    "filled",
    "last_day",
    "next_due",
    "next_period",
    "overdue_period",
    "period_of",
    "refused",
    "say_period",
    "wanted_period",
    "worked_out",
]

SPARK = 24


def last_day(starts: date, frequency: str) -> date:
    """The last day of a period."""
    return next_period(starts, frequency) - timedelta(days=1)


def due_on(starts: date, frequency: str, due_days: int) -> date:
    """The day by which the value of a period is due: so many days after it has ended."""
    return next_period(starts, frequency) + timedelta(days=due_days - 1)


def next_due(last: date | None, frequency: str, due_days: int) -> date | None:
    """The day by which the value after the last is due; none where nothing was ever given, or it just happens."""
    if last is None or frequency == EVENT:
        return None
    return due_on(next_period(last, frequency), frequency, due_days)


def overdue_period(last: date | None, frequency: str, due_days: int, *, on: date) -> date | None:
    """The first period without a value whose value is overdue; None where none is, nothing was ever given, or it just happens."""
    due = next_due(last, frequency, due_days)
    return next_period(last, frequency) if last and due and due < on else None


def wanted_period(last: date | None, frequency: str, *, on: date) -> date:
    """The period a new value is most likely for: the one after the last, else the one that ended last."""
    if frequency == EVENT:
        return on
    if last is not None:
        return next_period(last, frequency)
    return _before(on, frequency) if frequency in (*MONTHS, "week") else on - timedelta(days=1)


def _before(on: date, frequency: str) -> date:
    starts = period_of(on, frequency)
    return add_months(starts, -MONTHS[frequency]) if frequency in MONTHS else starts - timedelta(days=7)


WHEELER = (
    ("different", "Does it now behave distinctly differently?"),
    ("known", "What is the reason?"),
    ("desirable", "Is the change wanted, or accepted? Why?"),
    ("lasting", "Is it expected to go on? Why?"),
)
"""Wheeler's four questions: all must be answered before limits are worked out anew."""
