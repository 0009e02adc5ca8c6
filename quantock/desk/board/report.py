"""The whole report, from its sections."""

from collections.abc import Callable

from django.utils import timezone

from quantock.desk.board import asked, better, changed, picture
from quantock.desk.board.board import Board, Part
from quantock.desk.models import BoardNote
from quantock.engines.dates import say_date
from quantock.engines.documents.report import Block, Heading, Note, Paragraph, Report, Run

SECTIONS: tuple[Callable[[Board], Part | None], ...] = (
    asked.part,
    better.part,
    changed.part,
    picture.standing_part,
    picture.milestones_part,
    picture.money_part,
)
"""In the order in which a board reads. A section that has nothing to say gives None."""

EVERYTHING = "All projects"


def board_report(board: Board, *, marked: str = "", note: BoardNote | None = None) -> Report:
    """What the viewer may see of it, with the cover note first. A fixed number of queries, each section its own."""
    parts = [found for section in SECTIONS if (found := section(board))]
    blocks: list[Block] = [Paragraph([Run(" ".join(part.says for part in parts if part.says))])]
    if note:
        blocks += [
            Heading("Cover note"),
            *(Paragraph([Run(line)]) for line in note.text.splitlines() if line),
        ]
        day = say_date(timezone.localtime(note.made_at).date())
        blocks.append(Note(f"{note.by}, {day}" if note.by else day))
    for part in parts:
        if part.blocks:
            blocks += [Heading(part.heading), *part.blocks]
    return Report(
        title="Board report",
        subtitle=f"{name_of(board)}, compared with {say_date(board.since)}",
        as_at=board.until,
        marked=marked,
        blocks=[*blocks, Note(_whose(board))],
    )


def name_of(board: Board) -> str:
    return board.portfolio.name if board.portfolio else EVERYTHING


def _whose(board: Board) -> str:
    """A document goes further than a page: it says for whose eyes it was made."""
    user = board.viewer.user
    who = f"{user.get_full_name()} may see" if user else "may be seen"
    return f"Made on {say_date(board.today)} from what {who}. Work that may not be seen is not counted."
