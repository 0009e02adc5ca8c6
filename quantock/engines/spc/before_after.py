"""Before and after: the averages on either side of a day, and whether the limits of before call what came after a change.

What came after is judged by limits that only the time before made, so that a change cannot widen the limits it is
judged by (Provost and Murray: baseline limits extended; field/qi.md 3.4). Where the time before has too few values
for limits, nothing is said to be shown.

>>> found = before_after("xmr", values=[10, 12] * 7 + [5] * 7, split=14, direction=Direction.DOWN)
>>> found.shows, found.before.centre, found.after.centre, found.improvements
(<Shows.BETTER: 'better'>, 11.0, 5.0, 7)
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from quantock.engines.spc.classes import Direction, Kind
from quantock.engines.spc.kinds import chart_of
from quantock.engines.spc.limits import Limits
from quantock.engines.spc.rulesets import MAKING_DATA_COUNT, RuleSet
from quantock.engines.spc.sentences import Wording
from quantock.engines.spc.xmr import LEAST_BASELINE, Chart, Phase, Values


class Shows(StrEnum):
    """What the time after shows, by the limits of the time before."""

    BETTER = "better"
    WORSE = "worse"
    BOTH = "both ways"
    CHANGED = "changed"
    NOTHING = "nothing"
    TOO_FEW = "too few"


HEADLINES: dict[Shows, str] = {
    Shows.BETTER: "Changed for the better",
    Shows.WORSE: "Changed for the worse",
    Shows.BOTH: "Changed, for the better and for the worse",
    Shows.CHANGED: "Changed; neither way is set as better",
    Shows.NOTHING: "No change is shown",
    Shows.TOO_FEW: "Too few values to say",
}


@dataclass(frozen=True, slots=True)
class Side:
    """The values of one side, as places from `start` up to `stop`. `centre` is what the chart's line would be: the mean,
    of a run chart the median. `limits` where there are values enough for them."""

    start: int
    stop: int
    count: int
    centre: float | None
    limits: Limits | None


@dataclass(frozen=True, slots=True)
class BeforeAfter:
    """Both sides, and how many values after are signals which way. `wanted` values before are needed to judge."""

    kind: str
    before: Side
    after: Side
    shows: Shows
    improvements: int
    concerns: int
    others: int
    wanted: int

    @property
    def headline(self) -> str:
        return HEADLINES[self.shows]


def before_after(
    kind: str,
    *,
    values: Values,
    split: int,
    start: int = 0,
    stop: int | None = None,
    numerators: Values = (),
    sizes: Values = (),
    per: float = 1.0,
    direction: Direction = Direction.NEUTRAL,
    rules: RuleSet = MAKING_DATA_COUNT,
) -> BeforeAfter:
    """Compare the places from `start` to `split` with those from there to `stop`. `values` are as plotted.

    Raises ValueError where a side has no place, NotChartable where the values cannot stand on that chart.
    """
    stop = len(values) if stop is None else stop
    if not start < split < stop <= len(values):
        raise ValueError(f"a split at {split} leaves a side of {start} to {stop} empty")

    def drawn(first: int, last: int, phases: Sequence[Phase], by: RuleSet) -> Chart:
        return chart_of(
            kind,
            values=values[first:last],
            numerators=numerators[first:last],
            sizes=sizes[first:last],
            per=per,
            phases=phases,
            direction=direction,
            rules=by,
        )

    def side(first: int, last: int) -> Side:
        count = sum(value is not None for value in values[first:last])
        if not count:
            return Side(first, last, 0, None, None)
        segment = drawn(first, last, [Phase(0)], replace(rules, limits_from=1, median_from=1)).segments[0]
        limits = segment.limits if count >= rules.limits_from else None
        return Side(first, last, count, segment.centre, limits)

    before, after = side(start, split), side(split, stop)
    wanted = max(LEAST_BASELINE, rules.limits_from)
    if before.count < wanted or not after.count:
        return BeforeAfter(kind, before, after, Shows.TOO_FEW, 0, 0, 0, wanted)
    judged = drawn(start, stop, [Phase(0, split - start)], rules).points[split - start :]
    found = [point.kind for point in judged]
    better, worse = found.count(Kind.IMPROVEMENT), found.count(Kind.CONCERN)
    others = found.count(Kind.HIGH) + found.count(Kind.LOW)
    return BeforeAfter(kind, before, after, _shows(better, worse, others), better, worse, others, wanted)


def _shows(better: int, worse: int, others: int) -> Shows:
    if better and worse:
        return Shows.BOTH
    if better:
        return Shows.BETTER
    if worse:
        return Shows.WORSE
    return Shows.CHANGED if others else Shows.NOTHING


def say_before_after(found: BeforeAfter, wording: Wording) -> str:
    """The averages and their difference, in two sentences."""
    parts = [
        f"{name}: {_of(side, found, wording)}"
        for name, side in (("Before", found.before), ("After", found.after))
    ]
    return f"{parts[0]}. {parts[1]}{_difference(found, wording)}."


def _of(side: Side, found: BeforeAfter, wording: Wording) -> str:
    if side.centre is None:
        return "no values"
    what = "median" if found.kind == "run" else "average"
    values = "1 value" if side.count == 1 else f"{side.count} values"
    first, last = wording.when(side.start), wording.when(side.stop - 1)
    when = first if first == last else f"{first} to {last}"
    return f"{what} {wording.average(side.centre)}, {values}, {when}"


def _difference(found: BeforeAfter, wording: Wording) -> str:
    before, after = found.before.centre, found.after.centre
    if before is None or after is None:
        return ""
    said = wording.average(abs(after - before))
    if before == after or not said.strip("0.,%"):
        return ": the same"
    way = "higher" if after > before else "lower"
    if wording.unit == "%":
        return f": {said.removesuffix('%')} percentage points {way}"
    share = f" ({abs(after - before) / abs(before):.0%})" if before else ""
    return f": {said} {way}{share}"


def say_signal(found: BeforeAfter, wording: Wording) -> str:
    """Whether the difference is shown to be more than chance."""
    if found.shows is Shows.TOO_FEW:
        return (
            f"There {'is 1 value' if found.before.count == 1 else f'are {found.before.count} values'} before and "
            f"{found.wanted} are needed to judge by: it is not shown that this is more than chance."
        )
    total = found.after.count
    by = f"Judged by the {'median' if found.kind == 'run' else 'limits'} of before"
    since = "the one value since" if total == 1 else f"of the {total} values since"
    if found.shows is Shows.NOTHING:
        none = f"{since} is no signal" if total == 1 else f"none {since} is a signal"
        return f"{by}, {none}: it is not shown that this is more than chance."
    counts = [
        (count, what)
        for count, what in (
            (found.improvements, "improvement"),
            (found.concerns, "concern"),
            (found.others, "change"),
        )
        if count
    ]
    (count, what), *more = counts
    if total == 1:
        return f"{by}, {since} is a signal of {what}: unlikely to be chance."
    said = f"{count} {since} {_signals(count)} of {what}"
    for count, what in more:
        said += f" and {count} {_signals(count)} of {what}"
    return f"{by}, {said}: unlikely to be chance."


def _signals(count: int) -> str:
    return "is a signal" if count == 1 else "are signals"
