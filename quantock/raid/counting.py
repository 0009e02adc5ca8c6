"""What logs add to the counts that are kept (ADR 0010): how many risks and lessons are open, how many are overdue, and where the
risks stand on their matrices.

Of what is kept to named people nothing is counted here, nor of the logs of portfolios and organisations: that is read for
whoever looks.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from django.db.models import Count as Number
from django.db.models import Q, QuerySet

from quantock.access.prepared import padded, prepared
from quantock.projects.counting import keep_counted
from quantock.projects.models import Count
from quantock.projects.models.record import LIVE_STATES
from quantock.projects.shares import OF_ALL, Share
from quantock.raid.kinds import Kind
from quantock.raid.models import Entry

NAME = "registers"
POSITIONS = ("", "inherent_", "target_")
"""Of a risk on its matrix: now, before anything was done, as aimed at."""
KINDS = (Kind.RISK, Kind.LESSON)
OF_COUNTS = frozenset(
    (
        *("closed_on", "due_on", "matrix", "level"),
        *(f"{prefix}{name}" for prefix in POSITIONS for name in ("likelihood", "impact")),
    )
)


def register() -> None:
    """Called once, when the app starts."""
    OF_ALL[NAME] = shares


def keep(entries: Iterable[Entry], changed: Collection[str] = OF_COUNTS) -> None:
    """After anything that is counted of these entries `changed`."""
    if not OF_COUNTS.isdisjoint(changed) and (
        some := {each.project_id for each in entries if each.kind in KINDS}
    ):
        keep_counted(some)


def shares(keys: Sequence[int]) -> Iterator[tuple[int, Share, int, int]]:
    """One query."""
    for project, kind, due, level, matrix, *at, count in prepared(_open, None, keys=padded(keys)):
        yield project, (Count.What.LOG, kind, due), count, 0
        for prefix, likelihood, impact in zip(POSITIONS, at[::2], at[1::2], strict=True):
            if matrix and likelihood and impact:
                key = f"{prefix}|{matrix}|{likelihood}|{impact}|{'' if prefix else level}"
                yield project, (Count.What.SCORED, key, None), count, 0


def _open(keys: Sequence[int]) -> QuerySet[Any, Any]:
    """Risks of projects under way; what stopped and what was completed teach as well."""
    teaches = Q(kind=Kind.LESSON) | Q(project__state__in=LIVE_STATES)
    rows = Entry.objects.open().filter(teaches, project__in=keys, kind__in=KINDS, restricted=False).order_by()
    at = (f"{prefix}{name}" for prefix in POSITIONS for name in ("likelihood", "impact"))
    return rows.values_list("project", "kind", "due_on", "level", "matrix", *at).annotate(Number("pk"))
