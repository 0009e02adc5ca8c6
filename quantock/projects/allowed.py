"""Where one may do something, as one condition: the same answer as `can(viewer, permission, project)` for many at once."""

from django.db.models import Q

from quantock.access import Permission, Viewer
from quantock.access.viewer import allows
from quantock.portfolios.models import Portfolio
from quantock.projects.models import MembershipFact


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
    if viewer.may_on_system(permission):
        return condition
    if not (viewer.portfolios_where(permission) or viewer.organisations_where(permission)):
        return condition
    held = Portfolio.objects.where(viewer, permission).order_by()
    inside = MembershipFact.objects.now().filter(portfolio__in=held, present=True).values("project")
    return condition | Q(**{f"{prefix}pk__in": inside})


def money_seen_by(viewer: Viewer, prefix: str = "") -> Q:
    """The projects whose money this viewer may see, of those they may see; `prefix` as in "project__".

    Money is a right of its own outside the lead organisation. The same answer as `can(viewer, MONEY_VIEW, project)`,
    for many projects at once.
    """
    return allowed(viewer, Permission.MONEY_VIEW, prefix)
