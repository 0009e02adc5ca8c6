"""Where one may do something, as one condition: the same answer as `can(viewer, permission, project)` for many at once."""

from typing import Any

from django.db.models import Q, QuerySet

from quantock.access import Permission, Viewer
from quantock.access.viewer import allows
from quantock.portfolios.models import Portfolio
from quantock.projects.models import MembershipFact, Project
from quantock.projects.models.record import LIVE_STATES, Visibility


def allowed(viewer: Viewer, permission: Permission, prefix: str = "") -> Q:
    """The projects on which this viewer may, of those they may see; `prefix` leads to them, as in "project__"."""
    if viewer.may_on_system(permission):
        return Q()
    ours = tuple(viewer.organisations_where(permission))
    mine = tuple(pk for pk, roles in viewer.projects.items() if allows(roles, permission))
    return (
        Q(**{f"{prefix}lead_organisation__in": ours})
        | Q(**{f"{prefix}pk__in": mine})
        | Q(**{f"{prefix}parent__in": mine})
        | Q(**{f"{prefix}top__in": mine})
    )


def looked_after(viewer: Viewer, permission: Permission, prefix: str = "") -> Q:
    """The same, with the projects of portfolios on which a role (there or on their organisation) allows it: what somebody
    looks after."""
    condition = allowed(viewer, permission, prefix)
    if (inside := _inside_held(viewer, permission)) is None:
        return condition
    return condition | Q(**{f"{prefix}pk__in": inside})


def _inside_held(viewer: Viewer, permission: Permission) -> QuerySet[Any, Any] | None:
    """The keys of the projects in those portfolios, where there can be any."""
    if viewer.may_on_system(permission):
        return None
    if not (viewer.portfolios_where(permission) or viewer.organisations_where(permission)):
        return None
    held = Portfolio.objects.where(viewer, permission).order_by()
    return MembershipFact.objects.now().filter(portfolio__in=held, present=True).order_by().values("project")


# All there are: said so that the index of what is counted, in which visibility stands before the organisation, finds the live
# projects of one.
WHICHEVER = tuple(Visibility.values)


def live_and_looked_after(viewer: Viewer, permission: Permission, some: QuerySet[Project] | None = None) -> Q:
    """The live ones of these, or of some of them: their keys from either side are put together, since for "or" a database
    would read all projects."""
    live = Q(state__in=LIVE_STATES, archived_at=None)
    if viewer.may_on_system(permission):
        return live
    rows = (Project.objects.all() if some is None else some).filter(live, visibility__in=WHICHEVER).order_by()
    keys = rows.filter(allowed(viewer, permission)).values("pk")
    if (inside := _inside_held(viewer, permission)) is not None:
        keys = keys.union(rows.filter(pk__in=inside).values("pk"))
    return Q(pk__in=keys)


def money_seen_by(viewer: Viewer, prefix: str = "") -> Q:
    """The projects whose money this viewer may see, of those they may see; `prefix` as in "project__".

    Money is a right of its own outside the lead organisation. The same answer as `can(viewer, MONEY_VIEW, project)`,
    for many projects at once.
    """
    return allowed(viewer, Permission.MONEY_VIEW, prefix)
