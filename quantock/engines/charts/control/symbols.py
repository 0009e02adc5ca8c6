"""The variation and assurance icons, drawn by us from their description: a ring with its sign, and words for it."""

from functools import lru_cache

from quantock.engines.charts.control.draw import COMMON, CONCERN, IMPROVEMENT, NEITHER, TARGET
from quantock.engines.charts.marks import PAPER
from quantock.engines.charts.svg import Svg, frame, identifier, short, tag
from quantock.engines.spc import Assurance, Variation

EMPTY = "#aeb7bd"
IDS = "the-ids-of-an-icon"
"""What stands in the place of the prefix until an icon is used."""
DOTS: dict[Variation, tuple[str, str, str, tuple[float, ...]]] = {
    Variation.COMMON: ("Common cause: no significant change", COMMON, "", (26, 18, 25, 17, 24, 19)),
    Variation.IMPROVEMENT_HIGH: (
        "Special cause: improvement, higher",
        IMPROVEMENT,
        "H",
        (29, 28, 29, 24, 21, 17),
    ),
    Variation.IMPROVEMENT_LOW: (
        "Special cause: improvement, lower",
        IMPROVEMENT,
        "L",
        (15, 16, 15, 20, 23, 27),
    ),
    Variation.CONCERN_HIGH: ("Special cause: concern, higher", CONCERN, "H", (29, 28, 29, 24, 21, 17)),
    Variation.CONCERN_LOW: ("Special cause: concern, lower", CONCERN, "L", (15, 16, 15, 20, 23, 27)),
    Variation.NEITHER_HIGH: ("Special cause: higher, neither better nor worse", NEITHER, "↑", ()),
    Variation.NEITHER_LOW: ("Special cause: lower, neither better nor worse", NEITHER, "↓", ()),
    Variation.EMPTY: ("Too few values for an icon", EMPTY, "", ()),
}
ASSURED: dict[Assurance, tuple[str, str, str, float]] = {
    Assurance.PASS: ("Consistently passing the target", IMPROVEMENT, "P", 30.0),
    Assurance.FAIL: ("Consistently falling short of the target", CONCERN, "F", 14.0),
    Assurance.HIT_OR_MISS: ("Hit or miss: sometimes misses the target", COMMON, "?", 22.0),
    Assurance.NONE: ("No target to judge by", EMPTY, "", 0.0),
}


def say_variation(variation: Variation) -> str:
    """The icon in words."""
    return DOTS[variation][0]


def say_assurance(assurance: Assurance) -> str:
    """The icon in words."""
    return ASSURED[assurance][0]


def variation_icon(variation: Variation, *, prefix: str, size: int = 40) -> Svg:
    """Six dots that go as the series went, in the colour and with the letter of what that means."""
    return _with_ids(_variation(variation, size), prefix)


@lru_cache(maxsize=200)
def _variation(variation: Variation, size: int) -> Svg:
    says, colour, letter, heights = DOTS[variation]
    parts = [_ring(colour)]
    points = [(7.5 + 5.8 * place, height) for place, height in enumerate(heights)]
    if points:
        path = "M" + "L".join(f"{short(x)} {short(y)}" for x, y in points)
        parts.append(tag("path", d=path, fill="none", stroke=colour, stroke_width=1.2))
        parts += [tag("circle", cx=x, cy=y, r=2.1, fill=colour) for x, y in points]
    if letter in ("H", "L"):
        parts.append(
            _letter(letter, 13.0 if letter == "H" else 28.0, 14.0 if letter == "H" else 15.0, colour, 13.0)
        )
    elif letter:
        parts.append(_letter(letter, 22.0, 31.0, colour, 26.0))
    return _sized(parts, says, IDS, size)


def assurance_icon(assurance: Assurance, *, prefix: str, size: int = 40) -> Svg:
    """The target as a dashed line through a band that lies on its good side, its bad side or across it."""
    return _with_ids(_assurance(assurance, size), prefix)


@lru_cache(maxsize=200)
def _assurance(assurance: Assurance, size: int) -> Svg:
    says, colour, letter, target = ASSURED[assurance]
    parts = [_ring(colour)]
    if letter:
        parts.append(
            tag("line", x1=8.0, x2=36.0, y1=target, y2=target, stroke=TARGET, stroke_width=1.8, stroke_dasharray="4 2.5")
        )  # fmt: skip
        line = "M9 27l5 -9l5 8l5 -9l5 8l6 -7"
        parts.append(
            tag("path", d=line, fill="none", stroke=colour, stroke_width=1.6, transform="translate(0 1)")
        )
        parts.append(_letter(letter, 22.0, 13.0 if letter != "F" else 40.0, colour, 13.0))
    return _sized(parts, says, IDS, size)


def _with_ids(drawn: Svg, prefix: str) -> Svg:
    """A drawing that was made once, with ids of its own: a page of measures shows the same few icons a hundred times."""
    return Svg(drawn.replace(IDS, identifier(prefix)))


def _ring(colour: str) -> str:
    return tag("circle", cx=22.0, cy=22.0, r=20.0, fill=PAPER, stroke=colour, stroke_width=3.0)


def _letter(letter: str, x: float, y: float, colour: str, size: float) -> str:
    return tag(
        "text", letter, x=x, y=y, font_size=size, font_weight="bold", text_anchor="middle", fill=colour, aria_hidden="true"
    )  # fmt: skip


def _sized(parts: list[str], says: str, prefix: str, size: int) -> Svg:
    drawn = frame(parts, 44, 44, prefix=prefix, title=says, class_="chart-icon")
    return Svg(drawn.replace('width="44" height="44"', f'width="{size}" height="{size}"', 1))
