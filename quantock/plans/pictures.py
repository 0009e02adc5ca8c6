"""A plan as a picture: bars and milestones along the months."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from quantock.engines.charts.gantt import PlanBar, draw_plan
from quantock.engines.charts.svg import Svg
from quantock.plans.queries import Line

WIDE, NARROW = 960, 300
MOST = 45


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of paper, across: how wide its picture is, in pixels, and how many rows fit under the heading. Fewer rows are
    drawn larger, so that they fill it; the picture of a few is still `least` wide."""

    paper: str
    width: int
    rows: int
    least: int

    def width_for(self, rows: int) -> int:
        return max(self.least, self.width * min(rows, self.rows) // self.rows)


SHEETS = {"a4": Sheet("a4", 1040, 20, 760), "a3": Sheet("a3", 1480, 31, 900)}


def plan_drawn(lines: Sequence[Line], *, on: date, width: int = WIDE) -> tuple[Svg, Svg] | None:
    """The plan for a wide and for a narrow screen; nothing where no row has a day."""
    bars = bars_of(worth_drawing(lines))
    if not any(bar.start or bar.finish for bar in bars):
        return None
    return (
        draw_plan(bars, on=on, prefix="wide", width=width),
        draw_plan(bars, on=on, prefix="narrow", width=NARROW),
    )


def worth_drawing(lines: Sequence[Line], most: int = MOST) -> list[Line]:
    """As deep as fits into one picture; else phases and milestones; else of what stands outermost those phases and milestones
    that are not done first, milestones before phases, or where there are none what is not done."""
    for deepest in range(10, 1, -1):
        some = [line for line in lines if line.level <= deepest]
        if len(some) <= most:
            return some
    marked = [line for line in lines if line.judged.is_phase or line.milestone is not None]
    if marked and len(marked) <= most:
        return marked
    outer = [line for line in lines if line.level == 1]
    if len(outer) <= most:
        return outer
    worth = [line for line in marked if line.level == 1 or line.milestone is not None]
    worth = worth or [line for line in outer if not line.is_done] or outer
    ahead = sorted(worth, key=lambda line: (line.judged.is_done, line.milestone is None))[:most]
    chosen = {id(line) for line in ahead}
    return [line for line in worth if id(line) in chosen]


def bars_of(lines: Sequence[Line]) -> list[PlanBar]:
    return [
        PlanBar(
            name=line.name,
            level=line.level,
            start=line.start,
            finish=line.finish,
            percent=line.judged.percent,
            is_summary=line.judged.is_phase,
            is_milestone=line.milestone is not None,
            is_late=line.judged.is_late,
            baseline_finish=line.milestone.baseline if line.milestone else None,
            url=line.href,
        )
        for line in lines
    ]
