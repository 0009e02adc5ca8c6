"""A file beside the plan there is: which of its tasks are known again, and what would become of each."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from quantock.engines.plans import Plan
from quantock.engines.plans import Task as Read
from quantock.engines.text import say_list
from quantock.people.models import Person
from quantock.plans import rules, services
from quantock.plans.carrying import said_by, unpacked
from quantock.plans.models import DEEPEST, Incoming, Task
from quantock.plans.queries import plainly
from quantock.projects.models import Milestone, Project
from quantock.projects.services import (
    people_called,
)

COMPARED = ("name", "start", "finish", "percent", "notes", "owner", "owner_text")


@dataclass(slots=True)
class Becomes:
    """One row of a file, and what would become of it."""

    read: Read
    said: dict[str, Any]
    key: str
    level: int
    is_milestone: bool
    task: Task | None = None
    milestone: Milestone | None = None
    changes: list[str] = field(default_factory=list)

    @property
    def word(self) -> str:
        if self.task is None and self.milestone is None:
            return "New milestone" if self.is_milestone else "New"
        if not self.changes and self.task is None:
            return "The milestone you have, put in its place"
        return f"Changes {say_list(self.changes)}" if self.changes else "As it is"


@dataclass(frozen=True, slots=True)
class Compared:
    """A file beside the plan there is. `missing` are tasks of the plan that are not in the file."""

    plan: Plan
    rows: Sequence[Becomes]
    missing: Sequence[Task]
    standing: Sequence[Task]

    @property
    def new(self) -> int:
        return sum(row.task is None and row.milestone is None for row in self.rows)

    @property
    def changed(self) -> int:
        return sum(bool(row.changes) for row in self.rows)

    @property
    def is_known(self) -> bool:
        """Whether some of the file stands in the plan already: it was brought in before."""
        return any(row.task for row in self.rows)


def compare(incoming: Incoming, project: Project) -> Compared:
    """What would become of each row. A task is known again by its key in the file, else by its name and the phases
    that it stands in; a milestone by its name. Four queries."""
    plan = unpacked(incoming.read)
    reads = [task for task in plan.tasks if task.level >= 1]
    standing = list(
        Task.objects.filter(project=project)
        .standing()
        .select_related("owner", "milestone", "milestone__owner")
        .order_by("place", "pk")
    )
    milestones = {
        each.name.casefold(): each
        for each in project.milestones.filter(removed_at=None).select_related("owner").order_by("-pk")
    }
    people = people_called(project, {name for task in reads for name in task.owners})
    levels = rules.tidied([task.level for task in reads], deepest=DEEPEST)
    by_key = {each.source_key: each for each in standing if each.source_key}
    by_path = dict(zip(_paths(standing), standing, strict=True))
    judged = rules.judge([plainly(each) for each in standing], on=timezone.localdate())
    reckoned = {each.pk: stands for each, stands in zip(standing, judged, strict=True)}
    rows, used = [], set[int]()
    for read, level, path in zip(reads, levels, _paths_of(reads, levels), strict=True):
        row = Becomes(read, said_by(read), _key(plan, read), level, read.is_milestone and not read.is_summary)
        _whose(row, people)
        known = by_key.get(row.key) if row.key else None
        known = known or by_path.get(path)
        if known and known.pk not in used and bool(known.milestone_id) == row.is_milestone:
            used.add(known.pk)
            row.task = known
            _as_reckoned(row, known, reckoned[known.pk])
        if row.is_milestone:
            row.milestone = (
                known.milestone if row.task and known else milestones.get(row.said["name"].casefold())
            )
            if row.milestone and row.milestone.name.casefold() in milestones:
                del milestones[row.milestone.name.casefold()]
        row.changes = _changes(row)
        rows.append(row)
    missing = [each for each in standing if each.pk not in used]
    return Compared(plan, rows, missing, standing)


def _as_reckoned(row: Becomes, task: Task, stands: rules.Judged) -> None:
    """A phase without days of its own goes out with those of its tasks: coming back as such, it still has none."""
    for name in ("start", "finish", "percent"):
        if stands.is_phase and not getattr(task, name) and row.said[name] == getattr(stands, name):
            row.said[name] = getattr(task, name)


def _key(plan: Plan, read: Read) -> str:
    """What the file calls a task. Of a table there is none: its rows are numbered anew when one is put between."""
    return f"{plan.title[:150]}:{read.uid}" if plan.has_keys else ""


def _paths(tasks: Sequence[Task]) -> list[tuple[str, ...]]:
    return _ways([(task.level, str(task)) for task in tasks])


def _paths_of(reads: Sequence[Read], levels: Sequence[int]) -> list[tuple[str, ...]]:
    return _ways([(level, said_by(read)["name"]) for read, level in zip(reads, levels, strict=True)])


def _ways(rows: Sequence[tuple[int, str]]) -> list[tuple[str, ...]]:
    """Each row's name under those that it stands in; of several alike the second and later are numbered."""
    above: list[str] = []
    seen: dict[tuple[str, ...], int] = {}
    found = []
    for level, name in rows:
        above[level - 1 :] = [name.casefold()]
        way = tuple(above)
        seen[way] = seen.get(way, 0) + 1
        found.append(way if seen[way] == 1 else (*way, f"#{seen[way]}"))
    return found


def _whose(row: Becomes, people: dict[str, Person]) -> None:
    """One owner who is known stands as a person; several, or one unknown, as their names."""
    owners = row.read.owners
    if len(owners) == 1 and (person := people.get(owners[0].casefold())):
        row.said |= {"owner": person, "owner_text": ""}


def _changes(row: Becomes) -> list[str]:
    """What differs from what stands, in the words of the form."""
    if row.milestone:
        day, one = row.said["finish"] or row.said["start"], row.milestone
        moved = day is not None and (one.actual or one.forecast) != day
        reached = row.read.percent >= rules.DONE and one.actual is None and day is not None
        named = one.name != row.said["name"]
        return [
            *(["the name"] if named else []),
            *(["the date"] if moved else []),
            *(["that it was reached"] if reached else []),
        ]
    if row.task is None:
        return []
    differs = [name for name in COMPARED if getattr(row.task, name) != row.said[name]]
    words = [services.LABELS["owner" if name == "owner_text" else name].lower() for name in differs]
    return list(dict.fromkeys([*words, *(["its level"] if row.task.level != row.level else [])]))
