"""Keeping what dashboards count: the services that change a project call `keep_counted` in the same transaction.

A project's shares of all counts are worked out by `shares_of`, whole, from its facts, and what differs from the shares
kept of it is added to the counts. So it does not matter who calls, how often, or after which change (ADR 0010).
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import models, transaction

from quantock.access.prepared import padded, prepared
from quantock.audit.inserting import insert
from quantock.engines.dates import add_months
from quantock.projects.models import (
    Count,
    Counted,
    Course,
    Milestone,
    MilestoneFact,
    MoneyFact,
    Project,
    ProjectFact,
    Seen,
    ThemeFact,
    Track,
)
from quantock.projects.models.counts import SEEN, place_of
from quantock.projects.models.record import LIVE_STATES

AT_ONCE = 500
NOT_RATED, NOT_ASKED = "none", "not asked"
What = Count.What

Share = tuple[str, str, date | None]
"""What is counted, its key, its day."""
Numbers = tuple[int, int]
"""How many, and how many pence."""
Shares = Counter[Share]
Place = str
"""As `place_of` writes it."""


OF_OTHERS: list[Callable[[Sequence[int]], Iterable[tuple[int, str, str]]]] = []
"""What floors above count of live projects, by their keys: each project's key, what is counted, its key."""
ALSO: list[Callable[[Sequence[int]], Iterable[int]]] = []
"""Of what floors above count: the keys of other projects whose counts hang on these."""


def month_after(day: date) -> date:
    """The first start of a month on or after a day."""
    return day if day.day == 1 else add_months(day.replace(day=1), 1)


def column(track: str, confidence: str) -> str:
    """A project's column in a table by confidence."""
    return (confidence or NOT_RATED) if track == Track.FULL else NOT_ASKED


