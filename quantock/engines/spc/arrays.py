"""Many phases judged at once with numpy, to the last bit as `xmr.judge` judges one. Only `batch` imports it, and only
where the optional extra is installed.

Phases lie side by side as columns, one row a period, so that each step of a rule is one step for all of them. What cannot
be the same for certain (sums whose rounding is not known, figures past 2^53) is left to the plain way, phase by phase.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quantock.engines.spc.arithmetic import NEAR, exact_mean
from quantock.engines.spc.limits import NEAR_REACH, REACH, SCREEN, Limits
from quantock.engines.spc.rulesets import RuleSet
from quantock.engines.spc.signals import (
    ABOVE,
    BELOW,
    FALLING,
    RISING,
    SHIFT_HIGH,
    SHIFT_LOW,
    TWO_HIGH,
    TWO_LOW,
)

Floats = NDArray[np.float64]
Whole = NDArray[np.int16]
Truths = NDArray[np.bool_]
Values = Sequence[float | None]
MOST = 2.0**53
AT_ONCE = 1_000
"""So many columns fit a processor's own memory."""
LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class _Judged:
    """Phases side by side: the lines of each column, the rules broken, and which columns are to be judged the plain way."""

    table: Floats
    lines: tuple[Floats, ...]
    bits: Whole
    sure: list[bool]

    def limits(self) -> Iterator[Limits]:
        return map(_limits, *(line.tolist() for line in self.lines))


Found = tuple[Limits, list[int]]
"""One phase: its limits, and the rules broken at each place as bits."""
Latest = tuple[Limits, int, int, int, bool]
"""What is said of a phase's latest value: limits, its place, the rules broken there, since which place one of them is, and
whether it lies above the value before."""


def judged(parts: Sequence[Values], baselines: Sequence[int | None], rules: RuleSet) -> list[Found | None]:
    """Phases that have at least `rules.limits_from` values. None: to be judged the plain way."""
    found: list[Found | None] = [None] * len(parts)
    for places, some in _together(parts, baselines, rules):
        rows = some.bits.T.tolist()
        for place, sure, limits, row in zip(places, some.sure, some.limits(), rows, strict=True):
            if sure:
                found[place] = limits, row if len(row) == len(parts[place]) else row[: len(parts[place])]
    return found


def latest(parts: Sequence[Values], baselines: Sequence[int | None], rules: RuleSet) -> list[Latest | None]:
    """The same, where only the latest value is asked about."""
    found: list[Latest | None] = [None] * len(parts)
    for places, some in _together(parts, baselines, rules):
        table, bits = some.table, some.bits
        columns, rows = np.arange(table.shape[1]), np.arange(len(table))[:, None]
        last = len(table) - 1 - np.argmax(~np.isnan(table[::-1]), axis=0)
        here = bits[last, columns]
        others = np.where(((bits & here) == 0) & (rows <= last), rows, -1)
        rises = (table[last, columns] > table[np.maximum(last - 1, 0), columns]).tolist()
        said = zip(
            some.limits(), last.tolist(), here.tolist(), (others.max(axis=0) + 1).tolist(), rises, strict=True
        )
        for place, sure, each in zip(places, some.sure, said, strict=True):
            if sure:
                found[place] = each
    return found


def _together(
    parts: Sequence[Values], baselines: Sequence[int | None], rules: RuleSet
) -> Iterator[tuple[list[int], _Judged]]:
    """Phases of like length with their places among all."""
    for places in _alike(parts):
        table = _table([parts[place] for place in places])
        some = _some(table, [baselines[place] for place in places], rules)
        for column, none in enumerate(np.isnan(table).sum(axis=0).tolist()):
            if none:  # a NaN that was given is no missing value
                part = parts[places[column]]
                missing = none - len(table) + len(part)
                if missing and part.count(None) != missing:
                    some.sure[column] = False
        yield places, some


