"""A control chart to be drawn: one description that picture, table, spreadsheet and Vega-Lite all take, so that they agree."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from quantock.engines.spc import Chart, Kind
from quantock.engines.spc.sentences import Wording, finding, say_point


@dataclass(frozen=True, slots=True)
class Note:
    """Something that happened: drawn as its number at the point, and listed. `kind` says what sort of thing."""

    number: int
    place: int
    text: str
    kind: str = "event"
    href: str = ""


@dataclass(frozen=True, slots=True)
class Plot:
    """One place on the chart. Lines are None where none is drawn; limits are cut to what a value can be."""

    place: int
    label: str
    day: date | None
    value: float | None
    kind: Kind
    says: str
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    target: float | None = None
    segment: int = 0

    @property
    def x(self) -> str:
        """The place in time as data: an ISO date, else its label."""
        return self.day.isoformat() if self.day else self.label


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that is drawn. `breaks` says for the place at which limits begin again why they do."""

    title: str
    name: str
    plots: tuple[Plot, ...]
    wording: Wording
    reading: str = ""
    notes: tuple[Note, ...] = ()
    breaks: tuple[tuple[int, str], ...] = ()
    unit: str = ""


def drawing(
    chart: Chart,
    *,
    name: str,
    labels: Sequence[str],
    wording: Wording,
    days: Sequence[date] | None = None,
    notes: Sequence[Note] = (),
    reasons: Sequence[str] = (),
    title: str = "",
) -> Drawing:
    """The description of a judged chart. `labels` say each point's time; `reasons` why each later segment began.

    Raises ValueError where labels or days are not one for each point.
    """
    if len(labels) != len(chart.points) or (days is not None and len(days) != len(chart.points)):
        raise ValueError(f"{len(labels)} labels for {len(chart.points)} points")
    said = finding(chart, wording)
    plots = []
    for point in chart.points:
        segment = chart.segments[point.segment]
        limits = chart.limits_at(point.place)
        lower = upper = None
        if limits is not None and limits.lower is not None and limits.upper is not None:
            lower, upper = wording.within(limits.lower), wording.within(limits.upper)
        plots.append(
            Plot(
                place=point.place,
                label=labels[point.place],
                day=days[point.place] if days else None,
                value=point.value,
                kind=point.kind,
                says=say_point(chart, point),
                centre=segment.centre,
                lower=lower,
                upper=upper,
                target=point.target,
                segment=point.segment,
            )
        )
    why = [*reasons, *[""] * len(chart.segments)]
    breaks = tuple((each.start, why[place]) for place, each in enumerate(chart.segments[1:]))
    return Drawing(
        title or said.headline, name, tuple(plots), wording, said.reading, tuple(notes), breaks, wording.unit
    )