def quiet_from(heard: date, reporting_days: int) -> date:
    """The first day on which a project counts as gone quiet (as `rules.is_quiet`)."""
    return heard + timedelta(days=reporting_days * 3 // 2 + 1)


@transaction.atomic
def keep_counted(projects: Iterable[Project | int]) -> None:
    """After anything that is counted of these projects changed. A dozen queries for each 500."""
    own = sorted({each if isinstance(each, int) else each.pk for each in projects})
    keys = sorted({*own, *(key for also in ALSO for key in also(own))})
    for start in range(0, len(keys), AT_ONCE):
        _keep(keys[start : start + AT_ONCE])


def _keep(keys: Sequence[int]) -> None:
    held = {row.pk: row for row in Counted.objects.select_for_update().filter(pk__in=keys).order_by("pk")}
    added: Counter[tuple[Place, Share]] = Counter()
    pence: Counter[tuple[Place, Share]] = Counter()
    new: list[Counted] = []
    changed: list[Counted] = []
    for row in counted_now(keys):
        was = held.pop(row.pk, None)
        if was and _same(was, row):
            continue
        for each, sign in ((was, -1), (row, 1)):
            for place, share, count, amount in _told(each):
                added[place, share] += sign * count
                pence[place, share] += sign * amount
        (changed if was else new).append(row)
    insert(new)
    Counted.objects.bulk_update(changed, ["organisation", "seen", "shares"], batch_size=100)
    _add(added, pence)


def _same(one: Counted, other: Counted) -> bool:
    return (one.organisation, one.seen, one.shares) == (other.organisation, other.seen, other.shares)


def _told(row: Counted | None) -> Iterator[tuple[Place, Share, int, int]]:
    """A project's shares in both places where it is counted."""
    if row is None:
        return
    for what, key, day, count, pence in row.shares:
        share = (what, key, date.fromisoformat(day) if day else None)
        yield place_of(None, row.seen), share, count, pence
        yield place_of(row.organisation, row.seen), share, count, pence


def _add(counts: Mapping[tuple[Place, Share], int], pence: Mapping[tuple[Place, Share], int]) -> None:
    insert(
        [
            Count(
                what=what,
                place=place,
                key=key,
                day=day,
                count=count,
                pence=pence[place, (what, key, day)],
            )
            for (place, (what, key, day)), count in counts.items()
            if count or pence[place, (what, key, day)]
        ]
    )


def counted_now(keys: Sequence[int]) -> list[Counted]:
    """The rows of some projects as they should be, not kept. Six queries, and those of floors above."""
    some = padded(keys)
    facts, themes, money, ahead, said = (
        _by_key(prepared(build, None, keys=some))
        for build in (_facts, _themes, _this_year, _ahead, _said_before)
    )
    others: defaultdict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for source in OF_OTHERS:
        for project_key, what, about in source(keys):
            others[project_key].append((what, about, None))
    rows = []
    for project in prepared(_records, None, keys=some):
        shares = Shares()
        amounts: Counter[Share] = Counter()
        if project.archived_at is None:
            key = project.pk
            shares.update(_earlier(facts[key]))
            if project.is_live:
                shares.update(_standing(project))
                shares.update(_moved(project, facts[key]))
                in_column = column(project.track, project.confidence)
                shares.update((What.THEME, f"{theme}|{in_column}", None) for (theme,) in themes[key])
                shares.update(others[key])
                shares.update(_milestones(ahead[key], said))
                if project.parent_id is None:
                    shares.update(_money(money[key], amounts))
        rows.append(
            Counted(
                project=project,
                organisation=project.lead_organisation_id,
                seen=SEEN[project.visibility],
                shares=_written(shares, amounts),
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
    return rows.values_list("project", "so_from", "so_until", "state", "track", "confidence")


def _themes(keys: Sequence[int]) -> models.QuerySet[Any, Any]:
    rows = ThemeFact.objects.now().filter(contribution__gt=0, project__in=keys).order_by()
    return rows.values_list("project", "theme")


def _this_year(keys: Sequence[int]) -> models.QuerySet[Any, Any]:
    asked = (MoneyFact.Basis.BUDGET, MoneyFact.Basis.FORECAST)
    rows = MoneyFact.objects.now().filter(span=MoneyFact.Span.IN_YEAR, basis__in=asked, project__in=keys)
    return rows.order_by().values_list("project", "nature", "basis", "pence", "text")


def _open(keys: Sequence[int]) -> models.QuerySet[Milestone]:
    rows = Milestone.objects.filter(removed_at=None, actual=None, forecast__isnull=False, project__in=keys)
    return rows.order_by()


def _ahead(keys: Sequence[int]) -> models.QuerySet[Any, Any]:
    return _open(keys).values_list("project", "pk", "forecast", "provisional")


def _said_before(keys: Sequence[int]) -> models.QuerySet[Any, Any]:
    """What was forecast of the milestones that are open, by milestone."""
    rows = MilestoneFact.objects.standing().filter(milestone__in=_open(keys)).order_by()
    return rows.values_list("milestone", "so_from", "so_until", "forecast")


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


def _earlier(facts: Iterable[tuple[Any, ...]]) -> Shares:
    """Live at the start of which months, in which confidence: what each month adds and takes away."""
    found = Shares()
    for start, end, state, track, confidence in facts:
        if state in LIVE_STATES:
            _between(found, (What.EARLIER, f"{track}|{confidence}"), start, end)
    return found


def _moved(project: Project, facts: Iterable[tuple[Any, ...]]) -> Shares:
    """Rated otherwise than now at the start of which months; only where a confidence is asked for now."""
    found = Shares()
    for start, end, _, _, confidence in facts if project.track == Track.FULL else ():
        if end is not None and confidence != project.confidence:
            _between(found, (What.MOVED, f"{confidence}|{project.confidence}"), start, end)
    return found


def _milestones(
    ahead: Iterable[tuple[Any, ...]], said: Mapping[int, Iterable[tuple[date, date | None, date | None]]]
) -> Shares:
    found = Shares()
    for key, forecast, provisional in ahead:
        found[What.OPEN, "provisional" if provisional else "", forecast] += 1
        for start, end, was in said.get(key, ()):
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
    for nature, basis, pence, text in rows:
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
    counts: Counter[tuple[Place, Share]] = Counter()
    pence: Counter[tuple[Place, Share]] = Counter()
    for start in range(0, len(keys), AT_ONCE):
        rows = counted_now(keys[start : start + AT_ONCE])
        insert(rows)
        for row in rows:
            for place, share, count, amount in _told(row):
                counts[place, share] += count
                pence[place, share] += amount
    _add(counts, pence)
    Count.objects.create(what=What.COMPLETE, place=place_of(None, Seen.EVERYBODY), count=1)
    return Count.objects.count()


@transaction.atomic
def gather() -> int:
    """Make one row of all that say the same; how many there are now. For a quiet hour: it reads every count."""
    rows = list(Count.objects.select_for_update().order_by("pk"))
    counts: Counter[tuple[Place, Share]] = Counter()
    pence: Counter[tuple[Place, Share]] = Counter()
    for row in rows:
        same = row.place, (row.what, row.key, row.day)
        counts[same] += row.count
        pence[same] += row.pence
    for start in range(0, len(rows), AT_ONCE):
        Count.objects.filter(pk__in=[row.pk for row in rows[start : start + AT_ONCE]]).delete()
    _add(counts, pence)
    return len(counts)


def check() -> Iterator[str]:
    """A sentence for each project counted otherwise than it is, and for each count that is not the sum of its
    projects' shares."""
    if not Count.objects.filter(what=What.COMPLETE).exists():
        yield "What dashboards count was never counted in full: run `quantock rebuild-counts`"
        return
    counts: Counter[tuple[Place, Share]] = Counter()
    pence: Counter[tuple[Place, Share]] = Counter()
    keys = list(Project.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        some = keys[start : start + AT_ONCE]
        held = Counted.objects.in_bulk(some)
        for row in counted_now(some):
            was = held.get(row.pk)
            if was is None or not _same(was, row):
                yield f"{row.project.ref}: what dashboards count of it is out of date"
        for kept in held.values():
            for place, share, count, amount in _told(kept):
                counts[place, share] += count
                pence[place, share] += amount
    sums = Count.objects.exclude(what=What.COMPLETE).order_by().values_list(*Count.SAME)
    for place, what, key, day, count, amount in sums.annotate(models.Sum("count"), models.Sum("pence")):
        same = place, (what, key, day)
        if (counts.pop(same, 0), pence.pop(same, 0)) != (count, amount):
            yield f"The kept count “{what} {key} {day or ''}” of {place} is wrong"
    for (place, share), count in counts.items():
        if count or pence[place, share]:
            yield f"The kept count “{share[0]} {share[1]}” of {place} is missing"
