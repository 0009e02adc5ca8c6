"""Where delivery confidence moved since an earlier day, the worse first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value

from quantock.access import padded, prepared
from quantock.desk.queries.asks import published
from quantock.desk.queries.compared import ORDER
from quantock.desk.queries.selection import Selection, in_force, live_on
from quantock.projects.models import Project, ProjectFact, Rater, Track

MOST_MOVED = 8


@dataclass(frozen=True, slots=True)
class Move:
    """A project whose confidence is another than it was, with what its people said."""

    number: int
    title: str
    was: str
    now: str
    why: str = ""
    rater: str = ""

    @property
    def worse(self) -> bool:
        return _worse(self.was, self.now)


def _worse(was: str, now: str) -> bool:
    return bool(was and now) and ORDER[now] < ORDER[was]


def _rank(was: str, now: str) -> tuple[bool, int]:
    """The worse first, then by what it is now."""
    return not _worse(was, now), ORDER.get(now, 9)


def moved(selection: Selection, since: date) -> tuple[Sequence[Move], int]:
    """The first of the projects of the full track whose confidence is another than it was, and how many there are.
    One query.

    Those selected now, whatever else they were on the earlier day.
    """
    moves = [_move(*row) for row in selection.found(_moved, since)]
    moves.sort(key=lambda move: (*_rank(move.was, move.now), move.title, move.number))
    return moves[:MOST_MOVED], len(moves)


def moved_by(selection: Selection, since: date) -> tuple[Sequence[Move], int]:
    """As `moved`, by a past day of all that was live then: what was so on the earlier day and no longer is, is looked at row
    by row, and why is read of the first. Two queries."""
    found = sorted(selection.found(_moved_by, since), key=lambda row: (*_rank(*row[3:5]), row[2], row[1]))
    keys = padded([row[0] for row in found[:MOST_MOVED]])
    why = dict(prepared(_whys, None, selection.day, keys=keys)) if keys else {}
    moves = [
        _move(number, title, was, now, rater, why.get(key))
        for key, number, title, was, now, rater in found[:MOST_MOVED]
    ]
    return moves, len(found)


def _moved_by(selection: Selection, since: date) -> QuerySet[Any, Any]:
    ended = {"so_until__gt": since, "so_until__lte": selection.day}
    rows = ProjectFact.objects.standing().filter(so_from__lte=since, **ended).order_by()
    now = "project__facts__"
    other = Q(confidence__lt=F(f"{now}confidence")) | Q(confidence__gt=F(f"{now}confidence"))
    there = live_on(selection, "project__") & Q(**{f"{now}track": Track.FULL})
    return rows.filter(other & there).values_list(
        *("project", "project__number", f"{now}title", "confidence"),
        *(f"{now}confidence", f"{now}confidence_rater"),
    )


def _whys(day: date, keys: Sequence[int]) -> QuerySet[Any, Any]:
    """Of each project, the last by the day coming last."""
    return published(day).filter(project__in=keys).order_by("as_at", "pk").values_list("project", "why")


def _moved(selection: Selection, since: date) -> QuerySet[Any, Any]:
    # One row a project on either day, whatever its filters were on the earlier one.
    rows = ProjectFact.objects.as_at(since).filter(selection.among("project"), so_until__lte=selection.day)
    now, later = (
        ("project__facts__", in_force(selection.on, "project__facts__"))
        if selection.on
        else ("project__", Q())
    )
    other = Q(confidence__lt=F(f"{now}confidence")) | Q(confidence__gt=F(f"{now}confidence"))
    found = rows.filter(other & later, **{f"{now}track": Track.FULL}).order_by()
    return found.values_list(
        *("project__number", f"{now}title", "confidence", f"{now}confidence", f"{now}confidence_rater"),
        _why(selection, "project"),
    )


def _move(number: int, title: str, was: str, now: str, rater: str, why: str | None) -> Move:
    return Move(number, title, was, now, why or "", str(Rater(rater).label) if rater else "")


def _why(selection: Selection, project: str) -> Subquery:
    """What the last update by the day says of why."""
    updates = published(selection.day).filter(project=OuterRef(project)).order_by("-as_at", "-pk")
    return Subquery(updates.values("why")[:1])


def first_moved(
    selection: Selection, since: date, ways: Mapping[tuple[str, str], int]
) -> tuple[Sequence[Move], int]:
    """The same as `moved`, where it is known how many went from which confidence to which: only those that come
    first are read, in the order of their titles. One query, or none."""
    ranked: dict[tuple[bool, int], list[tuple[str, str]]] = {}
    for way in sorted(ways, key=lambda way: _rank(*way)):
        ranked.setdefault(_rank(*way), []).append(way)
    chosen: list[list[tuple[str, str]]] = []
    for some in ranked.values():
        if sum(ways[way] for others in chosen for way in others) < MOST_MOVED:
            chosen.append(some)
    if not chosen:
        return [], 0
    found = sorted(selection.found(_first_moved, since, chosen), key=lambda row: (row[0], row[2], row[1]))
    return [_move(*row[1:]) for row in found[:MOST_MOVED]], sum(ways.values())


def _first_moved(
    selection: Selection, since: date, chosen: Sequence[Sequence[tuple[str, str]]]
) -> QuerySet[Any, Any]:
    """The first of each rank, along the index of titles: one after the other, as their order as a whole has none."""
    parts = [_first_of(selection, since, some, place) for place, some in enumerate(chosen)]
    return parts[0].union(*parts[1:], all=True) if len(parts) > 1 else parts[0]


def _first_of(
    selection: Selection, since: date, some: Sequence[tuple[str, str]], place: int
) -> QuerySet[Any, Any]:
    # Of one rank all are now the same.
    now = {"track": Track.FULL, "confidence": some[0][1]}
    then = {"facts__so_from__lte": since, "facts__so_until__gt": since, "facts__withdrawn_at": None}
    moved_ = Q(**now, **then, facts__confidence__in=[was for was, _ in some])
    rows = selection.rows().filter(moved_).order_by("title", "number")
    # Which they are is found first: else the last update of each that moved is looked up, to tell of eight.
    first = Project.objects.filter(moved_, pk__in=rows[:MOST_MOVED].values("pk")).order_by()
    return first.annotate(place=Value(place)).values_list(
        *("place", "number", "title", "facts__confidence", "confidence", "confidence_rater"),
        _why(selection, "pk"),
    )
