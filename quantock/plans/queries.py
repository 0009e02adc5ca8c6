"""What the pages of a plan read, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from quantock.access import Viewer
from quantock.audit.models import Event
from quantock.engines.dates import say_date
from quantock.engines.plans import circles
from quantock.engines.plans.cells import say_lag
from quantock.engines.text import plural, say_list
from quantock.plans import rules
from quantock.plans.models import Incoming, Task, Template, Waits
from quantock.plans.rules import Given, Judged
from quantock.projects.models import Milestone, Project, State
from quantock.projects.models.record import LIVE_STATES
from quantock.projects.planned import Planned, planned_of
from quantock.projects.queries import JudgedMilestone, milestones_of


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a plan as it is shown: a task, a phase, or a milestone (which need not have a place of its own)."""

    number: int
    name: str
    level: int
    judged: Judged
    owner: str
    href: str
    task: Task | None = None
    milestone: Milestone | None = None
    waits_for: str = ""
    wrong: str = ""
    colour: str = "grey"

    @property
    def start(self) -> date | None:
        return self.judged.start

    @property
    def finish(self) -> date | None:
        return self.judged.finish

    @property
    def is_done(self) -> bool:
        return self.judged.is_done


@dataclass(frozen=True, slots=True)
class Shown:
    """A plan with its answer. `is_borrowed`: no task was planned; actions and milestones are the plan."""

    lines: Sequence[Line]
    says: str
    is_borrowed: bool = False


def plan_of(project: Project, viewer: Viewer, *, on: date) -> Shown:
    """The plan: its tasks in their places, then the project's milestones that have none. Without a task, what else there
    is to do, by its day. At most four queries."""
    tasks = rows_of(project)
    milestones = {row.milestone.pk: row for row in milestones_of(project, on=on)}
    if not tasks:
        return _borrowed(project, planned_of(viewer, project), list(milestones.values()), on=on)
    placed = {row.milestone_id for row in tasks}
    free = [row for key, row in milestones.items() if key not in placed]
    lines = _lines(project, tasks, milestones, _waits(project), on=on)
    for row in free:
        lines.append(_of_milestone(project, row, len(lines) + 1, 1, None))
    return Shown(lines, answer(lines, on=on))


def rows_of(project: Project) -> list[Task]:
    """The rows of a plan in their places. One query."""
    rows = Task.objects.filter(project=project).standing()
    return list(rows.select_related("owner", "milestone").order_by("place", "pk"))


def waits_of(project: Project) -> list[Waits]:
    """What waits for what. One query."""
    return list(Waits.objects.filter(task__project=project, task__removed_at=None).order_by("pk"))


def _waits(project: Project) -> dict[int, list[Waits]]:
    found: dict[int, list[Waits]] = defaultdict(list)
    for each in waits_of(project):
        found[each.task_id].append(each)
    return found


def _lines(
    project: Project,
    tasks: Sequence[Task],
    milestones: dict[int, JudgedMilestone],
    waits: dict[int, list[Waits]],
    *,
    on: date,
) -> list[Line]:
    numbers = {task.pk: number for number, task in enumerate(tasks, start=1)}
    judged = rules.judge([plainly(task) for task in tasks], on=on)
    rings = _rings(waits)
    lines = []
    for number, (task, stands) in enumerate(zip(tasks, judged, strict=True), start=1):
        if task.milestone_id and task.milestone_id in milestones:
            lines.append(_of_milestone(project, milestones[task.milestone_id], number, task.level, task))
            continue
        href = reverse("plans:task", args=[project.number, task.pk])
        lines.append(
            Line(
                number,
                str(task),
                task.level,
                stands,
                task.owned_by,
                href,
                task=task,
                waits_for=", ".join(_wait(each, numbers) for each in waits[task.pk] if each.on_id in numbers),
                wrong=rules.wrong_order(task.start, task.finish) or _say_ring(task, rings, numbers),
            )
        )
    return lines


def _rings(waits: dict[int, list[Waits]]) -> dict[int, list[int]]:
    """Of each task that waits in a circle, the others of it."""
    found = circles({who: {each.on_id for each in others} for who, others in list(waits.items())})
    return {each: [other for other in ring if other != each] for ring in found for each in ring}


def _say_ring(task: Task, rings: dict[int, list[int]], numbers: dict[int, int]) -> str:
    others = sorted(numbers[each] for each in rings.get(task.pk, []) if each in numbers)
    return f"Waits in a circle with {say_list([str(each) for each in others])}" if others else ""


def _of_milestone(project: Project, row: JudgedMilestone, number: int, level: int, task: Task | None) -> Line:
    one = row.milestone
    day = one.actual or one.forecast
    stands = Judged(
        False,
        day,
        day,
        rules.DONE if one.actual else 0,
        row.verdict.word,
        row.verdict.status.value == "red" and not one.actual,
    )
    href = reverse("projects:milestones", args=[project.number])
    return Line(
        number,
        one.name,
        level,
        stands,
        str(one.owner or one.owner_text),
        f"{href}#milestone-{one.pk}",
        task,
        one,
        colour=row.verdict.colour,
    )


