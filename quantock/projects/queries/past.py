"""How projects stood on a day, for registers of other apps that are read as they stood."""

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from quantock.projects.models import MembershipFact, ProjectFact


def in_states(states: Collection[str], project: str, *, on: date, past: bool, few: bool = False) -> Q:
    """The condition that `project` leads to one in these states on that day; today the project itself tells. Of `few` rows
    each one's project is looked at, where a list of all such projects would be made first."""
    if not past:
        return Q(**{f"{project}__state__in": states})
    if few:
        facts = f"{project}__facts__"
        stood = Q(**{f"{facts}so_from__lte": on, f"{facts}withdrawn_at": None, f"{facts}state__in": states})
        return stood & (Q(**{f"{facts}so_until": None}) | Q(**{f"{facts}so_until__gt": on}))
    then = ProjectFact.objects.as_at(on).filter(state__in=states)
    return Q(**{f"{project}__in": then.values("project")})


def in_portfolio(portfolio: int, project: str, *, on: date) -> Q:
    """The condition that `project` leads to one that was in the portfolio on that day."""
    inside = MembershipFact.objects.as_at(on).filter(portfolio=portfolio, present=True)
    return Q(**{f"{project}__in": inside.values("project")})
