"""A list of projects in an order, a page at a time: by number while there are few, by key when there are many."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from quantock.access import Viewer, padded, prepared
from quantock.desk.queries.compared import ORDER
from quantock.desk.queries.selection import Selection, last_update
from quantock.projects.models import Project, ProjectFact
from quantock.projects.models.record import State, Visibility
from quantock.projects.queries.counts import how_many

PAGE = 50
MOST_COUNTED = 10_000
MOST_NUMBERED = 1_000
"""Up to so many found, pages are numbered; beyond, the next page begins behind a key."""

Orders = Callable[[Selection], Any]
RANK = Case(
    *(When(confidence=value, then=Value(rank)) for value, rank in ORDER.items()), output_field=IntegerField()
)
# What a list can be sorted by: the value of a row, nothing standing last either way.
ORDERS: Mapping[str, Orders] = {
    "title": lambda selection: F("title"),
    "ref": lambda selection: F(f"{selection.prefix}number"),
    "organisation": lambda selection: F("lead_organisation__called"),
    "state": lambda selection: F("state"),
    "step": lambda selection: F("step__number"),
    "confidence": lambda selection: RANK,
    "updated": lambda selection: last_update(selection.prefix, selection.on),
    "start": lambda selection: Coalesce("actual_start", "planned_start"),
    "end": lambda selection: Coalesce("actual_end", "forecast_end", "planned_end"),
}
KINDS: Mapping[str, type] = {
    **dict.fromkeys(("ref", "step", "confidence"), int),
    **dict.fromkeys(("updated", "start", "end"), date),
}
USUAL = "title"
# What the columns of a page show of a record, of its project, and of what is joined: nothing else is read.
OF_THE_RECORD = (
    "title",
    "category",
    "place_text",
    "track",
    "state",
    "planned_start",
    "planned_start_text",
    "actual_start",
    "planned_end",
    "forecast_end",
    "forecast_end_text",
    "actual_end",
    "confidence",
    "confidence_rater",
    "lead_organisation__called",
    "step__name",
    "unit__name",
)
OF_THE_PROJECT = ("number", "visibility", "course", "last_update_on")


@dataclass(frozen=True, slots=True)
class Order:
    """A key of `ORDERS`, and which way."""

    key: str = USUAL
    down: bool = False

    @classmethod
    def asked(cls, said: str) -> "Order":
        """`-end` is by end, the latest first; what is not known is the usual order."""
        key = said.removeprefix("-")
        return cls(key, said.startswith("-")) if key in ORDERS else cls()


@dataclass(frozen=True, slots=True)
class Place:
    """Behind which row a page begins: its number in the list, its value in the order, its key."""

    number: int
    value: Any
    pk: int

    def written(self) -> str:
        """As an address holds it."""
        value = self.value.isoformat() if isinstance(self.value, date) else self.value
        said = json.dumps([self.number, value, self.pk], separators=(",", ":"))
        return base64.urlsafe_b64encode(said.encode()).decode().rstrip("=")

    @classmethod
    def read(cls, said: str, order: Order) -> "Place | None":
        """Nothing for what was not written here, or for another order's kind of value."""
        try:
            number, value, pk = json.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)))
            if KINDS.get(order.key) is date and value is not None:
                value = date.fromisoformat(value)
        except (binascii.Error, ValueError, TypeError):
            return None
        kind = KINDS.get(order.key, str)
        whole = all(type(each) is int and 0 <= each < 2**62 for each in (number, pk))
        small = not isinstance(value, int) or abs(value) < 2**31
        return cls(number, value, pk) if whole and small and (value is None or type(value) is kind) else None


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page. `after` begins the next one where pages are not numbered."""

    rows: Sequence[Any]
    count: int
    more_than_counted: bool
    first: int
    number: int = 1
    pages: int = 1
    after: str = ""

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1


def ordered(selection: Selection, order: Order) -> QuerySet[Any]:
    """The rows of a selection in an order, with what each shows of itself joined."""
    return _in_order(selection.rows(), selection, order)


def _in_order(rows: QuerySet[Any], selection: Selection, order: Order) -> QuerySet[Any]:
    to = selection.prefix
    rows = rows.annotate(sorted_by=ORDERS[order.key](selection))
    value = F("sorted_by").desc(nulls_last=True) if order.down else F("sorted_by").asc(nulls_last=True)
    if order.key in ("title", "ref", "state", "organisation"):
        # These are never nothing: said plainly, an index may serve them.
        value = F("sorted_by").desc() if order.down else F("sorted_by").asc()
    key = "project_id" if to else "pk"
    joined = ("lead_organisation", "unit", "step", *(("project",) if to else ()))
    found: QuerySet[Any] = rows.select_related(*joined).order_by(value, f"-{key}" if order.down else key)
    return found


def list_page(selection: Selection, order: Order, *, number: int = 1, after: str = "") -> ListPage:
    """Fifty rows; counted up to 10,000. Two queries."""
    # Words are looked for in every title: once, for the count and for the page.
    keys = selection.found(_keys, order) if selection.filters.get("q") else None
    count = _count(selection) if keys is None else len(keys)
    counted, more = min(count, MOST_COUNTED), count > MOST_COUNTED
    if count <= MOST_NUMBERED:
        pages = max(1, -(-count // PAGE))
        number = min(max(1, number), pages)
        start = (number - 1) * PAGE
        if keys is None:
            some = selection.found(_some, order, start, start + PAGE)
        else:
            these = padded(keys[start : start + PAGE])
            some = prepared(_these, selection.viewer, selection.today, selection.on, order, keys=these)
        return ListPage(some, counted, more, first=start + 1, number=number, pages=pages)
    behind = Place.read(after, order) if after else None
    key = "project_id" if selection.on else "pk"
    if behind:
        # Each begins behind another row: nothing to keep a text for.
        found = list(_shown(selection, order).filter(_behind(behind, order, key))[: PAGE + 1])
    else:
        found = selection.found(_some, order, 0, PAGE + 1)
    first = behind.number + 1 if behind else 1
    follows = ""
    if len(found) > PAGE:
        last = found[PAGE - 1]
        follows = Place(first + PAGE - 1, last.sorted_by, getattr(last, key)).written()
    return ListPage(found[:PAGE], counted, more, first=first, after=follows)


def first_rows(selection: Selection, order: Order, most: int) -> list[Any]:
    """The first of them, not counted. One query."""
    return selection.found(_some, order, 0, most)


def _count(selection: Selection) -> int:
    """How many there are; where nothing narrows them that is kept. One query, two until it is counted."""
    kept = None if selection.on or selection.narrowed_by() else how_many(selection.viewer)
    return selection.count(_up_to_most) if kept is None else kept


OPEN = (Visibility.SYSTEM, Visibility.PUBLIC)
"""What everybody sees."""


def _up_to_most(selection: Selection) -> QuerySet[Any, Any]:
    rows = selection.rows().values("pk")
    if selection.on or any(selection.filters.values()) or selection.viewer.sees_all_projects():
        return rows[: MOST_COUNTED + 1]
    # Unfiltered: where what everybody sees is enough nothing else is looked at; all states are said so that an index finds it.
    rows = rows.filter(state__in=State.values)
    first, others = (
        rows.filter(visibility__in=some) for some in (OPEN, (Visibility.ORGANISATION, Visibility.TEAM))
    )
    return first.union(others, all=True)[: MOST_COUNTED + 1]


def _keys(selection: Selection, order: Order) -> QuerySet[Any, Any]:
    return ordered(selection, order).values_list("pk", flat=True)[: MOST_COUNTED + 1]


def _these(viewer: Viewer, today: date, on: date | None, order: Order, keys: Sequence[int]) -> QuerySet[Any]:
    """Rows that a selection found, by their keys."""
    selection = Selection(viewer, today, on)
    kind: Any = ProjectFact if on else Project
    return _in_order(kind.objects.filter(pk__in=keys), selection, order).only(*_read(selection))


def _some(selection: Selection, order: Order, start: int, end: int) -> QuerySet[Any]:
    """Which they are is found first, of the keys alone: whole rows would be sorted, of all to show fifty."""
    keys = ordered(selection, order).values("pk")[start:end]
    kind: Any = ProjectFact if selection.on else Project
    return _in_order(kind.objects.filter(pk__in=keys), selection, order).only(*_read(selection))


def _shown(selection: Selection, order: Order) -> QuerySet[Any]:
    return ordered(selection, order).only(*_read(selection))


def _read(selection: Selection) -> tuple[str, ...]:
    return (*OF_THE_RECORD, *(f"{selection.prefix}{name}" for name in OF_THE_PROJECT))


def _behind(place: Place, order: Order, key: str) -> Q:
    """The rows that follow one in the order."""
    further = Q(**{f"{key}__{'lt' if order.down else 'gt'}": place.pk})
    if place.value is None:
        return Q(sorted_by=None) & further
    beyond = Q(**{f"sorted_by__{'lt' if order.down else 'gt'}": place.value})
    return beyond | (Q(sorted_by=place.value) & further) | Q(sorted_by=None)
