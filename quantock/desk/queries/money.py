"""In-year money of a selection: budget and forecast side by side, by nature, never added to each other."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Exists, OuterRef, Q, Sum

from quantock.desk.money import money_seen_by
from quantock.desk.queries.selection import Selection
from quantock.projects.models import MoneyFact


@dataclass(slots=True)
class Amount:
    """A sum of one nature, span and basis, and how many projects gave a number or another answer."""

    pence: int = 0
    gave: int = 0
    other_answers: int = 0


@dataclass(slots=True)
class InYear:
    """One nature: what was budgeted and what is forecast."""

    nature: str
    budget: Amount = field(default_factory=Amount)
    forecast: Amount = field(default_factory=Amount)


def in_year(selection: Selection) -> Sequence[InYear]:
    """Only of live projects whose money may be seen. One query.

    Where a programme gave a number, those of its projects of the same kind are left out: they are in it.
    """
    live = selection.with_filters(state="live").ids()
    rows = MoneyFact.objects.as_at(selection.on) if selection.on else MoneyFact.objects.now()
    inside = rows.filter(
        Q(project=OuterRef("project__parent")) | Q(project=OuterRef("project__top")),
        nature=OuterRef("nature"),
        span=OuterRef("span"),
        basis=OuterRef("basis"),
        pence__isnull=False,
        project__in=live,
    )
    groups = (
        rows.filter(money_seen_by(selection.viewer, "project__"), project__in=live)
        .filter(span=MoneyFact.Span.IN_YEAR, basis__in=(MoneyFact.Basis.BUDGET, MoneyFact.Basis.FORECAST))
        .filter(Q(project__parent=None) | ~Exists(inside))
        .order_by()
        .values_list("nature", "basis")
        .annotate(
            total=Sum("pence"),
            gave=Count("pk", filter=Q(pence__isnull=False)),
            said=Count("pk", filter=Q(pence=None) & ~Q(text="")),
        )
    )
    found: dict[str, InYear] = {}
    for nature, basis, total, gave, said in groups:
        amounts = found.setdefault(nature, InYear(MoneyFact.Nature(nature).label))
        amount = amounts.budget if basis == MoneyFact.Basis.BUDGET else amounts.forecast
        amount.pence, amount.gave, amount.other_answers = total or 0, gave, said
    return [found[nature] for nature in MoneyFact.Nature.values if nature in found]
