"""What is asked of the board by name: from the logs, of the portfolio or of the organisation it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.urls import reverse

from quantock.desk.board.board import Board
from quantock.desk.queries.asks import Wanted
from quantock.raid.kinds import REGISTERS, Kind
from quantock.raid.models import Escalation


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


def higher_of(board: Board, decisions: Sequence[Wanted]) -> list[Higher]:
    """Escalations that waited on the day, and decisions of the logs that say that this board decides; those most
    overdue first. One query. Without a portfolio: all that is asked of portfolios and organisations, as far as the
    viewer sees it."""
    rows = Escalation.objects.visible_to(board.viewer).as_at(board.until).filter(_of(board)).joined()
    asked = list(rows.order_by("by_when", "pk")[:200])
    found = [_escalated(each) for each in asked]
    about = {each.entry_id for each in asked}
    found += [_decision(each) for each in decisions if each.entry not in about]
    return sorted(found, key=lambda each: (each.by or date.max, each.since))


def _of(board: Board) -> Q:
    if board.portfolio is None:
        return Q(asked_portfolio__isnull=False) | Q(asked_organisation__isnull=False)
    ours = Q(asked_portfolio=board.portfolio)
    if board.portfolio.organisation_id:
        ours |= Q(asked_organisation=board.portfolio.organisation_id)
    return ours


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


def _decision(each: Wanted) -> Higher:
    return Higher(
        title=each.title,
        text=each.options,
        ref=f"{REGISTERS[Kind.DECISION].letters}-{each.number:03d} of P-{each.project:04d}",
        project=each.project_title,
        who=each.who,
        organisation=each.organisation,
        since=each.since,
        by=each.by,
        address=reverse("raid:entry", args=[each.project, each.entry]),
    )
