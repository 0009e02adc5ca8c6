"""What is known of organisations, each in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Prefetch, Q
from django.shortcuts import get_object_or_404

from quantock.access import Viewer
from quantock.audit.models import Event
from quantock.engines.tables import KnownOrganisation
from quantock.people.models import (
    Alias,
    ListedDomain,
    Membership,
    Organisation,
    OtherCode,
    Parentage,
    Succession,
    Unit,
)
from quantock.people.models.organisations import OrganisationQuerySet
from quantock.web.display import Paged

PAGE = 50
MOST_COUNTED = 10_000


def known_organisations() -> list[KnownOrganisation]:
    """Every organisation with all its codes and names, for matching what a file says. Three queries."""
    codes: dict[int, list[str]] = defaultdict(list)
    for key, code in OtherCode.objects.values_list("organisation", "code"):
        codes[key].append(code)
    names: dict[int, list[str]] = defaultdict(list)
    for key, name in Alias.objects.values_list("organisation", "name"):
        names[key].append(name)
    return [
        KnownOrganisation(key, name, tuple(filter(None, (code, *codes[key]))), tuple(names[key]))
        for key, name, code in Organisation.objects.order_by("pk").values_list("pk", "name", "code")
    ]


def organisation_called(text: str) -> Organisation | None:
    """The one organisation with this code, name or other name, however typed; None where several have it."""
    wanted = text.strip()
    for meaning in (
        Q(code__iexact=wanted) | Q(other_codes__code__iexact=wanted),
        Q(name__iexact=wanted),
        Q(aliases__name__iexact=wanted),
    ):
        found = list(Organisation.objects.filter(meaning).distinct()[:2]) if wanted else []
        if found:
            return found[0] if len(found) == 1 else None
    return None


def called_like(words: str) -> Q:
    """Organisations with the words in their name or another name, or with exactly this code."""
    return (
        Q(name__icontains=words)
        | Q(code__iexact=words)
        | Q(pk__in=OtherCode.objects.filter(code__iexact=words).values("organisation"))
        | Q(pk__in=Alias.objects.filter(name__icontains=words).values("organisation"))
    )


@dataclass(frozen=True, slots=True)
class OrganisationList:
    """One page of organisations; `among` says of which: those that take part, or all known."""

    rows: Sequence[Organisation]
    count: int
    more_than_counted: bool
    paged: Paged
    taking_part_only: bool
    within: Organisation | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """How the list of organisations is narrowed."""

    words: str = ""
    kind: str = ""
    state: str = ""
    everywhere: bool = False
    within: int | None = None


def _narrowed(
    viewer: Viewer, asked: Asked, on: date
) -> tuple[OrganisationQuerySet, bool, Organisation | None]:
    """Those asked for by name; whether only those that take part; and what they belong to, if that was asked.

    Without words, those that take part here; with words, all that are known.
    """
    rows = Organisation.objects.visible_to(viewer)
    above = rows.filter(pk=asked.within).first() if asked.within else None
    only_ours = not asked.words and not asked.everywhere and above is None
    if above is not None:
        rows = rows.filter(pk__in=Parentage.objects.filter(parent=above, so_until=None).values("child"))
    if only_ours:
        rows = rows.filter(in_system=True)
    if asked.words:
        rows = rows.filter(called_like(asked.words))
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.state == "open":
        rows = rows.open_on(on)
    elif asked.state == "closed":
        rows = rows.filter(closes_on__lte=on)
    return rows.order_by("name", "pk"), only_ours, above


def _with_names(rows: OrganisationQuerySet) -> OrganisationQuerySet:
    return rows.prefetch_related(
        Prefetch("parents", Parentage.objects.filter(so_until=None).select_related("parent")),
        Prefetch("succeeded_by", Succession.objects.select_related("successor")),
        "aliases",
    )


def organisation_list(viewer: Viewer, asked: Asked, *, number: int, on: date) -> OrganisationList:
    """50 organisations by name, with their parents, successors and other names. At most six queries."""
    rows, only_ours, above = _narrowed(viewer, asked, on)
    count = rows.order_by()[: MOST_COUNTED + 1].count()
    pages = max(1, -(-min(count, MOST_COUNTED) // PAGE))
    number = min(max(1, number), pages)
    shown = _with_names(rows)[(number - 1) * PAGE : number * PAGE]
    return OrganisationList(
        list(shown), min(count, MOST_COUNTED), count > MOST_COUNTED, Paged(number, pages), only_ours, above
    )


def organisation_rows(viewer: Viewer, asked: Asked, *, on: date) -> Iterator[Organisation]:
    """All of the list, as they are asked for; four queries for each 1,000."""
    rows, _, _ = _narrowed(viewer, asked, on)
    return _with_names(rows).iterator(chunk_size=1_000)


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """All that the page of one organisation shows, but what other apps add."""

    codes: Sequence[OtherCode]
    aliases: Sequence[Alias]
    parents: Sequence[Parentage]
    successors: Sequence[Succession]
    predecessors: Sequence[Succession]
    units: Sequence[Unit]
    domains: Sequence[ListedDomain]
    people: int
    parts: int


def organisation_page(organisation: Organisation) -> OrganisationPage:
    """Eight queries."""
    here = Q(membership__until=None)
    return OrganisationPage(
        codes=list(organisation.other_codes.all()),
        aliases=list(organisation.aliases.all()),
        parents=list(organisation.parents.select_related("parent").order_by("so_until", "parent__name")),
        successors=list(organisation.succeeded_by.select_related("successor").order_by("successor__name")),
        predecessors=list(
            organisation.took_over_from.select_related("predecessor").order_by("predecessor__name")
        ),
        units=list(organisation.units.annotate(people=Count("membership", filter=here))),
        domains=list(organisation.domains.order_by("domain")),
        **counted(organisation),
    )


def counted(organisation: Organisation) -> dict[str, int]:
    """How many people it has, and how many organisations belong to it. Two queries."""
    return {
        "people": Membership.objects.filter(organisation=organisation, until=None).count(),
        "parts": Parentage.objects.filter(parent=organisation, so_until=None).count(),
    }


def successors_of(organisation: Organisation) -> list[Organisation]:
    """Who took over from an organisation, by name."""
    return list(Organisation.objects.filter(took_over_from__predecessor=organisation).order_by("name"))


def unit_names(organisation: Organisation) -> set[str]:
    return set(organisation.units.values_list("name", flat=True))


def unit_of(organisation: Organisation, pk: int) -> Unit:
    """A unit of this organisation; of no other."""
    return get_object_or_404(Unit.objects.select_related("organisation"), organisation=organisation, pk=pk)


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as a page tells it."""

    says: str
    at: datetime
    by: str
    detail: str


