"""What projects ask of those above them, as their latest published updates say, and what else a report repeats."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from django.db.models import DateField, F, IntegerField, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, JSONObject, NullIf, TruncDate

from quantock.access import Viewer
from quantock.desk.models import BoardNote
from quantock.desk.queries.alike import alike
from quantock.desk.queries.risks import TopRisk, top_risk, top_risks
from quantock.desk.queries.selection import Selection
from quantock.measures.models import MeasureSet
from quantock.measures.queries.sets import counted
from quantock.portfolios.models import Portfolio
from quantock.projects.models import Stage, StatusUpdate
from quantock.projects.models.record import LIVE_STATES
from quantock.raid.kinds import Kind
from quantock.raid.models import Entry, is_decided

What = Literal["decisions", "support"]
"""A text of the update, by its column."""
SAID = (Stage.PUBLISHED, Stage.SUPERSEDED)
BEFORE_ALL = date(1, 1, 1)
MOST_WANTED = 200


@dataclass(frozen=True, slots=True)
class Ask:
    """One thing wanted: by whom, since when in these words, and by when."""

    number: int
    title: str
    organisation: str
    who: str
    text: str
    since: date
    by: date | None


def published(day: date) -> QuerySet[StatusUpdate]:
    """What had been said by a day."""
    return StatusUpdate.objects.filter(stage__in=SAID, as_at__lte=day)


def asks(selection: Selection, what: What) -> Sequence[Ask]:
    """Of live projects, those who have waited longest first. One query."""
    return _in_order(_ask(row) for row in _wishes(selection, what))


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody says before a board's report."""

    text: str
    by: str
    on: date


@dataclass(frozen=True, slots=True)
class Wanted:
    """A decision of a project's log that says by name who decides."""

    entry: int
    number: int
    title: str
    options: str
    project: int
    project_title: str
    who: str
    organisation: str
    since: date
    by: date | None


@dataclass(frozen=True, slots=True)
class LookedAt:
    """A set of measures that a board looks at, and how many of them this reader may see."""

    key: int
    name: str
    shown: int


@dataclass(slots=True)
class Told:
    """What a report repeats in the words of others: wishes, why some projects moved, its cover note; the board's sets, top risks."""

    decisions: Sequence[Ask] = ()
    support: Sequence[Ask] = ()
    whys: dict[int, str] = field(default_factory=dict)
    wanted: Sequence[Wanted] = ()
    note: Note | None = None
    sets: Sequence[LookedAt] = ()
    risks: Sequence[TopRisk] = ()


def told(selection: Selection, projects: Sequence[int], since: date, portfolio: Portfolio | None) -> Told:
    """All of it; `projects` are those of which a reason is wanted. One query."""
    rows = _wishes(selection, "decisions").union(
        _wishes(selection, "support"),
        _reasons(projects, since, selection.day),
        _wanted(selection, portfolio),
        _note(selection.viewer, portfolio, selection.day),
        _sets(selection.viewer, portfolio),
        top_risks(selection, since),
        all=True,
    )
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(row)
    whys = sorted(found["why"], key=lambda row: (row[7], row[1]))
    notes = [Note(row[6], row[5] or "", row[7]) for row in found["note"] if row[6]]
    return Told(
        _in_order(map(_ask, found["decisions"])),
        _in_order(map(_ask, found["support"])),
        {row[2]: row[6] for row in whys},
        [_decision(row) for row in sorted(found["decision"], key=lambda row: row[1])[:MOST_WANTED]],
        notes[0] if notes else None,
        [LookedAt(row[1], row[3], row[2]) for row in sorted(found["set"], key=lambda row: (row[3], row[1]))],
        sorted(map(top_risk, found["risk"]), key=lambda each: (-each.height, each.entry)),
    )