def _wait(each: Waits, numbers: dict[int, int]) -> str:
    """As planners write it: 9, 9SS, 9FS+2d, 9FF+50%."""
    kind = "" if each.kind == "FS" and not each.lag else each.kind
    return f"{numbers[each.on_id]}{kind}{say_lag(each.lag, each.lag_format)}"


def _borrowed(
    project: Project, actions: Sequence[Planned], milestones: Sequence[JudgedMilestone], *, on: date
) -> Shown:
    judged = rules.judge([Given(1, None, each.finish, 0) for each in actions], on=on)
    lines = [
        Line(number, each.name, 1, stands, each.owner, each.href)
        for number, (each, stands) in enumerate(zip(actions, judged, strict=True), start=1)
    ]
    for row in milestones:
        lines.append(_of_milestone(project, row, len(lines) + 1, 1, None))
    lines.sort(key=lambda line: (line.finish is None, line.finish or date.max, line.number))
    return Shown(lines, answer(lines, on=on), is_borrowed=True)


def answer(lines: Sequence[Line], *, on: date) -> str:
    """How a plan stands, in a sentence: how much is done, what is late, when it ends, what is next."""
    tasks = [line for line in lines if not line.judged.is_phase]
    if not tasks:
        return "Nothing is planned yet."
    done, late = [line for line in tasks if line.is_done], [line for line in tasks if line.judged.is_late]
    last = max((line.finish for line in lines if line.finish), default=None)
    said = f"{len(done)} of {plural(len(tasks), 'task')} done, {len(late)} late" if late or done else ""
    said = said or f"{plural(len(tasks), 'task')}, none done yet"
    if last:
        said += f". It {'ended' if last < on else 'ends'} on {say_date(last)}"
    ahead = [line for line in tasks if not line.is_done and line.finish and line.finish >= on]
    following = min(ahead, key=lambda line: line.finish or date.max, default=None)
    if following and following.finish:
        said += f". Next to be finished: {following.name}, {say_date(following.finish)}"
    return f"{said}."


def parts_above(lines: Sequence[Line], place: int) -> list[Line]:
    """What a row is part of, from the outermost."""
    found: list[Line] = []
    level = lines[place].level
    for line in reversed(lines[:place]):
        if line.level < level:
            found.append(line)
            level = line.level
    return found[::-1]


def parts_within(lines: Sequence[Line], place: int) -> list[Line]:
    """What stands within a row, at whatever depth."""
    levels = [line.level for line in lines]
    return [lines[at] for at in rules.block_of(levels, place)][1:]


def plainly(task: Task) -> Given:
    """What a row says itself; of a milestone, what that says."""
    one = task.milestone
    if one is None:
        return Given(task.level, task.start, task.finish, task.percent)
    day = one.actual or one.forecast
    return Given(task.level, day, day, rules.DONE if one.actual else 0, is_milestone=True)


def one_of(project: Project, key: int) -> Task | None:
    """A task of this project's plan. One query."""
    rows = Task.objects.filter(project=project, pk=key).standing()
    return rows.select_related("owner", "milestone", "project").first()


def history_of(task: Task) -> Sequence[Event]:
    """What became of a task, the latest first. One query."""
    return list(Event.objects.filter(kind="task", record_id=task.pk).select_related("actor").order_by("-pk"))


def templates_of(project: Project) -> list[Template]:
    """The plans that the project's lead organisation kept to start from. One query."""
    if project.lead_organisation_id is None:
        return []
    rows = Template.objects.filter(organisation=project.lead_organisation_id, removed_at=None)
    return list(rows.select_related("by").order_by("name"))


def incoming_of(project: Project, key: int) -> Incoming:
    """What was read and not kept yet; a 404 for anything else. One query."""
    rows = Incoming.objects.select_related("project")
    return get_object_or_404(rows, project=project, pk=key, kept_at=None)


def kept_one(project: Project, key: int) -> Incoming:
    """A plan that was kept; a 404 for anything else. One query."""
    return get_object_or_404(
        Incoming.objects.select_related("project"), project=project, pk=key, kept_at__isnull=False
    )


def due_rows(viewer: Viewer, until: date) -> QuerySet[Task]:
    """Tasks that this viewer owns and are due by a day, in projects that live; in no order."""
    if viewer.user is None:
        return Task.objects.none()
    rows = Task.objects.visible_to(viewer).filter(
        owner__user=viewer.user, done_on=None, finish__lte=until, milestone=None
    )
    return rows.filter(project__state__in=(*LIVE_STATES, State.IDEA))
