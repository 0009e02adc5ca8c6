"""What of a project's log a note on a chart can be about: measures and logs stand on one floor and do not know each other."""

from typing import Any

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat
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
    code = Concat("kind", Value("-"), Cast("number", CharField()))
    marks.register("entry", marks.Sort("Log", entries, _mark, "title", code))


def entries(viewer: Viewer, project: Project) -> QuerySet[Any]:
    """Those that somebody may see."""
    return Entry.objects.visible_to(viewer).filter(project=project, kind__in=KINDS)


def _mark(project: Project, key: int, title: str, code: str) -> marks.Mark:
    kind, _, number = code.partition("-")
    ref = Entry(kind=kind, number=int(number)).ref
    return marks.Mark(key, f"{ref} {title}", reverse("raid:entry", args=[project.number, key]))
