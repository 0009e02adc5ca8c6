"""The four rules of Making Data Count, point by point, within one segment. No rule crosses a segment.

A point carries every rule it breaks, as bits of one number: ten thousand series are judged in a second. What a
chart shows of them is a view (`classes.py`). A missing value breaks every run, and is flagged by none.
"""

from collections.abc import Sequence
from enum import StrEnum

from quantock.engines.spc.limits import Limits
from quantock.engines.spc.rulesets import RuleSet

ABOVE, BELOW = 1, 2
RISING, FALLING = 4, 8
TWO_HIGH, TWO_LOW = 16, 32
SHIFT_HIGH, SHIFT_LOW = 64, 128
HIGH = ABOVE | RISING | TWO_HIGH | SHIFT_HIGH
LOW = BELOW | FALLING | TWO_LOW | SHIFT_LOW


class Rule(StrEnum):
    """A rule that a point breaks, in words that fit after "this point"."""

    ABOVE = "is above the upper limit"
    BELOW = "is below the lower limit"
    RISING = "is part of a rising trend"
    FALLING = "is part of a falling trend"
    TWO_HIGH = "is one of two in three close to the upper limit"
    TWO_LOW = "is one of two in three close to the lower limit"
    SHIFT_HIGH = "is part of a run above the average"
    SHIFT_LOW = "is part of a run below the average"


BY_BIT: tuple[tuple[int, Rule], ...] = (
    (ABOVE, Rule.ABOVE),
    (BELOW, Rule.BELOW),
    (RISING, Rule.RISING),
    (FALLING, Rule.FALLING),
    (TWO_HIGH, Rule.TWO_HIGH),
    (TWO_LOW, Rule.TWO_LOW),
    (SHIFT_HIGH, Rule.SHIFT_HIGH),
    (SHIFT_LOW, Rule.SHIFT_LOW),
)
"""In the order in which NHSRplotthedots lets one rule speak for a point."""


def rules_of(bits: int) -> tuple[Rule, ...]:
    """Every rule in a number of bits, the one that speaks first first."""
    return tuple(rule for bit, rule in BY_BIT if bits & bit)


def broken_rules(values: Sequence[float | None], limits: Limits, rules: RuleSet) -> list[int]:
    """The rules each value breaks, as bits. One pass; strict comparisons, so a tie is never a signal."""
    found = [0] * len(values)
    _sides(values, limits, rules, found)
    _trends(values, rules.trend, found)
    return found


def _sides(values: Sequence[float | None], limits: Limits, rules: RuleSet, found: list[int]) -> None:
    """Outside the limits, two of three, and shift: what depends on where a value stands."""
    centre, shift = limits.centre, rules.shift
    lower, upper, near_lower, near_upper = limits.lower, limits.upper, limits.near_lower, limits.near_upper
    known, counts = limits.known, rules.outside_counts
    side = run = 0
    close = [False, False, False]
    for place, value in enumerate(values):
        now = 0 if value is None else (value > centre) - (value < centre)
        run = run + 1 if now and now == side else (1 if now else 0)
        side = now
        near = False
        if known and now:
            if value > upper or value < lower:  # type: ignore[operator]
                found[place] |= ABOVE if now > 0 else BELOW
                near = counts
            else:
                near = value > near_upper if now > 0 else value < near_lower  # type: ignore[operator]
        close = [close[1], close[2], near]
        if run >= 3 and close[0] + close[1] + close[2] >= 2:
            bit = TWO_HIGH if now > 0 else TWO_LOW
            for back in range(3):
                if close[2 - back]:
                    found[place - back] |= bit
        if run >= shift:
            bit = SHIFT_HIGH if now > 0 else SHIFT_LOW
            for back in range(shift if run == shift else 1):
                found[place - back] |= bit


def _trends(values: Sequence[float | None], length: int, found: list[int]) -> None:
    """So many values in a row, each higher (or each lower) than the one before; a tie or a gap breaks it."""
    way, run = 0, 1
    for place in range(1, len(values)):
        value, before = values[place], values[place - 1]
        now = 0 if value is None or before is None else (value > before) - (value < before)
        run = run + 1 if now and now == way else (2 if now else 1)
        way = now
        if run >= length:
            bit = RISING if now > 0 else FALLING
            for back in range(length if run == length else 1):
                found[place - back] |= bit


def first_seen(bits: Sequence[int], start: int, rules: RuleSet) -> int:
    """The place at which the signal that flags every place from `start` to the end was first there to be seen: a value
    outside the limits at once, two of three with the second of them, a run or a trend with its last value needed.

    `bits` are those of one segment, by the limits it has now.
    """
    high, low = bits[-1] & HIGH, bits[-1] & LOW
    way = (HIGH if high else 0) | (LOW if low else 0)
    lengths = {RISING: rules.trend, FALLING: rules.trend, SHIFT_HIGH: rules.shift, SHIFT_LOW: rules.shift}
    runs = dict.fromkeys(lengths, 0)
    for place, now in enumerate(bits):
        for bit in lengths:
            runs[bit] = runs[bit] + 1 if now & bit else 0
        if place < start:
            continue
        seen = now & way
        two = seen & (TWO_HIGH | TWO_LOW)
        if (
            seen & (ABOVE | BELOW)
            or any(seen & bit and runs[bit] >= length for bit, length in lengths.items())
            or (two and any(each & two for each in bits[max(0, place - 2) : place]))
        ):
            return place
    return len(bits) - 1
