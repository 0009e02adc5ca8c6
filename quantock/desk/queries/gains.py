"""Benefits of a selection, by class: a class is never added to another, nor a programme's own to its projects'."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    Case,
    F,
    IntegerField,
    Q,
    QuerySet,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models import (
    Count as Number,
)
from django.db.models.functions import Concat

from quantock.benefits.classes import MONEY_CLASSES, POUNDS, BenefitClass
from quantock.benefits.kept import parted
from quantock.benefits.models import ANY, Benefit, BenefitFact, MonthFact, programmes
from quantock.benefits.tallies import EVERY, LIVE, NAME
from quantock.desk.queries.kept import OF_BENEFITS, Kept
from quantock.desk.queries.selection import STATES, Selection
from quantock.projects.allowed import money_seen_by
from quantock.projects.models import Count, State

PROGRAMME, PROJECT = "programme", "project"
GAINS = "benefits of "
NOTHING = Value(0, IntegerField())


@dataclass(frozen=True, slots=True)
class Gain:
    """All benefits of a class: in pounds, what a full year is forecast to bring and what was reported, where money is seen.

    `compared` is what was forecast for the months reported, known of today alone.
    """

    kind: BenefitClass
    of_programmes: bool
    full_year: int | None
    reported: int | None
    compared: int | None
    count: int

    @property
    def in_pounds(self) -> bool:
        return self.kind in MONEY_CLASSES


def gain_groups(selection: Selection) -> Sequence[QuerySet[Any]]:
    """Rows of class, whose, full-year value, reported, compared, count; of a past day in two parts."""
    if selection.on is None:
        rows = Benefit.objects.filter(selection.joined("project"), removed_at=None)
        rows = rows.exclude(project__state=State.STOPPED)
        money = Q(unit=POUNDS) & ANY & money_seen_by(selection.viewer, "project__")
        found = _by_class(rows, selection, "", "kind").annotate(
            full=Sum("full_year", filter=money),
            came=Sum("reported", filter=money),
            hoped=Sum("compared", filter=money),
            some=Number("pk"),
        )
        return [found]
    projects = _not_stopped(selection)
    kept = Q(benefit__removed_at=None) | Q(benefit__removed_at__date__gt=selection.on)
    seen = ANY & money_seen_by(selection.viewer, "benefit__project__")
    facts = BenefitFact.objects.as_at(selection.on).filter(kept, projects)
    months = MonthFact.objects.as_at(selection.on).filter(
        kept, seen, projects, benefit__unit=POUNDS, reported__isnull=False
    )
    return [
        _by_class(facts, selection, "benefit__", "kind").annotate(
            full=Sum("full_year", filter=Q(unit=POUNDS) & seen),
            came=NOTHING,
            hoped=NOTHING,
            some=Number("pk"),
        ),
        _by_class(months, selection, "benefit__", "benefit__kind").annotate(
            full=NOTHING, came=Sum("reported"), hoped=NOTHING, some=NOTHING
        ),
    ]


def _not_stopped(selection: Selection) -> Q:
    """Of facts of benefits: those of projects that had not been stopped by the day."""
    state = selection.filters.get("state")
    if state and State.STOPPED not in STATES.get(state, (state,)):
        return selection.among("benefit__project")
    return Q(benefit__project__in=selection.rows().exclude(state=State.STOPPED).values("project"))


def gains(selection: Selection) -> list[Gain]:
    """Those of a selection of today. One query."""
    rows = selection.found(_of_today)
    return gains_found([(row[0].removeprefix(GAINS), *row[1:]) for row in rows], selection)


def kept_gains(kept: Kept, selection: Selection) -> list[Gain]:
    """As `gains`, from what is kept, where it was counted in full. One query."""
    if not kept.counts[Count.What.COMPLETE, NAME]:
        return gains(selection)
    rows = [
        (key, count, kept.pence[what, key])
        for (what, key), count in kept.counts.items()
        if what in OF_BENEFITS
    ]
    return [
        Gain(
            kind,
            bool(apart),
            tally.whole(kind, "full_year"),
            tally.whole(kind, "reported"),
            tally.whole(kind, "compared"),
            tally.counts[kind, EVERY],
        )
        for apart, tally in enumerate(parted(selection.viewer, rows, (LIVE,)))
        for kind in BenefitClass
        if tally.counts[kind, EVERY]
    ]


def _of_today(selection: Selection) -> QuerySet[Any, Any]:
    [rows] = gain_rows(selection)
    return rows


def gains_found(rows: Iterable[tuple[Any, ...]], selection: Selection) -> list[Gain]:
    """A sum of pence is a decimal on PostgreSQL."""
    whole = [(*row[:2], *(None if each is None else int(each) for each in row[2:])) for row in rows]
    return gains_of(whole, past=selection.on is not None)


def gain_rows(selection: Selection) -> list[QuerySet[Any, Any]]:
    """Two words and four numbers each; the first word begins with `GAINS`, to be known among others."""
    names = ("part", "whose", "full", "came", "hoped", "some")
    return [
        groups.annotate(part=Concat(Value(GAINS), F("of_class"), output_field=TextField())).values_list(
            *names
        )
        for groups in gain_groups(selection)
    ]


def _by_class(rows: QuerySet[Any], selection: Selection, prefix: str, kind: str) -> QuerySet[Any, Any]:
    of_one = When(**{f"{prefix}project__in": programmes(selection.viewer)}, then=Value(PROGRAMME))
    whose = Case(of_one, default=Value(PROJECT), output_field=TextField())
    found: QuerySet[Any, Any] = (
        rows.order_by().annotate(of_class=F(kind), whose=whose).values("of_class", "whose")
    )
    return found


def gains_of(groups: Iterable[tuple[Any, ...]], *, past: bool) -> list[Gain]:
    """From rows of `gain_groups`, projects' before programmes', each in the order of classes."""
    held: dict[tuple[str, str], list[int | None]] = {}
    for kind, whose, *figures in groups:
        was = held.setdefault((kind, whose), [None, None, None, 0])
        for place, figure in enumerate(figures):
            # Of a past day the two parts say 0 for what the other knows.
            if figure is not None and not (past and figure == 0 and place < 3):
                was[place] = (was[place] or 0) + figure
    order = list(BenefitClass)
    found = [
        Gain(BenefitClass(kind), whose == PROGRAMME, full, came, compared, count or 0)
        for (kind, whose), (full, came, compared, count) in held.items()
        if count
    ]
    return sorted(found, key=lambda each: (each.of_programmes, order.index(each.kind)))
