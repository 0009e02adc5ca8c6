"""Names that came in with registers and may be somebody who has joined since: parts that are held by a mere name, and
answers of columns that name who does what ("Project lead", "SRO")."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from quantock.access import Permission, Viewer
from quantock.audit.models import Event
from quantock.engines.text.similar import ratio, squash
from quantock.people.models import Person
from quantock.projects.models import Involvement, LocalFact, LocalField, Project
from quantock.projects.rules import part_named

ALIKE = 0.85
MOST = 200
# What stands between several names in one cell.
BETWEEN = re.compile(r"\s*(?:[,;/&|\n]|\band\b)\s*")


@dataclass(frozen=True, slots=True)
class MayBe:
    """A part under a name like theirs, and when they said that it is them."""

    part: Involvement
    said_at: datetime | None = None
    answer: LocalFact | None = None
    """The answer of a register that names them, where that is all there is: the part is not kept yet."""


def names_like(viewer: Viewer, person: Person) -> list[MayBe]:
    """In projects that this viewer may see, those named most alike first. Five queries."""
    return [*_like(parts_without_person(viewer), person), *_answered(Q(), viewer, person)]


def names_to_link(viewer: Viewer, person: Person) -> list[MayBe]:
    """The same, of the projects whose organisation this viewer administers. Five queries."""
    return [*_like(linkable(viewer), person), *_answered(_administered(viewer), viewer, person)]


def _administered(viewer: Viewer) -> Q:
    if viewer.may_on_system(Permission.ORGANISATION_ADMIN):
        return Q()
    return Q(project__lead_organisation__in=viewer.organisations_where(Permission.ORGANISATION_ADMIN))


def _answered(where: Q, viewer: Viewer, person: Person) -> Iterator[MayBe]:
    """Answers that name somebody like this person, and have not become a part. Three queries."""
    words = person.name.split()
    fields = LocalField.objects.filter(kind=LocalField.Kind.TEXT).values_list("pk", "label")
    roles = {key: role for key, label in fields if (role := part_named(label))}
    if not words or not roles:
        return
    seen = Project.objects.visible_to(viewer).values("pk")
    rows = LocalFact.objects.now().filter(where, field__in=roles, project__in=seen)
    rows = rows.filter(text__icontains=words[-1]).select_related("project__lead_organisation")
    found = list(rows.order_by("-project__number", "pk")[:MOST])
    there: set[tuple[int, str, object]] = set()
    for part in Involvement.objects.filter(project__in={row.project_id for row in found}):
        there.add((part.project_id, part.role, squash(part.name)))
        there |= {(part.project_id, part.role, person.pk)} if part.person_id == person.pk else set()
    for row in found:
        role, name = roles[row.field_id], likest(row.text, person.name)
        is_there = {(row.project_id, role, squash(name)), (row.project_id, role, person.pk)} & there
        if name and not is_there:
            yield MayBe(Involvement(project=row.project, role=role, name=name), answer=row)


def likest(text: str, name: str) -> str:
    """Whoever of those that a cell names is called most like this; nothing where nobody is."""
    named = [each.strip() for each in (text, *BETWEEN.split(text)) if each.strip()]
    alike = {each: 1.0 if squash(each) == squash(name) else ratio(each, name) for each in named}
    best = max(alike, key=lambda each: alike[each], default="")
    return best[:200] if best and alike[best] >= ALIKE else ""


def parts_without_person(viewer: Viewer) -> QuerySet[Involvement]:
    """Present parts that are held by a mere name."""
    seen = Project.objects.visible_to(viewer)
    rows = Involvement.objects.filter(person=None, until=None, project__in=seen.values("pk"))
    return rows.select_related("project__lead_organisation")


def linkable(viewer: Viewer) -> QuerySet[Involvement]:
    """Those of them that this viewer may link to a person."""
    return parts_without_person(viewer).filter(_administered(viewer))


def _like(rows: QuerySet[Involvement], person: Person) -> list[MayBe]:
    words = person.name.split()
    if not words:
        return []
    # A name is sought by its last word; what is like the whole of it is kept.
    some = rows.filter(name__icontains=words[-1]).order_by("-project__number", "pk")[:MOST]
    alike = {
        part: 1.0 if squash(part.name) == squash(person.name) else ratio(part.name, person.name)
        for part in some
    }
    kept = sorted((part for part in alike if alike[part] >= ALIKE), key=lambda part: -alike[part])
    said = _said(kept, person)
    return [MayBe(part, said.get(part.pk)) for part in kept]


def _said(parts: Sequence[Involvement], person: Person) -> dict[int, datetime]:
    """When this person said of which part that it is theirs. One query."""
    rows = Event.objects.filter(
        kind="involvement", record_id__in=[part.pk for part in parts], verb="name claimed as own"
    )
    return dict(rows.filter(actor=person.user_id).order_by("pk").values_list("record_id", "at"))
