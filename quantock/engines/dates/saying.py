"""Days as people say them. English month names whatever the machine's locale."""

from datetime import date

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
WELSH_MONTHS = (
    "Ionawr",
    "Chwefror",
    "Mawrth",
    "Ebrill",
    "Mai",
    "Mehefin",
    "Gorffennaf",
    "Awst",
    "Medi",
    "Hydref",
    "Tachwedd",
    "Rhagfyr",
)
"""Read, never written. No month of either language begins with the same three letters as another."""
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

_YEAR, _MONTH, _WEEK = 365, 30, 7


def say_date(day: date) -> str:
    """14 January 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def say_day_and_month(day: date) -> str:
    """14 January, where the year is plain from what stands around it."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def say_short(day: date, *, year: bool = False) -> str:
    """14 Jan, or 14 Jan 2026 with its year, for narrow columns and axes."""
    return f"{day.day} {MONTHS[day.month - 1][:3]}" + (f" {day.year}" if year else "")


def say_span(first: date, last: date) -> str:
    """14 to 16 January 2026, 30 January to 2 February 2026: nothing said twice."""
    if first == last:
        return say_date(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {say_date(last)}"
    return f"{say_day_and_month(first) if first.year == last.year else say_date(first)} to {say_date(last)}"


def ago(day: date, on: date) -> str:
    """How long before `on`: today, yesterday, 5 days ago, 3 weeks ago, 4 months ago, 2 years ago; or "in 5 days".

    In the largest measure of which there are at least two whole ones, months of 30 days and years of 365.
    """
    days = (on - day).days
    near = {0: "today", 1: "yesterday", -1: "tomorrow"}
    if days in near:
        return near[days]
    size = abs(days)
    measures = ((_YEAR, "years"), (_MONTH, "months"), (_WEEK, "weeks"), (1, "days"))
    said = next(f"{size // length:,} {word}" for length, word in measures if size >= 2 * length)
    return f"{said} ago" if days > 0 else f"in {said}"
