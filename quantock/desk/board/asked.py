"""First: what is asked of the board. Who asks, by when, what; who has waited longest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quantock.desk.board.board import MOST_TEXT, MOST_TITLE, Board, Part, address_of, named
from quantock.desk.queries.asks import Ask, What, asks
from quantock.engines.dates import say_short
from quantock.engines.documents.report import Block, Heading, Paragraph, Run, Table, Words
from quantock.engines.text import excerpt, number, plural, say_list

SECTION = "What is asked of the board"


@dataclass(frozen=True, slots=True)
class Wishes:
    """One kind of wish: its words, and how many of them two pages hold."""

    title: str
    one: str
    many: str
    most: int
    headings: Sequence[str]
    widths: Sequence[float]

    def counted(self, count: int) -> str:
        return plural(count, self.one, self.many)


WISHES: Mapping[What, Wishes] = {
    "decisions": Wishes(
        "Decisions wanted",
        "decision",
        "decisions",
        4,
        ("What is asked", "Who asks", "Waiting since", "Wanted by"),
        (5, 2.4, 1.7, 1.7),
    ),
    "support": Wishes(
        "Support wanted",
        "request for support",
        "requests for support",
        3,
        ("What is asked", "Who asks", "Waiting since"),
        (6.7, 2.4, 1.7),
    ),
}


def part(board: Board) -> Part:
    """Two queries."""
    found = {what: asks(board.selection, what) for what in WISHES}
    count = sum(map(len, found.values()))
    if not count:
        return Part(SECTION, "No decision and no support is asked for.")
    said = say_list(WISHES[what].counted(len(wishes)) for what, wishes in found.items() if wishes)
    blocks = [block for what, wishes in found.items() if wishes for block in _listed(board, what, wishes)]
    return Part(SECTION, f"{said[0].upper()}{said[1:]} {'waits' if count == 1 else 'wait'} for you.", blocks)


def _listed(board: Board, what: What, found: Sequence[Ask]) -> list[Block]:
    wishes = WISHES[what]
    rows = [row_of(board, ask, what) for ask in found[: wishes.most]]
    blocks: list[Block] = [
        Heading(f"{wishes.title} ({number(len(found))})", 2),
        Table(wishes.headings, rows, widths=wishes.widths),
    ]
    if len(found) > wishes.most:
        says = f"See all {wishes.counted(len(found))}"
        blocks.append(Paragraph([Run(says, link=board.opened("desk:board-asked", show=what))]))
    return blocks


def row_of(board: Board, ask: Ask, what: What, *, whole: bool = False) -> list[Words]:
    """One line of the table; `whole` does not shorten what is asked."""
    text = ask.text if whole else excerpt(ask.text, MOST_TEXT)
    days = (board.until - ask.since).days
    row: list[Words] = [
        [
            Run(text, bold=not whole),
            Run(named(ask.number, ask.title), link=address_of(ask.number), under=True),
        ],
        [Run(ask.who or "Not named"), Run(excerpt(ask.organisation, MOST_TITLE), under=True)],
        [Run(say_short(ask.since, year=True)), Run(plural(days, "day"), under=True)],
    ]
    return [*row, _by_when(board, ask)] if what == "decisions" else row


def _by_when(board: Board, ask: Ask) -> Words:
    if ask.by is None:
        return "No date given"
    left = (ask.by - board.until).days
    if left < 0:
        return [Run(f"{say_short(ask.by, year=True)}\n"), Run(f"{plural(-left, 'day')} late", tone="red")]
    return [
        Run(say_short(ask.by, year=True)),
        Run("today" if left == 0 else f"in {plural(left, 'day')}", under=True),
    ]
