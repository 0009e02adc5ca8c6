"""What a comparison is of."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from quantock.access import Viewer, prepared
from quantock.portfolios.models import Portfolio
from quantock.projects.models import MembershipFact
from quantock.projects.models.project import seen_by


@dataclass(frozen=True, slots=True)
class Scope:
    """Which projects, for whom, and between which days."""

    viewer: Viewer
    before: date
    after: date
    portfolio: Portfolio | None = None
    project: int | None = None

    def inside(self, on: date) -> QuerySet[Any]:
        """The projects in the portfolio on a day."""
        members = MembershipFact.objects.as_at(on).filter(portfolio=self.portfolio, present=True)
        return members.values("project")

    def condition(self, prefix: str) -> Q:
        """What may be seen and is asked for; `prefix` leads to the project."""
        seen = seen_by(self.viewer, prefix) & Q(**{f"{prefix}archived_at": None})
        return seen & Q(**{f"{prefix}number": self.project}) if self.project else seen

    def found(
        self, build: Callable[..., QuerySet[Any, Any]], *said: Any, keys: Sequence[str] = ()
    ) -> list[Any]:
        """The rows of `build(scope, *said, *keys)`, a prepared query. One query."""
        place = self.portfolio.pk if self.portfolio else None
        days = self.before, self.after
        given = (build, *days, self.portfolio is not None, self.project is not None)
        return prepared(_of_scope, self.viewer, *given, *said, keys=[place, self.project, *keys])


def _of_scope(
    viewer: Viewer,
    build: Callable[..., QuerySet[Any, Any]],
    before: date,
    after: date,
    of_portfolio: bool,
    of_project: bool,
    *rest: Any,
) -> QuerySet[Any, Any]:
    *said, [place, project, *keys] = rest
    portfolio = Portfolio(pk=place) if of_portfolio else None
    return build(Scope(viewer, before, after, portfolio, project if of_project else None), *said, *keys)
