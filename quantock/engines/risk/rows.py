"""A row of a register of risks as a risk: its steps in numbers, its texts, how it stands, what goes to its notes."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from quantock.engines.dates import say_date
from quantock.engines.logs.headings import KEPT
from quantock.engines.logs.walk import Raw, text_of
from quantock.engines.logs.words import DOING, DONE, OPEN
from quantock.engines.tables.table import Cell

from .found import Position, Risk, Sheet
from .headings import plain
from .matrix import Matrix
from .ratings import IMPACT, LIKELIHOOD, STEP, Reading, place_of, whole_of

_TIMES = r"\d{1,2}\s*[x\N{MULTIPLICATION SIGN}*]\s*\d{1,2}"
_SCORE = re.compile(
    rf"(?:score\W{{0,3}})?(?:[a-z/ ]{{1,20}}\W{{0,2}})?\(?(\d{{1,3}})\)?\s*"
    rf"(?:[(\[]\s*{_TIMES}\s*[)\]]|[-\N{{EN DASH}}(]?\s*[a-z][a-z /]{{1,20}}\)?|(?:/|out of|of)\s*\d{{1,3}})?"
    rf"|{_TIMES}\s*(?:=|[(\[])\s*(\d{{1,3}})[)\]]?",
    re.IGNORECASE,
)
_PRODUCT = re.compile(r"(\d{1,2})\s*[x\N{MULTIPLICATION SIGN}*]\s*(\d{1,2})", re.IGNORECASE)
_CLOSED = re.compile(r"(?:risk )?(?:date )?clos(?:ed|ure)(?: on| date)?|date of closure")

WHENS = {"pre": "before mitigation", "post": "now", "target": "aimed at"}
MEASURES = {"likelihood": "Likelihood", "impact": "Impact", "score": "Score"}

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


def finish(raw: Raw, sheet: Sheet, reading: Reading) -> Risk:
    """The steps in numbers, now that the scale is known; what cannot be read is said, what was on another scale is kept."""
    matrix = sheet.on
    positions = {when: _position(raw, when, sheet, reading) for when in WHENS}
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


def _position(raw: Raw, when: str, sheet: Sheet, reading: Reading) -> Position:
    """Where it stood at one time; what is not on the scale, or makes another score, is said."""
    matrix = sheet.on
    if (band := rated(raw, when)) and (level := reading.band(band)):
        return _at(matrix, *(place_of(matrix, level) or (None, None)))
    cells = {measure: raw.cells.get(f"{when}_{measure}") for measure in (LIKELIHOOD, IMPACT)}
    steps = {measure: reading.step(measure, cell) for measure, cell in cells.items()}
    at = _at(matrix, steps[LIKELIHOOD], steps[IMPACT], stated_in(raw.cells.get(f"{when}_score")))
    if at.stated is not None and at.score != at.stated and _is_ours(raw, when, reading):
        sheet.warnings.append(
            f"Row {raw.row}: the sheet says {at.stated}, but {at.likelihood} times {at.impact} is {at.score}, which counts."
            if not matrix.table
            else f"Row {raw.row}: the sheet says {at.stated}, but likelihood {at.likelihood} and impact {at.impact} score "
            f"{at.score} on {matrix.name}, which counts."
        )
    for measure, most in ((LIKELIHOOD, len(matrix.likelihoods)), (IMPACT, len(matrix.impacts))):
        if cells[measure] is not None and steps[measure] is None:
            sheet.warnings.append(
                f"Row {raw.row}: the {measure} “{text_of(cells[measure])[:40]}” is not on the scale of 1 to {most}."
            )
    return at


def _at(matrix: Matrix, likelihood: int | None, impact: int | None, stated: int | None = None) -> Position:
    counted = matrix.score(likelihood, impact) if likelihood and impact else None
    return Position(likelihood, impact, stated, counted)


def _is_ours(raw: Raw, when: str, reading: Reading) -> bool:
    """Whether a position is given by our own numbers or words, so that the sheet's need not be kept beside it."""
    cells = ((measure, raw.cells.get(f"{when}_{measure}")) for measure in (LIKELIHOOD, IMPACT))
    return not rated(raw, when) and all(
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


def is_guidance(held: Mapping[str, Cell]) -> bool:
    """Under the headings, sentences where scores would stand."""
    scored = [cell for name, cell in held.items() if name.endswith(("likelihood", "impact", "score"))]
    said = [
        cell for cell in scored if isinstance(cell, str) and len(cell.split()) > 2 and not STEP.match(cell)
    ]
    return len(said) == len(scored) and any(len(cell) > 25 for cell in said)


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


def rated(raw: Raw, when: str) -> str:
    """A band alone, without a likelihood, an impact or a score."""
    if {f"{when}_likelihood", f"{when}_impact"} & raw.cells.keys():
        return ""
    cell = raw.cells.get(f"{when}_score")
    return "" if stated_in(cell) is not None else text_of(cell)


def stated_in(cell: Cell) -> int | None:
    """The score in "12", "score 12 (3x4)", "4x3=12", "4x3" or "R (12)"; nothing for anything else."""
    if product := _PRODUCT.fullmatch(text_of(cell)):
        return int(product[1]) * int(product[2]) or None
    found = _SCORE.fullmatch(text_of(cell))
    return (whole_of(cell) if found is None else int(found[1] or found[2])) or None
