"""What the record itself can say when a status update is opened; apps above add what they know.

A line is a sentence that a person may change before it is published, so it names nothing that only some may see.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

from quantock.engines.dates import say_date
from quantock.engines.text import excerpt, plural
from quantock.projects import rules
from quantock.projects.models import Milestone, MilestoneFact, Project, StatusUpdate

MOST_LINES, LONGEST_LINE = 8, 300
"""Together they fit into the text of an update."""


@dataclass(frozen=True, slots=True)
class Span:
    """From the last published update until the next is due."""

    since: date
    on: date
    until: date

    @classmethod
    def of(cls, project: Project, last: StatusUpdate | None, *, on: date) -> "Span":
        interval = timedelta(days=project.reporting_days)
        return cls(min(last.as_at, on) if last else on - interval, on, on + interval)


Lines = Mapping[str, Sequence[str]]
"""By the name of the update's text: done, next, why, decisions; under "settled" the names of texts that are not to be said again."""
Teller = Callable[[Project, Span], Lines]
TELLERS: list[Teller] = []


def teller(tell: Teller) -> Teller:
    """Register a function that says what is new of a project, in at most two queries."""
    TELLERS.append(tell)
    return tell


def news_of(project: Project, last: StatusUpdate | None, *, on: date) -> dict[str, str]:
    """The texts that a new update opens with, of those that the project's track asks for; empty where the last one's is settled."""
    span = Span.of(project, last, on=on)
    parts: dict[str, list[Sequence[str]]] = defaultdict(list)
    for tell in TELLERS:
        for name, some in tell(project, span).items():
            parts[name].append(some)
    asked = {name: some for name, some in parts.items() if rules.is_asked(name, project.track) and any(some)}
    settled = chain.from_iterable(parts["settled"])
    return dict.fromkeys(settled, "") | {name: _text(some) for name, some in asked.items()}


def _text(parts: Sequence[Sequence[str]]) -> str:
    """The first lines of each part in turn, so that none crowds another out; how many more there are is said."""
    taken = [0] * len(parts)
    for turn in range(MOST_LINES):
        for at, some in enumerate(parts):
            taken[at] += turn < len(some) and sum(taken) < MOST_LINES
    shown = [line for some, most in zip(parts, taken, strict=True) for line in some[:most]]
    further = sum(map(len, parts)) - len(shown)
    return "\n".join(
        [
            *(excerpt(line, LONGEST_LINE) for line in shown),
            *([f"and {further} more"] if further > 0 else []),
        ]
    )


@teller
def milestones(project: Project, span: Span) -> Lines:
    """What was reached, what comes before the next update, what slipped. Two queries."""
    rows = list(Milestone.objects.filter(project=project, removed_at=None).order_by("forecast", "pk"))
    then = dict(
        MilestoneFact.objects.as_at(span.since)
        .filter(milestone__project=project)
        .values_list("milestone", "forecast")
    )
    reached = [row for row in rows if row.actual and span.since < row.actual <= span.on]
    ahead = [row for row in rows if not row.actual and row.forecast and row.forecast <= span.until]
    slipped = [
        (row, was) for row in rows if not row.actual and (was := then.get(row.pk)) and _later(row, was)
    ]
    return {
        "done": [f"Reached: {row.name}, {say_date(row.actual)}" for row in reached if row.actual],
        "next": [_coming(row, span.on) for row in ahead],
        "why": [f"Slipped: {row.name}, {_moved(row, was)}" for row, was in slipped],
    }


def _later(row: Milestone, was: date) -> bool:
    return row.forecast is not None and row.forecast > was


def _moved(row: Milestone, was: date) -> str:
    now = row.forecast or was
    return f"from {say_date(was)} to {say_date(now)} ({plural((now - was).days, 'day')})"


def _coming(row: Milestone, on: date) -> str:
    day = row.forecast or on
    word = "was expected" if day < on else "provisionally" if row.provisional else "expected"
    return f"{row.name}, {word} {say_date(day)}"
