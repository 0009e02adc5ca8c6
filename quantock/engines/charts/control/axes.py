"""Axis labels that a person would choose: round numbers up the side, the months and years of people's own calendars along."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, floor, log10

from quantock.engines.charts.control.model import Drawing, Plot

FINANCIAL = re.compile(r"\d{4}/\d\d")
ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)
MONTH_STEPS = (1, 2, 3, 6, 12)
YEAR_STEPS = (2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000)
NO_WIDTH = 1e-9
"""Of their size: two values this near each other are one, as far as numbers of this kind can tell."""
NOUGHT_WITHIN = 0.35
"""The axis goes down to 0 where that costs at most this share of it."""


@dataclass(frozen=True, slots=True)
class DayAxis:
    """An axis of days that several charts share: from which day to which, between which two edges of the picture."""

    first: date
    last: date
    left: float
    right: float

    def share(self, day: date) -> float:
        """How far along a day lies, from 0 to 1."""
        return (day - self.first).days / max(1, (self.last - self.first).days)

    def labels(self, most: int) -> list[tuple[date, str, str]]:
        """Days that are labelled, with the label and, where it begins, the year: at most `most`."""
        months = (self.last.year - self.first.year) * 12 + self.last.month - self.first.month
        if months < 2:
            every = max(1, -(-((self.last - self.first).days + 1) // most))
            days = [
                self.first + timedelta(days=place)
                for place in range(0, (self.last - self.first).days + 1, every)
            ]
            return _with_years([(day, f"{day.day} {day:%b}") for day in days])
        step = next((each for each in MONTH_STEPS if ceil((months + 1) / each) <= most), 0)
        step = step or 12 * next(each for each in YEAR_STEPS if ceil((months + 1) / 12 / each) <= most)
        begins = [self.first.year * 12 + self.first.month - 1 + place for place in range(months + 2)]
        days = [date(month // 12, month % 12 + 1, 1) for month in begins if month % step == 0]
        within = [day for day in days if self.first <= day <= self.last]
        if step >= 12:
            return [(day, str(day.year), "") for day in within]
        return _with_years([(day, f"{day:%b}") for day in within])


def _with_years(some: Sequence[tuple[date, str]]) -> list[tuple[date, str, str]]:
    found, said = [], 0
    for day, label in some:
        found.append((day, label, str(day.year) if day.year != said else ""))
        said = day.year
    return found


def ticks(low: float, high: float, most: int = 6) -> list[float]:
    """At most `most` round numbers that hold both ends between them."""
    if high - low <= max(abs(low), abs(high)) * NO_WIDTH:
        reach = abs(high) * 0.1 or 1.0
        low, high = low - reach, high + reach
    rough = (high - low) / max(most - 1, 1)
    size = 10.0 ** floor(log10(rough))
    for step in (size * each for each in (*ROUND, 20.0)):
        first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
        if last - first < most:
            break
    decimals = max(0, -floor(log10(step)) + 1)
    return [round(place * step, decimals) for place in range(first, last + 1)]


def value_range(drawing: Drawing) -> tuple[float, float]:
    """The lowest and highest of values, limits and targets; 0 too where it is near."""
    reach: list[float] = []
    for plot in drawing.plots:
        reach += [
            each
            for each in (plot.value, plot.lower, plot.upper, plot.target, plot.centre)
            if each is not None
        ]
    if not reach:
        return 0.0, 1.0
    low, high = min(reach), max(reach)
    if 0 < low <= high * NOUGHT_WITHIN:
        low = 0.0
    return low, high


def tick_decimals(steps: Sequence[float]) -> int:
    """As many decimals as tell the ticks apart."""
    for decimals in range(7):
        if all(abs(step - round(step, decimals)) < 1e-9 for step in steps):
            return decimals
    return 7


def time_labels(drawing: Drawing, most: int) -> list[tuple[int, str, str]]:
    """Which places are labelled, with the label and, where it begins, the year: at most `most` labels."""
    plots = drawing.plots
    if not plots:
        return []
    days = [plot.day for plot in plots if plot.day is not None]
    if len(days) < len(plots):
        every = max(1, ceil(len(plots) / most))
        return [(plot.place, plot.label, "") for plot in plots[::every]]
    if _is_monthly(days):
        return _month_labels(days, most)
    if _is_yearly(days):
        every = max(1, ceil(len(days) / most))
        return [(place, _year(plots[place]), "") for place in range(0, len(days), every)]
    every = max(1, ceil(len(days) / most))
    found = []
    year = 0
    for place in range(0, len(days), every):
        day = days[place]
        found.append((place, f"{day.day} {day:%b}", str(day.year) if day.year != year else ""))
        year = day.year
    return found


def _year(plot: Plot) -> str:
    """A financial year by its name, 2019/20: "2019" alone could be either of two."""
    return plot.label if FINANCIAL.fullmatch(plot.label) or plot.day is None else str(plot.day.year)


def _is_monthly(days: Sequence[date]) -> bool:
    """One point for each month or quarter, whichever day of it."""
    months = [day.year * 12 + day.month for day in days]
    return len(days) > 1 and len(set(months)) == len(months) and not _is_yearly(days)


def _is_yearly(days: Sequence[date]) -> bool:
    return (
        len(days) > 1
        and len({day.year for day in days}) == len(days)
        and len({day.month for day in days}) == 1
    )


def _month_labels(days: Sequence[date], most: int) -> list[tuple[int, str, str]]:
    """Januaries, then quarters, then months: the finest that fits."""
    span = (days[-1].year - days[0].year) * 12 + days[-1].month - days[0].month + 1
    for step in MONTH_STEPS:
        if ceil(span / step) <= most:
            break
    else:
        step = 12 * ceil(span / 12 / most)
    found: list[tuple[int, str, str]] = []
    said_year = 0
    for place, day in enumerate(days):
        if (day.year * 12 + day.month - 1) % step == 0:
            label = str(day.year) if step >= 12 else f"{day:%b}"
            year = str(day.year) if step < 12 and day.year != said_year else ""
            said_year = day.year
            found.append((place, label, year))
    return found or [(0, f"{days[0]:%b}", str(days[0].year))]
