"""What the weekly e-mail tells one person: what is due of them, what waits, what changed. Each line opens one page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from quantock.access import Permission, Viewer, can
from quantock.desk.queries import home
from quantock.desk.queries.notices import unopened
from quantock.engines.dates import say_date
from quantock.engines.text import excerpt, plural
from quantock.measures.queries.collecting import due_of
from quantock.measures.rules import next_period, say_period
from quantock.plans.models import Task
from quantock.plans.queries import due_of as tasks_due_of
from quantock.projects.models import Milestone
from quantock.projects.next_thing import Kind as Thing
from quantock.raid.kinds import Kind
from quantock.raid.queries import Row, to_do

AHEAD = timedelta(days=7)
# The ordinary work of a step is no e-mail's business.
NOT_DUE = {Thing.STEP, Thing.BEGIN}


@dataclass(frozen=True, slots=True)
class Line:
    """What is to be done or has changed, of what, and the page that it opens."""

    says: str
    about: str
    path: str


@dataclass(slots=True)
class Letter:
    """The parts of one e-mail."""

    due: list[Line] = field(default_factory=list)
    waiting: list[Line] = field(default_factory=list)
    changed: list[Line] = field(default_factory=list)

    def parts(self) -> list[tuple[str, Sequence[Line]]]:
        """Each part that has lines, under its heading."""
        named = (("Due", self.due), ("Waiting for you", self.waiting), ("What changed", self.changed))
        return [(heading, lines) for heading, lines in named if lines]


def letter_for(viewer: Viewer, now: datetime) -> Letter:
    """What is told to whom this viewer is. At most ten queries."""
    on = timezone.localtime(now).date()
    letter = Letter()
    mine = home.mine(viewer, on)
    for each in mine:
        thing, project = each.thing, each.project
        if thing and thing.kind not in NOT_DUE and can(viewer, thing.needs, project):
            letter.due.append(Line(thing.says, str(project), thing.href))
    letter.due += _milestones(viewer, mine, now)
    letter.due += [_to_do(row) for row in to_do(viewer, on=on, ahead=AHEAD.days, most=10)]
    letter.due += [_task(row) for row in tasks_due_of(viewer, on=on, ahead=AHEAD.days)]
    letter.due += _values(viewer, on)
    letter.waiting += _waiting(viewer)
    letter.changed += [
        Line(excerpt("; ".join(each.says), 160), each.title, _page("projects:history", each.number))
        for each in home.changed(viewer, now - AHEAD)
    ]
    return letter


def _milestones(viewer: Viewer, mine: Sequence[home.Mine], now: datetime) -> list[Line]:
    """Milestones of mine expected within a week. One query."""
    on = timezone.localtime(now).date()
    projects = {
        each.project.pk: each.project for each in mine if can(viewer, Permission.MILESTONE_EDIT, each.project)
    }
    rows = Milestone.objects.filter(
        project__in=projects, removed_at=None, actual=None, forecast__gte=on, forecast__lte=on + AHEAD
    )
    return [
        Line(
            f"“{row.name}” is expected on {say_date(row.forecast)}: say when it is reached",
            str(projects[row.project_id]),
            reverse("projects:milestone-reached", args=[projects[row.project_id].number, row.pk]),
        )
        for row in rows.order_by("forecast", "pk")
        if row.forecast
    ]


def _to_do(row: Row) -> Line:
    """Something of the log that is mine and due: the form that says how it ended, or for a risk where it stands."""
    one = row.entry
    when = (
        str(row.due)
        if row.due and str(row.due)
        else f"due on {say_date(one.due_on)}"
        if one.due_on
        else "no day"
    )
    route, does = (
        ("raid:score", "look at it again") if one.kind == Kind.RISK else ("raid:close", "say how it ended")
    )
    says = f"“{excerpt(one.title, 120)}” ({one.ref}, {when}): {does}"
    return Line(says, str(one.project), reverse(route, args=[one.project.number, one.pk]))


def _task(row: Task) -> Line:
    """A task of a plan that is mine and due: its page, with one press."""
    says = (
        f"“{excerpt(row.name, 120)}” (task, due on {say_date(row.finish)}): say when it is done"
        if row.finish
        else row.name
    )
    return Line(says, str(row.project), reverse("plans:task", args=[row.project.number, row.pk]))


def _values(viewer: Viewer, on: date) -> list[Line]:
    """Values that I collect and that are overdue or due within a week. One query."""
    lines = []
    for one in due_of(viewer, on):
        result = one.result
        if result.latest_on is None or result.due_on is None:
            continue
        period = say_period(next_period(result.latest_on, one.frequency), one.frequency)
        when = (
            f"it was due on {say_date(result.due_on)}"
            if result.due_on < on
            else f"due by {say_date(result.due_on)}"
        )
        may = can(viewer, Permission.MEASURE_EDIT, one.project)
        name = "measures:value-add" if may else "measures:measure"
        there = reverse(name, kwargs={"number": one.project.number, "measure_id": one.pk})
        does = "Add" if may else "Give the team"
        lines.append(Line(f"{does} the value of “{one.name}” for {period}: {when}", str(one.project), there))
    return lines


def _waiting(viewer: Viewer) -> list[Line]:
    lines = [
        Line(f"Publish the update that {each.by} submitted", each.title, _page("projects:next", each.number))
        for each in home.waiting_updates(viewer)
    ]
    if viewer.may_anywhere(Permission.STATUS_PUBLISH):
        lines += [
            Line(f"Decide: {excerpt(each.text, 160)}", each.title, _page("projects:overview", each.number))
            for each in home.decisions_wanted(viewer)
        ]
    if count := unopened(viewer):
        says = f"{plural(count, 'notice')} you have not opened"
        lines.append(Line(says, "Notices", reverse("desk:notices")))
    return lines


def _page(route: str, number: int) -> str:
    return reverse(route, args=[number])
