"""Two measures on one axis of time: which can be chosen, and their values side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from quantock.engines.charts.control import Plot
from quantock.measures.models import Measure
from quantock.measures.queries import Whole

OFFERED = 30


def to_compare(visible: QuerySet[Measure], shown: Sequence[Measure], words: str) -> list[Measure]:
    """Others that have values, than those that are shown: by words, or those of the first one's project. One query."""
    one = shown[0]
    rows = visible.filter(result__count__gt=0).exclude(pk__in=[each.pk for each in shown])
    if not words:
        rows = rows.filter(project=one.project_id)
    for word in words.split()[:8]:
        rows = rows.filter(Q(name__icontains=word) | Q(project__title__icontains=word))
    return list(rows.select_related("project").order_by("name", "project__number", "pk")[:OFFERED])


def compared_with(visible: QuerySet[Measure], key: str) -> Measure | None:
    """The other measure that an address names, if this viewer may see it. One query."""
    if not (key.isdecimal() and len(key) < 10):
        return None
    return visible.filter(pk=int(key)).select_related("project", "collector").first()


@dataclass(frozen=True, slots=True)
class Together:
    """One time, and what each measure was then; None where it has no value of that time."""

    label: str
    values: tuple[str | None, ...]


def rows_of(some: Sequence[Whole]) -> list[Together]:
    """Every time of either, the latest first. A month and a week that begin on one day stand apart."""
    found: dict[tuple[date | None, str], list[str | None]] = {}
    for place, whole in enumerate(some):
        number = whole.judged.wording.number
        for plot in whole.judged.drawing().plots:
            if plot.value is not None:
                row = found.setdefault(_when(plot), [None] * len(some))
                row[place] = number(plot.value)
    latest = sorted(found, key=lambda when: (when[0] or date.min, when[1]), reverse=True)
    return [Together(when[1], tuple(found[when])) for when in latest]


def _when(plot: Plot) -> tuple[date | None, str]:
    return plot.day, plot.label
