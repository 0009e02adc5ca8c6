"""Who has signed in, read with what they hold: one query for each request, where asking one after the other makes two."""

from collections.abc import Sequence
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db import DEFAULT_DB_ALIAS
from django.db.models import F, QuerySet

from quantock.access.prepared import prepared
from quantock.access.viewer import Grants
from quantock.accounts.models import User

HELD = "grants_held"
COLUMNS = tuple(field.attname for field in User._meta.concrete_fields)


class SignedIn(AuthenticationBackend):  # type: ignore[misc]  # allauth says nothing of its types
    """Signs in as allauth does."""

    def get_user(self, user_id: Any) -> User | None:
        """The user of a session, their grants at hand for the door; None for who may no longer sign in."""
        rows = prepared(_with_grants, None, keys=[int(user_id)])
        if not rows:
            return None
        # Many hold parts in many projects: of all these rows one is made a record.
        user = User.from_db(DEFAULT_DB_ALIAS, COLUMNS, rows[0][: len(COLUMNS)])
        if not self.user_can_authenticate(user):
            return None
        setattr(user, HELD, [row[len(COLUMNS) :] for row in rows if row[-1]])
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
    rows = User.objects.filter(pk__in=keys).annotate(**of_grants).order_by()
    return rows.values_list(*COLUMNS, *of_grants)
