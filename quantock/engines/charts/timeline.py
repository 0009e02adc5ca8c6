"""Milestones over the months ahead, one row a programme or project."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from quantock.engines.charts.crowd import crowd, crowd_says, stretches
from quantock.engines.charts.marks import HAIRLINE, INK, LINE, LOOKS, PAPER, QUIET, Status, key_rows, mark
from quantock.engines.charts.svg import Svg, fit, frame, link, safe, short, tag, text_width, words, wrap
from quantock.engines.dates import add_months, say_date, say_short
from quantock.engines.text import number, plural, say_list

MOST_ROWS = 20
_NARROW = 600
_RADIUS = 7.0
_LANE = 20.0
_MOST_LANES = 3
_MOST_OVER = 3
"""Marks of a row that may cover others; with more it is counted instead of drawn."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """One milestone: when it is now expected (or was reached), its status, and the date first promised."""

    name: str
    day: date
    status: Status | str
    baseline: date | None = None
    provisional: bool = False
    href: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One programme or project and its milestones."""

    name: str
    milestones: Sequence[Milestone] = ()
    href: str = ""


@dataclass(slots=True)
class _Scale:
    """Days to pixels, between two sides of the picture."""

    start: date
    end: date
    left: float
    right: float
    days: int = field(init=False)

    def __post_init__(self) -> None:
        self.days = max(1, (self.end - self.start).days)

    def x(self, day: date) -> float:
        """The place of a day; days outside stand at the edge."""
        share = (day - self.start).days / self.days
        return self.left + min(1.0, max(0.0, share)) * (self.right - self.left)

    def holds(self, day: date) -> bool:
        """Whether a day lies inside."""
        return self.start <= day <= self.end

    def months(self) -> Iterator[tuple[date, float, float]]:
        """Each month that begins or runs in the span: its first day, and its two sides."""
        month = self.start.replace(day=1)
        while month <= self.end:
            after = add_months(month, 1)
            yield month, self.x(month), self.x(after)
            month = after


def timeline(
    rows: Sequence[Row],
    start: date,
    end: date,
    today: date,
    *,
    prefix: str,
    width: int = 960,
    most_rows: int = MOST_ROWS,
    says: str = "",
) -> Svg:
    """Milestones from `start` to `end`: shape and colour by status, hollow when provisional, and a faint line back to
    the baseline when the date has moved. Milestones outside are counted, not drawn; rows past `most_rows` are named
    as a number. Below 600 pixels a row's name stands above its line. `says` is its sentence where it is known already.
    """
    narrow = width < _NARROW
    shown = rows[:most_rows]
    left = 8.0 if narrow else min(240.0, max((text_width(row.name) for row in shown), default=0) + 20)
    scale = _Scale(start, end, left + (0 if narrow else 6), width - 12)
    body: list[str] = []
    y = 40.0
    for row in shown:
        drawn, height = _row(row, scale, y, left, narrow=narrow)
        body.append(drawn)
        y += height
    bottom = y
    if len(rows) > most_rows:
        body.append(
            words(f"and {number(len(rows) - most_rows)} more", 0, y + 17, fill=QUIET, class_="c-quiet")
        )
        y += 26
    legend, taken = key_rows(_key(shown, scale), width, y + 8)
    return frame(
        [*_axis(scale, today, bottom), *_today(scale, today, bottom), *body, *legend],
        width,
        y + 8 + taken,
        prefix=prefix,
        title=says or timeline_sentence(rows, start, end, today),
        desc=_description(shown, scale),
        class_="chart-timeline",
        linked=any(row.href or any(each.href for each in row.milestones) for row in shown),
    )


def timeline_sentence(rows: Sequence[Row], start: date, end: date, today: date) -> str:
    """ "64 milestones from 1 November 2026 to 31 October 2027: 14 red, 9 amber; 9 are provisional. Next: ..." """
    within = [each for row in rows for each in row.milestones if start <= each.day <= end]
    span = f"from {say_date(start)} to {say_date(end)}"
    if not within:
        return f"No milestones {span}."
    counted = Counter(Status(each.status) for each in within)
    said = f"{plural(len(within), 'milestone')} {span}: "
    said += say_list(f"{number(counted[each])} {LOOKS[each].word}" for each in Status if counted[each])
    provisional = sum(each.provisional for each in within)
    if provisional:
        said += f"; {number(provisional)} {'is' if provisional == 1 else 'are'} provisional"
    over = (Status.COMPLETE, Status.ENDED)
    ahead = [each for each in within if each.day >= today and Status(each.status) not in over]
    if ahead:
        first = min(ahead, key=lambda each: each.day)
        said += f". Next: {first.name}, {say_date(first.day)}"
    return said + "."


