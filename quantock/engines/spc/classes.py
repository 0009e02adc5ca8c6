"""What a point, and a chart, is called: improvement, concern, neither or common cause; and how it does by its target."""

from enum import StrEnum

from quantock.engines.spc.limits import Limits
from quantock.engines.spc.rulesets import RuleSet
from quantock.engines.spc.signals import BY_BIT, FALLING, HIGH, LOW, RISING


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"
    NEUTRAL = "neutral"


class Kind(StrEnum):
    """The class of a point."""

    COMMON = "common cause"
    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    HIGH = "neither, high"
    LOW = "neither, low"
    MISSING = "no value"
    UNJUDGED = "not judged"


class Variation(StrEnum):
    """The variation icon: the class of the latest value, and which way it lies."""

    COMMON = "common cause"
    IMPROVEMENT_HIGH = "improvement, high"
    IMPROVEMENT_LOW = "improvement, low"
    CONCERN_HIGH = "concern, high"
    CONCERN_LOW = "concern, low"
    NEITHER_HIGH = "neither, high"
    NEITHER_LOW = "neither, low"
    EMPTY = "too few values"


class Assurance(StrEnum):
    """The assurance icon: what the process can be expected to do about its target."""

    PASS = "consistently passing"  # noqa: S105 - a word of the field, no password
    FAIL = "consistently falling short"
    HIT_OR_MISS = "hit or miss"
    NONE = "no target"


def leading_bit(bits: int) -> int:
    """The one rule that speaks for a point: outside, then trend, then two of three, then shift.

    A point that ends one trend and begins the other speaks for the newer one, which is the way it turns: a peak
    is falling, a trough rising. The trend a lone run belongs to is its own (NHSRplotthedots prints the other one
    where a run follows at once; field/spc.md section 3, number 1).
    """
    for bit, _ in BY_BIT:
        if bits & bit:
            return bit
    return 0


def speaks_high(bits: int, turns_down: bool = False) -> bool:
    """Whether the rule that speaks for a point is one of the high ones. `bits` must not be 0."""
    first = leading_bit(bits)
    if first == RISING and bits & FALLING:
        return not turns_down
    return bool(first & HIGH)


def kind_of(bits: int, direction: Direction, rules: RuleSet, *, turns_down: bool = False) -> Kind:
    """The class of a point that has a value. `turns_down`: it lies on two trends and is their peak."""
    if not bits:
        return Kind.COMMON
    is_high = speaks_high(bits, turns_down)
    if direction is Direction.NEUTRAL:
        return Kind.HIGH if is_high else Kind.LOW
    wanted = HIGH if direction is Direction.UP else LOW
    if rules.improvement_wins:
        return Kind.IMPROVEMENT if bits & wanted else Kind.CONCERN
    return Kind.IMPROVEMENT if is_high == (direction is Direction.UP) else Kind.CONCERN


def is_mixed(bits: int) -> bool:
    """Whether a point breaks rules of both directions."""
    return bool(bits & HIGH and bits & LOW)


def variation_of(kind: Kind | None, direction: Direction) -> Variation:
    """The variation icon of the latest value's class; too few values, where it was not judged."""
    up = direction is Direction.UP
    match kind:
        case Kind.COMMON:
            return Variation.COMMON
        case Kind.IMPROVEMENT:
            return Variation.IMPROVEMENT_HIGH if up else Variation.IMPROVEMENT_LOW
        case Kind.CONCERN:
            return Variation.CONCERN_LOW if up else Variation.CONCERN_HIGH
        case Kind.HIGH:
            return Variation.NEITHER_HIGH
        case Kind.LOW:
            return Variation.NEITHER_LOW
        case _:
            return Variation.EMPTY


def assurance_of(limits: Limits | None, target: float | None, direction: Direction) -> Assurance:
    """The target against the limits in force, uncut; equality, and limits that are not known, are hit or miss.

    Limits of no width on the very target say nothing: no variation has been seen (field/spc.md section 3, number 3).
    """
    if target is None or limits is None or direction is Direction.NEUTRAL:
        return Assurance.NONE
    if limits.lower == limits.upper == target:
        return Assurance.NONE
    better_high = direction is Direction.UP
    if limits.upper is not None and target > limits.upper:
        return Assurance.FAIL if better_high else Assurance.PASS
    if limits.lower is not None and target < limits.lower:
        return Assurance.PASS if better_high else Assurance.FAIL
    return Assurance.HIT_OR_MISS
