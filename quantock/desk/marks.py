"""What of a project's log a note on a chart can be about: measures and logs stand on one floor and do not know each other."""

from collections.abc import Collection, Iterable

from django.urls import reverse

from quantock.access import Viewer
from quantock.measures import marks
from quantock.projects.models import Project
from quantock.raid.kinds import Kind
from quantock.raid.models import Entry

KINDS = (Kind.CHANGE, Kind.ACTION, Kind.DECISION, Kind.ISSUE)
"""What is done to a service, and what befalls it."""


def register() -> None:
    """Called once, when the site starts."""
    marks.register("entry", "Log", entries)


def entries(viewer: Viewer, project: Project, keys: Collection[int] | None) -> Iterable[marks.Mark]:
    """Those that somebody may see. One query for all kinds."""
    rows = Entry.objects.visible_to(viewer).filter(project=project, kind__in=KINDS).order_by("-pk")
    rows = rows[: marks.MOST] if keys is None else rows.filter(pk__in=keys)
    return [marks.Mark(row.pk, f"{row.ref} {row.title}", _path(project, row)) for row in rows]


def _path(project: Project, row: Entry) -> str:
    return reverse("raid:entry", args=[project.number, row.pk])
