"""What the pages of a log read, each function with its number of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    BigIntegerField,
    Count,
    DateField,
    DateTimeField,
    F,
    Q,
    QuerySet,
    TextField,
    Value,
)
from django.db.models.functions import Cast

from quantock.access import Viewer, prepared
from quantock.accounts.models import User
from quantock.audit.facts import attname
from quantock.audit.models import Event
from quantock.engines.text import plural
from quantock.projects.models import Project, State
from quantock.projects.models.record import LIVE_STATES
from quantock.projects.queries import people_to_tell
from quantock.raid import rules
from quantock.raid.kinds import ONE_LIST, ORDER, REGISTERS, RELATIONS, Kind, Register
from quantock.raid.models import (
    RECORD_FIELDS,
    Document,
    Entry,
    EntryFact,
    Move,
    Reader,
    Relation,
    Remark,
    not_kept_from,
    worst_first,
)
from quantock.web.addresses import url

MOST = 500


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a list, as it is or as it stood on a day."""

    entry: Entry
    on: date

    @property
    def due(self) -> rules.Due | None:
        return rules.due(self.entry.due_on, is_open=self.entry.is_open, on=self.on)

    @property
    def is_overdue(self) -> bool:
        return bool(self.due and self.due.is_overdue)

    @property
    def movement(self) -> int | None:
        """How far the score has moved since before anything was done; none where either is not known."""
        was, now = self.entry.inherent_score, self.entry.score
        return None if was is None or now is None else now - was

    @property
    def priority(self) -> str:
        return rules.priority(self.entry.details) if self.entry.kind == Kind.ISSUE else ""

    @property
    def gap(self) -> int | None:
        if self.entry.kind != Kind.DEPENDENCY:
            return None
        promised = self.entry.details.get("promised")
        return rules.gap(self.entry.due_on, date.fromisoformat(promised) if promised else None)

    @property
    def waiting(self) -> int:
        return rules.waiting_days(self.entry.raised_on, self.entry.closed_on, on=self.on)


def counts_of(project: Project, viewer: Viewer) -> Mapping[str, int]:
    """How many entries of each kind are open, those without any open left out of the sum but known. One query."""
    rows = Entry.objects.visible_to(viewer).filter(project=project).order_by()
    return dict(rows.values_list("kind").annotate(open=Count("pk", filter=Q(closed_on=None))))


def registers_of(project: Project, counts: Mapping[str, int]) -> Sequence[Register]:
    """The registers that a project's track asks for, and those that hold something all the same. No query."""
    here = ORDER.index(project.track)
    return [each for each in REGISTERS.values() if here >= ORDER.index(each.track) or each.kind in counts]


def entries_of(
    project: Project, viewer: Viewer, kinds: Sequence[Kind], *, on: date, closed: bool = False
) -> list[Row]:
    """What is open (or what is closed) of some kinds: overdue and soonest due first, of risks the highest. One query."""
    rows = Entry.objects.visible_to(viewer).filter(project=project, kind__in=kinds)
    rows = rows.exclude(closed_on=None) if closed else rows.open()
    return [
        Row(each, on) for each in _ordered(rows, kinds).select_related("owner", "project", "matrix")[:MOST]
    ]


def worth_telling(project: Project, viewer: Viewer, *, on: date) -> list[Row]:
    """What is open of risks, issues and actions: risks first, the highest first, then by the day they are due. One query."""
    rows = prepared(_worth_telling, viewer, keys=[project.pk])
    for row in rows:
        row.project = project
    return [Row(each, on) for each in rows]


def _worth_telling(viewer: Viewer, keys: Sequence[int]) -> QuerySet[Entry]:
    rows = Entry.objects.visible_to(viewer).open().filter(project__in=keys, kind__in=ONE_LIST)
    ordered = rows.order_by(*worst_first("number"))
    return ordered.select_related("owner")[:MOST]


def said_of(rows: Sequence[Row]) -> str:
    """ "3 actions, 1 of them overdue; 2 risks, 1 of them extreme; 1 issue." """
    parts = []
    for kind in ONE_LIST:
        mine = [row for row in rows if row.entry.kind == kind]
        bad = [row for row in mine if (row.entry.level == "extreme" if kind == Kind.RISK else row.is_overdue)]
        word = "extreme" if kind == Kind.RISK else "overdue"
        if mine:
            counted = plural(len(mine), kind.label.lower())
            parts.append(f"{counted}, {len(bad)} of them {word}" if bad else counted)
    return f"Open: {'; '.join(parts)}." if parts else "Nothing is open."


