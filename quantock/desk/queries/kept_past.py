"""The numbers of a dashboard as at a past day from what is kept of every day (ADR 0016): as they are when counted live.

What was so on a day is the sum of what the months before it changed, and the days of its own month until it.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from quantock.access import prepared
from quantock.desk.queries.kept import only_live
from quantock.desk.queries.selection import Selection
from quantock.projects.dated import OF_MONEY
from quantock.projects.models import Count
from quantock.projects.models.counts import EVERYWHERE
from quantock.projects.queries.counts import of_money, one_by_one, whole
from quantock.projects.shares import PAST_TOO, month_of

What = Count.What
RATED = "rated"


@dataclass(slots=True)
class KeptPast:
    """What was so on the day, and in which confidence projects were on the earlier one."""

    counts: Counter[str] = field(default_factory=Counter)
    pence: Counter[str] = field(default_factory=Counter)
    then: Counter[str] = field(default_factory=Counter)

    def parted(self, what: str, counts: Counter[str] | None = None) -> Iterable[tuple[list[str], int]]:
        """What was counted of one kind, by the parts of its key."""
        for key, count in (self.counts if counts is None else counts).items():
            kind, *parts = key.split("|")
            if kind == what and count:
                yield parts, count


def kept_past(selection: Selection, since: date) -> KeptPast | None:
    """Nothing where it is not kept: for today, or for any filter but live ones. One query, and one more for whoever may see
    some projects by themselves."""
    on, viewer = selection.on, selection.viewer
    if on is None or since > on or not only_live(selection):
        return None
    places, money = whole(viewer), of_money(viewer)
    found, is_kept = KeptPast(), False
    every = sorted({*places, *money})
    for what, place, key, count, pence, then in prepared(_sums, None, on, since, keys=every):
        if what == What.COMPLETE:
            is_kept = True
        elif place in (money if told_of_money(key) else places):
            found.counts[key] += int(count)
            found.pence[key] += int(pence)
            found.then[key] += int(then)
    if not is_kept:
        return None
    last, before = on.isoformat(), since.isoformat()
    for key, day, count, pence in one_by_one(viewer, "past", lambda share: told_of_money(share[0])):
        if day <= last:
            found.counts[key] += count
            found.pence[key] += pence
            found.then[key] += count if day <= before else 0
    return found


def told_of_money(key: str) -> bool:
    return key.partition("|")[0] in OF_MONEY


def _sums(on: date, since: date, keys: Sequence[str]) -> QuerySet[Any, Any]:
    """What, place, key; how many and how much until the day; how many until the earlier one."""
    rows = Count.objects.order_by().filter(place__in=keys)
    month, earlier = on.replace(day=1), since.replace(day=1)
    nothing = Value(0)
    months = rows.filter(what=What.PAST, day__lt=month)
    days = rows.filter(what=month_of(on), day__lte=on)
    before = rows.filter(what=month_of(since), day__lte=since)
    is_kept = Count.objects.order_by().filter(place=EVERYWHERE, what=What.COMPLETE, key=PAST_TOO)
    parts = (
        (months, Sum("count"), Sum("pence"), Coalesce(Sum("count", filter=Q(day__lt=earlier)), 0)),
        (days, Sum("count"), Sum("pence"), nothing),
        (before, nothing, nothing, Sum("count")),
        (is_kept, nothing, nothing, nothing),
    )
    first, *others = (
        some.values_list("what", "place", "key").annotate(so_many=many, so_much=much, earlier=then)
        for some, many, much, then in parts
    )
    found: QuerySet[Any, Any] = first.union(*others, all=True)
    return found
