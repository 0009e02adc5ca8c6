"""Adding, changing and closing organisations, their units and their other names."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from quantock.accounts.models import User
from quantock.audit import log
from quantock.audit.facts import column_of
from quantock.engines.text import plural, say_list, squash
from quantock.people.called import keep_called
from quantock.people.finding import keep_organisations_findable
from quantock.people.loading import LABELS, shown
from quantock.people.models import Alias, ListedDomain, Membership, Organisation, Succession, Unit
from quantock.people.renaming import RENAMED
from quantock.people.services import grants
from quantock.people.services.joining import become_member


@transaction.atomic
def add_organisation(
    *, said: Mapping[str, Any], aliases: Sequence[str] = (), by: User | None
) -> Organisation:
    """A new organisation; `said` holds its columns, `aliases` the other names people use."""
    made: Organisation = Organisation.objects.create(**said)
    log.record("added", made, by=by, says=f"Added {made.name}")
    keep_organisations_findable([made])
    set_aliases(organisation=made, names=aliases, by=by)
    return made


@transaction.atomic
def change_organisation(
    *,
    organisation: Organisation,
    said: Mapping[str, Any],
    aliases: Sequence[str] | None = None,
    by: User | None,
    on: date,
) -> None:
    """Say something new of an organisation. A former name is kept, with the day it was given up.

    `aliases`, where given, are all the other names that people use.
    """
    if aliases is not None:
        set_aliases(organisation=organisation, names=aliases, by=by)
    differing = {name: value for name, value in said.items() if getattr(organisation, name) != value}
    if not differing:
        return
    changes = [
        log.change(name, label(name), shown(organisation, name), shown(Organisation(**{name: value}), name))
        for name, value in differing.items()
    ]
    former = organisation.name
    for name, value in differing.items():
        setattr(organisation, name, value)
    organisation.save(update_fields=list(differing))
    if squash(organisation.name) != squash(former):
        Alias.objects.update_or_create(organisation=organisation, name=former, defaults={"until": on})
    keep_organisations_findable([organisation])
    if organisation.name != former:
        keep_called(on)
        for follows in RENAMED:
            follows(organisation, by, on)
    labels = say_list([change["label"].lower() for change in changes])
    says = f"Changed {labels} of {organisation.name}"
    log.record("changed", organisation, by=by, says=says, changes=changes)


def label(name: str) -> str:
    """A column's words on screen."""
    words = str(column_of(Organisation, name).verbose_name)
    return LABELS.get(name, words[:1].upper() + words[1:])


@transaction.atomic
def close_organisation(
    *,
    organisation: Organisation,
    on: date | None,
    successors: Sequence[Organisation],
    people_move: bool,
    by: User | None,
) -> None:
    """Close an organisation on a day (None: it is open after all), and say who took over.

    Roles on a successor are then held on this one too, so that its work can be run. `people_move` makes its
    people, and whoever joins with its e-mail addresses, the one successor's.
    """
    was = {row.successor_id: row.successor for row in _successions(organisation)}
    now = {each.pk: each for each in successors} if on else {}
    before = say_list([each.name for each in was.values()])
    after = say_list([each.name for each in now.values()])
    changes = []
    if organisation.closes_on != on:
        changes.append(log.change("closes_on", "Closed", organisation.closes_on, on))
    if set(was) != set(now):
        changes.append(log.change("successors", "Taken over by", before, after))
    organisation.closes_on = on
    organisation.save(update_fields=["closes_on"])
    _successions(organisation).exclude(successor__in=now).delete()
    moved = 0
    if on:
        for successor in now.values():
            Succession.objects.update_or_create(
                predecessor=organisation, successor=successor, defaults={"on": on}
            )
        grants.pass_on()
        if organisation.in_system:
            take_part(now)
        if people_move and len(now) == 1:
            moved = _move_people(organisation, *now.values(), on=on)
    keep_called(timezone.localdate())
    if not changes and not moved:
        return
    says = f"Closed {organisation.name}" if on else f"{organisation.name} is open after all"
    says += f"; taken over by {after}" if now else ""
    says += f"; {plural(moved, 'person', 'people')} moved with it" if moved else ""
    log.record("closed" if on else "reopened", organisation, by=by, says=says, changes=changes)


def take_part(organisations: Iterable[int]) -> None:
    """These lead work here, or took over from one that does: lists, filters and forms offer them. One without a code, that
    a register brought in by its name, waits until it joins."""
    Organisation.objects.filter(pk__in=set(organisations), in_system=False).exclude(code="").update(
        in_system=True
    )


def _successions(organisation: Organisation) -> Any:
    return Succession.objects.filter(predecessor=organisation).select_related("successor")


def _move_people(organisation: Organisation, successor: Organisation, *, on: date) -> int:
    """Its people become the successor's, and its listed domains too; how many people moved."""
    ListedDomain.objects.filter(organisation=organisation).update(organisation=successor)
    moving = list(
        Membership.objects.filter(organisation=organisation, until=None).select_related("person__user")
    )
    for membership in moving:
        membership.until = on
        membership.save(update_fields=["until"])
        become_member(membership.person, successor)
    return len(moving)


@transaction.atomic
def add_unit(*, organisation: Organisation, name: str, by: User | None) -> Unit:
    """A ward, team, service or directorate."""
    unit = Unit.objects.create(organisation=organisation, name=name)
    keep_organisations_findable([organisation])
    log.record("unit added", organisation, by=by, says=f"Added the unit {name} to {organisation.name}")
    return unit


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, by: User | None) -> None:
    changes = [log.change("unit", "Unit", unit.name, name)]
    unit.name = name
    unit.save(update_fields=["name"])
    keep_organisations_findable([unit.organisation])
    says = f"Renamed a unit of {unit.organisation.name}"
    log.record("unit renamed", unit.organisation, by=by, says=says, changes=changes)


@transaction.atomic
def set_aliases(*, organisation: Organisation, names: Sequence[str], by: User | None) -> None:
    """The other names people use, as a whole; former names with their day are kept where they are named."""
    here = {squash(alias.name): alias for alias in organisation.aliases.all()}
    wanted = {squash(name): name for name in names if squash(name) not in ("", squash(organisation.name))}
    new = [name for key, name in wanted.items() if key not in here]
    gone = [alias for key, alias in here.items() if key not in wanted]
    if not new and not gone:
        return
    Alias.objects.filter(pk__in=[alias.pk for alias in gone]).delete()
    Alias.objects.bulk_create(Alias(organisation=organisation, name=name) for name in new)
    keep_organisations_findable([organisation])
    before, after = say_list([a.name for a in here.values()]), say_list(wanted.values())
    changes = [log.change("aliases", "Also called", before, after)]
    says = f"Changed the other names of {organisation.name}"
    log.record("renamed", organisation, by=by, says=says, changes=changes)
