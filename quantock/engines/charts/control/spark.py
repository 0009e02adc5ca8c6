"""A control chart the size of a word: the values, the limits as a band, the last point by its class."""

from collections.abc import Sequence
from typing import Any

from quantock.engines.charts.control.draw import CLASSES, COMMON, TARGET, point_mark
from quantock.engines.charts.control.model import Drawing
from quantock.engines.charts.svg import Svg, frame, short, tag
from quantock.engines.spc import Kind

MOST = 24
Course = Sequence[Sequence[Any]]
"""Each place as its value, or None, and its class or the word for it."""


def control_spark(drawing: Drawing, *, prefix: str, width: int = 140, height: int = 32) -> Svg:
    """Of a chart. Its title is the drawing's; the numbers stand in the row beside it."""
    last = next((plot for plot in reversed(drawing.plots) if plot.value is not None), None)
    lines = (last.lower, last.upper, last.target) if last else (None, None, None)
    course = [(plot.value, plot.kind) for plot in drawing.plots]
    return spark(course, lines, title=drawing.title, prefix=prefix, width=width, height=height)


def spark(
    course: Course,
    lines: tuple[float | None, float | None, float | None],
    *,
    title: str,
    prefix: str,
    width: int = 140,
    height: int = 32,
) -> Svg:
    """The last places of a series, and the latest limits and target (`lines`)."""
    shown = course[-MOST:]
    there = [(place, value, kind) for place, (value, kind) in enumerate(shown) if value is not None]
    if not there:
        return frame([], width, height, prefix=prefix, title=title, class_="chart-spark")
    lower, upper, target = lines
    reach = [value for _, value, _ in there] + [line for line in lines if line is not None]
    low, high = min(reach), max(reach)
    gap, tall = (width - 12) / max(1, len(shown) - 1), height - 10

    def y(value: float) -> float:
        return height / 2 if high == low else height - 5 - (value - low) / (high - low) * tall

    parts = []
    if lower is not None and upper is not None:
        top = y(upper)
        parts.append(
            tag("rect", x=0.0, y=top, width=float(width), height=y(lower) - top, fill="#e8edee", class_="c-band")
        )  # fmt: skip
    if target is not None:
        line = y(target)
        parts.append(
            tag("line", x1=0.0, x2=float(width), y1=line, y2=line, stroke=TARGET, stroke_dasharray="6 3", class_="c-target")
        )  # fmt: skip
    path, before = [], -2
    for place, value, _ in there:
        path.append(f"{'L' if place == before + 1 else 'M'}{short(6 + gap * place)} {short(y(value))}")
        before = place
    parts.append(
        f'<path class="c-values" d="{"".join(path)}" fill="none" stroke="{COMMON}" stroke-width="1.5"/>'
    )
    place, value, last = there[-1]
    kind = Kind(last)
    parts.append(point_mark(kind, 6 + gap * place, y(value), 4.0))
    return frame(
        parts, width, height, prefix=prefix, title=title, class_=f"chart-spark c-last-{CLASSES[kind]}"
    )
