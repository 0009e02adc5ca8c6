"""Whose money may be seen, as one condition: a right of its own outside the lead organisation."""

from django.db.models import Q

from quantock.access import Permission, Viewer
from quantock.desk.allowed import allowed


def money_seen_by(viewer: Viewer, prefix: str = "") -> Q:
    """The projects whose money this viewer may see, of those they may see; `prefix` as in "project__".

    The same answer as `can(viewer, MONEY_VIEW, project)`, for many projects at once.
    """
    return allowed(viewer, Permission.MONEY_VIEW, prefix)
