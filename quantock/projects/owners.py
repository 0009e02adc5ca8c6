"""Whom the names of many rows mean, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from quantock.accounts.models import User
from quantock.engines.text import squash
from quantock.people.models import Person
from quantock.projects.models import Involvement, Project
from quantock.projects.services import owner_called


def owners_called(wanted: Collection[tuple[int, str]]) -> dict[tuple[int, str], Person]:
    """Whoever is meant by each name in each project: by e-mail address, or by name among the project's people.

    Two of one name in a project are nobody: neither is sure. Nor is whoever has left. Two queries.
    """
    return _called(wanted, left=False)


def leavers_called(wanted: Collection[tuple[int, str]]) -> dict[tuple[int, str], Person]:
    """Whoever is meant in the same way and has left. Two queries."""
    return _called(wanted, left=True)


def leaver_called(project: Project, words: str, by: User) -> Person | None:
    """Whoever is meant and has left; nobody where one of that name is here. At most five queries, none for no name."""
    if not words.strip() or owner_called(project, words, by)[0] is not None:
        return None
    return leavers_called({(project.pk, words)}).get((project.pk, words))


def owner_stays(form: Any, project: Project, by: User) -> bool:
    """Whether who is to own it has not left; where they have, the form says so, and nothing is saved."""
    left = (
        leaver_called(project, form.cleaned_data.get("who", ""), by) if "who" in form.changed_data else None
    )
    if left:
        form.add_error("who", f"{left} has left. Name somebody who owns it now. Nothing was saved.")
    return left is None


def say_leavers(project: Project, names: Collection[str]) -> list[str]:
    """A sentence for each of those named who has left: the name is kept as it was written, and nobody is told. Two queries."""
    gone = leavers_called({(project.pk, name) for name in names if name})
    return [f"{person} has left: name somebody who owns it now" for person in dict.fromkeys(gone.values())]


def _called(wanted: Collection[tuple[int, str]], *, left: bool) -> dict[tuple[int, str], Person]:
    addresses = {words.strip().casefold() for _, words in wanted if "@" in words}
    people = (
        Person.objects.filter(email__in=addresses, erased_at=None, left_at__isnull=not left)
        if addresses
        else ()
    )
    by_address = {person.email.casefold(): person for person in people}
    named: dict[tuple[int, str], set[Person]] = defaultdict(set)
    here = Involvement.objects.filter(
        project__in={project for project, _ in wanted},
        person__erased_at=None,
        person__left_at__isnull=not left,
    )
    if not left:
        # Whoever left is not in the project any more, but was.
        here = here.filter(until=None)
    for each in here.exclude(person=None).select_related("person"):
        if each.person:
            named[each.project_id, squash(each.person.name)].add(each.person)
    found = {}
    for project, words in wanted:
        people_so_called = named.get((project, squash(words)), set())
        if person := by_address.get(words.strip().casefold()):
            found[project, words] = person
        elif len(people_so_called) == 1:
            found[project, words] = next(iter(people_so_called))
    return found
