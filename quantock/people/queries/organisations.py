"""What is known of organisations, each in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from django.db.models import (
    BigIntegerField,
    Count,
    DateField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Coalesce
from django.shortcuts import get_object_or_404

from quantock.access import Viewer, padded, prepared, prepared_count
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
from quantock.people.models.organisations import CodeSystem, OrganisationQuerySet
from quantock.web.display import Paged

PAGE = 50
MOST_COUNTED = 10_000
CHUNK = 1_000


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
class Listed:
    """An organisation as lists show it: with its other names, those it belongs to and those that took over."""

    organisation: Organisation
    aliases: Sequence[str]
    parents: Sequence[str]
    successors: Sequence[str]


@dataclass(frozen=True, slots=True)
class OrganisationList:
    """One page of organisations; `among` says of which: those that take part, or all known."""

    rows: Sequence[Listed]
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

    def only_ours(self, above: Organisation | None) -> bool:
        """Whether only those that take part are asked for: without words, and with nothing that they are to belong to."""
        return not self.words and not self.everywhere and above is None


def _above(viewer: Viewer, asked: Asked) -> Organisation | None:
    """What they are to belong to. One query where that was asked."""
    return Organisation.objects.visible_to(viewer).filter(pk=asked.within).first() if asked.within else None


def _narrowed(
    viewer: Viewer, asked: Asked, on: date | None, above: Organisation | None = None
) -> OrganisationQuerySet:
    """Those asked for, by name; `on` is needed where they are to be open or closed."""
    rows = Organisation.objects.visible_to(viewer)
    if above is not None:
        rows = rows.filter(pk__in=Parentage.objects.filter(parent=above, so_until=None).values("child"))
    if asked.only_ours(above):
        rows = rows.filter(in_system=True)
    if asked.words:
        rows = rows.filter(called_like(asked.words))
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.state == "open" and on:
        rows = rows.open_on(on)
    elif asked.state == "closed":
        rows = rows.filter(closes_on__lte=on)
    return rows.order_by("name", "pk")


def _counted(*narrowed: Any) -> OrganisationQuerySet:
    return _narrowed(*narrowed).order_by()[: MOST_COUNTED + 1]


def _first(*narrowed: Any) -> OrganisationQuerySet:
    return _narrowed(*narrowed)[:PAGE]


def organisation_list(viewer: Viewer, asked: Asked, *, number: int, on: date) -> OrganisationList:
    """50 organisations by name, with their parents, successors and other names. At most four queries."""
    above = _above(viewer, asked)
    narrowed = (viewer, asked, on if asked.state else None)
    # What people type makes a text of its own, and so does each place deep in the list.
    is_usual = not asked.words and above is None
    count = prepared_count(_counted, *narrowed) if is_usual else _counted(*narrowed, above).count()
    pages = max(1, -(-min(count, MOST_COUNTED) // PAGE))
    number = min(max(1, number), pages)
    if is_usual and number == 1:
        shown = prepared(_first, *narrowed)
    else:
        shown = list(_narrowed(*narrowed, above)[(number - 1) * PAGE : number * PAGE])
    return OrganisationList(
        _named(shown),
        min(count, MOST_COUNTED),
        count > MOST_COUNTED,
        Paged(number, pages),
        asked.only_ours(above),
        above,
    )


def organisation_rows(viewer: Viewer, asked: Asked, *, on: date) -> Iterator[Listed]:
    """All of the list, as they are asked for; two queries for each 1,000."""
    rows = _narrowed(viewer, asked, on, _above(viewer, asked)).iterator(chunk_size=CHUNK)
    while some := list(islice(rows, CHUNK)):
        yield from _named(some)


def _named(organisations: Sequence[Organisation]) -> list[Listed]:
    """With the names that stand beside their own. One query."""
    beside: dict[tuple[str, int], list[str]] = defaultdict(list)
    keys = [one.pk for one in organisations]
    for what, key, name in prepared(_names, None, keys=padded(keys)) if keys else ():
        beside[what, key].append(name)
    return [
        Listed(one, *(beside.get((what, one.pk), ()) for what in ("alias", "parent", "successor")))
        for one in organisations
    ]


def _names(keys: Sequence[int]) -> QuerySet[Any, Any]:
    """What it is, whose, and the name."""

    def named(what: str, rows: QuerySet[Any], whose: str, name: str) -> QuerySet[Any, Any]:
        of_these = rows.filter(**{f"{whose}__in": keys}).order_by()
        columns = {"what": Value(what, TextField()), "whose": F(whose), "called": F(name)}
        found: QuerySet[Any, Any] = of_these.annotate(**columns).values_list(*columns)
        return found

    rows = named("alias", Alias.objects.all(), "organisation", "name").union(
        named("parent", Parentage.objects.filter(so_until=None), "child", "parent__name"),
        named("successor", Succession.objects.all(), "predecessor", "successor__name"),
        all=True,
    )
    return rows.order_by("called")


@dataclass(frozen=True, slots=True)
class Beside:
    """A name or code that stands on the page of an organisation; of another organisation, with its key."""

    called: str
    since: date | None
    until: date | None
    system: str
    other: int | None

    @property
    def system_says(self) -> str:
        return CodeSystem(self.system).label


@dataclass(frozen=True, slots=True)
class OrganisationPage:
    """All that the page of one organisation shows, but what other apps add."""

    codes: Sequence[Beside]
    aliases: Sequence[Beside]
    parents: Sequence[Beside]
    successors: Sequence[Beside]
    predecessors: Sequence[Beside]
    domains: Sequence[str]
    units: Sequence[Unit]


def organisation_page(organisation: Organisation) -> OrganisationPage:
    """Two queries."""
    beside: dict[str, list[Beside]] = defaultdict(list)
    for what, *rest in prepared(_beside, None, keys=[organisation.pk]):
        beside[what].append(Beside(*rest))
    people = Count("membership", filter=Q(membership__until=None))
    return OrganisationPage(
        codes=beside["code"],
        aliases=beside["alias"],
        # Those it belongs to now come first.
        parents=sorted(beside["parent"], key=lambda row: row.until or date.min),
        successors=beside["successor"],
        predecessors=beside["predecessor"],
        domains=[row.called for row in beside["domain"]],
        units=list(organisation.units.annotate(people=people)),
    )


def _beside(keys: Sequence[int]) -> QuerySet[Any, Any]:
    """What it is, then the columns of `Beside`. The parents are first: a union takes the kinds of columns from them."""
    nothing, no_day = Value("", TextField()), Value(None, DateField())

    def told(what: str, rows: QuerySet[Any], whose: str, name: str, **more: Any) -> QuerySet[Any, Any]:
        columns = {
            "what": Value(what, TextField()),
            "called": F(name),
            "from_day": more.get("since", no_day),
            "to_day": more.get("until", no_day),
            "system": more.get("system", nothing),
            "other": more.get("other", Value(None, BigIntegerField())),
        }
        of_this = rows.filter(**{f"{whose}__in": keys}).order_by()
        found: QuerySet[Any, Any] = of_this.annotate(**columns).values_list(*columns)
        return found

    taken_over = Succession.objects.all()
    since = {"since": F("so_from"), "until": F("so_until")}
    rows = told("parent", Parentage.objects.all(), "child", "parent__name", **since, other=F("parent")).union(
        told("successor", taken_over, "predecessor", "successor__name", since=F("on"), other=F("successor")),
        told(
            "predecessor", taken_over, "successor", "predecessor__name", since=F("on"), other=F("predecessor")
        ),
        told("code", OtherCode.objects.all(), "organisation", "code", system=F("code_system")),
        told("alias", Alias.objects.all(), "organisation", "name", until=F("until")),
        told("domain", ListedDomain.objects.all(), "organisation", "domain"),
        all=True,
    )
    return rows.order_by("called")


def with_counts(viewer: Viewer) -> OrganisationQuerySet:
    """Organisations with how many people they have, and how many organisations belong to them."""

    def counted(rows: QuerySet[Any], whose: str) -> Coalesce:
        of_it = rows.filter(**{whose: OuterRef("pk")}).order_by().values(whose)
        return Coalesce(Subquery(of_it.annotate(count=Count("pk")).values("count")), 0)

    return Organisation.objects.annotate(
        people_count=counted(Membership.objects.filter(until=None), "organisation"),
        part_count=counted(Parentage.objects.filter(so_until=None), "parent"),
    )


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
    return present_and_named(on)[0]


def present_and_named(on: date) -> tuple[dict[int, tuple[int, ...]], dict[int, str]]:
    """`present_organisations`, and the names of those that took over, by their keys. One query."""
    after: defaultdict[int, list[int]] = defaultdict(list)
    names: dict[int, str] = {}
    taken = Succession.objects.values_list("predecessor", "successor", "successor__name", "on")
    for predecessor, successor, name, day in taken:
        if day <= on:
            after[predecessor].append(successor)
            names[successor] = name
    present = {closed: tuple(dict.fromkeys(_last(closed, after, ()))) or (closed,) for closed in after}
    return present, names


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
