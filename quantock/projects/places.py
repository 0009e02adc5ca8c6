"""What other floors ask of projects: a place for roles, and what a leaver hands over."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.urls import reverse

from quantock.access import Permission, Role, Viewer, can
from quantock.access.telling import HIDDEN
from quantock.accounts.models import Place, User
from quantock.audit.models import Event
from quantock.people import administration, handing, panels, places
from quantock.people.models import Organisation, Person
from quantock.people.services import grants
from quantock.people.services.joining import person_of
from quantock.projects import services
from quantock.projects.beginning import beginning_of
from quantock.projects.models import Involvement, Milestone, Project, Track, Visibility
from quantock.projects.queries.telling import of_the_unseen


def called(words: str) -> Q:
    """Projects with the words in their title, or with exactly this reference (P-0042, or 42)."""
    digits = words.strip().upper().removeprefix("P-")
    number = Q(number=int(digits)) if digits.isdecimal() and len(digits) < 9 else Q(pk__in=())
    return Q(title__icontains=words) | number


def give(*, user: User, role: Role, place_id: int, by: User | None, on: date, place: Place) -> bool:
    """A role on a project is a part in it: the record of it and the right that goes with it."""
    project = Project.objects.get(pk=place_id)
    person = person_of(user)
    if project.involvements.filter(role=role, person=person, until=None).exists():
        return False
    services.involve(project, role=role, person=person, by=by, on=on)
    return True


def take(*, user: User, role: Role, place_id: int, by: User | None, on: date, place: Place) -> bool:
    """The part ends, and the right with it; a right without a record of it just ends."""
    parts = Involvement.objects.filter(project=place_id, role=role, person__user=user, until=None)
    for part in parts.select_related("person", "project"):
        services.end_involvement(part, by=by, on=on)
    return grants.take(user=user, role=role, place=place, place_id=place_id) or bool(parts)


@handing.called
def names_of_registers(person: Person) -> Iterator[str]:
    """As registers spell somebody who was linked to them ("Nair, Priya"). Two queries."""
    yield from Involvement.objects.filter(person=person).exclude(name="").values_list("name", flat=True)
    for says in Event.objects.filter(verb="name claimed").values_list("says", flat=True):
        if says.endswith(f"” is {person.name}"):
            yield says.removesuffix(f"” is {person.name}").removeprefix("“")


@handing.handover
def parts_in_projects(leaver: Person, heir: Person, by: User | None, on: date) -> list[str]:
    """Every part the leaver has goes to the heir, with the right."""
    rows = Involvement.objects.filter(person=leaver, until=None).select_related("project", "person")
    parts = list(rows)
    for part in parts:
        services.involve(part.project, role=Role(part.role), person=heir, by=by, on=on)
        services.end_involvement(part, by=by, on=on)
    return [f"{part.role} of {part.project}" for part in parts]


@handing.handover
def milestones(leaver: Person, heir: Person, by: User | None, on: date) -> list[str]:
    """Milestones that the leaver owns."""
    rows = list(Milestone.objects.filter(owner=leaver).select_related("project"))
    Milestone.objects.filter(pk__in=[row.pk for row in rows]).update(owner=heir)
    return [f"milestone {row} of {row.project}" for row in rows]


@panels.panel
def how_projects_begin(viewer: Viewer, organisation: Organisation, on: date) -> panels.Panel | None:
    """On the page of an organisation, for its administrators: what its new projects start with."""
    if not can(viewer, Permission.ORGANISATION_ADMIN, organisation):
        return None
    begin = beginning_of(organisation)
    seen = (
        Visibility(organisation.default_visibility).label if organisation.default_visibility else "by track"
    )
    says = f"{Track(begin.track).label} track, {begin.life_cycle}. Who sees them: {seen.lower()}"
    here = reverse("local-fields:beginning", args=[organisation.pk])
    line = panels.Line("Change how new projects begin", here, says)
    return panels.Panel("How new projects begin", [line], "")


def register() -> None:
    """Called once, when the app starts."""
    HIDDEN.append(of_the_unseen)
    places.register(
        places.Kind(
            place=Place.PROJECT,
            records=Project.objects.all,
            called=called,
            organisation="lead_organisation",
            address=lambda project: reverse("projects:overview", args=[project.number]),
            exactly=lambda project: {project.title.casefold(), project.ref.casefold()},
            give=give,
            take=take,
        )
    )
    work = administration.WORK
    administration.TASKS += [
        administration.Task(
            work,
            "Life-cycle models",
            "lifecycles:models",
            "The steps that projects go through, and what must hold before moving on",
        ),
        administration.Task(
            work, "Local fields", "local-fields:fields", "What your organisation asks beside our own fields"
        ),
    ]
