"""What a note on a chart can be about: a milestone, or what other floors keep of the project and register here."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from quantock.access import Viewer
from quantock.projects.models import Milestone, Project

MOST = 100
"""How many of each kind are offered, the newest first."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A record of the project: its key, what it is called, and where it is read."""

    pk: int
    says: str
    path: str


Find = Callable[[Viewer, Project, Collection[int] | None], Iterable[Mark]]
"""Those of a project that somebody may see: of these keys, else the newest. One query."""
_finds: dict[str, tuple[str, Find]] = {}


def register(kind: str, label: str, find: Find) -> None:
    """`kind` is the first half of what a note keeps, as in "milestone-12"."""
    _finds[kind] = (label, find)


def offered(viewer: Viewer, project: Project) -> list[tuple[str, list[tuple[str, str]]]]:
    """The choices of a form, by kind. A query a kind."""
    found = (
        (label, [(f"{kind}-{each.pk}", each.says) for each in find(viewer, project, None)])
        for kind, (label, find) in _finds.items()
    )
    return [(label, choices) for label, choices in found if choices]


def named(viewer: Viewer, project: Project, about: Iterable[str]) -> Mapping[str, Mark]:
    """What notes are about, by what they keep; what somebody may not see is not among them. A query a kind."""
    wanted: dict[str, set[int]] = {}
    for each in about:
        kind, _, key = each.partition("-")
        if kind in _finds and key.isdecimal():
            wanted.setdefault(kind, set()).add(int(key))
    return {
        f"{kind}-{mark.pk}": mark
        for kind, keys in wanted.items()
        for mark in _finds[kind][1](viewer, project, keys)
    }


def milestones(viewer: Viewer, project: Project, keys: Collection[int] | None) -> Iterable[Mark]:
    """Whoever sees the project sees its milestones."""
    path = reverse("projects:milestones", args=[project.number])
    rows = Milestone.objects.filter(project=project, removed_at=None).order_by("-pk")
    rows = rows[:MOST] if keys is None else rows.filter(pk__in=keys)
    return [Mark(each.pk, each.name, f"{path}#milestone-{each.pk}") for each in rows]
