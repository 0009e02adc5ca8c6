"""How something went: confidence from report to report, a line the size of a word, a promise that kept moving."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from quantock.engines.charts.marks import BLUE, HAIRLINE, INK, LINE, LOOKS, PAPER, QUIET, Status, mark
from quantock.engines.charts.svg import Svg, frame, safe, short, tag, text_width, words
from quantock.engines.dates import add_months, months_between, say_date, say_short
from quantock.engines.text import plural

_PITCH = 30.0


@dataclass(frozen=True, slots=True)
class Rated:
    """One report: its day and what was said. `word` is the scale's own where it has other words than ours."""

    day: date
    status: Status | str
    word: str = ""

    @property
    def says(self) -> str:
        """The rating in words."""
        return self.word or LOOKS[Status(self.status)].word


@dataclass(frozen=True, slots=True)
class Promise:
    """What was forecast, on the day it was reported."""

    reported: date
    forecast: date


def confidence_history(points: Sequence[Rated], *, prefix: str, width: int = 320) -> Svg:
    """The latest reports that fit, oldest first, as shapes on a line with the first and last day; the last is ringed."""
    shown = points[-max(2, int((width - 20) // _PITCH)) :] if points else []
    parts: list[str] = []
    if len(shown) > 1:
        x2 = 16 + _PITCH * (len(shown) - 1)
        parts.append(
            tag("line", x1=16.0, y1=18.0, x2=x2, y2=18.0, stroke=LINE, stroke_width=1.5, class_="c-line")
        )
    for place, point in enumerate(shown):
        x = 16 + _PITCH * place
        title = tag("title", safe(f"{say_date(point.day)}: {point.says}"))
        parts.append(tag("g", title + mark(point.status, x, 18, 8)))
    if shown:
        last = 16 + _PITCH * (len(shown) - 1)
        parts.append(
            tag("circle", cx=last, cy=18.0, r=13.5, fill="none", stroke=INK, stroke_width=1.5, class_="c-now")
        )
        parts += _ends(shown, last)
    taken = max(_history_width(shown), 60.0)
    return frame(
        parts,
        taken,
        54,
        prefix=prefix,
        title=confidence_history_sentence(points),
        desc="; ".join(f"{say_date(point.day)}: {point.says}" for point in shown),
        class_="chart-history",
    )


def confidence_history_sentence(points: Sequence[Rated]) -> str:
    """ "Red on 9 November 2026, amber on the report before; red twice in the last 6 reports." """
    if not points:
        return "Never rated."
    last = points[-1]
    said = f"{last.says[:1].upper()}{last.says[1:]} on {say_date(last.day)}"
    if len(points) == 1:
        return f"{said}, the first report."
    since = len(points) - 1
    while since and points[since - 1].says == last.says:
        since -= 1
    if since == 0:
        return f"{said}, as in all {plural(len(points), 'report')} since {say_date(points[0].day)}."
    before = points[since - 1]
    if since == len(points) - 1:
        return f"{said}; it was {before.says} on {say_date(before.day)}."
    return f"{said}, as since {say_date(points[since].day)}; before that {before.says}."


def sparkline(
    values: Sequence[float | None],
    *,
    prefix: str,
    width: int = 120,
    height: int = 28,
    target: float | None = None,
) -> Svg:
    """A line the size of a word with its last value as a dot and the target dashed; gaps stay gaps."""
    there = [value for value in values if value is not None]
    reach = [*there, target] if target is not None else there
    low, high = (min(reach), max(reach)) if reach else (0.0, 1.0)
    span = (high - low) or 1.0
    gap = (width - 10) / max(1, len(values) - 1)

    def y(value: float) -> float:
        return height / 2 if high == low else height - 5 - (value - low) / span * (height - 10)

    parts = []
    if target is not None:
        parts.append(
            tag(
                "line",
                x1=0.0,
                y1=y(target),
                x2=float(width),
                y2=y(target),
                stroke="#b1132c",
                stroke_dasharray="6 3",
                class_="c-target-line",
            )
        )
    path, pen = "", "M"
    for place, value in enumerate(values):
        if value is not None:
            path += f"{pen}{short(5 + gap * place)} {short(y(value))}" + ("h0" if pen == "M" else "")
        pen = "M" if value is None else "L"
    if path:
        parts.append(
            tag(
                "path",
                d=path,
                fill="none",
                stroke="#425563",
                stroke_width=1.5,
                stroke_linecap="round",
                stroke_linejoin="round",
                class_="c-spark",
            )
        )
        last = max(place for place, value in enumerate(values) if value is not None)
        parts.append(tag("circle", cx=5 + gap * last, cy=y(there[-1]), r=3.0, fill=BLUE, class_="c-now"))
    return frame(parts, width, height, prefix=prefix, title=sparkline_sentence(values), class_="chart-spark")


def sparkline_sentence(values: Sequence[float | None]) -> str:
    """ "From 6.1 to 3 over 24 values, lowest 2.8, highest 7.2; 2 missing." """
    there = [value for value in values if value is not None]
    if not there:
        return "No values."
    missing = len(values) - len(there)
    left_out = f"; {missing} missing" if missing else ""
    if len(there) == 1:
        return f"One value, {there[0]:,.6g}{left_out}."
    said = f"From {there[0]:,.6g} to {there[-1]:,.6g} over {len(there)} values"
    return f"{said}, lowest {min(there):,.6g}, highest {max(there):,.6g}{left_out}."


def slip(points: Sequence[Promise], *, prefix: str, baseline: date | None = None, width: int = 480) -> Svg:
    """A milestone trend chart: along the bottom the day of each report, up the side the day it promised.

    A level line kept its promise, a rising one slipped; it ends where it meets the slope of days themselves.
    """
    if not points:
        return frame(
            [], width, 1, prefix=prefix, title=slip_sentence(points, baseline=baseline), class_="chart-slip"
        )
    points = sorted(points, key=lambda point: point.reported)
    days = [point.forecast for point in points] + ([baseline] if baseline else [])
    left, right, top, bottom = 74.0, width - 12.0, 34.0, 230.0
    first, last = points[0].reported, max(points[-1].reported, add_months(points[0].reported, 1))
    low, high = min(days).replace(day=1), add_months(max(days).replace(day=1), 1)

    def x(day: date) -> float:
        return left + (day - first).days / (last - first).days * (right - left)

    def y(day: date) -> float:
        return bottom - (day - low).days / (high - low).days * (bottom - top)

    parts = [words("day promised", 0, 12, size=12, fill=QUIET, class_="c-quiet")]
    parts += _month_lines(low, high, y, left, right)
    parts += _slope(first, last, low, high, x, y)
    if baseline:
        parts.append(_level(baseline, y(baseline), left, right))
    line = "M" + "L".join(f"{short(x(point.reported))} {short(y(point.forecast))}" for point in points)
    parts.append(tag("path", d=line, fill="none", stroke=BLUE, stroke_width=2.0, class_="c-slip"))
    for point in points:
        title = tag("title", safe(f"Reported {say_date(point.reported)}: {say_date(point.forecast)}"))
        dot = tag(
            "circle",
            cx=x(point.reported),
            cy=y(point.forecast),
            r=4.5,
            fill=BLUE,
            stroke=PAPER,
            stroke_width=1.0,
            class_="c-slip",
        )
        parts.append(tag("g", title + dot))
    parts += _report_days(first, points[-1].reported, x)
    return frame(
        parts,
        width,
        270,
        prefix=prefix,
        title=slip_sentence(points, baseline=baseline),
        desc="; ".join(f"{say_date(point.reported)}: {say_date(point.forecast)}" for point in points),
        class_="chart-slip",
    )


def slip_sentence(points: Sequence[Promise], *, baseline: date | None = None) -> str:
    """ "Now 30 June 2027: 91 days later than first promised; it moved later in 3 of 5 reports." """
    if not points:
        return "No forecast yet."
    points = sorted(points, key=lambda point: point.reported)
    promised, now = baseline or points[0].forecast, points[-1].forecast
    days = (now - promised).days
    said = f"Now {say_date(now)}: "
    if days == 0:
        said += "as first promised"
    else:
        said += f"{plural(abs(days), 'day')} {'later' if days > 0 else 'earlier'} than first promised"
    moved = sum(later.forecast > earlier.forecast for earlier, later in pairwise(points))
    return (
        f"{said}; moved later {moved} times in {plural(len(points), 'report')}." if moved > 1 else f"{said}."
    )


def _ends(shown: Sequence[Rated], last: float) -> list[str]:
    """The first and the last day under their shapes."""
    final = words(say_short(shown[-1].day, year=True), last, 49, size=12, anchor="middle", bold=True)
    if len(shown) == 1:
        return [words(say_short(shown[-1].day, year=True), 2, 49, size=12, bold=True)]
    if last < 130:
        return [words(say_short(shown[-1].day, year=True), 2, 49, size=12, bold=True)]
    return [words(say_short(shown[0].day, year=True), 2, 49, size=12, fill=QUIET, class_="c-quiet"), final]


def _history_width(shown: Sequence[Rated]) -> float:
    """Room for the last day's words, which stand centred under its shape."""
    if not shown:
        return 0.0
    half = text_width(say_short(shown[-1].day, year=True), 12, bold=True) / 2
    last = 16 + _PITCH * (len(shown) - 1)
    return max(last + max(half, 15) + 2, 2 * half + 6)


def _month_lines(low: date, high: date, y: Callable[[date], float], left: float, right: float) -> list[str]:
    """Level lines at the first of a month, at most about six of them, with the month's name."""
    parts = []
    every = max(1, -(-months_between(low, high) // 6))
    month = low
    while month <= high:
        at = y(month)
        parts.append(
            tag("line", x1=left, y1=at, x2=right, y2=at, stroke=HAIRLINE, stroke_width=1.0, class_="c-line")
        )
        name = say_short(month, year=True).split(" ", 1)[1]
        parts.append(words(name, left - 8, at + 4, size=12, anchor="end", fill=QUIET, class_="c-quiet"))
        month = add_months(month, every)
    return parts


def _slope(
    first: date, last: date, low: date, high: date, x: Callable[[date], float], y: Callable[[date], float]
) -> list[str]:
    """Where a forecast is the day of its own report: the promise is kept where the line meets this one."""
    begin, end = max(first, low), min(last, high)
    if begin >= end:
        return []
    line = tag(
        "line",
        x1=x(begin),
        y1=y(begin),
        x2=x(end),
        y2=y(end),
        stroke=LINE,
        stroke_width=1.5,
        stroke_dasharray="2 4",
        class_="c-line",
    )
    return [line]


def _level(day: date, at: float, left: float, right: float) -> str:
    line = tag(
        "line",
        x1=left,
        y1=at,
        x2=right,
        y2=at,
        stroke=INK,
        stroke_width=1.5,
        stroke_dasharray="8 4",
        class_="c-base",
    )
    return line + words(f"baseline {say_short(day, year=True)}", right, at - 5, size=12, anchor="end")


def _report_days(first: date, last: date, x: Callable[[date], float]) -> list[str]:
    """The first and last report's day under the picture, and what the axis is."""
    parts = [
        words(say_short(first, year=True), x(first), 248, size=12, fill=QUIET, class_="c-quiet"),
        words(
            "day of the report",
            (x(first) + x(last)) / 2,
            266,
            size=12,
            anchor="middle",
            fill=QUIET,
            class_="c-quiet",
        ),
    ]
    if last > first:
        parts.append(
            words(
                say_short(last, year=True), x(last), 248, size=12, anchor="end", fill=QUIET, class_="c-quiet"
            )
        )
    return parts
