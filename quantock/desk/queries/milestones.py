"""Milestones of many projects: counted, drawn and listed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models import Count as Number

from quantock.desk.queries.kept import DRAWN_DAYS, DUE_DAYS, Kept, only_live
from quantock.desk.queries.selection import Selection, live_on
from quantock.projects.models import Count, Milestone, MilestoneFact
from quantock.projects.models.project import seen_by
from quantock.projects.rules import Dates, Verdict, judge

MOST_DRAWN = 300
SOONEST = 60
"""So many are drawn where there are more than can be."""


@dataclass(frozen=True, slots=True)
class Dated:
    """One milestone of a project, with its computed status."""

    number: int
    title: str
    organisation: str
    programme: int
    programme_title: str
    name: str
    baseline: date | None
    forecast: date | None
    actual: date | None
    provisional: bool
    verdict: Verdict


@dataclass(slots=True)
class Ahead:
    """How many are due, late, provisional and slipped since a day; how many fall within twelve months, and those
    of them, or the soonest, that are drawn: until `drawn_until`."""

    due: int = 0
    late: int = 0
    provisional: int = 0
    slipped: int = 0
    within: int = 0
    drawn: Sequence[Dated] = ()
    drawn_until: date | None = None

    @property
    def is_cut(self) -> bool:
        return self.within > MOST_DRAWN


WHENS = {
    "due": "Due in 90 days",
    "late": "Late",
    "slipped": "Slipped",
    "provisional": "Provisional, due in 90 days",
    "open": "Not reached",
    "reached": "Reached",
}
MILESTONES = "milestones"
COUNTED = ("due", "late", "provisional", "slipped")
OF_MILESTONE = {"called": "name", "sort": "kind"}
OF_PROJECT = {
    "number": "number",
    "title": "title",
    "organisation": "lead_organisation__called",
    "programme": "top__number",
    "programme_title": "top__title",
    "reporting_days": "reporting_days",
    "state": "state",
}
SOONEST_FIRST = (F("forecast").asc(nulls_last=True), "pk")
DATES = ("baseline", "forecast", "actual", "provisional", "reviewed_on")


def dates(selection: Selection, *, joined: bool = False) -> QuerySet[Any]:
    """The milestones of the selection's projects: now, or what was said of them by a day."""
    if selection.on is None:
        theirs = selection.joined("project") if joined else selection.among("project")
        return Milestone.objects.filter(theirs, removed_at=None)
    facts = MilestoneFact.objects.as_at(selection.on)
    return facts.filter(kept_on(selection.on), selection.among("milestone__project"))


def kept_on(day: date, of: str = "milestone__") -> Q:
    """Of facts: those of what had not been taken away by the day; `of` leads there."""
    return Q(**{f"{of}removed_at": None}) | Q(**{f"{of}removed_at__date__gt": day})


def planned_on(selection: Selection) -> QuerySet[Milestone]:
    """The milestone of a fact, where it was on the plan of a project that was live on the past day: to be looked at one by
    one, along an index of facts."""
    live = live_on(selection, "project__")
    return Milestone.objects.filter(kept_on(selection.day, ""), live, pk=OuterRef("milestone"))


def of(when: str, selection: Selection, since: date) -> Q:
    """One of `WHENS` as a condition."""
    day = selection.day
    due = Q(actual=None, forecast__gte=day, forecast__lte=day + timedelta(days=DUE_DAYS))
    return {
        "due": due,
        "late": Q(actual=None, forecast__lt=day),
        "slipped": Q(actual=None, forecast__isnull=False) & _earlier(since, past=selection.on is not None),
        "provisional": due & Q(provisional=True),
        "within": _within(day),
        "open": Q(actual=None),
        "reached": Q(actual__isnull=False),
    }[when]


def _earlier(since: date, *, past: bool) -> Q:
    """Those that were expected earlier, as it was known on another day."""
    if past:
        then = MilestoneFact.objects.as_at(since).filter(forecast__lt=OuterRef("forecast"))
        return Q(Exists(then.filter(milestone=OuterRef("milestone"))))
    # Of what is so now: said anew since, else it would be as it was. These are few, and an index has them by that day.
    then = MilestoneFact.objects.filter(so_from__lte=since, so_until__gt=since, withdrawn_at=None)
    return Q(pk__in=then.filter(forecast__lt=F("milestone__forecast")).order_by().values("milestone"))


def _within(day: date) -> Q:
    return Q(actual=None, forecast__gte=day, forecast__lte=day + timedelta(days=DRAWN_DAYS))


def counts(selection: Selection, since: date) -> QuerySet[Any]:
    """One row: `MILESTONES`, nothing, and how many are due, late, provisional, have slipped and fall within a year."""
    rows = dates(selection, joined=True).filter(actual=None, forecast__isnull=False).order_by()
    named = rows.annotate(what=Value(MILESTONES, TextField()), besides=Value("", TextField()))
    found: QuerySet[Any] = named.values_list("what", "besides").annotate(
        **{name: Number("pk", filter=of(name, selection, since)) for name in (*COUNTED, "within")}
    )
    return found


