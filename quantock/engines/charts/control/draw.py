"""The picture of a control chart: shapes as well as colours, lines that break where limits begin again, numbered notes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from quantock.engines.charts.control.axes import DayAxis, tick_decimals, ticks, time_labels, value_range
from quantock.engines.charts.control.model import Drawing, Plot
from quantock.engines.charts.marks import HAIRLINE, INK, LINE, PAPER, QUIET
from quantock.engines.charts.svg import Svg, fit, frame, link, safe, short, tag, text_width, words
from quantock.engines.spc import Kind

IMPROVEMENT, CONCERN, COMMON, NEITHER, TARGET = "#005eb8", "#b85300", "#425563", "#490092", "#b1132c"
WIDE = 480
"""From this width the lines are named at their ends; under it their figures stand alone."""
HEADING = 60
LABEL = 62.0
"""How much room a label along the bottom wants."""

CLASSES: dict[Kind, str] = {
    Kind.COMMON: "common",
    Kind.IMPROVEMENT: "improvement",
    Kind.CONCERN: "concern",
    Kind.HIGH: "neither",
    Kind.LOW: "neither",
    Kind.UNJUDGED: "common",
    Kind.MISSING: "missing",
}


@dataclass(frozen=True, slots=True)
class Area:
    """Where values are drawn, and how."""

    left: float
    right: float
    top: float
    bottom: float
    low: float
    high: float
    count: int
    shares: tuple[float, ...] = ()

    def x(self, place: float) -> float:
        """Evenly by place, or by the share of a common axis that each place has; half a place is between two."""
        if self.shares:
            return self.along(self._share(place))
        if self.count == 1:
            return (self.left + self.right) / 2
        return self.left + 8 + (self.right - self.left - 16) * place / (self.count - 1)

    def along(self, share: float) -> float:
        return self.left + 8 + (self.right - self.left - 16) * share

    def _share(self, place: float) -> float:
        if self.count == 1:
            return self.shares[0] + (place - round(place)) * 0.02
        first = min(max(int(place // 1), 0), self.count - 2)
        before, after = self.shares[first], self.shares[first + 1]
        return before + (after - before) * (place - first)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.bottom - share * (self.bottom - self.top)


def control_svg(
    drawing: Drawing,
    *,
    prefix: str,
    width: int = 860,
    height: int = 340,
    span: tuple[float, float] | None = None,
    headed: bool = False,
    axis: DayAxis | None = None,
) -> Svg:
    """The whole chart at its natural size, as one group with a title and a description.

    `axis` is the one of days that it shares with other charts; every plot must then have its day. `span` gives the lowest and
    highest value of the axis, where charts side by side have the same one; `headed` writes its name and finding above it
    on white paper, for a picture that leaves the page.
    """
    if not any(plot.value is not None for plot in drawing.plots):
        parts = [words("No values yet", width / 2, 40, anchor="middle", fill=QUIET)]
        return frame(parts, width, 60, prefix=prefix, title=drawing.title, class_="chart-control")
    steps = ticks(*(span or value_range(drawing)), most=6 if height > 220 else 4)
    decimals = tick_decimals(steps)
    names = [_tick(step, decimals, drawing.unit) for step in steps]
    left, right = (axis.left, axis.right) if axis else _edges(drawing, names, width)
    shares = tuple(axis.share(plot.day) for plot in drawing.plots if plot.day) if axis else ()
    top, bottom = 30.0 if drawing.notes else 16.0, height - 44.0
    area = Area(left, right, top, bottom, steps[0], steps[-1], len(drawing.plots), shares)
    parts = [
        *_grid(area, steps, names),
        *(_days(axis, area) if axis else _time(drawing, area)),
        *_breaks(drawing, area),
        *_lines(drawing, area),
        *_notes(drawing, area),
        *_points(drawing, area),
        *_said_ends(drawing, area, width),
    ]
    if headed:
        parts, height = [*_heading(drawing, width, height + HEADING), *_lowered(parts)], height + HEADING
    return frame(
        parts,
        width,
        height,
        prefix=prefix,
        title=f"{drawing.name}. {drawing.title}",
        desc=drawing.reading,
        class_="chart-control",
        linked=any(note.href for note in drawing.notes),
    )


def _edges(drawing: Drawing, names: Sequence[str], width: float) -> tuple[float, float]:
    """Where values are drawn between: what stands left and right of them needs the rest."""
    left = max(text_width(name, 13) for name in names) + 14
    ends = (text_width(says, 12) for _, says, _ in _ends(drawing, width))
    return left, width - max(ends, default=0.0) - 9


def shared_axis(some: Sequence[Drawing], *, width: int, height: int) -> DayAxis | None:
    """The axis of days on which all of these stand, with room for the widest labels; None where one has no days."""
    days = [plot.day for drawing in some for plot in drawing.plots if plot.day is not None]
    if len(days) < sum(len(drawing.plots) for drawing in some) or not days:
        return None
    edges = []
    for drawing in some:
        steps = ticks(*value_range(drawing), most=6 if height > 220 else 4)
        decimals = tick_decimals(steps)
        edges.append(_edges(drawing, [_tick(step, decimals, drawing.unit) for step in steps], width))
    return DayAxis(min(days), max(days), max(left for left, _ in edges), min(right for _, right in edges))


def _heading(drawing: Drawing, width: float, height: float) -> Iterator[str]:
    yield tag("rect", x=0.0, y=0.0, width=float(width), height=float(height), fill=PAPER, class_="c-paper")
    yield words(fit(drawing.name, width - 24, 18, bold=True), 12, 26, size=18, bold=True)
    yield words(fit(drawing.title, width - 24, 14), 12, 48, size=14, fill=QUIET)


def _lowered(parts: Sequence[str]) -> Iterator[str]:
    yield tag("g", "".join(parts), transform=f"translate(0 {HEADING})")


def _tick(step: float, decimals: int, unit: str) -> str:
    said = f"{step:,.{decimals}f}".replace("-", "−")
    return f"{said}%" if unit == "%" else said


def _grid(area: Area, steps: Sequence[float], names: Sequence[str]) -> Iterator[str]:
    for step, name in zip(steps, names, strict=True):
        y = area.y(step)
        yield tag("line", x1=area.left, x2=area.right, y1=y, y2=y, stroke=HAIRLINE, class_="c-grid")
        yield words(name, area.left - 8, y + 4.5, size=13, anchor="end", fill=QUIET)


def _time(drawing: Drawing, area: Area) -> Iterator[str]:
    for place, label, year in time_labels(drawing, _most_labels(area)):
        yield from _time_label(area, area.x(place), label, year)


def _days(axis: DayAxis, area: Area) -> Iterator[str]:
    for day, label, year in axis.labels(_most_labels(area)):
        yield from _time_label(area, area.along(axis.share(day)), label, year)


def _most_labels(area: Area) -> int:
    return max(2, int((area.right - area.left) / LABEL))


def _time_label(area: Area, x: float, label: str, year: str) -> Iterator[str]:
    yield tag("line", x1=x, x2=x, y1=area.bottom, y2=area.bottom + 5, stroke=LINE, class_="c-tick")
    anchor = "start" if x - text_width(label, 13) / 2 < 0 else "middle"
    yield words(label, x, area.bottom + 19, size=13, anchor=anchor, fill=QUIET)
    if year:
        yield words(year, x, area.bottom + 35, size=13, anchor=anchor, fill=QUIET, bold=True)


def _breaks(drawing: Drawing, area: Area) -> Iterator[str]:
    """Where limits begin again: a dotted line across, with the reason to read on it."""
    for place, why in drawing.breaks:
        x = area.x(place - 0.5)
        title = tag("title", safe(f"Limits begin again{': ' if why else ''}{why}"))
        line = tag(
            "line",
            x1=x,
            x2=x,
            y1=area.top,
            y2=area.bottom,
            stroke=QUIET,
            stroke_dasharray="2 4",
            class_="c-break",
        )
        yield tag("g", title + line)


LINES = (
    ("lower", LINE, "6 4", 1.5, "c-limit"),
    ("upper", LINE, "6 4", 1.5, "c-limit"),
    ("centre", INK, None, 1.5, "c-centre"),
    ("target", TARGET, "12 5", 2.0, "c-target"),
)


def _lines(drawing: Drawing, area: Area) -> Iterator[str]:
    """Limits, centre and target, each broken between segments and stepped where it changes; the values' own line."""
    for _, some in groupby(drawing.plots, key=lambda plot: plot.segment):
        segment = list(some)
        for name, colour, dashes, thick, class_ in LINES:
            path = _step_path(segment, name, area)
            if path:
                yield tag(
                    "path",
                    d=path,
                    fill="none",
                    stroke=colour,
                    stroke_width=thick,
                    stroke_dasharray=dashes,
                    class_=class_,
                )
        yield tag(
            "path",
            d=_value_path(segment, area),
            fill="none",
            stroke=COMMON,
            stroke_width=1.5,
            class_="c-values",
        )


