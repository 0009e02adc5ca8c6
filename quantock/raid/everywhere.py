"""What is open in the logs of all projects under way that one may see, each function with its number of queries.

As at a past day the rows are the facts of that day, whose columns are the entry's own; the entry itself is one step away.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from statistics import median_low
from typing import Any

from django.db.models import Case, Count, F, Model, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from quantock.access import Viewer, prepared
from quantock.access.asked import asked_anew
from quantock.access.prepared import Pairs, frozen, thawed
from quantock.people.models import Organisation
from quantock.people.queries.organisations import shown_under
from quantock.projects.models import Project
from quantock.projects.models.record import LIVE_STATES
from quantock.projects.queries.past import in_states
from quantock.raid import rules
from quantock.raid.counting import KINDS
from quantock.raid.kept import Kept, kept
from quantock.raid.kinds import Kind
from quantock.raid.models import (
    Entry,
    EntryFact,
    Matrix,
    Use,
    in_seen_log,
    logs_seen,
    not_kept_from,
    worst_first,
)
from quantock.raid.narrowing import Seen, answered_by, narrowed, there_is, words_of
from quantock.raid.queries import Row, as_it_was

SIZE = 50
MOST_IN_A_FILE = 10_000
MANY = 1_000
"""Among so many the highest are found from the top."""
MANY_WITH_WORDS = 250
"""So, too, among so many that hold some words."""
UNNARROWED = frozenset({"as_at", "since", "order"})
"""What is said of a list that narrows nothing."""
# What a list shows of an entry as it is or was, and of what does not change of it.
SHOWN = (
    "title",
    "state",
    "owner__name",
    "owner__left_at",
    "owner_text",
    "due_on",
    "closed_on",
    "score",
    "level",
)
SHOWN_OF_ENTRY = (
    "kind",
    "number",
    "raised_on",
    *(f"project__{name}" for name in ("number", "title", "state", "lead_organisation__called")),
)
NEAR = 30


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are open, overdue, extreme."""

    every: int = 0
    overdue: int = 0
    extreme: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.every + other.every, self.overdue + other.overdue, self.extreme + other.extreme)


def organisations(viewer: Viewer, kind: Kind) -> list[tuple[int, str]]:
    """Those that lead projects with such entries, by key and name. One query."""
    return prepared(_organisations, viewer, kind)


def _organisations(viewer: Viewer, kind: Kind) -> QuerySet[Any, Any]:
    """Project by project, until one is found: an organisation's entries are not all read."""
    some = Entry.objects.open().filter(not_kept_from(viewer), project=OuterRef("pk"), kind=kind)
    led = logs_seen(viewer).filter(there_is(some))
    return Organisation.objects.leading(led).order_by("called").values_list("pk", "called")


