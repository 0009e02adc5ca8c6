"""The numbers of a dashboard from the counts that are kept (ADR 0010): as they are when counted live, in two queries.

Whoever looks sees some places whole (all that everybody sees, all of their organisation's); of projects that they see
one by one (their own, those they are partners in, those shown to a portfolio's holders) the shares are added.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import BigIntegerField, Q, QuerySet, Sum, Value

from quantock.access import prepared
from quantock.benefits.tallies import LIVE
from quantock.desk.queries.selection import Selection
from quantock.projects.models import Count
from quantock.projects.queries.counts import OF_MONEY, of_money, shares, whole

What = Count.What
DUE_DAYS, DRAWN_DAYS = 90, 365
OF_MONTHS = (What.EARLIER, What.MOVED, What.SLIPPED)
STEP_DAY, OPEN = What.STEP_DAY.value, What.OPEN.value
OF_BENEFITS = (What.BENEFITS, What.GAINS)
OF_OTHER_PAGES = (What.RECORD, What.PORTFOLIO, What.LOG, What.SCORED)
OTHERS = tuple(
    what for what in What if what not in (*OF_MONEY, What.STEP_DAY, What.OPEN, What.PAST, *OF_OTHER_PAGES)
)
# PostgreSQL takes a bare null for a text, which cannot stand in one column with a sum.
NOTHING = Value(0, BigIntegerField())
Key = tuple[str, str]
"""What is counted, and its key."""


@dataclass(slots=True)
class Kept:
    """Every count that a dashboard needs."""

    day: date
    since: date
    places: list[str]
    counts: Counter[Key] = field(default_factory=Counter)
    pence: Counter[Key] = field(default_factory=Counter)
    before: Counter[Key] = field(default_factory=Counter)
    """Of milestones: expected before today."""
    soon: Counter[Key] = field(default_factory=Counter)
    """Expected within 90 days, or before."""
    year: Counter[Key] = field(default_factory=Counter)
    """Expected within a year, or before."""
    came: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By step|month and day, as it is written, of projects that are seen one by one."""

    def parted(self, what: str) -> Iterator[tuple[list[str], int]]:
        """What was counted of one kind, by the parts of its key."""
        for (kind, key), count in self.counts.items():
            if kind == what and count:
                yield key.split("|"), count

    def join(self, shares: Iterable[Sequence[Any]], due: date, end: date) -> None:
        """The shares of projects that are seen by themselves. Whoever leads two hundred has six thousand, so their days are
        compared as they are written."""
        today, since, soon, year = (day.isoformat() for day in (self.day, self.since, due, end))
        last = {What.QUIET.value: today, **{what.value: since for what in OF_MONTHS}}
        counts, amounts = self.counts, self.pence
        for what, key, day, count, pence in shares:
            if day and what == STEP_DAY:
                self.came[key, day] += count
            elif not day or what not in last or day <= last[what]:
                cell = what, key
                counts[cell] = counts.get(cell, 0) + count
                if pence:
                    amounts[cell] += pence
                if day and what == OPEN:
                    self.before[cell] += count * (day < today)
                    self.soon[cell] += count * (day <= soon)
                    self.year[cell] += count * (day <= year)

    def days_of(self, months: Collection[str]) -> Mapping[tuple[str, date], int]:
        """The days of some step|month. One query."""
        came = ((key, date.fromisoformat(day), n) for (key, day), n in self.came.items() if key in months)
        found = Counter({(key, day): n for key, day, n in came})
        for key, day, count in prepared(_days, None, len(self.places), keys=[*self.places, *sorted(months)]):
            found[key, day] += count
        return found


def _days(places: int, keys: Sequence[str]) -> QuerySet[Any, Any]:
    rows = Count.objects.filter(place__in=keys[:places], what=What.STEP_DAY, key__in=keys[places:])
    return rows.order_by().values_list("key", "day").annotate(Sum("count"))


def kept(selection: Selection, since: date) -> Kept | None:
    """Nothing where the counts are not kept: for a past day, for any filter but live ones, compared with a day that
    begins no month. One query, and one more for whoever may see some projects by themselves."""
    viewer = selection.viewer
    if selection.on or not only_live(selection) or since.day != 1:
        return None
    found = Kept(selection.today, since, whole(viewer))
    due, end = selection.today + timedelta(days=DUE_DAYS), selection.today + timedelta(days=DRAWN_DAYS)
    places, days = [*found.places, *of_money(viewer)], (found.day, found.since, due, end)
    sums = (found.pence, found.before, found.soon, found.year)
    for what, key, count, *others in prepared(_rows, None, len(found.places), *days, keys=places):
        if count:
            found.counts[what, key] = int(count)
        if any(others):
            for kept_, number in zip(sums, others, strict=True):
                kept_[what, key] = int(number or 0)
    if not found.counts[What.COMPLETE, ""]:
        return None
    found.join(shares(viewer), due, end)
    return found


def only_live(selection: Selection) -> bool:
    """Whether all that is live is asked for, and nothing else, by somebody who has signed in."""
    return selection.narrowed_by() == {"state": "live"} and selection.viewer.is_signed_in


def _rows(
    places: int, on: date, since: date, due: date, end: date, keys: Sequence[str]
) -> QuerySet[Any, Any]:
    """What, key, and how many; of milestones also before which days, of money how much."""
    rows = Count.objects.order_by()
    # Of benefits those of live projects alone: the others are counted for their own page.
    rows = rows.filter(~Q(what__in=OF_BENEFITS) | Q(key__startswith=f"{LIVE}|"))
    there, money = rows.filter(place__in=keys[:places]), rows.filter(place__in=keys[places:])
    counted = Q(day=None) | Q(what=What.QUIET, day__lte=on) | Q(what__in=OF_MONTHS, day__lte=since)
    ahead = {
        "late": Sum("count", filter=Q(day__lt=on)),
        "soon": Sum("count", filter=Q(day__lte=due)),
        "year": Sum("count", filter=Q(day__lte=end)),
    }
    return _summed(there.filter(counted, what__in=OTHERS)).union(
        _summed(there.filter(what=What.OPEN), **ahead),
        _summed(money.filter(what__in=OF_MONEY), so_much=Sum("pence")),
        all=True,
    )


def _summed(rows: QuerySet[Count], **sums: Any) -> QuerySet[Any, Any]:
    """In columns that are the same for all."""
    columns = {name: sums.get(name, NOTHING) for name in ("so_much", "late", "soon", "year")}
    return rows.values_list("what", "key").annotate(so_many=Sum("count"), **columns)