def to_do(viewer: Viewer, *, on: date, ahead: int = 14, most: int = 20) -> list[Row]:
    """What this viewer owns and is overdue, due soon, or has no day; the longest overdue first. One query."""
    if viewer.user is None:
        return []
    return [Row(each, on) for each in prepared(_to_do, viewer, on + timedelta(days=ahead), most)]


def _to_do(viewer: Viewer, until: date, most: int) -> QuerySet[Entry]:
    due = Q(due_on__lte=until) | Q(due_on=None, kind=Kind.ACTION)
    mine = Entry.objects.visible_to(viewer).open().filter(due, owner__user=viewer.user)
    live = mine.filter(project__state__in=(*LIVE_STATES, State.IDEA)).exclude(kind=Kind.LESSON)
    rows = live.select_related("project", "owner").order_by(F("due_on").asc(nulls_last=True), "pk")
    return rows[:most]


def _ordered(rows: QuerySet[Any], kinds: Sequence[Kind]) -> QuerySet[Any]:
    if tuple(kinds) == (Kind.RISK,):
        return rows.order_by(*worst_first("number"))
    return rows.order_by(F("due_on").asc(nulls_last=True), "kind", "number")


def entries_as_at(project: Project, viewer: Viewer, kinds: Sequence[Kind], *, on: date) -> list[Row]:
    """The same as it stood on a day; who may see what is decided by today's rights. One query."""
    facts = EntryFact.objects.as_at(on).filter(
        not_kept_from(viewer, "entry__"), entry__project=project, entry__kind__in=kinds, closed_on=None
    )
    found = facts.select_related("owner", "matrix", "entry__project")
    rows = _ordered(found.annotate(kind=F("entry__kind"), number=F("entry__number")), kinds)
    return [Row(as_it_was(fact), on) for fact in rows[:MOST]]


def one_as_at(entry: Entry, *, on: date) -> Entry | None:
    """As it stood on a day; nothing before it was in the log. One query."""
    facts = (
        EntryFact.objects.as_at(on).filter(entry=entry).select_related("owner", "matrix", "entry__project")
    )
    found = facts.first()
    return as_it_was(found) if found else None


def as_it_was(fact: EntryFact) -> Entry:
    """With what was so then, as far as it was read, in the place of what is so now, in memory alone."""
    entry, unread = fact.entry, fact.get_deferred_fields()
    for name in RECORD_FIELDS:
        if attname(EntryFact, name) not in unread:
            setattr(entry, name, getattr(fact, name))
    return entry


def one_of(project: Project, viewer: Viewer, key: int) -> Entry | None:
    """Always through its own project: another project's entry does not exist here. One query."""
    rows = Entry.objects.visible_to(viewer).filter(project=project, pk=key)
    return rows.select_related("project", "owner__user", "matrix", "raised_by").first()


@dataclass(frozen=True, slots=True)
class Linked:
    """Another entry, and how it bears on the one that is shown."""

    relation: Relation
    words: str
    other: Entry

    @property
    def effect(self) -> str:
        """ "likelihood by 2, impact by 1": what an action should bring down; nothing where none was said."""
        return rules.effect_in_words(self.relation.less_likely, self.relation.less_bad)


def linked_to(entry: Entry, viewer: Viewer) -> list[Linked]:
    """Those that this viewer may see too. Two queries."""
    both = Relation.objects.filter(Q(source=entry) | Q(target=entry)).order_by("pk")
    rows = list(both)
    keys = {row.target_id if row.source_id == entry.pk else row.source_id for row in rows}
    seen = Entry.objects.visible_to(viewer).filter(pk__in=keys).select_related("project", "owner")
    others = {each.pk: each for each in seen}
    found = []
    for row in rows:
        forth = row.source_id == entry.pk
        other = others.get(row.target_id if forth else row.source_id)
        if other is not None:
            found.append(Linked(row, RELATIONS[row.relation][0 if forth else 1], other))
    return found


