"""Names that came in with registers and may be somebody who has joined since."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from quantock.access import Permission, Viewer
from quantock.audit.models import Event
from quantock.engines.text.similar import ratio, squash
from quantock.people.models import Person
from quantock.projects.models import Involvement, Project

ALIKE = 0.85
MOST = 200


@dataclass(frozen=True, slots=True)
class MayBe:
    """A part under a name like theirs, and when they said that it is them."""

    part: Involvement
    said_at: datetime | None = None


def names_like(viewer: Viewer, person: Person) -> list[MayBe]:
    """In projects that this viewer may see, those named most alike first. Two queries."""
    return _like(parts_without_person(viewer), person)


def names_to_link(viewer: Viewer, person: Person) -> list[MayBe]:
    """The same, of the projects whose organisation this viewer administers. Two queries."""
    return _like(linkable(viewer), person)


def parts_without_person(viewer: Viewer) -> QuerySet[Involvement]:
    """Present parts that are held by a mere name."""
    seen = Project.objects.visible_to(viewer)
    rows = Involvement.objects.filter(person=None, until=None, project__in=seen.values("pk"))
    return rows.select_related("project__lead_organisation")


def linkable(viewer: Viewer) -> QuerySet[Involvement]:
    """Those of them that this viewer may link to a person."""
    rows = parts_without_person(viewer)
    if viewer.may_on_system(Permission.ORGANISATION_ADMIN):
        return rows
    mine = viewer.organisations_where(Permission.ORGANISATION_ADMIN)
    return rows.filter(project__lead_organisation__in=mine)


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
