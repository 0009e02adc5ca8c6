"""What changed in a portfolio between two dates."""

from dataclasses import dataclass, field
from datetime import date

from quantock.access import Viewer
from quantock.portfolios.models import Portfolio
from quantock.projects.models import MembershipFact, ProjectFact
from quantock.projects.queries import as_at

ORDER = {"red": 1, "amber/red": 2, "amber": 3, "amber/green": 4, "green": 5}


@dataclass(slots=True)
class Comparison:
    """Counts, as `quantock compare` prints them."""

    in_both: int = 0
    left: int = 0
    joined: int = 0
    renamed: int = 0
    rating: dict[str, int] = field(default_factory=lambda: {"better": 0, "worse": 0, "same": 0})
    end_date: dict[str, int] = field(
        default_factory=lambda: {"later": 0, "earlier": 0, "same": 0, "largest_slip_days": 0}
    )


def standing(viewer: Viewer, portfolio: Portfolio, on: date) -> dict[int, ProjectFact]:
    """The portfolio's projects on a day, by project. One query."""
    inside = MembershipFact.objects.as_at(on).filter(portfolio=portfolio, present=True).values("project")
    return {fact.project_id: fact for fact in as_at(viewer, on).filter(project__in=inside)}


def compare(viewer: Viewer, portfolio: Portfolio, before: date, after: date) -> Comparison:
    """Two queries. A rating or a date counts only where both days have one."""
    was, now = standing(viewer, portfolio, before), standing(viewer, portfolio, after)
    found = Comparison(left=len(was.keys() - now.keys()), joined=len(now.keys() - was.keys()))
    for project in was.keys() & now.keys():
        found.in_both += 1
        old, new = was[project], now[project]
        found.renamed += old.title.strip() != new.title.strip()
        if old.confidence and new.confidence:
            moved = ORDER[new.confidence] - ORDER[old.confidence]
            found.rating["better" if moved > 0 else "worse" if moved < 0 else "same"] += 1
        if old.ends_on and new.ends_on:
            slip = (new.ends_on - old.ends_on).days
            found.end_date["later" if slip > 0 else "earlier" if slip < 0 else "same"] += 1
            found.end_date["largest_slip_days"] = max(found.end_date["largest_slip_days"], slip)
    return found
