"""Days to pixels, and the marks along a line of time: weeks, months, quarters or years, whichever can be told apart."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from quantock.engines.charts.marks import HAIRLINE, INK, PAPER, QUIET
from quantock.engines.charts.svg import tag, text_width, words
from quantock.engines.dates import add_months, say_short

AXIS = 36.0
"""The height that the two lines of names take."""

MOST_DAYS_IN_WEEKS = 70
MOST_DAYS_IN_MONTHS = 3 * 366
_LEAST = 13.0
_STEPS = (1, 3, 12, 60, 120, 600)
_MAY = "May"


@dataclass(slots=True)
class Span:
    """Days to pixels. A day has a width: its left side is `x`, its right side the next day's."""

    first: date
    last: date
    left: float
    right: float
    per_day: float = field(init=False)

    def __post_init__(self) -> None:
        self.per_day = (self.right - self.left) / self.days

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def x(self, day: date, *, share: float = 0.0) -> float:
        """The left side of a day, or a point further in it; days outside stand at the edge."""
        at = self.left + ((day - self.first).days + share) * self.per_day
        return min(self.right, max(self.left, at))

    def holds(self, day: date) -> bool:
        """Whether a day lies inside."""
        return self.first <= day <= self.last

    @property
    def months(self) -> int:
        """How many months there are from one mark to the next; 0 where the marks are weeks."""
        if self.days < MOST_DAYS_IN_WEEKS and 7 * self.per_day >= _LEAST:
            return 0
        least = 1 if self.days <= MOST_DAYS_IN_MONTHS else 3
        fitting = (step for step in _STEPS if step >= least and step * 30 * self.per_day >= _LEAST)
        return next(fitting, _STEPS[-1])

    def ticks(self) -> Iterator[tuple[date, date]]:
        """Each week, month, quarter or longer that begins or runs in the span: its first day, and the next one's."""
        step = self.months
        if step == 0:
            day = self.first - timedelta(days=self.first.weekday())
            while day <= self.last:
                yield day, day + timedelta(days=7)
                day += timedelta(days=7)
            return
        whole = self.first.year * 12 + self.first.month - 1
        whole -= whole % step
        while (day := date(max(1, whole // 12), whole % 12 + 1, 1)) <= self.last:
            yield day, add_months(day, step)
            whole += step


def axis(span: Span, top: float, bottom: float) -> list[str]:
    """Two lines of names over fine lines down the picture: days under months, months under years, or years alone."""
    parts: list[str] = []
    step = span.months
    begun: object = None
    free = low_free = -1.0
    paint: dict[str, Any] = {"size": 12, "fill": QUIET, "class_": "c-quiet", "halo": True}
    for day, after in span.ticks():
        x, end = span.x(day), span.x(after)
        if day >= span.first:
            parts.append(_down(x, top + AXIS - 5, bottom))
        low = _low(day, step, (after - day).days * span.per_day)
        taken = text_width(low, 12)
        fits = x >= low_free and x + taken <= span.right + 8 if step >= 12 else taken < end - x
        if fits and (step == 1 or day >= span.first):
            low_free = x + taken + 8
            place, anchor = ((x + end) / 2, "middle") if step == 1 else (x, "start")
            parts.append(words(low, place, top + 27, anchor=anchor, **paint))
        group, says = _group(max(day, span.first), step)
        taken = text_width(says, 12, bold=True)
        if group != begun and x >= free and x + taken <= span.right + 8:
            parts.append(words(says, x, top + 12, bold=True, **paint))
            free, begun = x + taken + 8, group
    return parts


def today_line(span: Span, on: date, bottom: float) -> list[str]:
    """A line down the picture, under the word, which is kept inside; nothing where the day is outside."""
    if not span.holds(on):
        return []
    x = span.x(on, share=0.5)
    half = text_width("Today", 12, bold=True) / 2 + 4
    middle = min(max(x, half), span.right + 8 - half)
    return [
        tag("line", x1=x, y1=16.0, x2=x, y2=bottom, stroke=INK, stroke_width=1.5, class_="c-today"),
        tag("rect", x=middle - half, y=0.0, width=2 * half, height=17.0, rx=3, fill=INK, class_="c-today"),
        words("Today", middle, 13, size=12, anchor="middle", bold=True, fill=PAPER, class_="c-on"),
    ]


def _down(x: float, top: float, bottom: float) -> str:
    return tag("line", x1=x, y1=top, x2=x, y2=bottom, stroke=HAIRLINE, stroke_width=1.0, class_="c-line")


def _low(day: date, step: int, room: float) -> str:
    """The lower name of a mark: the day of a Monday, a month or its initial, a year."""
    if step == 0:
        return str(day.day)
    if step >= 12:
        return str(day.year)
    name = say_short(day).split()[1]
    return name if room > text_width(_MAY, 12) + 3 else name[0]


def _group(day: date, step: int) -> tuple[object, str]:
    """What the upper name changes with, and how it is said."""
    if step == 0:
        return (day.year, day.month), f"{say_short(day).split()[1]} {day.year}"
    return (day.year, str(day.year)) if step < 12 else (None, "")
