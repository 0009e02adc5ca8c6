"""Every sort of chart as one thing: whatever its limits are drawn by, its points are judged by the four rules and its
icons, sentence and picture come from them.

>>> chart = chart_of("p", numerators=[12, 15, 9, 14] * 4, sizes=[100, 110, 90, 120] * 4)
>>> round(chart.limits_at(0).centre, 4), round(chart.limits_at(0).upper, 4)
(11.9048, 21.6201)
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from quantock.engines.spc.arithmetic import median
from quantock.engines.spc.classes import Direction
from quantock.engines.spc.limits import Limits
from quantock.engines.spc.lines import NotChartable, Subgroup
from quantock.engines.spc.rulesets import MAKING_DATA_COUNT, RuleSet
from quantock.engines.spc.runs import run_signals
from quantock.engines.spc.shewhart import Plotted, control_chart
from quantock.engines.spc.signals import ABOVE, broken_rules
from quantock.engines.spc.subgroups import Row, moving_ranges_of, subgroups
from quantock.engines.spc.xmr import Chart, Drawn, Phase, Segment, Values, charted, judge, spans

SHARES, RATES = ("p", "pp"), ("u", "up")
WEIGHED = "ip"
SEVERAL = ("xbar", "s")
"""The charts of several measurements in each period: of their averages, and of how far they lie apart."""
RANGES = "mr"
KINDS = ("xmr", "run", *SHARES, *RATES, "c", "g", "t", WEIGHED, RANGES, *SEVERAL)
"""Every chart of values in time, by the short names of `chooser.NAMES`."""
HIGHEST = 3.0
LEVELS = Limits(0.0, -2.5, 2.5, -1.5, 1.5)
"""Between the levels that `_level` gives: one chart with limits that stand still, for any with limits that do not."""


@dataclass(frozen=True, slots=True)
class _Asked:
    kind: str
    some: Sequence[Subgroup]
    scale: float
    rules: RuleSet


def chart_of(
    kind: str,
    *,
    values: Values | None = None,
    numerators: Values | None = None,
    sizes: Values | None = None,
    several: Sequence[Values] | None = None,
    per: float = 1.0,
    phases: Sequence[Phase] = (Phase(0),),
    direction: Direction = Direction.NEUTRAL,
    target: float | Values | None = None,
    rules: RuleSet = MAKING_DATA_COUNT,
) -> Chart:
    """A judged chart of one of `KINDS`. P and U charts take `numerators` and `sizes` and plot percentages, or so many `per`; so
    does I′, of shares or ratios whose limits come from how far neighbours differ. X̄ and S take `several`: all measurements of
    each period. MR plots how far each value lies from the one before; of it only the upper limit is tested, since steps that
    share a value are no independent points.

    Raises NotChartable with a sentence for values that cannot stand on it, ValueError as `xmr_chart` does, KeyError for
    another kind.
    """
    if kind not in KINDS:
        raise KeyError(kind)
    some = _subgroups(kind, values, numerators, sizes, several)
    if kind == RANGES:
        some = moving_ranges_of(some, [phase.start for phase in phases])
    scale = 100.0 if kind in SHARES else per if kind in (*RATES, WEIGHED) else 1.0
    plotted = [None if each.value is None else each.value * scale for each in some]
    if kind == "xmr":
        plotted = list(values or ())
        segments, bits = judge(plotted, phases, rules)
        return charted(plotted, segments, bits, direction=direction, target=target, rules=rules)
    asked = _Asked(kind, some, scale, rules)
    segments_, bits, lines = [], [], []
    for phase, stop in spans(phases, len(plotted)):
        segment, these, limits = _segment(asked, plotted[phase.start : stop], phase, stop)
        segments_.append(segment)
        bits += these
        lines += limits
    return charted(
        plotted,
        tuple(segments_),
        bits,
        direction=direction,
        target=target,
        rules=rules,
        kind=kind,
        lines=tuple(lines),
    )


def _subgroups(
    kind: str,
    values: Values | None,
    numerators: Values | None,
    sizes: Values | None,
    several: Sequence[Values] | None,
) -> list[Subgroup]:
    if kind in (*SHARES, *RATES, WEIGHED):
        return _shares(numerators, sizes, kind)
    if kind in SEVERAL:
        if not any(sum(value is not None for value in each) > 1 for each in several or ()):
            raise NotChartable("This chart needs several measurements in each period.")
        rows = [Row(place, value) for place, each in enumerate(several or ()) for value in each or (None,)]
        return subgroups(rows, kind=kind)
    return [Subgroup(value, total=value) for value in values or ()]


def _shares(numerators: Values | None, sizes: Values | None, kind: str) -> list[Subgroup]:
    if numerators is None or sizes is None:
        raise NotChartable("This chart needs a numerator and a denominator for each period.")
    found = []
    for above, below in zip(numerators, sizes, strict=True):
        if above is None or not below:
            found.append(Subgroup(None, size=0.0))
            continue
        if kind in SHARES and above > below:
            raise NotChartable(
                "More were counted than there were in all, so they are no share: use a U chart."
            )
        found.append(Subgroup(above / below, size=below, total=above))
    if not any(each.value is not None for each in found):
        raise NotChartable("This chart needs a numerator and a denominator for each period.")
    return found


_Judged = tuple[Segment, list[int], list[Limits | None]]


def _segment(asked: _Asked, part: Values, phase: Phase, stop: int) -> _Judged:
    """One phase: its limits at each place, and the rules broken. With few values a run chart, then a plain line."""
    rules, nothing = asked.rules, [None] * len(part)
    there = [value for value in part if value is not None]
    segment = Segment(phase.start, stop, Drawn.LINE, len(there), None, None, phase.baseline)
    if there and (asked.kind == "run" or rules.median_from <= len(there) < rules.limits_from):
        middle = median(
            there if phase.baseline is None else [v for v in part[: phase.baseline] if v is not None] or there
        )
        return replace(segment, drawn=Drawn.RUN, median=middle), run_signals(part, middle), [*nothing]
    if len(there) < rules.limits_from or not there:
        return segment, [0] * len(part), [*nothing]
    some = asked.some[phase.start : stop]
    drawn = control_chart(some, asked.kind, freeze=phase.baseline).points
    limits = [_limits(each, asked.scale) for each in drawn]
    levels = [_level(value, each) for value, each in zip(part, limits, strict=True)]
    if asked.kind == RANGES:
        beyond = [ABOVE if level == HIGHEST else 0 for level in levels]
        return replace(segment, drawn=Drawn.LIMITS, limits=_last(part, limits)), beyond, [*limits]
    sides = broken_rules(levels, LEVELS, replace(rules, trend=len(part) + 2))
    trends = broken_rules(part, Limits(0.0), replace(rules, shift=len(part) + 2))
    return (
        replace(segment, drawn=Drawn.LIMITS, limits=_last(part, limits)),
        [side | trend for side, trend in zip(sides, trends, strict=True)],
        [*limits],
    )


def _last(part: Values, limits: Sequence[Limits | None]) -> Limits | None:
    """The limits at the last value there is."""
    both = zip(reversed(part), reversed(limits), strict=True)
    return next((each for value, each in both if value is not None), None)


def _limits(each: Plotted, scale: float) -> Limits | None:
    if each.centre is None:
        return None
    bounds = (
        None if line is None else line * scale
        for line in (each.lower, each.upper, each.near_lower, each.near_upper)
    )
    return Limits(each.centre * scale, *bounds)


def _level(value: float | None, limits: Limits | None) -> float | None:
    """Where a value lies: 0 on the centre, 1 beyond it, 2 beyond the near line, 3 beyond the limit; negative below."""
    if value is None or limits is None:
        return None
    if value == limits.centre:
        return 0.0
    high = value > limits.centre
    near, far = (limits.near_upper, limits.upper) if high else (limits.near_lower, limits.lower)
    level = 1.0 + sum(line is not None and (value > line if high else value < line) for line in (near, far))
    return level if high else -level
