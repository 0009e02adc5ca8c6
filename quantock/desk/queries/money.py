"""In-year money of a selection: budget and forecast side by side, by nature, never added to each other."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from quantock.desk.queries.kept import Kept
from quantock.desk.queries.selection import UNSTATED, Selection
from quantock.desk.queries.sums import facts_of, marked, summed
from quantock.projects.models import Count, MoneyFact


@dataclass(slots=True)
class Amount:
    """A sum of one nature, span and basis. Of the projects that gave a number, those `inside` a programme whose
    own number holds theirs are not added; `other_answers` gave a text instead of a number."""

    pence: int | None = None
    gave: int = 0
    inside: int = 0
    other_answers: int = 0


@dataclass(slots=True)
class InYear:
    """One nature: what was budgeted and what is forecast."""

    key: str
    nature: str
    budget: Amount = field(default_factory=Amount)
    forecast: Amount = field(default_factory=Amount)


def groups(selection: Selection, *, in_programmes: bool = False, there: Q | None = None) -> QuerySet[Any]:
    """Nature, basis, sum and counts of each, only of projects whose money may be seen; or only those of projects
    that are part of a programme.

    Where a programme of the selection gave a number, those of its projects of the same kind are left out: they
    are in it. `there` says which projects are selected, where it is known how to ask for few.
    """
    rows = facts_of(selection, there or selection.joined("project"))
    of = rows.filter(project__parent__isnull=False) if in_programmes else rows
    of = of.filter(span=MoneyFact.Span.IN_YEAR, basis__in=(MoneyFact.Basis.BUDGET, MoneyFact.Basis.FORECAST))
    return summed(marked(of, rows).order_by().values_list("nature", "basis"))


def in_year(rows: Iterable[tuple[Any, ...]]) -> Sequence[InYear]:
    """The rows of `groups`, by nature; of several of one nature and basis the sum."""
    found: dict[str, InYear] = {}
    for nature, basis, total, gave, inside, said in rows:
        amounts = found.setdefault(nature, InYear(nature or UNSTATED, MoneyFact.Nature(nature).label))
        amount = amounts.budget if basis == MoneyFact.Basis.BUDGET else amounts.forecast
        if total is not None:
            amount.pence = (amount.pence or 0) + int(total)
        amount.gave += gave
        amount.inside += inside
        amount.other_answers += said
    return [found[nature] for nature in MoneyFact.Nature.values if nature in found]


def kept_groups(kept: Kept, selection: Selection) -> Iterator[tuple[Any, ...]]:
    """As `groups`. One query where there are programmes, whose amounts may hold those of their projects; or none."""
    for (nature, basis), _ in kept.parted(Count.What.MONEY):
        key = f"{nature}|{basis}"
        gave, said = kept.counts[Count.What.GAVE, key], kept.counts[Count.What.TEXT, key]
        yield nature, basis, kept.pence[Count.What.MONEY, key] if gave else None, gave, 0, said
    if kept.counts[Count.What.INSIDE, ""]:
        yield from selection.found(_in_programmes)


def _in_programmes(selection: Selection) -> QuerySet[Any]:
    return groups(selection, in_programmes=True)
