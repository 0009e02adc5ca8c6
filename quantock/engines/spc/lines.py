"""Centre and limits of the other charts of the literature, one function each: P, P′, U, U′, C, G, T, I, I′, MR, X̄, S
and the run chart.

Formulas: field/qi.md 3.6 and field/spc.md 4.2, as qicharts2 0.8.1 computes them. A function takes the subgroups of
one phase and which of them are its base (the baseline, without those left out), and gives the centre and sigma at each.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, lgamma, pi, sqrt

from quantock.engines.spc.arithmetic import mean, median, ratio
from quantock.engines.spc.limits import SCREEN

D2 = 1.128
PRIME_SCREEN = 3.2665
T_POWER = 3.6
G_MEDIAN = 0.693


class NotChartable(ValueError):
    """The values cannot stand on that chart; the text says why, for a person."""


@dataclass(frozen=True, slots=True)
class Subgroup:
    """What one period gave: the plotted value, how many things it was out of, and of raw values their spread."""

    value: float | None
    size: float | None = None
    total: float | None = None
    count: int = 1
    average: float | None = None
    deviation: float | None = None
    included: bool = True


@dataclass(frozen=True, slots=True)
class Base:
    """The subgroups of one phase, and those of them that centre and limits come from."""

    every: Sequence[Subgroup]
    used: Sequence[Subgroup]
    screens: bool = True
    centre: float | None = None
    ordered: bool = True

    def values(self) -> list[float]:
        return [each.value for each in self.used if each.value is not None]


@dataclass(frozen=True, slots=True)
class Lines:
    """Centre and sigma at each subgroup, or the limits themselves where they are not symmetrical."""

    centre: float | None
    sigmas: Sequence[float | None] = ()
    bounds: Sequence[tuple[float | None, ...]] = ()
    drawn: float | None = None


def _steps(values: Sequence[float | None]) -> list[float]:
    """Distances between neighbours that are both there."""
    return [
        abs(value - before)
        for before, value in itertools.pairwise(values)
        if value is not None and before is not None
    ]


def _mean_step(steps: Sequence[float], screens: bool, screen: float = SCREEN) -> float | None:
    """The mean distance, those beyond the screen left out once."""
    if not steps:
        return None
    found = mean(steps)
    kept = [step for step in steps if step < screen * found] if screens else steps
    return mean(kept) if kept else None


def _centre(base: Base) -> float | None:
    values = base.values()
    if base.centre is not None:
        return base.centre
    return mean(values) if values else None


def _weighted(base: Base) -> float | None:
    """All that was counted over all that it was counted out of."""
    if base.centre is not None:
        return base.centre
    there = [each for each in base.used if each.total is not None and each.size]
    if not there:
        return None
    return ratio([each.total or 0.0 for each in there], [each.size or 0.0 for each in there])


def run(base: Base) -> Lines:
    """Median, no limits."""
    values = base.values()
    return Lines(base.centre if base.centre is not None else (median(values) if values else None))


def individuals(base: Base) -> Lines:
    """I: mean ± 3 × the mean moving range / 1.128."""
    step = _mean_step(_steps([each.value for each in base.used]), base.screens)
    sigma = None if step is None else step / D2
    return Lines(_centre(base), [sigma] * len(base.every))


def individuals_prime(base: Base) -> Lines:
    """I′ (Taylor): individuals weighed by their sizes. Its sigma uses every subgroup, also with a baseline."""
    there = [each for each in base.used if each.value is not None]
    sizes = [_size(each) for each in there]
    centre = base.centre
    if centre is None and there:
        centre = ratio(
            [(each.value or 0.0) * size for each, size in zip(there, sizes, strict=True)],
            sizes,
        )
    steps = []
    for before, each in zip(base.every, base.every[1:], strict=False):
        if before.value is None or each.value is None:
            continue
        width = sqrt(1 / _size(before) + 1 / _size(each))
        steps.append(sqrt(pi / 2) * abs(each.value - before.value) / width)
    spread = _mean_step(steps, base.screens, PRIME_SCREEN)
    return Lines(
        centre,
        [
            None
            if spread is None or (each.value is None and not each.size)
            else spread * sqrt(1 / _size(each))
            for each in base.every
        ],
    )


def _size(each: Subgroup) -> float:
    return each.size if each.size else float(each.count or 1)


def moving_range(base: Base) -> Lines:
    """MR: the distances themselves, from 0 to 3.267 times their mean."""
    centre = _centre(base)
    if centre is None:
        return Lines(None)
    upper = SCREEN * centre
    return Lines(centre, bounds=[(0.0, 0.0, upper * 2 / 3, upper)] * len(base.every))


def c4(size: float) -> float | None:
    """What a standard deviation of so many values falls short of the true one by; None for a single value."""
    if size <= 1:
        return None
    return sqrt(2 / (size - 1)) * exp(lgamma(size / 2) - lgamma((size - 1) / 2))


def _spread(base: Base) -> float | None:
    """S: the mean standard deviation, or pooled where subgroups differ in size."""
    there = [each for each in base.used if each.deviation is not None]
    if not there:
        return None
    if len({each.count for each in base.used}) == 1:
        return mean([each.deviation or 0.0 for each in there])
    above = [(each.count - 1) * (each.deviation or 0.0) ** 2 for each in there]
    return sqrt(ratio(above, [each.count - 1 for each in there]))


def averages(base: Base) -> Lines:
    """X̄: the weighted mean ± A3 × S, A3 = 3 / (c4 √n)."""
    there = [each for each in base.used if each.average is not None]
    centre = base.centre
    if centre is None and there:
        centre = ratio([(each.average or 0.0) * each.count for each in there], [each.count for each in there])
    spread = _spread(base)
    sigmas: list[float | None] = []
    for each in base.every:
        share = c4(each.count)
        sigmas.append(None if share is None or spread is None else spread / (share * sqrt(each.count)))
    return Lines(centre, sigmas)


def deviations(base: Base) -> Lines:
    """S: B3 and B4 times the mean standard deviation; B4 = 1 + 3 √(1 - c4²) / c4."""
    centre = base.centre if base.centre is not None else _spread(base)
    bounds: list[tuple[float | None, ...]] = []
    for each in base.every:
        share = c4(each.count)
        if share is None or centre is None:
            bounds.append((None, None, None, None))
            continue
        width = sqrt(1 - share**2) / share
        bounds.append(tuple(max(0.0, 1 + sigmas * width) * centre for sigmas in (-3, -2, 2, 3)))
    return Lines(centre, bounds=bounds)


def times(base: Base) -> Lines:
    """T, the time between events: an I chart of t^(1/3.6), turned back; every time must be above 0."""
    if any(each.value is not None and each.value <= 0 for each in base.every):
        raise NotChartable(
            "Each time between events must be more than 0: give the time of day, or use a G chart."
        )
    turned = [_turned(each) for each in base.used]
    there = [value for value in turned if value is not None]
    if not there:
        return Lines(None)
    centre = mean(there) if base.centre is None else base.centre ** (1 / T_POWER)
    step = _mean_step(_steps(turned), base.screens)
    if step is None:
        return Lines(centre**T_POWER)
    bounds = tuple(max(centre + sigmas * step / D2, 0.0) ** T_POWER for sigmas in (-3, -2, 2, 3))
    return Lines(centre**T_POWER, bounds=[bounds] * len(base.every))


def _turned(each: Subgroup) -> float | None:
    return None if each.value is None else each.value ** (1 / T_POWER)


def proportions(base: Base) -> Lines:
    """P: p̄ ± 3 √(p̄ (1 - p̄) / n), within 0 and 1."""
    centre = _weighted(base)
    return Lines(centre, [_of_proportion(centre, each.size) for each in base.every])


def _of_proportion(centre: float | None, size: float | None) -> float | None:
    if centre is None or not size:
        return None
    return sqrt(max(centre * (1 - centre), 0.0) / size)


def counts(base: Base) -> Lines:
    """C: c̄ ± 3 √c̄, of equal opportunity."""
    centre = _centre(base)
    return Lines(centre, [None if centre is None else sqrt(centre)] * len(base.every))


def rates(base: Base) -> Lines:
    """U: ū ± 3 √(ū / n)."""
    centre = _weighted(base)
    return Lines(centre, [_of_rate(centre, each.size) for each in base.every])


def _of_rate(centre: float | None, size: float | None) -> float | None:
    return None if centre is None or not size else sqrt(centre / size)


def _prime(base: Base, plain: Lines) -> Lines:
    """Laney: sigma stretched by how far neighbours really differ, z = (value - centre) / sigma."""
    if plain.centre is None:
        return plain
    sigma_of = dict(zip(map(id, base.every), plain.sigmas, strict=True))
    scores: list[float | None] = []
    for each in base.used:
        sigma = sigma_of[id(each)]
        scores.append(None if each.value is None or not sigma else (each.value - plain.centre) / sigma)
    stretch = _mean_step(_steps(scores), base.screens) if base.ordered else None
    stretch = None if stretch is None else stretch / D2
    if not base.ordered:
        stretch = _deviation([score for score in scores if score is not None])
    return Lines(
        plain.centre,
        [None if sigma is None or stretch is None else sigma * stretch for sigma in plain.sigmas],
    )


def _deviation(values: Sequence[float]) -> float | None:
    if len(values) < 2:
        return None
    centre = mean(values)
    return sqrt(sum((value - centre) ** 2 for value in values) / (len(values) - 1))


def proportions_prime(base: Base) -> Lines:
    """P′ (Laney), for large or over-dispersed denominators."""
    return _prime(base, proportions(base))


def rates_prime(base: Base) -> Lines:
    """U′ (Laney)."""
    return _prime(base, rates(base))


def between(base: Base) -> Lines:
    """G, opportunities between events: from the mean m, m ± 3 √(m (m + 1)); the line drawn is the median."""
    values = base.values()
    if not values and base.centre is None:
        return Lines(None)
    centre = mean(values) if base.centre is None else base.centre
    sigma = sqrt(centre * (centre + 1))
    drawn = median(values) if base.centre is None else G_MEDIAN * base.centre
    return Lines(centre, [sigma] * len(base.every), drawn=drawn)


KINDS: dict[str, Callable[[Base], Lines]] = {
    "run": run,
    "i": individuals,
    "ip": individuals_prime,
    "mr": moving_range,
    "xbar": averages,
    "s": deviations,
    "t": times,
    "p": proportions,
    "pp": proportions_prime,
    "c": counts,
    "u": rates,
    "up": rates_prime,
    "g": between,
}
"""By the short names that qicharts2 gave them."""
