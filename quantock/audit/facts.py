"""When it was so: the one mechanism of dated facts (DESIGN section 4, "Time"; ADR 0003).

A family of facts is one table. Each row says, for one key (a project; a project and a portfolio; ...),
what was so from a date on. A row asserts some of its family's columns (`asserts`) and carries the others
from the row before it, so that a late register can be put in its place in the past without undoing what
was said since. Nothing a row asserts is ever edited. What is derived from the order of the rows, the
carried columns and `so_until`, is worked out here and nowhere else:

- rows of one key stand in the order of `so_from`, then of recording;
- of several rows for one date the last recorded wins, and carries what the earlier ones said;
- a withdrawn row (an undone import) takes no part.
"""

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, ClassVar, Self, TypeVar, cast

from django.conf import settings
from django.db import models
from django.utils import timezone

from quantock.audit.inserting import insert, rewrite
from quantock.audit.models import Batch
from quantock.audit.reading import Readily


def column_of(model: type[models.Model], name: str) -> "models.Field[Any, Any]":
    """A column of a table, by its name."""
    return cast("models.Field[Any, Any]", model._meta.get_field(name))


@cache
def attname(model: type[models.Model], name: str) -> str:
    """The attribute that holds a column's own value: the id, for a foreign key."""
    return column_of(model, name).attname


class FactQuerySet(models.QuerySet["Any"]):
    """Rows of one family."""

    def standing(self) -> Self:
        """Not withdrawn."""
        return self.filter(withdrawn_at=None)

    def as_at(self, on: date) -> Self:
        """The one row of each key that was in force on that day, as we now know it."""
        return self.filter(
            models.Q(so_until=None) | models.Q(so_until__gt=on), withdrawn_at=None, so_from__lte=on
        )

    def now(self) -> Self:
        """The row of each key in force; facts are never dated in the future, so it is the last."""
        return self.filter(withdrawn_at=None, so_until=None)


class Fact(Readily):
    """One row of a family of dated facts. A family sets `key` and lists its columns in `says`."""

    key: ClassVar[tuple[str, ...]]
    says: ClassVar[tuple[str, ...]]

    so_from = models.DateField()
    so_until = models.DateField(null=True, editable=False)
    recorded_at = models.DateTimeField(default=timezone.now)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    asserts = models.JSONField(default=list)

    objects = FactQuerySet.as_manager()

    class Meta:
        abstract = True

    def key_values(self) -> tuple[Any, ...]:
        """What this row is about, as comparable values (foreign keys as ids)."""
        return tuple(getattr(self, attname(type(self), name)) for name in self.key)

    def said(self) -> dict[str, Any]:
        """The family's columns as this row holds them, carried ones included (foreign keys as ids)."""
        return {name: getattr(self, attname(type(self), name)) for name in self.says}


F = TypeVar("F", bound=Fact)


def fact(family: type[F], said: Mapping[str, Any], *, on: date, by: Any, **about: Any) -> F:
    """A row that says this from a day on, and asserts just that. `about` is its key, and what else is known of the saying
    (its reason, its batch, when it was recorded)."""
    return family(so_from=on, recorded_by=by, asserts=sorted(said), **about, **said)


def state(rows: Sequence[F]) -> list[F]:
    """Insert facts of one family and work out again what follows from their order.

    Each row must hold its key, `so_from`, what it `asserts` and those values; nothing else. Returns the
    row now in force of every key touched; a new row does not know its own key. A handful of queries, however many rows.
    """
    if not rows:
        return []
    family = type(rows[0])
    today = timezone.localdate()
    for row in rows:
        if row.so_from > today:
            raise ValueError(f"a fact cannot be dated in the future: {row.so_from}")
    histories = _histories(family, {row.key_values() for row in rows})
    for row in rows:
        histories[row.key_values()].append(row)
    return _keep(family, histories.values())


