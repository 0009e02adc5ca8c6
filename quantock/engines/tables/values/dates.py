"""Dates as registers write them, day first unless the column proves otherwise."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from quantock.engines.dates.saying import MONTHS, WELSH_MONTHS

from ..sheetcells import from_serial
from ..table import Cell
from .answer import BLANK, Answer, as_text

DateOrder = Literal["day", "month"]
EARLIEST, LATEST = 1900, 2200
PIVOT = 80
"""Two-digit years up to 79 are this century's: projects begun in 1997 and ending in 2070 stand in one register."""
EXCEL_CELL = "Excel date"
EXCEL_SERIAL = "Excel serial number"
LONGEST = 40

_MONTHS = {
    name[:3].lower(): number for names in (MONTHS, WELSH_MONTHS) for number, name in enumerate(names, 1)
}
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?|ion(?:awr)?|chwe?f?(?:ror)?|maw(?:rth)?|ebr(?:ill)?|mai|meh(?:efin)?|"
    r"gorff?(?:ennaf)?|aws?t?|medi?|hyd(?:ref)?|tach?(?:wedd)?|rhag?(?:fyr)?)\.?"
)
_TIME = (
    r"(?:(?P<gap>[T ,]\s*)(?P<clock>\d{1,2}:\d{2}(?P<seconds>:\d{2}(?P<part>\.\d{1,9})?)?)\s*(?P<half>[ap]\.?m\.?)?"
    r"(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_WEEKDAY = r"(?P<weekday>(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]?\s+)?"
_PATTERNS = tuple(
    re.compile(_WEEKDAY + pattern + _TIME, re.IGNORECASE)
    for pattern in (
        r"(?P<first>\d{1,2})(?P<sep>[/.-])(?P<second>\d{1,2})(?P=sep)(?P<year>\d{4}|\d{2})",
        r"(?P<year>\d{4})(?P<sep>[/.-])(?P<first>\d{1,2})(?P=sep)(?P<second>\d{1,2})",
        rf"(?P<first>\d{{1,2}})(?:st|nd|rd|th)?(?P<sep>[ /.-]|\s+of\s+|\s*)\s*{_MONTH}[ ,/.-]*(?P<year>\d{{4}}|['’]?\d{{2}})",
        rf"{_MONTH}(?P<sep>[ -])\s*(?P<first>\d{{1,2}})(?:st|nd|rd|th)?(?:,\s*|\s+)(?P<year>\d{{4}})",
    )
)
_MONTH_YEAR = re.compile(rf"{_MONTH}(?P<sep>[ /.,-]*)(?P<year>\d{{4}}|['’]?\d{{2}})", re.IGNORECASE)
_YEAR_MONTH = re.compile(r"(?P<year>\d{4})-(?P<first>\d{2})")
_MONTH_NUMBER_YEAR = re.compile(r"(?P<first>\d{1,2})(?P<sep>[/-])(?P<year>(?:19|20|21)\d{2})")
_COMPACT = re.compile(r"(?P<year>(?:19|20|21)\d{2})(?P<first>\d{2})(?P<second>\d{2})")
_STARTS = frozenset("0123456789jfmasondicghretwJFMASONDICGHRETW")


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date and the format it was written in, in strptime's letters. `numbers` are the two that could be day or month."""

    day: date
    format: str
    numbers: tuple[int, int] | None = None


def read_date(text: str, order: DateOrder = "day") -> ReadDate | None:
    """The date a text is, and nothing but a date; None for anything else, also with words after the date."""
    if len(text) > LONGEST or len(text) < 5 or text[0] not in _STARTS:
        return None
    for number, pattern in enumerate(_PATTERNS):
        found = pattern.fullmatch(text)
        if found:
            return _numeric(found, order) if number == 0 else (_iso, _named, _american)[number - 1](found)
    found = _MONTH_YEAR.fullmatch(text)
    if found:
        return _month_year(found)
    found = _YEAR_MONTH.fullmatch(text)
    if found:
        return _built(int(found["year"]), int(found["first"]), 1, "%Y-%m")
    found = _MONTH_NUMBER_YEAR.fullmatch(text)
    if found:
        return _built(int(found["year"]), int(found["first"]), 1, f"%m{found['sep']}%Y")
    found = _COMPACT.fullmatch(text)
    return _built(int(found["year"]), int(found["first"]), int(found["second"]), "%Y%m%d") if found else None


def _numeric(found: re.Match[str], order: DateOrder) -> ReadDate | None:
    first, second = int(found["first"]), int(found["second"])
    day, month = (first, second) if order == "day" else (second, first)
    letters = ("%d", "%m") if order == "day" else ("%m", "%d")
    shape = found["sep"].join((*letters, _year_letters(found["year"]))) + _time_letters(found)
    return _built(_year(found["year"]), month, day, _weekday(found) + shape, (first, second))


def _iso(found: re.Match[str]) -> ReadDate | None:
    shape = found["sep"].join(("%Y", "%m", "%d")) + _time_letters(found)
    return _built(int(found["year"]), int(found["first"]), int(found["second"]), _weekday(found) + shape)


def _named(found: re.Match[str]) -> ReadDate | None:
    gap = found["sep"] if found["sep"].strip() in {"/", ".", "-"} else " "
    shape = gap.join(("%d", _month_letters(found["month"]), _year_letters(found["year"]))) + _time_letters(
        found
    )
    return _built(_year(found["year"]), _month(found["month"]), int(found["first"]), _weekday(found) + shape)


def _american(found: re.Match[str]) -> ReadDate | None:
    shape = f"{_month_letters(found['month'])} %d, %Y{_time_letters(found)}"
    return _built(int(found["year"]), _month(found["month"]), int(found["first"]), _weekday(found) + shape)


def _month_year(found: re.Match[str]) -> ReadDate | None:
    gap = found["sep"].strip() or " "
    return _built(
        _year(found["year"]),
        _month(found["month"]),
        1,
        gap.join((_month_letters(found["month"]), _year_letters(found["year"]))),
    )


def _built(
    year: int, month: int, day: int, shape: str, numbers: tuple[int, int] | None = None
) -> ReadDate | None:
    if not EARLIEST <= year <= LATEST:
        return None
    try:
        return ReadDate(date(year, month, day), shape, numbers)
    except ValueError:
        return None


def _year(text: str) -> int:
    digits = text.lstrip("'’")
    year = int(digits)
    if len(digits) > 2:
        return year
    return year + (2000 if year < PIVOT else 1900)


def _month(text: str) -> int:
    return _MONTHS[text[:3].lower()]


def _year_letters(text: str) -> str:
    return "%Y" if len(text) == 4 else "%y"


def _month_letters(text: str) -> str:
    return "%b" if len(text) <= 4 and text.lower() not in {"june", "july", "awst", "medi"} else "%B"


def _weekday(found: re.Match[str]) -> str:
    return "%a " if found["weekday"] else ""


def _time_letters(found: re.Match[str]) -> str:
    if not found["clock"]:
        return ""
    gap = "T" if found["gap"][0] in "tT" else " "
    seconds = (":%S" if found["seconds"] else "") + (".%f" if found["part"] else "")
    zone = "%z" if found["zone"] else ""
    return f"{gap}%I:%M{seconds} %p" if found["half"] else f"{gap}%H:%M{seconds}{zone}"


def find_order(texts: Iterable[str]) -> tuple[DateOrder | None, int, int]:
    """Which order a column proves, with how many values could only be day first and how many only month first.

    None when nothing proves either. Where both appear the more frequent wins and the others are not dates.
    """
    only_day = only_month = 0
    for text in texts:
        found = _PATTERNS[0].fullmatch(text) if len(text) <= LONGEST else None
        if found:
            first, second = int(found["first"]), int(found["second"])
            only_day += 12 < first <= 31 and second <= 12
            only_month += first <= 12 < second <= 31
    if only_day == only_month == 0:
        return None, 0, 0
    return ("month" if only_month > only_day else "day"), only_day, only_month


def date_answer(
    cell: Cell, *, order: DateOrder = "day", epoch: int = 1900, serials: bool = False
) -> tuple[Answer, str]:
    """A date with the format it was seen in. `serials`: the column is known for dates, so 44927 is 1 January 2023."""
    if cell is None:
        return BLANK, ""
    if isinstance(cell, datetime):
        return Answer("value", cell.date(), as_text(cell)), EXCEL_CELL
    text = as_text(cell)
    found = read_date(text, order)
    if found is not None:
        return Answer("value", found.day, text), found.format
    if serials:
        day = serial_date(cell, epoch)
        if day is not None:
            return Answer("value", day, text), EXCEL_SERIAL
    return Answer("not_value", None, text), ""


def serial_date(cell: Cell, epoch: int = 1900) -> date | None:
    """The day of a bare Excel serial, when it lies between 1950 and 2150: outside, a number is only a number."""
    if isinstance(cell, str):
        if not re.fullmatch(r"\d{5}(?:\.\d{1,12})?", cell):
            return None
        cell = Decimal(cell)
    if not isinstance(cell, Decimal):
        return None
    moment = from_serial(float(cell), epoch)
    return moment.date() if moment is not None and 1950 <= moment.year <= 2150 else None
