"""What early warnings are judged by: eight queries, whatever the projects."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from quantock.access import Role
from quantock.desk.queries.compared import ORDER
from quantock.desk.queries.selection import Selection
from quantock.desk.signals import Known, Logged, Promised, Raised, computed, warnings_of
from quantock.projects.models import (
    CharterFact,
    Confidence,
    Involvement,
    Milestone,
    MilestoneFact,
    MilestoneKind,
    Project,
    Stage,
    StatusUpdate,
    Track,
)
from quantock.projects.models.record import LIVE_STATES
from quantock.raid.models import Entry

MOST_JUDGED = 500
KEY = (MilestoneKind.KEY, MilestoneKind.GATE)


@dataclass(frozen=True, slots=True)
class Judged:
    """A project with what is declared, what is computed, and why."""

    project: Project
    declared: str
    raised: Sequence[Raised]

    @property
    def computed(self) -> Confidence:
        return computed(self.raised)

    @property
    def is_worse(self) -> bool:
        """It is computed to be worse than it is declared."""
        return bool(self.declared) and ORDER[self.computed] < ORDER[self.declared]


def judged(selection: Selection) -> tuple[list[Judged], int]:
    """The live projects of the full track, those that are worse than declared first, and how many there are in all;
    more than `MOST_JUDGED` are not judged. Eight queries."""
    rows = Project.objects.filter(pk__in=selection.ids(), track=Track.FULL, state__in=LIVE_STATES)
    projects = list(rows.select_related("lead_organisation").order_by("title", "number")[:MOST_JUDGED])
    known = _known(projects, selection)
    found = [Judged(each, each.confidence, warnings_of(known[each.pk])) for each in projects]
    found.sort(key=lambda each: (not each.is_worse, -len(each.raised), each.project.title))
    count = len(projects) if len(projects) < MOST_JUDGED else rows.count()
    return found, count


def _known(projects: Sequence[Project], selection: Selection) -> dict[int, Known]:
    on, keys = selection.today, [each.pk for each in projects]
    known = {each.pk: begun(each, on) for each in projects}
    charters = CharterFact.objects.now().filter(project__in=keys)
    for key, aim, target, baseline in charters.values_list("project", "aim", "aim_target", "aim_baseline"):
        known[key].aim, known[key].baseline = f"{aim} {target}", baseline
    parts = Involvement.objects.filter(project__in=keys, until=None, role__in=(Role.SPONSOR, Role.LEAD))
    for key, role in parts.values_list("project", "role"):
        if role == Role.SPONSOR:
            known[key].has_sponsor = True
        else:
            known[key].has_lead = True
    _read_milestones(known, keys, on)
    log = Entry.objects.visible_to(selection.viewer).open().filter(project__in=keys).select_related("matrix")
    for row in log.order_by("due_on", "pk"):
        known[row.project_id].log.append(_logged(row))
    updates = StatusUpdate.objects.filter(
        project__in=keys, stage__in=(Stage.PUBLISHED, Stage.SUPERSEDED), as_at__gt=on - timedelta(days=365)
    )
    for key, done, coming in updates.order_by("-as_at", "-pk").values_list("project", "done", "next"):
        known[key].said.append(f"{done}\n{coming}")
    return known


def begun(project: Project, on: date) -> Known:
    """What the project's own row says."""
    return Known(
        on=on,
        declared=project.confidence,
        reporting_days=project.reporting_days,
        heard_on=project.heard_on,
        registered_on=project.registered_on,
        starts_on=project.starts_on,
    )


def _read_milestones(known: dict[int, Known], keys: Sequence[int], on: date) -> None:
    """Two queries."""
    facts: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = MilestoneFact.objects.standing().filter(
        milestone__project__in=keys, milestone__removed_at=None, so_from__lte=on
    )
    for row in rows.order_by("so_from", "recorded_at", "pk").values(
        "milestone", "so_from", "baseline", "forecast"
    ):
        facts[row["milestone"]].append(row)
    for one in Milestone.objects.filter(project__in=keys, removed_at=None).order_by("forecast", "pk"):
        project = known[one.project_id]
        before = on - timedelta(days=3 * project.reporting_days)
        project.milestones.append(
            Promised(
                one.name,
                one.kind in KEY,
                one.baseline,
                one.forecast,
                one.actual,
                forecast_on(facts[one.pk], before),
                rebaselined(facts[one.pk]),
            )
        )


def forecast_on(facts: Sequence[dict[str, Any]], on: date) -> date | None:
    """The forecast that stood on a day, of facts in their order."""
    then = [row["forecast"] for row in facts if row["so_from"] <= on]
    return then[-1] if then else None


def rebaselined(facts: Sequence[dict[str, Any]]) -> tuple[date, ...]:
    """The days on which the baseline became another."""
    days, last = [], None
    for row in facts:
        if last and row["baseline"] and row["baseline"] != last:
            days.append(row["so_from"])
        last = row["baseline"] or last
    return tuple(days)


def _logged(row: Entry) -> Logged:
    promised = row.details.get("promised")
    return Logged(
        row.kind,
        row.title,
        row.raised_on,
        row.due_on,
        row.state,
        row.score,
        row.inherent_score,
        row.level,
        date.fromisoformat(promised) if promised else None,
        row.height,
    )
