"""Run charts: the median, shift, trend, too few or too many runs, and Anhøj's two rules with their box variants."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, pairwise
from math import comb, log2

from quantock.engines.spc.signals import FALLING, RISING, SHIFT_HIGH, SHIFT_LOW

Values = Sequence[float | None]
SHIFT, TREND = 6, 5
"""Points of a shift and of a trend on a run chart (Perla, Provost and Murray 2011)."""

RUNS: dict[int, tuple[int, int]] = dict(
    enumerate(
        (
            (3, 9), (3, 10), (3, 11), (4, 11), (4, 12), (5, 12), (5, 13), (5, 13), (6, 14), (6, 15),
            (6, 16), (7, 16), (7, 17), (7, 17), (8, 18), (8, 18), (9, 19), (10, 19), (10, 20), (10, 20),
            (11, 21), (11, 22), (11, 23), (12, 23), (12, 24), (12, 24), (13, 25), (13, 25), (14, 26), (14, 26),
            (15, 27), (15, 27), (16, 28), (16, 28), (17, 29), (17, 30), (17, 31), (18, 31), (18, 32), (19, 32),
            (19, 33), (20, 33), (20, 34), (21, 34), (21, 35), (22, 35), (22, 36), (23, 36), (23, 37), (24, 38),
            (24, 38),
        ),
        start=10,
    )
)  # fmt: skip
"""Fewest and most runs to expect by chance, by the points off the median (Swed and Eisenhart 1943, as NHS guides print it)."""


def run_signals(values: Values, centre: float) -> list[int]:
    """Shift and trend on a run chart, as bits of `signals`.

    Values on the median neither count nor break a shift; equal neighbours neither count nor break a trend. A
    missing value breaks both.
    """
    found = [0] * len(values)
    for piece in _pieces(values):
        off = [place for place in piece if values[place] != centre]
        for above, run in groupby(off, key=lambda place: _value(values, place) > centre):
            places = list(run)
            if len(places) >= SHIFT:
                for place in places:
                    found[place] |= SHIFT_HIGH if above else SHIFT_LOW
        for rises, places in _monotone(values, piece):
            if len(places) >= TREND:
                for place in places:
                    found[place] |= RISING if rises else FALLING
    return found


def _pieces(values: Values) -> list[list[int]]:
    """The places of values that stand together without a gap."""
    pieces: list[list[int]] = [[]]
    for place, value in enumerate(values):
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append(place)
    return [piece for piece in pieces if piece]


def _value(values: Values, place: int) -> float:
    value = values[place]
    if value is None:  # pragma: no cover - pieces hold no missing values
        raise ValueError("a missing value has no side")
    return value


def _monotone(values: Values, piece: Sequence[int]) -> list[tuple[bool, list[int]]]:
    """Each stretch that only rises or only falls, equal neighbours counted once: (rises, its places)."""
    distinct = [
        place
        for before, place in zip([None, *piece], piece, strict=False)
        if before is None or values[before] != values[place]
    ]
    stretches: list[tuple[bool, list[int]]] = []
    for before, place in pairwise(distinct):
        rises = _value(values, place) > _value(values, before)
        if stretches and stretches[-1][0] == rises:
            stretches[-1][1].append(place)
        else:
            stretches.append((rises, [before, place]))
    return stretches


@dataclass(frozen=True, slots=True)
class Runs:
    """What a runs test counts: points off the centre, the longest run and the crossings, with what chance allows."""

    useful: int
    longest: int
    longest_most: int | None
    crossings: int
    crossings_least: int | None
    signal: bool

    @property
    def runs(self) -> int:
        """How many runs there are."""
        return self.crossings + 1 if self.useful else 0


def useful_sides(values: Values, centre: float) -> list[bool]:
    """For each value off the centre, whether it is above."""
    return [value > centre for value in values if value is not None and value != centre]


def anhoej(values: Values, centre: float, *, method: str = "anhoej") -> Runs:
    """Anhøj's rules: longest run at most round(log2 n) + 3, crossings at least the 5% quantile of Binomial(n - 1, ½).

    `method` "bestbox" and "cutbox" take their bounds from the published tables (Wentzel-Larsen and Anhøj 2019),
    which have 10 to 100 points; outside them there is no signal.
    """
    sides = useful_sides(values, centre)
    useful = len(sides)
    longest = max((len(list(run)) for _, run in groupby(sides)), default=0)
    crossings = sum(first != second for first, second in pairwise(sides))
    if not useful:
        return Runs(0, 0, None, 0, None, signal=False)
    if method == "anhoej":
        most, least = longest_most(useful), crossings_least(useful)
        return Runs(useful, longest, most, crossings, least, longest > most or crossings < least)
    from quantock.engines.spc.boxes import BOXES

    box = BOXES.get(useful)
    if box is None:
        return Runs(useful, longest, None, crossings, None, signal=False)
    return Runs(
        useful, longest, box.longest, crossings, box.crossings, box.is_left(longest, crossings, method)
    )


def longest_most(useful: int) -> int:
    """The longest run that chance is granted."""
    return round(log2(useful)) + 3


@lru_cache(maxsize=512)
def crossings_least(useful: int) -> int:
    """The fewest crossings that chance is granted: the 5% quantile of Binomial(n - 1, ½), in whole numbers."""
    tosses = max(useful - 1, 0)
    wanted, so_far, least = 2**tosses, 0, 0
    while True:
        so_far += comb(tosses, least)
        if so_far * 20 >= wanted:
            return least
        least += 1


def runs_to_expect(useful: int) -> tuple[int, int] | None:
    """Fewest and most runs; None for under 10 points (no test). Above 60 worked out from the exact distribution."""
    if useful < min(RUNS):
        return None
    return RUNS.get(useful) or _exact_runs(useful)


@lru_cache(maxsize=512)
def _exact_runs(useful: int) -> tuple[int, int]:
    """2.5% a tail of the number of runs of `useful` points, half of them above the median."""
    above = useful // 2
    below = useful - above
    every = comb(useful, above)
    chances: dict[int, int] = {}
    for runs in range(2, useful + 1):
        half, odd = divmod(runs, 2)
        if odd:
            ways = comb(above - 1, half) * comb(below - 1, half - 1)
            ways += comb(above - 1, half - 1) * comb(below - 1, half)
        else:
            ways = 2 * comb(above - 1, half - 1) * comb(below - 1, half - 1)
        chances[runs] = ways
    low, total = 2, 0
    while (total := total + chances[low]) * 40 <= every:
        low += 1
    high, total = useful, 0
    while (total := total + chances[high]) * 40 <= every:
        high -= 1
    return low, high
