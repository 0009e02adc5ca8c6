"""Dependencies between projects and organisations: the rows of the page, its picture, its file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.urls import reverse

from quantock.access import Role, Viewer
from quantock.engines.charts.between import Tie, ties_map
from quantock.engines.charts.svg import Svg
from quantock.projects.models import Project
from quantock.projects.models.record import LIVE_STATES
from quantock.projects.queries.past import in_states
from quantock.raid import rules
from quantock.raid.kinds import Kind
from quantock.raid.models import Entry, EntryFact, Sides, in_seen_log, not_kept_from, not_put_away
from quantock.raid.models.sides import of_the_other_side
from quantock.raid.queries import as_it_was

MOST = 1000
MOST_DRAWN = 24
SIZE = 50
# What is read of each, since up to a thousand are looked through for one page.
READ = (
    *("title", "state", "kind", "number", "due_on", "closed_on", "details"),
    *("project__number", "project__title", "project__lead_organisation__name"),
    *("sides__ours_on", "sides__theirs_on"),
    *("sides__other__number", "sides__other__title", "sides__other__lead_organisation__name"),
)
WIDE, NARROW = 960, 300
UNNAMED = "Not said"


@dataclass(frozen=True, slots=True)
class Between:
    """One dependency: who gives, who needs, and by how much it comes too late."""

    entry: Any
    giver: tuple[str, str]
    """The project (or the words of the log), and its organisation."""
    needer: tuple[str, str]
    promised: date | None
    gap: int | None
    """In working days, from the day it is needed to the one it is promised for."""
    past: bool = False
    was: "Between | None" = None
    """As it stood on the day that is compared with."""
    is_new: bool = False

    @property
    def is_late(self) -> bool:
        return self.gap is not None and self.gap > 0

    @property
    def sides(self) -> Sides | None:
        return getattr(self.entry, "sides", None)

    @property
    def confirmed(self) -> str:
        """ "both sides", "this side only" … in words."""
        sides = self.sides
        if self.past:
            return "Known for today only"
        if sides is None:
            return "No other project named"
        if sides.is_agreed:
            return "Both sides"
        return (
            "Waits for the other side"
            if sides.ours_on
            else "Waits for both"
            if not sides.theirs_on
            else "Waits for this side"
        )

    @property
    def address(self) -> str:
        """The entry where the viewer sees it, else the page of the other side."""
        if self.entry.is_seen or self.sides is None:
            return reverse("raid:entry", args=[self.entry.project.number, self.entry.pk])
        return reverse("raid-everywhere:other-side", args=[self.sides.pk])


def between(viewer: Viewer, *, on: date, past: bool = False) -> list[Between]:
    """Open dependencies of projects under way, the latest first, on a past day as they stood then; up to 1,000. One
    query, two for a past day.

    The other project's name is told to who sees it; keeping its log is enough to see the dependency.
    """
    own = in_seen_log(viewer) & not_kept_from(viewer)
    theirs = of_the_other_side(viewer, "sides__") & Q(restricted=False)
    seen = Entry.objects.visible_to(viewer).filter(pk=OuterRef("pk"))
    other = Project.objects.visible_to(viewer).filter(pk=OuterRef("sides__other"))
    rows = (
        Entry.objects.filter(own | theirs, _open_on(on, past=past), not_put_away())
        .filter(in_states(LIVE_STATES, "project", on=on, past=past), kind=Kind.DEPENDENCY)
        .annotate(is_seen=Exists(seen), knows_other=Exists(other))
        .select_related("project__lead_organisation", "sides__other__lead_organisation")
        .only(*READ)
        .order_by("due_on", "pk")[:MOST]
    )
    entries = _as_they_were(list(rows), on) if past else rows
    found = [_between(row, past=past) for row in entries]
    return sorted(found, key=lambda each: (each.gap is None, -(each.gap or 0)))


def _open_on(day: date, *, past: bool) -> Q:
    if not past:
        return Q(closed_on=None)
    return Q(pk__in=EntryFact.objects.as_at(day).filter(closed_on=None).values("entry"))


def _as_they_were(rows: Sequence[Entry], day: date) -> list[Entry]:
    """One query."""
    facts = EntryFact.objects.as_at(day).filter(entry__in=rows)
    held = {row.pk: row for row in rows}
    found = []
    for fact in facts:
        fact.entry = held[fact.entry_id]
        found.append(as_it_was(fact))
    return found


def beside(rows: Sequence[Between], then: Sequence[Between]) -> list[Between]:
    """Each with how it stood on the other day, or that it was not open then."""
    were = {each.entry.pk: each for each in then}
    return [replace(each, was=were.get(each.entry.pk), is_new=each.entry.pk not in were) for each in rows]


def narrowed(rows: Iterable[Between], said: Mapping[str, Any]) -> list[Between]:
    """Those asked for: by words, organisation, or how they stand."""
    return [each for each in rows if _wanted(each, said)]


def _between(row: Any, *, past: bool) -> Between:
    mine = (f"{row.project.ref} {row.project.title}", row.project.lead_organisation.name)
    sides = getattr(row, "sides", None)
    if sides is None:
        words = str(row.details.get("party") or UNNAMED)
        other = (words, words)
    elif row.knows_other:
        other = (f"{sides.other.ref} {sides.other.title}", sides.other.lead_organisation.name)
    else:
        other = ("A project that you may not see", "A project that you may not see")
    said = row.details.get("promised")
    promised = date.fromisoformat(said) if said else None
    gap = rules.gap(row.due_on, promised)
    gives = row.details.get("direction") == "give"
    return Between(row, mine if gives else other, other if gives else mine, promised, gap, past)


def _wanted(each: Between, said: Mapping[str, Any]) -> bool:
    words = str(said.get("q") or "").casefold()
    if words and words not in f"{each.entry.title} {each.giver[0]} {each.needer[0]}".casefold():
        return False
    name = said.get("organisation")
    if name and name not in (each.giver[1], each.needer[1]):
        return False
    match said.get("show"):
        case "late":
            return each.is_late
        case "confirm":
            return each.sides is not None and not each.sides.is_agreed
        case "across":
            return each.giver[1] != each.needer[1]
    return True


def organisations(rows: Iterable[Between]) -> list[str]:
    """The names that can be filtered by."""
    return sorted({name for each in rows for name in (each.giver[1], each.needer[1])})


def drawn(rows: Sequence[Between], *, by: str) -> tuple[Svg, Svg, int] | None:
    """The map for a wide and for a narrow screen, by project or by organisation, and how many pairs are left out."""
    place = 1 if by == "organisations" else 0
    pairs: dict[tuple[str, str], list[Between]] = {}
    for each in rows:
        pairs.setdefault((each.giver[place], each.needer[place]), []).append(each)
    if not pairs:
        return None
    latest = list(pairs.items())[:MOST_DRAWN]
    shown = [_tie(giver, needer, held) for (giver, needer), held in latest]
    return (
        ties_map(shown, prefix="ties-wide", width=WIDE),
        ties_map(shown, prefix="ties-narrow", width=NARROW),
        len(pairs) - len(shown),
    )


def _tie(giver: str, needer: str, held: Sequence[Between]) -> Tie:
    gaps = [each.gap for each in held if each.gap is not None]
    href = held[0].address if len(held) == 1 else f"?{urlencode({'q': giver})}"
    return Tie(giver, needer, len(held), max(gaps) if gaps else None, href)


def side_seen(viewer: Viewer, key: int) -> Sides | None:
    """One query."""
    joined = (
        "other__lead_organisation",
        "dependency__project__lead_organisation",
        "dependency__owner",
        "ours_by",
        "theirs_by",
    )
    return Sides.objects.visible_to(viewer).select_related(*joined).filter(pk=key).first()


def sides_of(entry: Entry, viewer: Viewer) -> Any:
    """The two sides of one dependency, with whether the viewer knows the other project; nothing where none is named. One
    query."""
    other = Project.objects.visible_to(viewer).filter(pk=OuterRef("other"))
    rows = Sides.objects.filter(dependency=entry).annotate(knows_other=Exists(other))
    return rows.select_related("other__lead_organisation", "dependency", "ours_by", "theirs_by").first()


def to_confirm(viewer: Viewer, *, most: int = 10) -> list[Any]:
    """Open dependencies that wait for the word of this viewer: of a project that they lead or an entry that they own, on
    whichever side. `is_ours` says which. One query."""
    led = [pk for pk, roles in viewer.projects.items() if Role.LEAD in roles]
    ours = Q(dependency__project__in=led) | Q(dependency__owner__user=viewer.user)
    waits = Q(ours_on=None) & ours | Q(theirs_on=None, other__in=led)
    rows = (
        Sides.objects.visible_to(viewer)
        .filter(
            waits,
            dependency__closed_on=None,
            dependency__project__state__in=LIVE_STATES,
            other__state__in=LIVE_STATES,
        )
        .annotate(is_ours=ExpressionWrapper(Q(ours_on=None) & ours, BooleanField()))
    )
    return list(
        rows.select_related("dependency__project", "other").order_by("dependency__due_on", "pk")[:most]
    )
