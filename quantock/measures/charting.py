"""A measure as a judged chart: its periods, phases and targets put in order for the engine, and the words for it."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from quantock.engines.charts.control import Drawing, Note, drawing
from quantock.engines.points import EVENT, SHIFT
from quantock.engines.spc import MAKING_DATA_COUNT, RULE_SETS, Chart, Direction, Phase, xmr_chart
from quantock.engines.spc.sentences import Finding, Wording, decimals_of, finding
from quantock.measures.models import Annotation, DataPoint, Measure, Rebase, TargetFact
from quantock.measures.rules import filled, say_period

MOST_DECIMALS = 2


@dataclass(frozen=True, slots=True)
class Judged:
    """A series of one measure (or one of its groups) with its chart, and the points by place (None where missing)."""

    measure: Measure
    starts: tuple[date, ...]
    points: tuple[DataPoint | None, ...]
    chart: Chart
    wording: Wording
    phases: tuple[Rebase | None, ...]

    @property
    def finding(self) -> Finding:
        return finding(self.chart, self.wording)

    @property
    def labels(self) -> list[str]:
        frequency = self.measure.frequency
        parts = [point.part if point else 0 for point in self.points]
        return [say_period(day, frequency, part) for day, part in zip(self.starts, parts, strict=True)]

    @property
    def last_on(self) -> date | None:
        """The period of the latest value."""
        latest = self.chart.latest
        return self.starts[latest.place] if latest else None

    def drawing(self, annotations: Sequence[Annotation] = ()) -> Drawing:
        """The chart to be drawn, with what happened numbered in the order of time."""
        notes = [
            Note(number, self.place_of(each.on), f"{each.text} ({each.get_kind_display()})", each.kind)
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


def judge(
    measure: Measure,
    points: Sequence[DataPoint],
    rebases: Sequence[Rebase] = (),
    targets: Sequence[TargetFact] = (),
) -> Judged:
    """Points in the order of time and of one group; rebases and targets in the order of their dates. No query."""
    starts, ordered = _placed(points, measure.frequency)
    values = [None if point is None or point.value is None else float(point.value) for point in ordered]
    phases, why = _phases(starts, rebases)
    chart = xmr_chart(
        values,
        phases=phases,
        direction=Direction(measure.direction),
        target=[_target_on(day, targets) for day in starts],
        rules=RULE_SETS.get(measure.rules, MAKING_DATA_COUNT),
    )
    return Judged(
        measure, tuple(starts), tuple(ordered), chart, wording_of(measure, values, starts), tuple(why)
    )


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


def wording_of(measure: Measure, values: Sequence[float | None], starts: Sequence[date]) -> Wording:
    """How the measure's values are said."""
    decimals = min(decimals_of(list(values)), MOST_DECIMALS)
    if measure.unit in ("percentage", "rate"):
        decimals = max(decimals, 1) if decimals else 1
    frequency = measure.frequency
    return Wording(
        when=lambda place: say_period(starts[place], frequency),
        decimals=decimals,
        unit="%" if measure.unit == "percentage" else measure.unit_words,
        least=None if measure.unit == "number" else 0.0,
        most=100.0 if measure.unit == "percentage" else None,
    )
