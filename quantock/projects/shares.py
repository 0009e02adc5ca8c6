"""What a project counts for on dashboards, worked out whole from its facts:
today's shares (ADR 0010), and what each day changed (ADR 0016)."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import timezone

from quantock.access.prepared import padded, prepared
from quantock.engines.dates import add_months
from quantock.projects import dated
from quantock.projects.dated import Span, Told, column, quiet_from
from quantock.projects.models import (
    Count,
    Counted,
    Course,
    MembershipFact,
    MilestoneFact,
    MoneyFact,
    Project,
    ProjectFact,
    RegisterDay,
    Stage,
    StatusUpdate,
    ThemeFact,
    Track,
)
from quantock.projects.models.counts import SEEN
from quantock.projects.models.record import LIVE_STATES

PAST_TOO, PORTFOLIOS, RECORDS = "past", "portfolios", "records"
"""The keys under which it is said that past days are counted, too, what is in each portfolio, and what is listed."""
What = Count.What

Share = tuple[str, str, date | None]
"""What is counted, its key, its day."""
Shares = Counter[Share]


OF_OTHERS: list[Callable[[Sequence[int]], Iterable[tuple[int, str, str]]]] = []
"""What floors above count of live projects, by their keys: each project's key, what is counted, its key."""
OF_OTHERS_PAST: list[Callable[[Sequence[int]], Iterable[tuple[int, Told]]]] = []
"""What floors above tell of the past of projects, by their keys: each project's key, and what was so of it when."""
OF_ALL: dict[str, Callable[[Sequence[int]], Iterable[tuple[int, Share, int, int]]]] = {}
"""What floors above count of all projects but archived ones, by a name: each project's key, what is counted, how many, how many
pence."""
ALSO: list[Callable[[Sequence[int]], Iterable[int]]] = []
"""Of what floors above count: the keys of other projects whose counts hang on these."""


def month_of(day: date) -> str:
    """What counts what happened in a month, day by day."""
    return f"{day:%Y-%m}"


def month_after(day: date) -> date:
    """The first start of a month on or after a day."""
    return day if day.day == 1 else add_months(day.replace(day=1), 1)


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
        for project_key, share, count, pence in add(keys):
            sums[project_key].append((share, count, pence))
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
    "last_register_on",
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
    updates = StatusUpdate.objects.filter(project__in=keys, stage__in=published).order_by()
    stood = RegisterDay.objects.filter(project__in=keys).order_by()
    return updates.values_list("project", "as_at").union(stood.values_list("project", "on"))


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
    yield What.QUIET, "", quiet_from(project.heard_on, project.reporting_days)
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


def _of_portfolios(keys: Sequence[int]) -> Iterator[tuple[int, Share, int, int]]:
    """In which portfolios they are now. One query."""
    for key, portfolio in prepared(_inside, None, keys=padded(keys)):
        yield key, (What.PORTFOLIO, str(portfolio), None), 1, 0


def _inside(keys: Sequence[int]) -> models.QuerySet[Any, Any]:
    rows = MembershipFact.objects.now().filter(project__in=keys, present=True)
    return rows.order_by().values_list("project", "portfolio")


def _of_records(keys: Sequence[int]) -> Iterator[tuple[int, Share, int, int]]:
    """Each is one."""
    return ((key, (What.RECORD, "", None), 1, 0) for key in keys)


OF_ALL[PORTFOLIOS], OF_ALL[RECORDS] = _of_portfolios, _of_records
