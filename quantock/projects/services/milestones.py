"""Milestones: added, forecast anew, reached, re-baselined, taken away. Dates are facts of the day they were said."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from quantock.accounts.models import User
from quantock.audit import facts, log
from quantock.projects.counting import keep_counted
from quantock.projects.models import Milestone, MilestoneFact, Project

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
    milestone: Milestone, *, forecast: date, provisional: bool, by: User | None, on: date, reason: str = ""
) -> Milestone:
    """Say when it is expected now."""
    said = {"forecast": forecast, "provisional": provisional, "reviewed_on": on}
    return _say(milestone, said, "Forecast", by=by, on=on, reason=reason)


def reach_milestone(
    milestone: Milestone, *, actual: date, by: User | None, on: date, evidence: str = ""
) -> Milestone:
    """It was reached, and how that is known."""
    said = {"actual": actual, "provisional": False, "reviewed_on": on}
    return _say(milestone, said, "Reached", by=by, on=on, evidence=evidence)


def rebaseline(milestone: Milestone, *, baseline: date, reason: str, by: User | None, on: date) -> Milestone:
    """Move the baseline: always with a reason, always counted. The first one, where there was none, is not."""
    if not reason:
        raise ValueError("a new baseline needs a reason")
    said = {"baseline": baseline, "reviewed_on": on}
    return _say(milestone, said, "Moved the baseline of", by=by, on=on, reason=reason)


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
) -> Milestone:
    current = Milestone.objects.select_for_update().get(pk=milestone.pk)
    changes = [
        log.change(name, _label(name), getattr(current, name), value)
        for name, value in said.items()
        if name != "reviewed_on" and getattr(current, name) != value
    ]
    moved = "baseline" in said and current.baseline not in {None, said["baseline"]}
    [now] = facts.state([_fact(current, said, by=by, on=on, reason=reason)])
    for name, value in now.said().items():
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
    return MilestoneFact(
        milestone=milestone, so_from=on, recorded_by=by, reason=reason, asserts=sorted(said), **said
    )


def _label(name: str) -> str:
    return str(facts.column_of(MilestoneFact, name).verbose_name).capitalize()
