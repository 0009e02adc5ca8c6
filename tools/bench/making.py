"""A generated system of any size, made in bulk and the same at every run.

It goes round the services, which write one project at a time with its events, but must leave what they
would have left: `facts.check` holds of it (tools/bench/tests).
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils import timezone

from quantock.access import Role
from quantock.accounts.models import Grant, Place, User
from quantock.audit.models import Event
from quantock.people.models import Organisation, OrganisationType, Person
from quantock.portfolios.models import Portfolio, Theme
from quantock.projects import lifecycles
from quantock.projects.counting import count_again
from quantock.projects.models import (
    CharterFact,
    Involvement,
    MembershipFact,
    Milestone,
    MilestoneFact,
    MoneyFact,
    Project,
    ProjectFact,
    RatingFact,
    Stage,
    StatusUpdate,
    Step,
    ThemeFact,
)
from quantock.projects.models.record import RECORD_FIELDS
from quantock.search import index
from tools.bench.growing import grow

AT_ONCE = 1000
MOST_MADE = 10_000  # a larger system holds copies of so many
WHAT = ("Reducing", "Redesigning", "Rolling out", "Reviewing", "Joining up", "Speeding up", "Digitising")
OF = ("falls", "discharge", "referrals", "rotas", "prescribing", "triage", "home care", "clinics", "stores")
WHERE = ("Ash ward", "theatres", "the community", "outpatients", "the north", "care homes", "the coast")
SENTENCE = "People wait longer than they should, and those who care for them cannot see why. "
CONFIDENCES = ("green",) * 4 + ("amber",) * 2 + ("red",)


@dataclass(slots=True)
class System:
    """What a generated system is made of, by the keys of its rows."""

    today: date
    organisations: list[Organisation]
    portfolios: list[Portfolio]
    themes: list[Theme]
    people: list[Person]
    steps: dict[int, list[Step]]
    office: User
    auditor: User
    chance: random.Random = field(default_factory=lambda: random.Random(20261102))  # noqa: S311  not a secret


def make(size: int, also: Callable[[System], None] | None = None) -> dict[str, User]:
    """Make a system of so many projects; returns who looks at it: the programme office of its largest organisation,
    an auditor of the whole system, and a member of an organisation. `also` adds to it before all is counted."""
    system = _ground(size)
    times = size // MOST_MADE if size % MOST_MADE == 0 else 1
    one_by_one = size // times
    for start in range(0, one_by_one, AT_ONCE):
        _projects(system, range(start + 1, min(start + AT_ONCE, one_by_one) + 1))
    if also:
        grow(times)
        also(system)
        count_again()
    else:
        count_again()  # first: copies count as what they are copies of
        grow(times)
    index.rebuild()  # after all else: it learns how the tables are filled
    member = system.people[0].user
    if member is None:
        raise LookupError("everybody made here has a sign-in")
    return {"office": system.office, "auditor": system.auditor, "member": member}


def _ground(size: int) -> System:
    bodies = [
        Organisation(name=f"Organisation {number:03d}", kind=OrganisationType.TRUST, in_system=True)
        for number in range(max(12, min(size // 250, 150)))
    ]
    Organisation.objects.bulk_create(bodies)
    boards = [Portfolio(name=f"Board {number:02d}") for number in range(20)]
    Portfolio.objects.bulk_create(boards)
    themes = [Theme(name=f"Theme {number}") for number in range(6)]
    Theme.objects.bulk_create(themes)
    users = [User(email=f"person{number}@bench.example", name=f"Person {number}") for number in range(502)]
    for user in users:
        user.set_unusable_password()
    User.objects.bulk_create(users)
    people = [Person(user=user, name=user.name, email=user.email) for user in users]
    Person.objects.bulk_create(people)
    office, auditor, *others = users
    Grant.objects.create(user=auditor, role=Role.AUDITOR, place=Place.SYSTEM)
    Grant.objects.bulk_create(
        [
            Grant(user=office, role=role, place=Place.ORGANISATION, place_id=bodies[0].pk)
            for role in ("pmo", "member")
        ]
        + [
            Grant(user=user, role="member", place=Place.ORGANISATION, place_id=bodies[at % len(bodies)].pk)
            for at, user in enumerate(others)
        ]
    )
    models_ = lifecycles.ensure_shipped().values()
    steps = {model.pk: list(model.steps.all()) for model in models_}
    return System(timezone.localdate(), bodies, boards, themes, people[2:], steps, office, auditor)


def _projects(system: System, numbers: range) -> None:
    histories = [_history(system, number) for number in numbers]
    projects = [_now(system, number, history) for number, history in zip(numbers, histories, strict=True)]
    Project.objects.bulk_create(projects, batch_size=500)
    facts: list[ProjectFact] = []
    for project, history in zip(projects, histories, strict=True):
        for fact in history:
            fact.project = project
        facts += history
    keep(facts)
    milestones = [each for project in projects for each in _milestones(system, project)]
    keep(milestones)
    keep([milestone_fact(each) for each in milestones])
    for rows in zip(*(_beside(system, project) for project in projects), strict=True):
        keep([row for some in rows for row in some])


def keep(rows: list[Any]) -> None:
    """Rows of one table."""
    if rows:
        kind: type[models.Model] = type(rows[0])
        kind._default_manager.bulk_create(rows, batch_size=500)


def _history(system: System, number: int) -> list[ProjectFact]:
    """Four to nine dated rows: an idea, active, along its steps, rated now and then, perhaps ended."""
    chance, today = system.chance, system.today
    age = chance.randint(30, 730)
    began = today - timedelta(days=age)
    model, steps = chance.choice(list(system.steps.items()))
    full = chance.random() < 0.4
    said: dict[str, Any] = {
        "title": f"{chance.choice(WHAT)} {chance.choice(OF)} in {chance.choice(WHERE)} {number}",
        "lead_organisation_id": chance.choice(
            system.organisations[: 1 + number % len(system.organisations)]
        ).pk,
        "track": "full" if full else chance.choice(("quick", "standard")),
        "life_cycle_id": model,
        "step_id": steps[0].pk,
        "state": "idea",
        "planned_start": began,
        "planned_end": today + timedelta(days=chance.randint(-60, 500)),
    }
    changes = [(began, said)]
    for place in range(chance.randint(3, 8)):
        day = began + timedelta(days=(place + 1) * age // 10)
        changes.append((day, _next(system, steps[min(place, len(steps) - 1)], full, place)))
    if chance.random() < 0.2:
        end = began + timedelta(days=age * 95 // 100)
        state = chance.choice(("stopped", "completed"))
        changes.append((end, {"state": state, "outcome": "partly", "actual_end": end}))
    return _rows(changes)


def _next(system: System, step: Step, full: bool, place: int) -> dict[str, Any]:
    if place == 0:
        return {"state": "active"}
    if full and place % 2:
        return {"confidence": system.chance.choice(CONFIDENCES), "confidence_rater": "sponsor"}
    return {
        "step_id": step.pk,
        "forecast_end": system.today + timedelta(days=system.chance.randint(-30, 600)),
    }


def _rows(changes: list[tuple[date, dict[str, Any]]]) -> list[ProjectFact]:
    """The rows that the services would have kept, each carrying what was said before it."""
    so_far: dict[str, Any] = {}
    rows = []
    for place, (day, said) in enumerate(changes):
        so_far = so_far | said
        until = changes[place + 1][0] if place + 1 < len(changes) else None
        asserts = sorted(name.removesuffix("_id") if name != "step_id" else "step" for name in said)
        rows.append(ProjectFact(so_from=day, so_until=until, asserts=asserts, **so_far))
    return rows


def _now(system: System, number: int, history: list[ProjectFact]) -> Project:
    last, chance = history[-1], system.chance
    reported = system.today - timedelta(days=chance.randint(0, 90)) if last.is_live else None
    return Project(
        number=number,
        registered_on=history[0].so_from,
        visibility=chance.choice(("team", "organisation", "organisation", "system")),
        last_update_on=reported,
        course="on course" if reported and last.track != "full" else "",
        **{name: getattr(last, name) for name in RECORD_FIELDS if not _is_key(name)},
        lead_organisation_id=last.lead_organisation_id,
        life_cycle_id=last.life_cycle_id,
        step_id=last.step_id,
    )


def _is_key(name: str) -> bool:
    return ProjectFact._meta.get_field(name).is_relation


def _milestones(system: System, project: Project) -> Iterator[Milestone]:
    for place in range(3):
        baseline = project.registered_on + timedelta(days=120 * (place + 1))
        slip = timedelta(days=system.chance.choice((0, 0, 0, 7, 30)))
        yield Milestone(
            project=project,
            name=f"Stage {place + 1} is done",
            baseline=baseline,
            forecast=baseline + slip,
            provisional=system.chance.random() < 0.2,
            actual=baseline + slip if baseline + slip < system.today else None,
            reviewed_on=system.today - timedelta(days=10),
        )


def milestone_fact(milestone: Milestone) -> MilestoneFact:
    said = {name: getattr(milestone, name) for name in MilestoneFact.says}
    day = milestone.project.registered_on
    return MilestoneFact(milestone=milestone, so_from=day, asserts=sorted(said), **said)


def _beside(system: System, project: Project) -> tuple[list[Any], ...]:
    """What else is kept of a project, by family; the same families in the same order for each."""
    chance, day = system.chance, project.registered_on
    person = chance.choice(system.people)
    fact = {"project": project, "so_from": day}
    text = SENTENCE * 4
    charter = CharterFact(**fact, problem=text, aim=text, asserts=["aim", "problem"])
    money = MoneyFact(
        **fact,
        nature="revenue",
        span="in-year",
        basis="budget",
        pence=chance.randint(1, 90) * 1_000_000,
        asserts=["pence"],
    )
    boards = chance.sample(system.portfolios, chance.choice((0, 1, 1, 2)))
    memberships = [
        MembershipFact(**fact, portfolio=board, present=True, asserts=["present"]) for board in boards
    ]
    theme = ThemeFact(**fact, theme=chance.choice(system.themes), contribution=2, asserts=["contribution"])
    involved = Involvement(project=project, role=Role.LEAD, person=person, since=day)
    grant = Grant(user=person.user, role=Role.LEAD, place=Place.PROJECT, place_id=project.pk)
    events = [
        Event(
            verb=verb,
            says=f"{says} “{project.title}”",
            kind="project",
            record_id=project.pk,
            project_id=project.pk,
        )
        for verb, says in (
            ("registered", "Registered"),
            ("changed", "Changed"),
            ("changed", "Changed the end of"),
        )
    ]
    return (
        [charter],
        [money],
        memberships,
        [theme],
        [involved],
        [grant],
        events,
        _ratings(project),
        _updates(system, project),
    )


def _ratings(project: Project) -> list[RatingFact]:
    if not project.confidence:
        return []
    said = {"confidence": project.confidence, "scale": "three-step"}
    return [
        RatingFact(
            project=project, rater="sponsor", so_from=project.registered_on, asserts=sorted(said), **said
        )
    ]


def _updates(system: System, project: Project) -> list[StatusUpdate]:
    if project.last_update_on is None:
        return []
    said = {"course": project.course, "confidence": project.confidence, "done": SENTENCE, "next": SENTENCE}
    last = project.last_update_on
    now = timezone.now()
    stages = ((Stage.SUPERSEDED, last - timedelta(days=30)), (Stage.PUBLISHED, last))
    return [
        StatusUpdate(project=project, stage=stage, as_at=day, rater="sponsor", published_at=now, **said)
        for stage, day in stages
    ]
