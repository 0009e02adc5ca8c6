"""Weeks, months and quarters that people write where a day is wanted: "w/c 8 June", "end of June 2026", "Q2 2026/27"."""

import re
from calendar import monthrange
from datetime import date, timedelta

from quantock.engines.dates.reading import DateError, parse_uk

_FRIDAY = 4
_FROM = re.compile(r"(?:w/?c|w/?b|wk/?c|week (?:commencing|beginning|starting|of))[:. ]+(.+)", re.IGNORECASE)
_UNTIL = re.compile(r"(?:w/?e|week ending)[:. ]+(.+)", re.IGNORECASE)
_MONTH = re.compile(
    r"(?:(end|start|beginning|early|mid|middle|late)(?:[ -]of)?[ -])?([a-z]{3,9})\.?(?: (\d{4}))?",
    re.IGNORECASE,
)
_THIRDS = {"early": (1, 10), "mid": (11, 20), "middle": (11, 20), "late": (21, 31)}
_QUARTER = re.compile(
    r"(?:q|qtr|quarter) ?([1-4])[ ,]*(?:of )?(?:fy ?)?(?:20)?(\d\d) ?[/-] ?(?:20)?(\d\d)"
    r"|(?:fy ?)?(?:20)?(\d\d) ?[/-] ?(?:20)?(\d\d)[ ,]*(?:q|qtr|quarter) ?([1-4])",
    re.IGNORECASE,
)


def span_of(text: str, on: date) -> tuple[date, date] | None:
    """The first and the last day of a week's work, of a month or of a quarter of a financial year; nothing for anything else."""
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
        if found := _QUARTER.fullmatch(text):
            return _quarter(*(found.group(1, 2, 3) if found[1] else found.group(6, 4, 5)))
        found = _MONTH.fullmatch(text)
        if found and (found[1] or found[3]):
            first = parse_uk(f"1 {found[2]} {found[3] or ''}".strip(), on=on)
            last = first.replace(day=monthrange(first.year, first.month)[1])
            part = (found[1] or "").lower()
            if third := _THIRDS.get(part):
                return first.replace(day=third[0]), first.replace(day=min(third[1], last.day))
            return {"end": (last, last), "": (first, last)}.get(part, (first, first))
    except (DateError, OverflowError):
        pass
    return None


def _quarter(which: str, year: str, ends: str) -> tuple[date, date] | None:
    """A quarter of a year that begins in April; nothing where the years do not follow each other."""
    if (int(year) + 1) % 100 != int(ends):
        return None
    begins = 2000 + int(year) + (which == "4")
    month = int(which) * 3 % 12 + 1
    return date(begins, month, 1), date(begins, month + 2, monthrange(begins, month + 2)[1])
