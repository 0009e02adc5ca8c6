"""The series of a file as judged charts, and all there is to say of one as plain values."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from quantock.engines.charts.control import Drawing, drawing
from quantock.engines.points import EVENT, Found, Given, Row, say_period, worked_out
from quantock.engines.points.events import days_between
from quantock.engines.spc import Chart, Direction, NotChartable, Phase, RuleSet
from quantock.engines.spc.arithmetic import median
from quantock.engines.spc.chooser import NAMES, Choice, choose
from quantock.engines.spc.classes import Direction as _Direction
from quantock.engines.spc.kinds import KINDS, RANGES, RATES, SEVERAL, SHARES, WEIGHED, chart_of
from quantock.engines.spc.limits import Limits
from quantock.engines.spc.proposals import propose_recalculation
from quantock.engines.spc.runs import anhoej
from quantock.engines.spc.sentences import Wording, decimals_of, finding, say_point

PARETO = "pareto"
CHARTS = ("auto", *KINDS, PARETO)
ALSO_CALLED = {
    "i": "xmr",
    "imr": "xmr",
    "individuals": "xmr",
    "p'": "pp",
    "p′": "pp",
    "pprime": "pp",
    "u'": "up",
    "u′": "up",
    "uprime": "up",
    "i'": "ip",
    "i′": "ip",
    "iprime": "ip",
    "x̄": "xbar",
    "x-bar": "xbar",
    "xbars": "xbar",
    "xbar-s": "xbar",
}
"""What other programs call them."""
MOST_DECIMALS = 2
MOST_ROWS = 5
SPREAD = (RANGES, "s")
"""Charts of how far values lie apart: neither the target nor the better way of the values is theirs."""
BESIDE = {
    RANGES: "it shows how far each value lies from the one before; read it beside the XmR chart",
    "s": "it shows how far the measurements of a period lie apart; read it before the X̄ chart",
    "xbar": "there are several measurements in each period; read it with the S chart, which must be steady first",
}
"""Why one chart of a pair is drawn: what it is read with."""
TITLES = {
    RANGES: "{}: from one value to the next",
    "s": "{}: standard deviation within a period",
    "xbar": "{}: average of each period",
}
_PER = re.compile(r"per\s+([\d,]+)", re.IGNORECASE)
_WAYS = {
    **dict.fromkeys(("increase", "up", "higher", "high", "higher is better"), Direction.UP),
    **dict.fromkeys(("decrease", "down", "lower", "low", "lower is better"), Direction.DOWN),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person asked. None: the file says, or nothing does."""

    chart: str
    target: float | None
    direction: _Direction | None
    rebases: tuple[date, ...]
    baseline: int | None
    rules: RuleSet
    per: float | None


@dataclass(frozen=True)
class Series:
    """One measure of the file, or one group of it, in the order of time."""

    id: str
    name: str
    stratum: str
    frequency: str
    unit: str
    rows: tuple[Row, ...]

    @property
    def title(self) -> str:
        return ": ".join(filter(None, (self.name or self.id, self.stratum))) or "Values"

    @cached_property
    def given(self) -> list[Given]:
        return [row.given for row in self.rows if row.given]

    @property
    def is_share(self) -> bool:
        return self.unit == "%"

    def per(self, asked: float | None) -> float:
        """What a rate is out of: as asked, else as the unit says ("per 1,000 days"), else 1."""
        if asked:
            return asked
        said = _PER.search(self.unit) or _PER.search(self.name)
        return float(said[1].replace(",", "")) if said else 1.0


def series_of(found: Found, chart: str = "") -> list[Series]:
    """In the order of the file; each with its rows in the order of time. Of an X̄ or S chart, columns side by side are the
    measurements of one series."""
    together = chart in SEVERAL and found.layout in ("columns", "across")
    some: dict[tuple[str, str], list[Row]] = {}
    for row in found.rows:
        if row.given:
            some.setdefault((row.series, "" if together else row.given.stratum), []).append(row)
    return [
        Series(
            name, rows[0].name, stratum, found.frequency,
            "%" if found.unit == "percentage" and not rows[0].unit else rows[0].unit,
            tuple(sorted(rows, key=lambda row: (row.given.starts, row.given.part) if row.given else (date.min, 0))),
        )
        for (name, stratum), rows in some.items()
    ]  # fmt: skip


