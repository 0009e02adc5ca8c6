"""The portfolio as a map: programmes as boxes with their projects in them, and how confident each is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from quantock.engines.charts.marks import HAIRLINE, LINE, LOOKS, PAPER, QUIET, Status, mark
from quantock.engines.charts.svg import Svg, fit, frame, link, safe, tag, text_width, words
from quantock.engines.text import number, plural, say_list

_GAP = 10.0
_LEAST_BOX = 200.0
_HEAD = 30.0
_LINE = 24.0


@dataclass(frozen=True, slots=True)
class Node:
    """A programme (with children) or a project. `status` is a project's own; a programme shows its projects' counts.

    `counts` may be given where the children are not all here; otherwise they are counted.
    """

    name: str
    status: Status | str = Status.UNKNOWN
    href: str = ""
    children: Sequence["Node"] = ()
    counts: Mapping[Status, int] = field(default_factory=dict)

    def tally(self) -> dict[Status, int]:
        """How many projects below it have each status; a project counts itself."""
        if self.counts:
            return {Status(status): count for status, count in self.counts.items() if count}
        if not self.children:
            return {Status(self.status): 1}
        total: dict[Status, int] = {}
        for child in self.children:
            for status, count in child.tally().items():
                total[status] = total.get(status, 0) + count
        return total


def portfolio_map(nodes: Sequence[Node], *, prefix: str, width: int = 960, most_shown: int = 8) -> Svg:
    """A box for each programme, as many side by side as fit, with a bar of its projects' confidence and their names.

    A programme lists `most_shown` of its projects, those in trouble first, then "and n more"; projects of no programme
    share a box of their own. A programme within a programme is one line with its counts.
    """
    boxes = _boxes(nodes)
    columns = max(1, min(len(boxes), int((width + _GAP) // (_LEAST_BOX + _GAP))))
    wide = (width - _GAP * (columns - 1)) / columns
    parts: list[str] = []
    y = 0.0
    for start in range(0, len(boxes), columns):
        row = boxes[start : start + columns]
        tall = max(_height(node, most_shown) for node in row)
        for place, node in enumerate(row):
            parts.append(_box(node, place * (wide + _GAP), y, wide, tall, most_shown))
        y += tall + _GAP
    return frame(
        parts,
        width,
        max(1.0, y - _GAP),
        prefix=prefix,
        title=portfolio_map_sentence(nodes),
        desc=". ".join(f"{node.name}: {_counts_say(node.tally())}" for node in boxes),
        class_="chart-map",
        linked=any(node.href or any(child.href for child in node.children) for node in boxes),
    )


def portfolio_map_sentence(nodes: Sequence[Node]) -> str:
    """ "5 programmes and 12 projects of their own: 40 projects, of which 31 green, 6 amber and 3 red." """
    if not nodes:
        return "No projects."
    programmes = sum(_is_programme(node) for node in nodes)
    alone = len(nodes) - programmes
    tally: dict[Status, int] = {}
    for node in nodes:
        for status, count in node.tally().items():
            tally[status] = tally.get(status, 0) + count
    held = [plural(programmes, "programme")] if programmes else []
    held += [plural(alone, "project") + (" of no programme" if programmes else "")] if alone else []
    return f"{say_list(held)}: {_counts_say(tally)}."


def _is_programme(node: Node) -> bool:
    return bool(node.children or node.counts)


def _boxes(nodes: Sequence[Node]) -> list[Node]:
    alone = [node for node in nodes if not _is_programme(node)]
    programmes = [node for node in nodes if _is_programme(node)]
    name = "Projects of no programme" if programmes else "Projects"
    return [*programmes, Node(name, children=alone)] if alone else programmes


def _height(node: Node, most_shown: int) -> float:
    lines = min(len(node.children), most_shown) + (len(node.children) > most_shown)
    return _HEAD + 34 + lines * _LINE + (8 if lines else 4)


def _box(node: Node, x: float, y: float, wide: float, tall: float, most_shown: int) -> str:
    tally = node.tally()
    total = sum(tally.values())
    outline = tag(
        "rect",
        x=x + 0.5,
        y=y + 0.5,
        width=wide - 1,
        height=tall - 1,
        rx=4,
        fill=PAPER,
        stroke=LINE,
        class_="c-box",
    )
    said = number(total)
    room = wide - 32 - text_width(said, 15, bold=True)
    name = words(fit(node.name, room, 15, bold=True), x + 12, y + 22, size=15, bold=True)
    count = words(said, x + wide - 12, y + 22, size=15, bold=True, anchor="end")
    says = f"{node.name}: {_counts_say(tally)}"
    drawn = outline + link(node.href, tag("g", tag("title", safe(says)) + name), says=says) + count
    drawn += _strip(tally, x + 12, y + _HEAD + 2, wide - 24)
    order = sorted(node.children, key=lambda child: _URGENCY[_worst(child)])
    at = y + _HEAD + 36
    for child in order[:most_shown]:
        drawn += _child(child, x + 12, at, wide - 24)
        at += _LINE
    if len(order) > most_shown:
        more = f"and {number(len(order) - most_shown)} more"
        drawn += words(more, x + 34, at + 15, size=13, fill=QUIET, class_="c-quiet")
    return drawn


def _strip(tally: Mapping[Status, int], x: float, y: float, wide: float) -> str:
    """A thin bar to scale, and under it each shape with its count."""
    total = sum(tally.values())
    drawn = tag("rect", x=x, y=y, width=wide, height=7.0, fill=HAIRLINE, class_="c-line")
    at, key = x, x
    for status in Status:
        count = tally.get(status, 0)
        if not count:
            continue
        length = count / total * wide
        drawn += tag(
            "rect",
            x=at,
            y=y,
            width=max(1.5, length - 1.5),
            height=7.0,
            fill=LOOKS[status].colour,
            class_=f"c-{status}",
        )
        drawn += mark(status, key + 6, y + 19, 5.5) + words(number(count), key + 15, y + 23.5, size=12)
        at += length
        key += 15 + text_width(number(count), 12) + 10
    return drawn


def _child(node: Node, x: float, y: float, wide: float) -> str:
    tally = node.tally()
    programme = _is_programme(node)
    said = f" ({number(sum(tally.values()))})" if programme else ""
    name = fit(node.name, wide - 22 - text_width(said, 13), 13) + said
    says = (
        f"{node.name}: {_counts_say(tally)}"
        if programme
        else f"{node.name}, {LOOKS[Status(node.status)].word}"
    )
    target = tag("rect", x=x, y=y, width=wide, height=_LINE, fill="none", pointer_events="all")
    title = tag("title", safe(says))
    drawn = tag(
        "g", title + target + mark(_worst(node), x + 8, y + 11, 6.5) + words(name, x + 22, y + 15.5, size=13)
    )
    return link(node.href, drawn, says=says)


def _worst(node: Node) -> Status:
    """A project's own status; of a programme the most troubled below it."""
    return min(node.tally(), key=lambda status: _URGENCY[status])


_URGENCY = {
    Status.RED: 0,
    Status.AMBER: 1,
    Status.UNKNOWN: 2,
    Status.GREEN: 3,
    Status.COMPLETE: 4,
    Status.ENDED: 5,
}


def _counts_say(tally: Mapping[Status, int]) -> str:
    total = sum(tally.values())
    parts = [f"{number(tally[status])} {LOOKS[status].word}" for status in Status if tally.get(status)]
    return f"{plural(total, 'project')}, {say_list(parts)}" if parts else "no projects"
