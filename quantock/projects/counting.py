"""Keeping what dashboards count: the services that change a project call `keep_counted` in the same transaction.

A project's shares of all counts are worked out by `shares_of`, whole, from its facts, and what differs from the shares
kept of it is added to the counts. So it does not matter who calls, how often, or after which change (ADR 0010).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain, groupby
from operator import attrgetter
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from quantock.access.prepared import padded, prepared
from quantock.audit.inserting import insert
from quantock.engines.dates import add_months
from quantock.projects import dated
from quantock.projects.dated import Span, Told, column, quiet_from
from quantock.projects.models import (
    Count,
    Counted,
    Course,
    MilestoneFact,
    MoneyFact,
    Project,
    ProjectFact,
    Seen,
    Stage,
    StatusUpdate,
    ThemeFact,
    Track,
)
from quantock.projects.models.counts import SEEN, place_of
from quantock.projects.models.record import LIVE_STATES

AT_ONCE = 500
PAST_TOO = "past"
"""The key under which it is said that past days are counted, too."""
What = Count.What

Share = tuple[str, str, date | None]
"""What is counted, its key, its day."""
Numbers = tuple[int, int]
"""How many, and how many pence."""
Shares = Counter[Share]
Place = str
"""As `place_of` writes it."""
Cell = tuple[int, str, str, str, str]
"""An organisation, who sees it there whole, what is counted (nothing: of the past), its key, its day as written."""


OF_OTHERS: list[Callable[[Sequence[int]], Iterable[tuple[int, str, str]]]] = []
"""What floors above count of live projects, by their keys: each project's key, what is counted, its key."""
OF_OTHERS_PAST: list[Callable[[Sequence[int]], Iterable[tuple[int, Told]]]] = []
"""What floors above tell of the past of projects, by their keys: each project's key, and what was so of it when."""
OF_ALL: dict[str, Callable[[Sequence[int]], Iterable[tuple[int, str, str, int, int]]]] = {}
"""What floors above count of all projects but archived ones, by a name: each project's key, what is counted, its key, how many,
how many pence."""
ALSO: list[Callable[[Sequence[int]], Iterable[int]]] = []
"""Of what floors above count: the keys of other projects whose counts hang on these."""


def month_of(day: date) -> str:
    """What counts what happened in a month, day by day."""
    return f"{day:%Y-%m}"


def month_after(day: date) -> date:
    """The first start of a month on or after a day."""
    return day if day.day == 1 else add_months(day.replace(day=1), 1)


_waiting: ContextVar[set[int] | None] = ContextVar("projects that are counted together", default=None)


@contextmanager
def together() -> Iterator[None]:
    """What changes within is counted once, at its end: for a sheet that changes thousands of records. In one transaction."""
    if _waiting.get() is not None:
        yield
        return
    waiting: set[int] = set()
    before = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(before)
    keep_counted(waiting)


def keep_counted(projects: Iterable[Project | int]) -> None:
    """After anything that is counted of these projects changed. A dozen queries for each 500."""
    own = sorted({each if isinstance(each, int) else each.pk for each in projects})
    if (waiting := _waiting.get()) is None:
        _keep_counted(own)
    else:
        waiting.update(own)


@transaction.atomic
def _keep_counted(own: Sequence[int]) -> None:
    keys = sorted({*own, *(key for also in ALSO for key in also(own))})
    for start in range(0, len(keys), AT_ONCE):
        _keep(keys[start : start + AT_ONCE])


def _keep(keys: Sequence[int]) -> None:
    held = {row.pk: row for row in Counted.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    added = Sums()
    new: list[Counted] = []
    changed: list[Counted] = []
    for row in counted_now(keys):
        was = held.pop(row.pk, None)
        if was and _same(was, row):
            continue
        if was:
            added.add(was, -1)
        added.add(row)
        (changed if was else new).append(row)
    insert(new)
    Counted.objects.bulk_update(changed, ["organisation", "seen", "shares", "past"], batch_size=100)
    _add({**added.spread(together=True), **added.spread()})


def _same(one: Counted, other: Counted) -> bool:
    names = ("organisation", "seen", "shares", "past")
    return all(getattr(one, name) == getattr(other, name) for name in names)


@dataclass(slots=True)
class Sums:
    """The shares of projects added up, before they are spread over all rows that hold them."""

    numbers: dict[Cell, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0]))

    def add(self, row: Counted, sign: int = 1) -> None:
        organisation, seen = row.organisation, row.seen
        for what, key, day, count, pence in chain(row.shares, (("", *each) for each in row.past)):
            numbers = self.numbers[organisation, seen, what, key, day]
            numbers[0] += sign * count
            numbers[1] += sign * pence

    def spread(self, *, together: bool = False) -> dict[tuple[Place, Share], Numbers]:
        """In the places of their organisations or in those of all together; what was so in the past by the
        day and by the month."""
        found: dict[tuple[Place, Share], Numbers] = {}
        for (organisation, seen, what, key, said), (count, pence) in self.numbers.items():
            if not (count or pence):
                continue
            day = date.fromisoformat(said) if said else None
            shares: list[Share] = [(what, key, day)]
            if day and not what:
                shares = [(month_of(day), key, day), (What.PAST, key, day.replace(day=1))]
            place = place_of(None if together else organisation, seen)
            for share in shares:
                was = found.get((place, share), (0, 0))
                found[place, share] = was[0] + count, was[1] + pence
        return found


