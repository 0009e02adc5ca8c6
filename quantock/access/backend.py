"""Who has signed in, read with what they hold: one query for each request, where asking one after the other makes two."""

from collections.abc import Sequence
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db.models import F, QuerySet

from quantock.access.prepared import prepared
from quantock.access.viewer import Grants
from quantock.accounts.models import User

HELD = "grants_held"


class SignedIn(AuthenticationBackend):  # type: ignore[misc]  # allauth says nothing of its types
    """Signs in as allauth does."""

    def get_user(self, user_id: Any) -> User | None:
        """The user of a session, their grants at hand for the door; None for who may no longer sign in."""
        rows = prepared(_with_grants, None, keys=[int(user_id)])
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        user: User = rows[0]
        setattr(user, HELD, [(row.held_on, row.held_on_id, row.held) for row in rows if row.held])
        return user


def held_by(user: User) -> Grants | None:
    """The grants that were read with the user of this request; None where none were."""
    return getattr(user, HELD, None)


def _with_grants(keys: Sequence[int]) -> QuerySet[User, Any]:
    """A row for each grant, one for who holds none."""
    of_grants = {
        "held_on": F("grants__place"),
        "held_on_id": F("grants__place_id"),
        "held": F("grants__role"),
    }
    return User.objects.filter(pk__in=keys).annotate(**of_grants).order_by()
