"""Reading a risk register as organisations keep them: sections for a programme and for each project, headings repeated over each,
examples that show how to fill it in, numbered rows that nobody filled in. Every row is accounted for.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import chain
from typing import Any

from quantock.engines.dates import say_date
from quantock.engines.logs.headings import KEPT
from quantock.engines.logs.walk import NOT_NAMED, PROGRAMME, Raw, Way, text_of, walk
from quantock.engines.logs.words import DOING, DONE, OPEN, kind_called
from quantock.engines.tables import Refused, Source
from quantock.engines.tables.grid import Grid, csv_grid
from quantock.engines.tables.table import Cell

from .headings import columns_of, plain
from .matrix import SHIPPED, Matrix
from .ratings import (
    IMPACT,
    LIKELIHOOD,
    RATING,
    STEP,
    WORDS,
    Answer,
    Ratings,
    Reading,
    Stated,
    as_said,
    place_of,
    step_of,
    together,
    whole_of,
)
from .ratings import read as read_ratings

_TIMES = r"\d{1,2}\s*[x\N{MULTIPLICATION SIGN}*]\s*\d{1,2}"
_SCORE = re.compile(
    rf"(?:score\W{{0,3}})?(?:[a-z/ ]{{1,20}}\W{{0,2}})?\(?(\d{{1,3}})\)?\s*"
    rf"(?:[(\[]\s*{_TIMES}\s*[)\]]|[-\N{{EN DASH}}(]?\s*[a-z][a-z /]{{1,20}}\)?|(?:/|out of|of)\s*\d{{1,3}})?|{_TIMES}\s*=\s*(\d{{1,3}})",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"(?:risk )?(?:date )?clos(?:ed|ure)(?: on| date)?|date of closure")
_REGISTER = re.compile(
    r"risk|register|\blogs?\b|raid|issue|open|closed?\b|archive|current|programme|portfolio|sheet ?\d|\bQ[1-4]\b|\d{4}|return|round",
    re.IGNORECASE,
)
"""What a sheet of risks is called that is not called as a project is."""

STATES: Mapping[str, Sequence[str]] = {
    "open": (
        *OPEN,
        *DOING,
        "accepted",
        "tolerated",
        "treat",
        "tolerate",
        "monitoring",
        "escalated",
        "managed",
    ),
    "happened": (
        "happened",
        "materialised",
        "materialized",
        "occurred",
        "realised",
        "became an issue",
        "issue",
        "converted to issue",
        "crystallised",
    ),
    "closed": (
        *DONE,
        "expired",
        "retired",
        "mitigated",
        "cancelled",
        "withdrawn",
        "superseded",
        "not applicable",
        "n a",
    ),
}
"""How a risk stands, in the words of sheets."""

LONGEST_ANSWER = 40
MOST_TOLD = 12
__all__ = ["NOT_NAMED", "PROGRAMME", "Position", "Risk", "Sheet", "read_grid", "read_risks", "step_of"]


@dataclass(frozen=True, slots=True)
class Position:
    """Likelihood, impact and score, as far as the sheet gives them."""

    likelihood: int | None = None
    impact: int | None = None
    stated: int | None = None

    @property
    def score(self) -> int | None:
        """The product; where a step is missing, what the sheet states."""
        return self.likelihood * self.impact if self.likelihood and self.impact else self.stated


@dataclass(frozen=True, slots=True)
class Risk:
    """One risk of a sheet; `scope` is a project's name, or the programme."""

    row: int
    scope: str
    name: str
    texts: dict[str, str]
    pre: Position
    post: Position
    target: Position = Position()

    @property
    def is_worse_after(self) -> bool:
        before, after = self.pre.score, self.post.score
        return before is not None and after is not None and after > before

    def to_dict(self) -> dict[str, Any]:
        """The JSON of a risk."""
        return {
            "row": self.row,
            "scope": self.scope,
            "name": self.name,
            **{name: self.texts.get(name) for name in ("category", "owner", "proximity")},
            **{
                f"{when}_{name}": getattr(at, name)
                for when, at in (("pre", self.pre), ("post", self.post))
                for name in ("likelihood", "impact", "score")
            },
        }


