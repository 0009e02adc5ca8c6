"""Undoing an import: its facts are withdrawn and the projects it created archived, or it says what stands in the way."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from quantock.accounts.models import User
from quantock.audit import facts, log
from quantock.audit.models import Batch, Channel, Event
from quantock.exchange.models import ImportStage, RegisterImport
from quantock.exchange.register.copying import copy_as_it_is_now
from quantock.exchange.register.moving import move_back
from quantock.exchange.register.plan import FAMILIES
from quantock.exchange.services.imports import NotNow
from quantock.projects.counting import keep_counted
from quantock.projects.finding import keep_findable
from quantock.projects.models import ExternalId, MilestoneFact, Project, ProjectFact, Stage, StatusUpdate
from quantock.projects.models.facts import FAMILIES as ALL_FAMILIES
from quantock.projects.services import forget_register_days

MOST_SAID = 100


@dataclass(frozen=True, slots=True)
class Later:
    """Something that happened to a project of the import since."""

    project: Project
    says: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Resting:
    """What rests on an import: later imports, the newest first, and single changes."""

    imports: Sequence[RegisterImport]
    changes: Sequence[Later]

    def __bool__(self) -> bool:
        return bool(self.imports or self.changes)


class StandsInTheWay(Exception):
    """Later changes rest on the import; undoing it would take the ground from under them."""

    def __init__(self, resting: Resting) -> None:
        super().__init__("later changes rest on this import")
        self.resting = resting


def resting_on(batch: Batch) -> Resting:
    """What happened since to the projects the import touched: events, and facts that came without one.

    What came in an import that was itself undone does not count. At most a hundred changes, the newest first.
    """
    last = Event.objects.filter(batch=batch).aggregate(last=Max("pk"))["last"] or 0
    events = (
        Event.objects.filter(touched(batch, "project_id"), pk__gt=last)
        .exclude(batch=batch)
        .exclude(batch__withdrawn_at__isnull=False)
    )
    imports = RegisterImport.objects.filter(stage=ImportStage.DONE, batch__in=events.values("batch"))
    found = [
        (event.project_id, event.says, event.at, str(event.actor or "Quantock"))
        for event in events.exclude(batch__in=imports.values("batch"))
        .select_related("actor")
        .order_by("-pk")[:MOST_SAID]
    ]
    if not found and not imports:
        found += [*_later_facts(batch), *_drafts(batch)]
    projects = Project.objects.in_bulk({project for project, *_ in found})
    changes = [
        Later(projects[project], says, at, by)
        for project, says, at, by in found[:MOST_SAID]
        if project in projects
    ]
    return Resting(list(imports.order_by("-pk")), changes)


def touched(batch: Batch, path: str) -> Q:
    """The projects that the batch said something about, as a condition on what leads to a project."""
    condition = Q()
    for family in FAMILIES:
        condition |= Q(**{f"{path}__in": family.objects.filter(batch=batch).values("project")})
    return condition


def _later_facts(batch: Batch) -> Iterable[tuple[int, str, datetime, str]]:
    """Facts about the same projects that were recorded since, and that no event told of."""
    found: dict[int, tuple[int, str, datetime, str]] = {}
    for family in ALL_FAMILIES:
        path = "milestone__project" if family is MilestoneFact else "project"
        rows = (
            family.objects.standing()
            .filter(touched(batch, path), recorded_at__gt=batch.made_at)
            .exclude(batch=batch)
            .values_list(path, "recorded_at", "recorded_by__name", "batch__title")[:MOST_SAID]
        )
        for project, at, by, title in rows:
            says = f"Changed by {title}" if title else f"Changed its {family._meta.verbose_name}"
            found.setdefault(project, (project, says, at, by or "Quantock"))
    return found.values()


def _drafts(batch: Batch) -> Iterable[tuple[int, str, datetime, str]]:
    """Status updates that somebody writes about projects that would go; nothing tells of them before they are published."""
    rows = ProjectFact.objects.standing()
    staying = rows.exclude(batch=batch).values("project")
    going = rows.filter(batch=batch).exclude(project__in=staying).values("project")
    drafts = StatusUpdate.objects.filter(project__in=going, stage__in=(Stage.DRAFT, Stage.SUBMITTED))
    for draft in drafts.select_related("drafted_by").order_by("-pk")[:MOST_SAID]:
        at = datetime.combine(draft.as_at, time(), timezone.get_current_timezone())
        yield draft.project_id, "Began a status update", at, str(draft.drafted_by or "Quantock")


@transaction.atomic
def undo(one: RegisterImport, *, by: User) -> int:
    """Withdraw everything the import said. Returns how many projects it concerned.

    Raises StandsInTheWay when later changes rest on it, NotNow when it is not brought in.
    """
    one = RegisterImport.objects.select_for_update().get(pk=one.pk)
    batch = one.batch
    if one.stage != ImportStage.DONE or batch is None:
        raise NotNow("It has not been brought in, so there is nothing to undo.")
    if resting := resting_on(batch):
        raise StandsInTheWay(resting)
    projects = sorted(
        {
            *Project.objects.filter(touched(batch, "pk")).values_list("pk", flat=True),
            *forget_register_days(batch),
        }
    )
    moved_back = move_back(one.account.get("moves", ()))
    projects = sorted({*projects, *moved_back})
    now = timezone.now()
    in_force: set[int] = set()
    for family in FAMILIES:
        standing: list[Any] = list(facts.withdraw(family, batch))
        if family is ProjectFact:
            copy_as_it_is_now(standing)
            in_force = {fact.project_id for fact in standing}
    ExternalId.objects.filter(pk__in=one.account.get("external_ids", ())).delete()
    archived = _archive(batch, in_force, now)
    keep_findable(projects)
    keep_counted(projects)
    batch.withdrawn_at = now
    batch.save(update_fields=["withdrawn_at"])
    one.stage = ImportStage.UNDONE
    one.version += 1
    one.save(update_fields=["stage", "version"])
    _tell(one, batch, projects, archived, by)
    return len(projects)


def _archive(batch: Batch, in_force: set[int], now: datetime) -> set[int]:
    """Archive the projects of which nothing stands any more; their numbers are not used again."""
    created = ProjectFact.objects.filter(batch=batch).exclude(project__in=in_force)
    keys = set(created.values_list("project", flat=True))
    for some in _some(sorted(keys)):
        Project.objects.filter(pk__in=some).update(archived_at=now, updated_at=now)
    return keys


def _some(keys: list[int]) -> Iterable[list[int]]:
    """Keys, 500 at a time."""
    return (keys[start : start + 500] for start in range(0, len(keys), 500))


def _tell(one: RegisterImport, batch: Batch, projects: list[int], archived: set[int], by: User) -> None:
    says = f"Undid what was brought in from {one.filename}"
    log.write(
        log.event(
            "import undone",
            Project(pk=key),
            by=by,
            batch=batch,
            channel=Channel.IMPORT,
            says=f"{says}; the project was archived" if key in archived else says,
        )
        for key in projects
    )
    log.record("import undone", one, by=by, batch=batch, says=says)
