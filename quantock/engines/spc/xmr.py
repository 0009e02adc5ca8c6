"""The XmR chart of one series: phases with their limits, every point with the rules it breaks, the two icons.

>>> chart = xmr_chart([50, 52, 48, 51, 49, 53, 47, 50, 52, 48, 51, 49, 44, 43, 45, 42, 44, 43, 45, 44],
...                   phases=[Phase(0, baseline=12)], direction=Direction.DOWN)
>>> chart.variation, [point.place for point in chart.points if Rule.SHIFT_LOW in point.rules][0]
(<Variation.IMPROVEMENT_LOW: 'improvement, low'>, 11)
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from quantock.engines.spc.arithmetic import median
from quantock.engines.spc.classes import (
    Assurance,
    Direction,
    Kind,
    Variation,
    assurance_of,
    is_mixed,
    kind_of,
    variation_of,
)
from quantock.engines.spc.limits import Limits, xmr_limits
from quantock.engines.spc.rulesets import MAKING_DATA_COUNT, RuleSet
from quantock.engines.spc.runs import run_signals
from quantock.engines.spc.signals import Rule, broken_rules, rules_of

Values = Sequence[float | None]
LEAST_BASELINE = 12


@dataclass(frozen=True, slots=True)
class Phase:
    """Where limits begin, as a place in the series, and after how many places they are fixed (None: never)."""

    start: int
    baseline: int | None = None


class Drawn(StrEnum):
    """How a phase is shown: by how many values it has."""

    LINE = "line"
    RUN = "run chart"
    LIMITS = "limits"


@dataclass(frozen=True, slots=True)
class Segment:
    """One phase, judged. `stop` is the place after its last point; `count` its values, missing ones left out."""

    start: int
    stop: int
    drawn: Drawn
    count: int
    limits: Limits | None
    median: float | None
    baseline: int | None

    @property
    def centre(self) -> float | None:
        """The line through it: the mean, of a run chart the median, of a few values nothing."""
        if self.drawn is Drawn.LIMITS and self.limits:
            return self.limits.centre
        return self.median if self.drawn is Drawn.RUN else None


@dataclass(frozen=True, slots=True)
class Point:
    """One value, judged within its segment. `mixed`: it breaks rules of both directions."""

    place: int
    value: float | None
    segment: int
    bits: int
    kind: Kind
    mixed: bool = False
    target: float | None = None

    @property
    def rules(self) -> tuple[Rule, ...]:
        return rules_of(self.bits)


@dataclass(frozen=True, slots=True)
class Chart:
    """A series judged by one rule set. `lines` are the limits at each point of a chart whose limits vary (`kinds`)."""

    points: tuple[Point, ...]
    segments: tuple[Segment, ...]
    direction: Direction
    rules: RuleSet
    variation: Variation
    assurance: Assurance
    kind: str = "xmr"
    lines: tuple[Limits | None, ...] = ()

    @property
    def latest(self) -> Point | None:
        """The last point that has a value: the one both icons speak of."""
        return next((point for point in reversed(self.points) if point.value is not None), None)

    @property
    def current(self) -> Segment | None:
        """The segment of the latest value, else the last one."""
        latest = self.latest
        if latest is not None:
            return self.segments[latest.segment]
        return self.segments[-1] if self.segments else None

    def limits_at(self, place: int) -> Limits | None:
        """The limits drawn at a point; None where its segment has none."""
        segment = self.segments[self.points[place].segment]
        if segment.drawn is not Drawn.LIMITS:
            return None
        return self.lines[place] if self.lines else segment.limits


def xmr_chart(
    values: Values,
    *,
    phases: Sequence[Phase] = (Phase(0),),
    direction: Direction = Direction.NEUTRAL,
    target: float | Values | None = None,
    rules: RuleSet = MAKING_DATA_COUNT,
) -> Chart:
    """Judge a series in the order of time. `target` is one for all, or one a point.

    Raises ValueError for phases out of order or outside the series, and for a baseline under 12 points.
    """
    segments, bits = judge(values, phases, rules)
    return charted(values, segments, bits, direction=direction, target=target, rules=rules)


def charted(
    values: Values,
    segments: tuple[Segment, ...],
    bits: Sequence[int],
    *,
    direction: Direction,
    target: float | Values | None,
    rules: RuleSet,
    kind: str = "xmr",
    lines: tuple[Limits | None, ...] = (),
) -> Chart:
    """A judged series as a chart, with the classes of its points and both icons."""
    targets = _targets(target, len(values))
    points = tuple(_points(values, segments, bits, targets, direction, rules))
    latest = next((point for point in reversed(points) if point.value is not None), None)
    variation = variation_of(latest.kind if latest else None, direction)
    assurance = Assurance.NONE
    if latest is not None:
        assurance = assurance_of(segments[latest.segment].limits, latest.target, direction)
    return Chart(points, segments, direction, rules, variation, assurance, kind, lines)


def judge(values: Values, phases: Sequence[Phase], rules: RuleSet) -> tuple[tuple[Segment, ...], list[int]]:
    """The segments and, for each place, the rules it breaks as bits: all there is to a chart but its names.

    Raises as `xmr_chart` does.
    """
    segments: list[Segment] = []
    bits: list[int] = []
    for phase, stop in spans(phases, len(values)):
        segment, these = segment_of(values[phase.start : stop], phase, stop, rules)
        segments.append(segment)
        bits += these
    return tuple(segments), bits


def segment_of(part: Values, phase: Phase, stop: int, rules: RuleSet) -> tuple[Segment, list[int]]:
    """One phase, whose values are `part`, judged."""
    segment = _segment(part, phase, stop, rules)
    if segment.limits is not None:
        return segment, broken_rules(part, segment.limits, rules)
    if segment.median is not None:
        return segment, run_signals(part, segment.median)
    return segment, [0] * len(part)


def spans(phases: Sequence[Phase], length: int) -> Iterator[tuple[Phase, int]]:
    starts = [phase.start for phase in phases]
    if not phases or starts[0] != 0 or sorted(set(starts)) != starts:
        raise ValueError(f"phases begin at 0 and follow each other, not {starts}")
    if length and starts[-1] >= length:
        raise ValueError(f"a phase begins at {starts[-1]}, after the last of {length} points")
    for phase in phases:
        if phase.baseline is not None and phase.baseline < LEAST_BASELINE:
            raise ValueError(f"a baseline needs at least {LEAST_BASELINE} points, not {phase.baseline}")
    yield from zip(phases, [*starts[1:], length], strict=True)


def _targets(target: float | Values | None, length: int) -> Values:
    if target is None or isinstance(target, int | float):
        return [target] * length
    if len(target) != length:
        raise ValueError(f"{len(target)} targets for {length} points")
    return target


def _segment(part: Values, phase: Phase, stop: int, rules: RuleSet) -> Segment:
    there = [value for value in part if value is not None]
    count = len(there)
    drawn = Drawn.LINE
    if count >= rules.limits_from:
        drawn = Drawn.LIMITS
    elif count >= rules.median_from:
        drawn = Drawn.RUN
    baseline = part if phase.baseline is None else part[: phase.baseline]
    return Segment(
        start=phase.start,
        stop=stop,
        drawn=drawn,
        count=count,
        limits=xmr_limits(baseline, screens=rules.screens) if drawn is Drawn.LIMITS else None,
        median=median(there) if drawn is Drawn.RUN else None,
        baseline=phase.baseline,
    )


def kind_at(
    values: Values, place: int, segment: Segment, bits: int, direction: Direction, rules: RuleSet
) -> Kind:
    """The class of one place of a judged series."""
    value = values[place]
    if value is None:
        return Kind.MISSING
    if segment.centre is None or segment.count < rules.median_from:
        return Kind.UNJUDGED
    if not bits:
        return Kind.COMMON
    before = values[place - 1] if place > segment.start else None
    return kind_of(bits, direction, rules, turns_down=before is not None and value > before)


def _points(
    values: Values,
    segments: Sequence[Segment],
    bits: Sequence[int],
    targets: Values,
    direction: Direction,
    rules: RuleSet,
) -> Iterator[Point]:
    for number, segment in enumerate(segments):
        for place in range(segment.start, segment.stop):
            here = bits[place]
            kind = kind_at(values, place, segment, here, direction, rules)
            yield Point(place, values[place], number, here, kind, is_mixed(here), targets[place])
