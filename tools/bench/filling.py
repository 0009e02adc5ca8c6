"""Logs, more milestones and benefits for a generated system, in bulk and the same at every run: of each project thirteen
entries, ten milestones and three benefits, and some projects inside programmes.

As in `making`, what services would have left: `check_records` holds of it (tests/test_bench.py).
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from quantock.audit import log
from quantock.audit.models import Event
from quantock.benefits.classes import MONEY_CLASSES, POUNDS, BenefitClass
from quantock.benefits.models import Benefit, BenefitFact, Enabler, MonthFact
from quantock.benefits.rules import MonthSaid, sums_of
from quantock.engines import risk
from quantock.engines.dates import add_months
from quantock.projects.models import Milestone, Project
from quantock.raid import rules
from quantock.raid.kinds import REGISTERS, Kind, Register
from quantock.raid.models import (
    DEFAULT_MATRIX,
    Entry,
    EntryFact,
    Escalation,
    Matrix,
    Reader,
    Relation,
    Sides,
    Use,
)
from tools.bench.making import AT_ONCE, SENTENCE, System, keep, milestone_fact

# Which entries a project has; the last is a lesson or, of every other, an assumption.
KINDS = (
    *(Kind.ACTION,) * 4, *(Kind.RISK,) * 3, *(Kind.ISSUE,) * 2, Kind.DECISION, Kind.DEPENDENCY, Kind.CHANGE, Kind.LESSON,
)  # fmt: skip
MORE_MILESTONES, BENEFITS, MONTHS = 7, 3, 4
PROGRAMME, INSIDE = 25, 5  # one in so many projects is a programme, with so many inside it
ASKS, KEPT = 20, 0.01  # one in so many projects asks somebody higher; this share is kept to named people
WHAT = ("Order", "Agree", "Train the staff for", "Write down", "Test", "Pay for", "Ask about", "Move")
OF = ("the bed alarms", "the rota", "the network", "the new beds", "the leaflets", "the keys", "the contract")
WHERE = ("on Ash ward", "in theatres", "in six care homes", "before winter", "with the council", "at night")
CLASSES = tuple(BenefitClass)
UNITS = dict.fromkeys(MONEY_CLASSES, POUNDS) | {BenefitClass.QUALITY: "falls", BenefitClass.SOCIETAL: ""}


@dataclass(frozen=True, slots=True)
class Ground:
    """What all that is filled in stands on."""

    system: System
    matrix: Matrix
    scale: risk.Matrix

    @property
    def chance(self) -> random.Random:
        return self.system.chance

    @property
    def today(self) -> date:
        return self.system.today


@dataclass(slots=True)
class Told:
    """An entry and the dated changes of it, the first when it was raised."""

    entry: Entry
    changes: Sequence[tuple[date, Mapping[str, Any]]]


def fill(system: System) -> None:
    """All projects that there are, so many at once."""
    matrix = Matrix.objects.get(organisation=None, code=DEFAULT_MATRIX, version=1)
    ground = Ground(system, matrix, matrix.scale)
    last = Project.objects.latest("pk").pk
    for start in range(0, last, AT_ONCE):
        projects = list(Project.objects.filter(pk__gt=start, pk__lte=start + AT_ONCE).order_by("pk"))
        _programmes(projects)
        _milestones(ground, projects)
        _logs(ground, projects)
        _benefits(ground, projects)


def _programmes(projects: Sequence[Project]) -> None:
    """Some lie inside others. As counted and seen: `top` is the outermost, here the only one."""
    for place in range(0, len(projects) - INSIDE, PROGRAMME):
        inside = [each.pk for each in projects[place + 1 : place + 1 + INSIDE]]
        programme = projects[place]
        Project.objects.filter(pk__in=inside).update(parent=programme, top=programme)


def _milestones(ground: Ground, projects: Sequence[Project]) -> None:
    made = [each for project in projects for each in _more_milestones(ground, project)]
    keep(made)
    keep([milestone_fact(each) for each in made])


def _more_milestones(ground: Ground, project: Project) -> Iterator[Milestone]:
    for place in range(MORE_MILESTONES):
        baseline = project.registered_on + timedelta(days=90 * place + 30)
        day = baseline + timedelta(days=ground.chance.choice((0, 0, 0, 14, 45)))
        yield Milestone(
            project=project,
            name=f"{ground.chance.choice(WHAT)} {ground.chance.choice(OF)}",
            baseline=baseline,
            forecast=day,
            provisional=ground.chance.random() < 0.2,
            actual=day if day < ground.today and ground.chance.random() < 0.9 else None,
        )


def _logs(ground: Ground, projects: Sequence[Project]) -> None:
    by_project = [[*_entries(ground, project)] for project in projects]
    told = [each for some in by_project for each in some]
    keep([each.entry for each in told])
    keep([fact for each in told for fact in _facts(each)])
    keep([_event(each.entry) for each in told])
    others = [projects[place - 1] for place in range(len(projects))]
    for build in (_sides, _relations, _uses):
        keep(
            [
                row
                for some, other in zip(by_project, others, strict=True)
                for row in build(ground, some, other)
            ]
        )
    keep([Reader(entry=each.entry, user=ground.system.office) for each in told if each.entry.restricted])
    keep([_asked(ground, some) for some in by_project[::ASKS]])


def _entries(ground: Ground, project: Project) -> Iterator[Told]:
    numbers: dict[Kind, int] = {}
    for kind in KINDS:
        own = Kind.ASSUMPTION if kind == Kind.LESSON and project.number % 2 else kind
        numbers[own] = numbers.get(own, 0) + 1
        yield _entry(ground, project, REGISTERS[own], numbers[own])


def _entry(ground: Ground, project: Project, register: Register, number: int) -> Told:
    """Raised some day, looked at again perhaps, closed four times in ten."""
    chance, today = ground.chance, ground.today
    raised = project.registered_on + timedelta(days=chance.randint(0, (today - project.registered_on).days))
    person = chance.choice(ground.system.people)
    said: dict[str, Any] = {
        "title": f"{chance.choice(WHAT)} {chance.choice(OF)} {chance.choice(WHERE)}",
        "state": chance.choice(register.open_codes),
        "owner": person if chance.random() < 0.8 else None,
        "due_on": raised + timedelta(days=chance.randint(14, 400)),
        "closed_on": None,
        "details": _details(ground, register, raised),
    }
    said["owner_text"] = "" if said["owner"] else "The ward manager"
    changes: list[tuple[date, Mapping[str, Any]]] = [(raised, said)]
    if register.kind == Kind.RISK:
        changes = [(raised, said | _scored(ground, inherent=True))]
        if (today - raised).days > 60 and chance.random() < 0.4:
            changes.append((raised + timedelta(days=chance.randint(20, 55)), _scored(ground)))
    ends = [each.code for each in register.standings if each.ends]
    if ends and (today - raised).days > 60 and chance.random() < 0.45:
        closed = raised + timedelta(days=chance.randint(56, (today - raised).days))
        changes.append((closed, {"state": chance.choice(ends), "closed_on": closed}))
    now = {name: value for _, change in changes for name, value in change.items()}
    restricted = chance.random() < KEPT
    entry = Entry(
        project=project, kind=register.kind, number=number, raised_on=raised, restricted=restricted, **now
    )
    return Told(entry, changes)


def _details(ground: Ground, register: Register, raised: date) -> dict[str, Any]:
    """An answer to half of what a register asks."""
    found: dict[str, Any] = {}
    for field in register.fields[::2] if register.kind != Kind.DEPENDENCY else register.fields[:3]:
        if field.choices:
            found[field.name] = ground.chance.choice(field.choices)[0]
        elif field.form == "date":
            found[field.name] = (raised + timedelta(days=ground.chance.randint(14, 450))).isoformat()
        elif field.form in ("line", "text"):
            found[field.name] = SENTENCE.strip()
    return found


def _scored(ground: Ground, *, inherent: bool = False) -> dict[str, Any]:
    likelihood, impact = ground.chance.randint(1, 5), ground.chance.randint(1, 5)
    said: dict[str, Any] = {"likelihood": likelihood, "impact": impact}
    if inherent:
        said |= {"inherent_likelihood": min(likelihood + 1, 5), "inherent_impact": impact}
        said |= {
            "target_likelihood": max(likelihood - 1, 1),
            "target_impact": impact,
            "matrix": ground.matrix,
        }
    return said | rules.scored(ground.scale, likelihood, impact)


def _facts(told: Told) -> Iterator[EntryFact]:
    """Each carries what was said before it."""
    so_far: dict[str, Any] = {}
    for place, (day, said) in enumerate(told.changes):
        so_far |= said
        until = told.changes[place + 1][0] if place + 1 < len(told.changes) else None
        yield EntryFact(entry=told.entry, so_from=day, so_until=until, asserts=sorted(said), **so_far)


def _event(entry: Entry) -> Event:
    return log.event("log added", entry, by=None, says=f"Added the {entry.register.one} {entry}")


def _of(told: Sequence[Told], kind: Kind) -> list[Entry]:
    return [each.entry for each in told if each.entry.kind == kind]


def _sides(ground: Ground, told: Sequence[Told], other: Project) -> Iterator[Sides]:
    """Two dependencies in three name their other project; half of these are agreed."""
    for one in _of(told, Kind.DEPENDENCY):
        if other.pk != one.project_id and ground.chance.random() < 0.67:
            theirs = one.raised_on if ground.chance.random() < 0.5 else None
            yield Sides(dependency=one, other=other, ours_on=one.raised_on, theirs_on=theirs)


def _relations(ground: Ground, told: Sequence[Told], other: Project) -> Iterator[Relation]:
    actions, risks = _of(told, Kind.ACTION), _of(told, Kind.RISK)
    for source, target in zip(actions[:2], risks[:2], strict=True):
        yield Relation(source=source, target=target, relation="answers", less_likely=1)


def _uses(ground: Ground, told: Sequence[Told], other: Project) -> Iterator[Use]:
    for lesson in _of(told, Kind.LESSON):
        if ground.chance.random() < 0.3:
            yield Use(lesson=lesson, project=other, on=ground.today)


def _asked(ground: Ground, told: Sequence[Told]) -> Escalation:
    """A board is asked about a risk; half of them have answered."""
    one, today = _of(told, Kind.RISK)[0], ground.today
    asked = today - timedelta(days=ground.chance.randint(1, 120))
    answered = ground.chance.random() < 0.5
    return Escalation(
        entry=one,
        asked_portfolio=ground.chance.choice(ground.system.portfolios),
        asked_on=asked,
        by_when=asked + timedelta(days=30),
        why=SENTENCE,
        title=one.title,
        owner=one.owner,
        answered_on=today if answered else None,
        answer=SENTENCE if answered else "",
    )


def _benefits(ground: Ground, projects: Sequence[Project]) -> None:
    made: list[Benefit] = []
    months: list[MonthFact] = []
    for project in projects:
        for number in range(1, BENEFITS + 1):
            one, said = _benefit(ground, project, number)
            made.append(one)
            months += map(partial(_month, one, ground.today), said)
    keep(made)
    keep([_benefit_fact(each) for each in made])
    keep(months)
    first: dict[int, Milestone] = {}
    for each in Milestone.objects.filter(project__in=projects).order_by("-pk"):
        first[each.project_id] = each
    keep([Enabler(benefit=each, milestone=first[each.project_id]) for each in made if each.number == 1])


def _benefit(ground: Ground, project: Project, number: int) -> tuple[Benefit, list[MonthSaid]]:
    """One with a figure, and what is said of its months; told in words alone where nothing is counted."""
    chance, today = ground.chance, ground.today
    kind = chance.choice(CLASSES)
    unit = UNITS.get(kind, "hours")
    value = chance.randint(1, 900) * 100_000 if unit else None
    begins = today.replace(day=1) - timedelta(days=chance.randint(0, 300))
    person = chance.choice(ground.system.people)
    first = add_months(begins.replace(day=1), 1)
    months = [
        MonthSaid(
            month := add_months(first, place),
            forecast=(value or 0) // 12,
            reported=(value or 0) * chance.randint(6, 13) // 120 if month < today.replace(day=1) else None,
        )
        for place in range(MONTHS if value else 0)
    ]
    sums = sums_of(months)
    one = Benefit(
        project=project,
        number=number,
        added_on=project.registered_on,
        title=f"{chance.choice(('Fewer', 'Shorter', 'Safer'))} waits {chance.choice(WHERE)} {project.number}",
        kind=kind,
        unit=unit,
        owner=person,
        recurrence=chance.choice(("recurrent", "once", "")),
        full_year=value,
        starts=begins,
        forecast=sums.forecast,
        reported=sums.reported,
        compared=sums.compared,
        reported_to=sums.reported_to,
    )
    return one, months


def _benefit_fact(one: Benefit) -> BenefitFact:
    names = ("title", "kind", "unit", "owner", "recurrence", "full_year", "starts")
    said = {name: getattr(one, name) for name in names}
    return BenefitFact(benefit=one, so_from=one.added_on, asserts=sorted(said), **said)


def _month(one: Benefit, today: date, said: MonthSaid) -> MonthFact:
    new = {name: value for name in ("forecast", "reported") if (value := getattr(said, name)) is not None}
    so_from = min(today, max(one.added_on, said.month))
    return MonthFact(benefit=one, month=said.month, so_from=so_from, asserts=sorted(new), **new)
