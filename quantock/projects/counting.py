"""Keeping what dashboards count: the services that change a project call `keep_counted` in the same transaction.

A project's shares of all counts are worked out by `shares.counted_now`, whole, from its facts, and what differs from the shares
kept of it is added to the counts. So it does not matter who calls, how often, or after which change (ADR 0010).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, groupby
from operator import attrgetter
from time import sleep

from django.db import models, transaction

from quantock.audit.inserting import insert, rewrite
from quantock.projects.models import (
    Count,
    Counted,
    Project,
    Seen,
)
from quantock.projects.models.counts import EVERYWHERE, place_of
from quantock.projects.shares import ALSO, OF_ALL, PAST_TOO, Share, What, counted_now, month_of

AT_ONCE = 500
PAUSE = 0.1
"""Seconds between counting some projects again and more: whoever waits to save to SQLite looks so often whether she can."""

Numbers = tuple[int, int]
"""How many, and how many pence."""
Place = str
"""As `place_of` writes it."""
Cell = tuple[int, str, str, str, str]
"""An organisation, who sees it there whole, what is counted (nothing: of the past), its key, its day as written."""


_waiting: ContextVar[set[int] | None] = ContextVar("projects that are counted together", default=None)


@contextmanager
def together() -> Iterator[None]:
    """What changes within is counted once, at its end: for a sheet that changes thousands of records. In one transaction."""
    if _waiting.get() is not None:
        yield
        return
    waiting: set[int] = set()
    before = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(before)
    keep_counted(waiting)


def keep_counted(projects: Iterable[Project | int]) -> None:
    """After anything that is counted of these projects changed. Fifteen queries for each 500."""
    own = sorted({each if isinstance(each, int) else each.pk for each in projects})
    if (waiting := _waiting.get()) is None:
        _keep_counted(own)
    else:
        waiting.update(own)


@transaction.atomic
def _keep_counted(own: Sequence[int]) -> None:
    keys = sorted({*own, *(key for also in ALSO for key in also(own))})
    for start in range(0, len(keys), AT_ONCE):
        _keep(keys[start : start + AT_ONCE])


def _keep(keys: Sequence[int]) -> None:
    added = _differences(keys)
    _add({**added.spread(together=True), **added.spread()})


def _differences(keys: Sequence[int]) -> "Sums":
    """Keep what is counted of some projects; what the caller has to add to the counts for it."""
    held = {row.pk: row for row in Counted.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    added = Sums()
    new: list[Counted] = []
    changed: list[Counted] = []
    for row in counted_now(keys):
        was = held.pop(row.pk, None)
        if was and _same(was, row):
            continue
        if was:
            added.add(was, -1)
        added.add(row)
        (changed if was else new).append(row)
    insert(new)
    rewrite(changed, ["organisation", "seen", "shares", "past"])
    return added


def _same(one: Counted, other: Counted) -> bool:
    names = ("organisation", "seen", "shares", "past")
    return all(getattr(one, name) == getattr(other, name) for name in names)


@dataclass(slots=True)
class Sums:
    """The shares of projects added up, before they are spread over all rows that hold them."""

    numbers: dict[Cell, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def add(self, row: Counted, sign: int = 1) -> None:
        organisation, seen = row.organisation, row.seen
        for what, key, day, count, pence in chain(row.shares, (("", *each) for each in row.past)):
            numbers = self.numbers[organisation, seen, what, key, day]
            numbers[0] += sign * count
            numbers[1] += sign * pence

    def join(self, other: "Sums", *, together: bool = False) -> None:
        """Add the shares of others: each organisation's, or for all together."""
        for (organisation, seen, what, key, said), (count, pence) in other.numbers.items():
            numbers = self.numbers[0 if together else organisation, seen, what, key, said]
            numbers[0] += count
            numbers[1] += pence

    def taken(self, but: int | None) -> "Sums":
        """What there is of all organisations but one; that one's stays."""
        cells = [cell for cell in self.numbers if cell[0] != but]
        return Sums(defaultdict(lambda: [0, 0], {cell: self.numbers.pop(cell) for cell in cells}))

    def spread(self, *, together: bool = False) -> dict[tuple[Place, Share], Numbers]:
        """In the places of their organisations or in those of all together; what was so in the past by the
        day and by the month."""
        found: dict[tuple[Place, Share], Numbers] = {}
        for (organisation, seen, what, key, said), (count, pence) in self.numbers.items():
            if not (count or pence):
                continue
            day = date.fromisoformat(said) if said else None
            shares: list[Share] = [(what, key, day)]
            if day and not what:
                shares = [(month_of(day), key, day), (What.PAST, key, day.replace(day=1))]
            place = place_of(None if together else organisation, seen)
            for share in shares:
                was = found.get((place, share), (0, 0))
                found[place, share] = was[0] + count, was[1] + pence
        return found


