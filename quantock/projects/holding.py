"""Who holds a role on a project; on what stands for a place, who holds one there."""

from collections.abc import Collection

from django.db.models import QuerySet

from quantock.access import Role
from quantock.access.roles import ON_A_PROJECT
from quantock.accounts.models import Grant, Place
from quantock.projects.models import Project


def grants_on(project: Project, roles: Collection[Role] = ON_A_PROJECT) -> QuerySet[Grant]:
    """Those with one of the roles on a project. Of a place all but its members, who may be thousands."""
    if project.of_portfolio_id:
        held = Grant.objects.filter(place=Place.PORTFOLIO, place_id=project.of_portfolio_id)
    elif project.of_organisation_id:
        held = Grant.objects.filter(place=Place.ORGANISATION, place_id=project.of_organisation_id)
    else:
        return Grant.objects.filter(place=Place.PROJECT, place_id=project.pk, role__in=roles)
    return held.exclude(role=Role.MEMBER)
