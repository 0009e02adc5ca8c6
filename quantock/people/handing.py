"""What a leaver leaves to somebody else, and what else they are called: each app registers what it keeps of a person."""

from collections.abc import Callable, Iterable
from datetime import date

from quantock.accounts.models import Grant, Place, User
from quantock.people.models import Person

Hands = Callable[[Person, Person, User | None, date], list[str]]
HANDOVERS: list[Hands] = []


def handover(hands: Hands) -> Hands:
    """Register a function that moves what one person has to another and says each thing in words."""
    HANDOVERS.append(hands)
    return hands


CALLED: list[Callable[[Person], Iterable[str]]] = []


def called(names: Callable[[Person], Iterable[str]]) -> Callable[[Person], Iterable[str]]:
    """Register a function that knows other names under which an app's records mean somebody."""
    CALLED.append(names)
    return names


@handover
def roles_on_portfolios(leaver: Person, heir: Person, by: User | None, on: date) -> list[str]:
    """Roles on portfolios are grants and nothing more."""
    held = list(Grant.objects.filter(user=leaver.user, place=Place.PORTFOLIO)) if leaver.user else []
    for grant in held:
        Grant.objects.get_or_create(
            user=heir.user, role=grant.role, place=grant.place, place_id=grant.place_id
        )
        grant.delete()
    return [f"{grant.role} of a portfolio" for grant in held]
