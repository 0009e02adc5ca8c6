"""What the project's pages read, each in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from quantock.access import Viewer
from quantock.audit.models import Event
from quantock.projects.models import CharterFact, Project, ProjectFact, ProjectRecord, Step
from quantock.projects.models.project import seen_by


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a record, at two dates."""

    field: str
    was: str
    now: str


def as_at(viewer: Viewer, on: date) -> QuerySet[ProjectFact]:
    """The projects this viewer may see today, as they stood on a day."""
    return (
        ProjectFact.objects.as_at(on)
        .filter(seen_by(viewer, "project__"), project__archived_at=None)
        .select_related("project", "lead_organisation", "step")
    )


def joined() -> QuerySet[Project]:
    """Projects with all that the head of their page shows."""
    return Project.objects.select_related("lead_organisation", "step", "life_cycle", "unit", "parent")


def charter_of(project: Project, on: date | None = None) -> CharterFact:
    """The charter in force; an empty one where nothing was said."""
    rows = CharterFact.objects.as_at(on) if on else CharterFact.objects.now()
    return rows.filter(project=project).first() or CharterFact(project=project)


def steps_of(record: ProjectRecord) -> list[Step]:
    """The steps that the project's track asks for, in order."""
    steps = Step.objects.filter(model=record.life_cycle_id)
    return [step for step in steps if record.track in step.tracks]


def history_of(project: Project, limit: int = 200) -> Sequence[Event]:
    """What happened to a project, newest first."""
    return list(Event.objects.filter(project_id=project.pk).select_related("actor").order_by("-pk")[:limit])


def similar_to(viewer: Viewer, text: str, limit: int = 5) -> list[Project]:
    """Projects one may see that have words of the text in their title, most shared words first."""
    words = [word for word in text.casefold().split() if len(word) > 3][:8]
    if not words:
        return []
    any_word = Q()
    for word in words:
        any_word |= Q(title__icontains=word)
    found = Project.objects.visible_to(viewer).filter(any_word).select_related("lead_organisation")[:200]
    alike = sorted(found, key=lambda each: -sum(word in each.title.casefold() for word in words))
    enough = [each for each in alike if sum(word in each.title.casefold() for word in words) >= 2]
    return enough[:limit]
