"""Milestones: added, forecast anew, reached, re-baselined, taken away. Dates are facts of the day they were said."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from quantock.accounts.models import User
from quantock.audit import facts, log
from quantock.engines.text import say_list
from quantock.people.models import Person
from quantock.projects.counting import keep_counted
from quantock.projects.models import Milestone, MilestoneFact, MilestoneKind, Project
from quantock.projects.services.merging import differing

DATES = MilestoneFact.says


@transaction.atomic
def add_milestones(
    project: Project, rows: Sequence[dict[str, Any]], *, by: User | None, on: date
) -> list[Milestone]:
    """Add some; each row holds name and any of kind, owner, owner_text, baseline, forecast, provisional.

    A first forecast without a baseline becomes its baseline too, unless it is provisional.
    """
    milestones = []
    for row in rows:
        said = {"reviewed_on": on, **row}
        if "baseline" not in said and not said.get("provisional"):
            said["baseline"] = said.get("forecast")
        milestones.append(Milestone(project=project, **said))
    Milestone.objects.bulk_create(milestones)
    facts.state(
        [_fact(each, {name: getattr(each, name) for name in DATES}, by=by, on=on) for each in milestones]
    )
    keep_counted([project])
    log.write(
        log.event("milestone added", each, by=by, says=f"Added the milestone “{each.name}”")
        for each in milestones
    )
    return milestones


def forecast_milestone(
    milestone: Milestone,
    *,
    forecast: date,
    provisional: bool,
    by: User | None,
    on: date,
    reason: str = "",
    seen: Mapping[str, Any] | None = None,
) -> Milestone:
    """Say when it is expected now. With `seen`, what the form showed, raises Stale where another said something else."""
    said = {"forecast": forecast, "provisional": provisional, "reviewed_on": on}
    return _say(milestone, said, "Forecast", by=by, on=on, reason=reason, seen=seen)


def reach_milestone(
    milestone: Milestone,
    *,
    actual: date,
    by: User | None,
    on: date,
    evidence: str = "",
    seen: Mapping[str, Any] | None = None,
) -> Milestone:
    """It was reached, and how that is known."""
    said = {"actual": actual, "provisional": False, "reviewed_on": on}
    return _say(milestone, said, "Reached", by=by, on=on, evidence=evidence, seen=seen)


def not_reached(milestone: Milestone, *, by: User | None, on: date, reason: str) -> Milestone:
    """It was said to be reached by mistake, and why that is taken back."""
    said = {"actual": None, "reviewed_on": on}
    return _say(milestone, said, "Took back that it was reached:", by=by, on=on, reason=reason)


def rebaseline(
    milestone: Milestone,
    *,
    baseline: date,
    reason: str,
    by: User | None,
    on: date,
    seen: Mapping[str, Any] | None = None,
) -> Milestone:
    """Move the baseline: always with a reason, always counted. The first one, where there was none, is not."""
    if not reason:
        raise ValueError("a new baseline needs a reason")
    said = {"baseline": baseline, "reviewed_on": on}
    return _say(milestone, said, "Moved the baseline of", by=by, on=on, reason=reason, seen=seen)


def shown_milestone(milestone: Milestone) -> dict[str, str]:
    """What a milestone is beside its dates, as its form shows it; an owner who joined by their address."""
    owner = milestone.owner.email or milestone.owner.name if milestone.owner else milestone.owner_text
    said = {"name": milestone.name, "kind": milestone.kind, "owner": owner, "evidence": milestone.evidence}
    return said


@transaction.atomic
def change_milestone(
    milestone: Milestone,
    said: Mapping[str, str],
    *,
    person: Person | None,
    by: User | None,
    seen: Mapping[str, str] | None = None,
) -> Milestone:
    """Say what it is: its name, kind, owner (`person`, where `said` gives the address of one) and evidence."""
    rows = Milestone.objects.select_for_update(of=("self",)).select_related("owner")
    current = rows.get(pk=milestone.pk)
    was, new = shown_milestone(current), differing(shown_milestone(current), said, seen)
    if not new:
        return current
    called, owned = current.name, str(current.owner or current.owner_text)
    for name in new.keys() - {"owner"}:
        setattr(current, name, new[name])
    if "owner" in new:
        current.owner, current.owner_text = person, "" if person else new["owner"]
    current.save(update_fields=["name", "kind", "owner", "owner_text", "evidence"])
    words = {"kind": lambda value: str(MilestoneKind(value).label)}
    changes = [
        log.change(name, LABELS[name], words.get(name, str)(was[name]), words.get(name, str)(new[name]))
        for name in new.keys() - {"owner"}
    ]
    if "owner" in new:
        changes.append(log.change("owner", LABELS["owner"], owned, str(person or new["owner"])))
    says = f"Changed {say_list(sorted(LABELS[name].lower() for name in new))} of the milestone “{called}”"
    log.record("milestone changed", current, by=by, says=says, changes=changes)
    return current


LABELS = {"name": "Name", "kind": "Kind", "owner": "Owner", "evidence": "Evidence"}


@transaction.atomic
def remove_milestone(milestone: Milestone, *, by: User | None, reason: str) -> None:
    """Take it out of the plan; its history stays."""
    milestone.removed_at = timezone.now()
    milestone.save(update_fields=["removed_at"])
    keep_counted([milestone.project_id])
    says = f"Took away the milestone “{milestone.name}”"
    log.record("milestone removed", milestone, by=by, says=says, reason=reason)


@transaction.atomic
def _say(
    milestone: Milestone,
    said: dict[str, Any],
    verb: str,
    *,
    by: User | None,
    on: date,
    reason: str = "",
    evidence: str = "",
    seen: Mapping[str, Any] | None = None,
) -> Milestone:
    current = Milestone.objects.select_for_update().get(pk=milestone.pk)
    if seen is not None:
        now = {name: getattr(current, name) for name in seen}
        new = differing(now, {name: said[name] for name in seen}, seen)
        said = {**said, **{name: now[name] for name in seen if name not in new}}
    changes = [
        log.change(name, _label(name), getattr(current, name), value)
        for name, value in said.items()
        if name != "reviewed_on" and getattr(current, name) != value
    ]
    moved = "baseline" in said and current.baseline not in {None, said["baseline"]}
    [kept] = facts.state([_fact(current, said, by=by, on=on, reason=reason)])
    for name, value in kept.said().items():
        setattr(current, name, value)
    current.rebaselined += moved
    current.evidence = evidence or current.evidence
    current.save(update_fields=[*DATES, "rebaselined", "evidence"])
    keep_counted([current.project_id])
    says = f"{verb} the milestone “{current.name}”"
    log.record("milestone said", current, by=by, says=says, changes=changes, reason=reason)
    return current


def _fact(
    milestone: Milestone, said: dict[str, Any], *, by: User | None, on: date, reason: str = ""
) -> MilestoneFact:
    return facts.fact(MilestoneFact, said, on=on, by=by, reason=reason, milestone=milestone)


def _label(name: str) -> str:
    return str(facts.column_of(MilestoneFact, name).verbose_name).capitalize()
