"""How dates, money and counts are written on pages: the filters and globals of our templates."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

MINUS = "\N{MINUS SIGN}"
TAGS = {"green": "green", "amber/green": "green", "amber": "amber", "amber/red": "amber", "red": "red"}


def say_date(day: date | datetime | None) -> str:
    """14 January 2026; the day in London for a moment in time."""
    if isinstance(day, datetime):
        day = timezone.localtime(day).date()
    return f"{day.day} {day:%B %Y}" if day else ""


def money(pence: int | None) -> str:
    """£1.2m in running text; exact below £10,000."""
    if pence is None:
        return ""
    pounds = abs(pence) / 100
    sign = MINUS if pence < 0 else ""
    for size, letter in ((1e9, "bn"), (1e6, "m"), (1e4, "k")):
        if pounds >= size:
            unit = 1e3 if letter == "k" else size
            return f"{sign}£{pounds / unit:,.1f}{letter}"
    return f"{sign}£{pounds:,.0f}"


def money_exact(pence: int | None) -> str:
    """£1,234,567.89."""
    if pence is None:
        return ""
    return f"{MINUS if pence < 0 else ''}£{abs(pence) // 100:,}.{abs(pence) % 100:02d}"


def plural(count: int, one: str, many: str = "") -> str:
    """1 project, 2 projects."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def tag_colour(confidence: str) -> str:
    """The class of a tag for a delivery confidence; the word always stands in it too."""
    return TAGS.get(confidence, "")


def query_with(request: HttpRequest, **changes: object) -> str:
    """This page's query string with some of it changed; an empty value takes a part out."""
    query = request.GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else "?"


FILTERS: Mapping[str, Callable[..., Any]] = {
    "say_date": say_date,
    "money": money,
    "money_exact": money_exact,
    "tag_colour": tag_colour,
}
GLOBALS: Mapping[str, Any] = {"plural": plural, "query_with": query_with}
