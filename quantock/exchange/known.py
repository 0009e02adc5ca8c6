"""The projects that a register's rows are compared with."""

from collections import defaultdict

from quantock.engines.tables import Known
from quantock.portfolios.models import Portfolio
from quantock.projects.models import ExternalId, MembershipFact, Project, ProjectFact


def known_projects(portfolio: Portfolio | None) -> list[Known]:
    """Those of the portfolio, with present and former names and ids; without one, all. Three queries."""
    rows = Project.objects.filter(archived_at=None).select_related("lead_organisation")
    if portfolio:
        inside = MembershipFact.objects.standing().filter(portfolio=portfolio).values("project")
        rows = rows.filter(pk__in=inside)
    names: dict[int, list[str]] = defaultdict(list)
    for project, title in ProjectFact.objects.standing().order_by("-so_from").values_list("project", "title"):
        names[project].append(title)
    ids: dict[int, list[str]] = defaultdict(list)
    for project, value in ExternalId.objects.values_list("project", "value"):
        ids[project].append(value)
    return [
        Known(
            key=row.pk,
            names=tuple(dict.fromkeys([row.title, *names[row.pk]])),
            external_ids=tuple(ids[row.pk]),
            organisations=tuple(
                text
                for text in (row.lead_organisation.name, row.lead_organisation.code, row.organisation_text)
                if text
            ),
        )
        for row in rows
    ]
