"""Many measures as they stood at the end of a past day: the same result that lists show of now, worked out from what was known."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import asdict
from datetime import date

from django.db.models import Count, Q, QuerySet

from quantock.access import Viewer
from quantock.engines.spc import Variation
from quantock.engines.spc.sentences import BETTER, FAMILY, OTHER, WORSE
from quantock.measures.charting import Judged
from quantock.measures.models import DataPoint, JudgedBy, Measure, Rebase, Result, TargetFact
from quantock.measures.queries.past import end_of
from quantock.measures.queries.system import FAMILIES, SIZE, Asked, Counts, Listed, about, joined
from quantock.measures.services.results import judged_from, shown
from quantock.web.display import Paged

MOST_JUDGED = 200
"""Of so many measures the results of a day are worked out together, in the time a page has; of more, those of the page that is shown."""
READ = ("measure_id", "stratum", "starts", "part", "value", "numerator", "denominator", "answer")


def judged_then(measures: Iterable[Measure], day: date) -> list[Judged]:
    """Their charts as at the end of a day, as `past.as_it_stood` has it for one: values, corrections, recalculations, targets and
    rules of then. Only of measures that count nobody who could be recognised: those are shown only as they are now. Four
    queries, however many."""
    moment = end_of(day)
    some = [copy(each) for each in measures if not each.small_numbers]
    keys = [each.pk for each in some]
    said = {fact.measure_id: fact.said() for fact in JudgedBy.objects.as_at(day).filter(measure__in=keys)}
    for each in some:
        for name, value in said.get(each.pk, {}).items():
            setattr(each, name, value)
    stood = Q(withdrawn_at=None) | Q(withdrawn_at__gt=moment)
    rebases = Rebase.objects.filter(stood, measure__in=keys, at__lte=moment)
    targets = TargetFact.objects.filter(stood, measure__in=keys, recorded_at__lte=moment)
    return judged_from(
        some,
        points=_points(DataPoint.objects.known_at(moment).filter(measure__in=keys)),
        rebases=rebases.order_by("starts", "pk"),
        targets=targets.order_by("so_from", "recorded_at", "pk"),
        below={},
    )


def _points(rows: QuerySet[DataPoint]) -> Iterator[DataPoint]:
    """Values to be read and never saved: what Django makes a row with costs three times the reading of thousands of them."""
    for row in rows.order_by("starts", "part", "pk").values_list(*READ):
        point = DataPoint.__new__(DataPoint)
        point.__dict__.update(zip(READ, row, strict=True))
        yield point


def as_they_stood(measures: Iterable[Measure], day: date, *, drawn: bool = False) -> list[Measure]:
    """Copies of them with the result that would have been kept at the end of that day; with what cards draw where wanted. Queries
    as `judged_then`."""
    return [
        Result(measure=judged.measure, **asdict(shown(judged, drawn=drawn))).measure
        for judged in judged_then(measures, day)
    ]


def listed_then(
    viewer: Viewer,
    asked: Asked,
    *,
    on: date,
    since: date,
    sort: str,
    page: str,
    size: int = SIZE,
) -> Listed:
    """The measures asked for as at a day; without counts where they are too many to be worked out. Six queries."""
    rows = about(Measure.objects.visible_to(viewer), asked)
    small = Q(small_numbers=True)
    said = rows.order_by().aggregate(many=Count("pk", filter=~small), left_out=Count("pk", filter=small))
    ordered = joined(rows.exclude(small_numbers=True)).order_by(
        *(("name", "pk") if sort == "name" else ("project__number", "position", "pk"))
    )
    if said["many"] > MOST_JUDGED:
        paged = Paged.of(page, said["many"], size)
        some = as_they_stood(ordered[(paged.number - 1) * size : paged.number * size], on)
        return Listed(some, said["many"], paged, None, said["left_out"])
    found = [each for each in as_they_stood(ordered, on) if _passes(each.result, asked, on)]
    if sort != "name":
        found.sort(key=_age if sort == "age" else _newest)
    paged = Paged.of(page, len(found), size)
    counted = _counts([each.result for each in found], on, since)
    some = found[(paged.number - 1) * size : paged.number * size]
    return Listed(some, len(found), paged, counted, said["left_out"])


def _passes(result: Result, asked: Asked, day: date) -> bool:
    """As `system.narrowed` asks the database."""
    if asked.assurance and result.assurance != asked.assurance:
        return False
    if asked.since and not (result.seen_on and result.seen_on >= asked.since):
        return False
    if asked.signal == "overdue":
        return _is_overdue(result, day)
    return not asked.signal or result.variation in FAMILIES.get(asked.signal, (asked.signal,))


def _is_overdue(result: Result, day: date) -> bool:
    return result.due_on is not None and result.due_on < day


def _newest(one: Measure) -> int:
    """What changed last comes first, what did not change last."""
    return -one.result.seen_on.toordinal() if one.result.seen_on else 1


def _age(one: Measure) -> int:
    return one.result.latest_on.toordinal() if one.result.latest_on else 0


def _counts(results: Sequence[Result], day: date, since: date) -> Counts:
    fresh = Counter(
        FAMILY[Variation(each.variation)] for each in results if each.seen_on and each.seen_on >= since
    )
    cells = Counter((each.variation, each.assurance) for each in results)
    late = sum(_is_overdue(each, day) for each in results)
    return Counts(cells, late, fresh[BETTER], fresh[WORSE], fresh[OTHER])
