"""What was forecast and what was reported, month by month: a hollow bar for the forecast, a filled one within it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from quantock.engines.charts.marks import BLUE, HAIRLINE, INK, LINE, PAPER, QUIET
from quantock.engines.charts.svg import Svg, frame, tag, text_width, words

_HEAD, _ROOM, _FOOT = 28.0, 170.0, 44.0
Say = Callable[[int], str]


@dataclass(frozen=True, slots=True)
class Month:
    """One month; none where nothing was said. A reported figure may be below 0."""

    starts: date
    forecast: int | None = None
    reported: int | None = None


def forecast_and_reported(months: Sequence[Month], *, prefix: str, say: Say, width: int = 680) -> Svg:
    """A bar for each month from 0; the first of each calendar year, and as many others as have room, are named."""
    given = [figure for each in months for figure in (each.forecast, each.reported) if figure is not None]
    most, least = max([0, *given]), min([0, *given])
    span = (most - least) or 1
    marks = [most] if not least else [most, least]
    left = max(text_width(say(mark), 13) for mark in (*marks, 0)) + 10
    gap = (width - left) / max(1, len(months))

    def y(figure: float) -> float:
        return _HEAD + (most - figure) / span * _ROOM

    parts = _key(left, width)
    for mark in (*marks, 0):
        parts.append(tag("line", x1=left, y1=y(mark), x2=float(width), y2=y(mark), stroke=HAIRLINE))
        parts.append(
            words(say(mark), left - 8, y(mark) + 5, size=13, anchor="end", fill=QUIET, class_="c-quiet")
        )
    for place, each in enumerate(months):
        x = left + gap * place
        if each.forecast is not None:
            parts.append(_bar(x + gap * 0.12, gap * 0.76, y(each.forecast), y(0), fill=PAPER, stroke=LINE))
        if each.reported is not None:
            parts.append(_bar(x + gap * 0.28, gap * 0.44, y(each.reported), y(0), fill=BLUE, stroke=BLUE))
    parts.append(tag("line", x1=left, y1=y(0), x2=float(width), y2=y(0), stroke=INK))
    parts += _names(months, left, gap, _HEAD + _ROOM + 18)
    return frame(
        parts,
        width,
        _HEAD + _ROOM + _FOOT,
        prefix=prefix,
        title=months_sentence(months, say),
        desc=". ".join(_says(each, say) for each in months),
        class_="chart-months",
    )


def months_sentence(months: Sequence[Month], say: Say) -> str:
    """ "Reported for 5 of 12 months: £41,000 of £45,000 forecast for them." Compared only where each has a forecast."""
    reported = [each for each in months if each.reported is not None]
    if not reported:
        return "Nothing is reported yet."
    said = f"Reported for {len(reported)} of {len(months)} months: {say(sum(each.reported or 0 for each in reported))}"
    compared = [each.forecast for each in reported if each.forecast is not None]
    if len(compared) < len(reported):
        return f"{said}."
    return f"{said} of {say(sum(compared))} forecast for them."


def _key(left: float, width: float) -> list[str]:
    """What the two bars mean; over the figures too, where a phone leaves no room beside them."""
    taken = 24 + text_width("Forecast", 13) + 20
    left = left if left + taken + 22 + text_width("Reported, not validated", 13) <= width else 0.0
    second = left + taken
    return [
        tag("rect", x=left, y=3.0, width=16.0, height=12.0, fill=PAPER, stroke=LINE, stroke_width=1.5),
        words("Forecast", left + 22, 14, size=13),
        tag("rect", x=second, y=3.0, width=16.0, height=12.0, fill=BLUE, stroke=BLUE),
        words("Reported, not validated", second + 22, 14, size=13),
    ]


def _bar(x: float, wide: float, top: float, zero: float, *, fill: str, stroke: str) -> str:
    """From 0 to the figure, at least a line thick."""
    high = max(1.5, abs(zero - top))
    return tag(
        "rect",
        x=x,
        y=min(top, zero - 1.5) if top <= zero else zero,
        width=max(2.0, wide),
        height=high,
        fill=fill,
        stroke=stroke,
        stroke_width=1.5,
        class_="c-forecast" if fill == PAPER else "c-reported",
    )


def _names(months: Sequence[Month], left: float, gap: float, y: float) -> list[str]:
    """Months under their bars, as many as have room; the year under the first and each January."""
    every = next(step for step in (1, 2, 3, 6, 12, 24) if gap * step >= 34 or step == 24)
    parts = []
    for place, each in enumerate(months):
        middle = left + gap * (place + 0.5)
        if place % every == 0:
            parts.append(
                words(f"{each.starts:%b}", middle, y, size=13, anchor="middle", fill=QUIET, class_="c-quiet")
            )
        room = place == 0 or gap * place >= 36
        if place == 0 or (each.starts.month == 1 and room):
            year = f"{each.starts:%Y}"
            parts.append(words(year, middle, y + 17, size=13, anchor="middle", fill=QUIET, class_="c-quiet"))
    return parts


def _says(each: Month, say: Say) -> str:
    forecast = f"forecast {say(each.forecast)}" if each.forecast is not None else "no forecast"
    reported = f"reported {say(each.reported)}" if each.reported is not None else "nothing reported"
    return f"{each.starts:%B %Y}: {forecast}, {reported}"
