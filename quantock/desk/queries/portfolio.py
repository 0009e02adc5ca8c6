"""The people of one portfolio: who holds a role on it."""

from collections.abc import Sequence
from dataclasses import dataclass

from quantock.access.roles import ROLE_NAMES, Role
from quantock.accounts.models import Grant, Place
from quantock.portfolios.models import Portfolio


@dataclass(frozen=True, slots=True)
class OnTheBoard:
    """Somebody and the role they hold on a portfolio."""

    name: str
    role: str


def board_of(portfolio: Portfolio) -> Sequence[OnTheBoard]:
    """By role, then by name; those who may no longer sign in are left out. One query."""
    rows = Grant.objects.filter(place=Place.PORTFOLIO, place_id=portfolio.pk, user__is_active=True)
    held = rows.select_related("user").order_by("role", "user__name", "pk")
    return [OnTheBoard(str(grant.user.get_full_name()), ROLE_NAMES[Role(grant.role)]) for grant in held]
