"""What each column of a table is taken for: proposed, corrected by a person, kept as plain JSON for the next file."""

import dataclasses
from collections.abc import Iterable
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from quantock.engines.text import squash

from .ratings import BY_KEY, RATERS
from .refusal import Refused
from .values import UNITS

if TYPE_CHECKING:
    from .answers import Answers

FIELDS = (
    "name",
    "external_id",
    "organisation",
    "category",
    "description",
    "place",
    "start_date",
    "end_date",
    "in_year_budget",
    "in_year_forecast",
    "whole_life_cost",
    "benefits",
)
"""The single fields, each filled by at most one column. A column may also be a "rating" (several may), or local (null)."""

RATING = "rating"
MONEY_FIELDS = ("in_year_budget", "in_year_forecast", "whole_life_cost", "benefits")
DATE_FIELDS = ("start_date", "end_date")
KINDS = ("text", "number", "percent", "money", "date", "choice", "rating")
UNIT_REASONS = ("heading", "values", "assumed", "given")
ORDERS = ("day", "month")


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """One column: its field (null keeps it as a local field), its kind, and why. `steps` maps each text to a step."""

    heading: str
    letter: str
    field: str | None
    kind: str
    confidence: float = 1.0
    reason: str = ""
    keep: bool = True
    unit: str | None = None
    unit_reason: str | None = None
    date_order: str | None = None
    decimal_comma: bool = False
    scale: str | None = None
    rater: str | None = None
    aspect: str | None = None
    steps: AnyMapping[str, str | None] = dataclasses.field(default_factory=dict)
    examples: tuple[str, ...] = ()
    values: int = 0
    not_values: int = 0
    blanks: int = 0
    date_formats: AnyMapping[str, int] = dataclasses.field(default_factory=dict)

    def counted(self, found: "Answers") -> "ColumnMapping":
        """This column with the counts, formats and examples of its answers."""
        return replace(
            self,
            values=found.count("value"),
            not_values=found.count("not_value"),
            blanks=found.count("blank"),
            date_formats=dict(found.formats.most_common()),
            examples=found.examples(),
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON, without what is empty."""
        shown: dict[str, Any] = {
            "heading": self.heading,
            "letter": self.letter,
            "field": self.field,
            "kind": self.kind,
        }
        shown["confidence"] = round(self.confidence, 2)
        for name in ("reason", "unit", "unit_reason", "date_order", "scale", "rater", "aspect"):
            if getattr(self, name):
                shown[name] = getattr(self, name)
        if not self.keep:
            shown["keep"] = False
        if self.decimal_comma:
            shown["decimal_comma"] = True
        if self.steps:
            shown["steps"] = dict(self.steps)
        return shown


@dataclass(frozen=True, slots=True)
class Mapping:
    """All columns of a table, and how the file was opened, so that the same can be done again."""

    columns: tuple[ColumnMapping, ...]
    sheet: str | None = None
    table: int | None = None
    encoding: str | None = None
    delimiter: str | None = None
    warnings: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON that `from_dict` takes back and a person can edit."""
        shown: dict[str, Any] = {
            name: getattr(self, name)
            for name in ("sheet", "table", "encoding", "delimiter")
            if getattr(self, name) is not None
        }
        return shown | {"columns": [column.to_dict() for column in self.columns]}

    @classmethod
    def from_dict(cls, given: Any) -> "Mapping":
        """A mapping from JSON. Raises Refused naming the column and what is wrong with it."""
        if not isinstance(given, dict) or not isinstance(given.get("columns"), list):
            raise _wrong("A mapping is an object with a list “columns”.")
        columns = tuple(_column(entry, number) for number, entry in enumerate(given["columns"], 1))
        texts = {name: given.get(name) for name in ("sheet", "encoding", "delimiter")}
        for name, value in texts.items():
            if value is not None and not isinstance(value, str):
                raise _wrong(f"“{name}” of a mapping is a text.")
        table = given.get("table")
        if table is not None and (not isinstance(table, int) or isinstance(table, bool) or table < 1):
            raise _wrong("“table” of a mapping is a whole number from 1.")
        mapping = cls(columns, texts["sheet"], table, texts["encoding"], texts["delimiter"])
        mapping.check()
        return mapping

    def check(self) -> None:
        """Raises Refused when a single field has two columns, or a field a kind that cannot fill it."""
        taken: dict[str, str] = {}
        for column in self.columns:
            if column.field in FIELDS:
                other = taken.setdefault(column.field, column.heading)
                if other != column.heading:
                    raise _wrong(f"Both “{other}” and “{column.heading}” are mapped to “{column.field}”.")
            if column.field in DATE_FIELDS and column.kind != "date":
                raise _wrong(f"“{column.heading}” is mapped to “{column.field}”, so its kind must be “date”.")
            if column.field in MONEY_FIELDS and column.kind not in {"money", "text"}:
                raise _wrong(
                    f"“{column.heading}” is mapped to “{column.field}”, so its kind must be “money”."
                )
            if (column.field == RATING) != (column.kind == "rating"):
                raise _wrong(f"“{column.heading}”: the field “rating” and the kind “rating” go together.")

    def column_for(self, name: str) -> ColumnMapping | None:
        """The column mapped to a single field."""
        return next((column for column in self.columns if column.field == name and column.keep), None)

    def fitted(self, headings: Iterable[str]) -> tuple[ColumnMapping | None, ...]:
        """The mapping's column for each heading of a table, ignoring case, spaces and punctuation."""
        known = {squash(column.heading) or column.heading: column for column in self.columns}
        return tuple(known.get(squash(heading) or heading) for heading in headings)


def _wrong(error: str) -> Refused:
    return Refused(error, "Correct the mapping, or leave it out to see the proposal.")


def _column(entry: Any, number: int) -> ColumnMapping:
    if not isinstance(entry, dict) or not isinstance(entry.get("heading"), str):
        raise _wrong(f"Column {number} of the mapping needs a “heading”.")
    heading: str = entry["heading"]
    unknown = set(entry) - {*ColumnMapping.__dataclass_fields__}
    if unknown:
        raise _wrong(f"“{heading}”: “{sorted(unknown)[0]}” is not part of a mapping.")
    field_name = entry.get("field")
    kind = entry.get("kind") or _kind_of(field_name)
    _one_of(heading, "field", field_name, (None, RATING, *FIELDS))
    _one_of(heading, "kind", kind, KINDS)
    _one_of(heading, "unit", entry.get("unit"), (None, *UNITS))
    _one_of(heading, "unit_reason", entry.get("unit_reason"), (None, *UNIT_REASONS))
    _one_of(heading, "date_order", entry.get("date_order"), (None, *ORDERS))
    _one_of(heading, "scale", entry.get("scale"), (None, *BY_KEY))
    _one_of(heading, "rater", entry.get("rater"), (None, *RATERS))
    for flag in ("keep", "decimal_comma"):
        _one_of(heading, flag, entry.get(flag, True), (True, False))
    confidence = entry.get("confidence", 1.0)
    if not isinstance(confidence, int | float) or isinstance(confidence, bool):
        raise _wrong(f"“{heading}”: “confidence” is a number from 0 to 1.")
    return replace(
        ColumnMapping(heading, _text(entry, "letter"), field_name, kind),
        confidence=float(confidence),
        reason=_text(entry, "reason"),
        keep=entry.get("keep", True),
        unit=entry.get("unit"),
        unit_reason=entry.get("unit_reason"),
        date_order=entry.get("date_order"),
        decimal_comma=entry.get("decimal_comma", False),
        scale=entry.get("scale") or ("three_step" if kind == "rating" else None),
        rater=entry.get("rater"),
        aspect=_text(entry, "aspect") or None,
        steps=_steps(heading, entry),
    )


def _kind_of(field_name: Any) -> str:
    if field_name in DATE_FIELDS:
        return "date"
    if field_name in MONEY_FIELDS:
        return "money"
    return "rating" if field_name == RATING else "text"


def _one_of(heading: str, name: str, value: Any, allowed: tuple[Any, ...]) -> None:
    if isinstance(value, list | dict) or value not in allowed:
        choices = ", ".join("null" if choice is None else str(choice) for choice in allowed)
        raise _wrong(f"“{heading}”: “{value}” is not a {name.replace('_', ' ')}; use one of {choices}.")


def _text(entry: dict[str, Any], name: str) -> str:
    value = entry.get(name) or ""
    if not isinstance(value, str):
        raise _wrong(f"“{entry['heading']}”: “{name}” is a text.")
    return value


def _steps(heading: str, entry: dict[str, Any]) -> dict[str, str | None]:
    steps = entry.get("steps") or {}
    if not isinstance(steps, dict):
        raise _wrong(f"“{heading}”: “steps” says for each text which step it means.")
    scale = BY_KEY.get(entry.get("scale") or "three_step")
    for text, step in steps.items():
        if step is not None and (scale is None or step not in scale.steps):
            raise _wrong(f"“{heading}”: “{text}” is mapped to “{step}”, which is not a step of the scale.")
    return dict(steps)
