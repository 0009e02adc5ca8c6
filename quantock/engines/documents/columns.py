"""What a column of an exported table is: its heading, what kind of values it holds, how wide it is."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "number", "money", "date", "datetime"]

WIDTHS: dict[Kind, float] = {"text": 24, "number": 12, "money": 16, "date": 20, "datetime": 24}
SMALLEST, MOST_ACROSS = 60, 200
"""In per cent: what can still be read on paper; and how many letters of that size stand across a sheet of A4."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column. Money is whole pence. A value that is not of the kind ("Exempt", "TBC") is written as text.

    `width` is in characters, as Excel counts; without one the kind decides.
    """

    heading: str
    kind: Kind = "text"
    width: float | None = None

    @property
    def characters_wide(self) -> float:
        return self.width if self.width is not None else WIDTHS[self.kind]
