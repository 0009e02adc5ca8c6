"""Measure sets begun, described, filled, put in order and taken away. The history names no measure: not everyone who
reads it may see each of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from quantock.accounts.models import User
from quantock.audit import log
from quantock.engines.text import plural
from quantock.measures.models import InSet, Measure, MeasureSet
from quantock.people.models import Organisation
from quantock.portfolios.models import Portfolio
from quantock.projects.services import Refused

MOST = 200
"""How many measures a set holds: a board's pack, not a register."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What becomes of a measure in a set: its domain, and its place among the others."""

    domain: str
    place: int


@transaction.atomic
def begin_set(
    name: str, *, owner: Organisation | Portfolio, by: User | None, purpose: str = ""
) -> MeasureSet:
    """A new set, without measures yet."""
    made = MeasureSet.objects.create(
        name=name,
        purpose=purpose,
        organisation=owner if isinstance(owner, Organisation) else None,
        portfolio=owner if isinstance(owner, Portfolio) else None,
    )
    log.record("measure set begun", made, by=by, says=f"Began the measure set “{name}” of {owner}")
    return made


@transaction.atomic
def change_set(one: MeasureSet, said: Mapping[str, str], *, by: User | None) -> None:
    """Another name or purpose."""
    changes = [
        log.change(name, label, getattr(one, name), said[name])
        for name, label in (("name", "Name"), ("purpose", "What it is for"))
        if name in said and getattr(one, name) != said[name]
    ]
    if not changes:
        return
    for change in changes:
        setattr(one, change["field"], said[change["field"]])
    one.save(update_fields=[change["field"] for change in changes])
    says = f"Changed the measure set “{one.name}”"
    log.record("measure set changed", one, by=by, says=says, changes=changes)


@transaction.atomic
def put_into_set(one: MeasureSet, measures: Sequence[Measure], *, domain: str, by: User | None) -> int:
    """Put measures at its end, or at the end of the domain where it has that already; how many were new to it."""
    MeasureSet.objects.select_for_update().get(pk=one.pk)
    there = list(one.entries.all())
    held = {entry.measure_id for entry in there}
    new = [InSet(set=one, measure=each, domain=domain) for each in measures if each.pk not in held]
    if not new:
        return 0
    if len(there) + len(new) > MOST:
        raise Refused(f"A set holds {MOST} measures at most. Begin another one.")
    after = max((place for place, entry in enumerate(there, 1) if entry.domain == domain), default=len(there))
    for place, entry in enumerate([*there[:after], *new, *there[after:]]):
        entry.position = place
    InSet.objects.bulk_create(new)
    InSet.objects.bulk_update(there, ["position"])
    _tell("measures put into a set", "Put {} into a measure set", one, [each.measure for each in new], by)
    return len(new)


@transaction.atomic
def arrange_set(one: MeasureSet, placed: Mapping[int, Placed | None], *, by: User | None) -> None:
    """Put the measures a person sees into their order and domains, by key of the entry; None takes one out. Those the
    person does not see keep their place among the rest."""
    MeasureSet.objects.select_for_update().get(pk=one.pk)
    there = list(one.entries.select_related("measure"))
    before = [(entry.pk, entry.domain) for entry in there]
    out = [entry for entry in there if entry.pk in placed and placed[entry.pk] is None]
    stay = [entry for entry in there if entry not in out]
    slots = [place for place, entry in enumerate(stay) if entry.pk in placed]
    moved = sorted((entry for entry in stay if entry.pk in placed), key=lambda entry: _place(placed, entry))
    for place, entry in zip(slots, moved, strict=True):
        wanted = placed[entry.pk]
        entry.domain = wanted.domain if wanted else entry.domain
        stay[place] = entry
    stay = _together(stay)
    if before == [(entry.pk, entry.domain) for entry in stay]:
        return
    for place, entry in enumerate(stay):
        entry.position = place
    InSet.objects.filter(pk__in=[entry.pk for entry in out]).delete()
    InSet.objects.bulk_update(stay, ["position", "domain"])
    _tell(
        "measures taken out of a set", "Took {} out of a measure set", one, [each.measure for each in out], by
    )
    if [each for each in before if each[0] in {entry.pk for entry in stay}] != [
        (entry.pk, entry.domain) for entry in stay
    ]:
        log.record("measure set arranged", one, by=by, says=f"Arranged the measure set “{one.name}”")


def _tell(verb: str, says: str, one: MeasureSet, measures: Sequence[Measure], by: User | None) -> None:
    """An event for each project, so that it is read only by who sees that project. It names no set: who sees the project
    may not see that."""
    for project, found in sorted(Counter(each.project_id for each in measures).items()):
        log.record(verb, one, by=by, says=says.format(plural(found, "measure")), project_id=project)


def _place(placed: Mapping[int, Placed | None], entry: InSet) -> tuple[int, int]:
    wanted = placed[entry.pk]
    return (wanted.place if wanted else 0, entry.position)


def _together(entries: Sequence[InSet]) -> list[InSet]:
    """Those of one domain beside each other, domains in the order in which the first of each stands."""
    domains = list(dict.fromkeys(entry.domain for entry in entries))
    return sorted(entries, key=lambda entry: domains.index(entry.domain))


@transaction.atomic
def remove_set(one: MeasureSet, *, by: User | None, reason: str) -> None:
    """It shows nowhere any more; its measures are as they were."""
    one.removed_at = timezone.now()
    one.save(update_fields=["removed_at"])
    says = f"Took away the measure set “{one.name}”"
    log.record("measure set removed", one, by=by, says=says, reason=reason)
