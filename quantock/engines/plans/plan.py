"""A plan as a list of tasks, whatever file it came in."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from quantock.engines.dates import say_date
from quantock.engines.text import plural, say_list

FIRST_LIKELY, LAST_LIKELY = 1990, 2100


@dataclass(frozen=True, slots=True)
class Link:
    """What a task waits for: FF, FS, SF or SS, with the lag as the file writes it (tenths of a minute, or per cent)."""

    predecessor: int
    kind: str
    lag: int = 0
    lag_format: int = 0


@dataclass(slots=True)
class Task:
    """One row of a plan, with the dates that stand in the file. `minutes` of work time it takes; `outline` as in 1.2.3."""

    uid: int
    number: int
    name: str
    outline: str
    level: int
    is_summary: bool
    is_milestone: bool
    start: datetime | None
    finish: datetime | None
    minutes: int | None
    percent: int
    is_typed: bool = False
    notes: str = ""
    owners: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        return {
            "uid": self.uid,
            "id": self.number,
            "name": self.name,
            "outline": self.outline,
            "summary": self.is_summary,
            "milestone": self.is_milestone,
            "start": self.start.isoformat() if self.start else None,
            "finish": self.finish.isoformat() if self.finish else None,
            "duration_minutes": self.minutes,
            "percent_complete": self.percent,
            "typed_dates": self.is_typed,
            "owners": self.owners,
            "predecessors": [link.predecessor for link in self.links],
        }


@dataclass(slots=True)
class Plan:
    """The tasks in their order. `not_kept` counts what the file holds beside them, by its name there.

    Of a table: `kept_in_notes` counts what stands in a task's notes since a plan has no place for it, by its heading, and
    `skipped` names each row that is no task (its number, why, how it begins). `has_keys`: a task's `uid` stays the same in
    later files of this plan, which a table does not promise.
    """

    title: str
    tasks: list[Task]
    blank_rows: int = 0
    not_kept: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)
    kept_in_notes: Counter[str] = field(default_factory=Counter)
    skipped: list[tuple[int, str, str]] = field(default_factory=list)
    has_keys: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The JSON a command prints."""
        below = [task for task in self.tasks if task.number]
        return {
            "title": self.title,
            "tasks": len(below),
            "summaries": sum(task.is_summary for task in below),
            "milestones": sum(task.is_milestone for task in below),
            "links": sum(len(task.links) for task in below),
            "blank_rows": self.blank_rows,
            "not_kept": dict(sorted(self.not_kept.items())),
            "kept_in_notes": dict(sorted(self.kept_in_notes.items())),
            "skipped": [{"row": row, "why": why, "text": text} for row, why, text in self.skipped],
            "warnings": self.warnings,
            "rows": [task.to_dict() for task in self.tasks],
        }


def far_off(task: Task) -> str:
    """What is said of a day that hardly any plan means: 1 January 1984 is what Project writes for none."""
    for day in (task.start, task.finish):
        if day and not FIRST_LIKELY <= day.year <= LAST_LIKELY:
            return f"stands on {say_date(day)}, which is far off: look at it"
    return ""


def circles(waits: Mapping[int, Collection[int]]) -> list[list[int]]:
    """Those that wait for each other in a circle, a list for each; `waits` says who waits for whom."""
    on = {who: {each for each in others if each in waits} for who, others in waits.items()}
    while free := {who for who, others in on.items() if not others}:
        on = {who: others - free for who, others in on.items() if who not in free}
    while free := on.keys() - {each for others in on.values() for each in others}:
        on = {who: others for who, others in on.items() if who not in free}
    found, left = [], dict.fromkeys(on)
    while left:
        ring, following = [], [next(iter(left))]
        while following:
            who = following.pop()
            if who in left:
                del left[who]
                ring.append(who)
                following += on[who]
        found.append(ring)
    return found


def say_circles(tasks: Iterable[Task]) -> list[str]:
    """A sentence for each circle of tasks that wait for each other, which no plan can keep to."""
    known = {task.uid: task for task in tasks}
    rings = circles({task.uid: {link.predecessor for link in task.links} for task in known.values()})
    return [
        f"{say_list(_names_of(ring, known))} wait for each other in a circle. They are kept as they stand; take one of the "
        "links out."
        for ring in rings
    ]


def _names_of(ring: Iterable[int], known: Mapping[int, Task]) -> list[str]:
    """Up to five tasks of a circle in their order, and how many more there are."""
    tasks = sorted((known[each] for each in ring), key=lambda task: task.number)
    names = [f"{task.number} “{task.name[:40]}”" for task in tasks[:5]]
    return [*names, plural(len(tasks) - 5, "more task")] if len(tasks) > 5 else names
