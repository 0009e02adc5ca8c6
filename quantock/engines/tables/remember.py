"""What a person chose for an organisation's last file, applied to its next one."""

from dataclasses import replace

from .answers import read_answers
from .mapping import RATING, ColumnMapping, Mapping
from .ratings import BY_KEY
from .table import Table

CHOSEN_BEFORE = "as chosen for the last file"


def recall(proposed: list[ColumnMapping], remembered: Mapping, table: Table) -> list[ColumnMapping]:
    """What was chosen for the same heading before, unless the values have become something else."""
    recalled: list[ColumnMapping] = []
    for position, (column, known) in enumerate(
        zip(proposed, remembered.fitted(c.heading for c in proposed), strict=True)
    ):
        if known is None or not _still_fits(known, table, position):
            recalled.append(column)
            continue
        steps = {**dict(column.steps), **dict(known.steps)} if known.scale == column.scale else known.steps
        recalled.append(
            replace(
                known,
                heading=column.heading,
                letter=column.letter,
                confidence=1.0,
                reason=CHOSEN_BEFORE,
                date_order=column.date_order
                if known.kind == "date" and column.date_order
                else known.date_order,
                decimal_comma=column.decimal_comma,
                steps=steps,
                unit=_unit_from(column, known).unit,
                unit_reason=_unit_from(column, known).unit_reason,
            )
        )
    return _one_column_a_field(recalled)


def _unit_from(column: ColumnMapping, known: ColumnMapping) -> ColumnMapping:
    """A unit that a person gave stays; one that only the last file's values told yields to this file's."""
    return known if known.unit_reason == "given" or column.unit is None else column


def _still_fits(known: ColumnMapping, table: Table, position: int) -> bool:
    if known.kind in {"text", "choice"}:
        return True
    found = read_answers(table.column(position), known, table.epoch)
    return found.count("value") >= found.count("not_value") or known.scale in BY_KEY


def _one_column_a_field(columns: list[ColumnMapping]) -> list[ColumnMapping]:
    """A remembered choice outranks a new proposal for the same field."""
    sure = {column.field for column in columns if column.reason == CHOSEN_BEFORE}
    taken: set[str | None] = set()
    result = []
    for column in columns:
        remembered = column.reason == CHOSEN_BEFORE
        again = column.field in taken or (column.field in sure and not remembered)
        if column.field is not None and column.field != RATING:
            if again:
                column = replace(column, field=None, reason=f"{column.reason}; that field is taken")
            else:
                taken.add(column.field)
        result.append(column)
    return result
