"""Giving and taking roles on a page: each an event; nobody gives more than they hold; one administrator stays."""

from datetime import date

from django.db import transaction

from quantock.access import Permission, Role
from quantock.access.roles import GRANTS, ROLE_NAMES
from quantock.accounts.models import Grant, Place, User
from quantock.audit import log
from quantock.people.places import KINDS
from quantock.people.services import grants


class LastAdministrator(Exception):
    """Without this one, nobody could administer the whole system."""


def may_give(held: frozenset[Role], role: Role) -> bool:
    """Whether somebody with these roles on a place may give another: it allows nothing that theirs do not. Pure.

    Being one of an organisation's people is no right over others, so whoever administers may give it. Nor is what a
    coach is told in confidence: an administrator names coaches without reading their notes.
    """
    mine = GRANTS[Role.MEMBER].union({Permission.COACH}, *(GRANTS[each] for each in held))
    return GRANTS[role] <= mine


def named(place: Place, place_id: int) -> str:
    """A place in a sentence."""
    if place == Place.SYSTEM:
        return "the whole system"
    return KINDS[place].named([place_id])[place_id][0]


@transaction.atomic
def give_role(*, user: User, role: Role, place: Place, place_id: int, by: User | None, on: date) -> bool:
    """Give a role on a place; whether it is new."""
    if place == Place.SYSTEM:
        is_new = grants.give(user=user, role=role, place=place)
    else:
        kind = KINDS[place]
        is_new = kind.give(user=user, role=role, place_id=place_id, by=by, on=on, place=place)
    if is_new:
        says = f"{user} is now {ROLE_NAMES[role]} of {named(place, place_id)}"
        log.record("role given", user, by=by, says=says, project_id=_project(place, place_id))
    return is_new


@transaction.atomic
def take_role(*, grant: Grant, by: User | None, on: date) -> None:
    """Take a role. Raises LastAdministrator where nobody would be left to administer the whole system."""
    place, role, user = Place(grant.place), Role(grant.role), grant.user
    if place == Place.SYSTEM:
        if role == Role.ADMIN:
            keep_an_administrator(user)
        grants.take(user=user, role=role, place=place)
    else:
        KINDS[place].take(user=user, role=role, place_id=grant.place_id, by=by, on=on, place=place)
    says = f"{user} is no longer {ROLE_NAMES[role]} of {named(place, grant.place_id)}"
    log.record("role taken", user, by=by, says=says, project_id=_project(place, grant.place_id))


def keep_an_administrator(leaving: User) -> None:
    """Raises LastAdministrator where nobody else administers the whole system. Locks, so that two cannot leave at once."""
    held = Grant.objects.filter(role=Role.ADMIN, place=Place.SYSTEM, user__is_active=True)
    administrators = set(held.select_for_update().values_list("user", flat=True))
    if administrators == {leaving.pk}:
        raise LastAdministrator


def _project(place: Place, place_id: int) -> int | None:
    return place_id if place == Place.PROJECT else None
