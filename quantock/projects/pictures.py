"""A project's milestones as a picture: one row each, the baseline beside what is now expected."""

from collections.abc import Sequence
from datetime import date

from quantock.engines.charts.svg import Svg
from quantock.engines.charts.timeline import Milestone, Row, timeline
from quantock.engines.dates import add_months
from quantock.projects.queries import JudgedMilestone

WIDE, NARROW = 960, 300


def milestones_drawn(rows: Sequence[JudgedMilestone], *, on: date) -> tuple[Svg, Svg] | None:
    """The timeline for a wide and for a narrow screen; nothing where no milestone has a day."""
    dated = [(row, day) for row in rows if (day := row.milestone.actual or row.milestone.forecast)]
    if not dated:
        return None
    days = [on, *(day for _, day in dated), *(row.milestone.baseline or day for row, day in dated)]
    start, end = add_months(min(days), -1), add_months(max(days), 1)
    drawn = [
        Row(
            row.milestone.name,
            [
                Milestone(
                    row.milestone.name,
                    day,
                    row.verdict.status.value,
                    row.milestone.baseline,
                    row.milestone.provisional,
                )
            ],
        )
        for row, day in dated
    ]
    wide = timeline(drawn, start, end, on, prefix="wide", width=WIDE)
    return wide, timeline(drawn, start, end, on, prefix="narrow", width=NARROW)