@dataclass(slots=True)
class Sheet:
    """A sheet that was read: its risks, the matrix they are scored on, and what became of its other rows."""

    name: str | None
    matrix: str
    risks: list[Risk] = field(default_factory=list)
    examples: list[int] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    skipped: list[tuple[int, str, str]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    answers: Sequence[Answer] = ()
    """What its scales say, and how that is taken."""

    def to_dict(self) -> dict[str, Any]:
        """The JSON of a sheet: how many risks, whose, and their scores before and after."""
        pre = [each.pre.score for each in self.risks]
        post = [each.post.score for each in self.risks]
        return {
            "sheet": self.name,
            "matrix": self.matrix,
            "risks": len(self.risks),
            "by_project": dict(Counter(each.scope for each in self.risks)),
            "pre_score_sum": sum(score for score in pre if score is not None),
            "post_score_sum": sum(score for score in post if score is not None),
            "without_pre_score": pre.count(None),
            "without_post_score": post.count(None),
            "worse_after": sum(each.is_worse_after for each in self.risks),
            "example_rows": len(self.examples),
            "empty_rows": len(self.empty),
            "scales": [each.to_dict() for each in self.answers],
            "entries": [each.to_dict() for each in self.risks],
            "skipped": [{"row": row, "why": why, "text": text} for row, why, text in self.skipped],
            "warnings": self.warnings,
        }


def read_risks(source: Source, sheet: str | None = None, ratings: Ratings | None = None) -> Sheet:
    """The risks of a file: of the sheet asked for, else of all visible ones; of two that hold the same risks, as this round's
    and the last one's do, of the one that holds more.

    `ratings` is what a person said of its scales. Raises Refused where no sheet has a register of risks.
    """
    if source.workbook is None:
        if sheet is not None:
            source.find_sheet(sheet)
        text = source.text.text if source.text else ""
        grids: Iterable[tuple[str | None, Grid]] = [(None, csv_grid(text, source.delimiter or ","))]
    elif sheet is not None:
        name = source.find_sheet(sheet).name
        grids = [(name, source.workbook.grid(name, most_rows=None))]
    else:
        grids = _every(source)
    found = [
        (grid, read) for name, grid in grids if (read := read_grid(grid, name, ratings=ratings)) is not None
    ]
    if not found:
        where = f"on the sheet “{sheet}”" if sheet else "in the file"
        raise Refused(
            f"No register of risks was found {where}.",
            "Its row of headings names the risk, its likelihood, its impact or its score. Name the sheet if it is another.",
        )
    return _together(found)


def _every(source: Source) -> Iterator[tuple[str, Grid]]:
    """Each visible sheet; one too wide to be a register is none."""
    for one in source.sheets:
        if one.hidden or source.workbook is None:
            continue
        with suppress(Refused):
            yield one.name, source.workbook.grid(one.name, most_rows=None)


def _together(found: Sequence[tuple[Grid, Sheet]]) -> Sheet:
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
    best = kept[0][1] if len(kept) == 1 else _joined(kept)
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


def _joined(kept: Sequence[tuple[Grid, Sheet]]) -> Sheet:
    """Several sheets as one, on the matrix of them all. One that is called neither a register nor what it holds is
    called as its project is."""
    code = _matrix_of(*(grid for grid, _ in kept))
    whole = Sheet(", ".join(str(each.name) for _, each in kept), code)
    # An answer means the same on all of them.
    scales = as_said(together(each.answers for _, each in kept)) if code == kept[0][1].matrix else None
    kept = [(grid, read_grid(grid, each.name, matrix=code, ratings=scales) or each) for grid, each in kept]
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
    grid: Grid, name: str | None, *, known: bool = False, matrix: str = "", ratings: Ratings | None = None
) -> Sheet | None:
    """The risks of one sheet; None where it has no register of them. `known`: that they are risks is sure. `matrix`: on which
    they are scored, where that is not to be told from the sheet alone. `ratings`: what was said of its scales."""
    way = replace(WAY, columns=partial(columns_of, known=True)) if known else WAY
    walked = walk(grid, way, name)
    if not walked.tables:
        return None
    sheet = Sheet(
        name,
        matrix or _matrix_of(grid),
        examples=walked.examples,
        empty=walked.empty,
        skipped=walked.skipped,
    )
    sheet.warnings = list(grid.warnings)
    scale = SHIPPED[sheet.matrix]
    reading = _ratings(grid, walked.found, scale, ratings or Ratings())
    sheet.answers = reading.answers
    sheet.warnings += _told(reading.answers)
    sheet.risks = [_finish(each, sheet, scale, reading) for each in walked.found]
    return sheet


