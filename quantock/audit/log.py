"""Writing events. A service builds them and writes them in its own transaction."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import models

from quantock.accounts.models import User
from quantock.audit.inserting import insert
from quantock.audit.models import Batch, Channel, Event
from quantock.engines.dates import say_date


def change(field: str, label: str, was: object, now: object) -> dict[str, Any]:
    """One field's change, as kept in an event; None is kept as an empty text."""
    return {"field": field, "label": label, "was": _shown(was), "is": _shown(now)}


def event(
    verb: str,
    record: models.Model,
    *,
    by: User | None,
    says: str,
    changes: Iterable[Mapping[str, Any]] = (),
    reason: str = "",
    batch: Batch | None = None,
    channel: str = "",
    project_id: int | None = None,
) -> Event:
    """An event not yet written. `project_id` defaults to the record's own project."""
    if project_id is None:
        is_project = record._meta.model_name == "project"
        project_id = record.pk if is_project else getattr(record, "project_id", None)
    return Event(
        verb=verb,
        kind=record._meta.model_name or "",
        record_id=record.pk,
        project_id=project_id,
        actor=by,
        says=says,
        changes=list(changes),
        reason=reason,
        batch=batch,
        channel=channel or (Channel.WEB if by else Channel.SYSTEM),
    )


def write(events: Iterable[Event]) -> None:
    """Keep the events: one insert, however many."""
    insert(list(events))


def record(verb: str, on: models.Model, *, by: User | None, says: str, **more: Any) -> None:
    """Write one event about `on`."""
    write([event(verb, on, by=by, says=says, **more)])


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return say_date(value)
    return "" if value is None else str(value)
