"""The account of one file as plain JSON, with the names the command prints."""

from collections import Counter
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from .answers import Answers
from .mapping import FIELDS, RATING, ColumnMapping
from .ratings import BY_KEY
from .table import Table

if TYPE_CHECKING:
    from .understand import Understanding

LAYOUTS = {"rows": "one row per project", "columns": "transposed (one column per project)"}
PLACES = Decimal("0.00000001")
"""A sum of millions is exact to the penny at eight places; floats in a file end in noise beyond."""


def report(found: "Understanding") -> dict[str, Any]:
    """`source`, `rows_read`, `projects`, `columns`, `ratings`, `fields`, `mapping`, `warnings`, `refused`."""
    pairs = list(zip(found.mapping.columns, found.answers, strict=True))
    dropped = [column.heading for column, _ in pairs if not column.keep]
    return {
        "source": source_of(found.table),
        "rows_read": len(found.table.rows),
        "projects": len(found.records),
        "columns": [_column(column, answers) for column, answers in pairs],
        "ratings": [
            _ratings(column, answers) for column, answers in pairs if column.field == RATING and column.keep
        ],
        "fields": {
            column.field: _field(column, answers)
            for field in FIELDS
            for column, answers in pairs
            if column.field == field and column.field is not None and column.keep
        },
        "columns_not_kept": dropped,
        "mapping": found.mapping.to_dict(),
        "warnings": list(found.warnings),
        "refused": [row.to_dict() for row in found.refused],
        "left_out": [
            {**skipped.place.to_dict(), "reason": skipped.why, "text": skipped.text}
            for skipped in found.table.skipped
        ],
    }


def source_of(table: Table) -> dict[str, Any]:
    """Where the table was found. `rows` and `columns` are the sheet's or file's own, headings included."""
    return {
        "file": table.filename,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "layout": LAYOUTS[table.layout],
        "sheet": table.sheet,
        "table": table.name or None,
        "sheets": [sheet.name for sheet in table.sheets],
        "hidden_sheets": [sheet.name for sheet in table.sheets if sheet.hidden],
        "rows": table.physical_rows,
        "columns": table.physical_columns,
        "heading_rows": list(table.heading_rows),
    }


def _column(column: ColumnMapping, answers: Answers) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "heading": column.heading,
        "letter": column.letter,
        "field": column.field,
        "kind": column.kind,
        "kept": column.keep,
        "confidence": round(column.confidence, 2),
        "reason": column.reason,
        **_counts(answers),
        "date_formats": dict(answers.formats.most_common()),
        "examples": list(column.examples),
    }
    if column.kind == "choice":
        shown["counts"] = dict(answers.choices().most_common())
    return shown | _extent(column, answers)


def _counts(answers: Answers) -> dict[str, int]:
    return {
        "values": answers.count("value"),
        "not_values": answers.count("not_value"),
        "blank": answers.count("blank"),
    }


def _field(column: ColumnMapping, answers: Answers) -> dict[str, Any]:
    return {"column": column.heading, **_counts(answers), **_extent(column, answers)}


def _extent(column: ColumnMapping, answers: Answers) -> dict[str, Any]:
    if column.kind in {"money", "number"}:
        shown: dict[str, Any] = {"sum": _number(answers.total())}
        if column.kind == "money":
            shown |= {"unit": column.unit, "unit_reason": column.unit_reason or "given"}
        return shown
    if column.kind == "date":
        span = answers.span()
        return {"min": span[0].isoformat() if span else None, "max": span[1].isoformat() if span else None}
    return {}


def _number(value: Decimal) -> int | float:
    rounded = value.quantize(PLACES) if abs(value) < Decimal("1e18") else value
    return int(rounded) if rounded == rounded.to_integral_value() else float(rounded)


def _ratings(column: ColumnMapping, answers: Answers) -> dict[str, Any]:
    scale = BY_KEY[column.scale or "three_step"]
    counts = Counter(str(answer.value) for answer in answers.answers if answer.kind == "value")
    return {
        "column": column.heading,
        "scale": scale.key,
        "steps": list(scale.steps),
        "rater": column.rater,
        "aspect": column.aspect,
        "counts": {step: counts[step] for step in reversed(scale.steps) if counts[step]},
        "not_ratings": dict(answers.not_values().most_common()),
        "blank": answers.count("blank"),
    }
