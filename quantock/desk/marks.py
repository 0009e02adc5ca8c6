"""What of a project's log a note on a chart can be about: measures and logs stand on one floor and do not know each other."""

from collections.abc import Collection, Iterable

from django.urls import reverse

from quantock.access import Viewer
from quantock.measures import marks
from quantock.projects.models import Project
from quantock.raid.kinds import REGISTERS, Kind
from quantock.raid.models import Entry

KINDS = (Kind.CHANGE, Kind.ACTION, Kind.DECISION, Kind.ISSUE)
"""What is done to a service, and what befalls it."""


def register() -> None:
    """Called once, when the site starts."""
    for kind in KINDS:
        marks.register(kind.value, REGISTERS[kind].many, _find(kind))


def _find(kind: Kind) -> marks.Find:
    def find(viewer: Viewer, project: Project, keys: Collection[int] | None) -> Iterable[marks.Mark]:
        rows = Entry.objects.visible_to(viewer).filter(project=project, kind=kind).order_by("-pk")
        rows = rows[: marks.MOST] if keys is None else rows.filter(pk__in=keys)
        return [marks.Mark(row.pk, f"{row.ref} {row.title}", _path(project, row.pk)) for row in rows]

    return find


def _path(project: Project, key: int) -> str:
    return reverse("raid:entry", args=[project.number, key])
