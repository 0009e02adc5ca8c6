"""One cell, read: a figure as people write it, a period by any of its names, a shift, the hour of an event."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from quantock.engines.dates import add_months
from quantock.engines.points.apart import is_short_year, short_year, whole_of
from quantock.engines.points.periods import MONTHS, period_of
from quantock.engines.tables.values.dates import read_date, serial_date

NO_VALUE = frozenset(
    {
        "", "-", "–", "—", "n/a", "na", "n.a.", "nil return", "no data", "no return", "none", "tbc", "tba", "*", "..", "…",
        ":", "null", "nan", "#n/a", "not available", "not known", "unknown", "suppressed", "missing",
        "[c]", "[x]", "[z]", "[u]", "[w]", "[low]", "(blank)", "#div/0!",
    }
)  # fmt: skip
"""Words for "there is no value": kept as the answer given, and no mistake."""
_SUPPRESSED = re.compile(
    r"(?:[<≤]|less than|fewer than|under|up to)\s*\d{1,2}%?|\d{1,2} or (?:fewer|less)", re.IGNORECASE
)
_TIME = re.compile(r"\d{1,4}:\d{2}(?::\d{2})?")
_MARKED = re.compile(
    r"\s*\((?:p|r|e|provisional|revised|estimated?|prov\.?|[a-z]{3,9}\.?\s*(?:to|[/–-])\s*[a-z]{3,9}\.?)\)|\s+(?:provisional|revised|prov\.?)$",
    re.IGNORECASE,
)
"""What stands beside a period and says no other: (p), provisional, (Apr-Jun)."""
_CODED = re.compile(r"[a-z][a-z0-9]*-(?=[a-z]{3,9}-(?:19|20)\d\d$)", re.IGNORECASE)
"""NHS England's own files call a month RTT-April-2024."""
_BEFORE = re.compile(
    r"(?:w/?c|w/?e|wk|week|month|quarter|year|fy|period)\.?\s*(?:commencing|ending|of|beginning|to|ended)?:?\s+(?=\S)",
    re.IGNORECASE,
)
_QUARTER = re.compile(
    r"(?:q|quarter|qtr)\s?([1-4])\s*[-/ ,]?\s*(?:fy\s*)?((?:19|20)\d\d|\d\d)\s*[/–-]\s*(\d{4}|\d{2})",
    re.IGNORECASE,
)
_YEAR_QUARTER = re.compile(
    r"(?:fy\s*)?((?:19|20)\d\d|\d\d)\s*[/–-]\s*(\d{4}|\d{2})\s*[-/ ,]?\s*(?:q|quarter|qtr)\s?([1-4])",
    re.IGNORECASE,
)
_SOME_QUARTER = re.compile(
    r"(?:q|quarter\s?|qtr\s?)[1-4]\b.*|.*\b(?:q|quarter\s?|qtr\s?)[1-4]", re.IGNORECASE
)
_YEAR = re.compile(r"(?:fy\s*)?((?:19|20)\d\d)(?:\s*[/–-]\s*(\d{4}|\d{2}))?", re.IGNORECASE)
_SHORT_YEAR = re.compile(r"fy\s*(\d{2})\s*[/–-]\s*(\d{2})", re.IGNORECASE)
_WEEK_NUMBER = re.compile(
    r"((?:19|20)\d\d)[- ]?w(?:k|eek)?\s?(\d{1,2})|w(?:k|eek)?\s?(\d{1,2})[ ,/-]+((?:19|20)\d\d)",
    re.IGNORECASE,
)
_MONTHS = re.compile(
    r"(?P<first>[a-z]{3,9})\.?\s*(?:to|[/–-])\s*(?P<last>[a-z]{3,9})\.?\s+(?P<year>\d{4}|\d{2})",
    re.IGNORECASE,
)
_SHIFT_AT_END = re.compile(
    r"(?P<day>.*\d)[\s,]+(?P<shift>early|late|night|nights|day|am|pm|morning|afternoon|evening|long day|e|l|n)(?:\s+shift)?",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::\d{2})?\s*(?P<half>[ap]\.?m\.?)?", re.IGNORECASE
)
_SHIFTS = {
    **dict.fromkeys(("early", "e", "day", "days", "am", "morning", "long day", "day shift", "1"), 1),
    **dict.fromkeys(("late", "l", "pm", "afternoon", "evening", "2"), 2),
    **dict.fromkeys(("night", "nights", "n", "night shift", "3"), 3),
}  # fmt: skip
LARGEST = Decimal(10) ** 14
_COMMAS = re.compile(r"[^\d,]*[1-9]\d{0,2}(?:,\d{2,3})*,\d{3}(?:\.\d*)?[^\d,]*")
"""Commas where thousands have them (or lakhs). Elsewhere a comma is a decimal one, or two figures in a cell."""
_FIGURE = re.compile(
    r"[£<>~≈+-]?\s*(?:\d[\d.]*,\d+|(?!(?:19|20)\d\d\b)\d{1,5}\s*(?:/|out of|of)\s*\d{1,5}|\d[\d.,]*\s?[a-z]{1,8})",
    re.IGNORECASE,
)
_MONTH_OF_YEAR = re.compile(
    r"(?P<month>\d{1,2})\s*[/-]\s*(?P<year>(?:19|20)\d\d)|(?P<first>(?:19|20)\d\d)\s*/\s*(?P<second>\d\d)"
)
_COMPACT = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])")
_TWO_SHORT = re.compile(r"(\d{1,2})\s*[/-]\s*(\d\d)")
_FROM_TO = re.compile(r"(?P<first>.*\d)\s*(?:\s-\s|–|\bto\b)\s*(?P<last>\d.*\d)", re.IGNORECASE)
_DASHES = str.maketrans(dict.fromkeys("\N{MINUS SIGN}–—‒", "-"))


