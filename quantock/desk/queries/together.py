"""What was done together: by one change to many projects, one import, one paste of values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from quantock.access import Permission, Viewer, can, told_to
from quantock.audit.models import Batch, Event
from quantock.exchange.models import ImportStage, RegisterImport
from quantock.projects.allowed import allowed, money_seen_by
from quantock.projects.models import Project
from quantock.projects.queries.telling import of_unseen_portfolios, told

PAGE = 50


@dataclass(frozen=True, slots=True)
class Done:
    """One event of it, and its project."""

    event: Event
    project: Project


@dataclass(frozen=True, slots=True)
class Together:
    """A batch as one viewer may know it: its events of the projects they may see, a page of them."""

    batch: Batch
    events: int
    projects: int
    done: Sequence[Done]
    brought_in: RegisterImport | None
    # Where values of one measure are taken back, for those who may.
    back_at: str = ""

    @property
    def may_be_undone(self) -> bool:
        return self.brought_in is not None and self.brought_in.stage == ImportStage.DONE


def together(viewer: Viewer, batch_id: int, number: int) -> Together | None:
    """None where there is nothing of it that this viewer may see. At most seven queries."""
    batch = Batch.objects.select_related("by").filter(pk=batch_id).first()
    events = _seen(viewer, batch_id)
    count = events.aggregate(events=Count("pk"), projects=Count("project_id", distinct=True))
    if batch is None or not count["events"]:
        return None
    start = (number - 1) * PAGE
    some = list(events.order_by("pk")[start : start + PAGE])
    keys = {event.project_id for event in some}
    projects = Project.objects.select_related("lead_organisation").in_bulk(keys)
    return Together(
        batch,
        count["events"],
        count["projects"],
        [Done(event, projects[event.project_id or 0]) for event in _told(viewer, some, keys)],
        _brought_in(viewer, batch),
        _back_at(viewer, batch, some, projects),
    )


def _seen(viewer: Viewer, batch_id: int) -> QuerySet[Event]:
    """Its events that may be told: as in a project's own history, for many projects at once."""
    projects = Project.objects.visible_to(viewer)
    events = Event.objects.filter(told_to(viewer), batch=batch_id, project_id__in=projects.values("pk"))
    unseen = of_unseen_portfolios(viewer)
    if not viewer.may_on_system(Permission.PROJECT_EDIT):
        mine = projects.filter(allowed(viewer, Permission.PROJECT_EDIT)).values("pk")
        events = events.exclude(unseen & ~Q(project_id__in=mine))
    events = events.exclude(verb__startswith="coaching")
    money = projects.filter(money_seen_by(viewer)).values("pk")
    return events.exclude(Q(verb__startswith="money") & ~Q(project_id__in=money))


def _told(viewer: Viewer, events: Sequence[Event], keys: set[Any]) -> list[Event]:
    """With money and portfolios only where these may be seen. At most three queries."""
    some = Project.objects.filter(pk__in=keys)
    money = set(some.filter(money_seen_by(viewer)).values_list("pk", flat=True))
    mine = set(some.filter(allowed(viewer, Permission.PROJECT_EDIT)).values_list("pk", flat=True))
    return told(events, viewer, money_of=money, portfolios_of=mine)


def _brought_in(viewer: Viewer, batch: Batch) -> RegisterImport | None:
    """The import that it was, for those who may open that."""
    if not viewer.may_anywhere(Permission.REGISTER_IMPORT):
        return None
    return RegisterImport.objects.visible_to(viewer).filter(batch=batch).defer("understood").first()


def _back_at(viewer: Viewer, batch: Batch, events: Sequence[Event], projects: Mapping[int, Project]) -> str:
    """Values that came together stand in one event, and are taken back on a page of their measure."""
    event = next((each for each in events if each.kind == "measure"), None)
    if event is None or batch.withdrawn_at or event.project_id is None:
        return ""
    project = projects[event.project_id]
    if not can(viewer, Permission.MEASURE_EDIT, project):
        return ""
    return reverse("measures:batch-back", args=[project.number, event.record_id, batch.pk])