def _add(sums: Mapping[tuple[Place, Share], Numbers]) -> None:
    insert(
        [
            Count(what=what, place=place, key=key, day=day, count=count, pence=pence)
            for (place, (what, key, day)), (count, pence) in sums.items()
            if count or pence
        ]
    )


def counted_now(keys: Sequence[int]) -> list[Counted]:
    """The rows of some projects as they should be, not kept. Six queries, and those of floors above."""
    some = padded(keys)
    facts, themes, money, dates, heard = (
        _by_key(prepared(build, None, keys=some)) for build in (_facts, _themes, _this_year, _dates, _heard)
    )
    told: defaultdict[int, list[Told]] = defaultdict(list)
    for tell in OF_OTHERS_PAST:
        for project_key, one in tell(keys):
            told[project_key].append(one)
    others: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for source in OF_OTHERS:
        for project_key, what, about in source(keys):
            others[project_key].append((what, about, None))
    sums: defaultdict[int, list[tuple[Share, int, int]]] = defaultdict(list)
    for add in OF_ALL.values():
        for project_key, what, about, count, pence in add(keys):
            sums[project_key].append(((what, about, None), count, pence))
    rows = []
    for project in prepared(_records, None, keys=some):
        shares = Shares()
        amounts: Counter[Share] = Counter()
        past: list[list[str | int]] = []
        if project.archived_at is None:
            key = project.pk
            live = dated.live_facts(facts[key])
            served = [(theme, Span(start, end)) for theme, much, start, end in themes[key] if much]
            told[key] += _of_the_past(project, money[key], dates[key], heard[key])
            past = dated.days_of(live, served, told[key])
            shares.update(_earlier(facts[key]))
            for share, count, pence in sums[key]:
                shares[share] += count
                amounts[share] += pence
            if project.is_live:
                shares.update(_standing(project))
                shares.update(_moved(project, facts[key]))
                in_column = column(project.track, project.confidence)
                shares.update(
                    (What.THEME, f"{each}|{in_column}", None) for each, on in served if on.end is None
                )
                shares.update(others[key])
                shares.update(_milestones(dates[key]))
                if project.parent_id is None:
                    shares.update(_money(money[key], amounts))
        rows.append(
            Counted(
                project=project,
                organisation=project.lead_organisation_id,
                seen=SEEN[project.visibility],
                shares=_written(shares, amounts),
                past=past,
            )
        )
    return rows


# Columns of the record whose change is a change of what is counted; the other columns below have verbs of their own.
OF_COUNTS = frozenset(
    (
        "state",
        "track",
        "confidence",
        "step",
        "lead_organisation",
        "visibility",
        "reporting_days",
        "quadruple_aim",
    )
)
COLUMNS = (
    "state",
    "track",
    "confidence",
    "step",
    "course",
    "visibility",
    "lead_organisation",
    "parent",
    "archived_at",
    "last_update_on",
    "registered_on",
    "reporting_days",
    "step_since",
)


def _records(keys: Sequence[int]) -> models.QuerySet[Project]:
    return Project.objects.filter(pk__in=keys).only(*COLUMNS)


def _facts(keys: Sequence[int]) -> models.QuerySet[Any, Any]:
    rows = ProjectFact.objects.standing().filter(project__in=keys).order_by()
    return rows.values_list("project", "so_from", "so_until", "state", "track", "confidence", "step")


def _themes(keys: Sequence[int]) -> models.QuerySet[Any, Any]:
    rows = ThemeFact.objects.standing().filter(project__in=keys).order_by()
    return rows.values_list("project", "theme", "contribution", "so_from", "so_until")


def _this_year(keys: Sequence[int]) -> models.QuerySet[Any, Any]:
    asked = (MoneyFact.Basis.BUDGET, MoneyFact.Basis.FORECAST)
    rows = MoneyFact.objects.standing().filter(span=MoneyFact.Span.IN_YEAR, basis__in=asked, project__in=keys)
    return rows.order_by().values_list("project", "nature", "basis", "pence", "text", "so_from", "so_until")


