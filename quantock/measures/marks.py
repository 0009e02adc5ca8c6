"""What a note on a chart, or a recalculation of limits, can be about: milestones and status updates, or what other floors
keep of the project and register here."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import CharField, Expression, F, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse

from quantock.access import Viewer
from quantock.engines.dates import say_date
from quantock.projects.models import Milestone, Project, StatusUpdate

MOST = 100
"""How many of each kind are offered, the newest first."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A record of the project: its key, what it is called, and where it is read."""

    pk: int
    says: str
    path: str


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of record. `rows` are those of a project that somebody may see; `words` and `code` are the columns that
    `mark` makes a name of, given the project and (key, words, code)."""

    label: str
    rows: Callable[[Viewer, Project], QuerySet[Any]]
    mark: Callable[[Project, int, str, str], Mark]
    words: str
    code: str | Expression = ""

    def told(self, kind: str, found: QuerySet[Any]) -> QuerySet[Any, Any]:
        """As rows of (key, kind, words, code), the same of every sort, so that one query reads several."""
        text = CharField()
        column = F(self.code) if isinstance(self.code, str) and self.code else self.code or Value("")
        code = Cast(column, text)
        return found.values_list("pk", Value(kind, text), Cast(F(self.words), text), code)


_sorts: dict[str, Sort] = {}


def register(kind: str, sort: Sort) -> None:
    """`kind` is the first half of what a note keeps, as in "milestone-12"."""
    _sorts[kind] = sort


def offered(viewer: Viewer, project: Project) -> list[tuple[str, list[tuple[str, str]]]]:
    """The choices of a form, by sort. A query a sort."""
    found = []
    for kind, sort in _sorts.items():
        rows = sort.told(kind, sort.rows(viewer, project).order_by("-pk"))[:MOST]
        marks = (sort.mark(project, key, words, code) for key, _, words, code in rows)
        found.append((sort.label, [(f"{kind}-{each.pk}", each.says) for each in marks]))
    return [(label, choices) for label, choices in found if choices]


def named(
    viewer: Viewer, project: Project, about: Iterable[str], *more: tuple[str, Sort]
) -> tuple[Mapping[str, Mark], Sequence[Mark]]:
    """What notes are about, by what they keep; what somebody may not see is not among them. And all of `more`. One query."""
    wanted: dict[str, set[int]] = {}
    for each in about:
        kind, _, key = each.partition("-")
        if kind in _sorts and key.isdecimal():
            wanted.setdefault(kind, set()).add(int(key))
    sorts = _sorts | dict(more)
    asked = [
        _sorts[kind].told(kind, _sorts[kind].rows(viewer, project).filter(pk__in=keys).order_by())
        for kind, keys in wanted.items()
    ] + [sort.told(kind, sort.rows(viewer, project).order_by()) for kind, sort in more]
    if not asked:
        return {}, []
    found = asked[0].union(*asked[1:], all=True) if asked[1:] else asked[0]
    marks = [(kind, sorts[kind].mark(project, key, words, code)) for key, kind, words, code in found]
    others = [mark for kind, mark in marks if kind not in wanted]
    return {f"{kind}-{mark.pk}": mark for kind, mark in marks if kind in wanted}, others


def _milestone(project: Project, key: int, words: str, code: str) -> Mark:
    return Mark(key, words, f"{reverse('projects:milestones', args=[project.number])}#milestone-{key}")


def _update(project: Project, key: int, words: str, code: str) -> Mark:
    path = reverse("projects:updates", args=[project.number])
    return Mark(key, f"Status update of {say_date(date.fromisoformat(words))}", f"{path}#update-{key}")


MILESTONES = Sort(
    "Milestones",
    lambda viewer, project: Milestone.objects.filter(project=project, removed_at=None),
    _milestone,
    "name",
)
UPDATES = Sort(
    "Status updates",
    lambda viewer, project: StatusUpdate.objects.filter(project=project, published_at__isnull=False),
    _update,
    "as_at",
)
"""Whoever sees the project sees its milestones, and its updates once they are published."""
