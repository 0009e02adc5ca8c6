"""A file that was kept is taken back out of the plan, unless somebody went on working on its tasks."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from quantock.accounts.models import User
from quantock.audit import log
from quantock.engines.dates import say_date
from quantock.engines.text import say_list
from quantock.people.models import Person
from quantock.plans import services
from quantock.plans.models import Incoming, Task, Waits
from quantock.projects.models import Milestone, Project
from quantock.projects.services import (
    NotNow,
    change_milestone,
    forecast_milestone,
    not_reached,
    remove_milestone,
)


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
