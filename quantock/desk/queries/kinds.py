"""Money of a selection, each kind for itself: never added to another kind, and no amount counted twice."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Concat

from quantock.desk.queries.selection import Selection
from quantock.desk.queries.sums import facts_of, marked, summed
from quantock.projects.models import MoneyFact


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of money and what it comes to. Of the projects that `gave` a number, those `inside` a programme
    whose own number holds theirs are not added; `other_answers` gave a text instead of a number."""

    nature: str
    span: str
    basis: str
    pence: int | None
    gave: int
    inside: int
    other_answers: int

    @property
    def says(self) -> str:
        """In-year budget, revenue."""
        return MoneyFact(nature=self.nature, span=self.span, basis=self.basis).what()

    @property
    def key(self) -> str:
        """The kind in an address."""
        return "_".join((self.nature, self.span, self.basis))


def kind_groups(selection: Selection) -> QuerySet[Any]:
    """Every kind that somebody gave an answer for: its sum, and how many gave what."""
    by_kind = amounts(selection).order_by()
    by_kind = by_kind.annotate(
        span_and_basis=Concat("span", Value("|"), "basis", output_field=TextField()),
    ).values("nature", "span_and_basis")
    return summed(by_kind)


def kinds_of(groups: Iterable[tuple[Any, ...]]) -> Sequence[Kind]:
    """From rows of `kind_groups`, in-year first."""
    kinds = [kind for group in groups if (kind := Kind(*group)) and (kind.gave or kind.other_answers)]

    def place(kind: Kind) -> tuple[int, ...]:
        orders = ((MoneyFact.Span, kind.span), (MoneyFact.Nature, kind.nature), (MoneyFact.Basis, kind.basis))
        return tuple(order.values.index(value) for order, value in orders)

    return sorted(kinds, key=place)


def amounts(selection: Selection) -> QuerySet[Any]:
    """The amounts of live projects whose money may be seen.

    Where a programme of the selection gave a number, those of its projects of the same kind are `is_inside` and
    not added: they are in it.
    """
    rows = facts_of(selection, Q(project__in=selection.with_filters(state="live").ids()))
    return marked(rows, rows)


def amounts_of(selection: Selection, kind: str) -> QuerySet[Any]:
    """Every answer of one kind (`Kind.key`), the largest first; of no kind there is none."""
    parts = kind.split("_")
    if len(parts) != 3:
        return amounts(selection).none()
    nature, span, basis = parts
    rows = amounts(selection).filter(nature=nature, span=span, basis=basis).exclude(pence=None, text="")
    largest = F("pence").desc(nulls_last=True)
    return rows.select_related("project__lead_organisation").order_by(largest, "project__title", "pk")
