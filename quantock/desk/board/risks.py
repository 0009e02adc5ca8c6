"""Top risks: where they stood at the last board, where they stand now."""

from django.urls import reverse

from quantock.desk.board.board import MOST_TITLE, Board, Part
from quantock.desk.queries.asks import Told
from quantock.desk.queries.risks import TopRisk
from quantock.desk.queries.stand import Sums
from quantock.engines.dates import say_short
from quantock.engines.documents.report import Block, Paragraph, Run, Table, Tone, Words
from quantock.engines.risk import Level
from quantock.engines.text import excerpt, movement, number, plural

HEADING = "Top risks"
ON_PAPER = 3
"""So many stand on paper in any case."""
TONES: dict[str, Tone] = {
    Level.EXTREME: "red",
    Level.HIGH: "amber",
    Level.MODERATE: "grey",
    Level.LOW: "grey",
}


def part(board: Board, counted: Sums, told: Told) -> Part | None:
    """The worst of those open on the day; nothing where none is. No query."""
    count = sum(counted.risks.values())
    if not count:
        return None
    extreme = counted.risks[Level.EXTREME]
    says = f"{plural(count, 'risk')} {'is' if count == 1 else 'are'} open, {number(extreme)} extreme."
    blocks: list[Block] = []
    if told.risks:
        headings = ["Risk", "Owner", say_short(board.since, year=True), "Now"]
        rows = [_row(each) for each in told.risks]
        blocks.append(Table(headings, rows, widths=[4.6, 2.2, 1.7, 2.3], fewest=ON_PAPER))
    if count > len(told.risks):
        there = board.list_of("raid-everywhere:log")
        blocks.append(Paragraph([Run(f"See all {plural(count, 'risk')}", link=there)]))
    return Part(HEADING, says, blocks)


def _row(each: TopRisk) -> list[Words]:
    there = reverse("raid:entry", args=[each.of.number, each.entry])
    place = "" if each.of.is_place else f" ({each.of.ref})"
    return [
        [
            Run(excerpt(each.title, MOST_TITLE), bold=True),
            Run(f"{excerpt(each.of.title, MOST_TITLE)}{place}, {each.ref}", link=there, under=True),
        ],
        each.owner or "Nobody",
        "Not scored" if each.was is None else _scored(each.was, each.was_level),
        [*_scored(each.score, each.level), Run(f" {_moved(each)}")],
    ]


def _scored(score: int, level: str) -> list[Run]:
    return [Run(f"{score} {level}", tone=TONES[level])]


def _moved(each: TopRisk) -> str:
    return "new" if each.was is None else movement(each.score - each.was)
