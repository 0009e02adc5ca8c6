"""What each cell of a register says, as pieces of dated facts not yet kept."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model

from quantock.audit.facts import Fact
from quantock.engines.tables import RATING, SCALES, Answer, ColumnMapping, Understanding
from quantock.people.models import Organisation
from quantock.projects.models import (
    CharterFact,
    LocalFact,
    LocalField,
    MoneyFact,
    ProjectFact,
    RatingFact,
)

PENCE = {"GBP": 100, "GBP thousand": 100_000, "GBP million": 100_000_000}
MONEY = {
    "in_year_budget": ("", "in-year", "budget"),
    "in_year_forecast": ("", "in-year", "forecast"),
    "whole_life_cost": ("", "whole-life", "budget"),
}
LINES = {"name": ("title", 300), "category": ("category", 200), "place": ("place_text", 300)}
DATES = {"start_date": "planned_start", "end_date": "forecast_end"}
TEXTS = {"description": "description", "benefits": "benefits_text"}
# Of several raters the first of these gives the headline (issue 2, section 3); a register that does not say
# who rated is the programme office's own.
RATERS = {"sponsor": "sponsor", "programme_office": "office", None: "office", "independent": "independent"}
COLOURS = {"Red": "red", "Amber/Red": "amber/red", "Amber": "amber", "Amber/Green": "amber/green"} | {
    "Green": "green"
}
# How steps of scales without colours are shown unless a person chooses otherwise; the original is kept.
FIVE = ("red", "amber/red", "amber", "amber/green", "green")
SHOWN: dict[str, dict[str, str]] = {
    **{
        key: dict(zip(SCALES[key].steps, FIVE, strict=True))
        for key in ("one_best", "five_best", "five_words")
    },
    "track": {"Off track": "red", "At risk": "amber", "On track": "green"},
    "confidence": {"Low": "red", "Medium": "amber", "High": "green"},
}
LARGEST_PENCE = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Piece:
    """Columns of one family of facts. `about` is the rest of its key after the project."""

    family: type[Fact]
    says: Mapping[str, Any]
    about: tuple[Any, ...] = ()


Teller = Callable[[Answer], Sequence[Piece]]


def is_blank(value: Any) -> bool:
    """Whether a column holds nothing."""
    return value is None or value == ""


# A text as answered stands beside the value it was read as; equal values are the same answer.
BESIDE = {
    "pence": "text",
    "number": "text",
    "on": "text",
    "confidence": "text",
    "lead_organisation": "organisation_text",
    "planned_start": "planned_start_text",
    "forecast_end": "forecast_end_text",
}


def same(before: Mapping[str, Any], says: Mapping[str, Any]) -> bool:
    """Whether what was known is what is said; keys of other records are compared by their number."""
    beside = {
        BESIDE[name]
        for name, value in says.items()
        if name in BESIDE and not is_blank(value) and before[name] == key_of(value)
    }
    if "confidence_text" in says and before["confidence"] and before["confidence"] == says["confidence"]:
        beside.add("confidence_text")
    return all(before[name] == key_of(value) for name, value in says.items() if name not in beside)


def key_of(value: Any) -> Any:
    """A record by its number; anything else as it is."""
    return value.pk if isinstance(value, Model) else value


def shown_as(column: ColumnMapping, chosen: Mapping[str, str]) -> dict[str, str]:
    """For each step of a rating column's scale, the delivery confidence it is shown as; "" for none."""
    scale = SCALES[column.scale or "three_step"]
    usual = SHOWN.get(scale.key, COLOURS)
    return {step: chosen.get(step, usual.get(step, "")) for step in scale.steps}


def rated(columns: Sequence[ColumnMapping]) -> dict[int, str]:
    """The columns whose ratings become delivery confidence: position to rater, the headline's first.

    A rating of one aspect (cost, schedule) is not the whole, unless it is the only rating there is; of several
    columns by one rater the first counts. The others are kept as local fields.
    """
    given = {
        position: column for position, column in enumerate(columns) if column.field == RATING and column.keep
    }
    whole = {position for position, column in given.items() if column.aspect is None or len(given) == 1}
    found: dict[str, int] = {}
    for position in sorted(whole):
        found.setdefault(RATERS[given[position].rater], position)
    order = list(dict.fromkeys(RATERS.values()))
    return {found[rater]: rater for rater in order if rater in found}


@dataclass(frozen=True, slots=True)
class NeededField:
    """A local field that a column needs: all of it, or only for texts too long for a field of ours."""

    position: int
    label: str
    kind: str
    choices: tuple[str, ...] = ()


def needed_fields(found: Understanding) -> list[NeededField]:
    """The local fields without which something in the file would be lost."""
    headline = rated(found.mapping.columns)
    needed = []
    for position, (column, answers) in enumerate(zip(found.mapping.columns, found.answers, strict=True)):
        if not column.keep or position in headline:
            continue
        longest = longest_of(column)
        if column.field is None or column.field == RATING:
            kind = _local_kind(column)
            texts = {answer.text for answer in answers.answers if answer.text} if kind == "choice" else set()
            needed.append(NeededField(position, column.heading, kind, tuple(sorted(texts)[:100])))
        elif longest and any(len(answer.text) > longest for answer in answers.answers):
            needed.append(NeededField(position, f"{column.heading}, in full", "text"))
    return needed


