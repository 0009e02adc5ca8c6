"""What is remembered of an organisation's registers, as its pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from quantock.engines.tables import RATING, SCALES
from quantock.exchange import scales
from quantock.exchange.forms import FIELD_NAMES, KIND_CHOICES, column_of
from quantock.exchange.models import RememberedMapping
from quantock.exchange.register.says import shown_as
from quantock.projects.models import Confidence

KINDS = dict(KIND_CHOICES)
SHOWN = dict(Confidence.choices)


@dataclass(frozen=True, slots=True)
class Scale:
    """A rating column: its scale, and for each step the confidence it is shown as, with words that mean a step."""

    place: int
    heading: str
    name: str
    steps: Sequence[tuple[str, str]]
    meanings: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and what it is read as."""

    place: int
    heading: str
    read_as: str


@dataclass(frozen=True, slots=True)
class Remembered:
    """All that is remembered of one organisation's registers."""

    scales: Sequence[Scale]
    headings: Sequence[Heading]
    risks: Sequence[tuple[str, str, str]] = ()
    """What answers of sheets of risks mean: whose scale, the answer, the step or band."""


def columns_of(kept: RememberedMapping) -> list[dict[str, Any]]:
    return list(kept.mapping.get("columns", []))


def remembered_of(kept: RememberedMapping) -> Remembered:
    """Pure."""
    columns = list(enumerate(columns_of(kept)))
    return Remembered(
        scales=[_scale(kept, place, column) for place, column in columns if column.get("kind") == "rating"],
        headings=[Heading(place, column["heading"], read_as(column)) for place, column in columns],
        risks=scales.shown(kept.mapping),
    )


def steps_shown(kept: RememberedMapping, column: dict[str, Any]) -> dict[str, str]:
    """For each step of a rating column, the code of the confidence it is shown as; "" for none."""
    return shown_as(column_of(column), kept.mapping.get("shown", {}).get(column["heading"], {}))


def _scale(kept: RememberedMapping, place: int, column: dict[str, Any]) -> Scale:
    shown = steps_shown(kept, column)
    return Scale(
        place=place,
        heading=column["heading"],
        name=SCALES[column.get("scale") or "three_step"].name,
        steps=[(step, SHOWN.get(code, "No rating")) for step, code in shown.items()],
        meanings=[(text, step or "Not a rating") for text, step in column.get("steps", {}).items()],
    )


def read_as(column: dict[str, Any]) -> str:
    """What a heading is read as, in words."""
    if column.get("keep") is False:
        return "Not kept"
    if column.get("field"):
        return FIELD_NAMES.get(str(column["field"]), str(column["field"]))
    if column.get("kind") == RATING:
        return "A rating, kept as a local field"
    return f"A local field ({KINDS.get(column.get('kind', ''), 'Text').lower()})"
