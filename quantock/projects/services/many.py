"""The same change to many projects: one batch, a handful of queries for each 500, an event for each project."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from quantock.access import Role
from quantock.accounts.models import Grant, Place, User
from quantock.audit import facts, log
from quantock.audit.models import Batch
from quantock.people.models import Person
from quantock.portfolios.models import Portfolio, Theme
from quantock.projects import rules
from quantock.projects.counting import keep_counted
from quantock.projects.finding import SEARCHED, keep_findable
from quantock.projects.models import Involvement, MembershipFact, Project, ProjectFact, ThemeFact
from quantock.projects.models.record import RECORD_FIELDS
from quantock.projects.services.merging import Stale, differing
from quantock.projects.services.people import role_in_words
from quantock.projects.services.record import copy_now, in_words, label, shown

SOME = 500
Keys = Sequence[int]


@dataclass(slots=True)
class Kept:
    """The keys of the projects that were changed, and of those that somebody else had changed meanwhile."""

    changed: set[int] = field(default_factory=set)
    stale: set[int] = field(default_factory=set)

    def __ior__(self, other: "Kept") -> "Kept":
        self.changed |= other.changed
        self.stale |= other.stale
        return self


@transaction.atomic
def change_records(
    said: Mapping[int, Mapping[str, Any]],
    *,
    seen: Mapping[int, Mapping[str, Any]],
    by: User,
    on: date,
    batch: Batch,
    reason: str = "",
) -> Kept:
    """Say columns of the record, by the key of a project. `seen` holds what the person was shown of each: where
    somebody else has changed the same since, that project is left as it is."""
    kept = Kept()
    for some in _some(sorted(said)):
        rows: list[tuple[Project, dict[str, Any], list[dict[str, Any]]]] = []
        names = {name for key in some for name in said[key]}
        related = sorted(name for name in names if Project._meta.get_field(name).is_relation)
        locked = Project.objects.select_for_update(of=("self",)).select_related(*related or (None,))
        for project in locked.filter(pk__in=some).order_by("pk"):
            mine = dict(said[project.pk])
            try:
                new = differing({name: getattr(project, name) for name in mine}, mine, seen.get(project.pk))
            except Stale:
                kept.stale.add(project.pk)
                continue
            if new:
                rows.append((project, new, _changes(project, new)))
        _keep_records(rows, by=by, on=on, batch=batch, reason=reason)
        kept.changed |= {project.pk for project, _, _ in rows}
    return kept


def _changes(project: Project, new: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [
        log.change(name, label(name), shown(project, name), shown(Project(**{name: value}), name))
        for name, value in new.items()
    ]


def _keep_records(
    rows: Sequence[tuple[Project, dict[str, Any], list[dict[str, Any]]]],
    *,
    by: User,
    on: date,
    batch: Batch,
    reason: str,
) -> None:
    stated, now = [], timezone.now()
    for project, new, _ in rows:
        dated = {name: value for name, value in new.items() if name in RECORD_FIELDS}
        for name in new.keys() - dated.keys():
            setattr(project, name, new[name])
        if dated:
            stated.append(facts.fact(ProjectFact, dated, on=on, by=by, batch=batch, project=project))
    in_force = {fact.project_id: fact for fact in facts.state(stated)}
    for project, _, _ in rows:
        if fact := in_force.get(project.pk):
            copy_now(project, fact)
        project.version += 1
        project.updated_at = now
    projects = [project for project, _, _ in rows]
    besides = {name for _, new, _ in rows for name in new} - set(RECORD_FIELDS)
    columns = [*RECORD_FIELDS, "step_since", "version", "updated_at", *sorted(besides)]
    Project.objects.bulk_update(projects, columns, batch_size=100)
    if any(new.keys() & SEARCHED for _, new, _ in rows):
        keep_findable(projects)
    keep_counted(projects)
    log.write(
        log.event("changed", project, by=by, says=in_words(said), changes=said, reason=reason, batch=batch)
        for project, _, said in rows
    )


@transaction.atomic
def move_in_portfolio(
    keys: Keys, portfolio: Portfolio, *, present: bool, by: User, on: date, batch: Batch
) -> Kept:
    """Put projects into a portfolio or take them out; those that are so already stay as they are."""
    kept = Kept()
    for some in _some(keys):
        projects = _locked(some)
        held = MembershipFact.objects.now().filter(project__in=some, portfolio=portfolio, present=True)
        there = set(held.values_list("project", flat=True))
        moving = [project for project in projects if (project.pk in there) != present]
        facts.state(
            [
                MembershipFact(
                    project=project,
                    portfolio=portfolio,
                    present=present,
                    so_from=on,
                    recorded_by=by,
                    batch=batch,
                    asserts=["present"],
                )
                for project in moving
            ]
        )
        keep_counted(moving)
        says = f"{'Put into' if present else 'Taken out of'} the portfolio “{portfolio.name}”"
        log.write(
            log.event("portfolio changed", portfolio, by=by, says=says, batch=batch, project_id=project.pk)
            for project in moving
        )
        kept.changed |= {project.pk for project in moving}
    return kept


@transaction.atomic
def serve_theme(
    keys: Keys, theme: Theme, much: int, *, seen: Mapping[int, int], by: User, on: date, batch: Batch
) -> Kept:
    """Say how much projects contribute to a theme. `seen` is what the person was shown of each."""
    kept = Kept()
    for some in _some(keys):
        projects = _locked(some)
        held = ThemeFact.objects.now().filter(project__in=some, theme=theme)
        was = dict(held.values_list("project", "contribution"))
        stale = {key for key in some if was.get(key, 0) not in (seen.get(key, 0), much)}
        moving = [each for each in projects if each.pk not in stale and was.get(each.pk, 0) != much]
        facts.state(
            [
                ThemeFact(
                    project=project,
                    theme=theme,
                    contribution=much,
                    so_from=on,
                    recorded_by=by,
                    batch=batch,
                    asserts=["contribution"],
                )
                for project in moving
            ]
        )
        keep_counted(moving)
        log.write(
            log.event(
                "themes changed",
                project,
                by=by,
                says="Changed the strategic themes",
                changes=[
                    log.change(
                        "theme",
                        theme.name,
                        rules.CONTRIBUTION[was.get(project.pk, 0)],
                        rules.CONTRIBUTION[much],
                    )
                ],
                batch=batch,
            )
            for project in moving
        )
        kept |= Kept({project.pk for project in moving}, stale)
    return kept


@transaction.atomic
def involve_in(keys: Keys, person: Person, role: Role, *, by: User, on: date, batch: Batch) -> Kept:
    """Give somebody the same part in projects, with the right that goes with it, as `involve` does for one."""
    kept = Kept()
    for some in _some(keys):
        projects = _locked(some)
        parts = Involvement.objects.filter(project__in=some, role=role, person=person, until=None)
        has = set(parts.values_list("project", flat=True))
        new = [project for project in projects if project.pk not in has]
        Involvement.objects.bulk_create(
            Involvement(project=project, role=role, person=person, since=on) for project in new
        )
        if person.user_id:
            Grant.objects.bulk_create(
                [
                    Grant(user_id=person.user_id, role=role, place=Place.PROJECT, place_id=project.pk)
                    for project in new
                ],
                ignore_conflicts=True,
            )
        says = f"{person} is now {role_in_words(role)}"
        log.write(log.event("involved", project, by=by, says=says, batch=batch) for project in new)
        kept.changed |= {project.pk for project in new}
    return kept


def _locked(keys: Keys) -> list[Project]:
    """One at a time, so that what follows from the order of facts is worked out from all of them."""
    return list(Project.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def _some(keys: Keys) -> Iterator[Keys]:
    for start in range(0, len(keys), SOME):
        yield keys[start : start + SOME]