def _row(row: Row, scale: _Scale, y: float, left: float, *, narrow: bool) -> tuple[str, float]:
    """One row and its height: its marks, or where they would cover each other how many there are."""
    within = sorted((each for each in row.milestones if scale.holds(each.day)), key=lambda each: each.day)
    head = 20.0 if narrow else 0.0
    marks, tall, how = _counted(within, scale, y + head) or _marked(within, scale, y + head)
    height = head + tall
    drawn = tag(
        "line", x1=0.0, y1=y, x2=scale.right + 12, y2=y, stroke=HAIRLINE, stroke_width=1.0, class_="c-line"
    )
    later = sum(each.day > scale.end for each in row.milestones)
    note = ", ".join(filter(None, (how, f"{number(later)} later" if later else "")))
    if narrow:
        name = words(fit(row.name, scale.right - text_width(note, 12) - 8), 0, y + 16, halo=True)
        drawn += (
            words(note, scale.right + 12, y + 16, size=12, anchor="end", fill=QUIET, class_="c-quiet")
            if note
            else ""
        )
    else:
        lines = wrap(row.name, left - 14)
        name = "".join(words(line, 0, y + 20 + 17 * place) for place, line in enumerate(lines))
        below = y + 19 + 17 * len(lines)
        drawn += words(note, 0, below, size=12, fill=QUIET, class_="c-quiet") if note else ""
        height = max(height, 13 + 17 * len(lines) + (16 if note else 0))
    return drawn + link(row.href, name, says=row.name) + marks, height


def _marked(within: Sequence[Milestone], scale: _Scale, y: float) -> tuple[str, float, str]:
    """Each milestone as a mark of its own. Those that would touch stand in up to three lanes."""
    lanes, _ = _lanes([scale.x(each.day) for each in within])
    places = [(each, y + 15 + lane * _LANE) for lane, each in zip(lanes, within, strict=True)]
    drawn = "".join(_promise(each, scale, at) for each, at in places)
    drawn += "".join(_milestone(each, scale, at) for each, at in places)
    return drawn, max(30.0, 10 + _LANE * (max(lanes, default=0) + 1)), ""


def _counted(within: Sequence[Milestone], scale: _Scale, y: float) -> tuple[str, float, str] | None:
    """How many of each status there are in each month, where marks would cover each other."""
    if _lanes([scale.x(each.day) for each in within])[1] <= _MOST_OVER:
        return None
    parts, how = stretches(scale.start, scale.end, scale.x)
    drawn, tall = crowd([(each.day, Status(each.status)) for each in within], parts, y + 6)
    return drawn, max(30.0, tall + 12), how


def _lanes(places: Sequence[float]) -> tuple[list[int], int]:
    """The first lane, from the top, where each mark has room, and how many marks have none."""
    ends = [-1e9] * _MOST_LANES
    lanes: list[int] = []
    over = 0
    for x in places:
        free = [lane for lane in range(_MOST_LANES) if x - ends[lane] >= 2 * _RADIUS + 1]
        lane = free[0] if free else ends.index(min(ends))
        over += not free
        ends[lane] = x
        lanes.append(lane)
    return lanes, over


def _promise(each: Milestone, scale: _Scale, y: float) -> str:
    """Where a milestone that moved was first promised, and the way it has gone since."""
    if each.baseline is None or each.baseline == each.day:
        return ""
    was, x = scale.x(each.baseline), scale.x(each.day)
    line = tag(
        "line",
        x1=was,
        y1=y,
        x2=x,
        y2=y,
        stroke=LINE,
        stroke_width=1.5,
        stroke_dasharray="3 3",
        class_="c-ghost",
    )
    return line + (_ghost(was, y) if scale.holds(each.baseline) else "")


