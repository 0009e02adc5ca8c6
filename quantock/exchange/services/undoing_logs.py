"""Undoing what came into logs: what it added is off every list, what it changed is as before, or later changes stand in the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from quantock.accounts.models import User
from quantock.audit import facts, log
from quantock.audit.models import Batch, Channel, Event
from quantock.engines.text import plural
from quantock.raid.kinds import MISTAKE
from quantock.raid.models import RECORD_FIELDS, Entry, EntryFact

MOST_SAID = 100


@dataclass(frozen=True, slots=True)
class Resting:
    """What happened to entries of the sheet since, the newest first: the entry and the event."""

    changes: Sequence[tuple[Entry, Event]]

    def __bool__(self) -> bool:
        return bool(self.changes)


class StandsInTheWay(Exception):
    """Later changes rest on the sheet."""

    def __init__(self, resting: Resting) -> None:
        super().__init__("later changes rest on this sheet")
        self.resting = resting


def entries_of(batch: Batch) -> QuerySet[Entry]:
    """What the sheet added or changed."""
    said = EntryFact.objects.filter(batch=batch).values("entry")
    return Entry.objects.filter(pk__in=said).select_related("project").order_by("project", "kind", "number")


def resting_on(batch: Batch) -> Resting:
    """Events of its entries since, but those of batches that were undone themselves. Three queries."""
    last = Event.objects.filter(batch=batch).aggregate(last=Max("pk"))["last"] or 0
    keys = EntryFact.objects.filter(batch=batch).values("entry")
    later = (
        Event.objects.filter(kind="entry", record_id__in=keys, pk__gt=last)
        .exclude(batch=batch)
        .exclude(batch__withdrawn_at__isnull=False)
        .select_related("actor")
        .order_by("-pk")[:MOST_SAID]
    )
    events = list(later)
    entries = Entry.objects.select_related("project").in_bulk({event.record_id for event in events})
    return Resting([(entries[event.record_id], event) for event in events])


@transaction.atomic
def undo(batch: Batch, *, by: User, on: date) -> int:
    """How many entries it concerned. Raises StandsInTheWay where later changes rest on it; 0 where it was undone already."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.withdrawn_at is not None:
        return 0
    if resting := resting_on(batch):
        raise StandsInTheWay(resting)
    entries = list(entries_of(batch))
    before = {fact.entry_id: fact for fact in facts.withdraw(EntryFact, batch)}
    added = [entry for entry in entries if entry.pk not in before]
    for entry in entries:
        if fact := before.get(entry.pk):
            for name, value in fact.said().items():
                setattr(entry, facts.attname(Entry, name), value)
        else:
            # Its number is not used again; the same sheet brought in again adds a new one.
            entry.state, entry.closed_on, entry.source_key = MISTAKE.code, on, ""
    Entry.objects.bulk_update(entries, [*RECORD_FIELDS, "source_key"], batch_size=100)
    facts.state([_mistake(entry, by=by, on=on) for entry in added])
    batch.withdrawn_at = timezone.now()
    batch.save(update_fields=["withdrawn_at"])
    says = f"Undid what {batch.title} said of it"
    log.write(
        log.event("log undone", entry, by=by, batch=batch, says=says, channel=Channel.IMPORT)
        for entry in entries
    )
    return len(entries)


def _mistake(entry: Entry, *, by: User, on: date) -> EntryFact:
    said = {name: getattr(entry, name) for name in RECORD_FIELDS}
    reason = "The sheet it came with was undone"
    return EntryFact(entry=entry, so_from=on, recorded_by=by, reason=reason, asserts=sorted(said), **said)


def say_undone(count: int) -> str:
    """For whoever undid it."""
    entries = plural(count, "entry", "entries")
    return f"Undone: {entries}; those that were added are marked as entered by mistake"