def _add(sums: Mapping[tuple[Place, Share], Numbers]) -> None:
    insert(
        [
            Count(what=what, place=place, key=key, day=day, count=count, pence=pence)
            for (place, (what, key, day)), (count, pence) in sums.items()
            if count or pence
        ]
    )


def count_again() -> int:
    """Make all of it again from the records; how many rows of counts there are now.

    In short transactions, so that others save meanwhile, whose changes are counted as ever: what was kept is forgotten, and
    dashboards count live until the end. Organisation by organisation, and each one's sums at its end: its projects count the
    same, and a row for each five hundred of them would be put together again afterwards. All together once.
    """
    with transaction.atomic():
        Count.objects.all().delete()
        Counted.objects.all().delete()
    rows = list(Project.objects.order_by("lead_organisation", "pk").values_list("pk", "lead_organisation"))
    whole, own = Sums(), Sums()
    for start in range(0, len(rows), AT_ONCE):
        following = rows[start + AT_ONCE : start + AT_ONCE + 1]
        with transaction.atomic():
            added = _differences(sorted(key for key, _ in rows[start : start + AT_ONCE]))
            own.join(added)
            _add(own.taken(but=following[0][1] if following else None).spread())
        whole.join(added, together=True)
        if following:
            sleep(PAUSE)
    _add(whole.spread(together=True))
    gather()
    insert([Count(what=What.COMPLETE, place=EVERYWHERE, key=key, count=1) for key in ("", PAST_TOO, *OF_ALL)])
    return Count.objects.count()


def _added_up() -> Iterator[tuple[int | None, dict[tuple[Place, Share], Numbers]]]:
    """What the shares of all projects come to, organisation by organisation and then all together: the days of all
    organisations at once would fill the memory."""
    whole = Sums()
    rows = Counted.objects.order_by("organisation", "pk").iterator(chunk_size=AT_ONCE)
    for organisation, some in groupby(rows, attrgetter("organisation")):
        own = Sums()
        for row in some:
            own.add(row)
            row.organisation = 0
            whole.add(row)
        yield organisation, own.spread()
    yield None, whole.spread(together=True)


def gather() -> int:
    """Make one row of all that say the same, place by place; how many there are now. For a quiet hour: it reads every count."""
    places = Count.objects.order_by().values_list("place", flat=True).distinct()
    for place in sorted(places):
        _gather(place)
    return Count.objects.count()


@transaction.atomic
def _gather(place: Place) -> None:
    held: defaultdict[Share, list[tuple[int, int, int]]] = defaultdict(list)
    rows = Count.objects.select_for_update().filter(place=place).order_by("pk")
    for key, what, about, day, count, pence in rows.values_list("pk", *Count.SAME[1:], "count", "pence"):
        held[what, about, day].append((key, count, pence))
    several = {share: some for share, some in held.items() if len(some) > 1}
    keys = [key for some in several.values() for key, _, _ in some]
    for start in range(0, len(keys), AT_ONCE):
        Count.objects.filter(pk__in=keys[start : start + AT_ONCE]).delete()
    sums = {share: (sum(n for _, n, _ in some), sum(n for *_, n in some)) for share, some in several.items()}
    _add({(place, share): numbers for share, numbers in sums.items()})


def is_complete() -> bool:
    """Whether all was counted in full at some time. One query."""
    counted = (
        Count.objects.filter(place=EVERYWHERE, what=What.COMPLETE).order_by().values_list("key", flat=True)
    )
    return not {"", PAST_TOO, *OF_ALL}.difference(counted)


def check() -> Iterator[str]:
    """A sentence for each project counted otherwise than it is, and for each count that is not the sum of its
    projects' shares."""
    if not is_complete():
        yield "What dashboards count was never counted in full: run `quantock rebuild-counts`"
        return
    keys = list(Project.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        held = Counted.objects.in_bulk(some)
        for row in counted_now(some):
            was = held.get(row.pk)
            if was is None or not _same(was, row):
                yield f"{row.project.ref}: what dashboards count of it is out of date"
    checked: set[Place] = set()
    for organisation, sums in _added_up():
        places = {place_of(organisation, seen) for seen in Seen}
        checked |= places
        yield from _wrong(Count.objects.filter(place__in=places), sums)
    yield from _wrong(Count.objects.exclude(place__in=checked), {})


def _wrong(rows: models.QuerySet[Count], wanted: dict[tuple[Place, Share], Numbers]) -> Iterator[str]:
    """Of the counts of some places: those that are not what their projects' shares come to."""
    sums = rows.exclude(what=What.COMPLETE).order_by().values_list(*Count.SAME)
    for place, what, key, day, count, pence in sums.annotate(models.Sum("count"), models.Sum("pence")):
        if wanted.pop((place, (what, key, day)), (0, 0)) != (count, pence):
            yield f"The kept count “{what} {key} {day or ''}” of {place} is wrong"
    for (place, (what, key, _)), numbers in wanted.items():
        if any(numbers):
            yield f"The kept count “{what} {key}” of {place} is missing"