def _alike(parts: Sequence[Values]) -> Iterator[list[int]]:
    """Places of phases of about one length, not too many together."""
    by_length: dict[int, list[int]] = {}
    for place, part in enumerate(parts):
        if len(part) <= LONGEST:
            by_length.setdefault(-(-len(part) // 12), []).append(place)
    for places in by_length.values():
        for start in range(0, len(places), AT_ONCE):
            yield places[start : start + AT_ONCE]


def _table(parts: Sequence[Values]) -> Floats:
    """A column for each phase; below its end, and where it has no value, NaN."""
    longest = max(map(len, parts))
    rows = [part if len(part) == longest else [*part, *[None] * (longest - len(part))] for part in parts]
    return np.ascontiguousarray(np.array(rows, dtype=np.float64).T)


def _some(table: Floats, baselines: Sequence[int | None], rules: RuleSet) -> _Judged:
    large = (np.abs(table) > MOST).any(axis=0)  # a whole number past 2^53 is more than a float holds
    if large.any():
        table = np.where(large, 0.0, table)
    base = table
    if any(baselines):
        stops = np.array([len(table) if each is None else each for each in baselines])
        base = np.where(np.arange(len(table))[:, None] < stops, table, np.nan)
    centre, sure = _means(base)
    ranges = np.full_like(base, np.nan)
    np.abs(base[1:] - base[:-1], out=ranges[1:])
    before, ranges_sure = _means(ranges)
    sure &= ranges_sure | np.isnan(before)
    spread = before
    if rules.screens:
        kept = np.where(ranges < SCREEN * before, ranges, np.nan)
        spread, kept_sure = _means(kept)
        sure &= kept_sure | np.isnan(spread)
    far, near = REACH * spread, NEAR_REACH * spread
    lines = (centre, centre - far, centre + far, centre - near, centre + near, before, spread)
    bits = _sides(table, lines, rules) | _trends(table, rules.trend)
    sure &= ~np.isnan(centre) & ~large
    return _Judged(table, lines, bits, sure.tolist())


def _limits(
    centre: float,
    lower: float,
    upper: float,
    near_lower: float,
    near_upper: float,
    before: float,
    spread: float,
) -> Limits:
    if spread == spread:
        return Limits(centre, lower, upper, near_lower, near_upper, before, spread)
    return Limits(centre, range_before=before if before == before else None)


def _means(table: Floats) -> tuple[Floats, Truths]:
    """The mean of each column as `arithmetic.mean` has it (NaN where it has no value), and whether that is certain.

    The sum is kept in three parts without loss (Knuth's two-sum): while the third stays nought, the first two together are
    the exact sum, and adding them rounds it once, as `fsum` does.
    """
    there = ~np.isnan(table)
    filled = np.where(there, table, 0.0)
    total, rest, lost = (np.zeros(table.shape[1]) for _ in range(3))
    for row in filled:
        total, error = _two_sum(total, row)
        rest, error = _two_sum(rest, error)
        lost += np.abs(error)
    counts = there.sum(axis=0)
    whole = total + rest
    with np.errstate(invalid="ignore", divide="ignore"):
        found = whole / counts
        reach = NEAR * np.where(found == 0, 1.0, np.abs(found))
        ties = ((table >= found - reach) & (table <= found + reach)).any(axis=0)
    # A sum that needed no rounding gives the mean rounded once; else a value near it asks for the exact way.
    for place in np.flatnonzero(ties & (whole - total != rest)):
        found[place] = exact_mean(table[there[:, place], place].tolist())
    return found, (lost == 0) & (counts > 0)


def _two_sum(one: Floats, other: Floats) -> tuple[Floats, Floats]:
    """The rounded sum and what rounding took away, exactly."""
    total = one + other
    back = total - one
    return total, (one - (total - back)) + (other - back)


def _sides(table: Floats, lines: tuple[Floats, ...], rules: RuleSet) -> Whole:
    """As `signals._sides`."""
    centre, lower, upper, near_lower, near_upper, *_ = lines
    high, low = table > centre, table < centre
    beyond_high, beyond_low = high & (table > upper), low & (table < lower)
    near_high, near_low = high & (table > near_upper), low & (table < near_lower)
    if rules.outside_counts:
        near_high, near_low = near_high | beyond_high, near_low | beyond_low
    else:
        near_high, near_low = near_high & ~beyond_high, near_low & ~beyond_low
    bits = beyond_high * np.int16(ABOVE) | beyond_low * np.int16(BELOW)
    bits |= _two_of_three(high, near_high) * np.int16(TWO_HIGH)
    bits |= _two_of_three(low, near_low) * np.int16(TWO_LOW)
    bits |= _long(high, rules.shift) * np.int16(SHIFT_HIGH)
    bits |= _long(low, rules.shift) * np.int16(SHIFT_LOW)
    return bits


def _two_of_three(side: Truths, close: Truths) -> Truths:
    """The close ones of any three in a row on one side of which two are close."""
    found = np.zeros_like(close)
    a, b, c = close[:-2], close[1:-1], close[2:]
    said = side[:-2] & side[1:-1] & side[2:] & ((a & b) | (a & c) | (b & c))
    found[:-2] |= said & a
    found[1:-1] |= said & b
    found[2:] |= said & c
    return found


def _trends(table: Floats, length: int) -> Whole:
    """As `signals._trends`: a trend's first value is the one before its first step."""
    bits = np.zeros(table.shape, dtype=np.int16)
    for steps, bit in ((table[1:] > table[:-1], RISING), (table[1:] < table[:-1], FALLING)):
        part = _long(steps, length - 1) * np.int16(bit)
        bits[1:] |= part
        bits[:-1] |= part
    return bits


def _long(there: Truths, length: int) -> Truths:
    """Those that stand in so many in a row, or more: `length` places, slid along."""
    count = len(there)
    found = np.zeros_like(there)
    if count < length:
        return found
    starts = there[: count - length + 1].copy()
    for step in range(1, length):
        starts &= there[step : count - length + 1 + step]
    for step in range(length):
        found[step : count - length + 1 + step] |= starts
    return found
