"""What the project's pages read, each in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, QuerySet

from quantock.access import Permission, Role, Viewer, prepared
from quantock.access.roles import ON_A_PROJECT
from quantock.projects import lifecycles
from quantock.projects.allowed import allowed
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


def merged_into(viewer: Viewer, number: int) -> int | None:
    """The number of the project that another was merged into, where the viewer may see it. One query."""
    found = Project.objects.visible_to(viewer).filter(absorbed__number=number)
    return found.values_list("number", flat=True).first()


def put_away_by(viewer: Viewer) -> QuerySet[Project]:
    """Archived projects of those who may take them out again, or read everything; the last archived first."""
    standing = {"facts__so_until": None, "facts__withdrawn_at": None}
    rows: QuerySet[Project] = Project.put_away.visible_to(viewer).filter(**standing)
    rows = rows.filter(allowed(viewer, Permission.ARCHIVE_VIEW))
    return rows.select_related("lead_organisation").order_by("-archived_at", "pk")


def steps_to_stand_at(project: Project) -> list[Step]:
    """The steps of every model in use for its lead organisation, and of the project's own. One query."""
    return list(lifecycles.steps_in_use(project.lead_organisation_id, project.life_cycle_id))


def charter_of(project: Project, on: date | None = None) -> CharterFact:
    """The charter in force; an empty one where nothing was said."""
    rows = CharterFact.objects.as_at(on) if on else CharterFact.objects.now()
    return rows.filter(project=project).first() or CharterFact(project=project)


def steps_of(record: ProjectRecord) -> list[Step]:
    """The steps that the project's track asks for, in order."""
    steps = prepared(_steps, None, keys=[record.life_cycle_id])
    return [step for step in steps if record.track in step.tracks]


def _steps(keys: Sequence[int]) -> QuerySet[Step]:
    return Step.objects.filter(model__in=keys)


@dataclass(frozen=True, slots=True)
class JudgedMilestone:
    """A milestone with its computed status."""

    milestone: Milestone
    verdict: Verdict


def milestones_of(project: Project, *, on: date) -> list[JudgedMilestone]:
    """The project's milestones by date, each judged as on a day. One query."""
    rows = prepared(_milestones, None, keys=[project.pk])
    for row in rows:
        row.project = project
    return [
        JudgedMilestone(
            row, judge(dates_of(row), on=on, reporting_days=project.reporting_days, state=project.state)
        )
        for row in rows
    ]


def _milestones(keys: Sequence[int]) -> QuerySet[Milestone]:
    rows = Milestone.objects.filter(project__in=keys, removed_at=None).select_related("owner")
    return rows.order_by(F("forecast").asc(nulls_last=True), "pk")


def dates_of(row: Milestone) -> Dates:
    """What `rules.judge` needs of a milestone."""
    return Dates(row.kind, row.baseline, row.forecast, row.actual, row.reviewed_on)


def people_of(project: Project) -> list[Involvement]:
    """Who is involved now, in the order in which roles are named."""
    rows = prepared(_people, None, keys=[project.pk])
    for row in rows:
        row.project = project
    return sorted(rows, key=lambda row: (ON_A_PROJECT.index(Role(row.role)), row.pk))


def _people(keys: Sequence[int]) -> QuerySet[Involvement]:
    return Involvement.objects.filter(project__in=keys, until=None).select_related("person")


def partners_of(project: Project) -> list[Partner]:
    """The organisations taking part besides the lead, by name. One query."""
    return prepared(_partners, None, keys=[project.pk])


def _partners(keys: Sequence[int]) -> QuerySet[Partner]:
    rows = Partner.objects.filter(project__in=keys).select_related("organisation")
    return rows.order_by("organisation__name")


def ratings_of(project: Project) -> list[RatingFact]:
    """What each rater says now, the headline's first."""
    order = list(Rater.values)
    rows = prepared(_ratings, None, keys=[project.pk])
    return sorted(rows, key=lambda row: order.index(row.rater))


def _ratings(keys: Sequence[int]) -> QuerySet[RatingFact]:
    return RatingFact.objects.now().filter(project__in=keys)


def money_of(project: Project) -> list[MoneyFact]:
    """Every amount now, each saying what it is."""
    rows = MoneyFact.objects.now().filter(project=project).exclude(pence=None, text="")
    return list(rows.order_by("span", "basis", "nature"))


def amount_of(project: Project, key: int) -> MoneyFact | None:
    """What stands now of the amount that a page named, whether or not somebody changed it since; none where it was no
    amount of this project. Two queries."""
    named = MoneyFact.objects.filter(project=project, pk=key, withdrawn_at=None).first()
    if named is None:
        return None
    same = {"span": named.span, "basis": named.basis, "nature": named.nature}
    return MoneyFact.objects.now().filter(project=project, **same).first()


def updates_of(project: Project) -> list[StatusUpdate]:
    """What was published, newest first."""
    found = prepared(_published, None, keys=[project.pk])
    for update in found:
        update.project = project
    return found


def _published(keys: Sequence[int]) -> QuerySet[StatusUpdate]:
    published = StatusUpdate.objects.filter(project__in=keys, stage__in=(Stage.PUBLISHED, Stage.SUPERSEDED))
    return published.select_related("published_by").order_by("-as_at", "-pk")


def open_update_of(project: Project) -> StatusUpdate | None:
    """The one draft, submitted or not."""
    return next(iter(prepared(_drafts, None, keys=[project.pk])), None)


def _drafts(keys: Sequence[int]) -> QuerySet[StatusUpdate]:
    drafts = StatusUpdate.objects.filter(project__in=keys, stage__in=(Stage.DRAFT, Stage.SUBMITTED))
    return drafts.select_related("drafted_by", "project").order_by("pk")[:1]
