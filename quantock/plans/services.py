"""Tasks of a plan: added, changed, done, moved, taken away. Each writes its own history."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from quantock.accounts.models import User
from quantock.audit import log
from quantock.audit.models import Batch
from quantock.engines.text import plural, say_list
from quantock.plans import rules
from quantock.plans.models import DEEPEST, Incoming, Task
from quantock.projects.models import Project
from quantock.projects.services import NotNow, Refused, add_milestones

MOST_TASKS = 5_000
LABELS = {
    "name": "Task",
    "start": "Starts",
    "finish": "Ends",
    "percent": "Done, per cent",
    "owner": "Who",
    "notes": "Notes",
}


def tasks_in_order(project: Project) -> list[Task]:
    """The rows of a plan as they stand, locked against others until the transaction ends. Two queries."""
    Project.objects.select_for_update().get(pk=project.pk)
    rows = Task.objects.filter(project=project).standing().select_related("milestone", "owner")
    return list(rows.order_by("place", "pk"))


@transaction.atomic
def add_tasks(
    project: Project,
    rows: Sequence[Mapping[str, Any]],
    *,
    by: User | None,
    on: date,
    batch: Batch | None = None,
) -> list[Task]:
    """Add some at the end; each row holds name and any of level, start, finish, percent, owner, owner_text, notes,
    source_key, as_filed, milestone (a Milestone, or True for a new one on its `finish`). Raises Refused past the most
    that a plan holds."""
    standing = tasks_in_order(project)
    if len(standing) + len(rows) > MOST_TASKS:
        raise Refused(
            f"A plan holds at most {MOST_TASKS:,} tasks; this one has {len(standing):,} and {len(rows):,} were to be "
            "added. Nothing was saved."
        )
    levels = [each.level for each in standing] + [row.get("level", 1) for row in rows]
    levels = rules.tidied(levels, deepest=DEEPEST)[len(standing) :]
    reached = iter(_new_milestones(project, rows, by=by, on=on))
    place = standing[-1].place + 1 if standing else 1
    made: list[Task] = []
    for row, level in zip(rows, levels, strict=True):
        said = {**row, "level": level, "project": project, "place": place + len(made)}
        if said.get("milestone") is True:
            said["milestone"] = next(reached)
        if said.get("milestone"):
            said = {name: value for name, value in said.items() if name in PLACING}
        elif said.get("percent", 0) >= rules.DONE:
            said["done_on"] = min(said.get("finish") or on, on)
        made.append(Task(**said))
    Task.objects.bulk_create(made, batch_size=500)
    log.write(
        log.event("task added", each, by=by, batch=batch, says=f"Added “{each}” to the plan") for each in made
    )
    return made


@transaction.atomic
def add_task(
    project: Project, row: Mapping[str, Any], *, parent: Task | None, by: User | None, on: date
) -> Task:
    """Add one, as the last part of another or by itself at the end. Nothing is kept where it cannot stand there."""
    [made] = add_tasks(project, [row], by=by, on=on)
    if parent:
        place_within(made, parent, by=by)
    return made


# What a row keeps of a milestone: where it stands, and what the file called it.
PLACING = ("project", "place", "level", "milestone", "source_key", "as_filed", "notes")


def _new_milestones(
    project: Project, rows: Iterable[Mapping[str, Any]], *, by: User | None, on: date
) -> list[Any]:
    said = []
    for row in rows:
        if row.get("milestone") is not True:
            continue
        day = row.get("finish") or row.get("start")
        one = {"name": row["name"], "forecast": day}
        one |= {name: row[name] for name in ("owner", "owner_text") if row.get(name)}
        if day and row.get("percent", 0) >= rules.DONE:
            one |= {"actual": min(day, on), "baseline": day}
        said.append(one)
    return add_milestones(project, said, by=by, on=on) if said else []


def shown_task(task: Task) -> dict[str, Any]:
    """What a task says, as its form shows it."""
    return {name: getattr(task, name) for name in ("name", "start", "finish", "percent", "notes")} | {
        "owner": task.owned_by
    }


@transaction.atomic
def change_task(
    task: Task,
    said: Mapping[str, Any],
    *,
    by: User | None,
    on: date,
    says: str = "",
    batch: Batch | None = None,
) -> Task:
    """Say something new of a task. Only what differs is kept; `owner` and `owner_text` go together."""
    current = Task.objects.select_for_update(of=("self",)).select_related("owner", "project").get(pk=task.pk)
    if current.removed_at:
        raise NotNow(f"“{current.name}” was taken out of the plan meanwhile. Nothing was saved.")
    was, called = shown_task(current), str(current)
    new = {name: value for name, value in said.items() if getattr(current, name) != value}
    if not new:
        return current
    for name, value in new.items():
        setattr(current, name, value)
    if "percent" in new:
        current.done_on = min(current.finish or on, on) if current.percent >= rules.DONE else None
    current.changed_at = timezone.now()
    current.save(update_fields=[*new, "done_on", "changed_at"])
    now = shown_task(current)
    changes = [
        log.change(name, LABELS[name], was[name], now[name]) for name in LABELS if was[name] != now[name]
    ]
    words = say_list([str(each["label"]).lower() for each in changes]) or "what the file says"
    log.record(
        "task changed",
        current,
        by=by,
        says=says or f"Changed {words} of “{called}” in the plan",
        changes=changes,
        batch=batch,
    )
    return current


@transaction.atomic
def finish_task(task: Task, *, by: User | None, on: date) -> Task:
    """It is done. Refused where somebody was quicker."""
    current = Task.objects.select_for_update(of=("self",)).get(pk=task.pk)
    if current.removed_at:
        raise NotNow(f"“{current.name}” was taken out of the plan meanwhile. Nothing was changed.")
    if current.percent >= rules.DONE:
        raise NotNow(f"“{current.name}” was marked as done already.")
    return change_task(
        current, {"percent": rules.DONE}, by=by, on=on, says=f"Done: “{current.name}” of the plan"
    )


@transaction.atomic
def move_task(task: Task, direction: str, *, by: User | None) -> None:
    """One place up or down among its neighbours, or one level in or out; all that is within it goes with it.

    Raises Refused where it cannot go further.
    """
    rows = tasks_in_order(task.project)
    at = next((place for place, row in enumerate(rows) if row.pk == task.pk), None)
    if at is None:
        raise NotNow("It was taken out of the plan meanwhile. Nothing was moved.")
    levels = [row.level for row in rows]
    if direction in ("up", "down"):
        order = rules.swapped(levels, at, down=direction == "down")
        if order is None:
            raise Refused("It cannot go further: it is the first or last there. Nothing was moved.")
        rows = [rows[place] for place in order]
    else:
        moved = rules.indented(levels, at, 1 if direction == "in" else -1, deepest=DEEPEST)
        if moved is None:
            raise Refused(
                "It cannot go further in: a task stands at most one step inside the one above it. Nothing was moved."
                if direction == "in"
                else "It cannot go further out. Nothing was moved."
            )
        for row, level in zip(rows, moved, strict=True):
            row.level = level
    put_in_order(rows)
    words = {"up": "up", "down": "down", "in": "inside the one above it", "out": "a step out"}[direction]
    log.record("task moved", task, by=by, says=f"Moved “{task}” {words} in the plan")


@transaction.atomic
def place_within(task: Task, parent: Task | None, *, by: User | None) -> None:
    """Make it the last part of another task, with all that is within it; without one, it stands by itself at the end.

    Raises Refused where that would make a circle or go too deep.
    """
    rows = tasks_in_order(task.project)
    keys = [row.pk for row in rows]
    if task.pk not in keys or (parent and parent.pk not in keys):
        raise NotNow("It was taken out of the plan meanwhile. Nothing was moved.")
    block = rules.block_of([row.level for row in rows], keys.index(task.pk))
    moved = [rows[place] for place in block]
    if parent and parent.pk in {row.pk for row in moved}:
        raise Refused("A task cannot be part of itself, nor of what is part of it. Nothing was saved.")
    rest = [row for place, row in enumerate(rows) if place not in block]
    by_level = (parent.level + 1 if parent else 1) - moved[0].level
    if max(row.level for row in moved) + by_level > DEEPEST:
        raise Refused(f"A plan goes {DEEPEST} levels deep; this would be deeper. Nothing was saved.")
    for row in moved:
        row.level += by_level
    end = len(rest)
    if parent:
        end = rules.block_of([row.level for row in rest], [row.pk for row in rest].index(parent.pk)).stop
    put_in_order([*rest[:end], *moved, *rest[end:]])
    says = (
        f"Made “{task}” part of “{parent}” in the plan"
        if parent
        else f"“{task}” stands by itself in the plan"
    )
    log.record("task moved", task, by=by, says=says)


def put_in_order(rows: Sequence[Task]) -> None:
    """Number the places anew and keep them with the levels; those that stay as they were are not written."""
    kept = {
        key: (place, level)
        for key, place, level in Task.objects.filter(pk__in=[row.pk for row in rows]).values_list(
            "pk", "place", "level"
        )
    }
    changed = []
    for place, row in enumerate(rows, start=1):
        row.place = place
        if kept.get(row.pk) != (row.place, row.level):
            changed.append(row)
    Task.objects.bulk_update(changed, ["place", "level"], batch_size=500)


def within(task: Task) -> list[Task]:
    """All that stands within a task, which goes with it. Two queries."""
    rows = list(Task.objects.filter(project=task.project_id).standing().select_related("milestone"))
    at = next((place for place, row in enumerate(rows) if row.pk == task.pk), None)
    if at is None:
        return []
    return [rows[place] for place in rules.block_of([row.level for row in rows], at)][1:]


@transaction.atomic
def remove_task(task: Task, *, by: User | None) -> int:
    """Take it out of the plan with all that stands within it; how many that were. Milestones stay in the project."""
    rows = tasks_in_order(task.project)
    at = next((place for place, row in enumerate(rows) if row.pk == task.pk), None)
    if at is None:
        raise NotNow("It was taken out of the plan already.")
    block = rules.block_of([row.level for row in rows], at)
    take_out([rows[place] for place in block])
    put_in_order([row for place, row in enumerate(rows) if place not in block])
    more = f" with {plural(len(block) - 1, 'task')} within it" if len(block) > 1 else ""
    log.record("task removed", task, by=by, says=f"Took “{task}”{more} out of the plan")
    return len(block)


def take_out(rows: Sequence[Task]) -> None:
    """Tasks leave the plan and stay in its history; the places of milestones are let go of."""
    now = timezone.now()
    Task.objects.filter(pk__in=[row.pk for row in rows if row.milestone_id]).delete()
    Task.objects.filter(pk__in=[row.pk for row in rows if not row.milestone_id]).update(
        removed_at=now, changed_at=now
    )


def last_kept(project: Project) -> Incoming | None:
    """The plan that was brought in last and not undone. One query."""
    rows = Incoming.objects.filter(project=project, kept_at__isnull=False, undone_at=None)
    return rows.order_by("-kept_at").first()
