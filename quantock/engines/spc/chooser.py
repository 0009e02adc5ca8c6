"""Which chart suits some data, and why. XmR unless there is a reason against it (field/qi.md 3.6)."""

from collections.abc import Sequence
from dataclasses import dataclass

LARGE = 1000
"""Denominators of about this many and more vary by more than chance alone: P′ and U′."""
RARE = 1.0
"""Fewer events a period than this are rare."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A chart by its short name (as in `lines.KINDS`, or "xmr"), what it is called, and why it suits."""

    chart: str
    name: str
    why: str


NAMES = {
    "xmr": "XmR chart",
    "run": "run chart",
    "p": "P chart",
    "pp": "P′ chart",
    "u": "U chart",
    "up": "U′ chart",
    "c": "C chart",
    "g": "G chart",
    "t": "T chart",
    "ip": "I′ chart",
    "xbar": "X̄ chart",
    "s": "S chart",
    "mr": "MR chart",
}
BOTH = "X̄ and S charts"
"""What suits several measurements in a period: their averages mean little while how far they lie apart is unsteady."""


def choose(
    *,
    what: str,
    values: Sequence[float | None],
    sizes: Sequence[float | None] | None = None,
    several_a_period: bool = False,
    dates_known: bool = False,
) -> Choice:
    """`what` is "measurement", "count", "percentage" or "event"; `sizes` are the denominators, where there are any.

    "event" is a list of rare events: `values` are then the times (dates known) or opportunities between them.
    Raises ValueError for another `what`.
    """
    there = [value for value in values if value is not None]
    if what == "event":
        return (
            _chosen("t", "the days between rare events are known")
            if dates_known
            else _chosen("g", "what is counted is how many went by between rare events")
        )
    if what not in ("measurement", "count", "percentage"):
        raise ValueError(f"{what} is not a measurement, count, percentage or event")
    if len(there) < 10:
        few = "1 value is" if len(there) == 1 else f"{len(there)} values are" if there else "no values are"
        return _chosen("run", f"{few} too few for limits")
    if what == "measurement":
        if several_a_period:
            return Choice("xbar", BOTH, "there are several measurements in each period")
        return _chosen("xmr", "there is one value for each period")
    if what == "count" and _are_rare(there):
        if dates_known:
            return _chosen("t", "most periods have none: the time between events says more")
        return _chosen("g", "most periods have none: what goes by between events says more")
    return _by_sizes(what, [size for size in sizes or () if size])


def _are_rare(values: Sequence[float]) -> bool:
    noughts = sum(value == 0 for value in values)
    return noughts * 2 > len(values) or sum(values) / len(values) < RARE


def _by_sizes(what: str, sizes: Sequence[float]) -> Choice:
    if not sizes:
        if what == "count":
            return _chosen("c", "events are counted, with the same opportunity in each period")
        return _chosen("xmr", "a percentage without its numerator and denominator is one value a period")
    if what == "count" and max(sizes) == min(sizes):
        return _chosen("c", "events are counted, with the same opportunity in each period")
    large = sum(sizes) / len(sizes) >= LARGE
    if what == "percentage":
        if large:
            return _chosen("pp", "the denominators are so large that a P chart's limits would be too narrow")
        return _chosen("p", "each period gives a numerator and a denominator")
    if large:
        return _chosen("up", "the opportunity is so large that a U chart's limits would be too narrow")
    return _chosen("u", "events are counted, and the opportunity differs from period to period")


def _chosen(chart: str, why: str) -> Choice:
    return Choice(chart, NAMES[chart], why)