def _ratings(grid: Grid, found: Sequence[Raw], matrix: Matrix, said: Ratings) -> Reading:
    """How the answers of all scales of a sheet are taken."""
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
            if rated := _rated(raw, when):
                counted[RATING][rated] += 1
    texts = {
        cell for row in grid.rows for cell in row if isinstance(cell, str) and len(cell) <= LONGEST_ANSWER
    }
    return read_ratings(counted, texts, matrix, said, stated)


def _rated(raw: Raw, when: str) -> str:
    """A band alone, without a likelihood, an impact or a score."""
    if {f"{when}_likelihood", f"{when}_impact"} & raw.cells.keys():
        return ""
    cell = raw.cells.get(f"{when}_score")
    return "" if stated_in(cell) is not None else text_of(cell)


def _told(answers: Sequence[Answer]) -> Iterator[str]:
    """Of each scale that is not ours, how it is taken."""
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


def _finish(raw: Raw, sheet: Sheet, matrix: Matrix, reading: Reading) -> Risk:
    """The steps in numbers, now that the scale is known; what cannot be read is said, what was on another scale is kept."""
    positions = {when: _position(raw, when, sheet, matrix, reading) for when in WHENS}
    texts = {
        name: text_of(cell)
        for name, cell in raw.cells.items()
        if name
        in (
            "category",
            "owner",
            "proximity",
            "effect",
            "mitigation",
            "short",
            "description",
            "cause",
            "number",
        )
    }
    state = _state(text_of(raw.cells.get("state"))) or ("closed" if _has_ended(raw) else "")
    notes = [
        f"{MEASURES[name]} {WHENS[when]}: {text}".strip()
        for when, at in positions.items()
        if not (_is_scored(at, matrix) and _is_ours(raw, when, reading))
        for name in MEASURES
        if (text := text_of(raw.cells.get(f"{when}_{name}")))
        and ((when, name) != ("target", "score") or _is_scored(at, matrix))
    ]
    unscored = [
        text_of(raw.cells.get(f"{when}_score"))
        for when in ("pre", "post")
        if not {f"{when}_likelihood", f"{when}_impact"} & raw.cells.keys() and not positions[when].likelihood
    ]
    if any(unscored):
        sheet.warnings.append(
            f"Row {raw.row}: “{next(filter(None, unscored))[:40]}” gives no likelihood and impact; it is kept in the notes and can be "
            "scored on the matrix."
        )
    notes += [
        f"{each.removeprefix(KEPT)}: {_shown(cell)}"
        for each, cell in raw.cells.items()
        if each.startswith(KEPT) and text_of(cell) not in {"0", ""}
    ]
    if raw.cells.get("state") is not None and not state:
        notes.append(f"How it stands: {text_of(raw.cells['state'])}")
    aim = positions["target"]
    if aim.stated is not None and not (aim.likelihood and aim.impact):
        notes.append(f"Score aimed at: {aim.stated}")
    if notes:
        texts["notes"] = "\n".join(notes)
    if state:
        texts["state"] = state
    return Risk(raw.row, raw.scope, raw.name, texts, positions["pre"], positions["post"], positions["target"])


def _position(raw: Raw, when: str, sheet: Sheet, matrix: Matrix, reading: Reading) -> Position:
    """Where it stood at one time; what is not on the scale, or does not multiply, is said."""
    if (rated := _rated(raw, when)) and (level := reading.band(rated)):
        return Position(*(place_of(matrix, level) or (None, None)))
    cells = {measure: raw.cells.get(f"{when}_{measure}") for measure in (LIKELIHOOD, IMPACT)}
    steps = {measure: reading.step(measure, cell) for measure, cell in cells.items()}
    at = Position(steps[LIKELIHOOD], steps[IMPACT], stated_in(raw.cells.get(f"{when}_score")))
    if at.stated is not None and at.score != at.stated and _is_ours(raw, when, reading):
        sheet.warnings.append(
            f"Row {raw.row}: the sheet says {at.stated}, but {at.likelihood} times {at.impact} is {at.score}, which counts."
        )
    for measure, most in ((LIKELIHOOD, len(matrix.likelihoods)), (IMPACT, len(matrix.impacts))):
        if cells[measure] is not None and steps[measure] is None:
            sheet.warnings.append(
                f"Row {raw.row}: the {measure} “{text_of(cells[measure])[:40]}” is not on the scale of 1 to {most}."
            )
    return at


