"""Benefits by class from the counts that are kept (ADR 0010): the numbers are those of counting live.

What a project says is kept, not whether it is a programme: that depends on which of its projects one sees. So the benefits of
programmes are read, and taken from what all say.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import BooleanField, Case, Q, QuerySet, Sum, Value, When

from quantock.access import Viewer, prepared
from quantock.benefits.models import Benefit, figures_seen_by, programmes
from quantock.benefits.tallies import LIVE, NAME, added, states, told
from quantock.projects.models import Count, State
from quantock.projects.queries.counts import of_money, shares, whole

What = Count.What
ALL_BUT_STOPPED = (LIVE, State.IDEA.value, State.COMPLETED.value)
Told = Iterable[tuple[str, int, int]]
"""Of each key of a count how many, and how many pence."""


@dataclass(slots=True)
class Tally:
    """How many benefits of a class gave a figure, and what that comes to."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    pence: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, kind: str, figure: str, count: int, pence: int) -> None:
        self.counts[kind, figure] += count
        self.pence[kind, figure] += pence

    def whole(self, kind: str, figure: str) -> int | None:
        """Nothing where no benefit gave it."""
        return self.pence[kind, figure] if self.counts[kind, figure] else None


def kept(viewer: Viewer, among: Collection[str]) -> tuple[Tally, Tally] | None:
    """What projects and what programmes say, in these states; nothing where it was never counted in full. Two queries, and one
    more for whoever may see some projects by themselves."""
    if not viewer.is_signed_in:
        return None
    places = whole(viewer)
    rows = prepared(_rows, None, len(places), keys=[*places, *of_money(viewer)])
    if not any(what == What.COMPLETE for what, *_ in rows):
        return None
    counted = [(key, int(count), int(pence)) for what, key, count, pence in rows if what != What.COMPLETE]
    alone = [
        (key, count, pence)
        for what, key, _, count, pence in shares(viewer)
        if what in (What.BENEFITS, What.GAINS)
    ]
    return parted(viewer, [*counted, *alone], among)


def _rows(places: int, keys: Sequence[str]) -> QuerySet[Any, Any]:
    rows = Count.objects.order_by()
    complete = Q(what=What.COMPLETE, key=NAME)
    there = rows.filter(complete | Q(what=What.BENEFITS), place__in=keys[:places])
    money = rows.filter(place__in=keys[places:], what=What.GAINS)
    return _summed(there).union(_summed(money), all=True)


def _summed(rows: QuerySet[Count]) -> QuerySet[Any, Any]:
    return rows.values_list("what", "key").annotate(Sum("count"), Sum("pence"))


def parted(viewer: Viewer, rows: Told, among: Collection[str]) -> tuple[Tally, Tally]:
    """What all say, as it is kept, without what programmes say; and that. One query, none where nothing is said."""
    projects, apart = Tally(), Tally()
    for key, count, pence in rows:
        state, kind, figure = key.split("|")
        if state in among:
            projects.add(kind, figure, count, pence)
    # Where nobody says anything no programme does.
    for state, kind, shows, *sums in prepared(_of_programmes, viewer) if projects.counts else ():
        if states(state) not in among:
            continue
        for what, figure, count, pence in told(*sums):
            if shows or what != What.GAINS:
                apart.add(kind, figure, count, pence)
                projects.add(kind, figure, -count, -pence)
    return projects, apart


def _of_programmes(viewer: Viewer) -> QuerySet[Any, Any]:
    rows = Benefit.objects.visible_to(viewer).filter(project__in=programmes(viewer))
    shows = Case(
        When(figures_seen_by(viewer), then=Value(True)), default=Value(False), output_field=BooleanField()
    )
    return added(rows.annotate(shows=shows), "project__state", "kind", "shows")