@dataclass(frozen=True)
class Charted:
    """A series with its chart, and which chart suits it."""

    series: Series
    chart: Chart
    choice: Choice
    wording: Wording
    days: tuple[date, ...]
    labels: tuple[str, ...]
    per: float
    several: tuple[tuple[float | None, ...], ...] = ()
    """All measurements of each period, of an X̄ or S chart."""

    @property
    def title(self) -> str:
        """Of what it is: the series, or what is worked out of it."""
        return TITLES.get(self.chart.kind, "{}").format(self.series.title)

    @cached_property
    def drawing(self) -> Drawing:
        return drawing(
            self.chart, name=self.title, labels=self.labels, wording=self.wording, days=self.days,
            reasons=["recalculated"] * (len(self.chart.segments) - 1),
        )  # fmt: skip

    def in_words(self) -> str:
        """For a person at a terminal."""
        found, chart = finding(self.chart, self.wording), self.chart
        number = self.wording.number
        lines = [
            self.title,
            "=" * min(len(self.title), 72),
            found.reading,
            f"What to do: {found.action}",
        ]
        for each in chart.segments:
            if each.centre is None:
                continue
            limits = each.limits
            expect = (
                f", limits {number(self.wording.within(limits.lower))} to {number(self.wording.within(limits.upper))}"
                if limits and limits.lower is not None and limits.upper is not None
                else ""
            )
            lines.append(
                f"From {self.labels[each.start]}: {each.drawn}, {each.count} values, centre {number(each.centre)}{expect}"
            )
        lines.append(f"Icons: {chart.variation}; {chart.assurance}")
        other = f"A {self.choice.name} would suit: " if self.choice.chart != chart.kind else ""
        lines.append(
            f"Drawn as {NAMES[chart.kind]}, by the rules {chart.rules.code}. {other or 'It suits: '}{self.choice.why}."
        )
        return "\n".join(lines)

    def report(self) -> dict[str, Any]:
        """All of it, as plain values."""
        chart, found = self.chart, finding(self.chart, self.wording)
        values = [point.value for point in chart.points]
        return {
            "id": self.series.id,
            "name": self.series.name or self.series.title,
            "group": self.series.stratum,
            "unit": self.series.unit,
            "direction": chart.direction.value,
            "chart": chart.kind,
            "chosen": {"chart": self.choice.chart, "name": self.choice.name, "why": self.choice.why},
            "per": self.per,
            "headline": found.headline,
            "sentence": found.reading,
            "action": found.action,
            "icons": {"variation": chart.variation.value, "assurance": chart.assurance.value},
            "segments": [self._segment(place) for place in range(len(chart.segments))],
            "points": [self._point(place) for place in range(len(values))],
            "runs": _runs(values),
            "proposals": [
                {"date": self.days[each.place].isoformat(), "was": each.was, "now": each.now, "why": each.why}
                for each in (propose_recalculation(values) if len(chart.segments) == 1 else [])
            ],
        }

    def _segment(self, number: int) -> dict[str, Any]:
        each = self.chart.segments[number]
        limits = each.limits if self.chart.limits_at(each.start) or each.limits else None
        return {
            "from": self.days[each.start].isoformat() if self.days else None,
            "to": self.days[each.stop - 1].isoformat() if self.days else None,
            "values": each.count,
            "drawn": each.drawn.value,
            "baseline": each.baseline,
            "centre": each.centre,
            "lower": limits.lower if limits else None,
            "upper": limits.upper if limits else None,
            "shown": self._shown(limits),
            "runs": _runs([point.value for point in self.chart.points[each.start : each.stop]], each.centre),
        }

    def _shown(self, limits: Limits | None) -> list[float] | None:
        """The limits as charts show them: within what a value can be."""
        if limits is None or limits.lower is None or limits.upper is None:
            return None
        return [self.wording.within(limits.lower), self.wording.within(limits.upper)]

    def _point(self, place: int) -> dict[str, Any]:
        point, given = (
            self.chart.points[place],
            self.series.given[place] if place < len(self.series.given) and not self.several else None,
        )
        limits = self.chart.limits_at(place)
        return {
            "date": self.days[place].isoformat(),
            "label": self.labels[place],
            "value": point.value,
            "numerator": _plain(given.numerator) if given else None,
            "denominator": _plain(given.denominator) if given else None,
            **({"measurements": list(self.several[place])} if self.several else {}),
            "centre": limits.centre if limits else self.chart.segments[point.segment].centre,
            "lower": limits.lower if limits else None,
            "near_lower": limits.near_lower if limits else None,
            "near_upper": limits.near_upper if limits else None,
            "upper": limits.upper if limits else None,
            "target": point.target,
            "segment": point.segment + 1,
            "class": point.kind.value,
            "rules": [rule.name.casefold() for rule in point.rules],
            "mixed": point.mixed,
            "says": say_point(self.chart, point),
        }


def _plain(value: Any) -> float | None:
    return None if value is None else float(value)


def _runs(values: Sequence[float | None], centre: float | None = None) -> dict[str, Any] | None:
    """Anhøj's rules about the centre line, else about the median."""
    there = [value for value in values if value is not None]
    if not there:
        return None
    runs = anhoej(values, median(there) if centre is None else centre)
    return {
        "useful": runs.useful,
        "longest": runs.longest,
        "longest_expected": runs.longest_most,
        "crossings": runs.crossings,
        "crossings_expected": runs.crossings_least,
        "signal": runs.signal,
    }


