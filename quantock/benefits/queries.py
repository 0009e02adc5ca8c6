"""What the pages of a project's benefits read, each function with its number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import F, Q, QuerySet
from django.db.models.functions import TruncMonth

from quantock.access import Permission, Viewer, can, prepared, told_to
from quantock.audit.models import Event
from quantock.benefits.classes import BenefitClass
from quantock.benefits.models import Benefit, Enabler, MonthFact
from quantock.benefits.rules import MonthSaid, comes_before, say_figure
from quantock.engines.text import plural
from quantock.measures.kept import Kept
from quantock.measures.models import BeforeAfter, Measure
from quantock.projects.models import Project, State
from quantock.projects.queries.record import JudgedMilestone, dates_of
from quantock.projects.rules import judge

MOST = 500
ORDER = {kind: place for place, kind in enumerate(BenefitClass)}


@dataclass(frozen=True, slots=True)
class Row:
    """One benefit of a list, whether this viewer may see its figures, and whether a programme keeps it."""

    benefit: Benefit
    shows: bool
    of_programme: bool = False
    """A programme's own stands apart from those of its projects."""

    def said(self, name: str) -> str:
        """One of its figures, exactly."""
        return self.benefit.exactly(getattr(self.benefit, name)) if self.shows else ""

    @property
    def kept_by(self) -> str:
        return "Programme" if self.of_programme else "Project"

    @property
    def share(self) -> int | None:
        """Of what was forecast for the months reported, how many hundredths came."""
        one = self.benefit
        if not self.shows or not one.compared or one.reported is None:
            return None
        return round(100 * one.reported / one.compared)


@dataclass(frozen=True, slots=True)
class OfClass:
    """All benefits of one class and one unit: never added to those of another."""

    kind: BenefitClass
    unit: str
    count: int
    full_year: int | None
    in_year: int | None
    forecast: int | None
    reported: int | None
    without: int = 0
    """How many have no full-year figure."""

    def say(self, figure: int | None) -> str:
        return say_figure(figure, self.unit)

    def exactly(self, figure: int | None) -> str:
        return say_figure(figure, self.unit, exact=True)


def shows_figures(viewer: Viewer, benefit: Benefit) -> bool:
    """Money is a right of its own outside the lead organisation; other figures are seen with the project. Pure."""
    return not benefit.in_pounds or can(viewer, Permission.MONEY_VIEW, benefit)


def benefits_of(project: Project, viewer: Viewer) -> list[Row]:
    """Those of one project, by class, in their order. One query."""
    rows = prepared(_benefits_of, viewer, keys=[project.pk])
    for row in rows:
        row.project = project
    rows.sort(key=lambda row: (ORDER[BenefitClass(row.kind)], row.number))
    return [Row(row, shows_figures(viewer, row)) for row in rows]


def _benefits_of(viewer: Viewer, keys: Sequence[int]) -> QuerySet[Benefit]:
    rows = Benefit.objects.visible_to(viewer).filter(project__in=keys)
    return rows.select_related("owner").order_by("number")[:MOST]


def by_class(rows: Iterable[Row], *, year: int) -> list[OfClass]:
    """The figures that may be seen, by class and unit; in-year values of that financial year alone. No query."""

    def group(row: Row) -> tuple[int, str]:
        return ORDER[BenefitClass(row.benefit.kind)], row.benefit.unit

    found = []
    for (_, unit), some in groupby(sorted(rows, key=group), key=group):
        group_rows = list(some)
        shown = [row.benefit for row in group_rows if row.shows]
        found.append(
            OfClass(
                kind=BenefitClass(group_rows[0].benefit.kind),
                unit=unit,
                count=len(group_rows),
                full_year=total(each.full_year for each in shown),
                in_year=total(each.in_year for each in shown if each.year == year),
                forecast=total(each.forecast for each in shown),
                reported=total(each.reported for each in shown),
                without=sum(each.full_year is None for each in shown),
            )
        )
    return found


def total(figures: Iterable[int | None]) -> int | None:
    """Nothing where no figure was given."""
    given = [each for each in figures if each is not None]
    return sum(given) if given else None


def said_of(rows: Sequence[Row], classes: Sequence[OfClass]) -> str:
    """ "4 benefits, not validated: cash-releasing £1.2m forecast full-year, £300,000 reported so far; quality …" """
    parts = []
    for each in classes:
        figures = [f"{each.say(each.full_year)} forecast full-year"] if each.full_year is not None else []
        figures += [f"{each.say(each.reported)} reported so far"] if each.reported is not None else []
        if figures:
            parts.append(f"{each.kind.label.lower()} {', '.join(figures)}")
    counted = plural(len(rows), "benefit")
    if not parts:
        return f"{counted}, not validated; no figure is given yet."
    return f"{counted}, not validated: {'; '.join(parts)}."


