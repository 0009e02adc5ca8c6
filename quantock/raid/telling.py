"""Telling people of the log what concerns them: whom something is given, and of many things at once in one line."""

from collections import Counter
from collections.abc import Iterable, Sequence

from django.urls import reverse

from quantock.accounts.models import User
from quantock.engines.text import plural, say_list
from quantock.projects.models import Notice
from quantock.raid.kinds import REGISTERS, Kind
from quantock.raid.models import Entry


def given(entries: Iterable[Entry], *, by: User | None) -> None:
    """Whoever is given something by somebody else is told, of all of it together; by an import without a person, nobody is."""
    whose: dict[User, list[Entry]] = {}
    for entry in entries:
        owner = entry.owner.user if by is not None and entry.owner else None
        if owner and owner != by and entry.is_open:
            whose.setdefault(owner, []).append(entry)
    if whose and by is not None:
        Notice.objects.bulk_create(_given(owner, some, by) for owner, some in whose.items())


def _given(owner: User, entries: Sequence[Entry], by: User) -> Notice:
    first = entries[0]
    projects = {entry.project_id: entry.project for entry in entries}
    project = first.project if len(projects) == 1 else None
    if len(entries) == 1:
        says = (
            f"{by} gave you the {first.register.one} {first.ref} of {project.ref} {project.title}"
            if project
            else ""
        )
        url = reverse("raid:entry", args=[first.project.number, first.pk])
    else:
        kinds = Counter(Kind(entry.kind) for entry in entries)
        what = say_list(
            [
                plural(count, REGISTERS[kind].one, REGISTERS[kind].many.lower())
                for kind, count in kinds.items()
            ]
        )
        of = f"{project.ref} {project.title}" if project else plural(len(projects), "project")
        says = f"{by} gave you {what} of {of}"
        slug = first.register.slug
        url = (
            reverse("raid:register", args=[project.number, slug])
            if project
            else reverse("raid-everywhere:register", args=[slug])
        )
    return Notice(user=owner, project=project, kind=Notice.Kind.MENTION, says=says, url=url)


def notify(people: Iterable[User], entry: Entry, says: str) -> None:
    """A line about one entry, for each."""
    url = reverse("raid:entry", args=[entry.project.number, entry.pk])
    Notice.objects.bulk_create(
        Notice(user=each, project=entry.project, kind=Notice.Kind.MENTION, says=says, url=url)
        for each in people
    )
