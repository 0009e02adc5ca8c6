"""Undoing what came into logs or benefits: what it added is off every list, what it changed is as before, or later changes
stand in the way."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from quantock.access import Permission
from quantock.accounts.models import User
from quantock.audit import facts, log
from quantock.audit.models import Batch, Channel, Event
from quantock.benefits.models import RECORD_FIELDS as BENEFIT_FIELDS
from quantock.benefits.models import Benefit, BenefitFact, MonthFact
from quantock.benefits.services import keep_sums
from quantock.engines.text import plural
from quantock.exchange.models import BroughtBack
from quantock.exchange.trips.entry_links import put_back
from quantock.projects.counting import keep_counted
from quantock.raid.kinds import MISTAKE
from quantock.raid.models import RECORD_FIELDS, Entry, EntryFact

MOST_SAID = 100


@dataclass(frozen=True, slots=True)
class Family:
    """One sort of record that sheets bring in: its tables, what its events call it, and how one is taken back."""

    model: Any
    fact: Any
    name: str
    permission: Permission
    columns: Sequence[str]
    aside: Sequence[str]
    """Columns beside the dated ones that taking back an added one sets."""
    take_back: Callable[[Any, date], None]
    route: str

    def of(self, batch: Batch) -> "QuerySet[Any]":
        """What the batch added or changed."""
        said = Q(pk__in=self.fact.objects.filter(batch=batch).values(self.name))
        if self.model is Entry:
            # A workbook may have brought links and documents of it, and nothing else.
            said |= Q(pk__in=Event.objects.filter(batch=batch, kind=self.name).values("record_id"))
        if self.model is Benefit:
            said |= Q(pk__in=MonthFact.objects.filter(batch=batch).values("benefit"))
        order = ("project", "kind", "number") if self.model is Entry else ("project", "number")
        return self.model.objects.filter(said).select_related("project").order_by(*order)  # type: ignore[no-any-return]


def _entry_was_a_mistake(entry: Entry, on: date) -> None:
    """Its number is not used again; the same sheet brought in again adds a new one."""
    entry.state, entry.closed_on, entry.source_key = MISTAKE.code, on, ""


def _benefit_was_a_mistake(benefit: Benefit, on: date) -> None:
    """The same sheet brought in again adds a new one."""
    benefit.removed_at, benefit.source_key = timezone.now(), ""


FAMILIES = (
    Family(
        Entry,
        EntryFact,
        "entry",
        Permission.LOG_EDIT,
        RECORD_FIELDS,
        ("source_key",),
        _entry_was_a_mistake,
        "raid:entry",
    ),
    Family(
        Benefit,
        BenefitFact,
        "benefit",
        Permission.BENEFIT_EDIT,
        BENEFIT_FIELDS,
        ("removed_at", "source_key"),
        _benefit_was_a_mistake,
        "benefits:benefit",
    ),
)


@dataclass(frozen=True, slots=True)
class Concerned:
    """A record that a batch added or changed, with where it stands and what it takes to change it."""

    record: Any
    family: Family
    url: str

    @property
    def project(self) -> Any:
        return self.record.project

    @property
    def permission(self) -> Permission:
        return self.family.permission

    @property
    def key(self) -> tuple[str, int]:
        """As an event names it."""
        return self.family.name, self.record.pk


@dataclass(frozen=True, slots=True)
class Resting:
    """What happened to records of the sheet since, the newest first: the record and the event."""

    changes: Sequence[tuple[Concerned, Event]]

    def __bool__(self) -> bool:
        return bool(self.changes)


class StandsInTheWay(Exception):
    """Later changes rest on the sheet."""

    def __init__(self, resting: Resting) -> None:
        super().__init__("later changes rest on this sheet")
        self.resting = resting


def concerned_by(batch: Batch) -> list[Concerned]:
    """What the sheet added or changed. A query for each family."""
    return [_concerned(family, record) for family in FAMILIES for record in family.of(batch)]


def _concerned(family: Family, record: Any) -> Concerned:
    url = reverse(family.route, args=[record.project.number, record.pk])
    return Concerned(record, family, url)


def resting_on(batch: Batch, concerned: Sequence[Concerned]) -> Resting:
    """Events of its records since, but those of batches that were undone themselves. Three queries at most."""
    said = list(Event.objects.filter(batch=batch).values_list("pk", "kind", "record_id", "project_id"))
    last = max((pk for pk, *_ in said), default=0)
    stood = {(kind, record): project for _, kind, record, project in said}
    found = [*_changed_since(batch, concerned, last), *_moved_since(concerned, stood, last)]
    return Resting(sorted(found, key=lambda each: -each[1].pk)[:MOST_SAID])


def _changed_since(
    batch: Batch, concerned: Sequence[Concerned], last: int
) -> Iterator[tuple[Concerned, Event]]:
    """What was said of the records themselves."""
    records = {each.key: each for each in concerned}
    theirs = Q(pk__in=())
    for family in FAMILIES:
        if any(each.family is family for each in concerned):
            theirs |= Q(kind=family.name, record_id__in=family.of(batch).order_by().values("pk"))
    events = (
        Event.objects.filter(theirs, pk__gt=last)
        .exclude(batch=batch)
        .exclude(batch__withdrawn_at__isnull=False)
        .select_related("actor")
        .order_by("-pk")[:MOST_SAID]
    )
    return ((records[event.kind, event.record_id], event) for event in events)


def _moved_since(
    concerned: Sequence[Concerned], stood: Mapping[tuple[str, int], int | None], last: int
) -> Iterator[tuple[Concerned, Event]]:
    """A record's project was merged into another since, so that the record has another number there; or lies in the archive
    now. What others were merged into its project leaves it as it was. A family of records tells each such event once."""
    came_from: dict[int | None, dict[str, Concerned]] = {}
    put_away: dict[int | None, dict[str, Concerned]] = {}
    for each in concerned:
        before = stood.get(each.key)
        if before != each.project.pk:
            came_from.setdefault(before, {})[each.family.name] = each
        if each.project.archived_at:
            put_away.setdefault(each.project.pk, {})[each.family.name] = each
    events = (
        Event.objects.filter(kind="project", pk__gt=last)
        .filter(Q(verb="merged away", record_id__in=came_from) | Q(verb="archived", record_id__in=put_away))
        .select_related("actor")
        .order_by("-pk")
    )
    told: set[tuple[int, str]] = set()
    for event in events:
        if (event.record_id, event.verb) not in told:
            told.add((event.record_id, event.verb))
            for each in (came_from if event.verb == "merged away" else put_away)[event.record_id].values():
                yield each, event


@transaction.atomic
def undo(batch: Batch, *, by: User, on: date) -> int:
    """How many records it concerned. Raises StandsInTheWay where later changes rest on it; 0 where it was undone already."""
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.withdrawn_at is not None:
        return 0
    if resting := resting_on(batch, concerned_by(batch)):
        raise StandsInTheWay(resting)
    count = 0
    for back in BroughtBack.objects.filter(batch=batch):
        put_back(back.moved)
    says = f"Undid what {batch.title} said of it"
    for family in FAMILIES:
        records = list(family.of(batch))
        _take_back(family, records, batch, by=by, on=on)
        log.write(
            log.event(UNDONE[family.name], each, by=by, batch=batch, says=says, channel=Channel.IMPORT)
            for each in records
        )
        count += len(records)
    batch.withdrawn_at = timezone.now()
    batch.save(update_fields=["withdrawn_at"])
    return count


UNDONE: Mapping[str, str] = {"entry": "log undone", "benefit": "benefit undone"}


def _take_back(family: Family, records: Sequence[Any], batch: Batch, *, by: User, on: date) -> None:
    """Each as it was before the batch; what it added, as entered by mistake."""
    if not records:
        return
    had = family.fact.objects.filter(batch=batch, withdrawn_at=None)
    touched = set(had.values_list(family.name, flat=True))
    before = {getattr(fact, f"{family.name}_id"): fact for fact in facts.withdraw(family.fact, batch)}
    added = [each for each in records if each.pk in touched and each.pk not in before]
    for each in records:
        if fact := before.get(each.pk):
            for name, value in fact.said().items():
                setattr(each, facts.attname(family.model, name), value)
        elif each.pk in touched:
            family.take_back(each, on)
    family.model.objects.bulk_update(records, [*family.columns, *family.aside], batch_size=100)
    if family.model is Benefit:
        facts.withdraw(MonthFact, batch)
        keep_sums(records)
    facts.state([_mistake(family, each, by=by, on=on) for each in added])
    keep_counted({each.project_id for each in records})


def _mistake(family: Family, record: Any, *, by: User, on: date) -> Any:
    said = {name: getattr(record, name) for name in family.columns}
    reason = "The sheet it came with was undone"
    owner = {family.name: record}
    return facts.fact(family.fact, said, on=on, by=by, reason=reason, **owner)


def say_undone(count: int) -> str:
    """For whoever undid it."""
    entries = plural(count, "entry", "entries")
    return f"Undone: {entries}; those that were added are marked as entered by mistake"