def counted(rows: Iterable[tuple[Any, ...]]) -> Ahead:
    """What `counts` found."""
    found = Ahead()
    for row in rows:
        found.due, found.late, found.provisional, found.slipped, found.within = map(int, row[2:])
    return found


def kept_ahead(kept: Kept) -> Ahead:
    """As `counts`. No query."""
    provisional = (Count.What.OPEN, "provisional")
    both = ((Count.What.OPEN, ""), provisional)
    return Ahead(
        due=sum(kept.soon[each] - kept.before[each] for each in both),
        late=sum(kept.before[each] for each in both),
        provisional=kept.soon[provisional] - kept.before[provisional],
        slipped=kept.counts[Count.What.SLIPPED, ""],
        within=sum(kept.year[each] - kept.before[each] for each in both),
    )


def draw(found: Ahead, selection: Selection) -> Ahead:
    """What falls within twelve months, to be drawn; where it is too much, the soonest. One query, or none."""
    day = selection.day
    if found.within:
        found.drawn = [_judged(row, selection) for row in selection.found(_drawn, found.is_cut)]
    last = found.drawn[-1].forecast if found.is_cut else None
    found.drawn_until = last or day + timedelta(days=DRAWN_DAYS)
    return found


def _drawn(selection: Selection, is_cut: bool) -> QuerySet[Any, Any]:
    # The first of many are found along the index of days, and each looked at for itself; a few by their projects.
    ahead = dates(selection, joined=is_cut).filter(_within(selection.day))
    if selection.on and is_cut:
        if selection.known is None and only_live(selection):
            ahead = MilestoneFact.objects.as_at(selection.day).filter(
                _within(selection.day), Q(Exists(planned_on(selection)))
            )
        # Chosen by their day alone, and only then named: thousands have projects and organisations.
        soonest = ahead.order_by("forecast", "pk").values("pk")[:SOONEST]
        return _named(MilestoneFact.objects.filter(pk__in=soonest), selection).order_by("forecast", "pk")
    return _named(ahead, selection).order_by("forecast", "pk")[: SOONEST if is_cut else MOST_DRAWN]


def listed(selection: Selection, when: str, since: date, number: int, size: int) -> tuple[list[Dated], int]:
    """One page of a list of milestones, and how many there are. Two queries."""
    found = selection.found(_page, when, since, size, keys=[(number - 1) * size])
    return [_judged(row, selection) for row in found], selection.count(_which, when, since)


def _which(selection: Selection, when: str, since: date, joined: bool = False) -> QuerySet[Any, Any]:
    """Their keys. All are counted by their projects; of the soonest each one's project is looked at (`joined`)."""
    rows = dates(selection, joined=joined).filter(of(when, selection, since))
    found: QuerySet[Any, Any] = rows.order_by().values("pk")
    return found


def _page(selection: Selection, when: str, since: date, size: int, first: int) -> QuerySet[Any]:
    """Which these are is found by their keys alone: what is joined to them is read of a page."""
    keys = _which(selection, when, since, joined=True).order_by(*SOONEST_FIRST)[first : first + size]
    kind: Any = MilestoneFact if selection.on else Milestone
    return _named(kind.objects.filter(pk__in=keys), selection)


def every(selection: Selection, when: str, since: date) -> Iterator[Dated]:
    """All of them, for a file."""
    rows = _named(dates(selection).filter(of(when, selection, since)), selection)
    return (_judged(row, selection) for row in rows.iterator(chunk_size=1000))


def _named(rows: QuerySet[Any], selection: Selection) -> QuerySet[Any]:
    """The same columns from either table, the soonest first."""
    to = "milestone__" if selection.on else ""
    milestone = {name: F(f"{to}{column}") for name, column in OF_MILESTONE.items()}
    project = {name: F(f"{to}project__{column}") for name, column in OF_PROJECT.items()}
    # A programme that one may not see is not named: the project then stands for itself.
    top = f"{to}project__top__"
    seen = seen_by(selection.viewer, top) & Q(**{f"{top}archived_at": None, f"{top}isnull": False})
    ordered = rows.order_by(*SOONEST_FIRST).annotate(
        programme_seen=Case(When(seen, then=Value(True)), default=Value(False))
    )
    named: QuerySet[Any] = ordered.values(*DATES, "programme_seen", **milestone, **project)
    return named


def _judged(row: dict[str, Any], selection: Selection) -> Dated:
    """As on its day; that a project has ended by now says nothing of a past one."""
    day, state = selection.day, "" if selection.on else row["state"]
    known = Dates(row["sort"], row["baseline"], row["forecast"], row["actual"], row["reviewed_on"])
    verdict = judge(known, on=day, reporting_days=row["reporting_days"], state=state)
    return Dated(
        number=row["number"],
        title=row["title"],
        organisation=row["organisation"],
        programme=row["programme"] if row["programme_seen"] else row["number"],
        programme_title=row["programme_title"] if row["programme_seen"] else row["title"],
        name=row["called"],
        baseline=row["baseline"],
        forecast=row["forecast"],
        actual=row["actual"],
        provisional=row["provisional"],
        verdict=verdict,
    )
