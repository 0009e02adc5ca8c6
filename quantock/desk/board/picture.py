"""Then the picture: how the work stands, at which step, what falls due, and the money of each kind."""

from collections.abc import Callable, Sequence

from django.urls import reverse

from quantock.desk.board.board import Board, Part, address_of
from quantock.desk.queries.kinds import Kind
from quantock.desk.queries.stand import Dated, Stand, Sums, ahead
from quantock.engines import charts
from quantock.engines.charts import Svg, in_both_widths
from quantock.engines.dates import add_months, say_date, say_short
from quantock.engines.documents.report import Block, Figure, Figures, Picture, Run, Table, Words
from quantock.engines.text import excerpt, money_exact, movement, number, plural
from quantock.projects.models import Confidence
from quantock.web.context import address

# The five steps of older registers share the three colours, each by its own word.
COLOURS = {
    Confidence.GREEN: "green",
    Confidence.AMBER_GREEN: "green",
    Confidence.AMBER: "amber",
    Confidence.AMBER_RED: "amber",
    Confidence.RED: "red",
}
MOST_ROWS, MOST_LISTED = 8, 50
MONTHS_AHEAD = 12
WIDE = 680

Draw = Callable[[str, int], Svg]


def standing_part(board: Board, sums: Sums) -> Part:
    """How many are live, how confident their people are, and at which step they stand. No query."""
    now, then = sums.now, sums.then
    day = "today" if board.until == board.today else f"on {say_date(board.until)}"
    heading = f"How the work stands {day}"
    if not now.count:
        was = "is" if board.until == board.today else "was"
        return Part(heading, f"No project {was} live {day}.")
    blocks: list[Block] = [_figures(board, now, then)]
    if now.count > now.not_asked:
        blocks.append(_confidence(board, now))
    blocks += [_steps(board, name, bars) for name, bars in sums.steps_named()]
    says = f"{plural(now.count, 'project')} {'is' if now.count == 1 else 'are'} live, {number(now.red)} of them red."
    return Part(heading, says, blocks)


def _figures(board: Board, now: Stand, then: Stand) -> Block:
    since = f" since {say_short(board.since)}"
    asked = now.count - now.not_asked
    figures = [
        Figure(
            "Live projects",
            number(now.count),
            movement(now.count - then.count) + since,
            link=board.projects(state="live"),
        ),
        Figure(
            "Red",
            number(now.red),
            movement(now.red - then.red) + since,
            f"of {number(asked)} on the full track",
            board.projects(state="live", confidence="red", track="full"),
        ),
        Figure(
            "Gone quiet",
            number(now.quiet),
            note="no update when it was due",
            link=board.projects(state="live", quiet="on"),
        ),
    ]
    if board.until == board.today:
        asks = board.projects(state="live", course="help wanted")
        figures.append(
            Figure("Help wanted", number(now.help_wanted), note="on the lighter tracks", link=asks)
        )
    return Figures(figures)


def _confidence(board: Board, now: Stand) -> Block:
    """Every step of the scale that somebody gave, and those not rated; the other tracks are not asked."""
    parts = [
        charts.Part(
            colour,
            now.rated[step],
            board.projects(state="live", confidence=step.value, track="full"),
            str(step.label).lower(),
        )
        for step, colour in COLOURS.items()
        if now.rated[step]
    ]
    if now.not_rated:
        none = board.projects(state="live", confidence="none")
        parts.append(charts.Part("unknown", now.not_rated, none, "not rated"))

    def draw(prefix: str, width: int) -> Svg:
        return charts.stacked_bar(parts, prefix=prefix, width=width)

    rows: list[list[Words]] = [[part.says.capitalize(), number(part.count)] for part in parts]
    return _picture(
        draw,
        "board-confidence",
        charts.stacked_bar_sentence(parts),
        "Delivery confidence on the full track",
        Table(["Confidence", "Projects"], rows, alignments=["left", "right"]),
    )