def linkable(project: Project, viewer: Viewer, but: Entry) -> list[Entry]:
    """What an entry can be linked with: those of its project, open ones first. One query."""
    rows = Entry.objects.visible_to(viewer).filter(project=project).exclude(pk=but.pk)
    return list(rows.order_by(F("closed_on").asc(nulls_first=True), "kind", "number")[:MOST])


def remarks_of(entry: Entry) -> list[Remark]:
    """What was said about it, in order. One query."""
    return list(entry.remarks.select_related("by").order_by("at", "pk"))


def moves_of(change: Entry) -> list[Move]:
    """The baselines that a change request names. One query."""
    return list(change.moves.select_related("milestone").order_by("baseline", "pk"))


def moved_by(viewer: Viewer, project: Project) -> dict[int, tuple[str, str]]:
    """The change request that last moved each milestone's baseline, as words and address, where the viewer sees it. One
    query."""
    found = {}
    for move in prepared(_moved, viewer, keys=[project.pk]):
        there = url("raid:entry", number=project.number, entry=move.change_id)
        found[move.milestone_id] = (f"Moved by {move.change.ref}", there)
    return found


def _moved(viewer: Viewer, keys: Sequence[int]) -> QuerySet[Move]:
    seen = Entry.objects.visible_to(viewer).filter(project__in=keys, kind=Kind.CHANGE)
    rows = Move.objects.filter(change__in=seen, milestone__project__in=keys).exclude(moved_on=None)
    return rows.select_related("change").order_by("moved_on", "pk")


def readers_of(entry: Entry) -> list[User]:
    """Who is named, where it is kept to named people. One query."""
    return [each.user for each in entry.readers.select_related("user").order_by("user__name", "pk")]


def people_to_name(project: Project) -> list[User]:
    """Whom an entry can be kept to: the project's people who sign in. One query."""
    return people_to_tell(project)


def history_of(entry: Entry) -> list[Event]:
    """What happened to it, newest first. One query."""
    return list(
        Event.objects.filter(kind="entry", record_id=entry.pk).select_related("actor").order_by("-pk")[:200]
    )


@dataclass(frozen=True, slots=True)
class Scored:
    """A score as it was from a day on."""

    since: date
    score: int
    level: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A document about an entry, as its page links to it."""

    pk: int
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Hanging:
    """What hangs on an entry: every score it has had, the first one first; documents; who is named to see it."""

    scores: Sequence[Scored]
    documents: Sequence[Kept]
    readers: Sequence[str]


def hanging_on(entry: Entry) -> Hanging:
    """One query. The scores are first in it: a union takes the kinds of its columns from them."""
    no_day, no_time = Value(None, DateField()), Value(None, DateTimeField())
    whole, words = BigIntegerField(), TextField()

    def told(what: str, rows: QuerySet[Any], *columns: str, days: Sequence[Any]) -> QuerySet[Any, Any]:
        number, text, more = columns
        of_it = rows.filter(entry=entry).order_by()
        found: QuerySet[Any, Any] = of_it.values_list(
            Value(what, words),
            *days,
            Cast(number, whole),
            Cast(text, words),
            Cast(more, words),
            Cast("pk", whole),
        )
        return found

    facts, none = EntryFact.objects.standing().exclude(score=None), (no_day, no_time)
    rows = told("score", facts, "score", "level", "level", days=("so_from", "recorded_at")).union(
        told("document", Document.objects.all(), "pk", "label", "url", days=none),
        told("reader", Reader.objects.all(), "user", "user__name", "user__email", days=none),
        all=True,
    )
    of: dict[str, list[Any]] = {"score": [], "document": [], "reader": []}
    for what, *row in rows:
        of[what].append(row)
    scores: list[Scored] = []
    for since, _, score, level, *_ in sorted(of["score"], key=lambda row: (row[0], row[1], row[-1])):
        if not scores or scores[-1].score != score:
            scores.append(Scored(since, score, level))
    return Hanging(
        scores,
        [Kept(*row[2:5]) for row in sorted(of["document"], key=lambda row: int(row[-1]))],
        sorted(row[3] or row[4] for row in of["reader"]),
    )


def one_list() -> tuple[Kind, ...]:
    return ONE_LIST
