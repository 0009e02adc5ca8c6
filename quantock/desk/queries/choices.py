"""What the filters offer and which views are saved, by name: one query for all of them."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.db.models import F, IntegerField, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Concat

from quantock.access import Viewer, padded, prepared
from quantock.desk.models import SavedView
from quantock.people.code_lists import SHIPPED
from quantock.people.models import CodeList, ListEntry, Organisation, OrganisationType, Unit
from quantock.portfolios.models import Portfolio, Theme
from quantock.projects.models import LifeCycleModel, LocalField, Step

MOST_LOCAL = 40
NONE = 0
"""The key of no organisation."""


@dataclass(frozen=True, slots=True)
class Named:
    """One choice. `of` is what it belongs to: a step's model, a local field's organisation, a view's owner."""

    kind: str
    pk: int
    name: str
    place: int
    of: int
    text: str


@dataclass(slots=True)
class Choices:
    """Everything a filter can be set to, by kind, each in the order it is shown in."""

    kinds: Mapping[str, list[Named]] = field(default_factory=dict)

    def of(self, kind: str) -> list[Named]:
        return self.kinds.get(kind, [])

    def called(self, kind: str, pk: int) -> str:
        """A name, or nothing for one that is not offered."""
        return next((each.name for each in self.of(kind) if each.pk == pk), "")

    def aims(self) -> dict[str, str]:
        """The dimensions of the Quadruple Aim: what the installation has made of them, else what ships."""
        kept = {each.text: each.name for each in self.of("aim")}
        return kept or dict(SHIPPED[CodeList.QUADRUPLE_AIM])

    @property
    def steps(self) -> Mapping[int, list[Named]]:
        """Each model's steps in their order."""
        found: dict[int, list[Named]] = defaultdict(list)
        for step in self.of("step"):
            found[step.of].append(step)
        return found


def takes(local: Named) -> tuple[str, list[str]]:
    """The kind of a local field, and its choices."""
    kind, _, choices = local.text.partition(" ")
    return kind, json.loads(choices or "[]")


def choices_for(viewer: Viewer, page: str, organisations: Sequence[int] = ()) -> Choices:
    """What this viewer may choose from, the units of some organisations, and the saved views of a page. One query."""
    kinds: dict[str, list[Named]] = defaultdict(list)
    for values in prepared(_offered, viewer, page, keys=padded(organisations or [NONE])):
        kinds[values[0]].append(Named(*values))
    for kind, found in kinds.items():
        found.sort(key=lambda each: (each.of if kind == "step" else 0, each.place, each.name.casefold()))
    return Choices(kinds)


def _offered(viewer: Viewer, page: str, keys: Sequence[int]) -> QuerySet[Any, Any]:
    views = SavedView.objects.visible_to(viewer).filter(page=page)
    parts = (
        *_for_everybody(),
        _named("portfolio", Portfolio.objects.visible_to(viewer)),
        _named("theme", Theme.objects.visible_to(viewer)),
        _named("local", _own_fields(viewer), name="label", text="takes"),
        _named(
            "unit",
            Unit.objects.filter(organisation__in=keys),
            of="organisation_id",
            text="organisation__name",
        ),
        _named("view", views, of="by_id", text="query"),
        _named("usual", views.filter(usual_of__user=viewer.user), of="by_id", text="query"),
    )
    return parts[0].union(*parts[1:], all=True)


@cache
def _for_everybody() -> tuple[QuerySet[Any], ...]:
    """The parts that are the same whoever asks: put together once, asked anew each time."""
    return (
        _named("organisation", _taking_part()),
        _named("life cycle", LifeCycleModel.objects.filter(retired_on=None)),
        _named("step", Step.objects.all(), place="number", of="model_id"),
        _named(
            "aim",
            ListEntry.objects.filter(code_list=CodeList.QUADRUPLE_AIM),
            name="label",
            place="position",
            text="code",
        ),
    )


def _taking_part() -> QuerySet[Organisation]:
    """Those of the whole system, and those that registers brought in by name alone."""
    by_name = Q(kind=OrganisationType.OTHER, code="")
    return Organisation.objects.filter(Q(in_system=True) | by_name)


def _own_fields(viewer: Viewer) -> QuerySet[LocalField]:
    """Fields of one's organisations and of the whole installation."""
    rows = LocalField.objects.order_by("label", "pk")
    if not viewer.sees_all_projects():
        rows = rows.filter(Q(organisation=None) | Q(organisation__in=viewer.belongs_to()))
    takes = Concat("kind", Value(" "), Cast("choices", TextField()), output_field=TextField())
    return LocalField.objects.filter(pk__in=rows.values("pk")[:MOST_LOCAL]).annotate(takes=takes)


def _named(
    kind: str, rows: QuerySet[Any], *, name: str = "name", place: str = "", of: str = "", text: str = ""
) -> QuerySet[Any]:
    """The same six columns from any table."""
    found: QuerySet[Any] = (
        rows.order_by()
        .annotate(
            kind_of_choice=Value(kind, TextField()),
            named=F(name),
            place_in=F(place) if place else Value(0, IntegerField()),
            belongs_to=F(of) if of else Value(0, IntegerField()),
            holds=F(text) if text else Value("", TextField()),
        )
        .values_list("kind_of_choice", "pk", "named", "place_in", "belongs_to", "holds")
    )
    return found
