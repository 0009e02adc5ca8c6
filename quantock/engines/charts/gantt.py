"""A plan as a picture: a row a task, bars over the months, milestones as diamonds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from quantock.engines.charts.marks import BLUE, HAIRLINE, INK, LINE, LOOKS, PAPER, QUIET, Status, key_rows
from quantock.engines.charts.shades import BACKGROUNDS
from quantock.engines.charts.svg import Svg, fit, frame, link, safe, short, tag, text_width, words
from quantock.engines.charts.ticks import AXIS, Span, axis, today_line
from quantock.engines.dates import say_date, say_short, say_span
from quantock.engines.dates.reading import EARLIEST, LATEST
from quantock.engines.text import number, plural

MOST_BARS = 60
"""More rows than this are no picture; what is folded is the page's to say."""

DEEP = "#003d78"
PALE = BACKGROUNDS[2]
LATE = LOOKS[Status.RED].colour
_NARROW = 600
_INDENT = 14.0
_MOST_LEVELS = 6
_RADIUS = 7.0
_SIDE = 10.0


@dataclass(frozen=True, slots=True)
class PlanBar:
    """One row of a plan: what it is called, how deep it lies (1 is outermost), its days as far as there are any, how much
    is done (0 to 100), and where it was first promised. A milestone stands on its finish.
    """

    name: str
    level: int = 1
    start: date | None = None
    finish: date | None = None
    percent: int = 0
    is_summary: bool = False
    is_milestone: bool = False
    is_late: bool = False
    baseline_start: date | None = None
    baseline_finish: date | None = None
    url: str = ""

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and last day to draw: of one that is known alone, that day; the wrong way round, put right."""
        known = [day for day in (self.start, self.finish) if day is not None]
        if not known:
            return None
        return (known[-1], known[-1]) if self.is_milestone else (min(known), max(known))

    @property
    def promised(self) -> tuple[date, date] | None:
        """The days of the baseline, where they are others than now."""
        known = [day for day in (self.baseline_start, self.baseline_finish) if day is not None]
        if not known:
            return None
        was = (known[-1], known[-1]) if self.is_milestone else (min(known), max(known))
        return None if was == self.days else was


def draw_plan(
    bars: Sequence[PlanBar],
    *,
    on: date,
    prefix: str = "plan",
    width: int = 1000,
    label: str = "",
    most_rows: int = MOST_BARS,
) -> Svg:
    """Bars with the part done darker, brackets for summaries, diamonds for milestones (hollow where first promised), a line
    for today. What is late is red and bears a "!". Without days only the name is shown; rows past `most_rows` are named as
    a number. Below 600 pixels a name stands above its bar. `label` is the picture's title, else its sentence is.

    For a page: `in_both_widths(lambda prefix, width: draw_plan(bars, on=on, prefix=prefix, width=width), prefix="plan",
    wide=1000)`.
    """
    narrow = width < _NARROW
    shown = bars[:most_rows]
    span = _span(shown, on, _left(shown, width, narrow=narrow), width - 8.0)
    top = (18.0 if span and span.holds(on) else 0.0) + AXIS if span else 4.0
    body: list[str] = []
    y = top
    for bar in shown:
        height = 44.0 if narrow and bar.days else 26.0
        body.append(_row(bar, span, y, height, width, narrow=narrow))
        y += height
    bottom = y
    body.append(tag("line", x1=0.0, y1=y, x2=float(width), y2=y, stroke=HAIRLINE, class_="c-line"))
    if len(bars) > len(shown):
        more = f"and {number(len(bars) - len(shown))} more"
        body.append(words(more, 0, y + 19, fill=QUIET, class_="c-quiet"))
        y += 26
    legend, taken = key_rows(_key(shown), width, y + 8)
    behind = [*today_line(span, on, bottom), *axis(span, top - AXIS, bottom)] if span else []
    return frame(
        [*behind, *body, *legend],
        width,
        y + 8 + taken,
        prefix=prefix,
        title=label or plan_sentence(bars, on),
        desc=". ".join(_says(bar) for bar in shown),
        class_="chart-plan",
        linked=any(bar.url for bar in shown),
    )


def plan_sentence(bars: Sequence[PlanBar], on: date) -> str:
    """ "12 tasks and 3 milestones, 4 January to 30 June 2027; 2 are late. Next milestone: Go live, 3 March 2027." """
    stones = [bar for bar in bars if bar.is_milestone]
    tasks = sum(not bar.is_summary and not bar.is_milestone for bar in bars)
    if not bars:
        return "No tasks."
    said = plural(tasks, "task") + (f" and {plural(len(stones), 'milestone')}" if stones else "")
    days = [day for bar in bars for day in bar.days or ()]
    said += f", {say_span(min(days), max(days))}" if days else ", without dates"
    late = sum(bar.is_late and not bar.is_summary for bar in bars)
    if late:
        said += f"; {number(late)} {'is' if late == 1 else 'are'} late"
    ahead = [
        (bar.days[1], bar.name) for bar in stones if bar.days and bar.percent < 100 and bar.days[1] >= on
    ]
    if ahead:
        day, name = min(ahead)
        said += f". Next milestone: {name}, {say_date(day)}"
    return said + "."


def _left(bars: Sequence[PlanBar], width: int, *, narrow: bool) -> float:
    """Where the bars begin: beside the longest name, but no further than three eighths of the picture."""
    if narrow:
        return 2.0
    longest = max((_indent(bar) + text_width(bar.name, bold=bar.is_summary) for bar in bars), default=0.0)
    return min(width * 0.375, longest + 18)


def _indent(bar: PlanBar) -> float:
    return _INDENT * min(max(bar.level - 1, 0), _MOST_LEVELS)


def _span(bars: Sequence[PlanBar], on: date, left: float, right: float) -> Span | None:
    """From the first day to the last, with today where it is near; a day nobody means (the year 9999) stands at the edge."""
    every = [day for bar in bars for days in (bar.days, bar.promised) for day in days or ()]
    days = [day for day in every if EARLIEST <= day.year <= LATEST]
    if not days:
        return None
    first, last = min(days), max(days)
    near = timedelta(days=max(14, (last - first).days // 4))
    if first - near <= on <= last + near:
        first, last = min(first, on), max(last, on)
    margin = timedelta(days=max(1, (last - first).days // 40))
    return Span(first - margin, last + margin, left, right)


def _row(bar: PlanBar, span: Span | None, y: float, height: float, width: int, *, narrow: bool) -> str:
    """One row: a fine line over it, its name, and its bar or diamond with what it was."""
    drawn = tag("line", x1=0.0, y1=y, x2=float(width), y2=y, stroke=HAIRLINE, class_="c-line")
    left = span.left if span and not narrow else float(width)
    room = left - _indent(bar) - (12 if span and not narrow else 2)
    name = words(
        fit(bar.name, room, bold=bar.is_summary), _indent(bar), y + 18, bold=bar.is_summary, halo=narrow
    )
    target = tag("rect", x=0.0, y=y, width=left, height=min(height, 26.0), fill="none", pointer_events="all")
    drawn += link(bar.url, (target if bar.url else "") + name, says=bar.name)
    if span is None or bar.days is None:
        return drawn
    middle = y + (33.0 if narrow else height / 2)
    return drawn + tag("g", tag("title", safe(_says(bar))) + _drawn(bar, bar.days, span, middle))


def _drawn(bar: PlanBar, days: tuple[date, date], span: Span, y: float) -> str:
    """What stands in the row: first what was promised, then what is, then what to look at."""
    colour = LATE if bar.is_late else BLUE
    if bar.is_milestone:
        x = span.x(days[1], share=0.5)
        drawn = _was_milestone(bar, span, x, y) + _diamond(x, y, _milestone_colour(bar))
        drawn += _tick(x, y) if bar.percent >= 100 else ""
        return drawn + _beside(bar, say_short(days[1]), x - _RADIUS, _right_of(bar, x, span), span, y)
    x, end = span.x(days[0]), span.x(days[1], share=1.0)
    end = max(end, x + 3)
    if bar.is_summary:
        drawn = _bracket(x, end, y, LATE if bar.is_late else INK)
    else:
        drawn = _was_bar(bar, span, y) + _bar(x, end, y, bar.percent, colour)
    return drawn + _beside(bar, "", x, end, span, y)


def _bar(x: float, end: float, y: float, percent: int, colour: str) -> str:
    """The whole in outline, the part done filled from the left."""
    done = (end - x) * min(100, max(0, percent)) / 100
    place: dict[str, object] = {"x": x, "y": y - 6, "height": 12.0}
    fill = PAPER if colour == LATE else PALE
    drawn = tag("rect", **place, width=end - x, fill=fill, stroke=colour, stroke_width=1.5, class_="c-bar")
    return drawn + (tag("rect", **place, width=done, fill=colour, class_="c-done") if done >= 0.5 else "")


def _bracket(x: float, end: float, y: float, colour: str) -> str:
    foot = min(5.0, (end - x) / 2)
    inner = f"L{short(end - foot)} {short(y)}H{short(x + foot)}L{short(x)} {short(y + 5)}Z"
    outline = f"M{short(x)} {short(y - 4)}H{short(end)}V{short(y + 5)}{inner}"
    return tag("path", d=outline, fill=colour, class_="c-summary")


def _diamond(x: float, y: float, colour: str, *, hollow: bool = False) -> str:
    reach = 5.0 if hollow else _RADIUS
    outline = (
        f"M{short(x)} {short(y - reach)}l{short(reach)} {short(reach)}-{short(reach)} {short(reach)}"
        f"-{short(reach)}-{short(reach)}z"
    )
    paint: dict[str, object] = {"fill": PAPER, "stroke": LINE, "stroke_width": 1.5, "class_": "c-ghost"}
    return tag("path", d=outline, **(paint if hollow else {"fill": colour, "class_": "c-milestone"}))


def _milestone_colour(bar: PlanBar) -> str:
    return LATE if bar.is_late else DEEP


def _tick(x: float, y: float) -> str:
    outline = f"M{short(x - 3)} {short(y)}l2.2 2.4 4-4.6"
    return tag("path", d=outline, fill="none", stroke=PAPER, stroke_width=1.6, class_="c-on")


def _right_of(bar: PlanBar, x: float, span: Span) -> float:
    """Where a milestone's marks end on the right: with that of the promise, where its day would be written over it."""
    right = x + _RADIUS
    if bar.promised is None:
        return right
    was = span.x(bar.promised[1], share=0.5) + 5
    return was if right < was < right + 10 + text_width(say_short(bar.promised[1]), 12) else right


