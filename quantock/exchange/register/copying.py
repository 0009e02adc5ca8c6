"""A project's own columns are those of its fact in force: for many at once."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from quantock.audit import facts
from quantock.audit.inserting import rewrite
from quantock.projects.models import Project
from quantock.projects.models.record import RECORD_FIELDS


def copy_as_it_is_now(in_force: Sequence[Any]) -> None:
    """Set projects' own columns to those of their fact in force, writing only what differs."""
    columns = {name: facts.attname(Project, name) for name in RECORD_FIELDS}
    for some in _some(list(in_force)):
        projects = Project.objects.in_bulk([fact.project_id for fact in some])
        differing: list[Project] = []
        news: set[str] = set()
        for fact in some:
            project = projects[fact.project_id]
            changed = {
                n for n, column in columns.items() if getattr(project, column) != getattr(fact, column)
            }
            for name in changed:
                setattr(project, columns[name], getattr(fact, columns[name]))
            if changed:
                project.version += 1
                project.updated_at = timezone.now()
                differing.append(project)
                news |= changed
        rewrite(differing, [*sorted(news), "version", "updated_at"])


def _some(rows: list[Any]) -> Iterable[list[Any]]:
    return (rows[start : start + 500] for start in range(0, len(rows), 500))
