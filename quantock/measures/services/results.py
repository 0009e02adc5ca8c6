"""What lists show of a measure, worked out again whenever what it comes from changes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from quantock.engines.spc import Variation
from quantock.engines.spc.sentences import BETTER, FAMILY, OTHER, WORSE
from quantock.engines.spc.signals import first_seen
from quantock.measures import hiding
from quantock.measures.charting import Judged, judge_all
from quantock.measures.models import DataPoint, Measure, Rebase, Result, TargetFact
from quantock.measures.rules import SPARK, last_day, next_due
from quantock.projects.counting import keep_counted

FAMILIES = (WORSE, BETTER, OTHER, "same", "early")
"""What signals say, that which most needs a look first."""
WORKED_OUT_AS = 1
"""One more whenever the same values come to another result: `quantock migrate` then works out again what an earlier version kept."""
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Shown:
    """The columns of a result."""

    variation: str
    assurance: str
    latest: Decimal | None
    latest_on: date | None
    due_on: date | None
    since: date | None
    seen_on: date | None
    centre: float | None
    lower: float | None
    upper: float | None
    target: float | None
    spark: list[list[Any]]
    card: list[list[Any]]
    count: int
    rules: str
    groups: dict[str, int]


def keep_results(measures: Iterable[Measure]) -> list[Result]:
    """Work out and keep the results of some measures: four queries and one write, however many."""
    some = list(measures)
    results = [
        Result(measure=judged.measure, worked_out_as=WORKED_OUT_AS, **asdict(shown(judged)))
        for judged in judged_of(some)
    ]
    fields = [field.name for field in Result._meta.fields if field.name != "measure"]
    Result.objects.bulk_create(
        results, update_conflicts=True, unique_fields=["measure"], update_fields=fields, batch_size=500
    )
    keep_counted({measure.project_id for measure in some})
    return results


def outdated() -> QuerySet[Measure]:
    """Measures whose result an earlier version worked out, or none."""
    return Measure.objects.exclude(result__worked_out_as=WORKED_OUT_AS)


def keep_outdated() -> int:
    """Work out again what an earlier version kept; how many there were."""
    return keep_many(outdated())


def keep_many(measures: QuerySet[Measure]) -> int:
    """Work out any number of measures again, some at a time."""
    last = done = 0
    while some := list(measures.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        keep_results(some)
        last, done = some[-1].pk, done + len(some)
    return done


def judged_of(measures: Iterable[Measure]) -> list[Judged]:
    """The charts of whole measures (the group without a name, else the only group there is). Three queries."""
    some = list(measures)
    return judged_from(
        some,
        points=DataPoint.objects.standing().filter(measure__in=some).order_by("starts", "part"),
        rebases=Rebase.objects.filter(measure__in=some, withdrawn_at=None).order_by("starts"),
        targets=TargetFact.objects.standing()
        .filter(measure__in=some)
        .order_by("so_from", "recorded_at", "pk"),
        below=thresholds(some),
    )


def judged_from(
    some: Sequence[Measure],
    *,
    points: Iterable[DataPoint],
    rebases: Iterable[Rebase],
    targets: Iterable[TargetFact],
    below: Mapping[int, int],
) -> list[Judged]:
    """The same of what was read, each in the order of its time. `below` as `thresholds` gives it. No query of its own."""
    by_group: dict[int, dict[str, list[DataPoint]]] = defaultdict(lambda: defaultdict(list))
    for point in points:
        by_group[point.measure_id][point.stratum].append(point)
    again: dict[int, list[Rebase]] = defaultdict(list)
    for rebase in rebases:
        again[rebase.measure_id].append(rebase)
    aimed: dict[int, list[TargetFact]] = defaultdict(list)
    for target in targets:
        aimed[target.measure_id].append(target)
    groups = [
        hiding.shown(by_group[each.pk], each.unit, below[each.pk]) if each.pk in below else by_group[each.pk]
        for each in some
    ]
    judged = judge_all(
        (each, (_whole(mine), again[each.pk], aimed[each.pk]))
        for each, mine in zip(some, groups, strict=True)
    )
    apart = [
        (each, (mine[name], again[each.pk], aimed[each.pk]))
        for each, mine in zip(some, groups, strict=True)
        if not _whole(mine)
        for name in sorted(mine)
    ]
    by_measure: dict[int, list[Judged]] = defaultdict(list)
    for (each, _), found in zip(apart, judge_all(apart), strict=True):
        by_measure[each.pk].append(found)
    return [_reaching(each, by_measure[each.measure.pk]) for each in judged]


def thresholds(measures: Sequence[Measure]) -> dict[int, int]:
    """From which number values are shown, of the measures that count people who could be recognised. One query where
    there are any, none where `below` was read with each."""
    marked = [each.pk for each in measures if each.small_numbers]
    if not marked:
        return {}
    if all(hasattr(each, "below") for each in measures):
        return {
            each.pk: getattr(each, "below", None) or hiding.USUAL for each in measures if each.small_numbers
        }
    said = Measure.objects.filter(pk__in=marked)
    rows = said.values_list("pk", "project__lead_organisation__small_numbers__below")
    return {key: below or hiding.USUAL for key, below in rows}


def _reaching(judged: Judged, groups: Sequence[Judged]) -> Judged:
    """The whole's chart; of several groups without one at least how far their values reach, and what each shows."""
    if judged.points or not groups:
        return judged
    known = [each.known_to for each in groups if each.known_to]
    return replace(judged, known_to=max(known, default=None), groups=tuple(groups))


