"""Where new limits might begin: proposals with their reason, never applied by themselves.

The Stable Shift Algorithm as autospc publishes it (field/spc.md section 5): limits from the first points, kept
until a run on one side is followed by a period that stays there.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from quantock.engines.spc.arithmetic import mean
from quantock.engines.spc.limits import xmr_limits

Values = Sequence[float | None]
PERIOD = 21
RUN = 8
MOST_LEFT_OUT = 3


@dataclass(frozen=True, slots=True)
class Proposal:
    """New limits could begin at `place`; the mean was `was` and is about `now`."""

    place: int
    was: float
    now: float
    run: int

    @property
    def why(self) -> str:
        """In words, without the figures, which the page writes in the measure's own way."""
        side = "above" if self.now > self.was else "below"
        return f"{self.run} values in a row lie {side} the average, and it has stayed there since"


def propose_recalculation(values: Values, *, period: int = PERIOD, run: int = RUN) -> list[Proposal]:
    """Every place at which limits could be worked out again; none where there are fewer than `period` values.

    A candidate is rejected where a run back begins inside its period, or still could.
    """
    there = [(place, value) for place, value in enumerate(values) if value is not None]
    found: list[Proposal] = []
    start = 0
    if len(there) < period:
        return found
    while True:
        centre = period_centre([value for _, value in there[start : start + period]])
        begins = _next_stable_run(there, start + period, centre, period, run)
        if begins is None:
            return found
        now = period_centre([value for _, value in there[begins : begins + period]])
        found.append(Proposal(there[begins][0], centre, now, _run_length(there, begins, centre)))
        start = begins


def period_centre(values: Sequence[float]) -> float:
    """The mean of a period without its most extreme values outside the limits, three at most."""
    limits = xmr_limits(values, screens=True)
    if limits is None or limits.lower is None or limits.upper is None:
        return mean(values)
    outside = [value for value in values if value < limits.lower or value > limits.upper]
    outside.sort(key=lambda value: -abs(value - limits.centre))
    kept = list(values)
    for value in outside[:MOST_LEFT_OUT]:
        kept.remove(value)
    return mean(kept)


def _side(value: float, centre: float) -> int:
    return (value > centre) - (value < centre)


def _run_length(there: Sequence[tuple[int, float]], begins: int, centre: float) -> int:
    side = _side(there[begins][1], centre)
    length = 0
    for _, value in there[begins:]:
        if _side(value, centre) != side:
            break
        length += 1
    return length


def _runs(there: Sequence[tuple[int, float]], first: int, centre: float) -> Iterator[tuple[int, int, int]]:
    """Each run on one side of the centre from a place on: where it begins, its length, its side."""
    place = first
    while place < len(there):
        side = _side(there[place][1], centre)
        length = _run_length(there, place, centre)
        if side:
            yield place, length, side
        place += length


def _next_stable_run(
    there: Sequence[tuple[int, float]], first: int, centre: float, period: int, run: int
) -> int | None:
    for begins, length, side in _runs(there, first, centre):
        if length < run:
            continue
        if begins + period > len(there):
            return None
        if not _goes_back(there, begins, side, period, run):
            return begins
    return None


def _goes_back(there: Sequence[tuple[int, float]], begins: int, side: int, period: int, run: int) -> bool:
    """Whether a run the other way begins within the candidate's period, or the last one there could become one."""
    centre = period_centre([value for _, value in there[begins : begins + period]])
    for place, length, way in _runs(there, begins, centre):
        if place >= begins + period:
            break
        if place > begins and way == -side and (length >= run or place + length >= len(there)):
            return True
    return False
