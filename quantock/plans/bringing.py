"""Plans that people already have: read, looked at, kept, undone. Dates stand as they were typed; nothing is reckoned anew."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from quantock.accounts.models import User
from quantock.audit import log
from quantock.audit.models import Batch
from quantock.engines.dates import say_date
from quantock.engines.plans import Plan
from quantock.engines.plans import Task as Read
from quantock.engines.text import find_nhs_numbers, plural, say_list
from quantock.people.models import Person
from quantock.plans import rules, services
from quantock.plans.carrying import packed, said_by, unpacked
from quantock.plans.models import DEEPEST, Incoming, Task, Waits
from quantock.plans.queries import plainly
from quantock.projects.models import Milestone, Project
from quantock.projects.services import (
    NotNow,
    Refused,
    change_milestone,
    forecast_milestone,
    not_reached,
    people_called,
    reach_milestone,
    remove_milestone,
)

COMPARED = ("name", "start", "finish", "percent", "notes", "owner", "owner_text")


@dataclass(slots=True)
class Becomes:
    """One row of a file, and what would become of it."""

    read: Read
    said: dict[str, Any]
    key: str
    level: int
    is_milestone: bool
    task: Task | None = None
    milestone: Milestone | None = None
    changes: list[str] = field(default_factory=list)

    @property
    def word(self) -> str:
        if self.task is None and self.milestone is None:
            return "New milestone" if self.is_milestone else "New"
        if not self.changes and self.task is None:
            return "The milestone you have, put in its place"
        return f"Changes {say_list(self.changes)}" if self.changes else "As it is"


@dataclass(frozen=True, slots=True)
class Compared:
    """A file beside the plan there is. `missing` are tasks of the plan that are not in the file."""

    plan: Plan
    rows: Sequence[Becomes]
    missing: Sequence[Task]
    standing: Sequence[Task]

    @property
    def new(self) -> int:
        return sum(row.task is None and row.milestone is None for row in self.rows)

    @property
    def changed(self) -> int:
        return sum(bool(row.changes) for row in self.rows)

    @property
    def is_known(self) -> bool:
        """Whether some of the file stands in the plan already: it was brought in before."""
        return any(row.task for row in self.rows)


def refuse(plan: Plan) -> None:
    """More than a plan here holds, or something about patients in a cell. Raises Refused, with the tasks where that is."""
    if len(plan.tasks) > services.MOST_TASKS:
        raise Refused(
            f"It holds {len(plan.tasks):,} tasks; a plan here holds at most {services.MOST_TASKS:,}. Bring in a part of it, "
            "such as its phases and milestones."
        )
    found = [
        f"task {task.number}"
        for task in plan.tasks
        if find_nhs_numbers(f"{task.name}\n{task.notes}\n{task.owners}")
    ]
    if found:
        raise Refused(
            f"This seems to hold NHS numbers ({say_list(found[:5])}). Take them out: nothing about patients, residents or "
            "clients belongs here."
        )


def keep_read(project: Project, plan: Plan, *, name: str, by: User | None) -> Incoming:
    """Keep what was read until it is looked at; what others read before and left is let go of."""
    Incoming.objects.filter(project=project, by=by, kept_at=None).delete()
    return Incoming.objects.create(project=project, by=by, name=name[:300], read=packed(plan))


def compare(incoming: Incoming, project: Project) -> Compared:
    """What would become of each row. A task is known again by its key in the file, else by its name and the phases
    that it stands in; a milestone by its name. Four queries."""
    plan = unpacked(incoming.read)
    reads = [task for task in plan.tasks if task.level >= 1]
    standing = list(
        Task.objects.filter(project=project)
        .standing()
        .select_related("owner", "milestone", "milestone__owner")
        .order_by("place", "pk")
    )
    milestones = {
        each.name.casefold(): each
        for each in project.milestones.filter(removed_at=None).select_related("owner").order_by("-pk")
    }
    people = people_called(project, {name for task in reads for name in task.owners})
    levels = rules.tidied([task.level for task in reads], deepest=DEEPEST)
    by_key = {each.source_key: each for each in standing if each.source_key}
    by_path = dict(zip(_paths(standing), standing, strict=True))
    judged = rules.judge([plainly(each) for each in standing], on=timezone.localdate())
    reckoned = {each.pk: stands for each, stands in zip(standing, judged, strict=True)}
    rows, used = [], set[int]()
    for read, level, path in zip(reads, levels, _paths_of(reads, levels), strict=True):
        row = Becomes(read, said_by(read), _key(plan, read), level, read.is_milestone and not read.is_summary)
        _whose(row, people)
        known = by_key.get(row.key) if row.key else None
        known = known or by_path.get(path)
        if known and known.pk not in used and bool(known.milestone_id) == row.is_milestone:
            used.add(known.pk)
            row.task = known
            _as_reckoned(row, known, reckoned[known.pk])
        if row.is_milestone:
            row.milestone = (
                known.milestone if row.task and known else milestones.get(row.said["name"].casefold())
            )
            if row.milestone and row.milestone.name.casefold() in milestones:
                del milestones[row.milestone.name.casefold()]
        row.changes = _changes(row)
        rows.append(row)
    missing = [each for each in standing if each.pk not in used]
    return Compared(plan, rows, missing, standing)


def _as_reckoned(row: Becomes, task: Task, stands: rules.Judged) -> None:
    """A phase without days of its own goes out with those of its tasks: coming back as such, it still has none."""
    for name in ("start", "finish", "percent"):
        if stands.is_phase and not getattr(task, name) and row.said[name] == getattr(stands, name):
            row.said[name] = getattr(task, name)


def _key(plan: Plan, read: Read) -> str:
    """What the file calls a task. Of a table there is none: its rows are numbered anew when one is put between."""
    return f"{plan.title[:150]}:{read.uid}" if plan.has_keys else ""


def _paths(tasks: Sequence[Task]) -> list[tuple[str, ...]]:
    return _ways([(task.level, str(task)) for task in tasks])


def _paths_of(reads: Sequence[Read], levels: Sequence[int]) -> list[tuple[str, ...]]:
    return _ways([(level, said_by(read)["name"]) for read, level in zip(reads, levels, strict=True)])


def _ways(rows: Sequence[tuple[int, str]]) -> list[tuple[str, ...]]:
    """Each row's name under those that it stands in; of several alike the second and later are numbered."""
    above: list[str] = []
    seen: dict[tuple[str, ...], int] = {}
    found = []
    for level, name in rows:
        above[level - 1 :] = [name.casefold()]
        way = tuple(above)
        seen[way] = seen.get(way, 0) + 1
        found.append(way if seen[way] == 1 else (*way, f"#{seen[way]}"))
    return found


