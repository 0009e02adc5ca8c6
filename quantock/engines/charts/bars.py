"""Counts as lengths: one bar split into parts, and one bar a row."""

from collections.abc import Sequence
from dataclasses import dataclass

from quantock.engines.charts.marks import BLUE, INK, LOOKS, PAPER, QUIET, Status, mark
from quantock.engines.charts.svg import Svg, fit, frame, identifier, link, tag, text_width, words
from quantock.engines.text import number, plural, say_list

_NARROW = 520
_LEAST = 4.0
"""The narrowest a part that is not empty is drawn, so that one project in a thousand still shows."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole: its status (which gives colour, shape and word), how many, and the list behind it."""

    status: Status | str
    count: int
    href: str = ""
    word: str = ""

    @property
    def says(self) -> str:
        """Its word, as a page calls it."""
        return self.word or LOOKS[Status(self.status)].word


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar picture: how many stand there, the median days they have stood there, how many are stuck.

    None for what is not known, of which nothing is said.
    """

    name: str
    count: int
    median_days: int | None = None
    stuck: int | None = 0
    href: str = ""


def stacked_bar(parts: Sequence[Part], *, prefix: str, width: int = 480, noun: str = "project") -> Svg:
    """How a whole is made up: one bar, its parts to scale with their counts, and under it each part's shape and word."""
    shown = [part for part in parts if part.count > 0]
    drawn: list[str] = []
    x = 0.0
    for part, wide in zip(shown, _widths([part.count for part in shown], width), strict=True):
        drawn.append(link(part.href, _segment(part, x, wide), says=_part_says(part)))
        x += wide
    if not shown:
        drawn.append(
            tag("rect", x=0.5, y=0.5, width=float(width - 1), height=33.0, fill="none", stroke=QUIET)
        )
        drawn.append(words(f"No {noun}s", width / 2, 22, anchor="middle", fill=QUIET, class_="c-quiet"))
    legend, height = _legend(shown, width)
    return frame(
        drawn + legend,
        width,
        34 + height,
        prefix=prefix,
        title=stacked_bar_sentence(parts, noun=noun),
        class_="chart-stack",
        linked=any(part.href for part in shown),
    )


def stacked_bar_sentence(parts: Sequence[Part], *, noun: str = "project") -> str:
    """ "121 projects: 31 green, 40 amber, 9 red and 41 not rated." """
    shown = [part for part in parts if part.count > 0]
    if not shown:
        return f"No {noun}s."
    total = plural(sum(part.count for part in shown), noun)
    if len(shown) == 1:
        return f"{total}, all {shown[0].says}." if shown[0].count > 1 else f"{total}, {shown[0].says}."
    return f"{total}: {say_list(_part_says(part) for part in shown)}."


def bars(rows: Sequence[Bar], *, prefix: str, width: int = 720, noun: str = "project") -> Svg:
    """How many stand in each step, with the median days there; stuck ones are the hatched end of the bar.

    Below 520 pixels a row's name stands above its bar instead of beside it.
    """
    narrow = width < _NARROW
    left = 0.0 if narrow else min(190.0, max((text_width(row.name) for row in rows), default=0) + 16)
    notes = [_note(row) for row in rows]
    right = max((text_width(note, 13) for note in notes), default=0) + 14
    room = width - left - (0.0 if narrow else right)
    most = max((row.count for row in rows), default=0) or 1
    pitch = 46 if narrow else 34
    pattern = identifier(prefix) + "-stuck"
    parts = [_hatch(pattern)] if any(row.stuck for row in rows) else []
    for place, (row, note) in enumerate(zip(rows, notes, strict=True)):
        top = place * pitch
        length = max(_LEAST, row.count / most * room) if row.count else 0.0
        drawn = tag(
            "rect",
            x=0.0,
            y=float(top),
            width=float(width),
            height=float(pitch),
            fill="none",
            pointer_events="all",
        )
        if narrow:
            drawn += words(fit(row.name, width - text_width(note, 12) - 12), 0, top + 15)
            drawn += words(note, width, top + 15, size=12, anchor="end", fill=QUIET, class_="c-quiet")
            drawn += _bar(row, pattern, 0, top + 21, length, 18)
        else:
            drawn += words(fit(row.name, left - 12), 0, top + 22)
            drawn += _bar(row, pattern, left, top + 5, length, 24)
            drawn += words(note, left + length + 8, top + 22, size=13)
        parts.append(link(row.href, drawn, says=_row_says(row, noun)))
    return frame(
        parts,
        width,
        max(pitch * len(rows), 1),
        prefix=prefix,
        title=bars_sentence(rows, noun=noun),
        desc=". ".join(_row_says(row, noun) for row in rows),
        class_="chart-bars",
        linked=any(row.href for row in rows),
    )


