"""The one next thing of a project: one rule with one home, shown on home, on the coach's page, on the project's
overview and in the weekly e-mail.

It is decided from facts alone, the first that applies of a table (`FIRST`); who may do it is asked of the door
with `needs`. What reads the facts of many projects in one query is `queries.next_things`; the short form that does
it is the page `projects:next`.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from django.urls import reverse

from quantock.access import Permission, Role
from quantock.engines.dates import say_date
from quantock.engines.text import plural
from quantock.projects.models.record import ENDED_STATES, State
from quantock.projects.models.status import Stage
from quantock.projects.rules import TO_PUBLISH


class Kind(StrEnum):
    """What kind of thing is next; a form of the page `projects:next` answers to each."""

    PROBLEM = "problem"
    BEGIN = "begin"
    PEOPLE = "people"
    AIM = "aim"
    PUBLISH = "publish"
    UPDATE = "update"
    MILESTONE = "milestone"
    STEP = "step"


# The answers that a short form offers where there are two.
BEGIN, STOP = "begin", "stop"
REACHED, LATER = "reached", "later"


@dataclass(frozen=True, slots=True)
class NextFacts:
    """What the rule asks about a project on a day. `named` counts who takes part; `late_*` is the milestone
    longest overdue; `heard_on` the day of the last published update, else of registration."""

    number: int
    state: str
    track: str
    named: int
    has_problem: bool
    has_aim: bool
    heard_on: date
    reported_before: bool
    reporting_days: int
    open_stage: str = ""
    late_milestone: int | None = None
    late_name: str = ""
    late_forecast: date | None = None
    step_number: int = 0
    step_purpose: str = ""


@dataclass(frozen=True, slots=True)
class NextThing:
    """What it is, in words; the words of the button that begins it; what one must be allowed to do; and, where
    somebody is to be named, the part that is missing most."""

    kind: Kind
    number: int
    says: str
    does: str
    needs: Permission
    milestone: int | None = None
    suggests: Role = Role.TEAM

    @property
    def href(self) -> str:
        """The one short form that does it."""
        return reverse("projects:next", kwargs={"number": self.number})

    @property
    def is_due(self) -> bool:
        """Something that somebody waits for, as against the ordinary work of the step."""
        return self.kind in {Kind.PUBLISH, Kind.UPDATE, Kind.MILESTONE}


def update_due_on(heard_on: date, reporting_days: int) -> date:
    """The day by which the project's own reporting interval wants the next update."""
    return heard_on + timedelta(days=reporting_days)


def _problem(facts: NextFacts, on: date) -> NextThing | None:
    if facts.state != State.IDEA or facts.has_problem:
        return None
    return _thing(facts, Kind.PROBLEM, "Say what the problem is, in a sentence or two", "Say it")


def _begin(facts: NextFacts, on: date) -> NextThing | None:
    if facts.state != State.IDEA:
        return None
    return _thing(facts, Kind.BEGIN, "Decide whether this idea becomes a project", "Decide")


def _people(facts: NextFacts, on: date) -> NextThing | None:
    """Nobody is named; or at the first step, only one person is."""
    if facts.named > 1 or (facts.named == 1 and facts.step_number > 1):
        return None
    says = "Say who takes part" if facts.named else "Say who leads it, and who takes part"
    missing = Role.TEAM if facts.named else Role.LEAD
    return replace(_thing(facts, Kind.PEOPLE, says, "Name somebody"), suggests=missing)


def _aim(facts: NextFacts, on: date) -> NextThing | None:
    if facts.has_aim:
        return None
    return _thing(facts, Kind.AIM, "Write the aim: how much better, for whom, by when", "Write it")


def _publish(facts: NextFacts, on: date) -> NextThing | None:
    if facts.open_stage != Stage.SUBMITTED:
        return None
    return _thing(facts, Kind.PUBLISH, "Publish the update that is waiting", "Read and publish")


def _update(facts: NextFacts, on: date) -> NextThing | None:
    if on < update_due_on(facts.heard_on, facts.reporting_days):
        return None
    days = plural((on - facts.heard_on).days, "day")
    if facts.open_stage:
        says = "Finish the update that is begun"
    elif facts.reported_before:
        says = f"Write an update: the last was {days} ago"
    else:
        says = f"Write the first update: there is none after {days}"
    return _thing(facts, Kind.UPDATE, says, "Write it")


def _milestone(facts: NextFacts, on: date) -> NextThing | None:
    if facts.late_milestone is None or facts.late_forecast is None:
        return None
    says = f"Say what became of “{facts.late_name}”: it was due on {say_date(facts.late_forecast)}"
    return _thing(facts, Kind.MILESTONE, says, "Say it")


def _step(facts: NextFacts, on: date) -> NextThing | None:
    if not facts.step_purpose:
        return None
    return _thing(facts, Kind.STEP, facts.step_purpose, "Move on when it is done")


# The first that applies is the next thing. A paused project is asked for what is due, not for its step's work.
FIRST: tuple[Callable[[NextFacts, date], NextThing | None], ...] = (
    _problem,
    _begin,
    _people,
    _aim,
    _publish,
    _update,
    _milestone,
    _step,
)
PERMISSIONS: dict[Kind, Permission] = {
    Kind.PROBLEM: Permission.PROJECT_EDIT,
    Kind.BEGIN: Permission.PROJECT_CONTROL,
    Kind.PEOPLE: Permission.TEAM_EDIT,
    Kind.AIM: Permission.PROJECT_EDIT,
    Kind.UPDATE: Permission.STATUS_DRAFT,
    Kind.MILESTONE: Permission.MILESTONE_EDIT,
    Kind.STEP: Permission.STEP_MOVE,
}


def next_thing(facts: NextFacts, *, on: date) -> NextThing | None:
    """The one next thing on a day; nothing for a project that has ended, or that has no life cycle and lacks
    nothing else. Pure."""
    if facts.state in ENDED_STATES:
        return None
    for applies in FIRST:
        if facts.state == State.PAUSED and applies is _step:
            return None
        if found := applies(facts, on):
            return found
    return None


def _thing(facts: NextFacts, kind: Kind, says: str, does: str) -> NextThing:
    needs = TO_PUBLISH[facts.track] if kind is Kind.PUBLISH else PERMISSIONS[kind]
    return NextThing(kind, facts.number, says, does, needs, facts.late_milestone)