def _whose(row: Becomes, people: dict[str, Person]) -> None:
    """One owner who is known stands as a person; several, or one unknown, as their names."""
    owners = row.read.owners
    if len(owners) == 1 and (person := people.get(owners[0].casefold())):
        row.said |= {"owner": person, "owner_text": ""}


def _changes(row: Becomes) -> list[str]:
    """What differs from what stands, in the words of the form."""
    if row.milestone:
        day, one = row.said["finish"] or row.said["start"], row.milestone
        moved = day is not None and (one.actual or one.forecast) != day
        reached = row.read.percent >= rules.DONE and one.actual is None and day is not None
        named = one.name != row.said["name"]
        return [
            *(["the name"] if named else []),
            *(["the date"] if moved else []),
            *(["that it was reached"] if reached else []),
        ]
    if row.task is None:
        return []
    differs = [name for name in COMPARED if getattr(row.task, name) != row.said[name]]
    words = [services.LABELS["owner" if name == "owner_text" else name].lower() for name in differs]
    return list(dict.fromkeys([*words, *(["its level"] if row.task.level != row.level else [])]))


@transaction.atomic
def keep(incoming: Incoming, *, without_missing: bool, by: User | None, on: date) -> Compared:
    """Put it into the plan, in the file's order; tasks not in the file stay at the end, or leave with `without_missing`.

    Raises NotNow where it was kept already, Refused where the plan would grow past the most that it holds.
    """
    project = incoming.project
    services.tasks_in_order(project)
    current = Incoming.objects.select_for_update(of=("self",)).get(pk=incoming.pk)
    if current.kept_at:
        raise NotNow("This file was kept already. Nothing was added twice.")
    compared = compare(current, project)
    batch = Batch.objects.create(title=f"{current.name} into the plan of {project.ref}"[:300], by=by)
    before = _snapshot(compared)
    gone = list(compared.missing) if without_missing else []
    before["gone"] = [each.pk for each in gone if not each.milestone_id]
    services.take_out(gone)
    made = _put(project, compared, before, by=by, on=on, batch=batch)
    stays = [each for each in compared.missing if each not in gone]
    placed = [row.task for row in compared.rows if row.task]
    services.put_in_order([*stays, *placed] if not compared.is_known else [*placed, *stays])
    _link(compared)
    current.kept_at, current.batch, current.before = timezone.now(), batch, {**before, "made": made}
    current.read = {}  # it stands in the plan now
    current.save(update_fields=["kept_at", "batch", "before", "read"])
    says = f"Brought {plural(len(compared.rows), 'task')} into the plan from {current.name}: {len(made)} new"
    says += f", {compared.changed} changed" if compared.changed else ""
    says += f", {len(gone)} that it does not hold taken out" if gone else ""
    log.record("plan brought in", project, by=by, says=says, batch=batch)
    return compared


