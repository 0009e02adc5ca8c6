"""What benefits add to the counts that are kept (ADR 0010): how many there are by class, and what they come to."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count as Number
from django.db.models import QuerySet, Sum

from quantock.access.prepared import padded, prepared
from quantock.benefits.classes import POUNDS
from quantock.benefits.models import SUMMED, Benefit
from quantock.projects.models import Count
from quantock.projects.models.record import LIVE_STATES

NAME = "benefits"
LIVE = "live"
PENCE = tuple(name for name in SUMMED if name != "year")
EVERY, IN_POUNDS, TOLD = "every", "pounds", "told"
"""Of a class all, those in pounds, and those in another unit of which something was reported."""
SEEN = "seen"
"""Those in pounds whose figures are seen."""


def states(state: str) -> str:
    """Live ones are counted together."""
    return LIVE if state in LIVE_STATES else state


def added(rows: QuerySet[Any], *names: str) -> QuerySet[Any, Any]:
    """Benefits by `names`, in rows that end as `told` takes them."""
    sums = {f"{how}_{name}": of(name) for name in PENCE for how, of in (("gave", Number), ("sum", Sum))}
    groups = rows.order_by().values_list(*names, "unit", "year")
    found: QuerySet[Any, Any] = groups.annotate(every=Number("pk"), **sums)
    return found


def told(unit: str, year: int | None, every: int, *sums: Any) -> Iterator[tuple[str, str, int, int]]:
    """What so many benefits are counted as: the kind of count, the figure, how many gave it, and how many pence it is."""
    said = dict(zip(PENCE, zip(sums[::2], sums[1::2], strict=True), strict=True))
    yield Count.What.BENEFITS, EVERY, every, 0
    if unit != POUNDS:
        yield Count.What.BENEFITS, TOLD, said["reported"][0], 0
        return
    yield Count.What.BENEFITS, IN_POUNDS, every, 0
    yield Count.What.GAINS, SEEN, every, 0
    for name, (gave, pence) in said.items():
        if gave:
            yield Count.What.GAINS, in_year(year) if name == "in_year" else name, gave, int(pence)


def in_year(year: int | None) -> str:
    """The figure of one financial year."""
    return f"in {year}"


def shares(keys: Sequence[int]) -> Iterator[tuple[int, tuple[str, str, None], int, int]]:
    """By state|class|figure. One query."""
    for project, state, kind, *sums in prepared(_benefits, None, keys=padded(keys)):
        for what, figure, count, pence in told(*sums):
            yield project, (what, f"{states(state)}|{kind}|{figure}", None), count, pence


def _benefits(keys: Sequence[int]) -> QuerySet[Any, Any]:
    rows = Benefit.objects.filter(project__in=keys, removed_at=None)
    return added(rows, "project", "project__state", "kind")