@dataclass(frozen=True, slots=True)
class Asked:
    """Entries of one register as somebody asks for them: what was said of them, as they stand on a day, their movement
    since another; `field` is one of a matrix: its key, which position, likelihood and impact."""

    kind: Kind
    said: Pairs
    on: date
    since: date
    past: bool = False
    field: tuple[int, str, int, int] | None = None
    first: int = 0
    """Behind how many of them a page begins."""
    many: bool = False
    """Whether so many hold the words that are sought that a page is found from the top."""

    @classmethod
    def of(cls, kind: Kind, said: Mapping[str, Any], *, on: date, since: date, past: bool) -> "Asked":
        """One query where an organisation is asked for: with whose work it took over."""
        given = {name: value for name, value in said.items() if value}
        if organisation := given.get("organisation"):
            given["organisation"] = shown_under(int(organisation), on)
        return cls(kind, frozen(given), on, since, past)

    def rows(self, viewer: Viewer, *, all_are_read: bool = False, few: bool = False) -> QuerySet[Any]:
        """`all_are_read`: to be counted. Who sees some of the projects has these listed first; for who sees all of them, and for
        few entries, each one's project is looked at. `few`: they are known to be."""
        said = thawed(self.said)
        seen_by = Seen.ONE_BY_ONE if few else Seen.JOINED
        if all_are_read and self._reads_many and not viewer.sees_all_projects():
            seen_by = Seen.FIRST
        overdue = all_are_read and not self.past and said.pop("overdue", False)
        rows = narrowed(viewer, self.kind, said, on=self.on, past=self.past, seen_by=seen_by, many=self.many)
        if overdue:
            # Said so that no index of days is taken, with which each entry itself would be read for what is counted of it.
            rows = rows.alias(due=Coalesce("due_on", Value(date.max))).filter(due__lt=self.on)
        rows = that_moved(rows, self.moved, self.since)
        if self.field is None:
            return rows
        matrix, prefix, likelihood, impact = self.field
        return rows.filter(matrix=matrix, **{f"{prefix}likelihood": likelihood, f"{prefix}impact": impact})

    @property
    def is_whole(self) -> bool:
        """Whether all of today are asked for."""
        return not self.past and not self._narrows

    @property
    def _reads_many(self) -> bool:
        """Whether nothing but words, or an answer, narrows what is read of today."""
        return not self.past and not self.field and not dict(self.said).keys() - {*UNNARROWED, "q", "show"}

    @property
    def moved(self) -> str:
        """Which movement alone is asked for."""
        return str(dict(self.said).get("moved", ""))

    @property
    def is_plain(self) -> bool:
        """Whether all risks as at a past day are asked for."""
        return self.past and self.kind == Kind.RISK and not self._narrows

    @property
    def _narrows(self) -> bool:
        return bool(self.field or dict(self.said).keys() - UNNARROWED)

    def found(self, build: Callable[..., QuerySet[Any]], viewer: Viewer, *more: Any) -> list[Any]:
        """What `build` makes of them. Of what stands among an entry's details no text is kept: PostgreSQL is given that as objects
        which are never the same."""
        said = dict(self.said)
        if said.keys() & {"reference", "proximity"}:
            return list(build(viewer, self, *more))
        return asked_anew(self, build, viewer, *more, words=words_of(said))


@dataclass(frozen=True, slots=True)
class Answered:
    """How many decisions were taken in the last year, and the days that half of them waited at most."""

    count: int
    half: int


def answered(viewer: Viewer, *, on: date) -> Answered | None:
    """From asked to answered; nothing where none was. Of up to 5,000, one query."""
    waited = [rules.waiting_days(raised, closed, on=on) for raised, closed in prepared(_decided, viewer, on)]
    return Answered(len(waited), median_low(waited)) if waited else None


def _decided(viewer: Viewer, on: date) -> QuerySet[Any, Any]:
    rows = answered_by(Entry.objects.visible_to(viewer).filter(kind=Kind.DECISION), on).order_by("-closed_on")
    return rows.values_list("raised_on", "closed_on")[:5000]


def _counted(asked: Asked) -> dict[str, Count]:
    # Facts by their entry, which their index holds: for keys PostgreSQL read all rows of them.
    one = "entry" if asked.past else "pk"
    return {
        "every": Count(one),
        "overdue": Count(one, filter=Q(due_on__lt=asked.on)),
        "extreme": Count(one, filter=Q(level="extreme")),
    }


def counts(viewer: Viewer, asked: Asked) -> Counts:
    """One query; from what is kept, where it answers, two or three."""
    if found := _kept(viewer, asked):
        return Counts(found.every, found.overdue, found.extreme)
    return sum((Counts(*found) for _, *found in asked.found(_every, viewer)), Counts())


def _kept(viewer: Viewer, asked: Asked, prefix: str = "") -> Kept | None:
    """What is kept of all that is open today, and beside it what is kept to named people and the logs of places."""
    if asked.kind not in KINDS or not asked.is_whole:
        return None
    if found := kept(viewer, asked.kind, prefix, on=asked.on):
        for *at, every, overdue, extreme in asked.found(_apart, viewer, prefix):
            found.add(at, every, overdue, extreme)
    return found