def _snapshot(compared: Compared) -> dict[str, Any]:
    """What undoing brings back: the order, the texts and days of what changes, what waits for what."""
    changing = [row.task for row in compared.rows if row.task and not row.task.milestone_id]
    days = {
        str(row.milestone.pk): {
            "name": row.milestone.name,
            "forecast": _day(row.milestone.forecast),
            "provisional": row.milestone.provisional,
            "actual": _day(row.milestone.actual),
        }
        for row in compared.rows
        if row.milestone
    }
    waits = Waits.objects.filter(task__in=[task.pk for task in changing]).values(
        "task_id", "on_id", "kind", "lag", "lag_format"
    )
    return {
        "order": [
            [each.pk, each.place, each.level, each.milestone_id, each.source_key]
            for each in compared.standing
        ],
        "tasks": {str(task.pk): _texts(task) for task in changing},
        "milestones": days,
        "waits": list(waits),
        "milestones_made": [],
    }


def _texts(task: Task) -> dict[str, Any]:
    return {
        "name": task.name,
        "start": _day(task.start),
        "finish": _day(task.finish),
        "percent": task.percent,
        "notes": task.notes,
        "owner": task.owner_id,
        "owner_text": task.owner_text,
        "source_key": task.source_key,
        "as_filed": task.as_filed,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _put(
    project: Project,
    compared: Compared,
    before: dict[str, Any],
    *,
    by: User | None,
    on: date,
    batch: Batch,
) -> list[int]:
    """Change what is known and add what is new; the keys of the rows made."""
    fresh = []
    for row in compared.rows:
        if row.milestone:
            _say_of_milestone(row, by=by, on=on)
        if row.task is None:
            fresh.append(row)
            continue
        if not row.task.milestone_id:
            said = {name: row.said[name] for name in (*COMPARED, "as_filed")} | {"source_key": row.key}
            if any(getattr(row.task, name) != value for name, value in said.items()):
                services.change_task(row.task, said, by=by, on=on, batch=batch)
        row.task.level = row.level
    rows = [
        {
            **row.said,
            "level": row.level,
            "source_key": row.key,
            "milestone": row.milestone or row.is_milestone or None,
        }
        for row in fresh
    ]
    made = services.add_tasks(project, rows, by=by, on=on, batch=batch) if rows else []
    for row, task in zip(fresh, made, strict=True):
        if task.milestone_id and row.milestone is None:
            before["milestones_made"].append(
                [task.milestone_id, bool(task.milestone and task.milestone.actual)]
            )
        task.level = row.level
        row.task = task
    return [each.pk for each in made]


def _say_of_milestone(row: Becomes, *, by: User | None, on: date) -> None:
    """A file's later word about a milestone that the project has: its name, its day, that it was reached."""
    one, day = row.milestone, row.said["finish"] or row.said["start"]
    if one is None or not row.changes:
        return
    if one.name != row.said["name"]:
        change_milestone(one, {"name": row.said["name"]}, person=None, by=by)
    if day is None:
        return
    if row.read.percent >= rules.DONE:
        if one.actual != day:
            reach_milestone(one, actual=min(day, on), by=by, on=on)
    elif one.forecast != day and one.actual is None:
        forecast_milestone(
            one,
            forecast=day,
            provisional=one.provisional,
            by=by,
            on=on,
            reason="As the plan that came in says",
        )


def _link(compared: Compared) -> None:
    """What waits for what, as the file has it. Links to tasks that are not in it were told when it was read."""
    tasks = {row.read.uid: row.task for row in compared.rows if row.task}
    Waits.objects.filter(task__in=[task.pk for task in tasks.values()]).delete()
    links = {}
    for row in compared.rows:
        for link in row.read.links:
            on = tasks.get(link.predecessor)
            if row.task and on and on.pk != row.task.pk:
                links[row.task.pk, on.pk, link.kind] = Waits(
                    task=row.task, on=on, kind=link.kind, lag=link.lag, lag_format=link.lag_format
                )
    Waits.objects.bulk_create(links.values(), batch_size=500)


def changed_since(incoming: Incoming) -> list[str]:
    """What somebody changed after a file was kept, so that undoing it would lose that. Two queries."""
    before = incoming.before
    keys = [*before["made"], *(int(key) for key in before["tasks"])]
    later = Task.objects.filter(pk__in=keys, changed_at__gt=incoming.kept_at or timezone.now())
    names = [each.name for each in later.filter(removed_at=None)]
    unreached = [key for key, was_reached in before["milestones_made"] if not was_reached]
    made = Milestone.objects.filter(pk__in=unreached, removed_at=None).exclude(actual=None)
    names += [each.name for each in made]
    return names


@transaction.atomic
def undo(incoming: Incoming, *, by: User | None, on: date) -> None:
    """Take a kept file back out of the plan. Raises NotNow where that would lose what somebody did since."""
    services.tasks_in_order(incoming.project)
    current = Incoming.objects.select_for_update(of=("self",)).select_related("batch").get(pk=incoming.pk)
    if current.undone_at or current.batch is None:
        raise NotNow("It was undone already.")
    if later := changed_since(current):
        more = f" and {len(later) - 5} more" if len(later) > 5 else ""
        raise NotNow(
            f"It cannot be undone: since then somebody changed {say_list(later[:5])}{more}. Nothing was changed."
        )
    before = current.before
    services.take_out(list(Task.objects.filter(pk__in=before["made"])))
    made = [key for key, _ in before["milestones_made"]]
    for milestone in Milestone.objects.filter(pk__in=made, removed_at=None):
        remove_milestone(milestone, by=by, reason=f"{current.name} was taken back")
    Task.objects.filter(pk__in=before["gone"]).update(removed_at=None)
    _bring_back(current, before, by=by, on=on)
    current.undone_at = current.batch.withdrawn_at = timezone.now()
    current.save(update_fields=["undone_at"])
    current.batch.save(update_fields=["withdrawn_at"])
    says = f"Took {current.name} back out of the plan, which is as it was on {say_date(timezone.localdate(current.kept_at))}"
    log.record("plan taken back", incoming.project, by=by, says=says, batch=current.batch)


def _bring_back(incoming: Incoming, before: dict[str, Any], *, by: User | None, on: date) -> None:
    tasks = Task.objects.in_bulk([int(key) for key in before["tasks"]])
    people = Person.objects.in_bulk([row["owner"] for row in before["tasks"].values() if row["owner"]])
    for key, row in before["tasks"].items():
        said = {**row, "owner": people.get(row["owner"])}
        said |= {name: date.fromisoformat(row[name]) if row[name] else None for name in ("start", "finish")}
        services.change_task(tasks[int(key)], said, by=by, on=on, batch=incoming.batch)
    for key, row in before["milestones"].items():
        _milestone_back(Milestone.objects.get(pk=key), row, by=by, on=on)
    Waits.objects.filter(task__in=tasks).delete()
    Waits.objects.bulk_create(Waits(**row) for row in before["waits"])
    _order_back(incoming.project, before["order"])


def _milestone_back(milestone: Milestone, row: dict[str, Any], *, by: User | None, on: date) -> None:
    day = date.fromisoformat(row["forecast"]) if row["forecast"] else None
    if milestone.name != row["name"]:
        change_milestone(milestone, {"name": row["name"]}, person=None, by=by)
    if milestone.actual and not row["actual"]:
        milestone = not_reached(milestone, by=by, on=on, reason="The plan was taken back")
    if day and milestone.forecast != day and milestone.actual is None:
        forecast_milestone(
            milestone,
            forecast=day,
            provisional=row["provisional"],
            by=by,
            on=on,
            reason="The plan was taken back",
        )


def _order_back(project: Project, order: Sequence[Sequence[Any]]) -> None:
    """Every row where it was; the places of milestones that were let go of are made again."""
    standing = {each.pk: each for each in Task.objects.filter(project=project).standing()}
    rows = []
    for key, _, level, milestone, source_key in order:
        task = standing.get(key)
        if task is None and milestone and Milestone.objects.filter(pk=milestone, removed_at=None).exists():
            task = Task.objects.create(
                project=project, place=0, level=level, milestone_id=milestone, source_key=source_key
            )
        if task:
            task.level = level
            rows.append(task)
    services.put_in_order(rows)


def let_go(*, before: datetime) -> int:
    """Forget what was read and never kept; how many that were."""
    return Incoming.objects.filter(kept_at=None, read_at__lt=before).delete()[0]
