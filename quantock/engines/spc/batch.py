"""Thousands of series at once: for each what a list of measures shows, without an object for every point.

The same functions judge a single chart (`xmr.judge`), so that both always agree. With the optional extra (numpy) many are
judged at once by `arrays`, to the last bit the same; without it one after the other.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from typing import TypeVar

from quantock.engines.spc.classes import (
    Assurance,
    Direction,
    Kind,
    Variation,
    assurance_of,
    kind_of,
    variation_of,
)
from quantock.engines.spc.limits import Limits
from quantock.engines.spc.rulesets import MAKING_DATA_COUNT, RuleSet
from quantock.engines.spc.xmr import Drawn, Phase, Segment, Values, judge, kind_at, segment_of, spans

WHOLE = (Phase(0),)
WORTH_IT = 50
"""With fewer series than this, gathering them costs more than judging them."""
Judgement = tuple[tuple[Segment, ...], list[int]]
"""What `xmr.judge` gives: the segments, and the rules broken at each place as bits."""


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


@cache
def has_numpy() -> bool:
    """Whether the optional extra is installed."""
    return find_spec("numpy") is not None


def judge_many(many: Sequence[Series]) -> list[Judgement]:
    """What `xmr.judge` says of each, in their order. Raises as it does."""
    if len(many) < WORTH_IT or not has_numpy():
        return [judge(series.values, series.phases, series.rules) for series in many]
    return at_once(many)


def at_once(many: Sequence[Series]) -> list[Judgement]:
    """`judge_many` by numpy, however few they are."""
    from quantock.engines.spc import arrays  # costs memory that a process without many charts keeps

    parts = [(series, phase, stop) for series in many for phase, stop in _spans(series)]
    said = [
        (limits_and_bits, part)
        for limits_and_bits, part in zip(_asked(arrays.judged, parts), parts, strict=True)
    ]
    found: list[Judgement] = []
    place = 0
    for series in many:
        segments, bits = [], []
        for each, (_, phase, stop) in said[place : place + len(series.phases)]:
            segment, these = _segment(series, phase, stop, each)
            segments.append(segment)
            bits += these
        place += len(series.phases)
        found.append((tuple(segments), bits))
    return found


_Part = tuple[Series, Phase, int]
_Found = TypeVar("_Found")
_Way = Callable[[Sequence[Values], Sequence[int | None], RuleSet], list[_Found | None]]


def _spans(series: Series) -> Iterable[tuple[Phase, int]]:
    return (
        ((WHOLE[0], len(series.values)),)
        if series.phases is WHOLE
        else spans(series.phases, len(series.values))
    )


def _asked(way: _Way[_Found], parts: Sequence[_Part]) -> list[_Found | None]:
    """What `arrays` says of each part that has enough values for limits; None of the others."""
    found: list[_Found | None] = [None] * len(parts)
    by_rules: dict[RuleSet, list[int]] = {}
    given: list[Values] = []
    rules = None
    for place, (series, phase, stop) in enumerate(parts):
        values = (
            series.values if stop - phase.start == len(series.values) else series.values[phase.start : stop]
        )
        given.append(values)
        if len(values) - values.count(None) >= series.rules.limits_from:
            if series.rules is not rules:
                rules, some = series.rules, by_rules.setdefault(series.rules, [])
            some.append(place)
    for rules, places in by_rules.items():
        baselines = [parts[place][1].baseline for place in places]
        said = way([given[place] for place in places], baselines, rules)
        for place, each in zip(places, said, strict=True):
            found[place] = each
    return found


def _segment(
    series: Series, phase: Phase, stop: int, said: tuple[Limits, list[int]] | None
) -> tuple[Segment, list[int]]:
    part = series.values[phase.start : stop]
    if said is None:
        return segment_of(part, phase, stop, series.rules)
    count = len(part) - part.count(None)
    return Segment(phase.start, stop, Drawn.LIMITS, count, said[0], None, phase.baseline), said[1]


def summarise(series: Series) -> Summary:
    """One series. Raises ValueError as `xmr_chart` does."""
    return _summary(series, *judge(series.values, series.phases, series.rules))


def summarise_many(many: Iterable[Series]) -> list[Summary]:
    """All of them, in their order."""
    some = list(many)
    if len(some) < WORTH_IT or not has_numpy():
        return [summarise(series) for series in some]
    return summarise_at_once(some)


def summarise_at_once(some: Sequence[Series]) -> list[Summary]:
    """`summarise_many` by numpy, however few they are."""
    from quantock.engines.spc import arrays

    parts = [(series, *_last(series)) for series in some]
    return [
        summarise(part[0]) if said is None else _said(part, said)
        for part, said in zip(parts, _asked(arrays.latest, parts), strict=True)
    ]


def _last(series: Series) -> tuple[Phase, int]:
    """The phase of the latest value."""
    if series.phases is WHOLE:
        return WHOLE[0], len(series.values)
    values = series.values
    place = next((place for place in range(len(values) - 1, -1, -1) if values[place] is not None), 0)
    return [each for each in _spans(series) if each[0].start <= place][-1]


def _said(part: _Part, said: tuple[Limits, int, int, int, bool]) -> Summary:
    """As `_summary`, of what `arrays` found."""
    series, phase, _ = part
    limits, place, bits, since, rises = said
    kind = kind_of(bits, series.direction, series.rules, turns_down=rises) if bits else Kind.COMMON
    place += phase.start
    return Summary(
        variation_of(kind, series.direction),
        Assurance.NONE if series.target is None else assurance_of(limits, series.target, series.direction),
        Drawn.LIMITS,
        limits,
        limits.centre,
        place,
        series.values[place],
        since + phase.start if bits else None,
        kind,
        bits,
    )


def _summary(series: Series, segments: Sequence[Segment], bits: Sequence[int]) -> Summary:
    values = series.values
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
