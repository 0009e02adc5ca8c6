"""Means that are right to the last bit, because a point that equals the mean breaks a run.

A sum that is rounded on its way puts every one of twelve equal values of 3.7 below their own mean: a shift of
seven, and a false concern. A mean rounded once from the exact sum never does (field/spc.md, section 7).
"""

from collections.abc import Sequence
from fractions import Fraction
from math import fsum, lcm

NEAR = 1e-12
"""Closer to the mean than this, relative to it, a value may be a tie: only then the exact way is worth its time."""


def mean(values: Sequence[float]) -> float:
    """The mean of at least one value, rounded once from the exact sum wherever a value could tie with it."""
    count = len(values)
    found = fsum(values) / count
    reach = NEAR * (abs(found) or 1.0)
    low, high = found - reach, found + reach
    for value in values:
        if low <= value <= high:
            return exact_mean(values)
    return found


def exact_mean(values: Sequence[float]) -> float:
    """The mean as a fraction of whole numbers, rounded once (as Python divides whole numbers)."""
    parts = [value.as_integer_ratio() for value in values]
    below = lcm(*(part for _, part in parts))
    return sum(above * (below // part) for above, part in parts) / (below * len(values))


def ratio(above: Sequence[float], below: Sequence[float]) -> float:
    """One exact sum over another, rounded once: the centre of a P or U chart."""
    return float(sum(map(Fraction, above)) / sum(map(Fraction, below)))


def median(values: Sequence[float]) -> float:
    """The middle value, or the mean of the two in the middle; of at least one value."""
    ordered = sorted(values)
    middle, is_odd = divmod(len(ordered), 2)
    return ordered[middle] if is_odd else mean(ordered[middle - 1 : middle + 1])