def _apart(viewer: Viewer, asked: Asked, prefix: str) -> QuerySet[Any]:
    """By field of a matrix."""
    rows = asked.rows(viewer, few=True)
    of_places = Project.places.visible_to(viewer).order_by().values("pk")
    parts = (rows.filter(restricted=True), rows.filter(restricted=False, project__in=of_places))
    told, of_these = (
        each.order_by()
        .values_list("matrix", f"{prefix}likelihood", f"{prefix}impact")
        .annotate(**_counted(asked))
        for each in parts
    )
    found: QuerySet[Any] = told.union(of_these, all=True)
    return found


def _every(viewer: Viewer, asked: Asked) -> QuerySet[Any]:
    """All are of one kind: one row, or none."""
    kind = "entry__kind" if asked.past else "kind"
    rows = asked.rows(viewer, all_are_read=True)
    counted: dict[str, Any] = dict(_counted(asked))
    if dict(asked.said).get("show") == "answered" and not asked.past:
        # Of what is answered nothing is overdue or extreme; so its index holds all that is counted.
        counted |= {"overdue": Value(0), "extreme": Value(0)}
    found: QuerySet[Any] = rows.order_by().values_list(kind).annotate(**counted)
    return found


@dataclass(frozen=True, slots=True)
class Moved:
    """A row of the list, with the score that stood on an earlier day; none where it was not scored then."""

    row: Row
    was: int | None
    used: int = 0
    """How many projects have used it, where it is a lesson."""

    @property
    def movement(self) -> int:
        now = self.row.entry.score
        return now - self.was if now is not None and self.was is not None else 0


def with_past_score(rows: QuerySet[Any], since: date) -> QuerySet[Any]:
    """With the score of an earlier day as `was`."""
    key = "entry" if rows.model is EntryFact else "pk"
    then = EntryFact.objects.as_at(since).filter(entry=OuterRef(key)).order_by()
    found: QuerySet[Any] = rows.annotate(was=Subquery(then.values("score")[:1]))
    return found


def _moved_by(since: date) -> Any:
    """How far the score of each of many has moved: of what was not said anew since, not at all."""
    said_since = EntryFact.objects.now().filter(so_from__gt=since, score__isnull=False).order_by()
    then = EntryFact.objects.as_at(since).filter(entry=OuterRef("pk")).order_by()
    was = Case(
        When(pk__in=said_since.values("entry"), then=Subquery(then.values("score")[:1])), default="score"
    )
    return F("score") - was


def that_moved(rows: QuerySet[Any], how: str, since: date) -> QuerySet[Any]:
    """Those that are worse, better or the same as on an earlier day, or new since; all for nothing asked."""
    sides = {"worse": "score__gt", "better": "score__lt", "same": "score"}
    if not how:
        return rows
    if rows.model is Entry and how in ("worse", "better"):
        # Of what is so now: said anew since, else it would be as it was. These are few, and an index has them by that day.
        then = EntryFact.objects.filter(so_from__lte=since, so_until__gt=since, withdrawn_at=None)
        other = Q(score__lt=F("entry__score")) if how == "worse" else Q(score__gt=F("entry__score"))
        return rows.filter(pk__in=then.filter(other, entry__kind=Kind.RISK).order_by().values("entry"))
    found = with_past_score(rows, since).exclude(score=None)
    if how == "new":
        return found.filter(was=None)
    return found.filter(**{sides[how]: F("was")})


def field_in(cell: str) -> tuple[int, int] | None:
    """Likelihood and impact of a field as an address says it, "3x4"; nothing for anything else."""
    found = re.fullmatch(r"([1-9])x([1-9])", cell)
    return (int(found[1]), int(found[2])) if found else None