def _dates(keys: Sequence[int]) -> models.QuerySet[Any, Any]:
    """What was said of milestones, and when each was taken off the plan."""
    rows = MilestoneFact.objects.standing().filter(milestone__project__in=keys)
    said = ("so_from", "so_until", "forecast", "provisional", "actual", "milestone__removed_at")
    return rows.order_by().values_list("milestone__project", "milestone", *said)


def _heard(keys: Sequence[int]) -> models.QuerySet[Any, Any]:
    published = (Stage.PUBLISHED, Stage.SUPERSEDED)
    rows = StatusUpdate.objects.filter(project__in=keys, stage__in=published).order_by()
    return rows.values_list("project", "as_at")


def _by_key(rows: Iterable[tuple[Any, ...]]) -> Mapping[int, list[tuple[Any, ...]]]:
    """Rows by what they begin with, without it."""
    found: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for key, *row in rows:
        found[key].append(tuple(row))
    return found


def _written(shares: Shares, amounts: Mapping[Share, int]) -> list[list[Any]]:
    """In an order of their own, so that the same shares are written the same."""
    rows = [
        [str(what), key, day.isoformat() if day else "", count, amounts.get((what, key, day), 0)]
        for (what, key, day), count in shares.items()
        if count
    ]
    return sorted(rows)


def _standing(project: Project) -> Iterator[Share]:
    step = project.step_id or ""
    yield What.STANDING, f"{project.track}|{project.confidence}|{step}", None
    if project.course == Course.HELP_WANTED:
        yield What.ASKING, "", None
    heard = project.last_update_on or project.registered_on
    yield What.QUIET, "", quiet_from(heard, project.reporting_days)
    if project.step_id:
        came = project.step_since or project.registered_on
        yield What.STEP_MONTH, f"{step}|{came:%Y-%m}", None
        yield What.STEP_DAY, f"{step}|{came:%Y-%m}", came
    if project.parent_id:
        yield What.INSIDE, "", None


def _of_the_past(
    project: Project,
    money: Iterable[tuple[Any, ...]],
    dates: Iterable[tuple[Any, ...]],
    heard: Iterable[tuple[Any, ...]],
) -> Iterator[Told]:
    """What was so of a project besides its record; of one in a programme no amounts, as in `_money`."""
    if project.course == Course.HELP_WANTED:
        yield Told("asking", Span(date.min))
    yield from dated.quiet((day for (day,) in heard), project.registered_on, project.reporting_days)
    for _, start, end, forecast, provisional, actual, removed in dates:
        said = until_removed(Span(start, end), removed)
        if said and forecast and actual is None:
            yield from dated.milestone(said, forecast, provisional)
    for nature, basis, pence, text, start, end in money if project.parent_id is None else ():
        yield from dated.money(Span(start, end), nature, basis, pence, text)


def until_removed(said: Span, removed: datetime | None) -> Span | None:
    """Of what was said of something the days on which it had not been taken away; nothing where there are none."""
    return dated.both(said, Span(date.min, timezone.localtime(removed).date() if removed else None))


def _earlier(facts: Iterable[tuple[Any, ...]]) -> Shares:
    """Live at the start of which months, in which confidence: what each month adds and takes away."""
    found = Shares()
    for start, end, state, track, confidence, _ in facts:
        if state in LIVE_STATES:
            _between(found, (What.EARLIER, f"{track}|{confidence}"), start, end)
    return found


def _moved(project: Project, facts: Iterable[tuple[Any, ...]]) -> Shares:
    """Rated otherwise than now at the start of which months; only where a confidence is asked for now."""
    found = Shares()
    for start, end, _, _, confidence, _ in facts if project.track == Track.FULL else ():
        if end is not None and confidence != project.confidence:
            _between(found, (What.MOVED, f"{confidence}|{project.confidence}"), start, end)
    return found


def _milestones(dates: Iterable[tuple[Any, ...]]) -> Shares:
    """Those that are still to be reached, and whether they were expected earlier."""
    found = Shares()
    said: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for key, *row in dates:
        said[key].append(tuple(row))
    for rows in said.values():
        _, _, forecast, provisional, actual, removed = next(row for row in rows if row[1] is None)
        if removed or actual or not forecast:
            continue
        found[What.OPEN, "provisional" if provisional else "", forecast] += 1
        for start, end, was, *_ in rows:
            if was is not None and was < forecast:
                _between(found, (What.SLIPPED, ""), start, end)
    return found


