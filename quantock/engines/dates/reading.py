"""Days as people type them in Britain: the day first, in a dozen ways."""

import re
from calendar import monthrange
from datetime import date, timedelta

from quantock.engines.dates.saying import MONTHS, WEEKDAYS, WELSH_MONTHS, say_date

EARLIEST, LATEST = 1900, 2199

_NEAR = {"today": 0, "now": 0, "yesterday": -1, "tomorrow": 1}
_MONTH_NUMBERS = {
    name.lower(): number for names in (MONTHS, WELSH_MONTHS) for number, name in enumerate(names, 1)
}
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_DAY_FIRST = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?(?: ?[-/.,] ?| (?:of )?|(?=[a-z]))(\d{1,2}|[a-z]+)\.?(?:(?: ?[-/.,] ?| |(?<=[a-z]))(\d{4}|'?\d{2}))?"
)
_MONTH_FIRST = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}|'?\d{2}))?")
_WEEKDAY = re.compile(
    r"(mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun|" + "|".join(WEEKDAYS).lower() + r")[,.]? "
)
_MIDNIGHT = re.compile(r"[t ]00:00(:00(\.0+)?)?z?")


class DateError(ValueError):
    """What was typed is no day; the message says what to do. `boxes` names the wrong ones of day, month and year."""

    def __init__(self, message: str, *boxes: str) -> None:
        super().__init__(message)
        self.boxes: tuple[str, ...] = boxes


def parse_uk(text: str, *, on: date) -> date:
    """The day meant by 14/1/26, 14.01.2026, 2026-01-14, 14 Jan 2026, 14th January, 14 Ionawr 2026, Wed 14 Jan, today or yesterday.

    Without a year the day nearest to `on` is meant. Raises DateError, with words for the person who typed it.
    """
    typed = " ".join(text.lower().split())
    if typed in _NEAR:
        return on + timedelta(days=_NEAR[typed])
    typed = _MIDNIGHT.sub("", typed)
    weekday = _WEEKDAY.match(typed)
    day = _parse(typed[weekday.end() :] if weekday else typed, on)
    if weekday and not WEEKDAYS[day.weekday()].lower().startswith(weekday[1][:3]):
        raise DateError(f"{say_date(day)} is a {WEEKDAYS[day.weekday()]}", "day")
    return day


def parse_boxes(day: str, month: str, year: str, *, on: date) -> date | None:
    """The day typed in three boxes; None when all three are empty. The month may be a number or a name."""
    typed = {"day": day.strip(), "month": month.strip().lower(), "year": year.strip()}
    missing = [name for name, text in typed.items() if not text]
    if len(missing) == 3:
        return None
    if missing:
        raise DateError(f"The date must include a {' and a '.join(missing)}", *missing)
    wrong = [name for name in ("day", "year") if not re.fullmatch(r"\d{1,4}", typed[name], re.ASCII)]
    if wrong:
        raise DateError(f"Write the {' and the '.join(wrong)} in figures", *wrong)
    return _day(typed["day"], typed["month"], typed["year"], on)


def _parse(typed: str, on: date) -> date:
    if match := _YEAR_FIRST.fullmatch(typed):
        return _day(match[3], match[2], match[1], on)
    if match := _DAY_FIRST.fullmatch(typed):
        return _day(match[1], match[2], match[3], on)
    if match := _MONTH_FIRST.fullmatch(typed):
        return _day(match[2], match[1], match[3], on)
    raise DateError(
        f"Write a date like {on.day} {on.month} {on.year} or {say_date(on)}", "day", "month", "year"
    )


def _day(day: str, month: str, year: str | None, on: date) -> date:
    number = _month(month)
    if year is None:
        return _nearest(int(day), number, on)
    return _checked(int(day), number, _year(year.lstrip("'"), on))


def _month(month: str) -> int:
    """1 to 12 from a number or any beginning of a name of three letters or more (and "sept")."""
    if month.isdecimal():
        if not 1 <= int(month) <= 12:
            raise DateError(f"{int(month)} is not a month: write the day first, then the month", "month")
        return int(month)
    name = "sep" if month == "sept" else month
    for full, number in _MONTH_NUMBERS.items():
        if len(name) >= 3 and full.startswith(name):
            return number
    raise DateError(f"“{month}” is not a month", "month")


def _year(year: str, on: date) -> int:
    """Two figures mean the year from 69 before to 30 after this one: 26 is 2026, 98 is 1998."""
    number = int(year)
    if len(year) == 2:
        latest = on.year + 30
        number = latest - (latest - number) % 100
    if not EARLIEST <= number <= LATEST:
        raise DateError(f"The year must be from {EARLIEST} to {LATEST}", "year")
    return number


def _checked(day: int, month: int, year: int) -> date:
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise DateError(f"{MONTHS[month - 1]} {year} has days 1 to {days}", "day")
    return date(year, month, day)


def _nearest(day: int, month: int, on: date) -> date:
    """That day and month of this year or of the years either side, whichever is nearest (29 February: the nearest there is)."""
    found = [
        date(year, month, day)
        for year in range(on.year - 4, on.year + 5)
        if 1 <= day <= monthrange(year, month)[1]
    ]
    if not found:
        raise DateError(f"{MONTHS[month - 1]} has no day {day}", "day")
    return min(found, key=lambda each: abs((each - on).days))
