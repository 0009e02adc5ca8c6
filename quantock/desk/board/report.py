"""The whole report, from its sections."""

from quantock.desk.board import asked, better, changed, gains, picture, risks
from quantock.desk.board.board import Board, Part
from quantock.desk.queries.asks import Note, told
from quantock.desk.queries.stand import sums
from quantock.engines.dates import say_date
from quantock.engines.documents.report import Block, Heading, Paragraph, Report, Run
from quantock.engines.documents.report import Note as Small

EVERYTHING = "All projects"


def _parts(board: Board) -> tuple[list[Part], Note | None]:
    """Sections in the order in which a board reads, and its cover note; one that has nothing to say is left out.

    Seven queries at most, however much there is: sums come together, and so do words.
    """
    counted = sums(board.selection, board.since)
    news = changed.changes(board)
    words = told(board.selection, news.projects, board.since, board.portfolio)
    parts = (
        asked.part(board, words),
        better.part(board, counted.working, words),
        gains.part(board, counted.gains),
        changed.part(board, news, words),
        risks.part(board, counted, words),
        picture.standing_part(board, counted),
        picture.milestones_part(board),
        picture.money_part(board, counted.kinds),
    )
    return [part for part in parts if part], words.note


def board_report(board: Board, *, marked: str = "") -> Report:
    """What the viewer may see of it, with the cover note first."""
    parts, note = _parts(board)
    blocks: list[Block] = [Paragraph([Run(f"{part.says} ") for part in parts if part.says])]
    if note:
        blocks += [
            Heading("Cover note"),
            *(Paragraph([Run(line)]) for line in note.text.splitlines() if line),
        ]
        day = say_date(note.on)
        blocks.append(Small(f"{note.by}, {day}" if note.by else day))
    for part in parts:
        if part.blocks:
            blocks += [Heading(part.heading), *part.blocks]
    return Report(
        title="Board report",
        subtitle=f"{name_of(board)}, compared with {say_date(board.since)}",
        as_at=board.until,
        marked=marked,
        blocks=[*blocks, Small(_whose(board))],
    )


def name_of(board: Board) -> str:
    return board.portfolio.name if board.portfolio else EVERYTHING


def _whose(board: Board) -> str:
    """A document goes further than a page: it says for whose eyes it was made."""
    user = board.viewer.user
    who = f"{user.get_full_name()} may see" if user else "may be seen"
    return f"Made on {say_date(board.today)} from what {who}. Work that may not be seen is not counted."
