"""Small numbers: values that could tell who was counted are left out before anything is worked out from them.

Only of measures marked "counts people who could be recognised". What is left out takes no part in averages and limits
either, else it could be worked out from them. Chart, table, text, small pictures, kept results and files all take
what is left, so that nowhere shows more than another.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from datetime import date
from decimal import Decimal

from quantock.measures.models import DataPoint, Unit

USUAL = 5
"""The threshold where an organisation has settled none."""
SECOND = "Not shown: with it, one that is not shown could be worked out"
UNTOLD = "a value that is not shown"
"""What the log says in the place of any value, small or not: two that differ by little would tell."""
Groups = Mapping[str, Sequence[DataPoint]]


def first_says(below: int) -> str:
    """What stands in the place of a small number."""
    return f"Fewer than {below}: not shown"


def shown(groups: Groups, unit: str, below: int) -> dict[str, list[DataPoint]]:
    """The values that may be shown, by group; in the place of the others copies without a figure. Pure."""
    hidden: dict[int, str] = {}
    periods: dict[tuple[date, int], dict[str, DataPoint]] = defaultdict(dict)
    for group, points in groups.items():
        for point in points:
            periods[point.starts, point.part][group] = point
    for together in periods.values():
        hidden |= _hidden(together, unit, below)
    return {
        group: [_without(point, hidden[id(point)]) if id(point) in hidden else point for point in points]
        for group, points in groups.items()
    }


def _hidden(together: Mapping[str, DataPoint], unit: str, below: int) -> dict[int, str]:
    """The points of one period that are not shown, by identity, and why."""
    small = [point for point in together.values() if is_small(point, unit, below)]
    found = {id(point): first_says(below) for point in small}
    whole = together.get("")
    parts = [point for group, point in together.items() if group]
    if not small or whole is None or id(whole) in found or not parts:
        return found
    left = sorted((point for point in parts if id(point) not in found), key=lambda one: _counted(one, unit))
    gone = [point for point in parts if id(point) in found]
    # From the whole and the parts that are shown, the sum of the others follows: it must say nothing of one alone.
    while left and (len(gone) < 2 or sum(_counted(point, unit) for point in gone) < below):
        gone.append(left.pop(0))
        found[id(gone[-1])] = SECOND
    if len(gone) == 1:
        found[id(whole)] = SECOND
    return found


def is_small(point: DataPoint, unit: str, below: int) -> bool:
    """Whether a figure of it is from 1 to under the threshold: what was counted, out of how many, or the rest of them."""
    figures: Iterable[Decimal | None]
    if point.denominator is not None:
        rest = None
        if unit == Unit.PERCENTAGE and point.numerator is not None:
            rest = point.denominator - point.numerator
        figures = (point.numerator, point.denominator, rest)
    else:
        figures = (point.value,) if unit in (Unit.COUNT, Unit.NUMBER) else ()
    return any(figure is not None and 0 < figure < below for figure in figures)


def _counted(point: DataPoint, unit: str) -> Decimal:
    return (point.numerator if point.numerator is not None else point.value) or Decimal(0)


def _without(point: DataPoint, says: str) -> DataPoint:
    """A copy that holds no figure; it is read, never saved."""
    bare = copy(point)
    bare.value = bare.numerator = bare.denominator = None
    bare.answer = says
    return bare
