"""Which entries of the logs of all projects are asked for: as they are, or as at a past day."""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import Enum
from typing import Any

from django.db.models import Case, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.lookups import IsNull

from quantock.access import Viewer
from quantock.projects.models.record import LIVE_STATES, State
from quantock.projects.queries.past import in_portfolio, in_states
from quantock.raid.kinds import MISTAKE, Kind
from quantock.raid.lessons import with_words
from quantock.raid.models import Entry, EntryFact, in_seen_log, logs_seen, not_kept_from

MOST_WORDS = 8
YEAR = 365


class Seen(Enum):
    """How those that one may see are found: by their projects as they are read, from a list of the projects made first, or
    each one's project looked up."""

    JOINED = "joined"
    FIRST = "first"
    ONE_BY_ONE = "one by one"


def there_is(rows: QuerySet[Any, Any]) -> IsNull:
    """Whether there is such a row, looked up for each row that asks: of `Exists` PostgreSQL makes a list of all first."""
    return IsNull(Subquery(rows.order_by().values("pk")[:1]), False)


def narrowed(
    viewer: Viewer,
    kind: Kind,
    said: Mapping[str, Any],
    *,
    on: date,
    past: bool = False,
    seen_by: Seen = Seen.JOINED,
    many: bool = False,
) -> QuerySet[Any]:
    """Those asked for: by words, whose they are, lead organisation, portfolio (its own log included), level, or overdue; on
    a past day as they stood then. `seen_by`: today's alone. `many`: they are known to hold the words that are sought."""
    entry = "entry__" if past else ""
    every: QuerySet[Any] = EntryFact.objects.as_at(on) if past else Entry.objects.all()
    seen = in_seen_log(viewer, entry)
    # What stopped and what was completed teach as well.
    if said.get("show") != "answered" and kind != Kind.LESSON:
        seen &= in_states(LIVE_STATES, f"{entry}project", on=on, past=past)
    if seen_by != Seen.JOINED:
        live = Q() if kind == Kind.LESSON or said.get("show") == "answered" else Q(state__in=LIVE_STATES)
        logs = logs_seen(viewer).filter(live).order_by()
        first = seen_by == Seen.FIRST
        seen = Q(project__in=logs.values("pk")) if first else Q(there_is(logs.filter(pk=OuterRef("project"))))
    rows = every.filter(seen, not_kept_from(viewer, entry), **{f"{entry}kind": kind})
    rows = answered_by(rows, on) if said.get("show") == "answered" else rows.filter(closed_on=None)
    for word in words_of(said):
        own = with_words(word) if kind == Kind.LESSON else Q(title__icontains=word)
        held = own | Q(**{f"{entry}project__title__icontains": word})
        # Of a word PostgreSQL expects that hardly any row holds it, and sorts all; a truth holds of half of them.
        rows = (
            rows.alias(held=Case(When(held, then=True), default=False)).filter(held=True)
            if many
            else rows.filter(held)
        )
    match said.get("whose"):
        case "mine":
            rows = rows.filter(owner__user=viewer.user)
        case "projects":
            rows = rows.filter(**{f"{entry}project__in": viewer.works_on()})
    if organisations := said.get("organisation"):
        rows = rows.filter(**{f"{entry}project__lead_organisation__in": organisations})
    if portfolio := said.get("portfolio"):
        own = Q(**{f"{entry}project__of_portfolio": portfolio})
        rows = rows.filter(in_portfolio(portfolio, f"{entry}project", on=on) | own)
    if work := said.get("work"):
        states = LIVE_STATES if work == "live" else (State(work),)
        rows = rows.filter(in_states(states, f"{entry}project", on=on, past=past))
    if level := said.get("level"):
        rows = rows.filter(level=level)
    if proximity := said.get("proximity"):
        rows = rows.filter(details__proximity=proximity)
    if reference := said.get("reference"):
        rows = rows.filter(
            Q(details__corporate__icontains=reference) | Q(details__assurance__icontains=reference)
        )
    return rows.filter(due_on__lt=on) if said.get("overdue") else rows


def words_of(said: Mapping[str, Any]) -> list[str]:
    """What is sought, word by word: all of them are to be there, wherever they stand."""
    return str(said.get("q") or "").split()[:MOST_WORDS]


def answered_by(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    return rows.filter(closed_on__gt=on - timedelta(days=YEAR), closed_on__lte=on).exclude(state=MISTAKE.code)
