"""What of the events of projects may be told to whom: one rule for a history, for home and for what was done together."""

from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import F, Q

from quantock.access import Viewer
from quantock.audit.models import Event
from quantock.portfolios.models import Portfolio
from quantock.projects.models import Project

# The fields of an import's event that are money or a portfolio; other changes of these have events of their own.
MONEY = frozenset({"money", "in_year_budget", "in_year_forecast", "whole_life_cost"})
PORTFOLIO = "portfolio"


def of_the_unseen(viewer: Viewer) -> Q:
    """Events in a project's history that are about another project, which the viewer may not see."""
    other = Q(kind="project") & ~Q(record_id=F("project_id"))
    return other & ~Q(record_id__in=Project.objects.visible_to(viewer).values("pk"))


def of_unseen_portfolios(viewer: Viewer) -> Q:
    """Events about a portfolio that the viewer may not see."""
    seen = Portfolio.objects.visible_to(viewer).values("pk")
    return Q(verb__startswith=PORTFOLIO) & ~Q(kind=PORTFOLIO, record_id__in=seen)


def told(
    events: Iterable[Event], viewer: Viewer, *, money_of: Collection[int], portfolios_of: Collection[int]
) -> list[Event]:
    """The events with what the viewer may be told of each: money and any portfolio only of the projects named, by
    their keys; else of a portfolio what everybody who may see it is told. At most one query."""
    found = list(events)
    named: set[str] | None = None
    for event in found:
        if any(change["field"] == PORTFOLIO for change in event.changes) and named is None:
            named = set(Portfolio.objects.visible_to(viewer).values_list("name", flat=True))
        every = event.project_id in portfolios_of
        changes = event.changes if event.project_id in money_of else _without_money(event.changes)
        event.changes = [
            change
            for change in changes
            if every or change["field"] != PORTFOLIO or {change["was"], change["is"]} & (named or set())
        ]
    return found


def _without_money(changes: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return (change for change in changes if change["field"] not in MONEY)
