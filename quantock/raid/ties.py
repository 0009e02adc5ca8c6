"""Dependencies between projects and organisations: the rows of the page, its picture, its file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Value, When

from quantock.access import Role, Viewer, prepared
from quantock.engines.charts.between import Tie, ties_map
from quantock.engines.charts.svg import Svg
from quantock.people.called import stands_under
from quantock.projects.models import Project
from quantock.projects.models.project import ref_of, seen_by
from quantock.projects.models.record import LIVE_STATES
from quantock.projects.queries.past import in_states
from quantock.raid import rules
from quantock.raid.kinds import Kind
from quantock.raid.models import Entry, EntryFact, Sides, in_seen_log, not_kept_from, not_put_away
from quantock.raid.models.sides import agreed, of_the_other_side
from quantock.web.addresses import url

MOST, MOST_NARROWED = 400, 1000
"""So many are worked through for their gap, those that are needed first; more where it is said which."""
MOST_DRAWN = 16
SIZE = 50
# What is read of each, since hundreds are looked through for one page: no whole records.
ENTRY = ("pk", "project", "title", "state", "kind", "number", "due_on", "closed_on", "details")
ENTRY_COLUMNS = tuple({"pk": "id", "project": "project_id"}.get(name, name) for name in ENTRY)
AS_IT_WAS = ("title", "state", "due_on", "closed_on", "details")
PROJECT = ("number", "title", "lead_organisation__called")
SIDES = ("pk", "ours_on", "theirs_on")
OTHER = ("other__number", "other__title", "other__lead_organisation__called")
READ = (
    *ENTRY,
    *(f"project__{name}" for name in PROJECT),
    *(f"sides__{name}" for name in (*SIDES, *OTHER)),
    *("is_seen", "knows_other"),
)
WIDE, NARROW = 960, 300
UNNAMED = "Not said"
NARROWING = ("q", "organisation", "show")


@dataclass(frozen=True)
class Between:
    """One dependency: who gives, who needs, and by how much it comes too late."""

    row: Mapping[str, Any]
    """What was read of it, by `READ`."""
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

    @cached_property
    def entry(self) -> Entry:
        """The record, of a row that is shown; not to be saved."""
        number, title, _ = (self.row[f"project__{name}"] for name in PROJECT)
        project = Project.from_db(None, ("id", "number", "title"), (self.row["project"], number, title))
        entry = Entry.from_db(None, ENTRY_COLUMNS, [self.row[name] for name in ENTRY])
        entry.project = project
        return entry

    @property
    def is_late(self) -> bool:
        return self.gap is not None and self.gap > 0

    @cached_property
    def sides(self) -> Sides | None:
        """Who confirmed it, where another project is named; not to be saved."""
        pk, ours_on, theirs_on = (self.row[f"sides__{name}"] for name in SIDES)
        return None if pk is None else Sides(pk=pk, ours_on=ours_on, theirs_on=theirs_on)

    @property
    def is_unconfirmed(self) -> bool:
        """Whether another project is named, and not both have said that it is so."""
        pk, ours_on, theirs_on = (self.row[f"sides__{name}"] for name in SIDES)
        return pk is not None and not agreed(ours_on, theirs_on)

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
        if self.row["is_seen"] or self.sides is None:
            return url("raid:entry", number=self.row["project__number"], entry=self.row["pk"])
        return url("raid-everywhere:other-side", sides=self.sides.pk)


def most_of(said: Mapping[str, Any]) -> int:
    """How many are looked at for what an address says."""
    return MOST_NARROWED if any(said.get(name) for name in NARROWING) else MOST


def between(viewer: Viewer, *, on: date, past: bool = False, most: int = MOST) -> list[Between]:
    """Open dependencies of projects under way, the latest first, on a past day as they stood then; up to `most`. One
    query, two for a past day.

    The other project's name is told to who sees it; keeping its log is enough to see the dependency.
    """
    rows = prepared(_read, viewer, on, past, most)
    found = [_between(row, past=past) for row in (_as_they_were(rows, on) if past else rows)]
    return sorted(found, key=lambda each: (each.gap is None, -(each.gap or 0)))


def _read(viewer: Viewer, on: date, past: bool, most: int) -> QuerySet[Any, Any]:
    own = in_seen_log(viewer) & not_kept_from(viewer)
    theirs = of_the_other_side(viewer, "sides__") & Q(restricted=False)
    other = seen_by(viewer, "sides__other__") & Q(sides__other__archived_at=None, sides__other__isnull=False)
    rows = Entry.objects.filter(own | theirs, _open_on(on, past=past), not_put_away()).filter(
        in_states(LIVE_STATES, "project", on=on, past=past), kind=Kind.DEPENDENCY
    )
    told = rows.annotate(is_seen=_whether(own), knows_other=_whether(other)).order_by("due_on", "pk")
    found: QuerySet[Any, Any] = told.values(*READ)[:most]
    return found


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


def _open_on(day: date, *, past: bool) -> Q:
    if not past:
        return Q(closed_on=None)
    return Q(pk__in=EntryFact.objects.as_at(day).filter(closed_on=None).values("entry"))


def _as_they_were(rows: Sequence[Mapping[str, Any]], day: date) -> list[Mapping[str, Any]]:
    """One query."""
    held = {row["pk"]: row for row in rows}
    facts = EntryFact.objects.as_at(day).filter(entry__in=list(held)).values("entry", *AS_IT_WAS)
    return [{**held[fact.pop("entry")], **fact} for fact in facts]


def beside(rows: Sequence[Between], then: Sequence[Between]) -> list[Between]:
    """Each with how it stood on the other day, or that it was not open then."""
    were = {each.row["pk"]: each for each in then}
    return [replace(each, was=were.get(each.row["pk"]), is_new=each.row["pk"] not in were) for each in rows]


def narrowed(rows: Iterable[Between], said: Mapping[str, Any]) -> list[Between]:
    """Those asked for: by words, organisation, or how they stand."""
    return [each for each in rows if _wanted(each, said)]


def _between(row: Mapping[str, Any], *, past: bool) -> Between:
    number, title, organisation = (row[f"project__{name}"] for name in PROJECT)
    mine = (f"{ref_of(number)} {title}", organisation)
    details = row["details"]
    if row["sides__pk"] is None:
        words = str(details.get("party") or UNNAMED)
        other = (words, words)
    elif row["knows_other"]:
        number, title, organisation = (row[f"sides__{name}"] for name in OTHER)
        other = (f"{ref_of(number)} {title}", organisation)
    else:
        other = ("A project that you may not see", "A project that you may not see")
    said = details.get("promised")
    promised = date.fromisoformat(said) if said else None
    gap = rules.gap(row["due_on"], promised)
    gives = details.get("direction") == "give"
    return Between(row, mine if gives else other, other if gives else mine, promised, gap, past)


def _wanted(each: Between, said: Mapping[str, Any]) -> bool:
    words = str(said.get("q") or "").casefold()
    if words and words not in f"{each.row['title']} {each.giver[0]} {each.needer[0]}".casefold():
        return False
    name = said.get("organisation")
    if name and not any(stands_under(called, name) for called in (each.giver[1], each.needer[1])):
        return False
    match said.get("show"):
        case "late":
            return each.is_late
        case "confirm":
            return each.is_unconfirmed
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


@dataclass(frozen=True, slots=True)
class Named:
    """An open dependency of another project that names this one."""

    sides: Sides
    promised: date | None

    @property
    def gap(self) -> int | None:
        return rules.gap(self.sides.dependency.due_on, self.promised)

    @property
    def says(self) -> str:
        """Which way it goes, seen from the other project."""
        gives = self.sides.dependency.details.get("direction") == "give"
        return "gives it to this project" if gives else "needs it from this project"


def naming(project: Project, viewer: Viewer) -> list[Named]:
    """What other projects under way say that they need of this one, or give to it, the first needed first. One query."""
    rows = Sides.objects.visible_to(viewer).filter(
        other=project, dependency__closed_on=None, dependency__project__state__in=LIVE_STATES
    )
    found = rows.select_related("dependency__project").order_by("dependency__due_on", "pk")
    return [Named(each, promised_for(each.dependency)) for each in found]


def promised_for(entry: Entry) -> date | None:
    said = entry.details.get("promised")
    return date.fromisoformat(said) if said else None


def to_confirm(viewer: Viewer) -> QuerySet[Any]:
    """Open dependencies that wait for the word of this viewer: of a project that they lead or an entry that they own, on
    whichever side. `is_ours` says which."""
    led = [pk for pk, roles in viewer.projects.items() if Role.LEAD in roles]
    ours = Q(dependency__project__in=led) | Q(dependency__owner__user=viewer.user)
    waits = Q(ours_on=None) & ours | Q(theirs_on=None, other__in=led)
    found: QuerySet[Any] = (
        Sides.objects.visible_to(viewer)
        .filter(
            waits,
            dependency__closed_on=None,
            dependency__project__state__in=LIVE_STATES,
            other__state__in=LIVE_STATES,
        )
        .annotate(is_ours=ExpressionWrapper(Q(ours_on=None) & ours, BooleanField()))
    )
    return found
