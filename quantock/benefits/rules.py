"""The arithmetic and the habits of benefits, each a pure function."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from quantock.benefits.classes import MONEY_CLASSES, POUNDS
from quantock.engines.dates import add_months, financial_year, financial_year_start, say_date
from quantock.engines.text import money, money_exact, plural

AS_POUNDS = {POUNDS, "pound", "pounds", "gbp", "money"}
MONTHS_OF_A_YEAR = 12


def unit_of(kind: str, typed: str) -> str:
    """What a benefit is counted in: its class may leave no choice. Nothing where it is told in words.

    Raises ValueError, in words, where another unit was typed than its class can have.
    """
    said = POUNDS if typed.strip().casefold() in AS_POUNDS else typed.strip()
    if kind not in MONEY_CLASSES:
        return said
    if said not in ("", POUNDS):
        raise ValueError(
            "A benefit of this class is counted in pounds. Leave this empty, or choose another class"
        )
    return POUNDS


NOT_NEGATIVE = "Enter 0 or more. What gets worse is a benefit of its own, of the class “Disbenefit”"


def what_is_wrong(said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What cannot stand together in one benefit: the column and why. `said` holds what it would be, as far as known."""
    unit = said.get("unit")
    for name in ("full_year", "in_year"):
        figure = said.get(name)
        if figure is not None and figure < 0:
            yield name, NOT_NEGATIVE
        elif figure is not None and unit == "":
            yield "unit", "Say what the figure counts, such as bed days, hours or pounds"
    if said.get("starts") and said.get("ends") and said["ends"] < said["starts"]:
        yield "ends", "It ends before it begins. Change one of the two days"
    if said.get("no_figure") and said.get("full_year") is not None:
        yield "no_figure", "Leave this empty where there is a figure for a full year"


def say_figure(figure: int | None, unit: str, *, exact: bool = False) -> str:
    """A figure in words: £1.2m, or £1,234,567 exactly; 12.5 hours. Nothing for no figure."""
    if figure is None:
        return ""
    if unit == POUNDS:
        return money_exact(figure) if exact else money(figure)
    return f"{say_number(figure)} {unit}".strip()


def say_number(figure: int) -> str:
    """Hundredths as a number: 1,250 or 12.5."""
    whole, rest = divmod(abs(figure), 100)
    sign = "−" if figure < 0 else ""
    return f"{sign}{whole:,}" + (f".{rest:02d}".rstrip("0") if rest else "")


def year_of(day: date) -> int:
    """The financial year of a day, by the calendar year in which it begins."""
    return financial_year_start(day).year


def financial_year_words(year: int) -> str:
    """2026/27, of the year that begins in April 2026."""
    return financial_year(date(year, 4, 1))


def months_of(year: int) -> list[date]:
    """The first of each month of a financial year."""
    return [add_months(date(year, 4, 1), place) for place in range(MONTHS_OF_A_YEAR)]


def month_asked(text: str, year: int) -> list[date]:
    """The one month of a financial year that "2026-10" names; none for anything else."""
    return [month for month in months_of(year) if f"{month:%Y-%m}" == text]


@dataclass(frozen=True, slots=True)
class MonthSaid:
    """What is forecast and was reported for one month; none where nothing was said."""

    month: date
    forecast: int | None = None
    reported: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sums:
    """All months of one benefit: what is forecast, what was reported, and what was forecast for the months reported."""

    forecast: int | None = None
    reported: int | None = None
    compared: int | None = None
    reported_to: date | None = None


def sums_of(months: Iterable[MonthSaid]) -> Sums:
    """Nothing said is no figure, and not 0."""
    found = list(months)
    reported = [each for each in found if each.reported is not None]
    compared = [each.forecast for each in reported if each.forecast is not None]
    forecast = [each.forecast for each in found if each.forecast is not None]
    return Sums(
        forecast=sum(forecast) if forecast else None,
        reported=sum(each.reported or 0 for each in reported) if reported else None,
        compared=sum(compared) if compared and len(compared) == len(reported) else None,
        reported_to=max((each.month for each in reported), default=None),
    )


def awaited(months: Sequence[MonthSaid], *, starts: date | None, ends: date | None, on: date) -> list[date]:
    """The months that are over, have a forecast and no report, and lie within the time of the benefit."""
    now = on.replace(day=1)
    return [
        each.month
        for each in months
        if each.month < now
        and each.reported is None
        and each.forecast is not None
        and (starts is None or each.month >= starts.replace(day=1))
        and (ends is None or each.month <= ends)
    ]


def outside(months: Iterable[MonthSaid], *, starts: date | None, ends: date | None) -> dict[date, str]:
    """Months with something reported before the benefit should begin, or after it should have ended, and why: a day or a
    figure that is wrong, or a benefit that came early. Told, never refused (field/ppm.md 6, validity)."""
    found = {}
    for each in months:
        if not each.reported:
            continue
        if starts and each.month < starts.replace(day=1):
            found[each.month] = f"before it begins on {say_date(starts)}"
        elif ends and each.month > ends:
            found[each.month] = f"after it ends on {say_date(ends)}"
    return found


def say_outside(found: Mapping[date, str]) -> str:
    """ "March 2026 is reported before it begins on 1 April 2026: is the day or the figure wrong?" """
    first, why = next(iter(sorted(found.items())))
    more = f" and {plural(len(found) - 1, 'other month')}" if len(found) > 1 else ""
    verb = "are" if more else "is"
    return f"{first:%B %Y}{more} {verb} reported {why}: is the day or the figure wrong?"


def comes_before(starts: date | None, expected: date | None) -> str:
    """Why a benefit may come later than is said: a milestone that enables it is reached after it should have begun."""
    if starts is None or expected is None or expected <= starts:
        return ""
    return f"expected {say_date(expected)}, after the benefit should begin"
