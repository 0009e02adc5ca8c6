"""Statuses: one colour, one shape and one word each, so that nothing is said by colour alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import cos, pi, sin

from quantock.engines.charts.svg import SIZE, Svg, frame, short, tag, text_width, words

INK = "#212b32"
QUIET = "#4c6272"
LINE = "#768692"
HAIRLINE = "#d8dde0"
PAPER = "#ffffff"
BLUE = "#005eb8"


class Status(StrEnum):
    """Delivery confidence or milestone status, declared or computed."""

    COMPLETE = "complete"
    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    UNKNOWN = "unknown"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Look:
    """How a status is drawn, and the word that stands beside it unless a page has a better one."""

    colour: str
    shape: str
    word: str


LOOKS = {
    Status.COMPLETE: Look(BLUE, "tick", "complete"),
    Status.GREEN: Look("#007f3b", "circle", "green"),
    Status.AMBER: Look("#b35900", "triangle", "amber"),
    Status.RED: Look("#d5281b", "square", "red"),
    Status.UNKNOWN: Look(QUIET, "ring", "not rated"),
    Status.ENDED: Look(QUIET, "crossed", "not reached"),
}
"""Each at least 3 to 1 against white; the shapes alone tell them apart in black and white, and are those of the tags
(`_parts.scss`). No diamond: that is where a milestone was first promised."""


WRITTEN = {"ring": "?", "crossed": "\N{MULTIPLICATION SIGN}"}
"""What stands in a shape that is empty but for it."""


def mark(
    status: Status | str,
    x: float,
    y: float,
    radius: float = 7,
    *,
    hollow: bool = False,
    reverse: bool = False,
) -> str:
    """The status's shape centred on a point; hollow means provisional, `reverse` is white on the status's colour."""
    status = Status(status)
    look = LOOKS[status]
    fill, stroke = (
        (PAPER, look.colour) if hollow or reverse or look.shape in WRITTEN else (look.colour, PAPER)
    )
    paint: dict[str, object] = {
        "class_": "c-on" if reverse else f"c-{status}" + (" c-hollow" if hollow else ""),
        "fill": fill,
        "stroke": stroke,
        "stroke_width": 2.0 if fill == PAPER else 1.0,
    }
    if look.shape in ("tick", "circle", *WRITTEN):
        inset = 1 if fill == PAPER else 0
        drawn = tag("circle", cx=float(x), cy=float(y), r=float(radius - inset), **paint)
        return drawn + (_inside(look, x, y, radius, fill) if radius >= 5 and look.shape != "circle" else "")
    return tag("path", d=_outline(look.shape, x, y, radius), stroke_linejoin="round", **paint)


def said_mark(
    status: Status | str, *, prefix: str, word: str = "", hollow: bool = False, size: int = 16
) -> Svg:
    """The shape as a picture of its own, for a table's cell or a line of text."""
    says = (word or LOOKS[Status(status)].word) + (", provisional" if hollow else "")
    drawn = mark(status, size / 2, size / 2, size / 2 - 1, hollow=hollow)
    return frame([drawn], size, size, prefix=prefix, title=says[:1].upper() + says[1:], class_="chart-mark")


def key_rows(entries: Iterable[tuple[str, str]], width: float, y: float) -> tuple[list[str], float]:
    """A legend in rows that fit the width: (drawing centred on 0, 0; words). Returns its parts and the height taken."""
    parts: list[str] = []
    x, top = 0.0, y
    for drawing, says in entries:
        taken = 22 + text_width(says, SIZE - 1) + 20
        if x and x + taken - 20 > width:
            x, top = 0.0, top + 22
        parts.append(tag("g", drawing, transform=f"translate({short(x + 8)} {short(top + 10)})"))
        parts.append(words(says, x + 22, top + 14.5, size=SIZE - 1))
        x += taken
    return parts, (top + 22 - y) if parts else 0.0


def _outline(shape: str, x: float, y: float, radius: float) -> str:
    """Path data of a triangle or square, of about the same weight to the eye."""
    if shape == "square":
        side = radius * 0.86
        corners = [(x - side, y - side), (x + side, y - side), (x + side, y + side), (x - side, y + side)]
    else:
        reach = radius * 1.18
        turns = (-pi / 2, pi / 6, 5 * pi / 6)
        corners = [(x + reach * cos(turn), y + radius * 0.18 + reach * sin(turn)) for turn in turns]
    return "M" + "L".join(f"{short(a)} {short(b)}" for a, b in corners) + "Z"


def _inside(look: Look, x: float, y: float, radius: float, fill: str) -> str:
    """A tick in what is complete, a question in what is not known, a cross in what came to its end unreached."""
    if look.shape in WRITTEN:
        return tag(
            "text",
            WRITTEN[look.shape],
            x=float(x),
            y=float(y + radius * 0.48),
            font_size=float(radius * 1.35),
            font_weight="bold",
            text_anchor="middle",
            fill=look.colour,
            aria_hidden="true",
        )
    points = ((-0.45, 0.02), (-0.12, 0.36), (0.46, -0.34))
    return tag(
        "path",
        d="M" + "L".join(f"{short(x + a * radius)} {short(y + b * radius)}" for a, b in points),
        fill="none",
        stroke=look.colour if fill == PAPER else PAPER,
        stroke_width=max(1.4, radius / 4.5),
    )
