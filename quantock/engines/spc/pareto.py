"""Pareto: which few kinds make up most of the whole."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """One kind: how often, how often with all before it, and both as shares of the whole (0 to 1)."""

    category: str
    count: float
    cumulative: float
    share: float
    cumulative_share: float


def pareto(counts: Iterable[tuple[str | None, float]], *, keep_unnamed: bool = False) -> list[Bar]:
    """The kinds by descending count, ties in alphabetical order; what has no name comes after its ties, or is left out.

    Raises ValueError for a negative count.
    """
    there = [(name, count) for name, count in counts if keep_unnamed or name is not None]
    if any(count < 0 for _, count in there):
        raise ValueError("a count cannot be negative")
    whole = sum(count for _, count in there)
    bars: list[Bar] = []
    so_far = 0.0
    for name, count in sorted(there, key=lambda pair: (-pair[1], pair[0] is None, pair[0] or "")):
        so_far += count
        bars.append(
            Bar(
                name or "Not named",
                count,
                so_far,
                count / whole if whole else 0.0,
                so_far / whole if whole else 0.0,
            )
        )
    return bars