def _between(found: Shares, what: tuple[str, str], start: date, end: date | None) -> None:
    """Counted at each start of a month from one day until another."""
    first, last = month_after(start), month_after(end) if end else None
    if first != last:
        found[*what, first] += 1
        if last:
            found[*what, last] -= 1


def _money(rows: Iterable[tuple[Any, ...]], amounts: Counter[Share]) -> Iterator[Share]:
    """A project in no programme: no other amount can hold its own."""
    for nature, basis, pence, text, _, end in rows:
        if end is not None:
            continue
        key = f"{nature}|{basis}"
        yield What.MONEY, key, None
        if pence is not None:
            amounts[What.MONEY, key, None] += pence
            yield What.GAVE, key, None
        elif text:
            yield What.TEXT, key, None


@transaction.atomic
def count_again() -> int:
    """Make all of it again from the records; how many rows of counts there are now."""
    Count.objects.all().delete()
    Counted.objects.all().delete()
    keys = list(Project.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        insert(counted_now(keys[start : start + AT_ONCE]))
    for _, sums in _added_up():
        _add(sums)
    everybody = place_of(None, Seen.EVERYBODY)
    insert([Count(what=What.COMPLETE, place=everybody, key=key, count=1) for key in ("", PAST_TOO, *OF_ALL)])
    return Count.objects.count()


def _added_up() -> Iterator[tuple[int | None, dict[tuple[Place, Share], Numbers]]]:
    """What the shares of all projects come to, organisation by organisation and then all together: the days of all
    organisations at once would fill the memory."""
    whole = Sums()
    rows = Counted.objects.order_by("organisation", "pk").iterator(chunk_size=AT_ONCE)
    for organisation, some in groupby(rows, attrgetter("organisation")):
        own = Sums()
        for row in some:
            own.add(row)
            row.organisation = 0
            whole.add(row)
        yield organisation, own.spread()
    yield None, whole.spread(together=True)


@transaction.atomic
def gather() -> int:
    """Make one row of all that say the same; how many there are now. For a quiet hour: it reads every count."""
    places = Count.objects.order_by().values_list("place", flat=True).distinct()
    for place in sorted(places):
        held: defaultdict[Share, list[tuple[int, int, int]]] = defaultdict(list)
        rows = Count.objects.select_for_update().filter(place=place).order_by("pk")
        for key, what, about, day, count, pence in rows.values_list("pk", *Count.SAME[1:], "count", "pence"):
            held[what, about, day].append((key, count, pence))
        several = {share: some for share, some in held.items() if len(some) > 1}
        keys = [key for some in several.values() for key, _, _ in some]
        for start in range(0, len(keys), AT_ONCE):
            Count.objects.filter(pk__in=keys[start : start + AT_ONCE]).delete()
        sums = {
            share: (sum(n for _, n, _ in some), sum(n for *_, n in some)) for share, some in several.items()
        }
        _add({(place, share): numbers for share, numbers in sums.items()})
    return Count.objects.count()


def is_complete() -> bool:
    """Whether all was counted in full at some time. One query."""
    counted = Count.objects.filter(what=What.COMPLETE).order_by().values_list("key", flat=True)
    return not {"", PAST_TOO, *OF_ALL}.difference(counted)


def check() -> Iterator[str]:
    """A sentence for each project counted otherwise than it is, and for each count that is not the sum of its
    projects' shares."""
    if not is_complete():
        yield "What dashboards count was never counted in full: run `quantock rebuild-counts`"
        return
    keys = list(Project.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        held = Counted.objects.in_bulk(some)
        for row in counted_now(some):
            was = held.get(row.pk)
            if was is None or not _same(was, row):
                yield f"{row.project.ref}: what dashboards count of it is out of date"
    checked: set[Place] = set()
    for organisation, sums in _added_up():
        places = {place_of(organisation, seen) for seen in Seen}
        checked |= places
        yield from _wrong(Count.objects.filter(place__in=places), sums)
    yield from _wrong(Count.objects.exclude(place__in=checked), {})


def _wrong(rows: models.QuerySet[Count], wanted: dict[tuple[Place, Share], Numbers]) -> Iterator[str]:
    """Of the counts of some places: those that are not what their projects' shares come to."""
    sums = rows.exclude(what=What.COMPLETE).order_by().values_list(*Count.SAME)
    for place, what, key, day, count, pence in sums.annotate(models.Sum("count"), models.Sum("pence")):
        if wanted.pop((place, (what, key, day)), (0, 0)) != (count, pence):
            yield f"The kept count “{what} {key} {day or ''}” of {place} is wrong"
    for (place, (what, key, _)), numbers in wanted.items():
        if any(numbers):
            yield f"The kept count “{what} {key}” of {place} is missing"
