"""Is care getting better? What the outcome measures of the work show, each number opening its measures."""

from collections.abc import Iterator, Sequence

from django.urls import reverse

from quantock.desk.board.board import Board, Part, address_of, named
from quantock.desk.queries.asks import LookedAt, Told
from quantock.desk.queries.working import SAME, Working, latest_signals
from quantock.engines.documents.report import Block, Figure, Figures, Paragraph, Run, Table, Words
from quantock.engines.spc.sentences import BETTER, WORSE
from quantock.engines.text import excerpt, number, plural
from quantock.measures.counting import NO_DATA
from quantock.measures.kept import Kept

HEADING = "Is care getting better?"
MOST = 5
MOST_NAME = 60


def part(board: Board, found: Working, told: Told) -> Part | None:
    """As measures stand today; nothing for a report as at a past day, whose signals are not kept. One query at most."""
    if board.until != board.today:
        return None
    live = board.selection.counted()
    if not found.measures and not found.total[NO_DATA] and not told.sets:
        return None
    better, worse = found.total[BETTER], found.total[WORSE]
    says = (
        f"Of {plural(found.measures, 'outcome measure')}, {number(better)} {'is' if better == 1 else 'are'} "
    )
    says += f"improving and {number(worse)} getting worse."
    blocks: list[Block] = [_figures(board, found)]
    if changed := [Kept(each, board.today) for each in latest_signals(live, MOST)]:
        blocks.append(_changed(changed))
    if told.sets:
        blocks.append(Paragraph(list(_looked_at(told.sets))))
    return Part(HEADING, says, blocks)


def _figures(board: Board, found: Working) -> Figures:
    def measures(shows: str) -> str:
        return board.listed("measures-everywhere:measures", kind="outcome", signal=shows, state="live")

    return Figures(
        [
            Figure("Improving", number(found.total[BETTER]), link=measures(BETTER)),
            Figure("No change", number(found.total[SAME]), link=measures(SAME)),
            Figure("Getting worse", number(found.total[WORSE]), link=measures(WORSE)),
            Figure(
                "No data",
                number(found.total[NO_DATA]),
                note="projects whose step asks for it",
                link=board.projects(state="live", unmeasured="on"),
            ),
        ]
    )


def _looked_at(sets: Sequence[LookedAt]) -> Iterator[Run]:
    """The board's own sets of measures, each opening its page of charts."""
    yield Run("What this board looks at: ")
    for place, each in enumerate(sets):
        there = reverse("measures-everywhere:set", kwargs={"set_id": each.key})
        yield Run(each.name, link=there, bold=True)
        yield Run(f" ({plural(each.shown, 'measure')}, with charts){'.' if place == len(sets) - 1 else '; '}")


def _changed(found: list[Kept]) -> Table:
    rows: list[list[Words]] = []
    for each in found:
        one = each.measure
        there = reverse("measures:measure", kwargs={"number": one.project.number, "measure_id": one.pk})
        rows.append(
            [
                [
                    Run(excerpt(one.name, MOST_NAME), link=there, bold=True),
                    Run(
                        named(one.project.number, one.project.title),
                        link=address_of(one.project.number),
                        under=True,
                    ),
                ],
                each.reading,
            ]
        )
    return Table(["What changed last", "What its chart shows"], rows, widths=[3, 5], fewest=2)