@dataclass(frozen=True, slots=True)
class Period:
    """A day that stands for a period, and the `part` of it: a shift, or the minute of an event and one."""

    day: date
    part: int = 0


def is_answer(text: str) -> bool:
    """Whether a cell says that there is no value: left empty, "no data", "<5"."""
    bare = text.strip().casefold()
    return bare in NO_VALUE or _SUPPRESSED.fullmatch(bare) is not None


@lru_cache(maxsize=8192)
def read_number(text: str) -> tuple[Decimal | None, str]:
    """A figure as people write it, and what is wrong where it is none. Blank and "no data" are no figure and not wrong."""
    if is_answer(text):
        return None, ""
    bare = text.strip().casefold()
    if _TIME.fullmatch(bare):
        return (
            None,
            f"“{text[:40]}” is a time. Write it as one number, in minutes or in hours: 1:35 is 95 minutes.",
        )
    if "," in bare and not _COMMAS.fullmatch(bare):
        return None, f"“{text[:40]}” has a comma where thousands have none. Write 3.5 for three and a half."
    bare = bare.translate(_DASHES).replace(",", "").replace("£", "").replace(" ", "").removesuffix("%")
    if bare.startswith("(") and bare.endswith(")") and bare[1:2].isdigit():
        bare = f"-{bare[1:-1].removesuffix('%')}"  # as accountants write what is negative
    try:
        number = Decimal(bare)
    except InvalidOperation:
        return None, f"“{text[:40]}” is not a number. Take the words out, or leave the cell empty."
    if not number.is_finite() or abs(number) >= LARGEST:
        return None, f"“{text[:40]}” is not a number that can be kept."
    return round(number, 6), ""


def is_number(text: str) -> bool:
    """Whether a cell holds a figure."""
    return read_number(text)[0] is not None


def looks_like_figure(text: str) -> bool:
    """Whether a cell is meant as a figure, though it cannot be read as one: 3,5 or 3/10 or 12 falls."""
    return (
        is_number(text)
        or _TIME.fullmatch(text.strip()) is not None
        or _FIGURE.fullmatch(text.strip()) is not None
    )


