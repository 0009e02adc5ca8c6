"""A control chart the size of a word: the values, the limits as a band, the last point by its class."""

from quantock.engines.charts.control.draw import CLASSES, COMMON, TARGET, point_mark
from quantock.engines.charts.control.model import Drawing
from quantock.engines.charts.svg import Svg, frame, short, tag


def control_spark(
    drawing: Drawing, *, prefix: str, width: int = 140, height: int = 32, most: int = 24
) -> Svg:
    """The last `most` places. Its title is the drawing's; the numbers stand in the row beside it."""
    plots = drawing.plots[-most:]
    there = [plot for plot in plots if plot.value is not None]
    if not there:
        return frame([], width, height, prefix=prefix, title=drawing.title, class_="chart-spark")
    reach = [
        each
        for plot in plots
        for each in (plot.value, plot.lower, plot.upper, plot.target)
        if each is not None
    ]
    low, high = min(reach), max(reach)
    gap = (width - 12) / max(1, len(plots) - 1)

    def x(place: int) -> float:
        return 6 + gap * (place - plots[0].place)

    def y(value: float) -> float:
        return height / 2 if high == low else height - 5 - (value - low) / (high - low) * (height - 10)

    last = there[-1]
    parts = []
    if last.lower is not None and last.upper is not None:
        top, bottom = y(last.upper), y(last.lower)
        parts.append(
            tag(
                "rect", x=0.0, y=top, width=float(width), height=bottom - top, fill="#e8edee", class_="c-band"
            )
        )
    if last.target is not None:
        line = y(last.target)
        parts.append(
            tag("line", x1=0.0, x2=float(width), y1=line, y2=line, stroke=TARGET, stroke_dasharray="6 3", class_="c-target")
        )  # fmt: skip
    path, pen = "", "M"
    for plot in plots:
        if plot.value is None:
            pen = "M"
            continue
        path += f"{pen}{short(x(plot.place))} {short(y(plot.value))}"
        pen = "L"
    parts.append(tag("path", d=path, fill="none", stroke=COMMON, stroke_width=1.5, class_="c-values"))
    parts.append(point_mark(last.kind, x(last.place), y(last.value or 0.0), 4.0))
    return frame(
        parts,
        width,
        height,
        prefix=prefix,
        title=drawing.title,
        class_=f"chart-spark c-last-{CLASSES[last.kind]}",
    )
