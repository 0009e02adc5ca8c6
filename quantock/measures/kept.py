"""The kept result of a measure in words and small pictures: what every list shows, without reading a value."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from quantock.engines.charts.control import (
    Drawing,
    Plot,
    assurance_icon,
    spark,
    variation_icon,
)
from quantock.engines.charts.svg import Svg
from quantock.engines.spc import MAKING_DATA_COUNT, RULE_SETS, Assurance, Kind, Variation
from quantock.engines.spc.sentences import (
    BETTER,
    FAMILY,
    HEADLINES,
    TARGETS,
    UNCHANGED,
    WORSE,
    Wording,
    during,
)
from quantock.engines.text import plural
from quantock.measures import pictures
from quantock.measures.charting import wording_of
from quantock.measures.models import Measure
from quantock.measures.rules import overdue_period, say_period
from quantock.projects.models import Project

MOST_USERS = 3


def say_groups(groups: Mapping[str, int]) -> str:
    """ "3 groups: 1 changed for the better, none for the worse", of how many groups show each variation."""
    families = Counter[str]()
    for variation, count in groups.items():
        families[FAMILY[Variation(variation)]] += count
    better, worse = (families[each] or "none" for each in (BETTER, WORSE))
    if not groups:
        return "Values by group, none for all together"
    return f"{plural(sum(groups.values()), 'group')}: {better} changed for the better, {worse} for the worse"


def icons_of_groups(groups: Mapping[str, int], prefix: str, size: int) -> Svg:
    """Each variation that a group shows, with how many do."""
    drawn = [
        f'<span class="nowrap">{variation_icon(each, prefix=f"{prefix}g{place}", size=size)} × {groups[each.value]}</span>'
        for place, each in enumerate(Variation)
        if each.value in groups
    ]
    return Svg(" ".join(drawn))


@dataclass(frozen=True)
class Kept:
    """One measure, read with its result, on a day. No query."""

    measure: Measure
    today: date
    users: Sequence[Project] = ()
    """The other projects that use it, those that whoever looks may see."""

    @property
    def more_users(self) -> int:
        """How many of them are not named where there is little room."""
        return max(len(self.users) - MOST_USERS, 0)

    @property
    def family(self) -> str:
        """Better, worse, other, same or early; nothing where there are no values."""
        return FAMILY[Variation(self.measure.result.variation)] if self.measure.result.count else ""

    @property
    def headline(self) -> str:
        result = self.measure.result
        if result.groups or (result.latest_on and not result.count):
            return say_groups(result.groups)
        if not result.count:
            return "No values yet"
        if result.variation == Variation.COMMON and result.lower is not None and result.lower == result.upper:
            return UNCHANGED
        if said := HEADLINES.get(Variation(result.variation)):
            return said
        values = "1 value" if result.count == 1 else f"{result.count} values"
        rules = RULE_SETS.get(result.rules, MAKING_DATA_COUNT)
        return (
            f"{values} so far: too early to say"
            if result.count < rules.limits_from
            else f"{values}, all the same"
        )

    @property
    def reading(self) -> str:
        """The headline with since when, the latest value, what to expect and what that means for the target."""
        return " ".join(self._sentences())

    def _sentences(self) -> Iterator[str]:
        result = self.measure.result
        since = f", since {self.since}" if self.since else ""
        yield f"{self.headline}{since}."
        if result.latest is not None and result.latest_on:
            expect = f"; expect {self.limits}" if self.limits else ""
            between = " days since the one before," if self.counts_days else ""
            yield f"Latest: {self.latest}{between} {during(self.period)}{expect}."
        words = TARGETS.get(Assurance(result.assurance))
        if words and result.target is not None:
            said = words.format(target=self.target)
            yield f"{said[:1].upper()}{said[1:]}."

    @property
    def counts_days(self) -> bool:
        """Whether its values are the days between events: "114" of falls with harm would read as so many falls."""
        return self.measure.frequency == "event" and self.measure.chart == "t"

    @property
    def icons(self) -> Svg:
        return self.icons_of(32)

    def icons_of(self, size: int) -> Svg:
        """Variation, and assurance where there is a target to judge by."""
        result, prefix = self.measure.result, f"m{self.measure.pk}"
        if result.groups:
            return icons_of_groups(result.groups, prefix, size)
        drawn = str(variation_icon(Variation(result.variation), prefix=f"{prefix}v", size=size))
        if result.assurance != Assurance.NONE:
            drawn += str(assurance_icon(Assurance(result.assurance), prefix=f"{prefix}a", size=size))
        return Svg(drawn)

    @property
    def latest(self) -> str:
        return self._say(self.measure.result.latest)

    @property
    def missing(self) -> str:
        """What stands where there is no number: its groups have them, or there are too few values."""
        if self.measure.result.groups:
            return "By group"
        return "Too early" if self.measure.result.count else "None yet"

    @property
    def centre(self) -> str:
        return self._say(self.measure.result.centre)

    @property
    def limits(self) -> str:
        """As they are kept: within what a value can be."""
        result = self.measure.result
        if result.lower is None or result.upper is None:
            return ""
        number = self._wording.number
        return f"{number(result.lower)} to {number(result.upper)}"

    @property
    def target(self) -> str:
        return self._say(self.measure.result.target)

    @property
    def period(self) -> str:
        return self._say_period(self.measure.result.latest_on)

    @property
    def since(self) -> str:
        """The period in which its signal began; nothing without a signal."""
        return self._say_period(self.measure.result.since)

    @property
    def overdue(self) -> str:
        """The first period whose value is overdue, in words."""
        one = self.measure
        late = overdue_period(one.result.latest_on, one.frequency, one.due_days, on=self.today)
        return self._say_period(late)

    @property
    def card(self) -> Svg:
        """The chart of the last periods, at the size of a card."""
        return pictures.small(self.drawing(), f"m{self.measure.pk}c")

    @property
    def card_alone(self) -> Svg:
        """The same where it is the one chart of a page."""
        return pictures.small(self.drawing(), f"m{self.measure.pk}c", wide=520)

    @property
    def spark(self) -> Svg:
        """The last values, with the limits and the target of the latest."""
        result = self.measure.result
        lines = (result.lower, result.upper, result.target)
        prefix = f"m{self.measure.pk}s"
        return spark(result.spark, lines, title=self.headline, prefix=prefix, width=120, height=30)

    def drawing(self) -> Drawing:
        """As much of the chart as is kept."""
        words = self._wording
        return Drawing(
            title=self.headline,
            name=self.measure.name,
            plots=tuple(self._plots()),
            wording=words,
            reading=self.reading,
            unit=words.unit,
        )

    def _plots(self) -> Iterator[Plot]:
        rows: Sequence[Sequence[Any]] = self.measure.result.card
        for place, (day, value, kind, centre, lower, upper, target, segment) in enumerate(rows):
            starts = date.fromisoformat(day)
            yield Plot(
                place=place,
                label=self._say_period(starts),
                day=starts,
                value=value,
                kind=Kind(kind),
                says="",
                centre=centre,
                lower=lower,
                upper=upper,
                target=target,
                segment=segment,
            )

    @cached_property
    def _wording(self) -> Wording:
        return wording_of(self.measure, [spark[0] for spark in self.measure.result.spark], ())

    def _say(self, value: Any) -> str:
        return "" if value is None else self._wording.number(float(value))

    def _say_period(self, starts: date | None) -> str:
        return say_period(starts, self.measure.frequency) if starts else ""
