"""Are the kept figures right? What is derived is worked out again and compared with what is kept."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils import timezone

from quantock.audit import facts
from quantock.audit.facts import Fact, attname
from quantock.benefits.models import Benefit, BenefitFact, MonthFact
from quantock.benefits.services import worked_out
from quantock.measures import checks as results
from quantock.people import called
from quantock.projects import counting
from quantock.projects.models import (
    Milestone,
    MilestoneFact,
    Project,
    ProjectFact,
    RegisterDay,
    Stage,
    StatusUpdate,
)
from quantock.projects.models.facts import FAMILIES
from quantock.projects.rules import MOST_DEPTH
from quantock.raid.models import Entry, EntryFact
from quantock.search import index

AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Soundness:
    """How much was looked at, and a sentence for each thing found wrong."""

    projects: int
    facts: int
    wrong: Sequence[str]


def check_records() -> Soundness:
    """Look at every fact and every project, a thousand at a time; nothing is changed."""
    counted = sum(family._default_manager.count() for family in FAMILIES)
    wrong = [sentence for family in FAMILIES for sentence in facts.check(family)]
    for start in range(0, counted_to(Project), AT_ONCE):
        projects = list(Project.objects.filter(pk__gt=start, pk__lte=start + AT_ONCE).order_by("pk"))
        wrong += _columns(projects, ProjectFact, "project")
        wrong += _nesting(projects)
        wrong += _last_updates(projects)
        wrong += _last_registers(projects)
    for start in range(0, counted_to(Milestone), AT_ONCE):
        some = Milestone.objects.filter(pk__gt=start, pk__lte=start + AT_ONCE).order_by("pk")
        wrong += _columns(list(some.select_related("project")), MilestoneFact, "milestone")
    wrong += facts.check(EntryFact)
    for start in range(0, counted_to(Entry), AT_ONCE):
        some_entries = Entry.objects.filter(pk__gt=start, pk__lte=start + AT_ONCE).order_by("pk")
        wrong += _columns(list(some_entries.select_related("project")), EntryFact, "entry")
    wrong += facts.check(BenefitFact) + facts.check(MonthFact)
    for start in range(0, counted_to(Benefit), AT_ONCE):
        some_benefits = Benefit.objects.filter(pk__gt=start, pk__lte=start + AT_ONCE).order_by("pk")
        wrong += _columns(list(some_benefits.select_related("project")), BenefitFact, "benefit")
        wrong += _sums(some_benefits.select_related("project"))
    wrong += index.check()
    wrong += results.check()
    wrong += counting.check()
    wrong += called.check(timezone.localdate())
    return Soundness(Project.objects.count(), counted, wrong)


def counted_to(model: type[models.Model]) -> int:
    """The highest key there is."""
    return model._default_manager.aggregate(last=models.Max("pk"))["last"] or 0


def _columns(records: Sequence[Any], family: type[Fact], about: str) -> Iterator[str]:
    """A record's own columns are those of its fact in force."""
    in_force = family._default_manager.filter(
        **{f"{about}__in": records}, withdrawn_at=None, so_until=None
    ).order_by()
    said: Mapping[int, Fact] = {fact.key_values()[0]: fact for fact in in_force}
    undone = _undone([record for record in records if record.pk not in said], family, about)
    for record in records:
        model: type[models.Model] = type(record)
        fact = said.get(record.pk)
        if fact is None:
            if record.pk not in undone and not getattr(record, "merged_into_id", None):
                yield f"{_named(record)}: no fact is in force"
            continue
        for column, value in fact.said().items():
            kept = getattr(record, attname(model, column))
            if kept != value:
                yield f"{_named(record)}: {column} is kept as {kept!r}, the fact in force says {value!r}"


def _undone(records: Sequence[Any], family: type[Fact], about: str) -> set[int]:
    """Those that only a register said anything of which has been undone since: nothing is in force of them, rightly."""
    if not records:
        return set()
    came = family._default_manager.filter(**{f"{about}__in": records}, batch__withdrawn_at__isnull=False)
    return set(came.values_list(about, flat=True))


def _nesting(projects: Sequence[Project]) -> Iterator[str]:
    """`top` is the outermost programme, and nothing lies deeper than is allowed."""
    above: dict[int, int | None] = {}
    wanted = {project.parent_id for project in projects if project.parent_id}
    while wanted - above.keys():
        found = Project.objects.filter(pk__in=wanted - above.keys()).values_list("pk", "parent_id")
        above.update(found)
        wanted |= {parent for parent in above.values() if parent}
    for project in projects:
        path, parent = [], project.parent_id
        while parent and parent not in path:
            path.append(parent)
            parent = above[parent]
        if parent:
            yield f"{project.ref}: is inside itself"
        elif project.top_id != (path[-1] if path else None):
            yield f"{project.ref}: its outermost programme is kept wrongly"
        elif len(path) >= MOST_DEPTH:
            yield f"{project.ref}: lies {len(path) + 1} deep"


def _last_updates(projects: Sequence[Project]) -> Iterator[str]:
    """The day of the last published update, as lists show it."""
    published = StatusUpdate.objects.filter(project__in=projects, stage=Stage.PUBLISHED).order_by()
    latest = dict(published.values_list("project").annotate(last=models.Max("as_at")))
    for project in projects:
        if project.last_update_on != latest.get(project.pk):
            kept, last = project.last_update_on, latest.get(project.pk)
            yield f"{project.ref}: its last update is kept as {kept}, the last published is of {last}"


def _last_registers(projects: Sequence[Project]) -> Iterator[str]:
    """The day of the last register in which it stood."""
    days = RegisterDay.objects.filter(project__in=projects).order_by()
    latest = dict(days.values_list("project").annotate(last=models.Max("on")))
    for project in projects:
        if project.last_register_on != latest.get(project.pk):
            kept, last = project.last_register_on, latest.get(project.pk)
            yield f"{project.ref}: its last register is kept as of {kept}, it stood last in one of {last}"


def _sums(benefits: Iterable[Benefit]) -> Iterator[str]:
    """What a benefit keeps of its months is what they add up to."""
    for one, sums in worked_out(benefits):
        for name, value in sums.items():
            if getattr(one, name) != value:
                yield f"{one.project.ref}, benefit {one.ref}: {name} is kept as {getattr(one, name)}, its months say {value}"


def _named(record: Any) -> str:
    return (
        record.ref
        if isinstance(record, Project)
        else f"{record.project.ref}, {record._meta.verbose_name} “{record}”"
    )
