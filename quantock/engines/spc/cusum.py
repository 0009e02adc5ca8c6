"""The Bernoulli CUSUM, for outcomes of single cases: does the rate of a rare event drift?"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import log


@dataclass(frozen=True, slots=True)
class Cusum:
    """Both sums case by case, and the cases (from 0) at which one passed its limit and began again."""

    worse_rate: float
    better_rate: float
    up: list[float]
    down: list[float]
    signals_up: list[int]
    signals_down: list[int]


def bernoulli_cusum(
    outcomes: Sequence[bool], *, target: float, odds_ratio: float = 2.0, limit: float = 3.5
) -> Cusum:
    """Log-likelihood weights for the odds at target against the odds times (and over) the ratio.

    The upper sum begins again at 0 when it falls there or reaches the limit; the lower one mirrors it. Raises ValueError
    for a target that is no rate between 0 and 1 or a ratio that is not above 1.
    """
    if not 0 < target < 1:
        raise ValueError("the target is a rate between 0 and 1")
    if odds_ratio <= 1 or limit <= 0:
        raise ValueError("the odds ratio must be above 1, the limit above 0")
    worse, better = _rate(target, odds_ratio), _rate(target, 1 / odds_ratio)
    up, signals_up = _sum(outcomes, target, worse, limit)
    down, signals_down = _sum(outcomes, target, better, limit)
    return Cusum(worse, better, up, [-each for each in down], signals_up, signals_down)


def _rate(target: float, ratio: float) -> float:
    odds = target / (1 - target) * ratio
    return odds / (1 + odds)


def _sum(
    outcomes: Sequence[bool], target: float, other: float, limit: float
) -> tuple[list[float], list[int]]:
    event, none = log(other / target), log((1 - other) / (1 - target))
    sums: list[float] = []
    signals: list[int] = []
    before = 0.0
    for place, outcome in enumerate(outcomes):
        before = max(before + (event if outcome else none), 0.0)
        if before >= limit:
            signals.append(place)
            before = 0.0
        sums.append(before)
    return sums, signals
