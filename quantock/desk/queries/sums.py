"""What is added up of money, and what is not: a programme's figure holds those of its projects."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from quantock.desk.queries.selection import Selection
from quantock.projects.allowed import money_seen_by
from quantock.projects.models import MoneyFact


def facts_of(selection: Selection, chosen: Q) -> QuerySet[MoneyFact]:
    """The amounts, as at the day of the selection, of `chosen` projects whose money may be seen."""
    facts = MoneyFact.objects.as_at(selection.on) if selection.on else MoneyFact.objects.now()
    return facts.filter(money_seen_by(selection.viewer, "project__"), chosen)


def marked(rows: QuerySet[Any], among: QuerySet[MoneyFact]) -> QuerySet[Any]:
    """`rows`, each saying whether it `is_inside`: a programme of `among` gave a number of the same kind, which
    holds this one, so that it is not added."""
    above = among.filter(
        Q(project=OuterRef("project__parent")) | Q(project=OuterRef("project__top")),
        nature=OuterRef("nature"),
        span=OuterRef("span"),
        basis=OuterRef("basis"),
        pence__isnull=False,
    )
    found: QuerySet[Any] = rows.annotate(is_inside=Q(project__parent__isnull=False) & Q(Exists(above)))
    return found


def summed(groups: QuerySet[Any]) -> QuerySet[Any]:
    """Of each group of `marked` rows: its `total` in pence, how many `gave` a number, how many of these are
    `inside` a programme's and left out, and how many `said` something else."""
    number = Q(pence__isnull=False)
    found: QuerySet[Any] = groups.annotate(
        total=Sum("pence", filter=Q(is_inside=False)),
        gave=Count("pk", filter=number),
        inside=Count("pk", filter=number & Q(is_inside=True)),
        said=Count("pk", filter=Q(pence=None) & ~Q(text="")),
    )
    return found