def happening(event: Event) -> Happening:
    """An event in words: what changed from what to what, and why."""
    lines = [
        f"{change['label']}: was {change['was'] or 'empty'}, is {change['is'] or 'empty'}"
        for change in event.changes
    ]
    lines += [f"Because: {event.reason}"] if event.reason else []
    return Happening(event.says, event.at, str(event.actor or "Quantock"), "\n".join(lines))


def history_of(organisation: Organisation, limit: int = 20) -> list[Happening]:
    """What happened to an organisation, newest first."""
    rows = Event.objects.filter(kind="organisation", record_id=organisation.pk).select_related("actor")
    return [happening(event) for event in rows.order_by("-pk")[:limit]]


def present_organisations(on: date) -> dict[int, tuple[int, ...]]:
    """Where the work of each closed organisation is shown: under those that took over from it, by their keys.

    Only closed organisations with a successor are in it; all others stand for themselves. A successor that
    has closed as well is followed to its own; with several, the work is shown under each until its lead is
    chosen (a project whose lead organisation is changed to one of them is that one's alone). One query.
    """
    after: defaultdict[int, list[int]] = defaultdict(list)
    for predecessor, successor, day in Succession.objects.values_list("predecessor", "successor", "on"):
        if day <= on:
            after[predecessor].append(successor)
    return {closed: tuple(dict.fromkeys(_last(closed, after, ()))) or (closed,) for closed in after}


def _last(one: int, after: Mapping[int, Sequence[int]], way: tuple[int, ...]) -> Iterator[int]:
    """The ends of the ways that lead on from one; a way that leads back is left."""
    if not after.get(one):
        yield one
    for each in after.get(one, ()):
        if each not in way:
            yield from _last(each, after, (*way, one))


def shown_under(organisation_id: int, on: date) -> list[int]:
    """The organisation and those whose work is shown under it, for `lead_organisation__in`. One query."""
    present = present_organisations(on)
    return [organisation_id, *(closed for closed, under in present.items() if organisation_id in under)]


def names_of(keys: Iterable[int]) -> dict[int, str]:
    """The names of some organisations. One query."""
    return dict(Organisation.objects.filter(pk__in=set(keys)).values_list("pk", "name"))
