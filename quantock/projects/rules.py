"""This app's own rules, as pure functions and tables a practitioner can read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from quantock.access import Permission, Role
from quantock.engines.dates import working_days_between
from quantock.projects.models.milestones import MilestoneKind
from quantock.projects.models.record import ENDED_STATES, LIVE_STATES, Rater, State, Track

# Who may publish an update (DESIGN section 5): a small project's own people; a large one's sponsor and office.
TO_PUBLISH: dict[str, Permission] = {
    Track.QUICK: Permission.STATUS_DRAFT,
    Track.STANDARD: Permission.STATUS_DRAFT,
    Track.FULL: Permission.STATUS_PUBLISH,
}


# What columns of registers are headed that name who does what.
HEADINGS_OF_PARTS: dict[Role, str] = {
    Role.LEAD: "lead|leader|project lead|project leader|lead name|project lead name|project manager|pm|project owner",
    Role.SPONSOR: "sponsor|project sponsor|executive sponsor|exec sponsor|sro|senior responsible owner"
    "|senior responsible officer|senior responsible owner sro|sro name|responsible executive",
    Role.PROGRAMME_MANAGER: "programme manager|programme lead|programme director",
    Role.COACH: "coach|qi coach|improvement coach|improvement adviser|improvement advisor|qi adviser|qi advisor",
    Role.FINANCE: "finance partner|finance lead|finance business partner",
    Role.BENEFITS_LEAD: "benefits lead|benefits owner|benefit owner",
    Role.SERVICE_OWNER: "service owner|service lead",
}
_PARTS = {words: role for role, headings in HEADINGS_OF_PARTS.items() for words in headings.split("|")}


def part_named(heading: str) -> Role | None:
    """The part whose holders a column of a register names, by its heading; none where it names nobody's."""
    return _PARTS.get(" ".join(re.findall(r"[a-z]+", heading.casefold())))


def asks_confidence(track: str) -> bool:
    """Only the full track is asked for a delivery confidence; the others say how it goes (DESIGN principle 5)."""
    return track == Track.FULL


ONLY_WITH_CONFIDENCE = frozenset({"confidence", "forward_look", "why"})
ONLY_WITHOUT = frozenset({"course"})


def is_asked(name: str, track: str) -> bool:
    """Whether a status update on this track asks for this: what nobody is shown must not be published either."""
    return name not in (ONLY_WITHOUT if asks_confidence(track) else ONLY_WITH_CONFIDENCE)


def headline(ratings: Mapping[str, str]) -> tuple[str, str]:
    """The confidence shown first and whose it is: the sponsor's, else the programme office's, else the
    independent one. Empty texts where nobody gave one."""
    for rater in (Rater.SPONSOR, Rater.OFFICE, Rater.INDEPENDENT):
        if ratings.get(rater):
            return ratings[rater], rater
    return "", ""


@dataclass(frozen=True, slots=True)
class Turn:
    """A way in which a project's life changes: from which states, to which, and in which words."""

    code: str
    start: frozenset[str]
    to: State
    asks: str  # the button
    told: str  # the history
    needs_reason: bool = False


TURNS: Mapping[str, Turn] = {
    turn.code: turn
    for turn in (
        Turn("start", frozenset({State.IDEA}), State.ACTIVE, "Start it", "Started"),
        Turn("pause", frozenset({State.ACTIVE}), State.PAUSED, "Pause it", "Paused", needs_reason=True),
        Turn("resume", frozenset({State.PAUSED}), State.ACTIVE, "Resume it", "Resumed"),
        Turn("complete", frozenset(LIVE_STATES), State.COMPLETED, "Complete it", "Completed"),
        Turn("stop", frozenset({State.IDEA, *LIVE_STATES}), State.STOPPED, "Stop it", "Stopped", True),
        Turn("reopen", frozenset(ENDED_STATES), State.ACTIVE, "Reopen it", "Reopened", needs_reason=True),
    )
}


def turns_from(state: str) -> list[Turn]:
    """What can become of a project that stands in a state."""
    return [turn for turn in TURNS.values() if state in turn.start]


OVERDUE = "overdue, forecast not updated"


class Judged(StrEnum):
    """A milestone's status, computed from its dates (field/ppm.md 3.8)."""

    COMPLETE = "complete"
    UNKNOWN = "unknown"
    RED = "red"
    AMBER = "amber"
    GREEN = "green"
    ENDED = "ended"  # the project ended before it was reached


