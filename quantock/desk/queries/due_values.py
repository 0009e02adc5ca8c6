"""The values that my projects' measures wait for: the next period that is over and has none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from quantock.access import Permission, Viewer, can, padded, prepared
from quantock.desk.queries.home import Mine
from quantock.measures.models import Measure
from quantock.measures.rules import next_period, overdue_period, say_period

BY_ONE_NUMBER = ("day", "week", "month", "quarter", "year")
MOST = 3
"""So many are asked of one project at once; its measures' page has the rest."""


@dataclass(frozen=True, slots=True)
class DueValue:
    """One number that is wanted; `is_late` where it is past the day it was due."""

    measure: Measure
    starts: date
    is_late: bool

    @property
    def period(self) -> str:
        return say_period(self.starts, self.measure.frequency)


def due_values(mine: Sequence[Mine], viewer: Viewer, on: date) -> dict[int, list[DueValue]]:
    """By the number of the project, late ones first; only of measures that already have values, and that the viewer may
    give them. One query, none without projects."""
    may = {
        each.project.pk: each.project for each in mine if can(viewer, Permission.MEASURE_EDIT, each.project)
    }
    if not may:
        return {}
    found: dict[int, list[DueValue]] = {}
    for measure in prepared(_with_values, viewer, keys=padded(list(may))):
        latest = measure.result.latest_on
        if latest is None:  # pragma: no cover - narrowed by the query, for the type checker
            continue
        starts = next_period(latest, measure.frequency)
        if next_period(starts, measure.frequency) > on:
            continue
        late = overdue_period(latest, measure.frequency, measure.due_days, on=on) is not None
        found.setdefault(may[measure.project_id].number, []).append(DueValue(measure, starts, late))
    return {number: sorted(some, key=lambda due: not due.is_late)[:MOST] for number, some in found.items()}


def _with_values(viewer: Viewer, keys: Sequence[int]) -> QuerySet[Measure]:
    measures = Measure.objects.visible_to(viewer).filter(
        project__in=keys, frequency__in=BY_ONE_NUMBER, result__count__gt=0, result__latest_on__isnull=False
    )
    return measures.select_related("result").order_by("position", "pk")