def is_period(text: str) -> bool:
    """Whether a cell names a period; a bare year does, the serial number of a day does not."""
    bare = text.strip()
    return (
        not bare.isdigit() and not _TWO_SHORT.fullmatch(bare) and read_period(bare, "", "day")[0] is not None
    )


def is_year(text: str) -> bool:
    """Whether a cell is a bare year, which could also be a count."""
    return re.fullmatch(r"(?:19|20)\d\d", text.strip()) is not None


def is_compact(text: str) -> bool:
    """Whether a cell is a month such as 202404, which could also be a count."""
    return _COMPACT.fullmatch(text.strip()) is not None


@lru_cache(maxsize=8192)
def read_period(text: str, frequency: str, order: str) -> tuple[Period | None, str]:
    """The period that a text names, or what is wrong with it. `frequency` "" takes whatever it is, as its own first day."""
    bare = _MARKED.sub("", text.strip()) or text.strip()
    if named := _named(bare, frequency):
        return named
    if coded := _CODED.match(bare):
        bare = bare[coded.end() :]
    bare = _BEFORE.sub("", bare, count=1)
    part = 0
    if frequency in ("", "shift") and (at := _SHIFT_AT_END.fullmatch(bare)) and not _is_clock(bare):
        found, why = read_period(at["day"], "day", order)
        return (Period(found.day, _SHIFTS[at["shift"].casefold()]), "") if found else (None, why)
    if named := _named(bare, frequency):
        return named
    read = read_date(bare, "month" if order == "month" else "day")
    day = read.day if read else serial_date(bare)
    if day is None and _TWO_SHORT.fullmatch(bare):
        return _month_and_year(bare, frequency)
    if day is None:
        return None, f"“{text[:40]}” is not a date. Write it as 27/3/2026, March 2026 or 2026-03-27."
    if frequency in ("", "event"):
        part = minute_of(bare)
    return Period(period_of(day, frequency), part if frequency == "event" else 0), ""


def _month_and_year(text: str, frequency: str) -> tuple[Period | None, str]:
    """04/24 is April 2024; 04/12 could be a day as well; 19/20 is a year, since there is no month 19."""
    if (year_of := short_year(text)) and (frequency == "year" or is_short_year(text)):
        return _named(year_of, frequency) or (None, "")
    month, year = (int(number) for number in re.split(r"[/-]", text))
    if frequency == "year" or min(month, year) > 12:
        return None, f"“{text}” is no financial year: write it as 2026/27."
    if 1 <= month <= 12 < year:
        return _of(date(2000 + year, month, 1), frequency), ""
    return (
        None,
        f"“{text}” could be a month and its year, a day and its month, or a financial year. Write it as April 2026, 4/12/2026 or "
        "2026/27.",
    )


def _is_clock(text: str) -> bool:
    return _CLOCK.search(text) is not None


