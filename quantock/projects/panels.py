"""What apps above show on the overview of a project: each registers its own when it starts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from quantock.access import Viewer
from quantock.projects.models import Project


@dataclass(frozen=True, slots=True)
class Panel:
    """A card on the overview: the template that draws it, and what that template finds as `panel.found`.

    It stands among the project's own words, or `beside` them with its milestones, or `after` its latest update.
    """

    template_name: str
    found: Any
    beside: bool = False
    after: bool = False


Drawn = Callable[[Viewer, Project, date], Panel | None]
PANELS: list[Drawn] = []


def panel(draw: Drawn) -> Drawn:
    """Register a panel: a function that reads it, in at most two queries; None where this viewer has none."""
    PANELS.append(draw)
    return draw


def panels_of(viewer: Viewer, project: Project, on: date) -> list[Panel]:
    """Every registered panel that this viewer has, in the order of registration."""
    drawn = (draw(viewer, project, on) for draw in PANELS)
    return [panel for panel in drawn if panel is not None]


@dataclass(frozen=True, slots=True)
class Beside:
    """Something worth reading beside the projects like one that is being registered."""

    title: str
    href: str
    says: str


# What apps above find by the words being typed, one query each.
Finds = Callable[[Viewer, str], Sequence[Beside]]
BESIDE_SIMILAR: list[Finds] = []


def beside_similar(viewer: Viewer, typed: str) -> list[Beside]:
    """All that is found, in the order of registration."""
    return [each for find in BESIDE_SIMILAR for each in find(viewer, typed)]


# What apps above say of a project's milestones, by key: words and an address. One query each.
Noted = Callable[[Viewer, Project], Mapping[int, tuple[str, str]]]
MILESTONE_NOTES: list[Noted] = []


def milestone_notes(viewer: Viewer, project: Project) -> dict[int, tuple[str, str]]:
    """Every registered note that this viewer has; of two about one milestone the later registered."""
    found: dict[int, tuple[str, str]] = {}
    for noted in MILESTONE_NOTES:
        found |= noted(viewer, project)
    return found
