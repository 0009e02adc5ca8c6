"""Giving and taking roles, the one way in which grants change.

Whoever runs an organisation runs what its predecessors left: a role on an organisation is held on those it
took over from, too, as grants of their own. So a viewer is still read in one query.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from quantock.access import Role
from quantock.accounts.models import Grant, Place, User
from quantock.people.models import Succession


def give(*, user: User, role: Role | str, place: Place | str, place_id: int = 0) -> bool:
    """Give a role; whether it is new."""
    made = False
    for each in with_predecessors(place, place_id):
        _, is_new = Grant.objects.get_or_create(user=user, role=role, place=place, place_id=each)
        made = made or (is_new and each == place_id)
    return made


def take(*, user: User, role: Role | str, place: Place | str, place_id: int = 0) -> bool:
    """Take a role; whether it was held."""
    places = with_predecessors(place, place_id)
    held = Grant.objects.filter(user=user, role=role, place=place, place_id__in=places)
    return bool(held.delete()[0])


def with_predecessors(place: Place | str, place_id: int) -> list[int]:
    """A place, and where it is an organisation those it took over from. One query."""
    if place != Place.ORGANISATION:
        return [place_id]
    return [place_id, *taken_over(place_id, predecessors())]


def predecessors() -> Mapping[int, Sequence[int]]:
    """Of each organisation that took over from others, those. One query."""
    before: defaultdict[int, list[int]] = defaultdict(list)
    for predecessor, successor in Succession.objects.values_list("predecessor", "successor"):
        before[successor].append(predecessor)
    return before


def taken_over(organisation_id: int, before: Mapping[int, Sequence[int]]) -> list[int]:
    """Those an organisation took over from, and those before them. Pure; ends where they go in a circle."""
    found: list[int] = []
    waiting = list(before.get(organisation_id, ()))
    while waiting:
        one = waiting.pop()
        if one not in found and one != organisation_id:
            found.append(one)
            waiting += before.get(one, ())
    return found


def pass_on() -> None:
    """After organisations were taken over: what is held on a successor is held on its predecessors too."""
    before = predecessors()
    held = Grant.objects.filter(place=Place.ORGANISATION, place_id__in=list(before))
    Grant.objects.bulk_create(
        (
            Grant(user_id=grant.user_id, role=grant.role, place=Place.ORGANISATION, place_id=each)
            for grant in held
            for each in taken_over(grant.place_id, before)
        ),
        batch_size=500,
        ignore_conflicts=True,
    )
