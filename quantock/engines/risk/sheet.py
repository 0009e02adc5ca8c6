"""Reading a risk register as organisations keep them: sections for a programme and for each project, headings repeated over each,
examples that show how to fill it in, numbered rows that nobody filled in. Every row is accounted for.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any

from quantock.engines.logs.mixed import RISK, split
from quantock.engines.logs.walk import NOT_NAMED, PROGRAMME, Raw, Way, said_of_rows_below, text_of, walk
from quantock.engines.logs.words import kind_called
from quantock.engines.tables import Refused, Source
from quantock.engines.tables.grid import Grid, check_size, csv_grid
from quantock.engines.tables.table import MOST_COLUMNS, MOST_COLUMNS_OF_RETURNS
from quantock.engines.text import say_list

from .found import Position, Risk, Sheet
from .headings import columns_of, plain
from .matrix import Matrix
from .products import taken_apart
from .ratings import (
    IMPACT,
    LIKELIHOOD,
    RATING,
    Answer,
    Ratings,
    Stated,
    as_said,
    number_of,
    sizes_said,
    together,
)
from .ratings import read as read_ratings
from .rows import WHENS, finish, is_guidance, rated, stated_in
from .which import STANDARD, Matrices
from .wide import in_one_cell, side_by_side

_REGISTER = re.compile(
    r"risk|register|\blogs?\b|raid|issue|open|closed?\b|archive|current|programme|portfolio|sheet ?\d|\bQ[1-4]\b|\d{4}|return|round",
    re.IGNORECASE,
)
"""What a sheet of risks is called that is not called as a project is."""

LONGEST_ANSWER = 40
MOST_TOLD = 12
WAY = Way(columns_of, ("name", "short", "description", "cause"), "has no name of a risk", is_guidance)
__all__ = ["NOT_NAMED", "PROGRAMME", "Matrices", "Position", "Risk", "Sheet", "read_grid", "read_risks"]


def read_risks(
    source: Source,
    sheet: str | None = None,
    ratings: Ratings | None = None,
    matrices: Matrices = STANDARD,
) -> Sheet:
    """The risks of a file: of the sheet asked for, else of all visible ones; of two that hold the same risks, as this round's
    and the last one's do, of the one that holds more.

    `ratings` is what a person said of its scales, `matrices` what it can be scored on. Raises Refused where no sheet has a
    register of risks.
    """
    if source.workbook is None:
        if sheet is not None:
            source.find_sheet(sheet)
        text = source.text.text if source.text else ""
        grid = csv_grid(text, source.delimiter or ",", most_columns=MOST_COLUMNS_OF_RETURNS)
        grids: Iterable[tuple[str | None, Grid]] = [(None, grid)]
    elif sheet is not None:
        name = source.find_sheet(sheet).name
        grids = [(name, source.workbook.grid(name, most_columns=MOST_COLUMNS_OF_RETURNS))]
    else:
        grids = _every(source)
    found = [one for name, grid in grids if (one := _of_grid(grid, name, matrices=matrices, ratings=ratings))]
    if not found:
        where = f"on the sheet “{sheet}”" if sheet else "in the file"
        raise Refused(
            f"No register of risks was found {where}.",
            "Its row of headings names the risk, its likelihood, its impact or its score. Name the sheet if it is another.",
        )
    return _together(found, matrices)


def _every(source: Source) -> Iterator[tuple[str, Grid]]:
    """Each visible sheet; one too wide to be a register is none."""
    for one in source.sheets:
        if one.hidden or source.workbook is None:
            continue
        with suppress(Refused):
            grid = source.workbook.grid(one.name, most_columns=MOST_COLUMNS_OF_RETURNS)
            if grid.width > MOST_COLUMNS and side_by_side(grid) is None:
                continue
            yield one.name, grid


def _of_grid(grid: Grid, name: str | None, **said: Any) -> tuple[Grid, Sheet] | None:
    """The register of a sheet, with a risk a row or all risks of a project in one; with the grid that it was read from. Of a
    log that says of each row what it is, the risks."""
    parts = dict(split(grid))
    if others := [kind for kind in parts if kind != RISK] if RISK in parts else []:
        grid = parts[RISK]
        grid.warnings.append(
            f"Only the rows of risks were read; others are called {say_list(sorted(others))}."
        )
    if wide := side_by_side(grid):
        read = read_grid(wide, name, known=True, **said)
        return (wide, read) if read else None
    check_size(0, grid.width)
    if read := read_grid(grid, name, **said):
        return grid, read
    if wide := in_one_cell(grid):
        read = read_grid(wide, name, known=True, **said)
    return (wide, read) if wide and read else None


def _together(found: Sequence[tuple[Grid, Sheet]], matrices: Matrices) -> Sheet:
    """The risks of all sheets, but for those that repeat what a longer one holds, which are named."""
    kept: list[tuple[Grid, Sheet]] = []
    again: list[Sheet] = []
    sure = [each for each in found if _is_of_risks(each[1])] or found
    for grid, read in sorted(sure, key=lambda each: -len(each[1].risks)):
        there = {plain(risk.name) for _, other in kept for risk in other.risks}
        same = sum(plain(risk.name) in there for risk in read.risks)
        if not read.risks and kept:
            continue
        if read.risks and 2 * same >= len(read.risks):
            again.append(read)
        else:
            kept.append((grid, read))
    kept.sort(key=lambda each: found.index(each))
    best = kept[0][1] if len(kept) == 1 else _joined(kept, matrices)
    if again:
        named = ", ".join(f"“{each.name}” ({len(each.risks)})" for each in again)
        best.warnings.append(f"The same risks stand on other sheets too, which were not read: {named}.")
    return best


def _is_of_risks(read: Sheet) -> bool:
    """Whether a sheet is of risks and of nothing else with an impact: its name says so, or it knows likelihoods."""
    kind = kind_called(read.name or "risks")
    return kind == "risk" or (
        not kind and any(risk.pre.likelihood or risk.post.likelihood for risk in read.risks)
    )


def _joined(kept: Sequence[tuple[Grid, Sheet]], matrices: Matrices) -> Sheet:
    """Several sheets as one, on the matrix of them all. One that is called neither a register nor what it holds is
    called as its project is."""
    scale = matrices.scale_of([grid for grid, _ in kept])
    code = matrices.of(scale)
    whole = Sheet(", ".join(str(each.name) for _, each in kept), code, matrices.known[code], scale)
    # An answer means the same on all of them.
    scales = as_said(together(each.answers for _, each in kept)) if code == kept[0][1].matrix else None
    kept = [
        (
            grid,
            read_grid(grid, each.name, known=each.known, matrices=matrices, scale=scale, ratings=scales)
            or each,
        )
        for grid, each in kept
    ]
    whole.theirs = kept[0][1].theirs
    whole.answers = together(each.answers for _, each in kept)
    for _, read in kept:
        own = str(read.name)
        of_project = not _REGISTER.search(own) and all(risk.scope == PROGRAMME for risk in read.risks)
        whole.risks += [replace(risk, scope=own) if of_project else risk for risk in read.risks]
        whole.examples += read.examples
        whole.empty += read.empty
        whole.skipped += [(row, f"{why} (on “{own}”)", text) for row, why, text in read.skipped]
        whole.warnings += [f"“{own}”: {warning}" for warning in read.warnings]
    return whole


def read_grid(
    grid: Grid,
    name: str | None,
    *,
    known: bool = False,
    matrices: Matrices = STANDARD,
    scale: str = "",
    ratings: Ratings | None = None,
) -> Sheet | None:
    """The risks of one sheet; None where it has no register of them. `known`: that they are risks is sure. `matrices`: on which
    they can be scored; `scale`: of which of them its own is, where that is not to be told from the sheet alone. `ratings`: what
    was said of its scales."""
    way = replace(WAY, columns=partial(columns_of, known=True)) if known else WAY
    walked = walk(grid, way, name)
    if not walked.tables:
        return None
    texts = {
        cell for row in grid.rows for cell in row if isinstance(cell, str) and len(cell) <= LONGEST_ANSWER
    }
    found = taken_apart(walked.found, texts)
    counted, stated = _answers(found)
    most = tuple(max(map(_number, counted[each]), default=0) for each in (LIKELIHOOD, IMPACT))
    said = sizes_said(texts)
    sizes = said.get(LIKELIHOOD, 0), said.get(IMPACT, 0)
    scale = scale or matrices.scale_of([grid], (most[0], most[1]), sizes)
    code = matrices.of(scale)
    sheet = Sheet(
        name,
        code,
        matrices.known[code],
        scale,
        known,
        examples=walked.examples,
        empty=walked.empty,
        skipped=walked.skipped,
    )
    sheet.warnings = [*grid.warnings, *said_of_rows_below(walked.below)]
    sheet.theirs = theirs = matrices.known[scale] if scale != code else None
    reading = read_ratings(counted, texts, sheet.on, ratings or Ratings(), stated, theirs)
    sheet.answers = reading.answers
    sheet.warnings += _told(reading.answers, theirs, sheet.on)
    sheet.risks = [finish(each, sheet, reading) for each in found]
    return sheet


def _number(text: str) -> int:
    return number_of(text) or 0


def _answers(found: Sequence[Raw]) -> tuple[dict[str, Counter[str]], list[Stated]]:
    """How often each answer of a scale stands on a sheet, by measure; and the scores that it states."""
    counted: dict[str, Counter[str]] = {measure: Counter() for measure in (LIKELIHOOD, IMPACT, RATING)}
    stated: list[Stated] = []
    for raw in found:
        for when in WHENS:
            if score := stated_in(raw.cells.get(f"{when}_score")):
                likely, bad = (text_of(raw.cells.get(f"{when}_{each}")) for each in (LIKELIHOOD, IMPACT))
                stated.append((likely, bad, score))
            for measure in (LIKELIHOOD, IMPACT):
                if text := text_of(raw.cells.get(f"{when}_{measure}")):
                    counted[measure][text] += 1
            if band := rated(raw, when):
                counted[RATING][band] += 1
    return counted, stated


def _told(answers: Sequence[Answer], theirs: Matrix | None, ours: Matrix) -> Iterator[str]:
    """Of each scale that is not ours, how it is taken."""
    if theirs:
        yield f"The sheet scores as the matrix {theirs.name} does; its steps are moved to those of {ours.name}."
    for measure in (LIKELIHOOD, IMPACT, RATING):
        taken = [
            f"“{each.text[:40]}” as {each.ours}" for each in answers if each.measure == measure and each.moved
        ]
        if taken:
            more = f" and {len(taken) - MOST_TOLD} more" if len(taken) > MOST_TOLD else ""
            yield (
                f"The {measure} is on another scale; it is read with {', '.join(taken[:MOST_TOLD])}{more}. What the sheet says "
                "stays in the notes of each risk."
            )
