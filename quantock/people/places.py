"""The places on which a role is held, each registered by the app that owns the noun.

People knows organisations; portfolios and projects live floors above and add themselves when they start.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from quantock.access import Permission, Role, Viewer
from quantock.accounts.models import Grant, Place, User
from quantock.people.models import Organisation
from quantock.people.queries.organisations import called_like
from quantock.people.services import grants

Changes = Callable[..., bool]


def give(*, user: User, role: Role, place_id: int, by: User | None, on: date, place: Place) -> bool:
    """A role that is a grant and nothing more."""
    return grants.give(user=user, role=role, place=place, place_id=place_id)


def take(*, user: User, role: Role, place_id: int, by: User | None, on: date, place: Place) -> bool:
    return grants.take(user=user, role=role, place=place, place_id=place_id)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of place. `organisation` leads from its records to the organisation that administers them."""

    place: Place
    records: Callable[[], "QuerySet[Any]"]
    called: Callable[[str], Q]
    organisation: str
    address: Callable[[Any], str]
    exactly: Callable[[Any], Collection[str]] = lambda record: {str(record).casefold()}
    give: Changes = give
    take: Changes = take

    def administered(
        self, viewer: Viewer, permission: Permission = Permission.ORGANISATION_ADMIN
    ) -> "QuerySet[Any]":
        """The places of this kind on which the viewer gives and takes roles, or may do something else with them."""
        if viewer.may_on_system(permission):
            return self.records()
        mine = viewer.organisations_where(permission)
        return self.records().filter(**{f"{self.organisation}__in": mine})

    def named(self, keys: Collection[int]) -> dict[int, tuple[str, str]]:
        """Name and address of some places. One query."""
        return {row.pk: (str(row), self.address(row)) for row in self.records().filter(pk__in=keys)}


KINDS: dict[Place, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind of place, when its app starts."""
    KINDS[kind.place] = kind


register(
    Kind(
        place=Place.ORGANISATION,
        records=Organisation.objects.all,
        called=called_like,
        organisation="pk",
        exactly=lambda organisation: {organisation.name.casefold(), organisation.code.casefold()},
        address=lambda organisation: reverse("people:organisation", args=[organisation.pk]),
    )
)


def administered_grants(
    viewer: Viewer, permission: Permission = Permission.ORGANISATION_ADMIN
) -> "QuerySet[Grant]":
    """The grants that the viewer may take (or read): on the places that they administer, also of a closed sign-in."""
    here = Q(pk__in=())
    if viewer.may_on_system(permission):
        here = Q(place=Place.SYSTEM)
    for kind in KINDS.values():
        here |= Q(place=kind.place, place_id__in=kind.administered(viewer, permission).values("pk"))
    return Grant.objects.filter(here)
