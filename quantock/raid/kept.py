"""How much is open in the logs of all projects from the counts that are kept (ADR 0010): the numbers are those of counting live."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet, Sum

from quantock.access import Viewer, prepared
from quantock.projects.models import Count
from quantock.projects.queries.counts import shares, whole
from quantock.raid.counting import NAME
from quantock.raid.kinds import Kind

What = Count.What
Field = tuple[int, int, int]
"""One of a matrix: the matrix's key, likelihood and impact."""


@dataclass(slots=True)
class Kept:
    """How many are open and overdue, and of risks how many are extreme and stand in each field, at one of the positions that
    a risk has."""

    position: str = ""

    every: int = 0
    overdue: int = 0
    extreme: int = 0
    fields: Counter[Field] = field(default_factory=Counter)

    def add(self, at: Sequence[int | None], every: int, overdue: int, extreme: int) -> None:
        """So many more at the same place: in a field, where they are scored."""
        self.every += every
        self.overdue += overdue
        self.extreme += extreme
        matrix, likelihood, impact = at
        if matrix and likelihood and impact:
            self.fields[matrix, likelihood, impact] += every

    def scored(self, key: str, count: int) -> None:
        """So many more, in a field as it is counted."""
        position, matrix, likelihood, impact, level = key.split("|")
        if position == self.position:
            self.fields[int(matrix), int(likelihood), int(impact)] += count
        self.extreme += count if level == "extreme" else 0


def kept(viewer: Viewer, kind: Kind, position: str = "", *, on: date) -> Kept | None:
    """Nothing where it was never counted in full. One query, and one more for whoever may see some projects by themselves."""
    if not viewer.is_signed_in:
        return None
    found, complete = Kept(position), False
    for what, key, count, overdue in prepared(_rows, None, kind, on, keys=whole(viewer)):
        complete |= what == What.COMPLETE
        if what == What.LOG:
            found.every, found.overdue = int(count), int(overdue or 0)
        elif what == What.SCORED:
            found.scored(key, int(count))
    if not complete:
        return None
    today = on.isoformat()
    for what, key, day, count, _ in shares(viewer):
        if what == What.LOG and key == kind:
            found.every += count
            found.overdue += count if day and day < today else 0
        elif what == What.SCORED and kind == Kind.RISK:
            found.scored(key, count)
    return found


def _rows(kind: Kind, on: date, keys: Sequence[str]) -> QuerySet[Any, Any]:
    asked = Q(what=What.LOG, key=kind) | Q(what=What.COMPLETE, key=NAME)
    if kind == Kind.RISK:
        asked |= Q(what=What.SCORED)
    rows = Count.objects.filter(asked, place__in=keys).order_by().values_list("what", "key")
    return rows.annotate(Sum("count"), overdue=Sum("count", filter=Q(day__lt=on)))
