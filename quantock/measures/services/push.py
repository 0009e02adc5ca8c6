"""Tokens made, revoked and used."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from quantock.accounts.models import User
from quantock.audit import log
from quantock.measures.models import Measure, PushToken

PREFIX = "qk_"
AN_HOUR = 60
"""How often a token may be used in an hour."""


def hash_of(token: str) -> str:
    """What is kept of a token: whoever reads the database cannot use it."""
    return sha256(token.encode()).hexdigest()


@transaction.atomic
def make_token(measure: Measure, *, what: str, by: User) -> str:
    """A new token, as it is shown this once."""
    token = PREFIX + secrets.token_urlsafe(32)
    PushToken.objects.create(measure=measure, hashed=hash_of(token), ends=token[-4:], what=what, made_by=by)
    says = f"Made a token by which {what} sends values of “{measure.name}”"
    log.record("token made", measure, by=by, says=says)
    return token


@transaction.atomic
def revoke_token(token: PushToken, *, by: User, at: datetime) -> None:
    """From now on it is refused."""
    token.revoked_at = at
    token.save(update_fields=["revoked_at"])
    says = f"Revoked the token by which {token.what} sent values of “{token.measure.name}”"
    log.record("token revoked", token.measure, by=by, says=says)


@transaction.atomic
def use_token(token: str, *, at: datetime) -> tuple[PushToken | None, bool]:
    """The token that was sent, if it stands, and whether it was used too often this hour."""
    found = (
        PushToken.objects.select_for_update(of=("self",))
        .filter(hashed=hash_of(token), revoked_at=None)
        .select_related("measure__project", "made_by")
        .first()
    )
    if found is None:
        return None, False
    if found.hour_began is None or at - found.hour_began >= timedelta(hours=1):
        found.hour_began, found.in_hour = at, 0
    if found.in_hour >= AN_HOUR:
        return found, True
    found.in_hour += 1
    found.used_at = at
    found.save(update_fields=["hour_began", "in_hour", "used_at"])
    return found, False
