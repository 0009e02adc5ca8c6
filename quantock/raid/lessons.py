"""Lessons: found by their words when somebody registers something similar, and used by other projects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from quantock.access import Permission, Viewer
from quantock.accounts.models import User
from quantock.audit import log
from quantock.engines.text.similar import Index
from quantock.projects.models import Project, State
from quantock.projects.models.record import LIVE_STATES
from quantock.projects.panels import Beside
from quantock.projects.queries.similar import words_in
from quantock.projects.services import NotNow
from quantock.raid.kinds import Kind
from quantock.raid.models import Entry, Use

SAYS = ("situation", "worked", "recommendation", "applies")
MOST_WORDS = 6
CANDIDATES = 100
FOUND = 3
SHARED = 2


def with_words(words: str) -> Q:
    """Lessons that hold these words in what they say, not only in their title."""
    condition = Q(title__icontains=words)
    for name in SAYS:
        condition |= Q(**{f"details__{name}__icontains": words})
    return condition


def lessons_like(viewer: Viewer, typed: str) -> list[Beside]:
    """Lessons one may see, of work under way, stopped and completed, that share two telling words with what is typed;
    those most alike first. One query."""
    words = sorted(set(words_in(typed)), key=lambda word: -len(word))[:MOST_WORDS]
    if len(words) < SHARED:
        return []
    any_of = Q()
    for word in words:
        any_of |= with_words(word[: max(4, len(word) - 2)])
    rows = Entry.objects.visible_to(viewer).open().filter(any_of, kind=Kind.LESSON)
    held = {row.pk: row for row in rows.select_related("project").order_by("-pk")[:CANDIDATES]}
    texts = {pk: _text(row) for pk, row in held.items()}
    stems = [word[: max(4, len(word) - 2)] for word in words]
    kept = {
        pk: text for pk, text in texts.items() if sum(stem in text.casefold() for stem in stems) >= SHARED
    }
    if not kept:
        return []
    best = Index.build(kept.items()).search(typed, limit=FOUND)
    return [_beside(held[pk]) for pk, _ in best]


def _text(row: Entry) -> str:
    return " ".join([row.title, *(str(row.details.get(name, "")) for name in SAYS)])


def _beside(row: Entry) -> Beside:
    project = row.project
    said = str(row.details.get("recommendation") or row.details.get("worked") or "")
    ended = f", {project.get_state_display().lower()}" if project.state not in LIVE_STATES else ""
    address = reverse("raid:entry", args=[project.number, row.pk])
    return Beside(row.title, address, f"{project.title}{ended}. {said}".strip())


@dataclass(frozen=True, slots=True)
class Used:
    """A use of a lesson; its project has a name where the viewer sees it."""

    by: str
    on: date
    project: Project | None


def uses_of(lesson: Entry, viewer: Viewer) -> list[Used]:
    """Who used it, the last first. One query."""
    seen = Project.objects.visible_to(viewer).filter(pk=OuterRef("project"))
    rows = lesson.uses.annotate(knows=Exists(seen)).select_related("by", "project").order_by("-on", "-pk")
    return [Used(str(row.by or "Somebody"), row.on, row.project if row.knows else None) for row in rows]


def could_use(lesson: Entry, viewer: Viewer) -> Sequence[Project]:
    """The viewer's own projects that have not said so yet. One query."""
    mine = viewer.projects_where(Permission.LOG_EDIT)
    rows = Project.objects.visible_to(viewer).filter(pk__in=mine, state__in=(*LIVE_STATES, State.IDEA))
    return list(
        rows.exclude(pk=lesson.project_id)
        .exclude(pk__in=lesson.uses.values("project"))
        .order_by("title")[:100]
    )


@transaction.atomic
def use(lesson: Entry, project: Project, *, by: User, on: date) -> Use:
    """Count it once for each project; the lesson's history says so, and the project's too."""
    made, is_new = Use.objects.get_or_create(lesson=lesson, project=project, defaults={"by": by, "on": on})
    if not is_new:
        raise NotNow(f"{project.ref} has used it already, since {made.on.day} {made.on:%B %Y}.")
    # Readers of the lesson may not see the project, nor the other way round: neither history names the other.
    log.record("log used", lesson, by=by, says=f"{lesson.ref} was used by another project")
    return made


def counted(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    """With how many projects used each."""
    return rows.annotate(used=Count("uses"))
