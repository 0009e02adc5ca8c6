"""Sessions in the database, kept as Django keeps them; each page reads one, so that is a prepared query (ADR 12)."""

from collections.abc import Sequence
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from quantock.access.prepared import prepared


class SessionStore(db.SessionStore):
    """Named in `SESSION_ENGINE`."""

    def _get_session_from_db(self) -> Any:
        session = next(iter(prepared(_kept, None, keys=[self.session_key])), None)
        if session is None or session.expire_date <= timezone.now():
            self._session_key = None
            return None
        return session


def _kept(keys: Sequence[str]) -> QuerySet[Session]:
    return Session.objects.filter(session_key__in=keys)
