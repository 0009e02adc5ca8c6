"""What is said about a project, to whom one can say it, and what coaches note."""

from dataclasses import dataclass

from quantock.access import Role, Viewer
from quantock.accounts.models import User
from quantock.projects.models import CoachingNote, Comment, Involvement, Project

PAGE = 50
MOST_PEOPLE = 50


@dataclass(frozen=True, slots=True)
class Said:
    """One page of a discussion, newest first."""

    comments: list[Comment]
    number: int
    pages: int


def discussion_of(project: Project, number: int = 1) -> Said:
    """Three queries."""
    rows = Comment.objects.filter(project=project)
    pages = max(1, -(-rows.count() // PAGE))
    number = min(max(1, number), pages)
    named = rows.select_related("by").prefetch_related("mentions").order_by("-at", "-pk")
    return Said(list(named[(number - 1) * PAGE : number * PAGE]), number, pages)


def people_to_tell(project: Project) -> list[User]:
    """The project's people who sign in, by name. One query."""
    parts = Involvement.objects.filter(project=project, until=None, person__isnull=False)
    users = User.objects.filter(is_active=True, person__in=parts.values("person"))
    return list(users.order_by("name", "pk")[:MOST_PEOPLE])


def coaches_of(project: Project) -> list[User]:
    """Those of its people who coach it. One query."""
    parts = Involvement.objects.filter(project=project, until=None, role=Role.COACH)
    return list(User.objects.filter(is_active=True, person__in=parts.values("person")).order_by("name", "pk"))


def notes_of(project: Project, viewer: Viewer, limit: int = 100) -> list[CoachingNote]:
    """The coaching notes of a project that this viewer may read, newest first. One query."""
    rows = CoachingNote.objects.visible_to(viewer).filter(project=project).select_related("by")
    return list(rows.order_by("-on", "-pk")[:limit])
