"""A measure as a judged chart: its periods, phases and targets put in order for the engine, and the words for it."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from quantock.engines.charts.control import Drawing, Note, drawing
from quantock.engines.points import EVENT, SHIFT
from quantock.engines.points.events import days_between, grouped, grouping_for
from quantock.engines.spc import MAKING_DATA_COUNT, RULE_SETS, Direction, NotChartable, Phase, RuleSet
from quantock.engines.spc.batch import Judgement, Series, judge_many
from quantock.engines.spc.before_after import BeforeAfter, before_after
from quantock.engines.spc.chooser import Choice, choose
from quantock.engines.spc.kinds import chart_of
from quantock.engines.spc.sentences import Finding, Wording, decimals_of, finding
from quantock.engines.spc.xmr import Chart, charted
from quantock.engines.spc.xmr import judge as judge_series
from quantock.measures.models import Annotation, DataPoint, Measure, Rebase, TargetFact, Unit
from quantock.measures.rules import filled, say_period

MOST_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Judged:
    """A series of one measure (or one of its groups) with its chart, and the points by place (None where missing).

    `note` says why the chart that was chosen could not be drawn of these values; `frequency` is that of what is plotted,
    which of dated events are the days between them, or the periods they were counted in. `known_to` is the last period
    that any group has a value for, and `groups` are the
    charts of the groups, where there is none of all together.
    """

    measure: Measure
    starts: tuple[date, ...]
    points: tuple[DataPoint | None, ...]
    chart: Chart
    wording: Wording
    phases: tuple[Rebase | None, ...]
    frequency: str = ""
    note: str = ""
    known_to: date | None = None
    stratum: str = ""
    groups: tuple["Judged", ...] = ()

    @property
    def finding(self) -> Finding:
        return finding(self.chart, self.wording)

    @property
    def labels(self) -> list[str]:
        frequency = self.frequency
        parts = [point.part if point else 0 for point in self.points]
        return [say_period(day, frequency, part) for day, part in zip(self.starts, parts, strict=True)]

    @property
    def last_on(self) -> date | None:
        """The period of the latest value."""
        latest = self.chart.latest
        return self.starts[latest.place] if latest else self.known_to

    def drawing(
        self, annotations: Sequence[Annotation] = (), paths: Mapping[str, str] | None = None
    ) -> Drawing:
        """The chart to be drawn, with what happened numbered in the order of time. `paths` is where each record that
        a note is about is read."""
        paths = paths or {}
        notes = [
            Note(
                number,
                self.place_of(each.on),
                f"{each.text} ({each.get_kind_display()})",
                each.kind,
                paths.get(each.about, ""),
            )
            for number, each in enumerate(annotations, start=1)
            if self.starts
        ]
        return drawing(
            self.chart,
            name=self.measure.name,
            labels=self.labels,
            wording=self.wording,
            days=self.starts,
            notes=notes,
            reasons=[each.known if each else "" for each in self.phases[1:]],
        )

    def place_of(self, day: date) -> int:
        """The place of the period that a day falls in, within the series."""
        return min(max(bisect_right(self.starts, day) - 1, 0), len(self.starts) - 1)


@dataclass(frozen=True, slots=True)
class _Plotted:
    """What stands on the chart: a day, a value and, where it has one, a point for each place."""

    starts: Sequence[date]
    points: Sequence[DataPoint | None]
    values: Sequence[float | None]
    frequency: str
    unit: str = ""


Said = tuple[Sequence[DataPoint], Sequence[Rebase], Sequence[TargetFact]]
"""Points in the order of time and of one group; rebases and targets in the order of their dates."""


def judge(
    measure: Measure,
    points: Sequence[DataPoint],
    rebases: Sequence[Rebase] = (),
    targets: Sequence[TargetFact] = (),
) -> Judged:
    """One series of a measure (see `Said`). No query."""
    return judge_all([(measure, (points, rebases, targets))])[0]


def judge_all(many: Iterable[tuple[Measure, Said]]) -> list[Judged]:
    """Many at once: their XmR charts by the engine's way for many. No query."""
    asked = [_asked(measure, said) for measure, said in many]
    usual = [each for each in asked if each.kind == "xmr"]
    judgements = iter(
        judge_many([Series(each.plotted.values, phases=each.phases, rules=each.rules) for each in usual])
    )
    return [_judged(each, next(judgements) if each.kind == "xmr" else None) for each in asked]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the engine is asked about one series."""

    measure: Measure
    points: Sequence[DataPoint]
    kind: str
    plotted: _Plotted
    phases: Sequence[Phase]
    why: Sequence[Rebase | None]
    direction: Direction
    target: Sequence[float | None] | None
    rules: RuleSet


def _asked(measure: Measure, said: Said) -> _Asked:
    points, rebases, targets = said
    plotted = _plotted(measure, points)
    phases, why = _phases(plotted.starts, rebases)
    between = measure.chart == "t" and measure.frequency == EVENT
    direction = Direction(measure.direction)
    if between and direction is not Direction.NEUTRAL:  # the fewer events, the longer between them
        direction = Direction.UP if direction is Direction.DOWN else Direction.DOWN
    return _Asked(
        measure,
        points,
        measure.chart,
        plotted,
        phases,
        why,
        direction,
        None if between else [_target_on(day, targets) for day in plotted.starts],
        RULE_SETS.get(measure.rules, MAKING_DATA_COUNT),
    )


def _judged(asked: _Asked, judgement: Judgement | None) -> Judged:
    measure, plotted, points = asked.measure, asked.plotted, asked.points
    how: dict[str, Any] = {"direction": asked.direction, "target": asked.target, "rules": asked.rules}
    chart, note = None, ""
    if judgement is None:
        try:
            chart = chart_of(
                asked.kind,
                values=plotted.values,
                numerators=[_float(point.numerator) if point else None for point in plotted.points],
                sizes=[_float(point.denominator) if point else None for point in plotted.points],
                per=float(measure.per) if measure.unit == Unit.RATE else 1.0,
                phases=asked.phases,
                **how,
            )
        except (NotChartable, KeyError) as error:
            note = str(error) if isinstance(error, NotChartable) else ""
            judgement = judge_series(plotted.values, asked.phases, asked.rules)
    if chart is None:
        assert judgement is not None  # noqa: S101  one of the two is there
        chart = charted(plotted.values, *judgement, **how)
    values = [point.value for point in chart.points]
    return Judged(
        measure,
        tuple(plotted.starts),
        tuple(plotted.points),
        chart,
        wording_of(measure, values, plotted.starts, plotted.frequency, plotted.unit),
        tuple(asked.why),
        plotted.frequency,
        note,
        points[-1].starts if points else None,
        points[-1].stratum if points else "",
    )


def compared_at(judged: Judged, day: date) -> BeforeAfter | None:
    """The time before a day beside the time after it, each as far as limits began again; the time after begins with the
    first period on or after that day. None where one of them has no value. Pure."""
    split = bisect_left(judged.starts, day)
    if not 0 < split < len(judged.starts):
        return None
    chart, measure = judged.chart, judged.measure
    start = max(each.start for each in chart.segments if each.start < split)
    stop = min((each.start for each in chart.segments if each.start > split), default=len(judged.starts))
    found = before_after(
        chart.kind,
        values=[point.value for point in chart.points],
        numerators=[_float(point.numerator) if point else None for point in judged.points],
        sizes=[_float(point.denominator) if point else None for point in judged.points],
        per=float(measure.per) if measure.unit == Unit.RATE else 1.0,
        split=split,
        start=start,
        stop=stop,
        direction=chart.direction,
        rules=chart.rules,
    )
    return found if found.before.count and found.after.count else None


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _plotted(measure: Measure, points: Sequence[DataPoint]) -> _Plotted:
    """Events are the days between them on a T chart, and counted in periods on any other."""
    frequency = measure.frequency
    if frequency != EVENT:
        starts, ordered = _placed(points, frequency)
        return _Plotted(
            starts, ordered, [_float(point.value) if point else None for point in ordered], frequency
        )
    if measure.chart == "t":
        days, gaps = days_between(points)
        return _Plotted(days, list(points)[1:], gaps, EVENT, "days")
    periods, counts = grouped(points, every := grouping_for(points))
    return _Plotted(periods, [None] * len(periods), [float(count) for count in counts], every)


def _placed(points: Sequence[DataPoint], frequency: str) -> tuple[list[date], list[DataPoint | None]]:
    """Each period with its value; None where it has none. Shifts and events stand as they came: several on one day."""
    if frequency in (SHIFT, EVENT):
        return [point.starts for point in points], list(points)
    by_start = {point.starts: point for point in points}
    starts = filled([point.starts for point in points], frequency)
    return starts, [by_start.get(day) for day in starts]


def _phases(starts: Sequence[date], rebases: Sequence[Rebase]) -> tuple[list[Phase], list[Rebase | None]]:
    """Each rebase begins at the first period on or after its date; one after the last period waits for values."""
    at: dict[int, Rebase | None] = {0: None}
    for rebase in rebases:
        place = next((place for place, day in enumerate(starts) if day >= rebase.starts), None)
        if place is not None:
            at[place] = rebase
    return [Phase(place, each.baseline if each else None) for place, each in sorted(at.items())], [
        each for _, each in sorted(at.items())
    ]


def _target_on(day: date, targets: Sequence[TargetFact]) -> float | None:
    """The target in force on a day; before the first one there is none."""
    found = None
    for target in targets:
        if target.so_from <= day:
            found = target
    return float(found.value) if found and found.value is not None else None


def _never_negative(values: Sequence[float | None]) -> bool:
    """Nobody expects less than nothing of what never was less: whether a number can be, nobody has said."""
    there = [value for value in values if value is not None]
    return bool(there) and min(there) >= 0


def wording_of(
    measure: Measure,
    values: Sequence[float | None],
    starts: Sequence[date],
    frequency: str = "",
    unit: str = "",
) -> Wording:
    """How the measure's values are said; `unit` where it is not the measure's own."""
    decimals = min(decimals_of(list(values)), MOST_DECIMALS)
    if measure.unit in ("percentage", "rate"):
        decimals = max(decimals, 1) if decimals else 1
    frequency = frequency or measure.frequency
    return Wording(
        when=lambda place: say_period(starts[place], frequency),
        decimals=min(decimals, 1) if unit else decimals,
        unit=unit or ("%" if measure.unit == "percentage" else measure.unit_words),
        least=0.0 if unit or measure.unit != "number" or _never_negative(values) else None,
        most=100.0 if measure.unit == "percentage" and not unit else None,
    )


def suits(measure: Measure, points: Sequence[DataPoint]) -> Choice:
    """The chart that the engine would choose for these values, and why."""
    sizes = [_float(point.denominator) for point in points]
    if measure.frequency == EVENT:
        return choose(what="event", values=[], dates_known=True)
    pairs = any(sizes)
    what = {
        Unit.PERCENTAGE: "percentage",
        Unit.COUNT: "count",
        Unit.RATE: "count" if pairs else "measurement",
    }.get(Unit(measure.unit), "measurement")
    return choose(what=what, values=[_float(point.value) for point in points], sizes=sizes)


def could_be(measure: Measure, points: Sequence[DataPoint]) -> list[str]:
    """The charts that these values can stand on, the usual one first."""
    if measure.frequency == EVENT:
        return ["t", "c", "xmr", "run"]
    kinds = ["xmr", "run"]
    if any(point.denominator and point.numerator is not None for point in points):
        kinds += ["p", "pp"] if measure.unit == Unit.PERCENTAGE else ["u", "up"]
    elif measure.unit == Unit.COUNT:
        kinds += ["c", "g"]
    elif measure.unit == Unit.TIME:
        kinds.append("t")
    return kinds
