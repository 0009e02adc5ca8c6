"""Plans that people already have: read, looked at, kept. Dates stand as they were typed; nothing is reckoned anew."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from quantock.accounts.models import User
from quantock.audit import log
from quantock.audit.models import Batch
from quantock.engines.plans import Plan
from quantock.engines.text import find_nhs_numbers, plural, say_list
from quantock.plans import rules, services
from quantock.plans.carrying import packed
from quantock.plans.comparing import COMPARED, Becomes, Compared, compare
from quantock.plans.models import Incoming, Task, Waits
from quantock.projects.models import Project
from quantock.projects.services import (
    NotNow,
    Refused,
    change_milestone,
    forecast_milestone,
    reach_milestone,
)


def refuse(plan: Plan) -> None:
    """More than a plan here holds, or something about patients in a cell. Raises Refused, with the tasks where that is."""
    if not any(task.level for task in plan.tasks):
        raise Refused("The plan holds no tasks.")
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


def let_go(*, before: datetime) -> int:
    """Forget what was read and never kept; how many that were."""
    return Incoming.objects.filter(kept_at=None, read_at__lt=before).delete()[0]
