"""Milestones too many to be drawn one by one: how many of each status stand in each stretch of time."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from quantock.engines.charts.marks import LOOKS, Status, mark
from quantock.engines.charts.svg import safe, tag, text_width, words
from quantock.engines.dates import add_months, say_date
from quantock.engines.text import number, say_list

_LINE = 18.0
_ROOM = 42.0
"""Pixels that a mark and a count of three digits need."""
_SPANS = {1: "by month", 2: "by two months", 3: "by quarter", 6: "by half year", 12: "by year"}
_WEEKS = {1: "by week", 2: "by fortnight"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some time: first and last day, and its two sides in the picture."""

    first: date
    last: date
    left: float
    right: float


def stretches(start: date, end: date, x: Callable[[date], float]) -> tuple[list[Stretch], str]:
    """A span in parts that have room for their counts, as fine as they can be, and what they are in words. What is left
    of one at either end stands with its neighbour."""
    month = 30.44 * (x(end) - x(start)) / max(1, (end - start).days)
    weeks = next((each for each in _WEEKS if month * each * 7 / 30.44 >= _ROOM), None)
    if weeks:
        begins = [
            start + timedelta(7 * weeks * place) for place in range((end - start).days // (7 * weeks) + 1)
        ]
        how = _WEEKS[weeks]
    else:
        together = next((each for each in _SPANS if month * each >= _ROOM), max(_SPANS))
        first = start.replace(day=1)
        many = (end.year - first.year) * 12 + end.month - first.month + 1
        begins = [start, *(add_months(first, place) for place in range(together, many, together))]
        how = _SPANS[together]
    if len(begins) > 1 and x(begins[1]) - x(start) < _ROOM:
        del begins[1]
    if len(begins) > 1 and x(end) - x(begins[-1]) < _ROOM:
        del begins[-1]
    ends = [each - timedelta(1) for each in begins[1:]] + [end]
    return [Stretch(first, last, x(first), x(last)) for first, last in zip(begins, ends, strict=True)], how


def crowd(stones: Sequence[tuple[date, Status]], within: Iterable[Stretch], y: float) -> tuple[str, float]:
    """A line for each status there is, a count in each stretch: the drawing, from `y` down, and its height."""
    there = [status for status in Status if any(each == status for _, each in stones)]
    return "".join(_counts(stones, within, there, y)), _LINE * len(there)


def crowd_says(stones: Sequence[tuple[date, Status]]) -> str:
    """ "173 green, 31 amber and 205 red"."""
    tally = Counter(status for _, status in stones)
    return say_list(f"{number(tally[status])} {LOOKS[status].word}" for status in Status if tally[status])


def _counts(
    stones: Sequence[tuple[date, Status]], within: Iterable[Stretch], there: Sequence[Status], y: float
) -> Iterator[str]:
    for each in within:
        inside = [(day, status) for day, status in stones if each.first <= day <= each.last]
        if not inside:
            continue
        tally = Counter(status for _, status in inside)
        middle = (each.left + each.right) / 2
        drawn = tag(
            "title",
            safe(f"{crowd_says(inside)}, from {say_date(min(inside)[0])} to {say_date(max(inside)[0])}"),
        )
        for place, status in enumerate(there):
            if tally[status]:
                says = number(tally[status])
                x = middle - (16 + text_width(says, 13)) / 2
                drawn += mark(status, x + 5, y + place * _LINE + 9, 5)
                drawn += words(says, x + 15, y + place * _LINE + 13.5, size=13)
        yield tag("g", drawn)