def chart_series(series: Series, asked: Asked) -> Charted:
    """Judge one series as asked. Raises NotChartable or ValueError with a sentence."""
    per = series.per(asked.per)
    direction = asked.direction or _WAYS.get(series.rows[0].direction.strip().casefold(), Direction.NEUTRAL)
    days = [given.starts for given in series.given]
    values = [_value(given, series, per) for given in series.given]
    if series.frequency == EVENT:
        days, gaps = days_between(series.given)
        values = list(gaps)
    sizes = [_plain(given.denominator) for given in series.given]
    choice = _choice(series, values, sizes)
    kind = choice.chart if asked.chart == "auto" else asked.chart
    several = _several(days, values) if kind in SEVERAL else {}
    if several:
        days = list(several)
    if kind in BESIDE:
        choice = Choice(kind, NAMES[kind], BESIDE[kind])
    target = (
        asked.target
        if asked.target is not None
        else [_plain(row.target) for row in series.rows][-len(values) :]
    )
    if kind in SHARES:
        _refuse_more_than_all(series)
    chart = chart_of(
        kind,
        values=values,
        numerators=[_plain(given.numerator) for given in series.given],
        sizes=sizes,
        several=list(several.values()),
        per=_scale(kind, series, per),
        phases=_phases(days, asked),
        direction=Direction.NEUTRAL if kind in SPREAD else direction,
        target=None if kind in SPREAD else asked.target if several else target,
        rules=asked.rules,
    )  # fmt: skip
    plotted = [point.value for point in chart.points]
    parts = [given.part for given in series.given][-len(days) :]
    labels = tuple(_label(day, part, series.frequency) for day, part in zip(days, parts, strict=True))
    share = series.is_share or kind in SHARES
    counts = bool(values) and all(value is None or value >= 0 for value in values)
    wording = Wording(
        when=lambda place: labels[place],
        decimals=min(decimals_of(plotted), MOST_DECIMALS),
        unit="%" if share else series.unit,
        least=0.0 if counts else None,
        most=100.0 if share else None,
    )
    return Charted(series, chart, choice, wording, tuple(days), labels, per, tuple(several.values()))


def _several(days: Sequence[date], values: Sequence[float | None]) -> dict[date, tuple[float | None, ...]]:
    """All measurements of each period."""
    found: dict[date, tuple[float | None, ...]] = {}
    for day, value in zip(days, values, strict=True):
        found[day] = (*found.get(day, ()), value)
    return found


def _scale(kind: str, series: Series, per: float) -> float:
    if kind == WEIGHED:
        return 100.0 if series.is_share else per
    return per if kind in RATES else 1.0


def _refuse_more_than_all(series: Series) -> None:
    """No share is above one: name the rows, since the chart itself knows only places."""
    wrong = [
        f"{row.place}: {_said(row.given.numerator)} of {_said(row.given.denominator)}"
        for row in series.rows
        if row.given and (row.given.numerator or 0) > (row.given.denominator or 0) > 0
    ]
    if wrong:
        more = f" and {len(wrong) - MOST_ROWS} more" if len(wrong) > MOST_ROWS else ""
        raise NotChartable(
            f"more were counted than there were in all, so they are no share ({'; '.join(wrong[:MOST_ROWS])}{more}). Put the "
            "figures right, or use a U chart."
        )


def _said(number: Decimal | None) -> str:
    return f"{(number or Decimal()).normalize():,f}"


def _value(given: Given, series: Series, per: float) -> float | None:
    unit = "percentage" if series.is_share else "rate"
    found = worked_out(given, unit, 1)
    if found is None:
        return None
    return float(found) * (per if given.value is None and unit == "rate" else 1.0)


def _choice(series: Series, values: Sequence[float | None], sizes: Sequence[float | None]) -> Choice:
    if series.frequency == EVENT:
        return choose(what="event", values=values, dates_known=True)
    pairs = any(size for size in sizes)
    what = "percentage" if series.is_share and pairs else "count" if pairs else "measurement"
    return choose(what=what, values=values, sizes=sizes)


def _phases(days: Sequence[date], asked: Asked) -> list[Phase]:
    """Each rebase begins with the first value on or after its day; one after the last value is refused."""
    places = [0]
    for day in asked.rebases:
        place = bisect_left(days, day)
        if place >= len(days):
            raise ValueError(
                f"there is no value on or after {day.isoformat()}, so limits cannot begin again there"
            )
        places.append(place)
    return [Phase(place, asked.baseline) for place in sorted(set(places))]


def _label(day: date, part: int, frequency: str) -> str:
    """The period, where the day is the one it is named by; else the day."""
    plain = (
        (frequency == "month" and day.day == 1)
        or (frequency == "quarter" and day.day == 1)
        or frequency == "year"
    )
    return say_period(day, frequency if plain else ("event" if frequency == EVENT else "shift"), part)
