"""Thousands of series at once: for each what a list of measures shows, without an object for every point.

The same functions judge a single chart (`xmr.judge`), so that both always agree.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quantock.engines.spc.classes import (
    Assurance,
    Direction,
    Kind,
    Variation,
    assurance_of,
    variation_of,
)
from quantock.engines.spc.limits import Limits
from quantock.engines.spc.rulesets import MAKING_DATA_COUNT, RuleSet
from quantock.engines.spc.xmr import Drawn, Phase, Values, judge, kind_at

WHOLE = (Phase(0),)


@dataclass(frozen=True, slots=True)
class Series:
    """One series in the order of time, and how it is to be judged. `target` is the one in force at its end."""

    values: Values
    direction: Direction = Direction.NEUTRAL
    target: float | None = None
    phases: Sequence[Phase] = WHOLE
    rules: RuleSet = MAKING_DATA_COUNT


@dataclass(frozen=True, slots=True)
class Summary:
    """What is said of a series: of its latest value, at `place`; `since` is where the signal it stands in began.

    `place` is None for a series without a value, `since` where there is no signal.
    """

    variation: Variation
    assurance: Assurance
    drawn: Drawn
    limits: Limits | None
    centre: float | None
    place: int | None
    latest: float | None
    since: int | None
    kind: Kind
    bits: int


EMPTY = Summary(Variation.EMPTY, Assurance.NONE, Drawn.LINE, None, None, None, None, None, Kind.MISSING, 0)


def summarise(series: Series) -> Summary:
    """One series. Raises ValueError as `xmr_chart` does."""
    values = series.values
    segments, bits = judge(values, series.phases, series.rules)
    place = len(values) - 1
    while place >= 0 and values[place] is None:
        place -= 1
    if place < 0:
        return EMPTY
    segment = next(each for each in reversed(segments) if each.start <= place)
    here = bits[place]
    kind = kind_at(values, place, segment, here, series.direction, series.rules)
    since = None
    if here:
        since = place
        while since > segment.start and bits[since - 1] & here:
            since -= 1
    return Summary(
        variation_of(kind, series.direction),
        assurance_of(segment.limits, series.target, series.direction),
        segment.drawn,
        segment.limits,
        segment.centre,
        place,
        values[place],
        since,
        kind,
        here,
    )


def summarise_many(many: Iterable[Series]) -> list[Summary]:
    """All of them, in their order."""
    return [summarise(series) for series in many]