def _step_path(segment: Sequence[Plot], name: str, area: Area) -> str:
    """A line that reaches half a step beyond its first and last point; level while its value stays."""
    path = ""
    for value, some in groupby(segment, key=lambda plot: getattr(plot, name)):
        if value is None:
            continue
        places = [plot.place for plot in some]
        first = max(area.x(places[0] - 0.5), area.left)
        last = min(area.x(places[-1] + 0.5), area.right)
        path += f"M{short(first)} {short(area.y(value))}H{short(last)}"
    return path


def _value_path(segment: Sequence[Plot], area: Area) -> str:
    """Values joined within a segment; a missing one leaves a gap."""
    path, pen = "", "M"
    for plot in segment:
        if plot.value is None:
            pen = "M"
            continue
        path += f"{pen}{short(area.x(plot.place))} {short(area.y(plot.value))}"
        pen = "L"
    return path


def _points(drawing: Drawing, area: Area) -> Iterator[str]:
    radius = 5.0 if len(drawing.plots) <= 80 else 3.5
    for plot in drawing.plots:
        if plot.value is None:
            continue
        says = f"{plot.label}: {drawing.wording.number(plot.value)}, {plot.says}"
        drawn = point_mark(plot.kind, area.x(plot.place), area.y(plot.value), radius)
        yield f'<g class="c-point" data-place="{plot.place}"><title>{safe(says)}</title>{drawn}</g>'


