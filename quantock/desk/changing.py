"""A change to many projects: what it would do, field by field, what is refused and why; and doing it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from quantock.access import Permission, Role, Viewer, can
from quantock.accounts.models import User
from quantock.audit.models import Batch
from quantock.desk.queries.changing import Held
from quantock.people.models import Person
from quantock.portfolios.models import Portfolio, Theme
from quantock.projects.models import Project
from quantock.projects.models.record import ENDED_STATES
from quantock.projects.rules import CONTRIBUTION
from quantock.projects.services import label, shown
from quantock.projects.services.many import (
    Kept,
    change_records,
    involve_in,
    move_in_portfolio,
    serve_theme,
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be changed; what is left out stays as it is in each project."""

    record: Mapping[str, Any] = field(default_factory=dict)
    join: Portfolio | None = None
    leave: Portfolio | None = None
    theme: Theme | None = None
    contribution: int = 0
    lead: Person | None = None
    reason: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.record or self.join or self.leave or self.theme or self.lead)


@dataclass(frozen=True, slots=True)
class Line:
    """One field of one project: what it was, what it would be, or why it stays. `name` tells fields apart."""

    project: Project
    name: str
    label: str
    was: str
    now: str
    refused: str = ""


@dataclass(slots=True)
class Plan:
    """Every field that would change, every one that may not, and how many projects are so already."""

    lines: list[Line] = field(default_factory=list)
    refused: list[Line] = field(default_factory=list)
    same: int = 0

    @property
    def projects(self) -> int:
        return len({line.project.pk for line in self.lines})

    def why(self) -> list[tuple[str, int]]:
        """Each reason for refusing, with how many fields it holds for."""
        return Counter(line.refused for line in self.refused).most_common()

    def seen(self) -> dict[str, dict[str, str]]:
        """What each changing field was, by the project's key: what the person is shown."""
        found: dict[str, dict[str, str]] = {}
        for line in self.lines:
            found.setdefault(str(line.project.pk), {})[line.name] = line.was
        return found


def plan(wanted: Wanted, projects: Sequence[Project], held: Held, viewer: Viewer) -> Plan:
    """Pure: what the change would do to these projects, as things are now."""
    found = Plan()
    for project in projects:
        lines = [
            line for line in _lines(wanted, project, held, viewer) if line.refused or line.was != line.now
        ]
        found.lines += [line for line in lines if not line.refused]
        found.refused += [line for line in lines if line.refused]
        found.same += not lines
    return found


def _lines(wanted: Wanted, project: Project, held: Held, viewer: Viewer) -> Iterator[Line]:
    if not (can(viewer, Permission.BULK_CHANGE, project) and can(viewer, Permission.PROJECT_EDIT, project)):
        yield Line(project, "", "", "", "", "You may see it but not change it")
        return
    for name, value in wanted.record.items():
        if name == "unit" or (name == "state_reason" and not value):
            continue
        was, now = shown(project, name), shown(Project(**{name: value}), name)
        yield Line(project, name, label(name), was, now, _refused(project, name, value, was != now))
    if wanted.join:
        is_in = "In it" if project.pk in held.in_join else "Not in it"
        yield Line(project, "join", f"Portfolio “{wanted.join}”", is_in, "In it", _portfolio(viewer, project))
    if wanted.leave:
        is_in = "In it" if project.pk in held.in_leave else "Not in it"
        yield Line(
            project, "leave", f"Portfolio “{wanted.leave}”", is_in, "Not in it", _portfolio(viewer, project)
        )
    if wanted.theme:
        was = CONTRIBUTION[held.contribution.get(project.pk, 0)]
        now = CONTRIBUTION[wanted.contribution]
        others = wanted.theme.organisation_id not in (None, project.lead_organisation_id)
        why = "The theme is another organisation’s" if others else ""
        yield Line(project, "theme", f"Theme “{wanted.theme}”", was, now, why)
    if wanted.lead:
        leads = held.leads.get(project.pk, ())
        has = wanted.lead.pk in held.lead_keys.get(project.pk, ())
        after = leads if has else (*leads, str(wanted.lead))
        why = "" if can(viewer, Permission.TEAM_EDIT, project) else "You may not say who is involved"
        yield Line(project, "lead", "Project lead", ", ".join(leads), ", ".join(after), why)


def _refused(project: Project, name: str, value: Any, differs: bool) -> str:
    """What the project's own rules say against it; nothing where it stays as it is anyway."""
    if name == "state" and differs and project.state in ENDED_STATES:
        return "It has ended: reopening is done on its own page"
    return ""


def _portfolio(viewer: Viewer, project: Project) -> str:
    return "" if can(viewer, Permission.PORTFOLIO_EDIT, project) else "You may not change its portfolios"


@dataclass(frozen=True, slots=True)
class Done:
    """What was done, and which projects were left as somebody else had made them."""

    batch: Batch
    changed: int
    stale: Sequence[Project]


@transaction.atomic
def do(
    wanted: Wanted,
    shown_plan: Plan,
    seen: Mapping[str, Mapping[str, str]],
    *,
    title: str,
    by: User,
    on: date,
) -> Done:
    """All of the plan in one transaction and one batch. Where a field is no longer what the person was shown
    (`seen`), that project is left as it is."""
    stale = {
        line.project.pk
        for line in shown_plan.lines
        if seen.get(str(line.project.pk), {}).get(line.name) != line.was
    }
    lines = [line for line in shown_plan.lines if line.project.pk not in stale]
    batch = Batch.objects.create(title=title[:300], by=by)
    kept = Kept(stale=stale)
    kept |= _records(wanted, lines, by=by, on=on, batch=batch)
    who = {"by": by, "on": on, "batch": batch}
    for name, portfolio, present in (("join", wanted.join, True), ("leave", wanted.leave, False)):
        if portfolio and (keys := _keys(lines, name)):
            kept |= move_in_portfolio(keys, portfolio, present=present, **who)  # type: ignore[arg-type]
    if wanted.theme and (keys := _keys(lines, "theme")):
        was = {line.project.pk: CONTRIBUTION.index(line.was) for line in lines if line.name == "theme"}
        kept |= serve_theme(keys, wanted.theme, wanted.contribution, seen=was, **who)  # type: ignore[arg-type]
    if wanted.lead and (keys := _keys(lines, "lead")):
        kept |= involve_in(keys, wanted.lead, Role.LEAD, **who)  # type: ignore[arg-type]
    projects = {line.project.pk: line.project for line in shown_plan.lines}
    return Done(batch, len(kept.changed), [projects[key] for key in sorted(kept.stale)])


def _records(wanted: Wanted, lines: Sequence[Line], *, by: User, on: date, batch: Batch) -> Kept:
    said: dict[int, dict[str, Any]] = {}
    seen: dict[int, dict[str, Any]] = {}
    for line in lines:
        if line.name not in wanted.record:
            continue
        mine, was = said.setdefault(line.project.pk, {}), seen.setdefault(line.project.pk, {})
        mine[line.name], was[line.name] = wanted.record[line.name], getattr(line.project, line.name)
        if line.name == "lead_organisation":
            # A unit belongs to the organisation that no longer leads.
            mine["unit"], was["unit"] = None, line.project.unit
    return change_records(said, seen=seen, by=by, on=on, batch=batch, reason=wanted.reason)


def _keys(lines: Sequence[Line], name: str) -> list[int]:
    return sorted(line.project.pk for line in lines if line.name == name)
