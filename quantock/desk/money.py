"""Whose money may be seen, as one condition: a right of its own outside the lead organisation."""

from django.db.models import Q

from quantock.access import Permission, Viewer
from quantock.access.viewer import allows


def money_seen_by(viewer: Viewer, prefix: str = "") -> Q:
    """The projects whose money this viewer may see, of those they may see; `prefix` as in "project__".

    The same answer as `can(viewer, MONEY_VIEW, project)`, for many projects at once.
    """
    if viewer.may_on_system(Permission.MONEY_VIEW):
        return Q()
    ours = tuple(viewer.organisations_where(Permission.MONEY_VIEW))
    mine = tuple(pk for pk, roles in viewer.projects.items() if allows(roles, Permission.MONEY_VIEW))
    return (
        Q(**{f"{prefix}lead_organisation__in": ours})
        | Q(**{f"{prefix}pk__in": mine})
        | Q(**{f"{prefix}parent__in": mine})
        | Q(**{f"{prefix}top__in": mine})
    )
