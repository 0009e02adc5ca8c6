"""The arithmetic and the habits of the registers, each a pure function."""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from quantock.engines import risk
from quantock.engines.dates import say_date, working_days_between
from quantock.engines.text import squash
from quantock.projects.models import Project
from quantock.raid.kinds import Kind, Register

# Severity times urgency (field/ppm.md 3.5), from the least product that earns it.
PRIORITIES = ((12, "P1 critical"), (8, "P2 high"), (4, "P3 medium"), (0, "P4 low"))
# What an entry may turn into, with the standing that it then has.
TURNS: Mapping[Kind, Mapping[Kind, str]] = {
    Kind.RISK: {Kind.ISSUE: "happened"},
    Kind.ASSUMPTION: {Kind.RISK: "false", Kind.ISSUE: "false"},
}


_MAY = re.compile(r"\b(?P<who>\w+) (?:may|might|could)(?P<never> not)? (?P<does>[a-z]+)\b")
_ENDS = (
    (re.compile(r"be\Z"), "is"),
    (re.compile(r"have\Z"), "has"),
    (re.compile(r"([^aeiou])y\Z"), r"\1ies"),
    (re.compile(r"(s|x|z|ch|sh|o)\Z"), r"\1es"),
    (re.compile(r"\Z"), "s"),
)
_MANY = {"they", "we", "you", "people", "staff", "both", "many", "some", "most", "these", "those"}


def as_happened(title: str) -> str:
    """What a risk says of what may happen, as a proposal for what did: "Winter may take the room" as "Winter takes the room"."""

    def say(found: re.Match[str]) -> str:
        who, does = found["who"], found["does"]
        many = who.casefold() in _MANY or (who.endswith("s") and not who.endswith(("ss", "us", "is")))
        if found["never"]:
            helps = ("are" if many else "is") if does == "be" else ("do" if many else "does")
            return f"{who} {helps} not" if does == "be" else f"{who} {helps} not {does}"
        if many:
            return f"{who} {'are' if does == 'be' else does}"
        pattern, ending = next(each for each in _ENDS if each[0].search(does))
        return f"{who} {pattern.sub(ending, does, count=1)}"

    return _MAY.sub(say, title, count=1)


@dataclass(frozen=True, slots=True)
class Due:
    """How an open entry stands to its day: overdue by so many days, due today, or to come."""

    days: int

    @property
    def is_overdue(self) -> bool:
        return self.days < 0

    def __str__(self) -> str:
        if self.days < 0:
            return f"{-self.days} {'day' if self.days == -1 else 'days'} overdue"
        return "due today" if self.days == 0 else ""


def due(due_on: date | None, *, is_open: bool, on: date) -> Due | None:
    """None for what has no day, or no longer waits for it."""
    return Due((due_on - on).days) if due_on and is_open else None


def review_by(matrix: risk.Matrix, score: int, *, on: date) -> date:
    """When a risk of that score is to be looked at again: the interval of its band."""
    return on + timedelta(days=matrix.band(score).review_days)


def review_fault(due_on: date | None, raised_on: date) -> str:
    """What is wrong with the day of the next look at a risk; nothing where it can be."""
    if due_on is None or due_on >= raised_on:
        return ""
    return f"It was raised on {say_date(raised_on)}: the next look at it cannot be before. Nothing was saved."


def expected(position: tuple[int, int], effects: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """Where a risk should stand when all that is to be done has had its effect, in steps of likelihood and impact."""
    likelihood, impact = position
    for less_likely, less_bad in effects:
        likelihood, impact = likelihood - less_likely, impact - less_bad
    return max(likelihood, 1), max(impact, 1)


def effect_in_words(less_likely: int, less_bad: int) -> str:
    """ "likelihood by 2, impact by 1"; nothing where nothing is expected."""
    parts = (("likelihood", less_likely), ("impact", less_bad))
    return ", ".join(f"{name} by {steps}" for name, steps in parts if steps)


def priority(details: Mapping[str, Any]) -> str:
    """An issue's priority out of its severity (1 to 5) and urgency (1 to 3); nothing while either is not said."""
    severity, urgency = details.get("severity"), details.get("urgency")
    if not severity or not urgency:
        return ""
    product = int(severity) * int(urgency)
    return next(words for least, words in PRIORITIES if product >= least)


def gap(needed: date | None, promised: date | None) -> int | None:
    """Working days from the day something is needed to the day it is promised for; above 0 it comes too late."""
    return working_days_between(needed, promised) if needed and promised else None


def waiting_days(raised_on: date, closed_on: date | None, *, on: date) -> int:
    """Days from asked to answered, or until today."""
    return ((closed_on or on) - raised_on).days


def itself_fault(words: str, project: Project) -> str:
    """What is wrong with the other side of a dependency that is the project itself, by its title or reference."""
    itself = squash(words) in {squash(project.title), squash(project.ref)}
    return "A project cannot depend on itself: name the other side" if itself else ""


def circles(pairs: Mapping[int, set[int]], source: int, target: int) -> bool:
    """Whether a link from `source` to `target` would close a circle of the links there are."""
    seen, ahead = set(), [target]
    while ahead:
        here = ahead.pop()
        if here == source:
            return True
        if here not in seen:
            seen.add(here)
            ahead += pairs.get(here, ())
    return False


def derived(record: Any, register: Register, said: Collection[str], *, on: date) -> dict[str, Any]:
    """What follows from the columns in `said`, as `record` holds them: when it was closed (`on`, if not said); score and level.

    Raises ValueError for a position outside the matrix.
    """
    found: dict[str, Any] = {}
    if "state" in said:
        ended = record.closed_on if "closed_on" in said and record.closed_on else on
        found["closed_on"] = ended if register.standing(record.state).ends else None
    if {"likelihood", "impact"} & set(said):
        found |= scored(record.matrix.scale, record.likelihood, record.impact)
    return found


def scored(matrix: risk.Matrix, likelihood: int, impact: int) -> dict[str, Any]:
    """Score and level, as an entry keeps them."""
    score = matrix.score(likelihood, impact)
    return {"score": score, "level": matrix.band(score).level.value}