def point_mark(kind: Kind, x: float, y: float, radius: float = 5.0) -> str:
    """A point by its class: filled circle improvement, diamond concern, triangle neither, hollow circle as usual."""
    name = f"c-{CLASSES[kind]}"
    if kind is Kind.IMPROVEMENT:
        return f'<circle class="{name}" cx="{short(x)}" cy="{short(y)}" r="{short(radius)}" fill="{IMPROVEMENT}"/>'
    if kind is Kind.CONCERN:
        reach = radius * 1.3
        return (
            f'<path class="{name}" d="M{short(x)} {short(y - reach)}l{short(reach)} {short(reach)}l-{short(reach)} '
            f'{short(reach)}l-{short(reach)} -{short(reach)}z" fill="{CONCERN}"/>'
        )
    if kind in (Kind.HIGH, Kind.LOW):
        reach = radius * 1.25
        up = -1 if kind is Kind.HIGH else 1
        return (
            f'<path class="{name}" d="M{short(x - reach)} {short(y - up * reach * 0.8)}h{short(2 * reach)}'
            f'L{short(x)} {short(y + up * reach)}z" fill="{NEITHER}"/>'
        )
    return (
        f'<circle class="{name}" cx="{short(x)}" cy="{short(y)}" r="{short(radius - 0.75)}" fill="{PAPER}" '
        f'stroke="{COMMON}" stroke-width="1.5"/>'
    )


def _notes(drawing: Drawing, area: Area) -> Iterator[str]:
    """The number of each note above its point, joined to it by a thin line; notes at one point stand side by side."""
    taken: dict[int, int] = {}
    for note in drawing.notes:
        shift = taken.get(note.place, 0)
        taken[note.place] = shift + 1
        x, y = area.x(note.place) + 20 * shift, 13.0
        circle = tag("circle", cx=x, cy=y, r=9.0, fill=INK, class_="c-note")
        number = tag(
            "text",
            str(note.number),
            x=x,
            y=y + 4.5,
            font_size=12.0,
            font_weight="bold",
            text_anchor="middle",
            fill=PAPER,
            class_="c-on",
        )
        title = tag("title", safe(f"{note.number}: {note.text}"))
        value = drawing.plots[note.place].value
        if value is not None and not shift:
            foot = max(area.y(value) - 7, 23.0)
            yield tag("line", x1=x, x2=x, y1=22.0, y2=foot, stroke=LINE, class_="c-note-line")
        yield (
            link(note.href, title + circle + number, says=f"Note {note.number}: {note.text}")
            if note.href
            else tag("g", title + circle + number)
        )


def _ends(drawing: Drawing, width: float) -> list[tuple[float, str, str]]:
    """What the lines are, for their right ends: value, words and colour."""
    last = next(
        (plot for plot in reversed(drawing.plots) if plot.centre is not None or plot.target is not None), None
    )
    if last is None:
        return []
    lines = (
        ("Target", last.target, TARGET),
        ("Upper", last.upper, QUIET),
        ("Mean" if last.upper is not None else "Median", last.centre, INK),
        ("Lower", last.lower, QUIET),
    )
    number, finely = drawing.wording.number, drawing.wording.finely
    said = (
        (value, name, finely(value) if name == "Median" else number(value), colour)
        for name, value, colour in lines
        if value is not None
    )
    return [
        (value, f"{name} {text}" if width >= WIDE else text, colour) for value, name, text, colour in said
    ]


def _said_ends(drawing: Drawing, area: Area, width: float) -> Iterator[str]:
    """The words at the right ends, moved apart where they would touch."""
    below = 0.0
    for y, says, colour in sorted(
        (area.y(value), says, colour) for value, says, colour in _ends(drawing, width)
    ):
        below = max(y + 4, below + 14)
        yield words(says, area.right + 5, below, size=12, fill=colour, halo=True)
