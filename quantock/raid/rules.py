"""The arithmetic and the habits of the registers, each a pure function."""

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


HAPPENED = "It happened: "
LONGEST_TITLE = 500


def as_happened(title: str) -> str:
    """What a risk that happened is proposed to be called as an issue: its own sentence behind two words. No sentence is turned
    into what it might have meant: what is right for one subject is wrong for the next."""
    said = title if title.startswith(HAPPENED) else HAPPENED + title
    return said if len(said) <= LONGEST_TITLE else title


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
    """What follows from the columns in `said`, as `record` holds them: when it was closed (`on`, if not said); score, level, height.

    Raises ValueError for a position outside the matrix.
    """
    found: dict[str, Any] = {}
    if "state" in said:
        ended = record.closed_on if "closed_on" in said and record.closed_on else on
        found["closed_on"] = ended if register.standing(record.state).ends else None
    if {"likelihood", "impact"} & set(said):
        found |= scored(record.matrix.scale, record.likelihood, record.impact)
    return found


def say_score(matrix: risk.Matrix, likelihood: int, impact: int) -> str:
    """ "12, high (possible and major)": a position on a matrix in words."""
    score = matrix.score(likelihood, impact)
    steps = (matrix.likelihoods[likelihood - 1], matrix.impacts[impact - 1])
    return f"{score}, {matrix.band(score).name.lower()} ({' and '.join(step.lower() for step in steps)})"


def scored(matrix: risk.Matrix, likelihood: int, impact: int) -> dict[str, Any]:
    """Score, level and height, as an entry keeps them."""
    score = matrix.score(likelihood, impact)
    return {"score": score, "level": matrix.band(score).level.value, "height": matrix.height(score)}
