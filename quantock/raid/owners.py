"""Whom the names of many rows mean, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection

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
