"""What projects ask of those above them, as their latest published updates say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import DateField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from quantock.desk.queries.selection import Selection
from quantock.projects.models import Stage, StatusUpdate

What = Literal["decisions", "support"]
"""A text of the update, by its column."""
SAID = (Stage.PUBLISHED, Stage.SUPERSEDED)
BEFORE_ALL = date(1, 1, 1)


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
    """Of live projects, those who have waited longest first. One query.

    A wish has waited since the first of the updates in a row that said it in the same words.
    """
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
        .order_by("since", F("decide_by").asc(nulls_last=True), "pk")
        .select_related("project__lead_organisation", "published_by")
    )
    return [_ask(row, what) for row in rows]


def _ask(row: StatusUpdate, what: What) -> Ask:
    project = row.project
    return Ask(
        number=project.number,
        title=project.title,
        organisation=project.lead_organisation.name,
        who=row.published_by.get_full_name() if row.published_by else "",
        text=str(getattr(row, what)),
        since=row.since,  # type: ignore[attr-defined]
        by=row.decide_by if what == "decisions" else None,
    )


def reasons(projects: Sequence[int], since: date, until: date) -> dict[int, str]:
    """Why it moved, in the words of the last update between two days that said so. One query."""
    rows = published(until).filter(project__in=projects, as_at__gt=since).exclude(why="")
    return dict(rows.order_by("as_at", "pk").values_list("project", "why"))