def _milestone(each: Milestone, scale: _Scale, y: float) -> str:
    x = scale.x(each.day)
    shape = mark(each.status, x, y, _RADIUS, hollow=each.provisional)
    target = tag("circle", cx=x, cy=y, r=12.0, fill="none", pointer_events="all") if each.href else ""
    says = _milestone_says(each)
    return link(each.href, tag("g", tag("title", safe(says)) + target + shape), says=says)


def _ghost(x: float, y: float) -> str:
    outline = f"M{short(x)} {short(y - 5)}l5 5-5 5-5-5z"
    return tag("path", d=outline, fill=PAPER, stroke=LINE, stroke_width=1.2, class_="c-ghost")


def _axis(scale: _Scale, today: date, bottom: float) -> list[str]:
    """Months along the top, all by name or all by initial; the year over the first and over each January."""
    parts: list[str] = []
    months = list(scale.months())
    in_full = (scale.right - scale.left) / len(months) > text_width("May", 12) + 3
    yearless = True
    for month, start, end in months:
        if month >= scale.start:
            parts.append(
                tag(
                    "line",
                    x1=start,
                    y1=32.0,
                    x2=start,
                    y2=bottom,
                    stroke=HAIRLINE,
                    stroke_width=1.0,
                    class_="c-line",
                )
            )
        name = say_short(month).split()[1] if in_full else say_short(month).split()[1][0]
        if end - start > text_width(name, 12):
            parts.append(
                words(name, (start + end) / 2, 28, size=12, anchor="middle", fill=QUIET, class_="c-quiet")
            )
        if (yearless or month.month == 1) and end - start > 12:
            if not _covers_today(scale, today, start, start + text_width("2026", 12, bold=True)):
                parts.append(words(month.year, start, 12, size=12, bold=True, fill=QUIET, class_="c-quiet"))
            yearless = False
    return parts


def _today_label(scale: _Scale, today: date) -> tuple[float, float]:
    """The two sides of the word Today, kept inside the picture."""
    half = text_width("Today", 12, bold=True) / 2 + 4
    middle = min(max(scale.x(today), scale.left + half), scale.right + 12 - half)
    return middle - half, middle + half


def _covers_today(scale: _Scale, today: date, left: float, right: float) -> bool:
    if not scale.holds(today):
        return False
    begin, end = _today_label(scale, today)
    return left < end + 3 and right > begin - 3


def _today(scale: _Scale, today: date, bottom: float) -> list[str]:
    if not scale.holds(today):
        return []
    x = scale.x(today)
    left, right = _today_label(scale, today)
    return [
        tag("line", x1=x, y1=16.0, x2=x, y2=bottom, stroke=INK, stroke_width=1.5, class_="c-today"),
        tag("rect", x=left, y=0.0, width=right - left, height=17.0, rx=3, fill=INK, class_="c-today"),
        words(
            "Today", (left + right) / 2, 13, size=12, anchor="middle", bold=True, fill=PAPER, class_="c-on"
        ),
    ]


def _key(rows: Sequence[Row], scale: _Scale) -> list[tuple[str, str]]:
    """What the shapes mean, for those that are in the picture."""
    within = [each for row in rows for each in row.milestones if scale.holds(each.day)]
    there = {Status(each.status) for each in within}
    entries = [(mark(status, 0, 0, _RADIUS), LOOKS[status].word) for status in Status if status in there]
    if any(each.provisional for each in within):
        entries.append((mark(Status.AMBER, 0, 0, _RADIUS, hollow=True), "hollow: provisional"))
    if any(each.baseline not in (None, each.day) for each in within):
        entries.append((_ghost(0, 0), "first promised"))
    return entries


def _description(rows: Sequence[Row], scale: _Scale) -> str:
    said = []
    for row in rows:
        within = sorted((each for each in row.milestones if scale.holds(each.day)), key=lambda each: each.day)
        if _lanes([scale.x(each.day) for each in within])[1] > _MOST_OVER:
            said.append(f"{row.name}: {crowd_says([(each.day, Status(each.status)) for each in within])}")
        else:
            said.append(f"{row.name}: {'; '.join(map(_milestone_says, within)) or 'none in this time'}")
    return ". ".join(said)


def _milestone_says(each: Milestone) -> str:
    said = f"{each.name}, {say_date(each.day)}, {LOOKS[Status(each.status)].word}"
    if each.provisional:
        said += ", provisional"
    if each.baseline is not None and each.baseline != each.day:
        said += f", first promised for {say_date(each.baseline)}"
    return said
