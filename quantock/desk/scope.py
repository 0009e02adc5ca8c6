"""What a comparison is of."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from quantock.access import Viewer
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

    def in_both(self, prefix: str) -> Q:
        """Those that are in the portfolio on both days."""
        if self.portfolio is None:
            return Q()
        inside = {f"{prefix}pk__in": self.inside(self.before)}
        return Q(**inside) & Q(**{f"{prefix}pk__in": self.inside(self.after)})