WORDS: Mapping[Judged, str] = {
    Judged.COMPLETE: "Complete",
    Judged.UNKNOWN: "Not known",
    Judged.RED: "Late",
    Judged.AMBER: "Slipping",
    Judged.GREEN: "On time",
    Judged.ENDED: "Not reached",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A status with its reason, in words."""

    status: Judged
    why: str

    @property
    def word(self) -> str:
        return WORDS[self.status]

    @property
    def colour(self) -> str:
        """Of its tag."""
        return {"complete": "blue", "unknown": "grey", "ended": "grey"}.get(self.status, self.status.value)

    @property
    def briefly(self) -> str:
        """The reason for a row of many, where word and dates stand beside it; nothing where they say it all."""
        if self.status in (Judged.GREEN, Judged.ENDED) or self.why in (OVERDUE, "reached"):
            return ""
        return self.why.removesuffix(" than its baseline")


# Slip against the baseline, in working days, beyond which a milestone is red; any slip up to it is amber.
MOST_SLIP: dict[str, int] = {MilestoneKind.GATE: 5, MilestoneKind.BENEFIT: 5}
MOST_SLIP_OTHERWISE = 10
PERIODS_UNREVIEWED = 2


@dataclass(frozen=True, slots=True)
class Dates:
    """What is known of a milestone on a day."""

    kind: str
    baseline: date | None
    forecast: date | None
    actual: date | None
    reviewed_on: date | None


def judge(dates: Dates, *, on: date, reporting_days: int, state: str = "") -> Verdict:
    """field/ppm.md 3.8, in its order; float to the next gate (rule 5) needs a plan and comes with plans.

    What a project did not reach before it was stopped or completed is neither late nor waiting for a review.
    """
    if dates.actual:
        late = _slip(dates.baseline, dates.actual)
        return Verdict(Judged.COMPLETE, f"{_days(late)} late" if late > 0 else "reached")
    if state in ENDED_STATES:
        return Verdict(Judged.ENDED, f"the project was {state} before")
    if dates.forecast is None:
        return Verdict(Judged.UNKNOWN, "no forecast")
    if dates.reviewed_on and (on - dates.reviewed_on).days > PERIODS_UNREVIEWED * reporting_days:
        return Verdict(Judged.UNKNOWN, f"not reviewed for {(on - dates.reviewed_on).days} days")
    if on > dates.forecast:
        return Verdict(Judged.RED, OVERDUE)
    slip = _slip(dates.baseline, dates.forecast)
    if slip > MOST_SLIP.get(dates.kind, MOST_SLIP_OTHERWISE):
        return Verdict(Judged.RED, f"{_days(slip)} later than its baseline")
    if slip > 0:
        return Verdict(Judged.AMBER, f"{_days(slip)} later than its baseline")
    return Verdict(Judged.GREEN, "no later than its baseline" if dates.baseline else "no baseline to compare")


def _slip(baseline: date | None, day: date) -> int:
    """Working days from the baseline to a day; negative when it is earlier, 0 without a baseline."""
    return working_days_between(baseline, day) if baseline else 0


def _days(count: int) -> str:
    return "1 working day" if count == 1 else f"{count} working days"


def is_quiet(heard_on: date, reporting_days: int, *, on: date) -> bool:
    """Gone quiet: later than one and a half times the project's own reporting interval (PAGES.md).

    Heard of it was in an update, in a register in which it stood, or as it was registered.
    """
    return (on - heard_on).days > 1.5 * reporting_days


# How much a project contributes to a strategic theme.
CONTRIBUTION = ("Not at all", "A little", "Clearly", "It is what the project is for")

MOST_DEPTH = 3


def nesting_refused(*, above: int, below: int, is_inside: bool) -> str:
    """Why a project cannot become part of a programme; nothing where it can.

    `above` counts the levels down to the programme, itself included; `below` those from the project down,
    itself included; `is_inside` says that the programme is the project itself or stands inside it.
    """
    if is_inside:
        return "A project cannot be part of itself or of a project inside it. Choose another programme."
    if above + below > MOST_DEPTH:
        return (
            f"Programmes can be {MOST_DEPTH} deep at most; this would make {above + below}. "
            "Choose a programme higher up, or take projects out first."
        )
    return ""