def _named(text: str, frequency: str) -> tuple[Period | None, str] | None:
    """A quarter, a financial or calendar year, a numbered week, April to June: None where it is none of these."""
    quarter = _QUARTER.fullmatch(text)
    parts = (quarter[2], quarter[3], quarter[1]) if quarter else None
    if turned := _YEAR_QUARTER.fullmatch(text):
        parts = (turned[1], turned[2], turned[3])
    if parts:
        if not follows(parts[0], parts[1]):
            return None, f"“{text}” is no financial year: write it as 2026/27."
        began = int(parts[0]) if len(parts[0]) == 4 else 2000 + int(parts[0])
        return _of(add_months(date(began, 4, 1), 3 * (int(parts[2]) - 1)), frequency), ""
    if _SOME_QUARTER.fullmatch(text):
        return (
            None,
            f"“{text}” could be a quarter of two years. Write Q1 2026/27, or the first month of the quarter.",
        )
    if short := _SHORT_YEAR.fullmatch(text):
        text = f"20{short[1]}/{short[2]}"
    if numbered := whole_of(text):
        text = numbered.replace("-", "")
    if named := _COMPACT.fullmatch(text):
        return _of(date(int(named[1]), int(named[2]), 1), frequency), ""
    if (named := _MONTH_OF_YEAR.fullmatch(text)) and (month := _month_of_year(named)):
        return _of(month, frequency), ""
    if named := _YEAR.fullmatch(text):
        return _year(text, named[1], named[2], frequency)
    if week := _WEEK_NUMBER.fullmatch(text):
        return _week(text, int(week[1] or week[4]), int(week[2] or week[3]))
    if (days := _FROM_TO.fullmatch(text)) and (first_of := _from_to(days["first"], days["last"])):
        return _of(first_of, frequency), ""
    if months := _MONTHS.fullmatch(text):
        first = read_date(f"{months['first']} {months['year']}")
        last = read_date(f"{months['last']} {months['year']}")
        if first and last and add_months(first.day, 2) == last.day:
            return _of(first.day, frequency), ""
    return None


def _from_to(first: str, last: str) -> date | None:
    """The first day of a week, month, quarter or year that is given by both its ends; nothing for any other time."""
    begins, ends = read_date(first), read_date(last)
    if begins is None or ends is None:
        return None
    after = ends.day + timedelta(days=1)
    spans = [begins.day + timedelta(days=7), *(add_months(begins.day, months) for months in MONTHS.values())]
    return begins.day if after in spans else None


def _of(day: date, frequency: str) -> Period:
    return Period(period_of(day, frequency))


def _month_of_year(named: re.Match[str]) -> date | None:
    """04/2024 and 2024/05; 2024/25 and 2011/12 are years that begin in April, and 13/2024 is nothing."""
    year = int(named["year"] or named["first"])
    month = int(named["month"] or named["second"])
    if named["first"] and follows(named["first"], named["second"]):
        return None
    return date(year, month, 1) if 1 <= month <= 12 else None


def _year(text: str, year: str, next_one: str | None, frequency: str) -> tuple[Period | None, str] | None:
    is_month = next_one and re.fullmatch(r"\d{4}-\d{2}", text) and int(next_one) <= 12
    if is_month and (frequency not in ("", "year") or not follows(year, next_one or "")):
        return None  # 2026-03 is March
    if frequency not in ("", "year"):
        if next_one and not follows(year, next_one):
            return None
        return None, f"“{text}” is a year, and the measure wants a {frequency}."
    if next_one and not follows(year, next_one):
        return None, f"“{text}” is no financial year: write it as 2026/27."
    return Period(date(int(year), 4 if next_one else 1, 1)), ""


def _week(text: str, year: int, number: int) -> tuple[Period | None, str]:
    """A numbered week is that of the ISO calendar."""
    try:
        return Period(date.fromisocalendar(year, number, 1)), ""
    except ValueError:
        return None, f"“{text}” is not a week of {year}. Give the day that the week begins on."


def follows(year: str, next_one: str) -> bool:
    """Whether the second year of 2026/27 is the one after the first."""
    return str(int(year) + 1).endswith(next_one)


def read_shift(text: str) -> int | None:
    """1 early or day, 2 late, 3 night; None for anything else."""
    bare = " ".join(text.casefold().replace("shift", "").split())
    return _SHIFTS.get(bare)


def minute_of(text: str) -> int:
    """The minute of the day that a text tells, and one (1 to 1,440); 0 where it tells none."""
    found = _CLOCK.search(re.sub(r"^\s*\d{1,2}\.\d{1,2}\.\d{2,4}", "", text))
    if not found:
        return 0
    hour, minute = int(found["hour"]), int(found["minute"])
    if found["half"]:
        hour = hour % 12 + (12 if found["half"].lower().startswith("p") else 0)
    return hour * 60 + minute + 1 if hour < 24 and minute < 60 else 0