def _was_milestone(bar: PlanBar, span: Span, x: float, y: float) -> str:
    if bar.promised is None:
        return ""
    was = span.x(bar.promised[1], share=0.5)
    line = tag("line", x1=was, y1=y, x2=x, y2=y, stroke=LINE, stroke_dasharray="3 3", class_="c-ghost")
    return line + (_diamond(was, y, LINE, hollow=True) if span.holds(bar.promised[1]) else "")


def _was_bar(bar: PlanBar, span: Span, y: float) -> str:
    """A thin line under the bar where it was to be."""
    if bar.promised is None:
        return ""
    x, end = span.x(bar.promised[0]), span.x(bar.promised[1], share=1.0)
    return tag("rect", x=x, y=y + 8, width=max(2.0, end - x), height=2.5, fill=LINE, class_="c-ghost")


def _beside(bar: PlanBar, says: str, left: float, right: float, span: Span, y: float) -> str:
    """A red "!" where it is late and a milestone's day, right of the mark, or left of it where there is no room."""
    taken = (_SIDE + 5 if bar.is_late else 0.0) + (text_width(says, 12) + 5 if says else 0.0)
    if not taken:
        return ""
    x = right + 5 if right + 5 + taken <= span.right + 8 else left - taken
    drawn = ""
    if bar.is_late:
        drawn = tag("g", _alarm(), transform=f"translate({short(x + _SIDE / 2)} {short(y)})")
        x += _SIDE + 5
    if not says or (x < left and (x < span.left or bar.promised)):
        return drawn
    return drawn + words(says, x, y + 4.5, size=12, fill=QUIET, class_="c-quiet", halo=True)


