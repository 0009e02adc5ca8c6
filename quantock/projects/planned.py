"""What stands on a project's plan beside its own tasks and milestones: each app above registers its own when it starts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from quantock.access import Viewer
from quantock.projects.models import Project


@dataclass(frozen=True, slots=True)
class Planned:
    """One thing to do, and by when."""

    name: str
    finish: date | None
    owner: str
    href: str


Finds = Callable[[Viewer, Project], Sequence[Planned]]
PLANNED: list[Finds] = []


def planned(find: Finds) -> Finds:
    """Register a function that finds what there is to do, for this viewer, in one query."""
    PLANNED.append(find)
    return find


def planned_of(viewer: Viewer, project: Project) -> list[Planned]:
    """All that is found, what is due first before the rest."""
    found = [each for find in PLANNED for each in find(viewer, project)]
    return sorted(found, key=lambda each: (each.finish is None, each.finish or date.max))