@dataclass(frozen=True, slots=True)
class Scored:
    """Risks on the matrix on which most of them are scored: how many stand in each of its fields, and how many there are."""

    matrix: Matrix
    fields: Mapping[tuple[int, int], int]
    counts: Counts

    @property
    def left_out(self) -> int:
        """How many stand in no field of this matrix."""
        return self.counts.every - sum(self.fields.values())


def _by_field(viewer: Viewer, asked: Asked, prefix: str) -> QuerySet[Any]:
    names = ("matrix", f"{prefix}likelihood", f"{prefix}impact")
    rows = asked.rows(viewer, all_are_read=True)
    found: QuerySet[Any] = rows.order_by().values_list(*names).annotate(**_counted(asked))
    return found


def on_the_matrix(viewer: Viewer, asked: Asked, prefix: str) -> Scored | None:
    """Nothing where none is scored. Two queries; from what is kept, where it answers, three or four."""
    found = _kept(viewer, asked, prefix)
    if found is None:
        found = Kept(prefix)
        for *at, every, overdue, extreme in asked.found(_by_field, viewer, prefix):
            found.add(at, every, overdue, extreme)
    by_matrix: dict[int, dict[tuple[int, int], int]] = {}
    for (matrix, *position), count in found.fields.items():
        by_matrix.setdefault(matrix, {})[position[0], position[1]] = count
    if not by_matrix:
        return None
    key = max(by_matrix, key=lambda one: sum(by_matrix[one].values()))
    [drawn_on] = prepared(_matrix, None, keys=[key])
    return Scored(drawn_on, by_matrix[key], Counts(found.every, found.overdue, found.extreme))


def _matrix(keys: Sequence[int]) -> QuerySet[Matrix]:
    return Matrix.objects.filter(pk__in=keys)


def listed(
    viewer: Viewer, asked: Asked, *, first: int = 0, most: int = SIZE, order: str = "", count: int = 0
) -> list[Moved]:
    """The highest risks first, decisions by how long they wait, what else there is by the day it is due. One query; of a past day two
    where fewer were scored than fill a page, though there are many (`count`), and by movement."""
    found: list[Any] = []
    by_movement = asked.kind == Kind.RISK and order == "movement"
    if count >= MANY and not first and most <= SIZE and not by_movement and asked.is_plain:
        found = prepared(_top, viewer, asked, most)
    if by_movement and most <= SIZE and asked.is_whole:
        found = _by_movement(viewer, asked, first, most)
    if len(found) < most:
        many = bool(words_of(dict(asked.said))) and not first and count >= MANY_WITH_WORDS
        found = replace(asked, first=first, many=many).found(_page, viewer, order, most)
    return [
        Moved(Row(as_it_was(each) if asked.past else each, asked.on), each.was, getattr(each, "used", 0))
        for each in found
    ]


def _page(viewer: Viewer, asked: Asked, by: str, most: int) -> QuerySet[Any]:
    """Which these are is found by their keys alone: whole rows, and the score of an earlier day, are read of a page."""
    rows, kind, since = asked.rows(viewer), asked.kind, asked.since
    by_movement = kind == Kind.RISK and by == "movement"
    is_answered = dict(asked.said).get("show") == "answered"
    shown = order = _order(rows.model, kind, by_movement=by_movement, is_answered=is_answered)
    ordered = _with_order(rows, kind)
    if by_movement and (asked.past or asked.moved):
        ordered = with_past_score(rows, since)
    elif by_movement:
        # The same order, without a look at the past of each.
        order = (_moved_by(since).desc(nulls_last=True), *shown[1:])
    elif asked.moved in ("worse", "better"):
        # These are few: not along the index of all, in which PostgreSQL expects to meet fifty of them soon.
        order = ((F("height") + 0).desc(nulls_last=True), *shown[1:])
    keys = ordered.order_by(*order).values("pk")[asked.first : asked.first + most]
    every: QuerySet[Any] = rows.model._default_manager.filter(pk__in=keys)
    found = _with_order(with_past_score(every, since), kind).order_by(*shown)
    return _whole(found) if most > SIZE else _shown(found, kind)


