"""What a project counts for on each day of its past: part by part of a dashboard, from which day until which (ADR 0016).

Pure: from rows of facts with the days on which they began and ended. `counting` reads those and keeps what is told here.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from quantock.projects.models.record import LIVE_STATES, Track

NOT_RATED, NOT_ASKED = "none", "not asked"
DUE_DAYS, DRAWN_DAYS = 90, 365
OF_MONEY = frozenset(("money", "gave", "text", "full", "came"))
"""Keys that begin so tell of money."""


class Span(NamedTuple):
    """From one day until another, which is not part of it; or until today."""

    start: date
    end: date | None = None


class Stood(NamedTuple):
    """What was so of the record while it was live."""

    span: Span
    track: str
    confidence: str
    step: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """Something that was so of a project from one day until another, to be counted while the project was live."""

    key: str
    span: Span
    count: int = 1
    pence: int = 0


@dataclass(slots=True)
class Days:
    """How many of something, and how many pence, each day adds or takes away."""

    counts: Counter[tuple[str, date]] = field(default_factory=Counter)
    pence: Counter[tuple[str, date]] = field(default_factory=Counter)

    def add(self, told: Told) -> None:
        for day, sign in ((told.span.start, 1), (told.span.end, -1)):
            if day is not None:
                self.counts[told.key, day] += sign * told.count
                self.pence[told.key, day] += sign * told.pence

    def written(self) -> list[list[str | int]]:
        """In an order of their own, so that the same is written the same: key, day, count, pence."""
        return sorted(
            [key, day.isoformat(), count, self.pence[key, day]]
            for (key, day), count in self.counts.items()
            if count or self.pence[key, day]
        )


def both(one: Span, other: Span) -> Span | None:
    """The days in both."""
    ends = [each for each in (one.end, other.end) if each is not None]
    span = Span(max(one.start, other.start), min(ends, default=None))
    return span if span.end is None or span.start < span.end else None


def after(day: date, days: int) -> date:
    """So many days later; the first or last day that there is instead of one beyond it."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def column(track: str, confidence: str) -> str:
    """A project's column in a table by confidence."""
    return (confidence or NOT_RATED) if track == Track.FULL else NOT_ASKED


def quiet_from(heard: date, reporting_days: int) -> date:
    """The first day on which a project counts as gone quiet (as `rules.is_quiet`)."""
    return after(heard, reporting_days * 3 // 2 + 1)


def live_facts(facts: Iterable[tuple[date, date | None, str, str, str, int | None]]) -> list[Stood]:
    """The facts of a record while it was live: from, until, state, track, confidence, step."""
    return [
        Stood(Span(start, end), track, confidence, step)
        for start, end, state, track, confidence, step in sorted(facts, key=lambda fact: fact[0])
        if state in LIVE_STATES and start != end
    ]


def live_spans(facts: Sequence[Stood]) -> list[Span]:
    """When it was live, whatever else changed meanwhile."""
    found: list[Span] = []
    for fact in facts:
        if found and found[-1].end == fact.span.start:
            found[-1] = Span(found[-1].start, fact.span.end)
        else:
            found.append(fact.span)
    return found


def days_of(
    facts: Sequence[Stood], themes: Iterable[tuple[int, Span]], told: Iterable[Told]
) -> list[list[str | int]]:
    """All of it: how the record stood, which themes it served, and what else is told of it."""
    found = Days()
    for each in _standing(facts, themes):
        found.add(each)
    live = live_spans(facts)
    for each in told:
        for span in live:
            if shared := both(each.span, span):
                found.add(replace(each, span=shared))
    return found.written()


def _standing(facts: Sequence[Stood], themes: Iterable[tuple[int, Span]]) -> Iterator[Told]:
    served = list(themes)
    for span, track, confidence, step in facts:
        yield Told(f"rated|{track}|{confidence}", span)
        if step:
            yield Told(f"step|{step}", span)
        for theme, serving in served:
            if shared := both(span, serving):
                yield Told(f"theme|{theme}|{column(track, confidence)}", shared)


def quiet(heard: Iterable[date], registered: date, reporting_days: int) -> Iterator[Told]:
    """When it had gone quiet: since it was last heard of by the day, in an update, in a register, or as it was registered."""
    days = sorted({registered, *heard})
    for last, day in pairwise(days):
        if quiet_from(last, reporting_days) < day:
            yield Told("quiet", Span(quiet_from(last, reporting_days), day))
    yield Told("quiet", Span(quiet_from(days[-1], reporting_days)))


def milestone(said: Span, forecast: date, provisional: bool) -> Iterator[Told]:
    """While one was expected on a day and not reached: when it was late, due in 90 days, expected within a year."""
    late = after(forecast, 1)
    soon = Span(after(forecast, -DUE_DAYS), late)
    parts = {"late": Span(late), "due": soon, "within": Span(after(forecast, -DRAWN_DAYS), late)}
    if provisional:
        parts["provisional"] = soon
    for key, when in parts.items():
        if shared := both(said, when):
            yield Told(key, shared)


def money(said: Span, nature: str, basis: str, pence: int | None, text: str) -> Iterator[Told]:
    """An in-year amount, and whether it is a number or words."""
    key = f"{nature}|{basis}"
    yield Told(f"money|{key}", said, pence=pence or 0)
    if pence is not None:
        yield Told(f"gave|{key}", said)
    elif text:
        yield Told(f"text|{key}", said)
