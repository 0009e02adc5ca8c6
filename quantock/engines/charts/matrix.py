"""The risk matrix as a picture: how many risks stand in each field, and where they came from.

Likelihood runs upwards, impact to the right, so that what is worst stands top right. The score and the words of a field say
what its colour does; each field that holds something opens its list.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import hypot
from operator import mul

from quantock.engines.charts.svg import Svg, fit, frame, link, tag, words, wrap

Cell = tuple[int, int]
"""Likelihood and impact, from 1."""

COLOURS: Mapping[str, str] = {
    "low": "#dff2e6",
    "moderate": "#fff6cc",
    "high": "#ffdcae",
    "extreme": "#f7c0b9",
}
INK, QUIET, HAIR = "#212b32", "#4c6272", "#ffffff"
MOST_ARROWS = 12
SCORE, LINE = 14.0, 13.0  # what the score takes at the top of a field, and a line of words below it


@dataclass(frozen=True, slots=True)
class Move:
    """So many risks came from one field to another."""

    was: Cell
    now: Cell
    count: int = 1


@dataclass(frozen=True, slots=True)
class Picture:
    """What is drawn. `level` names the level of a field; `marks` are words in fields, where one risk
    is shown; `says` is the picture in words, where it is not to be told from the rest."""

    likelihoods: Sequence[str]
    impacts: Sequence[str]
    level: Callable[[int, int], str]
    counts: Mapping[Cell, int] = field(default_factory=dict)
    moves: Sequence[Move] = ()
    marks: Mapping[Cell, str] = field(default_factory=dict)
    href: Callable[[int, int], str] | None = None
    score: Callable[[int, int], int] = mul
    says: str = ""


def risk_matrix(picture: Picture, *, prefix: str, width: float = 560) -> Svg:
    """The picture at its natural width; under 400 pixels the impacts are told by their numbers alone."""
    small = width < 400
    left, top = (84.0, 40.0) if small else (132.0, 58.0)
    across = (width - left) / len(picture.impacts)
    most = max((mark.count("\n") + 1 for mark in picture.marks.values()), default=0)
    down = max(min(across * (0.9 if small else 0.62), 64.0), SCORE + LINE * most + 2)
    rows = len(picture.likelihoods)

    def middle(cell: Cell) -> tuple[float, float]:
        return left + (cell[1] - 0.5) * across, top + (rows - cell[0] + 0.5) * down

    parts = [
        words("Impact", left, 14, size=13, bold=True),
        words("Likelihood", 0, top - 8, size=13, bold=True),
    ]
    for place, name in enumerate(picture.impacts, start=1):
        x = left + (place - 0.5) * across
        lines = [str(place)] if small else [*wrap(f"{place} {name}", across - 6, size=12)]
        for number, line in enumerate(lines):
            parts.append(words(line, x, top - 8 - 14 * (len(lines) - 1 - number), size=12, anchor="middle"))
    for place, name in enumerate(picture.likelihoods, start=1):
        y = top + (rows - place + 0.5) * down
        parts += [
            words(line, 0, y + 4 + 13 * (number - (len(lines) - 1) / 2), size=12)
            for lines in [wrap(f"{place} {name}", left - 6, size=12)]
            for number, line in enumerate(lines)
        ]
    for likelihood in range(rows, 0, -1):
        for impact in range(1, len(picture.impacts) + 1):
            parts.append(_field(picture, (likelihood, impact), middle((likelihood, impact)), across, down))
    largest = sorted(picture.moves, key=lambda move: -move.count)[:MOST_ARROWS]
    parts += [
        _arrow(middle(move.was), middle(move.now), move.count) for move in largest if move.was != move.now
    ]
    return frame(
        parts,
        width,
        top + rows * down + 2,
        prefix=prefix,
        title="Risk matrix",
        desc=picture.says or matrix_sentence(picture),
        class_="chart-matrix",
        linked=picture.href is not None,
    )


def _field(picture: Picture, cell: Cell, middle: tuple[float, float], across: float, down: float) -> str:
    (likelihood, impact), (x, y) = cell, middle
    level, count, mark = picture.level(*cell), picture.counts.get(cell, 0), picture.marks.get(cell, "")
    drawn = tag(
        "rect",
        x=x - across / 2,
        y=y - down / 2,
        width=across,
        height=down,
        fill=COLOURS.get(level, "#ffffff"),
        stroke=HAIR,
        stroke_width=2.0,
        class_=f"c-level c-{level}",
    )
    drawn += words(
        picture.score(likelihood, impact), x - across / 2 + 4, y - down / 2 + 12, size=11, fill=QUIET
    )
    if count:
        small = across < 48  # there the score stands above the count, and neither covers the other
        drawn += words(
            count, x, y + (down / 2 - 5 if small else 7), size=15 if small else 19, anchor="middle", bold=True
        )
    if mark:
        lines = mark.split("\n")
        for place, line in enumerate(lines):
            lower = y + SCORE / 2 + 4 + LINE * (place - (len(lines) - 1) / 2)
            drawn += words(fit(line, across - 4, 12), x, lower, size=12, anchor="middle", bold=True)
    if count and picture.href is not None:
        says = f"{_in_words(picture, cell)}: {count} {'risk' if count == 1 else 'risks'}"
        return link(picture.href(*cell), drawn, says=says)
    return drawn


def _in_words(picture: Picture, cell: Cell) -> str:
    likelihood, impact = cell
    return (
        f"{picture.likelihoods[likelihood - 1]} and {picture.impacts[impact - 1].lower()}, "
        f"score {picture.score(*cell)}, {picture.level(*cell)}"
    )


def _arrow(was: tuple[float, float], now: tuple[float, float], count: int) -> str:
    """From the edge of where it was to near where it is, clear of the numbers."""
    far = hypot(now[0] - was[0], now[1] - was[1])
    along = ((now[0] - was[0]) / far, (now[1] - was[1]) / far)
    start = (was[0] + along[0] * 12, was[1] + along[1] * 12)
    end = (now[0] - along[0] * 15, now[1] - along[1] * 15)
    across = (-along[1] * 4, along[0] * 4)
    base = (end[0] - along[0] * 8, end[1] - along[1] * 8)
    head = " ".join(
        f"{x:.1f},{y:.1f}"
        for x, y in (
            end,
            (base[0] + across[0], base[1] + across[1]),
            (base[0] - across[0], base[1] - across[1]),
        )
    )
    line = tag(
        "line",
        x1=start[0],
        y1=start[1],
        x2=base[0],
        y2=base[1],
        stroke=INK,
        stroke_width=min(1.5 + 0.5 * (count - 1), 4.0),
        stroke_opacity=0.75,
        class_="c-move",
    )
    return line + tag("polygon", points=head, fill=INK, class_="c-move")


def matrix_sentence(picture: Picture) -> str:
    """The picture in words: what stands where, the worst first."""
    said = [
        f"{count} {_in_words(picture, cell)}"
        for cell, count in sorted(picture.counts.items(), key=lambda pair: -picture.score(*pair[0]))
        if count
    ]
    said += [
        f"{mark.replace(chr(10), ' and ')}: {_in_words(picture, cell)}"
        for cell, mark in picture.marks.items()
    ]
    score = picture.score
    worse = sum(move.count for move in picture.moves if score(*move.now) > score(*move.was))
    better = sum(move.count for move in picture.moves if score(*move.now) < score(*move.was))
    if worse or better:
        said.append(f"{better} came down, {worse} went up")
    return "; ".join(said) + "." if said else "Nothing is scored yet."
