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
from quantock.raid.models.escalations import waited_on

MOST = 200


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
    answer: str = ""
    answered_on: date | None = None
    answered_by: str = ""


def higher_of(board: Board, decisions: Sequence[Wanted]) -> tuple[list[Higher], list[Higher]]:
    """Escalations that waited on the day, and decisions of the logs that say that this board decides, those most
    overdue first; and escalations answered since the last board, the last first. One query. Without a portfolio: all
    that is asked of portfolios and organisations, as far as the viewer sees it."""
    answered = Q(answered_on__gt=board.since, answered_on__lte=board.until)
    rows = Escalation.objects.visible_to(board.viewer).filter(waited_on(board.until) | answered, _of(board))
    asked = list(rows.joined().order_by("by_when", "pk")[:MOST])
    came_back = [each for each in asked if each.answered_on and each.answered_on <= board.until]
    came_back.sort(key=lambda each: (each.answered_on or date.min, each.pk), reverse=True)
    waiting = [each for each in asked if each not in came_back]
    found = [_escalated(each) for each in waiting]
    about = {each.entry_id for each in waiting}
    found += [_decision(each) for each in decisions if each.entry not in about]
    return (
        sorted(found, key=lambda each: (each.by or date.max, each.since)),
        list(map(_escalated, came_back)),
    )


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
        answer=each.answer,
        answered_on=each.answered_on,
        answered_by=str(each.answered_by or ""),
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
