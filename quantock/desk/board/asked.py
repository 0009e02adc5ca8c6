"""First: what is asked of the board. Who asks, by when, what; who has waited longest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quantock.desk.board.board import MOST_TEXT, MOST_TITLE, MOST_WHY, Board, Part, address_of, named
from quantock.desk.board.higher import Higher, higher_of
from quantock.desk.queries.asks import Ask, Told, What
from quantock.engines.dates import say_short
from quantock.engines.documents.report import Block, Heading, Paragraph, Run, Table, Words
from quantock.engines.text import excerpt, number, plural, say_list

SECTION = "What is asked of the board"
MOST_HIGHER, MOST_ANSWERED = 3, 5
"""How many of those asked by name two pages hold beside the others."""
ON_PAPER = 2
"""Of those asked by name so many stand on paper in any case; a third only where there is room."""


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


def part(board: Board, told: Told) -> Part:
    """What is asked of the board by name first, then what teams want. One query."""
    higher, answered = higher_of(board, told.wanted)
    found: dict[What, Sequence[Ask]] = {"decisions": told.decisions, "support": told.support}
    count = len(higher) + sum(map(len, found.values()))
    if not count:
        return Part(SECTION, "No decision and no support is asked for.", _answered(board, answered))
    words = [plural(len(higher), "question asked by name", "questions asked by name")] if higher else []
    words += [WISHES[what].counted(len(wishes)) for what, wishes in found.items() if wishes]
    said = say_list(words)
    blocks = _asked_by_name(board, higher) + _answered(board, answered)
    blocks += [
        block
        for what, wishes in found.items()
        if wishes
        for block in _listed(board, what, wishes, fewer=bool(higher))
    ]
    return Part(SECTION, f"{said[0].upper()}{said[1:]} {'waits' if count == 1 else 'wait'} for you.", blocks)


def _asked_by_name(board: Board, found: Sequence[Higher]) -> list[Block]:
    """Who asks and by when; those that are most overdue first."""
    if not found:
        return []
    rows = [_higher_row(board, each) for each in found[:MOST_HIGHER]]
    headings = ("What is asked", "Who asks", "Waiting since", "Wanted by")
    blocks: list[Block] = [
        Heading(f"Asked by name ({number(len(found))})", 2),
        Table(
            headings,
            rows,
            widths=WISHES["decisions"].widths,
            fewest=ON_PAPER,
        ),
    ]
    if len(found) > ON_PAPER:
        to = f"portfolio-{board.portfolio.pk}" if board.portfolio else ""
        says = f"See all {plural(len(found), 'question', 'questions')} asked by name"
        blocks.append(Paragraph([Run(says, link=board.to("raid-everywhere:escalations", to=to))]))
    return blocks


def _answered(board: Board, found: Sequence[Higher]) -> list[Block]:
    """What came back since the last board."""
    if not found:
        return []
    rows: list[list[Words]] = [
        [
            [
                Run(excerpt(each.title, MOST_TITLE), bold=True),
                Run(f"{excerpt(each.project, MOST_TITLE)} ({each.ref})", link=each.address, under=True),
            ],
            [
                Run(excerpt(each.answer, MOST_WHY)),
                Run(
                    f"{each.answered_by or 'Somebody'}, {say_short(each.answered_on, year=True)}", under=True
                ),
            ],
        ]
        for each in found[:MOST_ANSWERED]
        if each.answered_on
    ]
    blocks: list[Block] = [
        Heading(f"Answered since the last board ({number(len(found))})", 2),
        Table(("What was asked", "The answer"), rows, widths=(5, 5.8), fewest=1),
    ]
    if len(found) > MOST_ANSWERED:
        to = f"portfolio-{board.portfolio.pk}" if board.portfolio else ""
        there = board.to("raid-everywhere:escalations", to=to, show="answered")
        blocks.append(Paragraph([Run(f"See all {len(found)} answers", link=there)]))
    return blocks


def _higher_row(board: Board, each: Higher) -> list[Words]:
    days = (board.until - each.since).days
    return [
        [
            Run(excerpt(each.title, MOST_TITLE), bold=True),
            Run(excerpt(each.text, MOST_TEXT), under=True),
            Run(f"{excerpt(each.project, MOST_TITLE)} ({each.ref})", link=each.address, under=True),
        ],
        [Run(each.who or "Not named"), Run(excerpt(each.organisation, MOST_TITLE), under=True)],
        [Run(say_short(each.since, year=True)), Run(plural(days, "day"), under=True)],
        _by_when(board, each),
    ]


def _listed(board: Board, what: What, found: Sequence[Ask], *, fewer: bool) -> list[Block]:
    """Fewer of each where what is asked by name stands before them: two pages hold no more."""
    wishes = WISHES[what]
    most = wishes.most - 2 if fewer else wishes.most
    rows = [row_of(board, ask, what) for ask in found[:most]]
    blocks: list[Block] = [
        Heading(f"{wishes.title} ({number(len(found))})", 2),
        Table(wishes.headings, rows, widths=wishes.widths, fewest=2 if len(found) > most else 0),
    ]
    if len(found) > most:
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


def _by_when(board: Board, ask: Ask | Higher) -> Words:
    if ask.by is None:
        return "No date given"
    left = (ask.by - board.until).days
    if left < 0:
        return [Run(f"{say_short(ask.by, year=True)}\n"), Run(f"{plural(-left, 'day')} late", tone="red")]
    return [
        Run(say_short(ask.by, year=True)),
        Run("today" if left == 0 else f"in {plural(left, 'day')}", under=True),
    ]