def bars_sentence(rows: Sequence[Bar], *, noun: str = "project") -> str:
    """ "Most projects (34 of 121) stand in Measures; 9 are stuck, most of them (5) in Test." """
    total, stuck = sum(row.count for row in rows), sum(row.stuck or 0 for row in rows)
    if not total:
        return f"No {noun}s."
    most = max(row.count for row in rows)
    first = say_list(row.name for row in rows if row.count == most)
    said = f"{first} {'holds' if [row.count for row in rows].count(most) == 1 else 'hold'} the most: {number(most)}"
    said += f" of {plural(total, noun)}"
    if not stuck:
        return f"{said}." if any(row.stuck is None for row in rows) else f"{said}; none is stuck."
    worst = max(rows, key=lambda row: row.stuck or 0)
    where = (
        f"in {worst.name}"
        if worst.stuck == stuck
        else f"most of them ({number(worst.stuck or 0)}) in {worst.name}"
    )
    return f"{said}; {number(stuck)} {'is' if stuck == 1 else 'are'} stuck, {where}."


def _widths(counts: Sequence[int], width: float) -> list[float]:
    """Lengths to scale, none too thin to see, together exactly the width."""
    total = sum(counts)
    wide = [max(_LEAST, count / total * width) for count in counts]
    over = sum(wide) - width
    spare = sum(each - _LEAST for each in wide)
    return [each - over * (each - _LEAST) / spare for each in wide] if spare else wide


def _segment(part: Part, x: float, wide: float) -> str:
    look = LOOKS[Status(part.status)]
    drawn = tag(
        "rect",
        x=x,
        y=0.0,
        width=max(wide - 2, 2.0),
        height=34.0,
        fill=look.colour,
        class_=f"c-{Status(part.status)}",
    )
    says = text_width(number(part.count), 16, bold=True)
    middle = x + (wide - 2) / 2
    if says + 34 <= wide:
        drawn += mark(part.status, middle - says / 2 - 6, 17, 6.5, reverse=True)
        middle += 7
    if says + 8 <= wide:
        drawn += words(
            number(part.count), middle, 23, size=16, anchor="middle", bold=True, fill=PAPER, class_="c-on"
        )
    return drawn


def _legend(parts: Sequence[Part], width: float) -> tuple[list[str], float]:
    """Each part's shape, count and word, as links that are easy to press, in as many rows as they need."""
    drawn: list[str] = []
    x, top = 0.0, 42.0
    for part in parts:
        says = _part_says(part)
        taken = 20 + text_width(says) + 18
        if x and x + taken - 18 > width:
            x, top = 0.0, top + 26
        target = tag(
            "rect",
            x=x,
            y=top - 2,
            width=taken - 8,
            height=26.0,
            fill="none",
            pointer_events="all",
            class_="c-target",
        )
        text = words(fit(says, width - 20), x + 20, top + 16)
        drawn.append(link(part.href, target + mark(part.status, x + 8, top + 11, 7) + text, says=says))
        x += taken
    return drawn, (top + 26 - 34) if parts else 0.0


def _part_says(part: Part) -> str:
    return f"{number(part.count)} {part.says}"


def _hatch(name: str) -> str:
    lines = tag("rect", width=6.0, height=6.0, fill=PAPER) + tag(
        "path", d="M0 6L6 0", stroke=INK, stroke_width=1.6
    )
    pattern = tag("pattern", lines, id=name, width=6.0, height=6.0, patternUnits="userSpaceOnUse")
    return tag("defs", pattern)


def _bar(row: Bar, pattern: str, x: float, y: float, length: float, thick: float) -> str:
    if not row.count:
        return tag("line", x1=x, y1=y, x2=x, y2=y + thick, stroke=QUIET, stroke_width=1.5, class_="c-line")
    ends = max(_LEAST, length * min(row.stuck, row.count) / row.count) if row.stuck else 0.0
    drawn = tag("rect", x=x, y=y, width=length, height=thick, fill=BLUE, class_="c-bar")
    if ends:
        drawn += tag(
            "rect",
            x=x + length - ends,
            y=y,
            width=ends,
            height=thick,
            fill=f"url(#{pattern})",
            stroke=INK,
            stroke_width=1.0,
            class_="c-stuck",
        )
    return drawn


def _note(row: Bar) -> str:
    said = number(row.count)
    if row.count and row.median_days is not None:
        said += f", median {plural(row.median_days, 'day')}"
    return said + (f", {number(row.stuck)} stuck" if row.stuck else "")


def _row_says(row: Bar, noun: str) -> str:
    said = f"{row.name}: {plural(row.count, noun)}"
    if row.count and row.median_days is not None:
        said += f", median {plural(row.median_days, 'day')} there"
    return said + (f", {number(row.stuck)} stuck" if row.stuck else "")
