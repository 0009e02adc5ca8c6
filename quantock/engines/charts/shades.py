"""Shades for a table of counts: the page draws the table, this says how dark each cell is."""

from collections.abc import Sequence

SHADES = 5
"""Classes shade-0 (nothing) to shade-4 (the most in the table)."""

BACKGROUNDS = ("#ffffff", "#e8f1f9", "#c9dff1", "#9cc3e6", "#005eb8")
"""The colour of each shade. Text on the last is white, on the others ink; the count always stands in the cell."""


def shade(count: float, most: float) -> str:
    """The class for one count among those up to `most`; only the largest quarter gets the darkest."""
    if count <= 0 or most <= 0:
        return "shade-0"
    return f"shade-{min(SHADES - 1, int((count / most) * (SHADES - 1) - 1e-9) + 1)}"


def shades(counts: Sequence[Sequence[float]]) -> list[list[str]]:
    """The classes for a whole table, dark against its own largest count."""
    most = max((count for row in counts for count in row), default=0)
    return [[shade(count, most) for count in row] for row in counts]


def shades_sentence(rows: Sequence[str], columns: Sequence[str], counts: Sequence[Sequence[int]]) -> str:
    """ "Most, 12, in: Safer care and amber." """
    found = [
        (count, row, column)
        for row, line in zip(rows, counts, strict=True)
        for column, count in zip(columns, line, strict=True)
    ]
    most = max((count for count, _, _ in found), default=0)
    if not most:
        return "Nothing to count."
    there = [f"{row} and {column}" for count, row, column in found if count == most]
    return f"Most, {most:,}, in: {'; '.join(there)}."
