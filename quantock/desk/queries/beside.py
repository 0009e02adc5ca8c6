"""What stands beside the rows of a list, read only for the columns that are shown: one query for each."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import F, IntegerField, Max, Q, QuerySet, Value

from quantock.access import Role, padded, prepared
from quantock.desk.queries.selection import UNSTATED, Selection
from quantock.portfolios.models import Portfolio
from quantock.projects.allowed import money_seen_by
from quantock.projects.models import (
    Involvement,
    LocalFact,
    MembershipFact,
    Milestone,
    MilestoneFact,
    MoneyFact,
    ProjectFact,
    Stage,
    StatusUpdate,
    ThemeFact,
    Track,
)

SOME = 500
PEOPLE = (Role.SPONSOR, Role.LEAD, Role.COACH)


@dataclass(frozen=True, slots=True)
class Next:
    """The milestone that comes next."""

    name: str
    forecast: date
    is_late: bool
    provisional: bool


@dataclass(slots=True)
class Beside:
    """By the key of a project."""

    was: Mapping[int, str] = field(default_factory=dict)
    next: Mapping[int, Next] = field(default_factory=dict)
    updated: Mapping[int, date] = field(default_factory=dict)
    local: Mapping[int, Mapping[int, Any]] = field(default_factory=dict)
    money: Mapping[int, Mapping[str, tuple[int | None, str]]] = field(default_factory=dict)
    people: Mapping[int, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    themes: Mapping[int, Sequence[str]] = field(default_factory=dict)
    portfolios: Mapping[int, Sequence[str]] = field(default_factory=dict)


def beside(rows: Sequence[Any], selection: Selection, since: date, keys: Collection[str]) -> Beside:
    """For one page of a list, or for one bunch of a file. `keys` are those of the columns shown."""
    ids = [row.project_id if selection.on else row.pk for row in rows]
    found = Beside()
    if "confidence" in keys:
        found.was = dict(prepared(_was, None, since, keys=padded(ids)))
    if "milestone" in keys:
        found.next = _next(ids, selection)
    if "updated" in keys:
        found.updated = _updated(rows, ids, selection)
    if local := [int(key.removeprefix("local-")) for key in keys if key.startswith("local-")]:
        found.local = _local(ids, local, selection)
    if any(key.startswith("money-") for key in keys):
        found.money = _money(ids, selection)
    if roles := [role for role in PEOPLE if role.value in keys]:
        found.people = _people(ids, roles, selection)
    if {"themes", "portfolios"} & set(keys):
        found.themes, found.portfolios = _belongs(ids, selection)
    return found


def _was(since: date, ids: Sequence[int]) -> QuerySet[Any, Any]:
    then = ProjectFact.objects.as_at(since).filter(project__in=ids, track=Track.FULL)
    return then.values_list("project", "confidence")


def _belongs(ids: Sequence[int], selection: Selection) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """Themes, those most contributed to first, and the portfolios that one may see. One query."""
    given = _facts(ThemeFact, selection).filter(project__in=ids, contribution__gt=0)
    seen = Portfolio.objects.visible_to(selection.viewer)
    inside = _facts(MembershipFact, selection).filter(project__in=ids, present=True, portfolio__in=seen)
    columns = ("project", "called", "rank")
    rows = (
        given.order_by()
        .annotate(called=F("theme__name"), rank=F("contribution"))
        .values_list(*columns)
        .union(
            inside.order_by()
            .annotate(called=F("portfolio__name"), rank=Value(0, IntegerField()))
            .values_list(*columns),
            all=True,
        )
    )
    themes: dict[int, list[str]] = defaultdict(list)
    portfolios: dict[int, list[str]] = defaultdict(list)
    for project, name, rank in sorted(rows, key=lambda row: (-row[2], row[1].casefold())):
        (themes if rank else portfolios)[project].append(name)
    return themes, portfolios


def _facts(family: Any, selection: Selection) -> QuerySet[Any]:
    found: QuerySet[Any] = family.objects.as_at(selection.on) if selection.on else family.objects.now()
    return found


def _next(ids: Sequence[int], selection: Selection) -> dict[int, Next]:
    """The earliest forecast of what is not reached; a late one is still the next."""
    return {
        project: Next(name, forecast, forecast < selection.day, provisional)
        for project, name, forecast, provisional in prepared(_waiting, None, selection.on, keys=padded(ids))
    }


def _waiting(on: date | None, ids: Sequence[int]) -> QuerySet[Any, Any]:
    """The milestones not reached, the last first."""
    to = ""
    rows: QuerySet[Any] = Milestone.objects.filter(project__in=ids, removed_at=None)
    if on:
        to = "milestone__"
        kept = Q(milestone__removed_at=None) | Q(milestone__removed_at__date__gt=on)
        rows = MilestoneFact.objects.as_at(on).filter(kept, milestone__project__in=ids)
    rows = rows.filter(actual=None, forecast__isnull=False).order_by("-forecast", "-pk")
    return rows.values_list(f"{to}project", f"{to}name", "forecast", "provisional")


def _updated(rows: Sequence[Any], ids: Sequence[int], selection: Selection) -> dict[int, date]:
    if selection.on is None:
        return {row.pk: row.last_update_on for row in rows if row.last_update_on}
    published = StatusUpdate.objects.filter(
        project__in=ids, as_at__lte=selection.on, stage__in=(Stage.PUBLISHED, Stage.SUPERSEDED)
    )
    return dict(published.order_by().values_list("project").annotate(last=Max("as_at")))


def _local(ids: Sequence[int], fields: Sequence[int], selection: Selection) -> dict[int, dict[int, Any]]:
    """Each in its field's kind: a number, pence, a day; a text, or the answer given instead. One query."""
    found: dict[int, dict[int, Any]] = defaultdict(dict)
    given = _facts(LocalFact, selection).filter(project__in=ids, field__in=fields)
    for project, key, text, *typed in given.values_list("project", "field", "text", "number", "pence", "on"):
        found[project][key] = next((value for value in typed if value is not None), text)
    return found


def _money(ids: Sequence[int], selection: Selection) -> dict[int, dict[str, tuple[int | None, str]]]:
    """Only of the projects whose money one may see."""
    found: dict[int, dict[str, tuple[int | None, str]]] = defaultdict(dict)
    seen = money_seen_by(selection.viewer, "project__")
    given = _facts(MoneyFact, selection).filter(seen, project__in=ids)
    for project, nature, span, basis, pence, text in given.values_list(
        "project", "nature", "span", "basis", "pence", "text"
    ):
        found[project][f"money-{nature or UNSTATED}-{span}-{basis}"] = (pence, text)
    return found


def _people(
    ids: Sequence[int], roles: Sequence[Role], selection: Selection
) -> dict[int, dict[str, list[str]]]:
    found: dict[int, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    then = Q(since__lte=selection.day) & (Q(until=None) | Q(until__gt=selection.day))
    parts = Involvement.objects.filter(then, project__in=ids, role__in=roles)
    named = parts.annotate(called=F("person__name")).order_by("since", "pk")
    for project, role, called, name in named.values_list("project", "role", "called", "name"):
        found[project][role].append(called or name)
    return found