def _by_movement(viewer: Viewer, asked: Asked, first: int, most: int) -> list[Any]:
    """A page of what got worse and, behind it, of what stands as it did, which is found from the highest down; none where
    others stand on it, too: to order these the past of each is looked at. Two queries."""
    worse, same = (
        replace(asked, said=frozen({**thawed(asked.said), "moved": how})) for how in ("worse", "same")
    )
    found = [] if first else worse.found(_page, viewer, "movement", most)
    before = first - counts(viewer, worse).every if first else 0
    if before >= 0 and len(found) < most:
        found += replace(same, first=before).found(_page, viewer, "", most)[: most - len(found)]
    return found if len(found) == most else []


def _top(viewer: Viewer, asked: Asked, most: int) -> QuerySet[Any]:
    """The first page of risks as at a day, all of which were scored: from the highest down each is looked at, until
    there are enough that may be seen and were open in a project under way."""
    under_way = in_states(LIVE_STATES, "project", on=asked.on, past=True, few=True)
    seen = Entry.objects.filter(
        in_seen_log(viewer), not_kept_from(viewer), under_way, pk=OuterRef("entry"), kind=asked.kind
    )
    rows = EntryFact.objects.as_at(asked.on).filter(there_is(seen), closed_on=None, height__isnull=False)
    by = _order(EntryFact, asked.kind, by_movement=False)
    keys = rows.order_by(*by).values("pk")[:most]
    every = EntryFact.objects.filter(pk__in=keys)
    return _shown(with_past_score(every, asked.since).order_by(*by), asked.kind)


def _shown(found: QuerySet[Any], kind: Kind) -> QuerySet[Any]:
    """With what a row of the list shows, and no more: all columns of a project, its owner and the matrix are a hundred."""
    entry = "entry__" if found.model is EntryFact else ""
    said = (*SHOWN, "details") if kind == Kind.DECISION else SHOWN
    own = (*(f"{entry}{name}" for name in SHOWN_OF_ENTRY), "entry") if entry else SHOWN_OF_ENTRY
    return found.select_related("owner", f"{entry}project__lead_organisation").only(*said, *own)


def _whole(found: QuerySet[Any]) -> QuerySet[Any]:
    """With all that a line of a file says."""
    entry = "entry__" if found.model is EntryFact else ""
    return found.select_related("owner", "matrix", f"{entry}project__lead_organisation")


def _with_order(rows: QuerySet[Any], kind: Kind) -> QuerySet[Any]:
    """Lessons with how many projects used them, as `used`."""
    if kind != Kind.LESSON:
        return rows
    uses = Use.objects.filter(lesson=OuterRef("entry" if rows.model is EntryFact else "pk"))
    counted = uses.order_by().values("lesson").annotate(found=Count("pk")).values("found")
    found: QuerySet[Any] = rows.annotate(used=Coalesce(Subquery(counted), 0))
    return found


def _order(model: type[Model], kind: Kind, *, by_movement: bool, is_answered: bool = False) -> Sequence[Any]:
    entry = "entry__" if model is EntryFact else ""
    match kind:
        case Kind.RISK if by_movement:
            return ((F("score") - F("was")).desc(nulls_last=True), *worst_first("pk"))
        case Kind.RISK:
            return worst_first("pk")
        case Kind.DECISION:
            # What waits has no day of an answer: said of it, PostgreSQL would sort all that an index has in order.
            return (*(("-closed_on",) if is_answered else ()), f"{entry}raised_on", "pk")
        case Kind.LESSON:
            return ("-used", f"-{entry}raised_on", "pk")
        case _:
            return (F("due_on").asc(nulls_last=True), "pk")


def usual_since(on: date) -> date:
    """The day that movement is told from, where none is asked for."""
    return on - timedelta(days=NEAR)
