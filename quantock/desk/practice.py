"""Consistency of practice: what of good practice each project keeps to on a day, and how many of those it is asked of.

Pure: dated rows in, counts out. Each practice is judged on what was so that day, so that months can be compared.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from quantock.engines.dates import add_months
from quantock.projects import rules
from quantock.projects.models.record import ENDED_STATES, LIVE_STATES

MONTHS = 24
YEAR = timedelta(days=365)


class Spell(NamedTuple):
    """What was so from a day until before another (None: it still is)."""

    since: date
    until: date | None
    said: tuple[str, ...] = ()

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on < self.until)


class Watched(NamedTuple):
    """A risk while it was open: by when it was to be looked at again."""

    since: date
    until: date | None
    review_by: date | None


@dataclass(slots=True)
class Kept:
    """All that is known of one project, by day."""

    key: int
    registered_on: date
    reporting_days: int
    states: list[Spell] = field(default_factory=list)  # state, outcome
    aims: list[Spell] = field(default_factory=list)  # aim, target, baseline
    sponsors: list[Spell] = field(default_factory=list)
    risks: list[Watched] = field(default_factory=list)
    heard: list[date] = field(default_factory=list)  # in an update or a register; in order

    def said(self, spells: Sequence[Spell], on: date) -> tuple[str, ...]:
        return next((spell.said for spell in spells if spell.holds(on)), ())

    def state(self, on: date) -> str:
        return (self.said(self.states, on) or ("",))[0]

    def heard_on(self, on: date) -> date:
        """When it was last heard of by a day; before that, the day it was registered."""
        place = bisect_right(self.heard, on)
        last = self.heard[place - 1] if place else self.registered_on
        return max(last, self.registered_on) if self.registered_on <= on else last


def _has_number(text: str) -> bool:
    return any(letter.isdigit() for letter in text)


def _sponsor(one: Kept, on: date) -> bool:
    return any(spell.holds(on) for spell in one.sponsors)


def _aim(one: Kept, on: date) -> bool:
    aim, target, _ = one.said(one.aims, on) or ("", "", "")
    return bool(aim) and _has_number(target or aim)


def _baseline(one: Kept, on: date) -> bool:
    return _has_number((one.said(one.aims, on) or ("", "", ""))[2])


def _risks(one: Kept, on: date) -> bool | None:
    """None where it has no open risk with a day to look at it again."""
    due = [
        risk.review_by
        for risk in one.risks
        if risk.review_by and risk.since <= on and (risk.until is None or on < risk.until)
    ]
    return all(day >= on for day in due) if due else None


def _updates(one: Kept, on: date) -> bool:
    return not rules.is_quiet(one.heard_on(on), one.reporting_days, on=on)


def _outcome(one: Kept, on: date) -> bool:
    return (one.said(one.states, on) or ("", ""))[1] not in ("", "unknown")


@dataclass(frozen=True, slots=True)
class Practice:
    """One thing that good practice asks for. `of_ended`: of projects that ended in the year before, not of live ones."""

    code: str
    name: str
    otherwise: str
    means: str
    keeps: Callable[[Kept, date], bool | None]
    of_ended: bool = False


PRACTICES: Sequence[Practice] = (
    Practice(
        "sponsor", "A sponsor is named", "without a sponsor", "Somebody holds the part of sponsor.", _sponsor
    ),
    Practice(
        "aim",
        "The aim has a number",
        "without a number in the aim",
        "The charter’s target, or the aim itself, says how much.",
        _aim,
    ),
    Practice(
        "baseline", "The baseline is set", "without a baseline", "The charter says where it began.", _baseline
    ),
    Practice(
        "risks",
        "Risks are reviewed on time",
        "with a risk overdue for review",
        "No open risk is past the day by which its band asks for another look. Projects without such a risk are left out.",
        _risks,
    ),
    Practice(
        "updates",
        "Updates come on time",
        "late with an update",
        "The last update, or the last register in which the project stood, is no older than one and a half times its "
        "own interval.",
        _updates,
    ),
    Practice(
        "outcome",
        "Closed with an outcome",
        "without an outcome",
        "Of the projects that were stopped or completed in the year before: it is said whether the aim was met.",
        _outcome,
        of_ended=True,
    ),
)
BY_CODE: Mapping[str, Practice] = {each.code: each for each in PRACTICES}


@dataclass(slots=True)
class Share:
    """How many keep to a practice, of how many it is asked of, and which do not."""

    kept: int = 0
    asked: int = 0
    lacking: list[int] = field(default_factory=list)

    @property
    def percent(self) -> float | None:
        return 100 * self.kept / self.asked if self.asked else None

    @property
    def says(self) -> str:
        percent = self.percent
        return "not asked of any" if percent is None else f"{percent:.0f}%"


def days_until(on: date, months: int = MONTHS) -> list[date]:
    """The last day of each month before a day, and the day itself."""
    first = on.replace(day=1)
    return [*(add_months(first, -back) - timedelta(days=1) for back in reversed(range(months))), on]


def shares_on(projects: Collection[Kept], on: date) -> dict[str, Share]:
    """Every practice on a day."""
    shares: dict[str, Share] = defaultdict(Share)
    for one in projects:
        state = one.state(on)
        is_live = state in LIVE_STATES
        is_over = state in ENDED_STATES and _ended_since(one, on - YEAR, on)
        for practice in PRACTICES:
            if not (is_over if practice.of_ended else is_live):
                continue
            answer = practice.keeps(one, on)
            if answer is None:
                continue
            share = shares[practice.code]
            share.asked += 1
            share.kept += answer
            if not answer:
                share.lacking.append(one.key)
    return {each.code: shares[each.code] for each in PRACTICES}


def _ended_since(one: Kept, since: date, on: date) -> bool:
    """It came to its present state after a day: the first of the spells in which it has been over."""
    began = on
    for spell in reversed(one.states):
        if spell.since > on:
            continue
        if spell.said[0] not in ENDED_STATES:
            break
        began = spell.since
    return began > since
