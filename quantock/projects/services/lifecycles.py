"""Changing life-cycle models: a new version is prepared as a draft and published; projects keep what they began with."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.text import slugify

from quantock.accounts.models import User
from quantock.audit import log
from quantock.audit.changing import change_columns
from quantock.people.models import Organisation
from quantock.projects import lifecycles
from quantock.projects.models import LifeCycleModel, Step, Track
from quantock.projects.services.status import NotNow

COPIED = ("name", "purpose", "tools", "criteria", "tracks")
MOST_STEPS = 20


@transaction.atomic
def begin_model(
    *, name: str, organisation: Organisation | None, like: LifeCycleModel | None, by: User | None
) -> LifeCycleModel:
    """A new model, as a draft of its first version, with the steps of another to begin with."""
    made = LifeCycleModel.objects.create(
        code=_free_code(name), name=name, organisation=organisation, is_draft=True
    )
    if like is not None:
        _copy_steps(like, made)
    _tell(made, "added", f"Began the life-cycle model “{name}”", by=by)
    return made


def _free_code(name: str) -> str:
    """A code that no model has."""
    base = slugify(name)[:30] or "model"
    taken = set(LifeCycleModel.objects.filter(code__startswith=base).values_list("code", flat=True))
    return next(
        code for code in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if code not in taken
    )


def _copy_steps(source: LifeCycleModel, target: LifeCycleModel) -> None:
    Step.objects.bulk_create(
        Step(model=target, number=step.number, **{name: getattr(step, name) for name in COPIED})
        for step in source.steps.all()
    )


@transaction.atomic
def prepare_version(model: LifeCycleModel, *, by: User | None) -> LifeCycleModel:
    """The draft of the next version, with the steps of the newest; the one that is there already, if any."""
    versions = _versions(model)
    draft = next((each for each in versions if each.is_draft), None)
    if draft is not None:
        return draft
    newest = versions[-1]
    made = LifeCycleModel.objects.create(
        code=model.code,
        version=newest.version + 1,
        name=newest.name,
        organisation=newest.organisation,
        retired_on=newest.retired_on,
        is_draft=True,
    )
    _copy_steps(newest, made)
    _tell(made, "version begun", f"Began version {made.version} of “{made.name}”", by=by)
    return made


@transaction.atomic
def publish(model: LifeCycleModel, *, by: User | None) -> None:
    """New projects follow it from now on. Raises NotNow where a track would have too short a way."""
    draft = _draft(model)
    steps = list(draft.steps.all())
    for track in Track:
        if sum(track in step.tracks for step in steps) < 2:
            raise NotNow(f"Ask at least two steps of the {track.label.lower()} track.")
    draft.is_draft = False
    draft.save(update_fields=["is_draft"])
    _tell(draft, "version published", f"Published version {draft.version} of “{draft.name}”", by=by)


@transaction.atomic
def discard(model: LifeCycleModel, *, by: User | None) -> None:
    """Throw a draft away; no project has ever followed it."""
    draft = _draft(model)
    _tell(draft, "version discarded", f"Discarded version {draft.version} of “{draft.name}”", by=by)
    draft.steps.all().delete()
    draft.delete()


@transaction.atomic
def rename(model: LifeCycleModel, name: str, *, by: User | None) -> None:
    """All versions of a model have one name."""
    changes = [log.change("name", "Name", model.name, name)]
    LifeCycleModel.objects.filter(code=model.code).update(name=name)
    _tell(model, "changed", f"Renamed the life-cycle model “{model.name}”", by=by, changes=changes)


@transaction.atomic
def retire(model: LifeCycleModel, *, on: date | None, by: User | None) -> None:
    """New projects no longer follow it; running ones do. `on` None takes it into use again.

    Raises NotNow where no model would be left for new projects of the whole system.
    """
    _versions(model)
    if on and not lifecycles.in_use().keys() - {model.code}:
        raise NotNow("New projects need a model of the whole system to follow. Add another one first.")
    LifeCycleModel.objects.filter(code=model.code).update(retired_on=on)
    says = f"Retired the life-cycle model “{model.name}”" if on else f"Took “{model.name}” into use again"
    _tell(model, "retired" if on else "in use again", says, by=by)


@transaction.atomic
def save_step(
    model: LifeCycleModel, said: dict[str, Any], *, step: Step | None = None, by: User | None
) -> Step:
    """Change a step of a draft, or add one at its end."""
    draft = _draft(model)
    if step is not None:
        change_columns(step, said, by=by, about=draft.organisation or draft)
        return step
    last = draft.steps.aggregate(last=Max("number"))["last"] or 0
    if draft.steps.count() >= MOST_STEPS:
        raise NotNow(f"A model has at most {MOST_STEPS} steps.")
    made = Step.objects.create(model=draft, number=last + 1, **said)
    _tell(draft, "step added", f"Added the step “{made.name}” to “{draft.name}”", by=by)
    return made


@transaction.atomic
def move_step(step: Step, *, earlier: bool, by: User | None) -> None:
    """Put a step of a draft one place earlier or later."""
    draft = _draft(step.model)
    steps = list(draft.steps.all())
    here = [each.pk for each in steps].index(step.pk)
    there = here - 1 if earlier else here + 1
    if not 0 <= there < len(steps):
        return
    steps[here], steps[there] = steps[there], steps[here]
    _number(steps)
    where = "earlier" if earlier else "later"
    _tell(draft, "step moved", f"Moved the step “{step.name}” of “{draft.name}” {where}", by=by)


@transaction.atomic
def remove_step(step: Step, *, by: User | None) -> None:
    """Take a step out of a draft."""
    draft = _draft(step.model)
    _tell(draft, "step removed", f"Removed the step “{step.name}” from “{draft.name}”", by=by)
    step.delete()
    _number(list(draft.steps.all()))


def _number(steps: Sequence[Step]) -> None:
    """Number steps in this order; by way of numbers that no step has, since each number is there once."""
    for shift in (1000, 0):
        for place, each in enumerate(steps, start=1):
            each.number = place + shift
        Step.objects.bulk_update(steps, ["number"])


def _versions(model: LifeCycleModel) -> list[LifeCycleModel]:
    """All versions of a model, locked."""
    rows = LifeCycleModel.objects.select_for_update().filter(code=model.code)
    return list(rows.order_by("version"))


def _draft(model: LifeCycleModel) -> LifeCycleModel:
    """The draft, locked. Raises NotNow where it was published meanwhile."""
    draft = LifeCycleModel.objects.select_for_update().filter(pk=model.pk, is_draft=True).first()
    if draft is None:
        raise NotNow("This version is published, so its steps stay as they are. Prepare a new version.")
    return draft


def _tell(model: LifeCycleModel, verb: str, says: str, *, by: User | None, **more: Any) -> None:
    log.record(verb, model.organisation or model, by=by, says=says, **more)
