"""A measure begun, described, given a target, taken away."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from quantock.accounts.models import User
from quantock.audit import facts, log
from quantock.measures.models import Definition, JudgedBy, Measure, TargetFact
from quantock.measures.services.results import keep_results
from quantock.measures.services.small_numbers import withhold
from quantock.projects.counting import keep_counted
from quantock.projects.models import Project


@transaction.atomic
def create_measure(
    project: Project,
    said: Mapping[str, Any],
    *,
    by: User | None,
    on: date,
    target: Decimal | None = None,
    definition: Mapping[str, str] | None = None,
) -> Measure:
    """Begin to watch something: a name and a direction are enough."""
    measure = Measure.objects.create(project=project, position=project.measures.count(), **said)
    if target is not None:
        _state_target(measure, target, by=by, on=on)
    if definition:
        _state_definition(measure, definition, by=by, on=on)
    log.record("measure added", measure, by=by, says=f"Began to measure “{measure.name}”")
    keep_results([measure])
    return measure


@transaction.atomic
def change_measure(
    measure: Measure, said: Mapping[str, Any], *, by: User | None, reason: str = ""
) -> Measure:
    """Say anew what it is. Another direction, unit or rule set judges all its values again."""
    current = Measure.objects.select_for_update().get(pk=measure.pk)
    changes = [
        log.change(name, _label(Measure, name), _words(current, name), value)
        for name, value in said.items()
        if getattr(current, name) != value
    ]
    if not changes:
        return current
    was = {name: getattr(current, name) for name in JudgedBy.says}
    for name, value in said.items():
        setattr(current, name, value)
    _state_judged_by(current, was, by=by)
    current.version += 1
    current.save(update_fields=[*said, "version"])
    for change in changes:
        change["is"] = _words(current, change["field"])
    log.record(
        "measure changed",
        current,
        by=by,
        says=f"Changed the measure “{current.name}”",
        changes=changes,
        reason=reason,
    )
    if current.small_numbers and any(change["field"] == "small_numbers" for change in changes):
        withhold(current)
    keep_results([current])
    return current


@transaction.atomic
def change_definition(measure: Measure, said: Mapping[str, str], *, by: User | None, on: date) -> None:
    """A new version of its operational definition, from a day on; earlier ones can be read."""
    now = Definition.objects.now().filter(measure=measure).first()
    changes = [
        log.change(name, _label(Definition, name), getattr(now, name, ""), value)
        for name, value in said.items()
        if getattr(now, name, "") != value
    ]
    if not changes:
        return
    _state_definition(measure, {change["field"]: said[change["field"]] for change in changes}, by=by, on=on)
    says = f"Changed the definition of the measure “{measure.name}”"
    log.record("measure defined", measure, by=by, says=says, changes=changes)


@transaction.atomic
def set_target(
    measure: Measure, value: Decimal | None, *, so_from: date, by: User | None, reason: str = ""
) -> None:
    """A target from a day on; None ends it."""
    before = TargetFact.objects.as_at(so_from).filter(measure=measure).first()
    was = before.value if before else None
    if was == value:
        return
    _state_target(measure, value, by=by, on=so_from)
    what = f"to {value.normalize():f}" if value is not None else "aside"
    says = f"Set the target of “{measure.name}” {what} from {so_from:%-d %B %Y}"
    log.record(
        "target set",
        measure,
        by=by,
        says=says,
        changes=[log.change("target", "Target", was, value)],
        reason=reason,
    )
    keep_results([measure])


@transaction.atomic
def remove_measure(measure: Measure, *, by: User | None, reason: str) -> None:
    """It is no longer watched: it shows nowhere; its history stays."""
    measure.removed_at = timezone.now()
    measure.save(update_fields=["removed_at"])
    keep_counted([measure.project_id])
    log.record(
        "measure removed", measure, by=by, says=f"Took away the measure “{measure.name}”", reason=reason
    )


def _state_target(measure: Measure, value: Decimal | None, *, by: User | None, on: date) -> None:
    facts.state([TargetFact(measure=measure, so_from=on, recorded_by=by, asserts=["value"], value=value)])


BEGINNING = date(1900, 1, 1)
"""How a measure is judged before anybody changed it holds for all its past."""


def _state_judged_by(measure: Measure, was: Mapping[str, Any], *, by: User | None) -> None:
    """From today on it is judged otherwise; the first time, also how it was before."""
    now = {name: getattr(measure, name) for name in JudgedBy.says}
    if now == was:
        return
    rows = [(timezone.localdate(), now)]
    if not JudgedBy.objects.filter(measure=measure).exists():
        rows.insert(0, (BEGINNING, dict(was)))
    facts.state([facts.fact(JudgedBy, each, on=day, by=by, measure=measure) for day, each in rows])


def _state_definition(measure: Measure, said: Mapping[str, str], *, by: User | None, on: date) -> None:
    facts.state([facts.fact(Definition, said, on=on, by=by, measure=measure)])


def _label(family: Any, name: str) -> str:
    said = str(facts.column_of(family, name).verbose_name)
    return said[:1].upper() + said[1:]


def _words(measure: Measure, name: str) -> str:
    display = getattr(measure, f"get_{name}_display", None)
    value = display() if display else getattr(measure, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
