"""Who has signed in, read with what they hold: one query for each request, where asking one after the other makes two."""

from collections.abc import Sequence
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Case, Exists, F, OuterRef, QuerySet, Value, When

from quantock.access.prepared import prepared
from quantock.access.viewer import Grants
from quantock.accounts.models import EVERYBODY, SecondStepFor, User

HELD = "grants_held"
LACKS = "lacks_second_step"
FACTORS = ["totp", "webauthn"]
"""What is a second step; recovery codes come with it."""
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
        setattr(user, HELD, [row[len(COLUMNS) : -1] for row in rows if row[-2]])
        setattr(user, LACKS, any(row[-1] for row in rows))
        return user


def held_by(user: User) -> Grants | None:
    """The grants that were read with the user of this request; None where none were."""
    return getattr(user, HELD, None)


def lacks_second_step(user: Any) -> bool:
    """Whether a second step is asked of the user of this request who has set up none; read with what they hold."""
    return bool(getattr(user, LACKS, False))


def _with_grants(keys: Sequence[int]) -> QuerySet[User, Any]:
    """A row for each grant, one for who holds none."""
    of_grants = {
        "held_on": F("grants__place"),
        "held_on_id": F("grants__place_id"),
        "held": F("grants__role"),
        LACKS: _lacks_second_step(),
    }
    rows = User.objects.filter(pk__in=keys).annotate(**of_grants).order_by()
    return rows.values_list(*COLUMNS, *of_grants)


def _lacks_second_step() -> Case:
    """As a rule nothing is asked, so that the first question ends it."""
    asked = SecondStepFor.objects.filter(role__in=(EVERYBODY, OuterRef("grants__role")))
    has = Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS)
    return Case(When(Exists(asked) & ~Exists(has), then=Value(True)), default=Value(False))
