"""What the weekly e-mail tells one person: what is due of them, what waits, what changed. Each line opens one page."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone

from quantock.access import Permission, Viewer, can
from quantock.desk.queries import home
from quantock.desk.queries.notices import unopened_notices
from quantock.desk.queries.waits import ToDo, Waits, waits
from quantock.engines.dates import say_date
from quantock.engines.text import excerpt, plural, say_list
from quantock.measures.queries.collecting import due_of
from quantock.measures.rules import next_period, say_period
from quantock.projects.models import Milestone
from quantock.projects.next_thing import Kind as Thing
from quantock.raid import pressing
from quantock.raid.asked import waiting_for
from quantock.raid.kinds import Kind
from quantock.raid.queries import Row, to_do

AHEAD = timedelta(days=7)
TOLD = 8
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

    def summary(self) -> str:
        """The answer before the lists: how much of each there is."""
        counted = (
            (self.due, "is due", "are due"),
            (self.waiting, "waits for you", "wait for you"),
            (self.changed, "project that you follow changed", "projects that you follow changed"),
        )
        said = [f"{len(lines)} {one if len(lines) == 1 else many}" for lines, one, many in counted if lines]
        return f"{say_list(said)}."


def letter_for(viewer: Viewer, now: datetime) -> Letter:
    """What is told to whom this viewer is. At most twelve queries."""
    on = timezone.localtime(now).date()
    letter = Letter()
    mine = home.mine(viewer, on)
    for each in mine:
        thing, project = each.thing, each.project
        if thing and thing.kind not in NOT_DUE and can(viewer, thing.needs, project):
            letter.due.append(Line(thing.says, str(project), thing.href))
    letter.due += _milestones(viewer, mine, now)
    letter.due += [_to_do(row, viewer) for row in to_do(viewer, on=on, ahead=AHEAD.days, most=10)]
    waiting = waits(viewer, on=on, ahead=AHEAD)
    letter.due += [_task(one) for one in waiting.tasks[:10]]
    letter.due += _values(viewer, on)
    letter.due += [
        Line(one.says, f"{one.project_ref} {one.project}", one.href) for one in waiting.months[:10]
    ]
    letter.waiting += _asked(viewer, on)
    letter.waiting += _waiting(viewer, waiting, {line.path for line in (*letter.due, *letter.waiting)})
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


def _to_do(row: Row, viewer: Viewer) -> Line:
    """Something of the log that is mine and due: for an action the page of one button, for a risk the form that says where it
    stands, for others how it ended."""
    one = row.entry
    when = (
        str(row.due)
        if row.due and str(row.due)
        else f"due on {say_date(one.due_on)}"
        if one.due_on
        else "no day"
    )
    said = f"“{excerpt(one.title, 120)}” ({one.ref}, {when})"
    if there := pressing.address_of(one, viewer.user):
        return Line(f"{said}: say that it is done", str(one.project), there)
    route, does = (
        ("raid:score", "look at it again") if one.kind == Kind.RISK else ("raid:close", "say how it ended")
    )
    return Line(f"{said}: {does}", str(one.project), reverse(route, args=[one.project.number, one.pk]))


def _task(one: ToDo) -> Line:
    """A task of a plan that is mine and due: its page, with one press."""
    when = f"due on {say_date(one.due_on)}" if one.due_on else "no day"
    says = f"“{excerpt(one.title, 120)}” (task, {when}): say when it is done"
    return Line(says, f"{one.project_ref} {one.project}", one.href)


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


def _asked(viewer: Viewer, on: date) -> list[Line]:
    """What somebody asks of me, and what I asked and nobody has answered in time. One query."""
    asked = waiting_for(viewer, on=on)
    lines = [
        Line(
            f"{each.one.asked_by or 'Somebody'} of {each.one.shown['organisation']} asks: "
            f"{excerpt(each.one.why, 160)} (answer wanted by {say_date(each.one.by_when)})",
            each.one.title,
            reverse("raid-everywhere:escalation", args=[each.one.pk]),
        )
        for each in asked.to_answer[:10]
    ]
    lines += [
        Line(
            f"You asked {plural(each.waiting, 'day')} ago, and no answer came by {say_date(each.one.by_when)}: "
            "speak to them, or take it back",
            each.one.title,
            reverse("raid-everywhere:escalation", args=[each.one.pk]),
        )
        for each in asked.sent[:10]
        if each.is_overdue
    ]
    return lines


def _waiting(viewer: Viewer, waiting: Waits, told_already: Collection[str]) -> list[Line]:
    lines = [
        Line(
            f"Publish the update that {each.by} submitted", each.title, _page("projects:updates", each.number)
        )
        for each in waiting.updates
    ]
    lines += [
        Line(
            f"Confirm “{excerpt(each.title, 120)}” ({each.ref}), or say another day",
            f"{each.project_ref} {each.project}",
            each.href,
        )
        for each in waiting.agreements[:10]
    ]
    lines += [
        Line(f"Decide: {excerpt(each.text, 160)}", each.title, each.decide_at) for each in waiting.decisions
    ]
    known = {*told_already, *(line.path for line in lines)}
    told = [each for each in unopened_notices(viewer, 100) if each.url not in known]
    lines += [Line(each.says, say_date(timezone.localdate(each.made_at)), each.url) for each in told[:TOLD]]
    if len(told) > TOLD:
        says = f"{plural(len(told) - TOLD, 'more notice')} you have not opened"
        lines.append(Line(says, "Notices", reverse("desk:notices")))
    return lines


def _page(route: str, number: int) -> str:
    return reverse(route, args=[number])
