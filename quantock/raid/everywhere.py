"""What is open in the logs of all projects under way that one may see, each function with its number of queries.

As at a past day the rows are the facts of that day, whose columns are the entry's own; the entry itself is one step away.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from quantock.access import Viewer
from quantock.people.models import Organisation
from quantock.projects.models.record import LIVE_STATES
from quantock.projects.queries.past import in_states
from quantock.raid import rules
from quantock.raid.kinds import MISTAKE, Kind
from quantock.raid.lessons import with_words
from quantock.raid.models import Entry, EntryFact, Matrix
from quantock.raid.queries import Row, as_it_was

SIZE = 50
MOST_IN_A_FILE = 10_000
NEAR = 30
YEAR = 365


@dataclass(frozen=True, slots=True)
class Counts:
    """How many are open, overdue, extreme."""

    every: int
    overdue: int
    extreme: int


def organisations(viewer: Viewer, kind: Kind) -> list[Organisation]:
    """Those that lead projects with such entries. One query."""
    leading = Entry.objects.visible_to(viewer).open().filter(kind=kind).values("project__lead_organisation")
    return list(Organisation.objects.filter(pk__in=leading).order_by("name"))


def narrowed(
    viewer: Viewer, kind: Kind, said: Mapping[str, Any], *, on: date, past: bool = False
) -> QuerySet[Any]:
    """Those asked for: by words, lead organisation, level, or overdue; on a past day as they stood then."""
    rows: QuerySet[Any] = Entry.objects.visible_to(viewer).filter(kind=kind)
    entry = ""
    if past:
        rows, entry = EntryFact.objects.as_at(on).filter(entry__in=rows), "entry__"
    if said.get("show") == "answered":
        rows = _answered(rows, on)
    else:
        rows = rows.filter(closed_on=None)
        # What stopped and what was completed teach as well.
        if kind != Kind.LESSON:
            rows = rows.filter(in_states(LIVE_STATES, f"{entry}project", on=on, past=past))
    if words := said.get("q"):
        own = with_words(words) if kind == Kind.LESSON else Q(title__icontains=words)
        rows = rows.filter(own | Q(**{f"{entry}project__title__icontains": words}))
    if organisation := said.get("organisation"):
        rows = rows.filter(**{f"{entry}project__lead_organisation": organisation})
    if level := said.get("level"):
        rows = rows.filter(level=level)
    if proximity := said.get("proximity"):
        rows = rows.filter(details__proximity=proximity)
    if reference := said.get("reference"):
        rows = rows.filter(
            Q(details__corporate__icontains=reference) | Q(details__assurance__icontains=reference)
        )
    return rows.filter(due_on__lt=on) if said.get("overdue") else rows


def _answered(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    return rows.filter(closed_on__gt=on - timedelta(days=YEAR), closed_on__lte=on).exclude(state=MISTAKE.code)


@dataclass(frozen=True, slots=True)
class Answered:
    """How many decisions were taken in the last year, and the days that half of them waited at most."""

    count: int
    half: int


def answered(viewer: Viewer, *, on: date) -> Answered | None:
    """From asked to answered; nothing where none was. Of up to 5,000, one query."""
    rows = _answered(Entry.objects.visible_to(viewer).filter(kind=Kind.DECISION), on).order_by("-closed_on")
    waited = [
        rules.waiting_days(raised, closed, on=on)
        for raised, closed in rows.values_list("raised_on", "closed_on")[:5000]
    ]
    return Answered(len(waited), median_low(waited)) if waited else None


def counts(rows: QuerySet[Any], *, on: date) -> Counts:
    """One query."""
    found = rows.order_by().aggregate(
        every=Count("pk"),
        overdue=Count("pk", filter=Q(due_on__lt=on)),
        extreme=Count("pk", filter=Q(level="extreme")),
    )
    return Counts(**found)


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


def that_moved(rows: QuerySet[Any], how: str, since: date) -> QuerySet[Any]:
    """Those that are worse, better or the same as on an earlier day, or new since; all for nothing asked."""
    if not how:
        return rows
    found = with_past_score(rows, since).exclude(score=None)
    if how == "new":
        return found.filter(was=None)
    sides = {"worse": "score__gt", "better": "score__lt", "same": "score"}
    return found.filter(**{sides[how]: F("was")})


def field_in(cell: str) -> tuple[int, int] | None:
    """Likelihood and impact of a field as an address says it, "3x4"; nothing for anything else."""
    found = re.fullmatch(r"([1-9])x([1-9])", cell)
    return (int(found[1]), int(found[2])) if found else None


def on_the_matrix(
    rows: QuerySet[Any], prefix: str
) -> tuple[Matrix, Mapping[tuple[int, int], int], int] | None:
    """The matrix on which most of them are scored, how many stand in each of its fields, and how many in none.

    Two queries.
    """
    names = ("matrix", f"{prefix}likelihood", f"{prefix}impact")
    counted = rows.order_by().values_list(*names).annotate(found=Count("pk"))
    by_matrix: dict[int, dict[tuple[int, int], int]] = {}
    every = 0
    for matrix, likelihood, impact, found in counted:
        every += found
        if matrix and likelihood and impact:
            by_matrix.setdefault(matrix, {})[likelihood, impact] = found
    if not by_matrix:
        return None
    key = max(by_matrix, key=lambda one: sum(by_matrix[one].values()))
    counts = by_matrix[key]
    return Matrix.objects.get(pk=key), counts, every - sum(counts.values())


def listed(
    rows: QuerySet[Any],
    kind: Kind,
    *,
    on: date,
    since: date,
    first: int = 0,
    most: int = SIZE,
    order: str = "",
) -> list[Moved]:
    """Risks by score, decisions by how long they wait, what else there is by the day it is due. One query."""
    past = rows.model is EntryFact
    entry = "entry__" if past else ""
    if kind == Kind.LESSON:
        rows = rows.annotate(used=Count(f"{entry}uses"))
    found = with_past_score(rows, since)
    if kind == Kind.RISK and order == "movement":
        found = found.order_by(
            (F("score") - F("was")).desc(nulls_last=True), F("score").desc(nulls_last=True), "pk"
        )
    elif kind == Kind.RISK:
        found = found.order_by(F("score").desc(nulls_last=True), F("due_on").asc(nulls_last=True), "pk")
    elif kind == Kind.DECISION:
        found = found.order_by(F("closed_on").desc(nulls_last=True), f"{entry}raised_on", "pk")
    elif kind == Kind.LESSON:
        found = found.order_by("-used", f"-{entry}raised_on", "pk")
    else:
        found = found.order_by(F("due_on").asc(nulls_last=True), "pk")
    joined = found.select_related("owner", "matrix", f"{entry}project__lead_organisation")
    return [
        Moved(Row(as_it_was(each) if past else each, on), each.was, getattr(each, "used", 0))
        for each in joined[first : first + most]
    ]


def usual_since(on: date) -> date:
    """The day that movement is told from, where none is asked for."""
    return on - timedelta(days=NEAR)
