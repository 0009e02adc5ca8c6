"""The made-up people of the demonstration, found again by their address."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from quantock.accounts.models import User
from quantock.desk.demonstration.reading import DOMAIN, rows


@dataclass(frozen=True, slots=True)
class Somebody:
    """One of the demonstration's people, and what they do."""

    key: str
    name: str
    does: str

    @property
    def email(self) -> str:
        return f"{self.key}@{DOMAIN}"


@cache
def _written() -> tuple[tuple[str, Sequence[Somebody]], ...]:
    """Those whom the tables offer, by what they come to do."""
    groups: dict[str, list[Somebody]] = {}
    for key, name, _, _, _, group, does in rows("people", 7):
        if group:
            groups.setdefault(group, []).append(Somebody(key, name, does))
    return tuple(groups.items())


def demonstration_people() -> Sequence[tuple[str, Sequence[Somebody]]]:
    """Those whom the sign-in page offers: who can sign in today, by the name they have today. One query.

    Somebody who left or was erased while others looked round is offered no more.
    """
    every = [person.email for _, people in _written() for person in people]
    names = dict(User.objects.filter(email__in=every, is_active=True).values_list("email", "name"))
    groups = [
        (group, [replace(person, name=names[person.email]) for person in people if person.email in names])
        for group, people in _written()
    ]
    return [(group, people) for group, people in groups if people]


def demonstration_user(email: str) -> User | None:
    """The sign-in of one of them; nobody else's."""
    offered = {person.email for _, people in _written() for person in people}
    return User.objects.filter(email=email, is_active=True).first() if email in offered else None