def one_of(project: Project, viewer: Viewer, key: int) -> Benefit | None:
    """Always through its own project: another project's benefit does not exist here. One query."""
    rows = Benefit.objects.visible_to(viewer).filter(project=project, pk=key)
    found = rows.select_related("owner__user", "added_by").first()
    if found is not None:
        found.project = project
    return found


def months_of(benefit: Benefit) -> list[MonthSaid]:
    """What is forecast and was reported, the first month first. One query."""
    rows = MonthFact.objects.now().filter(benefit=benefit).order_by("month")
    return [MonthSaid(*row) for row in rows.values_list("month", "forecast", "reported", "note")]


@dataclass(frozen=True, slots=True)
class EnabledBy:
    """A milestone that enables a benefit, how it stands, and why the benefit may come later for it."""

    judged: JudgedMilestone
    later: str


def enabled_by(benefit: Benefit, *, on: date) -> list[EnabledBy]:
    """Those not taken away. One query."""
    rows = Enabler.objects.filter(benefit=benefit, milestone__removed_at=None).select_related("milestone")
    found = []
    for row in rows.order_by("milestone__forecast", "pk"):
        project = benefit.project
        judged = judge(
            dates_of(row.milestone), on=on, reporting_days=project.reporting_days, state=project.state
        )
        later = comes_before(benefit.starts, row.expected)
        found.append(EnabledBy(JudgedMilestone(row.milestone, judged), later))
    return found


def measure_of(benefit: Benefit, viewer: Viewer, *, on: date) -> Kept | None:
    """The measure that shows it, where this viewer sees it. At most one query."""
    if benefit.measure_id is None:
        return None
    rows = Measure.objects.visible_to(viewer).filter(pk=benefit.measure_id)
    found = rows.select_related("result", "project").first()
    return Kept(found, on) if found else None


def before_after_of(benefit: Benefit, viewer: Viewer) -> BeforeAfter | None:
    """What it cites, where this viewer sees it, also when it was taken back. At most one query."""
    if benefit.before_after_id is None:
        return None
    rows = BeforeAfter.objects.visible_to(viewer).filter(pk=benefit.before_after_id)
    return rows.select_related("measure").first()


def history_of(benefit: Benefit, viewer: Viewer) -> list[Event]:
    """What happened to it, newest first; of money only to those who may see it. One query."""
    rows = Event.objects.filter(told_to(viewer), kind="benefit", record_id=benefit.pk)
    if not can(viewer, Permission.MONEY_VIEW, benefit):
        rows = rows.exclude(verb__startswith="money")
    return list(rows.select_related("actor").order_by("-pk")[:200])


def measures_to_link(project: Project, viewer: Viewer) -> list[Measure]:
    """The measures of the project that this viewer sees. One query."""
    return list(Measure.objects.visible_to(viewer).filter(project=project).order_by("position", "pk")[:MOST])


def befores_and_afters_to_cite(
    project: Project, viewer: Viewer, cited: int | None = None
) -> list[BeforeAfter]:
    """What was kept of its measures and not taken back, and what is cited all the same, the last first. One query."""
    rows = BeforeAfter.objects.visible_to(viewer).filter(
        Q(withdrawn_at=None) | Q(pk=cited), measure__project=project
    )
    return list(rows.select_related("measure").order_by("-at")[:MOST])


def enablers_of(benefit: Benefit) -> list[int]:
    """The keys of the milestones that enable it. One query."""
    rows = benefit.enablers.filter(milestone__removed_at=None)
    return sorted(rows.values_list("milestone", flat=True))


def has_projects(project: Project, viewer: Viewer) -> bool:
    """Whether it is a programme, as far as this viewer sees. One query."""
    return Project.objects.visible_to(viewer).filter(parent=project).exists()


def awaited_rows(viewer: Viewer, on: date) -> QuerySet[MonthFact]:
    """The months of a viewer's own benefits that wait for a report, as `rules.awaited` has it; in no order. A benefit goes on
    after its project, but not where that stopped."""
    if viewer.user is None:
        return MonthFact.objects.none()
    within = Q(benefit__starts=None) | Q(month__gte=TruncMonth("benefit__starts"))
    within &= Q(benefit__ends=None) | Q(month__lte=F("benefit__ends"))
    mine = Benefit.objects.visible_to(viewer).filter(owner__user=viewer.user)
    return MonthFact.objects.now().filter(
        within,
        benefit__in=mine.exclude(project__state=State.STOPPED),
        month__lt=on.replace(day=1),
        forecast__isnull=False,
        reported=None,
    )
