"""A measure's chart as it stood on a past day, and what changed since the last values came."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import FilteredRelation, Q
from django.utils import timezone

from quantock.engines.spc.sentences import FAMILY
from quantock.engines.text import plural
from quantock.measures.charting import Judged, judge
from quantock.measures.models import Annotation, DataPoint, Definition, Measure, Rebase, TargetFact
from quantock.measures.queries import Whole, put_together, versions_of
from quantock.measures.rules import say_period
from quantock.measures.services import key_of, say_value

NAMED = 3


def end_of(day: date) -> datetime:
    """The last moment of a day, here."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time())) - timedelta(microseconds=1)


def _then(measure: Measure, day: date, moment: datetime) -> tuple[Measure, Definition | None, int]:
    """A copy that is judged as the measure was on a day (its rules, chart, direction, unit and frequency), the definition in
    force, and which version of it that is. One query."""
    judged_on = Q(judged_by__withdrawn_at=None, judged_by__so_from__lte=day) & (
        Q(judged_by__so_until=None) | Q(judged_by__so_until__gt=day)
    )
    defined_on = Q(
        definitions__withdrawn_at=None, definitions__so_from__lte=day, definitions__recorded_at__lte=moment
    )
    rows = Measure.objects.annotate(
        judged_on=FilteredRelation("judged_by", condition=judged_on),
        defined_on=FilteredRelation("definitions", condition=defined_on),
        versions=versions_of(Q(so_from__lte=day, recorded_at__lte=moment)),
    ).filter(pk=measure.pk)
    last = rows.order_by("defined_on__so_from", "defined_on__recorded_at", "defined_on__pk")
    found = last.select_related("judged_on", "defined_on").last()  # type: ignore[misc]  # annotated
    if found is None:
        return measure, None, 0
    then, judged = copy(measure), getattr(found, "judged_on", None)
    for name, value in judged.said().items() if judged else ():
        setattr(then, name, value)
    return then, getattr(found, "defined_on", None), getattr(found, "versions", 0)


def as_it_stood(measure: Measure, day: date, group: str = "") -> Whole:
    """With what was recorded by the end of that day and no later: values, corrections, recalculations, targets and notes,
    judged by the rules of that day. What may be shown is settled by now's rule. Five queries, one more
    where small numbers are not shown."""
    moment = end_of(day)
    points = DataPoint.objects.known_at(moment).filter(measure=measure)
    rebases = Rebase.objects.filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gt=moment), measure=measure, at__lte=moment
    )
    targets = TargetFact.objects.filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gt=moment), measure=measure, recorded_at__lte=moment
    )
    notes = Annotation.objects.filter(
        Q(removed_at=None) | Q(removed_at__gt=moment), measure=measure, at__lte=moment
    )
    then, definition, version = _then(measure, day, moment)
    return put_together(
        then,
        group,
        points=points.order_by("starts", "part", "pk"),
        rebases=rebases.select_related("by").order_by("starts", "pk"),
        targets=targets.order_by("so_from", "recorded_at", "pk"),
        annotations=notes,
        definition=definition,
        version=version,
    )


@dataclass(frozen=True, slots=True)
class Since:
    """What is otherwise than before the last day on which values came: `on`. Each correction as before and now."""

    on: date
    new: Sequence[DataPoint]
    corrected: Sequence[tuple[DataPoint, DataPoint]]
    gone: Sequence[DataPoint]
    before: Judged
    now: Judged

    @property
    def is_first(self) -> bool:
        return not self.before.points

    @property
    def says(self) -> str:
        """Up to three values by name, more by their number."""
        measure = self.now.measure
        parts = [
            _named("New", [_period(measure, point) for point in self.new], "new value"),
            _named(
                "Corrected",
                [
                    f"{_period(measure, was)} from {say_value(was)} to {say_value(now)}"
                    for was, now in self.corrected
                ],
                "value corrected",
                "values corrected",
            ),
            _named(
                "Taken out",
                [_period(measure, point) for point in self.gone],
                "value taken out",
                "values taken out",
            ),
        ]
        return " ".join(part for part in parts if part)

    @property
    def shows_otherwise(self) -> bool:
        """Whether the chart says something else than it did: a signal is new, over, or turned round."""
        return FAMILY[self.before.chart.variation] != FAMILY[self.now.chart.variation]


def _period(measure: Measure, point: DataPoint) -> str:
    return say_period(point.starts, measure.frequency, point.part)


def _named(what: str, some: Sequence[str], one: str, many: str = "") -> str:
    if not some:
        return ""
    return (
        f"{what}: {', '.join(some)}."
        if len(some) <= NAMED
        else f"{plural(len(some), one, many or f'{one}s')}."
    )


def since_last(found: Whole) -> Since | None:
    """Of the group that is shown; none without values, nor where small numbers are not shown, as two states that differ
    by little would tell. No query."""
    measure = found.judged.measure
    if measure.small_numbers or not found.points:
        return None
    moments = [point.recorded_at for point in (*found.points, *found.gone)]
    moments += [point.superseded_at for point in found.gone if point.superseded_at is not None]
    on = timezone.localdate(max(moments))
    morning = timezone.make_aware(datetime.combine(on, time()))
    went = [
        point
        for point in found.gone
        if point.superseded_at and point.superseded_at >= morning and point.recorded_at < morning
    ]
    standing = [point for point in found.points if point.recorded_at < morning]
    before = sorted([*standing, *went], key=lambda point: (point.starts, point.part))
    was = {key_of(point): point for point in before}
    now = {key_of(point): point for point in found.points}
    return Since(
        on=on,
        new=[point for key, point in now.items() if key not in was],
        corrected=[
            (was[key], point) for key, point in now.items() if key in was and _differs(was[key], point)
        ],
        gone=[point for key, point in was.items() if key not in now],
        before=judge(measure, before, found.rebases, found.targets),
        now=found.judged,
    )


def _differs(was: DataPoint, now: DataPoint) -> bool:
    names = ("value", "numerator", "denominator", "answer")
    return any(getattr(was, name) != getattr(now, name) for name in names)
