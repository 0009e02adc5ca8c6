"""The Pareto chart: kinds as bars, the most frequent first, and the line of their share of the whole as they add up."""

from collections.abc import Iterator, Sequence

from quantock.engines.charts.control.axes import ticks
from quantock.engines.charts.marks import BLUE, HAIRLINE, INK, LINE, PAPER, QUIET
from quantock.engines.charts.svg import Svg, fit, frame, tag, words, wrap
from quantock.engines.spc.pareto import Bar
from quantock.engines.text import plural, say_list

LINE_COLOUR = "#b85300"
MOST_BARS = 12
MOST = 0.8
"""The share of the whole that the few make up: four fifths, as Juran has it."""
_LEFT, _RIGHT, _TOP, _BELOW = 64.0, 56.0, 22.0, 52.0


def vital_few(bars: Sequence[Bar]) -> list[Bar]:
    """The fewest kinds that make up four fifths of the whole."""
    found: list[Bar] = []
    for bar in bars:
        found.append(bar)
        if bar.cumulative_share >= MOST - 1e-9:
            break
    return found


def pareto_sentence(bars: Sequence[Bar], noun: str = "kind") -> str:
    """ "3 of 9 kinds make up 82% of the 214: falls, slips and trips." """
    if not bars or not bars[-1].cumulative:
        return "Nothing was counted."
    few = vital_few(bars)
    if len(few) == len(bars) > 1:
        return f"All {plural(len(bars), noun)} are needed to make up {MOST:.0%} of the {say_count(bars[-1].cumulative)}."
    named = say_list([bar.category for bar in few[:4]] + ([f"{len(few) - 4} more"] if len(few) > 4 else []))
    makes = "makes" if len(few) == 1 else "make"
    return (
        f"{len(few)} of {plural(len(bars), noun)} {makes} up {few[-1].cumulative_share:.0%} of the {say_count(bars[-1].cumulative)}: "
        f"{named}."
    )


def say_count(count: float) -> str:
    """A whole number without decimals."""
    return f"{count:,.0f}" if count == int(count) else f"{count:,.2f}".rstrip("0")


def pareto_svg(
    bars: Sequence[Bar], *, prefix: str, name: str, width: int = 860, height: int = 380, noun: str = "kind"
) -> Svg:
    """The whole chart. Of more kinds than there is room for, the rest are one bar, the last."""
    says = pareto_sentence(bars, noun)
    whole = bars[-1].cumulative if bars else 0.0
    if not whole:
        parts = [words("Nothing was counted", width / 2, 40, anchor="middle", fill=QUIET)]
        return frame(parts, width, 60, prefix=prefix, title=says, class_="chart-pareto")
    shown = _shown(bars, whole)
    steps = ticks(0.0, max(bar.count for bar in shown), most=5)
    return frame(
        [
            *_grid(steps, width, height),
            *_bars(shown, steps[-1], width, height),
            *_course(shown, width, height),
        ],
        width,
        height,
        prefix=prefix,
        title=f"{name}. {says}",
        desc="; ".join(
            f"{bar.category}: {say_count(bar.count)}, {bar.cumulative_share:.0%} so far" for bar in shown
        ),
        class_="chart-pareto",
    )


def _shown(bars: Sequence[Bar], whole: float) -> list[Bar]:
    if len(bars) <= MOST_BARS:
        return list(bars)
    rest = bars[MOST_BARS - 1 :]
    count = sum(bar.count for bar in rest)
    return [
        *bars[: MOST_BARS - 1],
        Bar(f"{plural(len(rest), 'other')}", count, whole, count / whole, 1.0),
    ]


def _grid(steps: Sequence[float], width: float, height: float) -> Iterator[str]:
    bottom = height - _BELOW
    for step in steps:
        y = bottom - (bottom - _TOP) * step / steps[-1]
        yield tag("line", x1=_LEFT, x2=width - _RIGHT, y1=y, y2=y, stroke=LINE if not step else HAIRLINE)
        yield words(say_count(step), _LEFT - 8, y + 4, size=13, anchor="end", fill=QUIET)
    for percent in (0, 20, 40, 60, 80, 100):
        y = bottom - (bottom - _TOP) * percent / 100
        yield words(f"{percent}%", width - _RIGHT + 8, y + 4, size=13, fill=QUIET)
    y = bottom - (bottom - _TOP) * MOST
    yield tag(
        "line",
        x1=_LEFT,
        x2=width - _RIGHT,
        y1=y,
        y2=y,
        stroke=LINE_COLOUR,
        stroke_dasharray="6 4",
        class_="c-most",
    )


def _middle(place: int, count: int, width: float) -> tuple[float, float]:
    """Where a bar stands, and how much room it has."""
    room = (width - _LEFT - _RIGHT) / count
    return _LEFT + room * (place + 0.5), room


def _bars(shown: Sequence[Bar], highest: float, width: float, height: float) -> Iterator[str]:
    bottom = height - _BELOW
    for place, bar in enumerate(shown):
        x, room = _middle(place, len(shown), width)
        wide, tall = min(room * 0.7, 90.0), (bottom - _TOP) * bar.count / highest
        yield tag("rect", x=x - wide / 2, y=bottom - tall, width=wide, height=tall, fill=BLUE, class_="c-bar")
        inside = tall > 22
        yield words(
            fit(say_count(bar.count), room, 13),
            x,
            bottom - tall + 16 if inside else bottom - tall - 5,
            size=13,
            anchor="middle",
            bold=True,
            fill=PAPER if inside else INK,
        )
        for line, text in enumerate(wrap(bar.category, room - 6, size=12, most=3)):
            yield words(text, x, bottom + 16 + 14 * line, size=12, anchor="middle")


def _course(shown: Sequence[Bar], width: float, height: float) -> Iterator[str]:
    bottom = height - _BELOW
    points = [
        (_middle(place, len(shown), width)[0], bottom - (bottom - _TOP) * bar.cumulative_share)
        for place, bar in enumerate(shown)
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    yield tag(
        "polyline", points=path, fill="none", stroke=LINE_COLOUR, stroke_width=2.0, class_="c-cumulative"
    )
    for x, y in points:
        yield tag("circle", cx=x, cy=y, r=4.0, fill=PAPER, stroke=LINE_COLOUR, stroke_width=2.0)
