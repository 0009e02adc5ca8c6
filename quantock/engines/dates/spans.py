"""Weeks and months that people write where a day is wanted: "w/c 8 June", "week ending 12 June", "end of June 2026"."""

import re
from calendar import monthrange
from datetime import date, timedelta

from quantock.engines.dates.reading import DateError, parse_uk

_FRIDAY = 4
_FROM = re.compile(r"(?:w/?c|w/?b|wk/?c|week (?:commencing|beginning|starting|of))[:. ]+(.+)", re.IGNORECASE)
_UNTIL = re.compile(r"(?:w/?e|week ending)[:. ]+(.+)", re.IGNORECASE)
_MONTH = re.compile(r"(?:(end|start|beginning)(?: of)? )?([a-z]{3,9})\.?(?: (\d{4}))?", re.IGNORECASE)


def span_of(text: str, on: date) -> tuple[date, date] | None:
    """The first and the last day of a week's work or of a month; nothing for what is neither."""
    text = " ".join(text.split())
    if len(text) > 60:
        return None
    try:
        if found := _FROM.fullmatch(text):
            day = parse_uk(found[1], on=on)
            return day, day + timedelta(days=(_FRIDAY - day.weekday()) % 7)
        if found := _UNTIL.fullmatch(text):
            day = parse_uk(found[1], on=on)
            return day - timedelta(days=day.weekday()), day
        found = _MONTH.fullmatch(text)
        if found and (found[1] or found[3]):
            first = parse_uk(f"1 {found[2]} {found[3] or ''}".strip(), on=on)
            last = first.replace(day=monthrange(first.year, first.month)[1])
            return {"end": (last, last), None: (first, last)}.get(
                found[1] and found[1].lower(), (first, first)
            )
    except (DateError, OverflowError):
        pass
    return None
