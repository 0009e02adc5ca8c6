"""Raw rows to subgroups: one for each period, as field/spc.md 4.1 has it."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from quantock.engines.spc.arithmetic import exact_mean, mean, median
from quantock.engines.spc.lines import Subgroup


@dataclass(frozen=True, slots=True)
class Row:
    """One raw value, what it was out of where that is known, and the period it belongs to."""

    period: Hashable
    value: float | None
    size: float | None = None


def deviation(values: Sequence[float]) -> float | None:
    """The sample standard deviation; None of fewer than two values."""
    if len(values) < 2:
        return None
    centre = exact_mean(values)
    return sqrt(mean([(value - centre) ** 2 for value in values]) * len(values) / (len(values) - 1))


def total(values: Sequence[float]) -> float:
    """The exact sum, rounded once."""
    return exact_mean(values) * len(values) if len(values) > 1 else values[0]


TOGETHER: dict[str, Callable[[Sequence[float]], float | None]] = {
    "mean": mean,
    "median": median,
    "sum": total,
    "sd": deviation,
}
"""How several values of one period become the plotted one."""


def subgroups(
    rows: Sequence[Row], *, kind: str, together: str = "mean", sized: bool = False
) -> list[Subgroup]:
    """Subgroups in the order in which their periods first appear.

    Counts (`c`) are added up; deviations (`s`) taken; where a size is given (`sized`) the value is all that was
    counted over all it was out of, and a row without either loses both.
    """
    periods: dict[Hashable, list[Row]] = {}
    for row in rows:
        periods.setdefault(row.period, []).append(row)
    return [_subgroup(some, kind, together, sized) for some in periods.values()]


def _subgroup(rows: Sequence[Row], kind: str, together: str, sized: bool) -> Subgroup:
    if sized:
        rows = [
            row if row.value is not None and row.size is not None else Row(row.period, None) for row in rows
        ]
    there = [row.value for row in rows if row.value is not None]
    sizes = [row.size for row in rows if row.size is not None]
    found = Subgroup(
        value=None,
        total=total(there) if there else None,
        count=len(there),
        average=mean(there) if there else None,
        deviation=deviation(there),
        size=(total(sizes) if sizes else 0.0) if sized else None,
    )
    return replace(found, value=_plotted(found, there, kind, together, sized))


def _plotted(found: Subgroup, there: Sequence[float], kind: str, together: str, sized: bool) -> float | None:
    if kind == "s":
        return found.deviation
    if kind == "xbar":
        return found.average
    if sized:
        return found.total / found.size if found.total is not None and found.size else None
    if kind == "c":
        return found.total
    return TOGETHER[together](there) if there else None


def moving_ranges_of(some: Sequence[Subgroup], starts: Sequence[int] = (0,)) -> list[Subgroup]:
    """The same subgroups plotted as distances from the one before; each phase begins without one."""
    found: list[Subgroup] = []
    before: float | None = None
    for place, each in enumerate(some):
        if place in starts:
            before = None
        step = None if each.value is None or before is None else abs(each.value - before)
        found.append(replace(each, value=step))
        before = each.value
    return found