def _whole(groups: dict[str, list[DataPoint]]) -> list[DataPoint]:
    if "" in groups:
        return groups[""]
    return next(iter(groups.values())) if len(groups) == 1 else []


def _latest(judged: Judged, point: DataPoint | None) -> Decimal | None:
    """The value plotted last: the point's own, where it is that which is plotted."""
    plotted = judged.chart.latest
    if plotted is None or plotted.value is None:
        return None
    if point is not None and point.value is not None and float(point.value) == plotted.value:
        return point.value
    return Decimal(repr(round(plotted.value, 6)))


def shown(judged: Judged, *, drawn: bool = True) -> Shown:
    """What is kept of a judged chart; without what its card draws where that is not wanted (`drawn`).

    Groups without a value of all together are found by what the group shows that most needs a look; the figures of one
    group are no figures of the whole, and are left out.
    """
    if not judged.groups:
        return _shown(judged, drawn=drawn)
    kept = [_shown(each, drawn=False) for each in judged.groups]
    first = min(kept, key=_needs_a_look)
    return replace(
        _shown(judged, drawn=drawn),
        variation=first.variation,
        assurance=first.assurance,
        since=first.since,
        seen_on=first.seen_on,
        count=max(each.count for each in kept),
        groups=dict(Counter(each.variation for each in kept)),
    )


def _needs_a_look(one: Shown) -> tuple[int, int]:
    """Worse comes before better, and what is new before what is not."""
    newest = -(one.seen_on.toordinal() if one.seen_on else 0)
    return FAMILIES.index(FAMILY[Variation(one.variation)]), newest


def _within(judged: Judged, limit: float | None) -> float | None:
    return None if limit is None else judged.wording.within(limit)


def _shown(judged: Judged, *, drawn: bool) -> Shown:
    """What is kept of one chart."""
    chart = judged.chart
    latest, segment = chart.latest, chart.current
    limits = chart.limits_at(latest.place) if latest else None
    since = seen_on = None
    if latest is not None and latest.bits and segment is not None:
        place = latest.place
        while place > segment.start and chart.points[place - 1].bits & latest.bits:
            place -= 1
        since = judged.starts[place]
        bits = [each.bits for each in chart.points[segment.start : latest.place + 1]]
        seen = segment.start + first_seen(bits, place - segment.start, chart.rules)
        seen_on = last_day(judged.starts[seen], judged.frequency)
    point = judged.points[latest.place] if latest else None
    return Shown(
        variation=chart.variation.value,
        assurance=chart.assurance.value,
        latest=_latest(judged, point),
        latest_on=judged.last_on,
        due_on=next_due(judged.last_on, judged.measure.frequency, judged.measure.due_days),
        since=since,
        seen_on=seen_on,
        centre=segment.centre if segment else None,
        lower=_within(judged, limits.lower) if limits else None,
        upper=_within(judged, limits.upper) if limits else None,
        target=latest.target if latest else None,
        spark=[[each.value, each.kind.value] for each in chart.points[-SPARK:]],
        card=[
            [
                plot.x,
                plot.value,
                plot.kind.value,
                plot.centre,
                plot.lower,
                plot.upper,
                plot.target,
                plot.segment,
            ]
            for plot in (judged.drawing().plots[-SPARK:] if drawn else ())
        ],
        count=sum(each.value is not None for each in chart.points),
        rules=chart.rules.code,
        groups={},
    )