def _alarm() -> str:
    """A red square with a "!", centred on 0, 0."""
    half = _SIDE / 2
    square = tag("rect", x=-half, y=-half - 1, width=_SIDE, height=_SIDE + 2, fill=LATE, class_="c-late")
    return square + tag("path", d="M0-4V1.2M0 2.8V4.4", stroke=PAPER, stroke_width=1.8, class_="c-on")


def _key(bars: Sequence[PlanBar]) -> list[tuple[str, str]]:
    """What the shapes mean, for those that are in the picture."""
    drawn = [bar for bar in bars if bar.days]
    tasks = [bar for bar in drawn if not bar.is_summary and not bar.is_milestone]
    entries = []
    if any(0 < bar.percent < 100 for bar in tasks):
        entries.append((_bar(-8, 8, 0, 50, BLUE), "dark: done"))
    if any(bar.is_milestone for bar in drawn):
        entries.append((_diamond(0, 0, DEEP), "milestone"))
    if any(bar.promised for bar in drawn if not bar.is_summary):
        stones = any(bar.promised and bar.is_milestone for bar in drawn)
        was = _diamond(0, 0, LINE, hollow=True) if stones else ""
        was = was or tag("rect", x=-8.0, y=-1.0, width=16.0, height=2.5, fill=LINE, class_="c-ghost")
        entries.append((was, "first promised"))
    if any(bar.is_late for bar in drawn):
        entries.append((_alarm(), "late"))
    return entries


def _says(bar: PlanBar) -> str:
    """ "Fit the alarms, 4 to 9 January 2027, 40% done, late, first promised for 2 to 7 January 2027"."""
    days, said = bar.days, [bar.name]
    if bar.is_milestone:
        said.append("milestone")
    if days is None:
        return ", ".join([*said, "no dates"])
    if bar.start is None and not bar.is_milestone:
        said.append(f"ends {say_date(days[1])}")
    elif bar.finish is None and not bar.is_milestone:
        said.append(f"begins {say_date(days[0])}")
    else:
        said.append(say_span(*days))
    if bar.percent:
        said.append(f"{bar.percent}% done")
    if bar.is_late:
        said.append("late")
    if bar.promised:
        said.append(f"first promised for {say_span(*bar.promised)}")
    return ", ".join(said)