def _steps(board: Board, model: str, found: Sequence[tuple[int, str, int]]) -> Block:
    rows = [
        charts.Bar(name, count, stuck=None, href=board.projects(state="live", step=step))
        for step, name, count in found
    ]

    def draw(prefix: str, width: int) -> Svg:
        return charts.bars(rows, prefix=prefix, width=width)

    data: list[list[Words]] = [[row.name, number(row.count)] for row in rows]
    return _picture(
        draw,
        f"board-steps-{found[0][0]}",
        charts.bars_sentence(rows),
        f"{model}: at which step they stand",
        Table(["Step", "Projects"], data, alignments=["left", "right"]),
        spare=1,
    )


def milestones_part(board: Board) -> Part | None:
    """What falls due in twelve months, is or is late. One query."""
    found = ahead(board.selection)
    if not (found.drawn or found.late):
        return None
    figures = Figures(
        [
            Figure("Due in 90 days", number(found.due), link=_dated(board, "due")),
            Figure(
                "Provisional",
                number(found.provisional),
                note="of those due in 90 days",
                link=_dated(board, "provisional"),
            ),
            Figure("Late", number(found.late), note="and not reached", link=_dated(board, "late")),
        ]
    )
    late = f"{plural(found.late, 'milestone')} {'is' if found.late == 1 else 'are'} late."
    return Part(
        "Milestones",
        late if found.late else "",
        [figures, *([_timeline(board, found.drawn)] if found.drawn else [])],
    )


def _dated(board: Board, when: str) -> str:
    """The list of milestones behind a number."""
    return board.list_of("desk:milestones", when=when) if address("desk:milestones") else ""


def _timeline(board: Board, drawn: Sequence[Dated]) -> Block:
    """One row a programme (or a project that is in none), the soonest first."""
    lines: dict[int, list[Dated]] = {}
    for each in drawn:
        lines.setdefault(each.programme, []).append(each)
    rows = [
        charts.Row(
            excerpt(dated[0].programme_title, 60),
            [
                charts.Milestone(
                    each.name,
                    each.forecast,
                    each.verdict.status,
                    each.baseline,
                    each.provisional,
                    reverse("projects:milestones", args=[each.number]),
                )
                for each in dated
            ],
            address_of(programme),
        )
        for programme, dated in lines.items()
    ]
    end = add_months(board.until, MONTHS_AHEAD)

    def draw(prefix: str, width: int) -> Svg:
        return charts.timeline(
            rows, board.until, end, board.until, prefix=prefix, width=width, most_rows=MOST_ROWS
        )

    data: list[list[Words]] = [
        [
            f"{excerpt(each.title, 60)}: {each.name}",
            say_date(each.forecast),
            each.verdict.word,
        ]
        for each in drawn[:MOST_LISTED]
    ]
    sentence = charts.timeline_sentence(rows, board.until, end, board.until)
    table = Table(["Milestone", "Expected", "Status"], data)
    return _picture(draw, "board-milestones", sentence, "The next twelve months", table, wide=960, spare=1)


def money_part(board: Board, kinds: Sequence[Kind]) -> Part | None:
    """Each kind for itself, of projects whose money one may see; nothing where that is none. No query."""
    rows: list[list[Words]] = []
    for kind in kinds:
        given = plural(kind.gave, "project")
        if kind.other_answers:
            given += f"; {plural(kind.other_answers, 'gives', 'give')} another answer"
        if kind.inside:
            given += f"; {number(kind.inside)} inside a programme's figure"
        total = "No figure" if kind.pence is None else money_exact(kind.pence)
        link = board.opened("desk:board-money", kind=kind.key)
        rows.append([kind.says, [Run(total, link=link, about=kind.says)], given])
    if not rows:
        return None
    table = Table(
        ["Kind", "Amount", "Given by"],
        rows,
        caption="Kinds of money are never added together",
        alignments=["left", "right", "left"],
        widths=[3, 2, 4],
        fewest=4,
        of="kinds",
    )
    return Part("Money", "", [table])


def _picture(
    draw: Draw,
    prefix: str,
    says: str,
    caption: str,
    data: Table,
    *,
    wide: int = WIDE,
    narrow: int = 280,
    spare: int = 0,
) -> Block:
    """Drawn once for documents, and in both widths with links for a page."""
    screen = in_both_widths(draw, prefix=prefix, wide=wide, narrow=narrow)
    return Picture(
        draw(f"{prefix}-paper", wide), says, wide / 1100, f"{caption}. {says}", screen, data, spare
    )
