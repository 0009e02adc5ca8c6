"""What benefits add to what is kept of past days (ADR 0016): how many of a class there were, in pounds what a full year was
to bring, and what had been reported of their months."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import BigIntegerField, F, QuerySet, TextField, Value

from quantock.access.prepared import padded, prepared
from quantock.benefits import tallies
from quantock.benefits.classes import POUNDS
from quantock.benefits.models import BenefitFact, MonthFact
from quantock.projects.dated import Span, Told
from quantock.projects.shares import OF_ALL, OF_OTHERS_PAST, until_removed

GAINS, FULL, CAME = "gains", "full", "came"


def register() -> None:
    """Called once, when the app starts."""
    OF_OTHERS_PAST.append(told)
    OF_ALL[tallies.NAME] = tallies.shares


def told(keys: Sequence[int]) -> Iterator[tuple[int, Told]]:
    """By class; whether a programme keeps it depends on who looks, so all are told alike. One query."""
    for project, what, kind, pence, start, end, removed in prepared(_said, None, keys=padded(keys)):
        if span := until_removed(Span(start, end), removed):
            if what == GAINS:
                yield project, Told(f"{GAINS}|{kind}", span)
            elif pence:
                yield project, Told(f"{what}|{kind}", span, count=0, pence=pence)


def _said(keys: Sequence[int]) -> QuerySet[Any, Any]:
    """Of months by the class and in the unit of the benefit as it is now: they are kept in one unit."""
    rows = BenefitFact.objects.standing().filter(benefit__project__in=keys).order_by()
    months = MonthFact.objects.standing().filter(benefit__project__in=keys).order_by()
    pounds = rows.filter(unit=POUNDS, full_year__isnull=False)
    came = months.filter(benefit__unit=POUNDS, reported__isnull=False)
    nothing = Value(0, BigIntegerField())
    parts = (
        (rows, GAINS, "kind", nothing),
        (pounds, FULL, "kind", F("full_year")),
        (came, CAME, "benefit__kind", F("reported")),
    )
    first, *others = (
        some.annotate(what=Value(what, TextField()), of_class=F(kind), so_much=pence).values_list(
            "benefit__project", "what", "of_class", "so_much", "so_from", "so_until", "benefit__removed_at"
        )
        for some, what, kind, pence in parts
    )
    found: QuerySet[Any, Any] = first.union(*others, all=True)
    return found
