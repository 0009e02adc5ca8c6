"""What the overview of one project shows, each function with its number of queries."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, FilteredRelation, OuterRef, Q, QuerySet, Subquery

from quantock.access import Viewer
from quantock.engines.text import plural, say_list
from quantock.projects.models import (
    CharterFact,
    Confidence,
    Course,
    Milestone,
    Project,
    Rater,
    RatingFact,
    Stage,
    StatusUpdate,
    Track,
)
from quantock.projects.queries.next_things import with_next_facts
from quantock.projects.queries.record import joined

# More than any programme shows at once; the rest is in the list that the page links to.
MOST_INSIDE = 300


@dataclass(frozen=True, slots=True)
class Inside:
    """A project of a programme: how deep it lies, and the milestone that comes next."""

    project: Project
    depth: int
    next_name: str
    next_on: date | None
    provisional: bool


@dataclass(frozen=True, slots=True)
class Family:
    """The programme a project is part of and the projects it has, as far as one may see them."""

    programme: Project | None = None
    inside: Sequence[Inside] = ()

    @property
    def says(self) -> str:
        """How many projects, and how those that run stand; of those on quick and standard tracks who wants help."""
        running = [row.project for row in self.inside if row.project.is_live]
        rated = Counter(each.confidence for each in running if each.track == Track.FULL)
        counted = [f"{rated[each]} {each}" for each in reversed(Confidence.values) if rated[each]]
        wanted = sum(each.course == Course.HELP_WANTED and each.track != Track.FULL for each in running)
        if rated[""]:
            counted.append(f"{rated['']} not rated")
        if wanted:
            counted.append(f"{wanted} {'wants' if wanted == 1 else 'want'} help")
        if ended := len(self.inside) - len(running):
            counted.append(f"{ended} not under way")
        how_many = plural(len(self.inside), "project")
        return f"{how_many}: {say_list(counted)}." if counted else f"{how_many}."


With = Callable[[QuerySet[Any], date], QuerySet[Any]]
# What apps above read together with the project that is shown: each adds columns of its own.
READ_WITH: list[With] = []
# What each rater says now, as it is read with the project.
RATED = {rater: f"rated_by_{rater}" for rater in Rater.values}


def for_overview(viewer: Viewer, on: date) -> QuerySet[Project]:
    """A project with all that the head, the next thing and the question of its projects ask, with the charter in force,
    the update in force and what each rater says. No query of its own."""
    inside = Project.objects.filter(parent=OuterRef("pk"), archived_at=None)
    rows: Any = with_next_facts(joined(viewer), on=on).annotate(
        has_projects=Exists(inside),
        charter_now=FilteredRelation(
            "charters", condition=Q(charters__so_until=None, charters__withdrawn_at=None)
        ),
        update_now=FilteredRelation("updates", condition=Q(updates__stage=Stage.PUBLISHED)),
        **{
            name: FilteredRelation(
                "ratings",
                condition=Q(ratings__rater=rater, ratings__so_until=None, ratings__withdrawn_at=None),
            )
            for rater, name in RATED.items()
        },
    )
    # Relations by these names are known to the database, not to the type checker.
    for read_with in READ_WITH:
        rows = read_with(rows, on)
    all_of_it = rows.select_related("charter_now", "update_now__published_by", *RATED.values())
    found: QuerySet[Project] = all_of_it.order_by("-update_now__as_at", "-update_now__pk")
    return found


def charter_with(project: Any) -> CharterFact:
    """The charter of a project read by `for_overview`; an empty one where nothing was said. No query."""
    return getattr(project, "charter_now", None) or CharterFact(project=project)


def update_with(project: Any) -> StatusUpdate | None:
    """The update in force of a project read by `for_overview`. No query."""
    return getattr(project, "update_now", None)


def ratings_with(project: Any) -> list[RatingFact]:
    """What each rater says of a project read by `for_overview`, the headline's first. No query."""
    return [rating for name in RATED.values() if (rating := getattr(project, name, None))]


def is_decided(project: Any) -> bool:
    """Whether what the update in force asks for is decided by now. No query."""
    return bool(getattr(project, "update_decided", False))


def family_of(project: Any, viewer: Viewer) -> Family:
    """Its programme and its projects, three deep; of a project read by `for_overview`. At most one query."""
    if project.parent_id is None and not project.has_projects:
        return Family()
    near = Q(pk=project.parent_id) | Q(parent=project) | Q(parent__parent=project)
    rows = list(_with_next_milestone(Project.objects.visible_to(viewer).filter(near))[:MOST_INSIDE])
    programme = next((row for row in rows if row.pk == project.parent_id), None)
    inside = sorted((row for row in rows if row != programme), key=_in_numbers)
    return Family(programme, _in_order(project.pk, inside))


def _in_numbers(project: Project) -> list[str | int]:
    """By title, "Workstream 10" after "Workstream 9": words and numbers in turn."""
    parts = re.split(r"([0-9]+)", project.title.casefold())
    return [int(part) if number % 2 else part for number, part in enumerate(parts)]


def _with_next_milestone(projects: QuerySet[Project]) -> QuerySet[Any]:
    waiting = Milestone.objects.filter(project=OuterRef("pk"), removed_at=None, actual=None)
    first = waiting.exclude(forecast=None).order_by("forecast", "pk")
    return projects.annotate(
        next_milestone=Subquery(first.values("name")[:1]),
        next_milestone_on=Subquery(first.values("forecast")[:1]),
        next_milestone_provisional=Subquery(first.values("provisional")[:1]),
    ).order_by("title", "pk")


def _in_order(top: int, rows: Sequence[Any]) -> list[Inside]:
    """Each under its programme; one whose programme one may not see stands at the first level."""
    of: dict[int, list[Any]] = defaultdict(list)
    seen = {row.pk for row in rows}
    for row in rows:
        of[row.parent_id if row.parent_id in seen else top].append(row)

    def under(key: int, depth: int) -> Iterator[Inside]:
        for row in of[key]:
            yield Inside(
                row,
                depth,
                row.next_milestone or "",
                row.next_milestone_on,
                bool(row.next_milestone_provisional),
            )
            yield from under(row.pk, depth + 1)

    return list(under(top, 1))
