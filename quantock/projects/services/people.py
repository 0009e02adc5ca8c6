"""Who is involved in a project: the record of it and the right that goes with it, by one service."""

from collections.abc import Collection
from datetime import date

from django.db import transaction
from django.db.models import Q

from quantock.access import Role
from quantock.access.roles import ROLE_NAMES
from quantock.accounts.models import Grant, Place, User
from quantock.audit import log
from quantock.people.models import Person
from quantock.people.services.joining import person_of
from quantock.projects.finding import keep_findable
from quantock.projects.holding import grants_on
from quantock.projects.models import Involvement, Project


@transaction.atomic
def involve(
    project: Project,
    *,
    role: Role,
    by: User | None,
    on: date,
    person: Person | None = None,
    name: str = "",
    staff_group: str = "",
) -> Involvement:
    """Give somebody a part. Whoever signs in gets the right; a mere name stays text until that person joins."""
    here = project.involvements.filter(role=role, person=person, until=None) if person else None
    if here and (found := here.first()):
        return found
    part = Involvement.objects.create(
        project=project, role=role, person=person, name=name, staff_group=staff_group, since=on
    )
    if person and person.user_id:
        Grant.objects.get_or_create(
            user_id=person.user_id, role=role, place=Place.PROJECT, place_id=project.pk
        )
    if person is None:
        keep_findable([project])
    says = f"{person or name} is now {role_in_words(role)}"
    log.record("involved", project, by=by, says=says)
    return part


@transaction.atomic
def end_involvement(part: Involvement, *, by: User | None, on: date) -> None:
    """Somebody's part ends, and the right with it."""
    part.until = on
    part.save(update_fields=["until"])
    if part.person and part.person.user_id:
        Grant.objects.filter(
            user_id=part.person.user_id, role=part.role, place=Place.PROJECT, place_id=part.project_id
        ).delete()
    if part.person is None:
        keep_findable([part.project_id])
    says = f"{part.person or part.name} is no longer {role_in_words(Role(part.role))}"
    log.record("involvement ended", part.project, by=by, says=says)


@transaction.atomic
def keep_answer(part: Involvement, *, by: User, on: date) -> Involvement:
    """A name that a register's column gave is kept as a part, still a mere name."""
    part.since = on
    part.save(force_insert=True)
    keep_findable([part.project_id])
    says = f"The register names {part.name} as {role_in_words(Role(part.role))}"
    log.record("involved", part.project, by=by, says=says)
    return part


@transaction.atomic
def say_name_is_mine(part: Involvement, person: Person, *, by: User) -> None:
    """Somebody says that a name is theirs. It gives no right: an administrator links it, or does not."""
    says = f"{person.name} says that “{part.name}” is their name"
    log.record("name claimed as own", part, by=by, says=says)


@transaction.atomic
def claim_name(part: Involvement, person: Person, *, by: User | None, on: date) -> Involvement:
    """A name that came in as text is this person: from now on it is they who hold the part. Where they hold the same
    part already, the text only ends."""
    held = Involvement.objects.filter(project=part.project, role=part.role, person=person, until=None).first()
    if held:
        part.until = on
        part.save(update_fields=["until"])
        keep_findable([part.project_id])
        log.record("name claimed", part.project, by=by, says=f"“{part.name}” is {person.name}")
        return held
    part.person = person
    part.save(update_fields=["person"])
    if person.user_id:
        Grant.objects.get_or_create(
            user_id=person.user_id, role=part.role, place=Place.PROJECT, place_id=part.project_id
        )
    keep_findable([part.project_id])
    log.record("name claimed", part.project, by=by, says=f"“{part.name}” is {person.name}")
    return part


def role_in_words(role: Role) -> str:
    return ROLE_NAMES[Role(role)][0].lower() + ROLE_NAMES[Role(role)][1:]


def owner_called(project: Project, words: str, by: User) -> tuple[Person | None, str]:
    """Whoever is meant: by e-mail address, or by name among the project's people; else the name as a text.

    At most three queries.
    """
    words = words.strip()
    if not words:
        return None, ""
    if words.casefold() in {"me", "myself"}:
        return person_of(by), ""
    if "@" in words:
        found = Person.objects.filter(email__iexact=words, erased_at=None, left_at=None).first()
        return found, "" if found else words
    here = Q(pk__in=project.involvements.filter(until=None, person__isnull=False).values("person"))
    if project.of_organisation_id or project.of_portfolio_id:
        here = Q(user__in=grants_on(project).values("user"))
    known = Person.objects.filter(here | Q(user=by), name__iexact=words, erased_at=None, left_at=None)[:2]
    return (known[0], "") if len(known) == 1 else (None, words)


def people_called(project: Project, names: Collection[str]) -> dict[str, Person]:
    """Who is meant by a name or an e-mail address: the project's own people by name, anyone by address; nobody who has left.

    Two queries.
    """
    addresses = [name.lower() for name in names if "@" in name]
    here = project.involvements.filter(until=None, person__isnull=False).values("person")
    known: dict[str, list[Person]] = {}
    for each in Person.objects.filter(pk__in=here, erased_at=None, left_at=None):
        known.setdefault(each.name.casefold(), []).append(each)
    found = {name: some[0] for name, some in known.items() if len(some) == 1}
    for each in Person.objects.filter(email__in=addresses, erased_at=None, left_at=None):
        found[each.email.casefold()] = each
    return found
