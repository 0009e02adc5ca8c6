"""The dashboard's counts as drawings."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from quantock.desk.asked import Asked
from quantock.desk.queries.dashboard import Standing, StepBar
from quantock.desk.queries.milestones import Ahead, Dated
from quantock.engines.charts import (
    MOST_ROWS,
    Bar,
    Milestone,
    Part,
    Row,
    Status,
    Svg,
    bars,
    bars_sentence,
    drawn_once,
    stacked_bar,
    stacked_bar_sentence,
    timeline,
    timeline_sentence,
)
from quantock.engines.text import number
from quantock.projects.models import Confidence
from quantock.web.addresses import url

# The five steps of older registers share the three colours, each by its own word.
COLOURS = {
    Confidence.GREEN: Status.GREEN,
    Confidence.AMBER_GREEN: Status.GREEN,
    Confidence.AMBER: Status.AMBER,
    Confidence.AMBER_RED: Status.AMBER,
    Confidence.RED: Status.RED,
}
Drawing = tuple[str, Svg]
"""What it says, and the picture."""


def confidence(asked: Asked, standing: Standing) -> Drawing:
    """How the rated projects stand; those not rated are a part of their own."""
    parts = [
        Part(colour, standing.rated[value], asked.projects(confidence=value), str(value.label).lower())
        for value, colour in COLOURS.items()
        if standing.rated[value]
    ]
    if standing.not_rated:
        parts.append(Part(Status.UNKNOWN, standing.not_rated, asked.projects(confidence="none"), "not rated"))
    drawn = drawn_once(stacked_bar, tuple(parts), prefix="confidence", wide=560, narrow=280)
    return stacked_bar_sentence(parts), drawn


def steps(asked: Asked, place: int, found: Sequence[StepBar]) -> Drawing:
    """One life-cycle model: how many stand in each step, for how long, and how many are stuck."""
    rows = [
        Bar(bar.step.name, bar.count, bar.median_days, bar.stuck, asked.projects(step=bar.step.pk))
        for bar in found
    ]
    drawn = drawn_once(bars, tuple(rows), prefix=f"steps-{place}", wide=600, narrow=280)
    return bars_sentence(rows), drawn


def milestones(asked: Asked, ahead: Ahead) -> Drawing:
    """From the day on, one row a programme (or a project in none), the soonest first."""
    rows: dict[int, list[Dated]] = defaultdict(list)
    for each in ahead.drawn:
        rows[each.programme].append(each)
    # Only the first rows are drawn, so only they need addresses; the sentence counts all.
    drawn_rows = [
        Row(
            dated[0].programme_title,
            tuple(_marked(each, asked.day, linked=place < MOST_ROWS) for each in dated),
            url("projects:overview", number=programme),
        )
        for place, (programme, dated) in enumerate(rows.items())
    ]
    start, end = asked.day, ahead.drawn_until or asked.day
    said = timeline_sentence(drawn_rows, start, end, asked.day)
    if ahead.is_cut:
        said = f"Of {number(ahead.within)} milestones within a year the soonest: {said}"
    drawn = drawn_once(
        timeline, tuple(drawn_rows), start, end, asked.day, prefix="ahead", wide=1200, narrow=300, says=said
    )
    return said, drawn


def _marked(each: Dated, day: date, *, linked: bool) -> Milestone:
    return Milestone(
        each.name,
        each.forecast or day,
        Status(each.verdict.status),
        each.baseline,
        each.provisional,
        url("projects:milestones", number=each.number) if linked else "",
    )
