"""Change requests that move baselines: naming the milestones, and moving them once, on approval."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from quantock.accounts.models import User
from quantock.audit import log
from quantock.engines.text import plural
from quantock.projects.models import Milestone, Project
from quantock.projects.services import NotNow, rebaseline
from quantock.raid.kinds import Kind
from quantock.raid.models import Entry, Move

APPROVED = "approved"


def nameable(project: Project) -> list[Milestone]:
    """Those whose baseline can still move: not reached, not taken away. One query."""
    rows = project.milestones.filter(removed_at=None, actual=None)
    return list(rows.order_by("baseline", "forecast", "pk")[:200])


@transaction.atomic
def name_baselines(change: Entry, named: Mapping[Milestone, date], *, by: User | None) -> None:
    """Say which baselines it would move, and to which day; those not named are left alone."""
    current = Entry.objects.select_for_update(of=("self",)).select_related("project").get(pk=change.pk)
    if current.closed_on:
        raise NotNow(
            f"{current.ref} has ended, as “{current.stands}”. Open it again to name other baselines."
        )
    waiting = current.moves.filter(moved_on=None).select_related("milestone")
    was = {each.milestone_id: each for each in waiting}
    changes = [
        log.change("baseline", milestone.name, old.baseline if old else None, day)
        for milestone, day in named.items()
        if (old := was.get(milestone.pk)) is None or old.baseline != day
    ]
    keys = {each.pk for each in named}
    changes += [
        log.change("baseline", old.milestone.name, old.baseline, None)
        for key, old in was.items()
        if key not in keys
    ]
    if not changes:
        return
    waiting.delete()
    Move.objects.bulk_create(
        Move(change=current, milestone=milestone, was=milestone.baseline, baseline=day)
        for milestone, day in named.items()
    )
    says = f"Said that {current.ref} would move {plural(len(named), 'baseline')}"
    log.record("log baselines named", current, by=by, says=says, changes=changes)


def approved(change: Entry, *, by: User | None, on: date, reason: str) -> int:
    """Move what has not moved yet, each with the reason and the request's name; how many. Called in the transaction
    that says that it is approved. A milestone reached or taken away meanwhile stays as it is."""
    if change.kind != Kind.CHANGE:
        return 0
    waiting = change.moves.filter(moved_on=None, milestone__removed_at=None, milestone__actual=None)
    # What is kept to named people is not told by the history of a milestone.
    about = "A change request was approved" if change.restricted else f"{change.ref} {change.title}"
    moved = 0
    for move in waiting.select_related("milestone__project"):
        move.was, move.moved_on = move.milestone.baseline, on
        if move.was != move.baseline:
            words = f"{about}: {reason}" if reason and not change.restricted else about
            rebaseline(move.milestone, baseline=move.baseline, reason=words, by=by, on=on)
            move.save(update_fields=["was", "moved_on"])
            moved += 1
    return moved
