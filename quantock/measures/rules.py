"""Periods of measures and what can be said of a value, as pure functions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from quantock.engines.dates import add_months, financial_year, say_date

MONTHS = {"month": 1, "quarter": 3, "year": 12}
DAYS = {"day": 1, "week": 7}
SPARK = 24
MOST_FILLED = 3
"""A series is filled with its missing periods up to this many times its own length."""


def next_period(starts: date, frequency: str) -> date:
    """When the period after this one begins."""
    if frequency in MONTHS:
        return add_months(starts, MONTHS[frequency])
    return starts + timedelta(days=DAYS[frequency])


def due_on(starts: date, frequency: str, due_days: int) -> date:
    """The day by which the value of a period is due: so many days after it has ended."""
    return next_period(starts, frequency) + timedelta(days=due_days - 1)


def overdue_period(last: date | None, frequency: str, due_days: int, *, on: date) -> date | None:
    """The first period without a value whose value is overdue; None where none is, or nothing was ever given."""
    if last is None:
        return None
    following = next_period(last, frequency)
    return following if due_on(following, frequency, due_days) < on else None


def wanted_period(last: date | None, frequency: str, *, on: date) -> date:
    """The period a new value is most likely for: the one after the last, else the one that ended last."""
    if last is not None:
        return next_period(last, frequency)
    return period_of(on - timedelta(days=1), frequency) if frequency == "day" else _before(on, frequency)


def _before(on: date, frequency: str) -> date:
    starts = period_of(on, frequency)
    return add_months(starts, -MONTHS[frequency]) if frequency in MONTHS else starts - timedelta(days=7)


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


def say_period(starts: date, frequency: str) -> str:
    """ "January 2026", "week of 5 January 2026", "April to June 2026", "2026/27"."""
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
        case _:
            return say_date(starts)


def filled(starts: Sequence[date], frequency: str) -> list[date]:
    """The periods from the first to the last, missing ones included, where the given ones stand on one grid.

    Where they do not (a week that began on another day), and where most would be missing, just those given.
    """
    if len(starts) < 2:
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


@dataclass(frozen=True, slots=True)
class Given:
    """A value as given for one period: itself, or a numerator and a denominator, or an answer that is no number."""

    starts: date
    value: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    answer: str = ""
    stratum: str = ""


def worked_out(given: Given, unit: str, per: int) -> Decimal | None:
    """The value of a period: the one given, else numerator over denominator, as a percentage or per so many."""
    if given.value is not None:
        return given.value
    if given.numerator is None or not given.denominator:
        return None
    share = given.numerator / given.denominator
    times = 100 if unit == "percentage" else per if unit == "rate" else 1
    return round(share * times, 6)


def refused(given: Given, unit: str) -> str:
    """What is wrong with a value, and what to do; nothing where it can be so."""
    value, above, below = given.value, given.numerator, given.denominator
    if below is not None and below < 0:
        return "The denominator is negative. Give how many there were in all."
    if above is not None and above < 0:
        return "The numerator is negative. Give how many were counted."
    if below == 0 and above:
        return "The denominator is 0 but something was counted. Check both figures."
    if unit == "percentage":
        if above is not None and below is not None and above > below:
            return "More were counted than there were in all. Check that the two figures are not the wrong way round."
        if value is not None and not 0 <= value <= 100:
            return "A percentage lies between 0 and 100."
    if unit in ("count", "rate") and value is not None and value < 0:
        return "It cannot be negative."
    if unit == "count" and value is not None and value != int(value):
        return "A count is a whole number."
    return ""


WHEELER = (
    ("different", "Does it now behave distinctly differently?"),
    ("known", "What is the reason?"),
    ("desirable", "Is the change wanted, or accepted? Why?"),
    ("lasting", "Is it expected to go on? Why?"),
)
"""Wheeler's four questions: all must be answered before limits are worked out anew."""
