"""A small, made-up and believable whole system. Deterministic: every date is an offset from a base day."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from quantock.access import Role
from quantock.accounts.models import Grant, Place, User
from quantock.audit import facts
from quantock.desk.services import PEOPLE
from quantock.people.models import Organisation, OrganisationType, Person
from quantock.portfolios.models import Portfolio
from quantock.projects import lifecycles, services
from quantock.projects.models import MembershipFact, Project, State, Track, Visibility
from quantock.projects.services import Registration
from quantock.search import index

ORGANISATIONS = (
    ("Combe Vale Hospitals NHS Foundation Trust", OrganisationType.TRUST),
    ("Combe County Council", OrganisationType.COUNCIL),
    ("NHS Combe Integrated Care Board", OrganisationType.ICB),
    ("Harbour Road Surgery", OrganisationType.PRACTICE),
    ("Combe Carers Together", OrganisationType.CHARITY),
)
# organisation, title, problem, step, track, state, confidence, days since the start, days until the end
PROJECTS = (
    (0, "Shared quality improvement capability", "Each organisation trains its own people its own way.", 4, "full", "active", "amber", 500, 190),
    (0, "Falls on Ash ward", "Six people in every 1,000 bed days fall, most at night.", 3, "quick", "active", "", 220, 120),
    (0, "E-rostering for theatres", "Rotas are made on paper and lists start late.", 2, "standard", "active", "", 60, 300),
    (0, "Electronic prescribing in outpatients", "Prescriptions are written twice.", 4, "full", "active", "red", 400, 60),
    (0, "Sepsis screening in the emergency department", "One screen in four is late.", 6, "standard", "active", "", 350, 30),
    (0, "Discharge before lunch", "Beds come free at four in the afternoon.", 7, "standard", "completed", "", 500, -40),
    (0, "Robotic pharmacy dispensing", "Dispensing takes 90 minutes.", 3, "full", "stopped", "", 450, -90),
    (1, "Reablement at home", "People wait nine days for support after hospital.", 5, "standard", "active", "", 240, 150),
    (1, "One front door for adult social care", "People tell their story four times.", 4, "full", "active", "green", 300, 240),
    (1, "Warmer homes this winter", "Cold homes bring people into hospital.", 1, "quick", "idea", "", 20, 100),
    (2, "Shared care record: second phase", "Practices cannot see what the hospital saw.", 4, "full", "active", "amber", 420, 90),
    (2, "Single point of access for community services", "There are eleven numbers to ring.", 3, "full", "active", "amber", 200, 365),
    (3, "Blood pressure checks at the pharmacy", "One in three people does not know theirs.", 6, "standard", "active", "", 180, 60),
    (3, "Answering the telephone by half past eight", "Callers wait 22 minutes.", 7, "quick", "completed", "", 300, -20),
    (4, "Breaks for young carers", "Young carers miss school.", 3, "standard", "active", "", 90, 200),
    (4, "Befriending after discharge", "People go home to an empty house.", 1, "quick", "idea", "", 10, 180),
)  # fmt: skip
HELD = (
    ("priya", Role.MEMBER, 0),
    ("tom", Role.MEMBER, 0),
    ("tom", Role.PMO, 0),
    ("ruth", Role.MEMBER, 0),
    ("ruth", Role.COACH, 0),
    ("mark", Role.MEMBER, 1),
)


def base_day() -> date:
    """Today, or the day that a setting fixes."""
    return settings.DEMONSTRATION_BASE_DAY or timezone.localdate()


@transaction.atomic
def load() -> int:
    """Make it, where there are no projects yet; returns how many projects were made."""
    if Project.objects.exists():
        return 0
    today = base_day()
    organisations = [
        Organisation.objects.create(name=name, kind=kind, in_system=True) for name, kind in ORGANISATIONS
    ]
    users = {}
    for person in PEOPLE:
        users[person.key] = User.objects.create_user(person.email, name=person.name)
        Person.objects.create(user=users[person.key], name=person.name, email=person.email)
    for key, role, place in HELD:
        place_id = organisations[place].pk
        Grant.objects.create(user=users[key], role=role, place=Place.ORGANISATION, place_id=place_id)
    Grant.objects.create(user=users["helen"], role=Role.ADMIN, place=Place.SYSTEM)
    Grant.objects.create(user=users["asif"], role=Role.AUDITOR, place=Place.SYSTEM)
    projects = [_project(row, organisations, today) for row in PROJECTS]
    for project in projects[1:3]:
        for key, role in (("priya", Role.LEAD), ("ruth", Role.COACH)):
            Grant.objects.create(user=users[key], role=role, place=Place.PROJECT, place_id=project.pk)
    board = Portfolio.objects.create(name="Whole-system transformation board")
    full = [project for project in projects if project.track == Track.FULL]
    facts.state(
        [
            MembershipFact(
                project=project,
                portfolio=board,
                present=True,
                asserts=["present"],
                so_from=project.registered_on,
            )
            for project in full
        ]
    )
    index.rebuild()
    return len(projects)


def _project(
    row: tuple[int, str, str, int, str, str, str, int, int], bodies: list[Organisation], today: date
) -> Project:
    """One project, registered as an idea, moved along its steps and given its state at believable dates."""
    place, title, problem, step_number, track, state, confidence, since, until = row
    model = lifecycles.ensure_shipped()["delivery" if track == Track.FULL else "seven-steps"]
    steps = [step for step in model.steps.all() if track in step.tracks]
    began = today - timedelta(days=since)
    record = {
        "title": title,
        "lead_organisation": bodies[place],
        "track": track,
        "life_cycle": model,
        "step": steps[0],
        "state": State.IDEA,
        "planned_start": began,
        "planned_end": today + timedelta(days=until),
    }
    visibility = Visibility.ORGANISATION if track == Track.FULL else Visibility.SYSTEM
    said = Registration(record, {"problem": problem}, visibility)
    [project] = services.register([said], by=None, on=began)
    if state == State.IDEA:
        return project
    here = min(step_number, len(steps))
    project = services.change_record(project, {"state": State.ACTIVE}, by=None, on=began + timedelta(days=7))
    for place_in_path, step in enumerate(steps[1:here], start=1):
        when = began + timedelta(days=7 + (since - 30) * place_in_path // here)
        project = services.move_to_step(project, step, by=None, on=when)
    if confidence:
        said_now = {
            "confidence": confidence,
            "confidence_rater": "sponsor",
            "forecast_end": project.planned_end,
        }
        project = services.change_record(project, said_now, by=None, on=today - timedelta(days=12))
    if state in {State.STOPPED, State.COMPLETED}:
        stopped = state == State.STOPPED
        project = services.end(
            project,
            state=state,
            reason="Not affordable this year" if stopped else "The aim was reached",
            outcome="not met" if stopped else "met",
            sentence="Lease before buying, next time." if stopped else "It has held for three months.",
            by=None,
            on=today + timedelta(days=until),
        )
    return project