def _local_kind(column: ColumnMapping) -> str:
    kinds = {"percent": LocalField.Kind.NUMBER, "rating": LocalField.Kind.CHOICE}
    return str(kinds.get(column.kind, column.kind))


def tellers(
    found: Understanding,
    fields: Mapping[int, LocalField],
    bodies: Mapping[str, Organisation],
    shown: Mapping[str, Mapping[str, str]],
) -> list[Teller]:
    """For each column of the file, what turns one of its answers into pieces of facts."""
    headline = rated(found.mapping.columns)
    first = next(iter(headline), None)
    made = []
    for position, column in enumerate(found.mapping.columns):
        field = fields.get(position)
        if not column.keep or column.field == "external_id":
            teller: Teller = _whole(field, column) if column.keep else lambda answer: ()
        elif column.field is None or (column.field == RATING and position not in headline):
            teller = _local(field, column)
        elif column.field == RATING:
            steps = shown_as(column, shown.get(column.heading, {}))
            teller = _rating(column, headline[position], steps, is_headline=position == first)
        else:
            teller = _field(column, field, bodies)
        made.append(teller)
    return made


def _field(column: ColumnMapping, field: LocalField | None, bodies: Mapping[str, Organisation]) -> Teller:
    name = str(column.field)
    whole = _whole(field, column)
    if name in DATES:
        return _date(DATES[name])
    if name in MONEY:
        return _money(column, MONEY[name])
    if name in TEXTS:
        return lambda answer: (Piece(CharterFact, {TEXTS[name]: answer.text}),)
    if name == "organisation":
        return lambda answer: (*_organisation(answer, bodies), *whole(answer))
    line, longest = LINES[name]
    return lambda answer: (Piece(ProjectFact, {line: answer.text[:longest]}), *whole(answer))


def longest_of(column: ColumnMapping) -> int | None:
    """How much text the column's field holds; None where it holds all."""
    if column.field in {"organisation", "external_id"}:
        return 200
    return LINES[column.field][1] if column.field in LINES else None


def _whole(field: LocalField | None, column: ColumnMapping) -> Teller:
    """The text in full, where a field of ours holds only the beginning."""
    longest = longest_of(column)
    if field is None or longest is None:
        return lambda answer: ()
    return lambda answer: (
        (Piece(LocalFact, {"text": answer.text}, (field,)),) if len(answer.text) > longest else ()
    )


def _organisation(answer: Answer, bodies: Mapping[str, Organisation]) -> Iterable[Piece]:
    if answer.kind == "blank":
        return ()
    text = {"organisation_text": answer.text[:200]}
    body = bodies.get(answer.text.strip()) if answer.is_value else None
    return (Piece(ProjectFact, {"lead_organisation": body, **text} if body else text),)


def _date(column: str) -> Teller:
    def tell(answer: Answer) -> Sequence[Piece]:
        day = answer.value if answer.is_value else None
        return (Piece(ProjectFact, {column: day, f"{column}_text": "" if day else answer.text}),)

    return tell


def _money(column: ColumnMapping, what: tuple[str, str, str]) -> Teller:
    size = PENCE[column.unit or "GBP"]
    return lambda answer: (Piece(MoneyFact, {"pence": _pence(answer, size), "text": answer.text}, what),)


def _pence(answer: Answer, size: int) -> int | None:
    if not isinstance(answer.value, Decimal):
        return None
    pence = int((answer.value * size).to_integral_value())
    return pence if abs(pence) <= LARGEST_PENCE else None


def _rating(column: ColumnMapping, rater: str, steps: Mapping[str, str], *, is_headline: bool) -> Teller:
    def tell(answer: Answer) -> Sequence[Piece]:
        step = steps.get(str(answer.value), "") if answer.is_value else ""
        scale = (column.scale or "")[:20] if answer.text else ""
        pieces = [Piece(RatingFact, {"confidence": step, "text": answer.text, "scale": scale}, (rater,))]
        if is_headline:
            by = rater if answer.text else ""
            head = {"confidence": step, "confidence_text": answer.text[:500], "confidence_rater": by}
            pieces.append(Piece(ProjectFact, head))
        return pieces

    return tell


def _local(field: LocalField | None, column: ColumnMapping) -> Teller:
    if field is None:
        raise ValueError(f"{column.heading} has no local field")
    size = PENCE[column.unit or "GBP"]

    def tell(answer: Answer) -> Sequence[Piece]:
        value = answer.value if answer.is_value else None
        says: dict[str, Any] = {"text": answer.text, "number": None, "pence": None, "on": None}
        if isinstance(value, Decimal) and column.kind == "money":
            says["pence"] = _pence(answer, size)
        elif isinstance(value, Decimal) and abs(value) < Decimal(10) ** 20:
            says["number"] = value.quantize(Decimal("1.0000000000"))
        elif isinstance(value, date):
            says["on"] = value
        return (Piece(LocalFact, says, (field,)),)

    return tell
