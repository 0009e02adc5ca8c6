"""What is said about a project, to whom one can say it, and what coaches note."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from quantock.access import Role, Viewer, viewer_for
from quantock.access.roles import ON_A_PROJECT
from quantock.accounts.models import User
from quantock.projects.holding import grants_on
from quantock.projects.models import CoachingNote, Comment, Project

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
    """The project's people who sign in, by name: whoever holds a role on it sees it. One query.

    Of what stands for a place: those with a role there.
    """
    return list(_holding(project, ON_A_PROJECT)[:MOST_PEOPLE])


def also_speaking(project: Project) -> list[User]:
    """Who has said something here and is none of its people, as an office that asked: they can be answered. One query."""
    spoke = Comment.objects.filter(project=project).values("by")
    return list(User.objects.filter(pk__in=spoke, is_active=True).order_by("name", "pk")[:MOST_PEOPLE])


def may_see(project: Project, person: User) -> bool:
    """Whether somebody may see it today. Two queries."""
    return Project.objects.visible_to(viewer_for(person)).filter(pk=project.pk).exists()


def names_to_offer(project: Project) -> list[str]:
    """The names of the project's people, to choose an owner from. One query."""
    return [each.name for each in people_to_tell(project)]


def coaches_of(project: Project) -> list[User]:
    """Those of its people who coach it. One query."""
    return list(_holding(project, (Role.COACH,)))


def _holding(project: Project, roles: Sequence[Role]) -> QuerySet[User]:
    held = grants_on(project, roles)
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name", "pk")


def notes_of(project: Project, viewer: Viewer, limit: int = 100) -> list[CoachingNote]:
    """The coaching notes of a project that this viewer may read, newest first. One query."""
    rows = CoachingNote.objects.visible_to(viewer).filter(project=project).select_related("by")
    return list(rows.order_by("-on", "-pk")[:limit])
