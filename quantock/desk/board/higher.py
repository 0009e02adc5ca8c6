"""What is asked of the board by name: from the logs, of the portfolio or of the organisation it belongs to."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.urls import reverse

from quantock.desk.board.board import Board
from quantock.projects.models.record import LIVE_STATES
from quantock.raid.kinds import Kind
from quantock.raid.models import Entry, Escalation


@dataclass(frozen=True, slots=True)
class Higher:
    """One question: as it was released, or a decision wanted whose project the viewer sees."""

    title: str
    text: str
    ref: str
    project: str
    who: str
    organisation: str
    since: date
    by: date | None
    address: str


def higher_of(board: Board) -> list[Higher]:
    """Escalations that waited on the day, and decisions of the logs that say that this board decides; those most
    overdue first. Two queries. Without a portfolio: all that is asked of portfolios and organisations, as far as the
    viewer sees it."""
    rows = Escalation.objects.visible_to(board.viewer).as_at(board.until).filter(_of(board)).joined()
    asked = list(rows.order_by("by_when", "pk")[:200])
    found = [_escalated(each) for each in asked]
    about = {each.entry_id for each in asked}
    found += [_decision(each) for each in _decisions(board) if each.pk not in about]
    return sorted(found, key=lambda each: (each.by or date.max, each.since))


def _of(board: Board) -> Q:
    if board.portfolio is None:
        return Q(asked_portfolio__isnull=False) | Q(asked_organisation__isnull=False)
    ours = Q(asked_portfolio=board.portfolio)
    if board.portfolio.organisation_id:
        ours |= Q(asked_organisation=board.portfolio.organisation_id)
    return ours


def _decisions(board: Board) -> list[Any]:
    """Decisions wanted whose "Who decides?" is the portfolio or its organisation, by name."""
    if board.portfolio is None:
        return []
    named = Q(details__decider__iexact=board.portfolio.name)
    if board.portfolio.organisation:
        named |= Q(details__decider__iexact=board.portfolio.organisation.name)
    rows = Entry.objects.visible_to(board.viewer).filter(
        named,
        Q(closed_on=None) | Q(closed_on__gt=board.until),
        kind=Kind.DECISION,
        raised_on__lte=board.until,
    )
    live = rows.filter(project__state__in=LIVE_STATES)
    return list(live.select_related("project__lead_organisation", "owner", "raised_by")[:200])


def _escalated(each: Escalation) -> Higher:
    said = each.shown
    return Higher(
        title=each.title,
        text=each.why,
        ref=f"{said['ref']} of {said['project']}",
        project=said["project_title"],
        who=str(each.asked_by or ""),
        organisation=said["organisation"],
        since=each.asked_on,
        by=each.by_when,
        address=reverse("raid-everywhere:escalation", args=[each.pk]),
    )


def _decision(each: Entry) -> Higher:
    return Higher(
        title=each.title,
        text=str(each.details.get("options", "")),
        ref=f"{each.ref} of {each.project.ref}",
        project=each.project.title,
        who=each.owned_by or str(each.raised_by or ""),
        organisation=each.project.lead_organisation.name,
        since=each.raised_on,
        by=each.due_on,
        address=reverse("raid:entry", args=[each.project.number, each.pk]),
    )
