"""Who waits for whom: givers on the left, those who need on the right, a line for each pair with its gap."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quantock.engines.charts.svg import Svg, frame, link, tag, text_width, words, wrap
from quantock.engines.text import plural

LATE, IN_TIME, UNKNOWN = "#b85300", "#005eb8", "#425563"
_ROW = 46.0
_HEAD = 26.0
# How far along its line a gap may stand, the usual place first.
_SHARES = (0.62, 0.74, 0.5, 0.84, 0.4, 0.3)


@dataclass(frozen=True, slots=True)
class Tie:
    """What one gives to another: how many things, and the worst gap in working days (None: not known)."""

    giver: str
    needer: str
    count: int = 1
    gap: int | None = None
    href: str = ""

    @property
    def says(self) -> str:
        """ "5 days late", "in time", "no date"."""
        if self.gap is None:
            return "no date"
        return f"{plural(self.gap, 'day')} late" if self.gap > 0 else "in time"


def ties_sentence(ties: Sequence[Tie]) -> str:
    """ "12 pairs: 3 come late, 7 in time, 2 without a date." """
    late = sum(tie.gap is not None and tie.gap > 0 for tie in ties)
    unknown = sum(tie.gap is None for tie in ties)
    parts = [f"{late} late", f"{len(ties) - late - unknown} in time", f"{unknown} without both dates"]
    return f"{plural(len(ties), 'pair')}: {', '.join(parts)}."


def ties_map(ties: Sequence[Tie], *, prefix: str, width: int = 960) -> Svg:
    """Each name once on each side; a late line is thick and orange, one in time blue, one without dates dashed."""
    givers = list(dict.fromkeys(tie.giver for tie in ties))
    needers = list(dict.fromkeys(tie.needer for tie in ties))
    column = width * 0.36
    height = _HEAD + max(len(givers), len(needers), 1) * _ROW
    at = {name: _HEAD + (place + 0.5) * _ROW for place, name in enumerate(givers)}
    to = {name: _HEAD + (place + 0.5) * _ROW for place, name in enumerate(needers)}
    parts = [
        words("Gives", 0, 14, size=13, bold=True),
        words("Needs", width - column, 14, size=13, bold=True),
    ]
    parts += [_line(tie, column + 4, at[tie.giver], width - column - 4, to[tie.needer]) for tie in ties]
    parts += _said(ties, at, to, width)
    parts += [_name(name, 0, y, column) for name, y in at.items()]
    parts += [_name(name, width - column, y, column) for name, y in to.items()]
    desc = ". ".join(f"{tie.giver} to {tie.needer}: {tie.says}" for tie in ties)
    linked = any(tie.href for tie in ties)
    return frame(
        parts,
        width,
        height,
        prefix=prefix,
        title=ties_sentence(ties),
        desc=desc,
        class_="chart-ties",
        linked=linked,
    )


def _name(name: str, x: float, y: float, column: float) -> str:
    box = tag(
        "rect",
        x=x + 0.5,
        y=y - 19,
        width=column - 1,
        height=38.0,
        rx=4,
        fill="#ffffff",
        stroke="#aeb7bd",
        class_="c-box",
    )
    lines = wrap(name, column - 16, size=13)
    first = y + 4.5 - (len(lines) - 1) * 8
    return box + "".join(words(line, x + 8, first + place * 16, size=13) for place, line in enumerate(lines))


def _line(tie: Tie, x: float, y: float, to_x: float, to_y: float) -> str:
    late = tie.gap is not None and tie.gap > 0
    middle = (x + to_x) / 2
    colour = LATE if late else UNKNOWN if tie.gap is None else IN_TIME
    curve = f"M{x:.1f} {y:.1f}C{middle:.1f} {y:.1f} {middle:.1f} {to_y:.1f} {to_x - 7:.1f} {to_y:.1f}"
    head = f"M{to_x - 8:.1f} {to_y - 5:.1f}L{to_x:.1f} {to_y:.1f}L{to_x - 8:.1f} {to_y + 5:.1f}z"
    return tag(
        "path",
        d=curve,
        fill="none",
        stroke=colour,
        stroke_width=3.0 if late else 1.5,
        stroke_dasharray="5 4" if tie.gap is None else None,
        class_="c-tie",
    ) + tag("path", d=head, fill=colour, class_="c-tie-head")


def _said(ties: Sequence[Tie], at: Mapping[str, float], to: Mapping[str, float], width: float) -> list[str]:
    """The gap on each line: nearer to its end, where lines to different places have come apart, and clear of the others."""
    size = 12 if width > 500 else 11
    column = width * 0.36
    taken: list[tuple[float, float, float]] = []
    parts = []
    for tie in ties:
        text = tie.says if tie.count == 1 else f"{tie.says} ({tie.count})"
        half = text_width(text, size) / 2
        spots = [_spot(share, at[tie.giver], to[tie.needer], column, width, half) for share in _SHARES]
        x, y = next(
            (spot for spot in spots if all(_are_apart(spot, half, other, size) for other in taken)), spots[0]
        )
        taken.append((x, y, half))
        fill = LATE if tie.gap is not None and tie.gap > 0 else "#212b32"
        drawn = words(text, x, y, size=size, anchor="middle", halo=True, fill=fill, bold=fill == LATE)
        parts.append(link(tie.href, drawn, says=f"{tie.giver} to {tie.needer}: {text}"))
    return parts


def _spot(
    share: float, y: float, to_y: float, column: float, width: float, half: float
) -> tuple[float, float]:
    """A place on a line, so far along it."""
    bend = 3 * share**2 - 2 * share**3
    return min(column + (width - 2 * column) * share, width - column - 12 - half), y + (to_y - y) * bend - 5


def _are_apart(
    spot: tuple[float, float], half: float, other: tuple[float, float, float], size: float
) -> bool:
    return abs(spot[1] - other[1]) > size + 2 or abs(spot[0] - other[0]) > half + other[2] + 4
