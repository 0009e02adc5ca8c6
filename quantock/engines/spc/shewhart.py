"""A control chart other than XmR: splits phases, draws limits at two and three sigma by the formulas of `lines`, and
tests the runs."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from quantock.engines.spc.lines import KINDS, Base, Lines, Subgroup
from quantock.engines.spc.runs import Runs, anhoej

UP_TO_ONE = frozenset({"p", "pp"})
NOT_BELOW_NOUGHT = frozenset({"p", "pp", "c", "u", "up", "g", "t", "s", "mr"})


@dataclass(frozen=True, slots=True)
class Plotted:
    """One subgroup on the chart. Limits are None where the chart has none."""

    value: float | None
    centre: float | None
    lower: float | None
    near_lower: float | None
    near_upper: float | None
    upper: float | None
    outside: bool
    part: int
    is_base: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One phase: where it begins and stops, and its runs test (None where the chart has none)."""

    start: int
    stop: int
    runs: Runs


@dataclass(frozen=True, slots=True)
class ControlChart:
    """A whole chart."""

    kind: str
    points: list[Plotted] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)


def control_chart(
    subgroups: Sequence[Subgroup],
    kind: str,
    *,
    starts: Sequence[int] = (0,),
    freeze: int | None = None,
    centres: Sequence[float | None] | None = None,
    screens: bool = True,
    method: str = "anhoej",
    ordered: bool = True,
    nought_is_least: bool = False,
) -> ControlChart:
    """A chart of one of `lines.KINDS`. `starts` are the places at which phases begin; `freeze` counts the baseline, where
    there is one phase; `centres` are given ones; `ordered` is false where subgroups have no order in time.
    `nought_is_least`: values cannot be negative, so neither is a limit.

    Raises NotChartable for values a chart cannot take, KeyError for an unknown kind.
    """
    chart = ControlChart(kind)
    formula = KINDS[kind]
    for number, (start, stop) in enumerate(zip(starts, [*starts[1:], len(subgroups)], strict=True), start=1):
        some = subgroups[start:stop]
        fixed = freeze if len(starts) == 1 else None
        is_base = [each.included and (fixed is None or place < fixed) for place, each in enumerate(some)]
        given = centres[start] if centres else None
        used = [each for each, counts in zip(some, is_base, strict=True) if counts]
        lines = formula(Base(some, used, screens, given, ordered))
        nought = kind in NOT_BELOW_NOUGHT or (nought_is_least and _never_negative(subgroups))
        for place, each in enumerate(some):
            chart.points.append(_plotted(each, lines, place, kind, number, is_base[place], nought))
        centre = lines.centre if lines.drawn is None else lines.drawn
        chart.parts.append(Part(start, stop, _runs(some, centre, kind, method, ordered)))
    return chart


def _never_negative(subgroups: Sequence[Subgroup]) -> bool:
    return all(each.value is None or each.value >= 0 for each in subgroups)


def _runs(some: Sequence[Subgroup], centre: float | None, kind: str, method: str, ordered: bool) -> Runs:
    included = [each.value for each in some if each.included]
    if centre is None:
        return Runs(0, 0, None, 0, None, signal=False)
    found = anhoej(included, centre, method=method)
    if ordered and kind != "mr":
        return found
    return Runs(
        found.useful, found.longest, found.longest_most, found.crossings, found.crossings_least, signal=False
    )


def _plotted(
    each: Subgroup, lines: Lines, place: int, kind: str, part: int, is_base: bool, nought: bool
) -> Plotted:
    bounds: tuple[float | None, ...] = (None, None, None, None)
    if lines.bounds:
        bounds = lines.bounds[place]
    elif lines.sigmas and lines.sigmas[place] is not None and lines.centre is not None:
        sigma = lines.sigmas[place] or 0.0
        bounds = tuple(lines.centre + sigmas * sigma for sigmas in (-3, -2, 2, 3))
    if nought:
        bounds = tuple(None if bound is None else max(bound, 0.0) for bound in bounds)
    if kind in UP_TO_ONE:
        bounds = tuple(None if bound is None else min(bound, 1.0) for bound in bounds)
    lower, near_lower, near_upper, upper = bounds
    outside = each.value is not None and (
        (upper is not None and each.value > upper) or (lower is not None and each.value < lower)
    )
    centre = lines.centre if lines.drawn is None else lines.drawn
    return Plotted(each.value, centre, lower, near_lower, near_upper, upper, outside, part, is_base)
