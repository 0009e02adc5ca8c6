"""What a cell says once its column is understood."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from ..table import Cell

AnswerKind = Literal["value", "not_value", "blank"]
Value = str | Decimal | date


@dataclass(frozen=True, slots=True)
class Answer:
    """A value, or a text that is not one ("Exempt under Section 43", "TBC"), or nothing. `text` is as given."""

    kind: AnswerKind
    value: Value | None
    text: str

    @property
    def is_value(self) -> bool:
        """Whether the column's kind of value was given."""
        return self.kind == "value"


BLANK = Answer("blank", None, "")


def as_text(cell: Cell) -> str:
    """A cell as a person reads it."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, datetime):
        whole_day = cell.hour == cell.minute == cell.second == 0
        return cell.date().isoformat() if whole_day else cell.isoformat(sep=" ", timespec="seconds")
    return f"{cell:f}" if cell.as_tuple().exponent != 0 else str(cell)


def text_answer(cell: Cell) -> Answer:
    """Any text is a value."""
    text = as_text(cell)
    return Answer("value", text, text) if text else BLANK
