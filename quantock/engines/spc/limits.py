"""The limits of an XmR (individuals) chart: mean ± 2.66 × the mean moving range."""

from collections.abc import Sequence
from dataclasses import dataclass

from quantock.engines.spc.arithmetic import mean

REACH = 2.66
"""Wheeler's rounded 3 / 1.128, as every NHS tool has it."""
NEAR_REACH = 2 * (REACH / 3)
SCREEN = 3.267


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one segment, in the unit of the values.

    `lower` and `upper` are None where no moving range is left to draw them from; never cut at 0 or 100%, since
    a target is judged against them. `range_before` is the mean moving range before screening, `range_kept` after.
    """

    centre: float
    lower: float | None = None
    upper: float | None = None
    near_lower: float | None = None
    near_upper: float | None = None
    range_before: float | None = None
    range_kept: float | None = None

    @property
    def known(self) -> bool:
        return self.lower is not None


def moving_ranges(values: Sequence[float | None]) -> list[float | None]:
    """Each value's distance from the one before; None for the first and beside a missing value."""
    ranges: list[float | None] = [None] if values else []
    before = values[0] if values else None
    for value in values[1:]:
        ranges.append(None if value is None or before is None else abs(value - before))
        before = value
    return ranges


def kept_ranges(ranges: Sequence[float | None]) -> tuple[float | None, list[float]]:
    """The mean moving range before screening, and the ranges that stay: under 3.267 times that mean, once."""
    there = [each for each in ranges if each is not None]
    if not there:
        return None, []
    before = mean(there)
    most = SCREEN * before
    return before, [each for each in there if each < most]


def xmr_limits(values: Sequence[float | None], *, screens: bool = False) -> Limits | None:
    """Mean ± 2.66 × the mean moving range (Wheeler); None where there is no value at all.

    Screening touches the ranges only, never the mean line (NHSRplotthedots issue 152). Of values that never
    change it keeps no range, so there are no limits; without it they have no width.
    """
    there = [value for value in values if value is not None]
    if not there:
        return None
    centre = mean(there)
    ranges = moving_ranges(values)
    before, kept = kept_ranges(ranges)
    if not screens:
        kept = [each for each in ranges if each is not None]
    if before is None or not kept:
        return Limits(centre, range_before=before)
    spread = mean(kept)
    far, near = REACH * spread, NEAR_REACH * spread
    return Limits(centre, centre - far, centre + far, centre - near, centre + near, before, spread)