def withdraw(family: type[F], batch: Batch) -> list[F]:
    """Take back what a batch said. Returns the row now in force of every key that still has one."""
    taken = family._default_manager.filter(batch=batch, withdrawn_at=None)
    keys = set(taken.values_list(*family.key))
    taken.update(withdrawn_at=timezone.now())
    return _keep(family, _histories(family, keys).values())


def rekey(family: type[F], keys: Sequence[int], **about: Any) -> list[F]:
    """Rows that turn out to be about something else. Returns the row now in force of every key touched that has one."""
    rows = family._default_manager.filter(pk__in=keys)
    touched = set(rows.values_list(*family.key))
    rows.update(**about)
    touched |= set(rows.values_list(*family.key))
    return _keep(family, _histories(family, touched).values())


def _keep(family: type[F], histories: Iterable[list[F]]) -> list[F]:
    """Settle each key's rows; insert the new ones and update the old ones that changed."""
    new: list[F] = []
    carried: list[F] = []
    shortened: dict[date | None, list[int]] = defaultdict(list)
    in_force: list[F] = []
    for history in histories:
        if not history:
            continue
        history.sort(key=lambda row: (row.so_from, row.recorded_at, row.pk or sys.maxsize))
        for row, said_differs in settle(history):
            if row.pk is None:
                continue
            if said_differs:
                carried.append(row)
            else:
                shortened[row.so_until].append(row.pk)
        new += [row for row in history if row.pk is None]
        in_force.append(history[-1])
    insert(new)
    for until, keys in shortened.items():
        for start in range(0, len(keys), 500):
            family._default_manager.filter(pk__in=keys[start : start + 500]).update(so_until=until)
    rewrite(carried, ["so_until", *family.says])
    return in_force


def settle(history: Sequence[F]) -> list[tuple[F, bool]]:
    """Pure: set what is derived on the standing rows of one key, in order.

    Returns the rows that changed, each with whether its carried columns did (or only `so_until`).
    """
    changed = []
    before: dict[str, Any] = {}
    for place, row in enumerate(history):
        following = history[place + 1] if place + 1 < len(history) else None
        until = following.so_from if following else None
        held = row.said()
        asserted = set(row.asserts)
        carried = {
            column: value if column in asserted else before.get(column, _empty(row, column))
            for column, value in held.items()
        }
        if until != row.so_until or carried != held:
            changed.append((row, carried != held))
            row.so_until = until
            for column, value in carried.items():
                setattr(row, attname(type(row), column), value)
        before = carried
    return changed


def check(family: type[F]) -> list[str]:
    """What is derived, recomputed over the whole family: a sentence for each row that differs.

    Histories are read 500 at a time, so that it fits in memory however many there are.
    """
    found = []
    named = family._meta.verbose_name
    about = attname(family, family.key[0])
    firsts = sorted(set(family._default_manager.values_list(about, flat=True)))
    for start in range(0, len(firsts), 500):
        some = family._default_manager.filter(**{f"{about}__in": firsts[start : start + 500]})
        for history in _histories(family, set(some.values_list(*family.key))).values():
            found += [
                f"{named} {row.pk}: what is derived from its neighbours was out of date"
                for row, _ in settle(history)
            ]
    return found


def _histories(family: type[F], keys: set[tuple[Any, ...]]) -> dict[tuple[Any, ...], list[F]]:
    """The standing rows of each key, in order. One query for each 500 of the first part of the key."""
    histories: dict[tuple[Any, ...], list[F]] = {key: [] for key in keys}
    first = sorted({key[0] for key in keys})
    for start in range(0, len(first), 500):
        some = {f"{family.key[0]}__in": first[start : start + 500]}
        rows = family._default_manager.filter(**some, withdrawn_at=None)
        for row in rows.order_by("so_from", "recorded_at", "pk"):
            key = row.key_values()
            if key in histories:
                histories[key].append(row)
    return histories


def _empty(row: Fact, column: str) -> Any:
    return column_of(type(row), column).get_default()
