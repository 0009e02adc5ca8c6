"""A plan as a table for Excel, which `read_plan_table` reads back as it was."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from quantock.engines.documents.columns import Column, Kind
from quantock.engines.documents.csvfile import stream_csv
from quantock.engines.documents.xlsx import Sheet, stream_workbook
from quantock.engines.plans.cells import say_lag, say_minutes
from quantock.engines.plans.plan import Plan, Task
from quantock.engines.plans.writing import EVENING, MORNING
from quantock.engines.text import clean

HEADINGS = (
    "ID",
    "Outline",
    "Task",
    "Start",
    "Finish",
    "Duration",
    "% complete",
    "Milestone",
    "Owners",
    "Predecessors",
    "Notes",
)
_WIDTHS = {"ID": 7, "Outline": 10, "Task": 50, "Duration": 10, "% complete": 12, "Milestone": 11, "Notes": 60}


def plan_columns(plan: Plan) -> list[Column]:
    """The columns; those of dates show times of day where a task has any but the beginning and end of work."""
    timed = any(isinstance(cell, datetime) for row in plan_rows(plan) for cell in row)
    day: Kind = "datetime" if timed else "date"
    kinds: dict[str, Kind] = {"ID": "number", "Start": day, "Finish": day}
    return [Column(heading, kinds.get(heading, "text"), _WIDTHS.get(heading)) for heading in HEADINGS]


def plan_rows(plan: Plan) -> list[list[object]]:
    """A row a task, without the headings; the row of the whole plan (number 0) is none."""
    numbers = {task.uid: task.number for task in plan.tasks if task.number}
    return [_row(task, numbers) for task in plan.tasks if task.number]


def plan_workbook(plan: Plan, name: str = "Plan") -> Iterator[bytes]:
    """The plan as a workbook; text is never a formula."""
    return stream_workbook([Sheet(name, plan_columns(plan), plan_rows(plan))])


def plan_csv(plan: Plan) -> Iterator[bytes]:
    """The plan as CSV, in which Excel takes no text for a formula."""
    return stream_csv(plan_columns(plan), plan_rows(plan))


def _row(task: Task, numbers: dict[int, int]) -> list[object]:
    flag = "Yes" if task.is_milestone else "No" if task.minutes == 0 else ""
    return [
        task.number,
        task.outline,
        clean(task.name, one_line=True),
        _day(task.start, MORNING),
        _day(task.finish, EVENING),
        "" if task.minutes is None else say_minutes(task.minutes),
        f"{task.percent}%",
        flag,
        _people(task.owners),
        "; ".join(
            f"{numbers[link.predecessor]}{link.kind if link.kind != 'FS' or link.lag else ''}"
            f"{say_lag(link.lag, link.lag_format)}"
            for link in task.links
            if link.predecessor in numbers
        ),
        task.notes,
    ]


def _day(moment: datetime | None, usual: time) -> date | datetime | None:
    """A day alone where its hour is the usual one, which reading and writing put back."""
    if moment is None:
        return None
    return moment.date() if moment.time() in (time(), usual) else moment


def _people(names: Sequence[str]) -> str:
    """Names apart by semicolons, with one more at the end where a name holds what else would part them."""
    said = "; ".join(name.replace(";", ",") for name in names)
    return said + (";" if any(sign in said for sign in ",/&") else "")
