"""Text made safe for XML, and values made plain, in one place for every document format."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

SCREEN_ZONE = ZoneInfo("Europe/London")

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINE_BREAK = re.compile("\r\n?|\x0b|\x0c|\u2028|\u2029")


def clean_text(text: str) -> str:
    """The text with what XML 1.0 cannot hold left out, and every kind of line break as a line feed.

    Vertical tabs (pasted from PowerPoint) and form feeds become line breaks; other control characters, lone
    surrogates, U+FFFE and U+FFFF go.
    """
    return _NOT_XML.sub("", _LINE_BREAK.sub("\n", text))


def plain_text(value: object) -> str:
    """Any value as a person would write it: dates as 14 January 2026, yes and no, nothing for None."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        local = local_time(value)
        return f"{long_date(local.date())} {local:%H:%M}"
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value)


def long_date(day: date) -> str:
    """14 January 2026."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def local_time(moment: datetime) -> datetime:
    """The moment on a clock in London, without its zone; a moment without one is there already."""
    return moment if moment.tzinfo is None else moment.astimezone(SCREEN_ZONE).replace(tzinfo=None)


def utc_midnight(day: date) -> datetime:
    """Midnight at the start of the day, for the time stamps inside a document."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
