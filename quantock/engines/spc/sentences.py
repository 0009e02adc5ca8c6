"""What a chart shows, in a sentence that a team can act on; and for reports what to do about it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from math import isclose

from quantock.engines.spc.classes import Assurance, Direction, Kind, Variation
from quantock.engines.spc.limits import Limits
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
from quantock.engines.spc.xmr import Chart, Drawn, Point, Segment

MOST_DECIMALS = 6
A_DAY = re.compile(r"\d{1,2} [A-Z]")


@dataclass(frozen=True, slots=True)
class Wording:
    """How a measure's values and times are said.

    `when` says the time of a place: "September 2025". `least` and `most` are what a value cannot pass (0 for a
    count, 100 for a percentage): an expected range is said within them.
    """

    when: Callable[[int], str]
    decimals: int = 1
    unit: str = ""
    least: float | None = None
    most: float | None = None

    def number(self, value: float) -> str:
        """A value with its unit, thousands separated and a true minus sign."""
        said = f"{value:,.{self.decimals}f}"
        if said.strip("-0.,") == "":
            said = said.lstrip("-")
        said = said.replace("-", "−")
        return f"{said}%" if self.unit == "%" else said

    def finely(self, value: float) -> str:
        """The same with one decimal more where the value lies between two that could be given, as a median can."""
        between = not isclose(value, round(value, self.decimals), rel_tol=0, abs_tol=1e-9)
        return replace(self, decimals=self.decimals + 1).number(value) if between else self.number(value)

    def average(self, value: float) -> str:
        """An average or a difference: of whole numbers with one decimal where it has one, else 11 and 22 are 10 apart."""
        return self.number(value) if self.decimals else self.finely(value)

    def during(self, place: int) -> str:
        """Its time with the word before it: "in May 2026", "on 5 May 2026", "in the week of 4 May 2026"."""
        return during(self.when(place))

    def within(self, value: float) -> float:
        """A limit, cut to what a value can be. Only for saying and drawing: judging takes the limit itself."""
        if self.least is not None:
            value = max(value, self.least)
        return value if self.most is None else min(value, self.most)


def during(said: str) -> str:
    """A time that is said, with the word before it."""
    if said.startswith("week "):
        return f"in the {said}"
    return f"on {said}" if A_DAY.match(said) else f"in {said}"


def decimals_of(values: list[float | None]) -> int:
    """As many decimals as the values were given with, six at most."""
    there = [value for value in values if value is not None]
    for decimals in range(MOST_DECIMALS):
        if all(isclose(value, round(value, decimals), rel_tol=0, abs_tol=1e-9) for value in there):
            return decimals
    return MOST_DECIMALS


@dataclass(frozen=True, slots=True)
class Finding:
    """`headline` is a title of a few words; `reading` the whole paragraph; `action` what to do next."""

    headline: str
    reading: str
    action: str


HEADLINES: dict[Variation, str] = {
    Variation.IMPROVEMENT_HIGH: "Something changed for the better",
    Variation.IMPROVEMENT_LOW: "Something changed for the better",
    Variation.CONCERN_HIGH: "Something changed for the worse",
    Variation.CONCERN_LOW: "Something changed for the worse",
    Variation.NEITHER_HIGH: "Something changed: it is higher",
    Variation.NEITHER_LOW: "Something changed: it is lower",
    Variation.COMMON: "Nothing has changed lately: it goes up and down as it usually does",
}

UNCHANGED = "Nothing has changed: it stays the same"
"""Instead of the headline of common cause, where every value is the same."""

BETTER, WORSE, OTHER = "better", "worse", "other"
FAMILY: dict[Variation, str] = {
    Variation.IMPROVEMENT_HIGH: BETTER,
    Variation.IMPROVEMENT_LOW: BETTER,
    Variation.CONCERN_HIGH: WORSE,
    Variation.CONCERN_LOW: WORSE,
    Variation.NEITHER_HIGH: OTHER,
    Variation.NEITHER_LOW: OTHER,
    Variation.COMMON: "same",
    Variation.EMPTY: "early",
}

# What to do about each cell of the icon matrix (field/qi.md 7.2), in our words.
ACTIONS: dict[tuple[str, Assurance], str] = {
    (BETTER, Assurance.PASS): "Learn what made the difference, keep it going and share it.",
    (BETTER, Assurance.FAIL): "It is getting better, but not yet by enough: keep going, and look for the next change.",
    (BETTER, Assurance.HIT_OR_MISS): "It is getting better: find out what did it, and make it last until the target is safe.",
    (BETTER, Assurance.NONE): "Find out what made the difference, and keep it going.",
    (WORSE, Assurance.PASS): "The target is still safe, but find out early what changed and whether it will last.",
    (WORSE, Assurance.FAIL): "Act now: it is getting worse, and the target is out of reach as things are.",
    (WORSE, Assurance.HIT_OR_MISS): "Find out what changed, and put it right before the target is missed more often.",
    (WORSE, Assurance.NONE): "Find out what changed, and whether it will last.",
    (OTHER, Assurance.NONE): "Find out what changed; whether it is good is for those who know the service to say.",
    ("same", Assurance.PASS): "Leave it as it is, look at it less often and spend the time where it is needed.",
    ("same", Assurance.FAIL): "The process has to change: as it runs now it cannot reach the target.",
    ("same", Assurance.HIT_OR_MISS): "Do not react to single values. To meet the target every time, change the process.",
    ("same", Assurance.NONE): "Do not react to single values. To make it better, change the process.",
    ("early", Assurance.NONE): "Keep collecting: each value makes the picture clearer.",
}  # fmt: skip


UNVARIED = "There is nothing to react to. If you would expect it to vary, check how it is measured."
NO_WAY = "Do not react to single values. To have it otherwise, change the process."
"""What to do where no cell of the matrix speaks: nothing varies; no way is better."""


def action_for(variation: Variation, assurance: Assurance) -> str:
    """What to do; where values are few or no way is better, the target says nothing."""
    family = FAMILY[variation]
    return ACTIONS.get((family, assurance)) or ACTIONS[family, Assurance.NONE]


def finding(chart: Chart, wording: Wording) -> Finding:
    """What the chart shows now."""
    latest, segment = chart.latest, chart.current
    if latest is None or segment is None:
        return Finding("No values yet", "There are no values yet.", "Add the first value.")
    if segment.drawn is Drawn.LINE or segment.centre is None or segment.count < chart.rules.median_from:
        said = _too_few(chart, segment, wording)
        return Finding(said, f"{said}.", action_for(Variation.EMPTY, Assurance.NONE))
    same = _is_same(chart, segment)
    headline = UNCHANGED if same and not latest.bits else HEADLINES[chart.variation]
    because = _because(chart, latest, segment, wording)
    parts = [f"{headline}: {because}, which is unlikely to be chance." if because else f"{headline}."]
    if latest.mixed:
        parts.append("The latest value also breaks a rule the other way: look at both.")
    if chart.points and chart.points[-1].value is None:
        parts.append(f"The latest value is that of {wording.when(latest.place)}.")
    parts += _earlier(chart, latest, segment, wording)
    if same:
        parts.append(_all_one(latest, segment, wording))
    else:
        parts += _expectation(segment.limits, wording)
    parts += _target(chart, latest, wording)
    if segment.drawn is Drawn.RUN:
        more = "" if chart.kind == "run" else f"; limits appear at {chart.rules.limits_from} values"
        parts.append(f"This is a run chart with its median of {wording.finely(segment.centre)}{more}.")
    return Finding(headline, " ".join(parts), _action(chart, same=same and not latest.bits))


def _is_same(chart: Chart, segment: Segment) -> bool:
    """Whether every value since the limits in force began is the same."""
    values = {point.value for point in chart.points[segment.start : segment.stop] if point.value is not None}
    return len(values) == 1


def _all_one(latest: Point, segment: Segment, wording: Wording) -> str:
    value = latest.value or 0.0
    since = f"since {wording.when(segment.start)}" if segment.start else "so far"
    on_target = ", which is the target" if latest.target == value else ""
    return f"Every value {since} is {wording.number(value)}{on_target}."


def _action(chart: Chart, *, same: bool) -> str:
    if chart.variation is Variation.COMMON and chart.assurance is Assurance.NONE:
        if same:
            return UNVARIED
        if chart.direction is Direction.NEUTRAL:
            return NO_WAY
    return action_for(chart.variation, chart.assurance)


def _too_few(chart: Chart, segment: Segment, wording: Wording) -> str:
    rules = chart.rules
    values = "1 value" if segment.count == 1 else f"{segment.count} values"
    since = f" since limits were begun again {wording.during(segment.start)}" if segment.start else " so far"
    more = rules.median_from if segment.count < rules.median_from else rules.limits_from
    what = "the median" if more == rules.median_from and rules.median_from < rules.limits_from else "limits"
    if segment.count >= more:
        return f"{values}{since}, all the same: no variation to judge by yet"
    if segment.drawn is Drawn.RUN:
        # A run chart that was chosen has its median from the first value on (spc.md 5, as qicharts2 draws it).
        return f"{values}{since}, with their median; what they show can be said from {more}"
    return f"{values}{since}; {what} can be drawn from {more}"


def _because(chart: Chart, latest: Point, segment: Segment, wording: Wording) -> str:
    """Which rule the latest value breaks, said for the way the chart is said to have gone."""
    bits = latest.bits
    if not bits:
        return ""
    high = _goes_high(chart.variation)
    value, limits = latest.value or 0.0, segment.limits
    middle = "median" if segment.drawn is Drawn.RUN else "average"
    if bits & (ABOVE if high else BELOW) and limits is not None:
        limit = limits.upper if high else limits.lower
        return (
            f"the latest value, {wording.number(value)} {wording.during(latest.place)}, is "
            f"{'above the upper' if high else 'below the lower'} limit of {wording.number(limit or 0.0)}"
        )
    for bit, says in (
        (RISING if high else FALLING, f"the last {{count}} values each {'rise' if high else 'fall'}"),
        (SHIFT_HIGH if high else SHIFT_LOW, f"the last {{count}} values are {'above' if high else 'below'} the {middle}"),
    ):  # fmt: skip
        if bits & bit:
            count, since = _since(chart, latest, segment, bit)
            return f"{says.format(count=count)} since {wording.when(since)}"
    if bits & (TWO_HIGH if high else TWO_LOW):
        return f"two of three values in a row are close to the {'upper' if high else 'lower'} limit"
    return "the last values turned"  # pragma: no cover - every bit has its own words above


def _earlier(chart: Chart, latest: Point, segment: Segment, wording: Wording) -> list[str]:
    """Signals of the same limits that are over: a reader of one icon would not know of them."""
    if latest.bits:
        return []
    signals = [point for point in chart.points[segment.start : segment.stop] if point.bits]
    if not signals:
        return []
    last = signals[-1].place
    if len(signals) == 1:
        return [f"The value of {wording.when(last)} was out of the ordinary."]
    found = f"{len(signals)} of its {segment.count} values were out of the ordinary"
    return [f"{found}, the last {wording.during(last)}."]


def _goes_high(variation: Variation) -> bool:
    return variation in {Variation.IMPROVEMENT_HIGH, Variation.CONCERN_HIGH, Variation.NEITHER_HIGH}


def _since(chart: Chart, latest: Point, segment: Segment, bit: int) -> tuple[int, int]:
    """How many values the run has that the latest one belongs to, and where it began."""
    place, count = latest.place, 0
    while place >= segment.start and chart.points[place].bits & bit:
        count += 1
        place -= 1
    return count, place + 1


def _expectation(limits: Limits | None, wording: Wording) -> list[str]:
    if limits is None or limits.lower is None or limits.upper is None:
        return []
    low, high = wording.within(limits.lower), wording.within(limits.upper)
    if wording.number(low) == wording.number(high):
        return [f"Expect about {wording.number(low)} as it runs now."]
    return [f"Expect {wording.number(low)} to {wording.number(high)} as it runs now."]


TARGETS = {
    Assurance.PASS: "the target of {target} will be met",
    Assurance.FAIL: "the target of {target} will not be met unless the process changes",
    Assurance.HIT_OR_MISS: "the target of {target} will sometimes be missed",
}


def _target(chart: Chart, latest: Point, wording: Wording) -> list[str]:
    if latest.target is None or chart.assurance is Assurance.NONE:
        return []
    said = TARGETS[chart.assurance].format(target=wording.number(latest.target))
    return [f"{said[:1].upper()}{said[1:]}."]


KIND_WORDS: dict[Kind, str] = {
    Kind.COMMON: "as usual",
    Kind.IMPROVEMENT: "improvement",
    Kind.CONCERN: "concern",
    Kind.HIGH: "higher than usual",
    Kind.LOW: "lower than usual",
    Kind.MISSING: "no value",
    Kind.UNJUDGED: "too early to say",
}


def say_point(chart: Chart, point: Point) -> str:
    """A point's class and every rule it breaks, for a table row: "improvement: is part of a run below the average"."""
    word = KIND_WORDS[point.kind]
    if not point.bits:
        return word
    run_chart = chart.segments[point.segment].drawn is Drawn.RUN
    rules = [str(rule) for rule in point.rules]
    if run_chart:
        rules = [rule.replace("average", "median") for rule in rules]
    return f"{word}: {'; '.join(rules)}" + ("; mixed signal" if point.mixed else "")


def better(direction: Direction) -> str:
    """Which way is better, in words."""
    return {
        Direction.UP: "Higher is better",
        Direction.DOWN: "Lower is better",
        Direction.NEUTRAL: "No way is better",
    }[direction]