def _is_ours(raw: Raw, when: str, reading: Reading) -> bool:
    """Whether a position is given by our own numbers or words, so that the sheet's need not be kept beside it."""
    cells = ((measure, raw.cells.get(f"{when}_{measure}")) for measure in (LIKELIHOOD, IMPACT))
    return not _rated(raw, when) and all(
        reading.is_ours(measure, cell) for measure, cell in cells if cell is not None
    )


def _state(text: str) -> str:
    """How a risk stands, by the sheet's word; nothing where it says none that is known."""
    words = plain(text)
    before = plain(re.split(r"[(,;\n]| [-\N{EN DASH}] ", text, maxsplit=1)[0])
    return next((code for code, known in STATES.items() if {words, before} & set(known)), "")


def _shown(cell: Cell) -> str:
    if isinstance(cell, datetime):
        return say_date(cell.date())
    return text_of(cell)


def _is_guidance(held: Mapping[str, Cell]) -> bool:
    """Under the headings, sentences where scores would stand."""
    scored = [cell for name, cell in held.items() if name.endswith(("likelihood", "impact", "score"))]
    said = [
        cell for cell in scored if isinstance(cell, str) and len(cell.split()) > 2 and not STEP.match(cell)
    ]
    return len(said) == len(scored) and any(len(cell) > 25 for cell in said)


WHENS = {"pre": "before mitigation", "post": "now", "target": "aimed at"}
MEASURES = {"likelihood": "Likelihood", "impact": "Impact", "score": "Score"}


def _is_scored(at: Position, matrix: Matrix) -> bool:
    """Whether it has its place on the matrix."""
    likely, bad = at.likelihood or 0, at.impact or 0
    return 0 < likely <= len(matrix.likelihoods) and 0 < bad <= len(matrix.impacts)


def _has_ended(raw: Raw) -> bool:
    """Where no column says how it stands: it is among what is closed, or has the day on which it was."""
    dated = any(
        isinstance(cell, datetime) and _CLOSED.fullmatch(plain(name.removeprefix(KEPT)))
        for name, cell in raw.cells.items()
        if name.startswith(KEPT)
    )
    return raw.cells.get("state") is None and (raw.ended or dated)


WAY = Way(columns_of, ("name", "short", "description", "cause"), "has no name of a risk", _is_guidance)


def stated_in(cell: Cell) -> int | None:
    """The score in "12", "score 12 (3x4)", "4x3=12" or "R (12)"; nothing for anything else."""
    found = _SCORE.fullmatch(text_of(cell))
    return (whole_of(cell) if found is None else int(found[1] or found[2])) or None


def _matrix_of(*grids: Grid) -> str:
    """The matrix whose words stand beside the numbers on the sheets, in their risks or their lists of what can be chosen."""
    said: Counter[str] = Counter()
    for row in chain.from_iterable(grid.rows for grid in grids):
        for cell in row:
            found = (
                re.fullmatch(r"(\d)\s*-\s*([\w ]{2,30}?)(?: impact| likelihood)?", cell, re.IGNORECASE)
                if isinstance(cell, str)
                else None
            )
            if found:
                said[f"{found[1]} {plain(found[2])}"] += 1

    def explained(matrix: Matrix) -> Counter[str]:
        sizes = {len(matrix.likelihoods), len(matrix.impacts)}
        scales = (matrix.likelihoods, matrix.impacts, *(words for words in WORDS if len(words) in sizes))
        labels = {f"{place} {plain(label)}" for scale in scales for place, label in enumerate(scale, start=1)}
        return Counter({label: said[label] for label in labels & said.keys()})

    best = max(SHIPPED, key=lambda code: explained(SHIPPED[code]).total())
    # Any scale of three may be called so.
    return best if explained(SHIPPED[best]).keys() - {"1 low", "2 medium", "3 high"} else "nhs-5x5"
