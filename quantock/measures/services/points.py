"""Values kept, corrected and taken back. A value that stands is never replaced silently."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from quantock.accounts.models import User
from quantock.audit import log
from quantock.audit.models import Batch
from quantock.engines.text import plural
from quantock.measures.hiding import UNTOLD
from quantock.measures.models import DataPoint, Measure
from quantock.measures.rules import Given, say_period, worked_out
from quantock.measures.services.measures import change_measure
from quantock.measures.services.results import keep_results
from quantock.projects.services import Stale


@dataclass(slots=True)
class Account:
    """What became of each value given: kept anew, put in the place of another, the same as before."""

    created: list[DataPoint] = field(default_factory=list)
    changed: list[tuple[DataPoint, DataPoint]] = field(default_factory=list)
    unchanged: int = 0
    batch: Batch | None = None


@transaction.atomic
def record_points(
    measure: Measure,
    given: Sequence[Given],
    *,
    by: User | None,
    reason: str = "",
    channel: str = "",
    how: str = "",
) -> Account:
    """Keep some values in one batch; where a period has another value already, the old one is superseded.

    The caller has shown what will be replaced. Values that are the same are left alone. `how` says by what way they came.
    """
    Measure.objects.select_for_update().get(pk=measure.pk)  # two who give values at once wait for each other
    account = compared(measure, given)
    if not account.created and not account.changed:
        return account
    now = timezone.now()
    total = len(account.created) + len(account.changed)
    title = f"{plural(total, 'value')} of {measure.name}" + (f", {how}" if how else "")
    account.batch = Batch.objects.create(title=title[:300], by=by)
    old = [was for was, _ in account.changed]
    DataPoint.objects.filter(pk__in=[point.pk for point in old]).update(
        superseded_at=now, superseded_by=by, reason=reason
    )
    new = [*account.created, *(point for _, point in account.changed)]
    for point in new:
        point.recorded_at, point.recorded_by, point.batch = now, by, account.batch
    DataPoint.objects.bulk_create(new, batch_size=500)
    log.record(
        "points recorded",
        measure,
        by=by,
        says=_says(measure, account) + (f", {how}" if how else ""),
        changes=[
            log.change("value", _named(point, measure), _told(measure, was), _told(measure, point))
            for was, point in account.changed[:50]
        ],
        reason=reason,
        batch=account.batch,
        channel=channel,
    )
    keep_results([measure])
    return account


Key = tuple[str, date, int]


def key_of(point: DataPoint | Given) -> Key:
    """What a value is unique by, within its measure."""
    return point.stratum, point.starts, point.part


def compared(measure: Measure, given: Sequence[Given], *, unit: str = "") -> Account:
    """What recording these values would do. One query. `unit`: what the measure becomes, where a first paste says so."""
    account = Account()
    if not given:
        return account
    starts = [each.starts for each in given]
    standing = {
        key_of(point): point
        for point in DataPoint.objects.standing().filter(
            measure=measure, starts__gte=min(starts), starts__lte=max(starts)
        )
    }
    for each in given:
        point = _point(measure, each, unit or measure.unit)
        was = standing.get(key_of(each))
        if was is None:
            account.created.append(point)
        elif _same(was, point):
            account.unchanged += 1
        else:
            account.changed.append((was, point))
    return account


def _point(measure: Measure, given: Given, unit: str) -> DataPoint:
    return DataPoint(
        measure=measure,
        stratum=given.stratum,
        starts=given.starts,
        part=given.part,
        value=worked_out(given, unit, measure.per),
        numerator=given.numerator,
        denominator=given.denominator,
        answer=given.answer,
    )


def _same(was: DataPoint, point: DataPoint) -> bool:
    return all(
        _number(getattr(was, name)) == _number(getattr(point, name))
        for name in ("value", "numerator", "denominator")
    ) and (was.value is not None or was.answer == point.answer)


def _number(value: Decimal | None) -> Decimal | None:
    return None if value is None else round(value, 6)


def _told(measure: Measure, point: DataPoint) -> str:
    """A value as the log tells it: not where it counts people who could be recognised."""
    return UNTOLD if measure.small_numbers else say_value(point)


def _says(measure: Measure, account: Account) -> str:
    new, changed = len(account.created), len(account.changed)
    if new == 1 and not changed:
        point = account.created[0]
        return f"Added the value of “{measure.name}” for {_named(point, measure)}: {_told(measure, point)}"
    said = [f"Added {new} values" if new != 1 else "Added 1 value"] if new else []
    said += (
        [f"corrected {changed}" if new else f"Corrected {changed} value{'s' if changed > 1 else ''}"]
        if changed
        else []
    )
    return f"{' and '.join(said)} of “{measure.name}”"


def _named(point: DataPoint, measure: Measure) -> str:
    """The period of a value, and its group."""
    period = say_period(point.starts, measure.frequency, point.part)
    return f"{period}, {point.stratum}" if point.stratum else period


def say_value(point: DataPoint) -> str:
    """ "6.1", or the answer given instead."""
    return f"{point.value.normalize():f}" if point.value is not None else point.answer or "no value"


def say_given(measure: Measure, given: Given) -> str:
    """A value that is not kept yet, as it would be said."""
    return say_value(_point(measure, given, measure.unit))


@transaction.atomic
def bring_points(
    measure: Measure,
    given: Sequence[Given],
    *,
    changes: Mapping[str, str],
    by: User | None,
    reason: str,
    how: str,
    channel: str = "",
) -> Account:
    """Keep a paste or a file. `changes`: what the measure becomes by its first values (how often, percentages)."""
    if changes:
        measure = change_measure(measure, changes, by=by, reason="Its first values are so")
    return record_points(measure, given, by=by, reason=reason, how=how, channel=channel)


def standing_for(point: DataPoint) -> DataPoint | None:
    """What counts now for the period and group of a value: itself, what came in its place, or nothing. One query."""
    stratum, starts, part = key_of(point)
    return (
        DataPoint.objects.standing()
        .filter(measure_id=point.measure_id, stratum=stratum, starts=starts, part=part)
        .first()
    )


@transaction.atomic
def correct_point(
    point: DataPoint, given: Given, *, by: User | None, reason: str, seen: int | None = None
) -> DataPoint:
    """Put another value in the place of one that stands; the old one stays readable with who, when and why.

    `seen` is the key of what stood when the person looked, 0 for nothing; without it the value itself. Raises Stale
    where it is another meanwhile that says something else.
    """
    Measure.objects.select_for_update().get(pk=point.measure_id)  # nobody comes between looking and keeping
    standing = standing_for(point)
    account = compared(point.measure, [given])
    if account.unchanged and standing is not None:
        return standing
    if (standing.pk if standing else 0) != (point.pk if seen is None else seen):
        raise Stale({"value": standing})
    account = record_points(point.measure, [given], by=by, reason=reason)
    return account.changed[0][1] if account.changed else account.created[0]


@transaction.atomic
def remove_point(point: DataPoint, *, by: User | None, reason: str, seen: int | None = None) -> None:
    """A value that should never have been there: its period has none, and the history keeps it.

    `seen` is the key of what stood when the person looked; without it the value itself. Raises Stale where it is
    another meanwhile, and does nothing where it was taken out already.
    """
    Measure.objects.select_for_update().get(
        pk=point.measure_id
    )  # nobody comes between looking and taking out
    standing = standing_for(point)
    if standing is None:
        return
    if standing.pk != (point.pk if seen is None else seen):
        raise Stale({"value": standing})
    standing.superseded_at, standing.superseded_by, standing.reason = timezone.now(), by, reason
    standing.save(update_fields=["superseded_at", "superseded_by", "reason"])
    measure = point.measure
    says = (
        f"Took out the value of “{measure.name}” for {_named(standing, measure)}: {_told(measure, standing)}"
    )
    log.record("point removed", measure, by=by, says=says, reason=reason)
    keep_results([measure])


@dataclass(slots=True)
class Undoing:
    """What taking a batch back would do: each value that goes with what stands again in its place (None: nothing), and
    those that stay, since another came after them."""

    goes: list[tuple[DataPoint, DataPoint | None]] = field(default_factory=list)
    stays: list[DataPoint] = field(default_factory=list)


def undoing(measure: Measure, batch: Batch) -> Undoing:
    """Looked at without doing it. Two queries."""
    found = Undoing()
    brought = list(DataPoint.objects.filter(measure=measure, batch=batch))
    standing = [point for point in brought if point.superseded_at is None]
    found.stays = [point for point in brought if point.superseded_at is not None]
    if not standing:
        return found
    replaced = {
        key_of(point): point
        for point in DataPoint.objects.filter(
            measure=measure,
            superseded_at=standing[0].recorded_at,  # what a batch replaced was superseded at that very moment
        )
    }
    found.goes = [(point, replaced.get(key_of(point))) for point in standing]
    return found


@transaction.atomic
def undo_batch(measure: Measure, batch: Batch, *, by: User | None) -> tuple[int, int]:
    """Take back what one batch brought, where nothing came after it: (values taken back, values left alone).

    A value that the batch replaced stands again.
    """
    now = timezone.now()
    found = undoing(measure, batch)
    if not found.goes:
        return 0, len(found.stays)
    DataPoint.objects.filter(pk__in=[point.pk for point, _ in found.goes]).update(
        superseded_at=now, superseded_by=by, reason="Taken back"
    )
    again = [
        DataPoint(
            measure=measure,
            stratum=point.stratum,
            starts=point.starts,
            part=point.part,
            value=point.value,
            numerator=point.numerator,
            denominator=point.denominator,
            answer=point.answer,
            recorded_at=now,
            recorded_by=by,
        )
        for _, point in found.goes
        if point is not None
    ]
    DataPoint.objects.bulk_create(again, batch_size=500)
    if batch.withdrawn_at is None:
        batch.withdrawn_at = now
        batch.save(update_fields=["withdrawn_at"])
    says = f"Took back {plural(len(found.goes), 'value')} of “{measure.name}”"
    log.record("points taken back", measure, by=by, says=says)
    keep_results([measure])
    return len(found.goes), len(found.stays)