def _wishes(selection: Selection, what: What) -> QuerySet[Any, Any]:
    """A wish has waited since the first of the updates in a row that said it in the same words."""
    said = published(selection.day).annotate(said=F(what))
    theirs = said.filter(project=OuterRef("project")).order_by()
    latest = theirs.order_by("-as_at", "-pk").values("pk")[:1]
    other = theirs.filter(as_at__lt=OuterRef("as_at")).exclude(said=OuterRef(what))
    same = theirs.filter(
        Q(as_at__gt=OuterRef("said_otherwise")), as_at__lte=OuterRef("as_at"), said=OuterRef(what)
    )
    rows = (
        said.filter(project__in=selection.with_filters(state="live").ids())
        .exclude(said="")
        .filter(pk=Subquery(latest))
        .annotate(
            said_otherwise=Coalesce(
                Subquery(other.order_by("-as_at").values("as_at")[:1]), Value(BEFORE_ALL, DateField())
            )
        )
        .annotate(since=Subquery(same.order_by("as_at").values("as_at")[:1]))
    )
    if what == "decisions":
        rows = rows.filter(~is_decided(until=Value(selection.day)))
    by = F("decide_by") if what == "decisions" else Value(None, DateField())
    who = Coalesce(NullIf("published_by__name", Value("")), "published_by__email", Value(""))
    return alike(
        rows,
        what,
        F("project__number"),
        F("project__title"),
        F("project__lead_organisation__called"),
        who,
        F("said"),
        F("since"),
        by,
    )


def _reasons(projects: Sequence[int], since: date, until: date) -> QuerySet[Any, Any]:
    """Why it moved, in the words of the updates between two days that said so."""
    rows = published(until).filter(project__in=[*projects, 0], as_at__gt=since).exclude(why="")
    nothing = Value("", TextField())
    return alike(
        rows, "why", F("project"), nothing, nothing, nothing, F("why"), F("as_at"), Value(None, DateField())
    )


def _wanted(selection: Selection, portfolio: Portfolio | None) -> QuerySet[Any, Any]:
    """Decisions wanted whose "Who decides?" is the portfolio or its organisation, by name."""
    names = [portfolio.name] if portfolio else []
    if portfolio and portfolio.organisation:
        names.append(portfolio.organisation.name)
    named = Q(pk__in=())
    for name in names:
        named |= Q(details__decider__iexact=name)
    rows = Entry.objects.visible_to(selection.viewer).filter(
        named,
        Q(closed_on=None) | Q(closed_on__gt=selection.day),
        kind=Kind.DECISION,
        raised_on__lte=selection.day,
        project__state__in=LIVE_STATES,
    )
    said = JSONObject(number="number", title="title", options=KT("details__options"))
    people = ("owner__name", "owner_text", "raised_by__name", "raised_by__email")
    who = Coalesce(*(NullIf(name, Value("")) for name in people), Value(""))
    return alike(
        rows,
        "decision",
        F("project__number"),
        F("project__title"),
        F("project__lead_organisation__called"),
        who,
        said,
        F("raised_on"),
        F("due_on"),
    )


def _decision(row: tuple[Any, ...]) -> Wanted:
    _, entry, project, project_title, organisation, who, text, since, by = row
    said = json.loads(text)
    options = str(said["options"] or "")
    return Wanted(
        entry, said["number"], said["title"], options, project, project_title, who, organisation, since, by
    )


def _note(viewer: Viewer, portfolio: Portfolio | None, as_at: date) -> QuerySet[Any, Any]:
    """The last cover note written for this portfolio and day."""
    written = BoardNote.objects.visible_to(viewer).filter(portfolio=portfolio, as_at=as_at)
    last = BoardNote.objects.filter(pk=Subquery(written.order_by("-pk").values("pk")[:1]))
    nothing, who = Value("", TextField()), Coalesce(NullIf("by__name", Value("")), "by__email", Value(""))
    return alike(
        last,
        "note",
        Value(0, IntegerField()),
        nothing,
        nothing,
        who,
        F("text"),
        TruncDate("made_at"),
        Value(None, DateField()),
    )


def _sets(viewer: Viewer, portfolio: Portfolio | None) -> QuerySet[Any, Any]:
    """The measure sets of a portfolio's board."""
    ours = Q(portfolio=portfolio) if portfolio else Q(pk__in=())
    rows = counted(MeasureSet.objects.visible_to(viewer).filter(ours), viewer)
    nothing, never = Value("", TextField()), Value(None, DateField())
    return alike(rows, "set", F("shown"), F("name"), nothing, nothing, nothing, never, never)


def _ask(row: tuple[Any, ...]) -> tuple[int, Ask]:
    _, key, number, title, organisation, who, text, since, by = row
    return key, Ask(number, title, organisation, who, text, since, by)


def _in_order(found: Iterable[tuple[int, Ask]]) -> list[Ask]:
    return [ask for _, ask in sorted(found, key=lambda one: (one[1].since, one[1].by or date.max, one[0]))]
