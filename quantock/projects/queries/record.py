"""What the project's pages read, each in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from quantock.access import Permission, Role, Viewer, can
from quantock.access.roles import ON_A_PROJECT
from quantock.audit.models import Event
from quantock.projects.models import (
    CharterFact,
    Follow,
    Involvement,
    Milestone,
    MoneyFact,
    Partner,
    Project,
    ProjectFact,
    ProjectRecord,
    Rater,
    RatingFact,
    Stage,
    StatusUpdate,
    Step,
)
from quantock.projects.models.coaching import TEAM
from quantock.projects.models.project import seen_by
from quantock.projects.rules import Dates, Verdict, judge


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


def joined(viewer: Viewer) -> QuerySet[Project]:
    """Projects with all that the head of their page shows, and whether this viewer follows them."""
    followed = Follow.objects.filter(user=viewer.user, project=OuterRef("pk"))
    rows = Project.objects.select_related("lead_organisation", "step", "life_cycle", "unit", "parent")
    return rows.annotate(is_followed=Exists(followed))


def charter_of(project: Project, on: date | None = None) -> CharterFact:
    """The charter in force; an empty one where nothing was said."""
    rows = CharterFact.objects.as_at(on) if on else CharterFact.objects.now()
    return rows.filter(project=project).first() or CharterFact(project=project)


def steps_of(record: ProjectRecord) -> list[Step]:
    """The steps that the project's track asks for, in order."""
    steps = Step.objects.filter(model=record.life_cycle_id)
    return [step for step in steps if record.track in step.tracks]


def history_of(project: Project, viewer: Viewer, limit: int = 200) -> Sequence[Event]:
    """What happened to a project, newest first; about money only for those who may see it, about the portfolios
    it is in only for those of its organisation, about coaching only for coaches and the team."""
    events = Event.objects.filter(project_id=project.pk)
    if not can(viewer, Permission.MONEY_VIEW, project):
        events = events.exclude(verb__startswith="money")
    if not (viewer.sees_all_projects() or can(viewer, Permission.PROJECT_COMMENT, project)):
        events = events.exclude(verb__startswith="portfolio")
    team = viewer.projects.get(project.pk, frozenset()) & TEAM
    if not (team or can(viewer, Permission.COACH, project)):
        events = events.exclude(verb__startswith="coaching")
    return list(events.select_related("actor").order_by("-pk")[:limit])


@dataclass(frozen=True, slots=True)
class JudgedMilestone:
    """A milestone with its computed status."""

    milestone: Milestone
    verdict: Verdict


def milestones_of(project: Project, *, on: date) -> list[JudgedMilestone]:
    """The project's milestones by date, each judged as on a day. One query."""
    rows = project.milestones.filter(removed_at=None).select_related("owner")
    return [
        JudgedMilestone(row, judge(dates_of(row), on=on, reporting_days=project.reporting_days))
        for row in rows.order_by(F("forecast").asc(nulls_last=True), "pk")
    ]


def dates_of(row: Milestone) -> Dates:
    """What `rules.judge` needs of a milestone."""
    return Dates(row.kind, row.baseline, row.forecast, row.actual, row.reviewed_on)


def people_of(project: Project) -> list[Involvement]:
    """Who is involved now, in the order in which roles are named."""
    rows = project.involvements.filter(until=None).select_related("person")
    return sorted(rows, key=lambda row: (ON_A_PROJECT.index(Role(row.role)), row.pk))


def partners_of(project: Project) -> list[Partner]:
    """The organisations taking part besides the lead, by name. One query."""
    return list(project.partners.select_related("organisation").order_by("organisation__name"))


def ratings_of(project: Project) -> list[RatingFact]:
    """What each rater says now, the headline's first."""
    order = list(Rater.values)
    rows = RatingFact.objects.now().filter(project=project)
    return sorted(rows, key=lambda row: order.index(row.rater))


def money_of(project: Project) -> list[MoneyFact]:
    """Every amount now, each saying what it is."""
    rows = MoneyFact.objects.now().filter(project=project).exclude(pence=None, text="")
    return list(rows.order_by("span", "basis", "nature"))


def updates_of(project: Project) -> list[StatusUpdate]:
    """What was published, newest first."""
    published = project.updates.filter(stage__in=(Stage.PUBLISHED, Stage.SUPERSEDED))
    return list(published.select_related("published_by").order_by("-as_at", "-pk"))


def open_update_of(project: Project) -> StatusUpdate | None:
    """The one draft, submitted or not."""
    drafts = project.updates.filter(stage__in=(Stage.DRAFT, Stage.SUBMITTED))
    return drafts.select_related("drafted_by", "project").first()


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
