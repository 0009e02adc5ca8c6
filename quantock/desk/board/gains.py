"""What the work brings: benefits by class, forecast and reported. None is validated yet, and the report says so."""

from collections.abc import Sequence

from quantock.benefits.classes import HELP, MONEY_CLASSES, BenefitClass
from quantock.desk.board.board import Board, Part
from quantock.desk.queries.gains import Gain
from quantock.engines.documents.report import Run, Table, Words
from quantock.engines.text import money, money_exact, plural

HEADING = "Benefits, reported but not validated"


def part(board: Board, gains: Sequence[Gain]) -> Part | None:
    """By class; nothing where none is written down. No query."""
    if not gains:
        return None
    rows: list[list[Words]] = []
    for each in gains:
        name = each.kind.label + (", of programmes themselves" if each.of_programmes else "")
        there = board.listed("benefits-everywhere:benefits", kind=each.kind.value)
        called: Words = [Run(name, link=there)] if board.until == board.today else name
        none = "No figure" if each.kind in MONEY_CLASSES else "Not in pounds"
        forecast = none if each.full_year is None else money_exact(each.full_year)
        rows.append([called, forecast, _reported(each), plural(each.count, "benefit")])
    table = Table(
        ["Class", "Forecast, full-year", "Reported so far", "From"],
        rows,
        caption=_caption(gains),
        alignments=["left", "right", "right", "left"],
        widths=[3, 2, 3, 2],
        fewest=2,
        of="classes",
    )
    return Part(HEADING, " ".join(_says(each) for each in gains if _says(each)), [table])


def _caption(gains: Sequence[Gain]) -> str:
    """What is not added together, and what classes in pounds mean that are no money in a budget."""
    there = {each.kind for each in gains}
    meant = [
        f"{kind.label}: {HELP[kind][0].lower()}{HELP[kind][1:]}"
        for kind in (BenefitClass.NON_CASH, BenefitClass.AVOIDANCE)
        if kind in there
    ]
    never = "Classes are never added together, nor what a programme says to what its projects say"
    return ". ".join([never, *meant])


def _reported(each: Gain) -> str:
    if each.reported is None:
        return "Nothing yet" if each.kind in MONEY_CLASSES else "Not in pounds"
    of = f" of {money_exact(each.compared)} forecast" if each.compared else ""
    return f"{money_exact(each.reported)}{of}"


def _says(each: Gain) -> str:
    """The money that leaves a budget alone: a board asks for that first."""
    if each.kind != "cash" or each.of_programmes or each.reported is None:
        return ""
    return f"Cash-releasing benefits: {money(each.reported)} reported so far, not validated."
