"""Which periods and groups a grid of values offers, and what stands there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from quantock.engines.dates import add_months
from quantock.engines.points import MONTHS, SHIFT, SHIFTS
from quantock.measures import hiding
from quantock.measures.models import DataPoint, Frequency, Measure, Unit
from quantock.measures.rules import period_of
from quantock.measures.services.points import Key, key_of
from quantock.measures.services.results import thresholds

PERIODS, DAYS = 12, 5
MOST_GROUPS = 12


@dataclass(frozen=True, slots=True)
class Grid:
    """`shown` by place: the values that may be shown; those left out hold no figure. `left_out` groups have no column."""

    periods: Sequence[tuple[date, int]]
    groups: Sequence[str]
    shown: dict[Key, DataPoint]
    is_pairs: bool
    left_out: int


def grid_of(measure: Measure, *, until: date) -> Grid:
    """The last periods up to the one that holds a day, the latest first. Two queries; one more for small numbers."""
    periods = _periods(measure.frequency, until)
    names = DataPoint.objects.standing().filter(measure=measure).order_by("stratum")
    groups = list(names.values_list("stratum", flat=True).distinct()) or [""]
    rows = DataPoint.objects.standing().filter(measure=measure)
    by_group: dict[str, list[DataPoint]] = {}
    for point in rows.filter(Q(starts__gte=periods[-1][0], starts__lte=periods[0][0])):
        by_group.setdefault(point.stratum, []).append(point)
    for below in thresholds([measure]).values():
        by_group = hiding.shown(by_group, measure.unit, below)
    shown = {key_of(point): point for some in by_group.values() for point in some}
    pairs = measure.unit in (Unit.PERCENTAGE, Unit.RATE) and (
        not shown or any(point.denominator is not None for point in shown.values())
    )
    return Grid(periods, groups[:MOST_GROUPS], shown, pairs, max(0, len(groups) - MOST_GROUPS))


def _periods(frequency: str, until: date) -> list[tuple[date, int]]:
    if frequency == SHIFT:
        days = [until - timedelta(days=place) for place in range(DAYS)]
        return [(day, part) for day in days for part in sorted(SHIFTS, reverse=True)]
    first = period_of(until, frequency)
    if frequency in MONTHS:
        return [(add_months(first, -MONTHS[frequency] * place), 0) for place in range(PERIODS)]
    step = 7 if frequency == Frequency.WEEK else 1
    return [(first - timedelta(days=step * place), 0) for place in range(PERIODS)]


def shown_once(measure: Measure, found: Grid, keys: Iterable[str]) -> dict[int, DataPoint]:
    """Of the values that a form says it showed, those that no longer stand; without figures where small numbers are not
    shown. One query where there are any."""
    standing = {point.pk for point in found.shown.values()}
    gone = {int(key) for key in keys if key.isdecimal() and len(key) < 12} - standing - {0}
    if not gone:
        return {}
    points = DataPoint.objects.filter(measure=measure).in_bulk(sorted(gone)[:500])
    if measure.small_numbers:
        for point in points.values():
            point.value = point.numerator = point.denominator = None
    return points
