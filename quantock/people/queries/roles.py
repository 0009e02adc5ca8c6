"""Who holds which role where, and who works here, for those who administer; each in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404

from quantock.access import Permission, Role, Viewer
from quantock.access.roles import ROLE_NAMES
from quantock.accounts.models import Grant, Place, User
from quantock.people.models import Membership, Organisation, Person
from quantock.people.places import KINDS, administered_grants
from quantock.people.queries.organisations import MOST_COUNTED, PAGE
from quantock.web.display import Paged


@dataclass(frozen=True, slots=True)
class Held:
    """One role that somebody holds, as a row."""

    pk: int
    person: int | None
    who: str
    email: str
    role: str
    kind: str
    where: str
    address: str
    may_take: bool


@dataclass(frozen=True, slots=True)
class HeldList:
    """One page of roles held."""

    rows: Sequence[Held]
    count: int
    paged: Paged


def kept_roles(person: Person) -> int:
    """How many roles somebody holds anywhere: they stay when the sign-in is closed, and hold again with it."""
    return Grant.objects.filter(user=person.user).count() if person.user_id else 0


def roles_held(
    viewer: Viewer,
    *,
    words: str = "",
    role: str = "",
    place: str = "",
    person: Person | None = None,
    number: int = 1,
) -> HeldList:
    """The roles on the places that the viewer administers or audits, 50 at a time; a query for each kind of place.

    Of one person all; of everybody those that hold today, so none of a closed sign-in.
    """
    rows = administered_grants(viewer, Permission.AUDIT_VIEW)
    rows = rows.filter(user__is_active=True) if person is None else rows.filter(user=person.user)
    if words:
        rows = rows.filter(_said_of(words))
    if role:
        rows = rows.filter(role=role)
    if place:
        rows = rows.filter(place=place)
    count = rows.count()
    pages = max(1, -(-min(count, MOST_COUNTED) // PAGE))
    number = min(max(1, number), pages)
    ordered = rows.select_related("user__person").order_by(
        "user__name", "user__email", "place", "place_id", "role"
    )
    shown = list(ordered[(number - 1) * PAGE : number * PAGE])
    return HeldList(as_rows(shown, _takes(viewer, shown)), count, Paged(number, pages))


def _said_of(words: str) -> Q:
    """Grants of people, or on places, called so."""
    said = Q(user__name__icontains=words) | Q(user__email__icontains=words)
    for kind in KINDS.values():
        said |= Q(place=kind.place, place_id__in=kind.records().filter(kind.called(words)).values("pk"))
    return said


def _takes(viewer: Viewer, shown: Sequence[Grant]) -> set[int]:
    """Those of the grants that the viewer may take: who administers everywhere all, who only audits none."""
    if viewer.may_on_system(Permission.ORGANISATION_ADMIN):
        return {grant.pk for grant in shown}
    if not viewer.may_anywhere(Permission.ORGANISATION_ADMIN):
        return set()
    mine = administered_grants(viewer).filter(pk__in=[grant.pk for grant in shown])
    return set(mine.values_list("pk", flat=True))


def as_rows(held: Iterable[Grant], takes: Collection[int] = ()) -> list[Held]:
    """Grants with the names of their places. One query for each kind of place."""
    held = list(held)
    keys: defaultdict[str, set[int]] = defaultdict(set)
    for grant in held:
        keys[grant.place].add(grant.place_id)
    names = {place: kind.named(keys[place]) for place, kind in KINDS.items() if keys[place]}
    rows = []
    for grant in held:
        where, address = ("The whole system", "")
        if grant.place != Place.SYSTEM:
            where, address = names[Place(grant.place)].get(grant.place_id, ("No longer there", ""))
        person = getattr(grant.user, "person", None)
        rows.append(
            Held(
                pk=grant.pk,
                person=person.pk if person else None,
                who=str(grant.user),
                email=grant.user.email,
                role=ROLE_NAMES[Role(grant.role)],
                kind=Place(grant.place).label,
                where=where,
                address=address,
                may_take=grant.pk in takes,
            )
        )
    return rows


def people_called(words: str, limit: int = 6) -> list[User]:
    """Those who can sign in and are called so, by name, an exact address first."""
    exact = list(User.objects.filter(email__iexact=words, is_active=True))
    if exact:
        return exact
    found = User.objects.filter(Q(name__icontains=words) | Q(email__icontains=words), is_active=True)
    rows = list(found.order_by("name", "email")[:limit])
    same = [user for user in rows if user.name.casefold() == words.casefold()]
    return same or rows


@dataclass(frozen=True, slots=True)
class PeopleList:
    """One page of people."""

    rows: Sequence[Person]
    count: int
    paged: Paged
    organisation: Organisation | None


def people_list(
    viewer: Viewer, *, words: str, organisation_id: int | None, left: bool, number: int
) -> PeopleList:
    """50 people by name, those who can sign in or, with `left`, those who no longer can."""
    rows, at = _people(viewer, words=words, organisation_id=organisation_id, left=left)
    count = rows.count()
    pages = max(1, -(-min(count, MOST_COUNTED) // PAGE))
    number = min(max(1, number), pages)
    return PeopleList(list(rows[(number - 1) * PAGE : number * PAGE]), count, Paged(number, pages), at)


def people_rows(
    viewer: Viewer, *, words: str, organisation_id: int | None, left: bool
) -> Iterator[tuple[str, str, str]]:
    """All of the list, for a file: name, e-mail, where they work. Two queries for each 500."""
    rows, _ = _people(viewer, words=words, organisation_id=organisation_id, left=left)
    for one in rows.iterator(chunk_size=500):
        at = (
            f"{each.organisation.name}{f', {each.unit.name}' if each.unit else ''}"
            for each in one.memberships.all()
        )
        yield one.name, one.email, "; ".join(at)


def _people(
    viewer: Viewer, *, words: str, organisation_id: int | None, left: bool
) -> "tuple[QuerySet[Person], Organisation | None]":
    """As the filters say, by name, with where they work now."""
    rows: QuerySet[Person] = Person.objects.visible_to(viewer)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(email__icontains=words))
    at = Organisation.objects.filter(pk=organisation_id).first() if organisation_id else None
    if at is not None:
        here = Membership.objects.filter(organisation=at)
        rows = rows.filter(pk__in=(here if left else here.filter(until=None)).values("person"))
    rows = rows.filter(left_at__isnull=not left)
    now = Membership.objects.filter(until=None).select_related("organisation", "unit")
    return rows.prefetch_related(Prefetch("memberships", now)).order_by("name", "pk"), at


def memberships_of_person(person: Person) -> list[Membership]:
    """Where somebody works and worked, the present first."""
    rows = person.memberships.select_related("organisation", "unit")
    return sorted(rows, key=lambda row: (row.until is not None, row.organisation.name))


def may_manage(viewer: Viewer, memberships: Iterable[Membership]) -> bool:
    """Whether the viewer administers every organisation that somebody works in, or worked in last. Pure."""
    if viewer.may_on_system(Permission.ORGANISATION_ADMIN):
        return True
    mine = viewer.organisations_where(Permission.ORGANISATION_ADMIN)
    places = list(memberships)
    present = [each for each in places if each.until is None] or places
    return bool(present) and all(each.organisation_id in mine for each in present)


def membership_of(person: Person, pk: int) -> Membership:
    """A present membership of this person; of nobody else."""
    rows = Membership.objects.select_related("organisation", "person__user")
    return get_object_or_404(rows, person=person, pk=pk, until=None)


def grant_of(viewer: Viewer, pk: int) -> tuple[Grant, Held]:
    """A role that the viewer may take, and how it reads."""
    grant = get_object_or_404(administered_grants(viewer).select_related("user__person"), pk=pk)
    [row] = as_rows([grant], {grant.pk})
    return grant, row


@dataclass(frozen=True, slots=True)
class Found:
    """What the words typed so far find."""

    people: Sequence[User]
    places: Sequence[str]


def found_so_far(viewer: Viewer, *, person: str, place: str, where: str) -> Found:
    """At most six people and six places. Two queries."""
    people = people_called(person) if len(person) > 1 else []
    kind = KINDS.get(Place(place)) if place in Place.values else None
    rows = kind.administered(viewer).filter(kind.called(where)).distinct()[:6] if kind and where else []
    return Found(people, [str(row) for row in rows])
