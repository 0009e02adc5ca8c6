"""The event log, as far as a viewer may read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from quantock.access import Permission, Viewer, told_to
from quantock.accounts.models import Place, User
from quantock.audit.models import Event
from quantock.people.places import KINDS
from quantock.people.queries.organisations import Happening, happening
from quantock.web.display import Paged

PAGE = 50


@dataclass(frozen=True, slots=True)
class Logged:
    """One event as a row: what, by whom, how, and on which project."""

    happening: Happening
    how: str
    about: str
    address: str


@dataclass(frozen=True, slots=True)
class EventList:
    """One page of events, newest first."""

    rows: Sequence[Logged]
    paged: Paged


def readable_events(viewer: Viewer) -> "QuerySet[Event]":
    """All, to administrators and auditors of the whole system; else those of the organisations one audits."""
    if viewer.may_on_system(Permission.AUDIT_VIEW):
        return Event.objects.filter(told_to(viewer))
    mine = viewer.organisations_where(Permission.AUDIT_VIEW)
    here = Q(kind="organisation", record_id__in=mine)
    if kind := KINDS.get(Place.PROJECT):
        here |= Q(project_id__in=kind.records().filter(**{f"{kind.organisation}__in": mine}).values("pk"))
    return Event.objects.filter(here, told_to(viewer))


def event_list(viewer: Viewer, said: Mapping[str, Any], *, after: int | None) -> EventList:
    """50 events that pass the filters, older than `after`. Three queries, whatever the log's length."""
    rows = readable_events(viewer)
    if person := said.get("person"):
        people = User.objects.filter(Q(name__icontains=person) | Q(email__icontains=person))
        rows = rows.filter(actor__in=people.values("pk"))
    kind = KINDS.get(Place.PROJECT)
    if (project := said.get("project")) and kind:
        rows = rows.filter(project_id__in=kind.records().filter(kind.called(project)).values("pk"))
    if words := said.get("words"):
        rows = rows.filter(Q(says__icontains=words) | Q(reason__icontains=words))
    if since := said.get("since"):
        rows = rows.filter(at__gte=_midnight(since))
    if until := said.get("until"):
        rows = rows.filter(at__lt=_midnight(until + timedelta(days=1)))
    if after:
        rows = rows.filter(pk__lt=after)
    found = list(rows.select_related("actor").order_by("-pk")[: PAGE + 1])
    shown = found[:PAGE]
    keys = {event.project_id for event in shown if event.project_id}
    names = kind.named(keys) if kind and keys else {}
    logged = [
        Logged(happening(event), event.get_channel_display(), *names.get(event.project_id or 0, ("", "")))
        for event in shown
    ]
    return EventList(logged, Paged(after=str(shown[-1].pk) if len(found) > PAGE else ""))


def _midnight(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
