"""What a dashboard as at a past day shows beside what is kept of the day (ADR 0016): what depends on an earlier day as well,
or on which programmes the viewer sees. Each is few rows, whose projects are looked at one by one."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.db.models import Count as Number
from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Sum, TextField, Value
from django.db.models.functions import Concat

from quantock.benefits.classes import POUNDS, BenefitClass
from quantock.benefits.models import ANY, BenefitFact, MonthFact, programmes
from quantock.desk.queries import money
from quantock.desk.queries.gains import GAINS, PROGRAMME, PROJECT, Gain, gains_of
from quantock.desk.queries.kept_past import KeptPast
from quantock.desk.queries.milestones import MILESTONES, Ahead, kept_on, planned_on
from quantock.desk.queries.money import InYear
from quantock.desk.queries.selection import Selection, live_on
from quantock.projects.allowed import money_seen_by
from quantock.projects.models import MilestoneFact

NOTHING = Value(0, IntegerField())
Totals = tuple[Sequence[InYear], Ahead, None, Sequence[Gain]]


def totals_past(selection: Selection, since: date, kept: KeptPast) -> Totals:
    """Money, milestones and benefits; what measures showed on a past day is not kept. One query."""
    due, late, provisional, within = (kept.counts[name] for name in ("due", "late", "provisional", "within"))
    ahead = Ahead(due=due, late=late, provisional=provisional, within=within)
    paid, told = [*_paid(kept)], []
    for row in selection.found(_parts, since):
        if row[0] == MILESTONES:
            ahead.slipped += int(row[2])
        elif row[0].startswith(GAINS):
            told.append((row[0].removeprefix(GAINS), *map(int, (each or 0 for each in row[2:5]))))
        else:
            paid.append(row[:6])
    return money.in_year(paid), ahead, None, _gains(kept, told)


def _paid(kept: KeptPast) -> Iterator[tuple[Any, ...]]:
    """As `money.groups`, of projects in no programme."""
    for (nature, basis), _ in kept.parted("money"):
        key = f"{nature}|{basis}"
        gave, said = kept.counts[f"gave|{key}"], kept.counts[f"text|{key}"]
        yield nature, basis, kept.pence[f"money|{key}"] if gave else None, gave, 0, said


def _gains(kept: KeptPast, of_programmes: list[tuple[Any, ...]]) -> list[Gain]:
    """What is kept is of all: what programmes keep, as far as this viewer sees that they are some, stands apart."""
    rows: list[tuple[Any, ...]] = []
    for kind in BenefitClass.values:
        full, came = kept.pence[f"full|{kind}"], kept.pence[f"came|{kind}"]
        rows.append((kind, PROJECT, full, came, 0, kept.counts[f"gains|{kind}"]))
    for kind, full, came, count in of_programmes:
        rows += [(kind, PROGRAMME, full, came, 0, count), (kind, PROJECT, -full, -came, 0, -count)]
    summed: dict[tuple[Any, ...], list[int]] = {}
    for kind, whose, *figures in rows:
        was = summed.setdefault((kind, whose), [0] * len(figures))
        summed[kind, whose] = [one + other for one, other in zip(was, figures, strict=True)]
    return gains_of([(*about, *figures) for about, figures in summed.items()], past=True)


def _parts(selection: Selection, since: date) -> QuerySet[Any, Any]:
    amounts = money.groups(selection, in_programmes=True, there=live_on(selection, "project__"))
    amounts = amounts.annotate(besides=NOTHING)
    parts = (_slipped(selection, since), *_of_programmes(selection))
    found: QuerySet[Any, Any] = amounts.union(*parts, all=True)
    return found


def _slipped(selection: Selection, since: date) -> QuerySet[Any, Any]:
    """Those expected earlier on the earlier day: of what was said then and no longer is."""
    day = selection.day
    said = MilestoneFact.objects.standing().filter(
        so_from__lte=since, so_until__gt=since, so_until__lte=day, forecast__isnull=False
    )
    later = MilestoneFact.objects.as_at(day).filter(
        milestone=OuterRef("milestone"), actual=None, forecast__gt=OuterRef("forecast")
    )
    rows = said.filter(Q(Exists(later)), Q(Exists(planned_on(selection))))
    return _row(rows.annotate(what=Value(MILESTONES, TextField())), Number("pk"))


def _of_programmes(selection: Selection) -> Iterator[QuerySet[Any, Any]]:
    """By class, those of what this viewer sees to be a programme: how many, and in pounds where money is seen."""
    day, project = selection.day, "benefit__project__"
    theirs = Q(benefit__project__in=programmes(selection.viewer)) & live_on(selection, project)
    seen = ANY & money_seen_by(selection.viewer, project)
    kept = kept_on(day, "benefit__")
    facts = BenefitFact.objects.as_at(day).filter(theirs, kept)
    months = MonthFact.objects.as_at(day).filter(
        theirs, kept, seen, benefit__unit=POUNDS, reported__isnull=False
    )
    full = Sum("full_year", filter=Q(unit=POUNDS) & seen)
    yield _row(_classed(facts, "kind"), full, NOTHING, Number("pk"))
    yield _row(_classed(months, "benefit__kind"), NOTHING, Sum("reported"), NOTHING)


def _classed(rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.annotate(what=Concat(Value(GAINS), F(kind), output_field=TextField()))
    return found


def _row(rows: QuerySet[Any], *numbers: Any) -> QuerySet[Any, Any]:
    """Two words and five numbers, as `money.groups` with one more."""
    five = {f"number_{place}": each for place, each in enumerate((*numbers, *[NOTHING] * 5)[:5])}
    words = rows.order_by().annotate(besides=Value("", TextField())).values_list("what", "besides")
    found: QuerySet[Any, Any] = words.annotate(**five)
    return found
