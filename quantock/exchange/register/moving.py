"""Registers that come out of the order of their years: what an earlier one was taken to say of one project, and this one shows
to be of another.

In order each row is found by its id, else by its name. So a row may now tell two things that nobody could know before:
- *One*: it has the id of one project, and the name of another that has no id and stood in other registers only.
- *Another*: it is new, for its id differs from that of the project of its name; and that was given its id by a later register,
  while earlier ones without ids had been taken for it. Those stand nearer to this row.

The facts of those registers move, with their days. Only what registers said moves by itself: a project that somebody worked
on is left to a person. An undo moves everything back (`move_back`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from quantock.audit import facts
from quantock.audit.facts import Fact, attname
from quantock.audit.models import Batch, Event
from quantock.exchange.register.copying import copy_as_it_is_now
from quantock.exchange.register.plan import FAMILIES, Move
from quantock.projects.models import (
    CharterFact,
    Involvement,
    MembershipFact,
    Partner,
    Project,
    ProjectFact,
    RegisterDay,
)
from quantock.projects.services.heard import keep_last_register
from quantock.projects.services.twins import tables

OF_REGISTERS = ("imported", "import undone")
WHOLE: tuple[type[Fact], ...] = (ProjectFact, CharterFact)


def only_of_registers(projects: Iterable[int]) -> set[int]:
    """Those of which nobody but registers has said anything."""
    keys = set(projects)
    hanging: list[tuple[type[models.Model], str]] = [*tables(), (Involvement, "project")]
    for table, column in hanging:
        if table not in (Partner, RegisterDay) and keys:
            keys -= set(
                table._default_manager.filter(**{f"{column}__in": keys}).values_list(column, flat=True)
            )
    worked_on = Event.objects.filter(project_id__in=keys).exclude(verb__in=OF_REGISTERS)
    return keys - set(worked_on.values_list("project_id", flat=True))


@dataclass(slots=True)
class Stood:
    """In which registers a project stood: their days, with the id that each gave it ("" for none, None where it is not known)."""

    days: list[tuple[date, str | None, int]] = field(default_factory=list)

    @property
    def batches(self) -> set[int]:
        return {batch for *_, batch in self.days}

    def before(self, on: date) -> set[int]:
        """The registers of earlier days, where none of them gave an id and a later one did."""
        earlier = [day for day in self.days if day[0] < on]
        later = [day for day in self.days if day[0] > on]
        if any(given != "" for _, given, _ in earlier) or not any(given for _, given, _ in later):
            return set()
        return {batch for *_, batch in earlier}


def stood_in(projects: Iterable[int]) -> Mapping[int, Stood]:
    """By project. One query."""
    found: dict[int, Stood] = defaultdict(Stood)
    rows = RegisterDay.objects.filter(project__in=set(projects)).order_by("on", "pk")
    for key, on, given, batch in rows.values_list("project", "on", "given", "batch"):
        found[key].days.append((on, given, batch))
    return found


def found_one(pairs: Sequence[tuple[Project, Project]]) -> list[Move]:
    """Of pairs of a project found by its id and one without any of the row's name: those that are one."""
    alone = only_of_registers(gone.pk for _, gone in pairs)
    stood = stood_in(project.pk for pair in pairs for project in pair)
    named = Counter(gone.pk for _, gone in pairs)
    return [
        Move(gone, kept, frozenset(stood[gone.pk].batches), whole=True)
        for kept, gone in pairs
        if gone.pk in alone
        and named[gone.pk] == 1
        and stood[gone.pk].days
        and not {day for day, *_ in stood[gone.pk].days} & {day for day, *_ in stood[kept.pk].days}
    ]


def found_another(pairs: Sequence[tuple[Project, Project]], on: date) -> list[Move]:
    """Of pairs of a new project and one of its name with another id: where earlier registers are of the new one."""
    stood = stood_in(same.pk for _, same in pairs)
    named = Counter(same.pk for _, same in pairs)
    moves = [
        Move(same, new, frozenset(stood[same.pk].before(on)), until=on)
        for new, same in pairs
        if named[same.pk] == 1
    ]
    return [move for move in moves if move.registers]


def move(moves: Sequence[Move], batch: Batch) -> list[dict[str, Any]]:
    """Move facts and days, before the register itself is kept. Returns what `move_back` needs."""
    return [_move(each, batch) for each in moves]


def _move(one: Move, batch: Batch) -> dict[str, Any]:
    since = {} if one.until is None else {"so_from__lt": one.until}
    there = set(RegisterDay.objects.filter(project=one.to).values_list("on", flat=True))
    moved: dict[str, list[int]] = {}
    for family in FAMILIES:
        rows = family._default_manager.filter(**{"project": one.start, "withdrawn_at": None}, **since)
        if not one.whole:
            rows = rows.filter(batch__in=one.registers)
        elif family is MembershipFact:  # left by a day on which the other stood there
            rows = rows.exclude(present=False, so_from__in=there)
        if keys := list(rows.order_by("pk").values_list("pk", flat=True)):
            if not one.whole and family in WHOLE:
                _begin_anew(family, one, keys, batch)
            moved[family.__name__] = keys
            _rekeyed(family, keys, one.to)
    days = list(
        RegisterDay.objects.filter(project=one.start, batch__in=one.registers).values_list("pk", flat=True)
    )
    RegisterDay.objects.filter(pk__in=days).update(project=one.to)
    keep_last_register([one.start.pk, one.to.pk])
    if one.whole:
        now = timezone.now()
        Project.objects.filter(pk=one.start.pk).update(archived_at=now, updated_at=now, merged_into=one.to)
    return {"from": one.start.pk, "to": one.to.pk, "facts": moved, "days": days, "whole": one.whole}


def _begin_anew(family: Any, one: Move, moved: Sequence[int], batch: Batch) -> None:
    """All that the first fact that stays holds, said just before it: it carried that from facts that move."""
    rows = family.objects.standing().filter(project=one.start).exclude(pk__in=moved)
    first = rows.order_by("so_from", "recorded_at", "pk").first()
    if first is not None:
        facts.state(
            [
                family(
                    project=one.start,
                    so_from=first.so_from,
                    recorded_at=first.recorded_at - timedelta(microseconds=1),
                    recorded_by_id=first.recorded_by_id,
                    batch=batch,
                    asserts=sorted(family.says),
                    **{attname(family, name): value for name, value in first.said().items()},
                )
            ]
        )


def move_back(moved: Sequence[Mapping[str, Any]]) -> set[int]:
    """As it was before, the last first. Returns the projects concerned."""
    for each in reversed(moved):
        start = Project.objects.get(pk=each["from"])
        for family in FAMILIES:
            _rekeyed(family, each["facts"].get(family.__name__, ()), start)
        RegisterDay.objects.filter(pk__in=each["days"]).update(project=start)
        if each["whole"]:
            Project.objects.filter(pk=start.pk).update(archived_at=None, merged_into=None)
    projects = {each[end] for each in moved for end in ("from", "to")}
    keep_last_register(projects)
    return projects


def _rekeyed(family: type[Any], keys: Sequence[int], to: Project) -> None:
    standing = facts.rekey(family, keys, project=to) if keys else []
    if family is ProjectFact:
        copy_as_it_is_now(standing)
