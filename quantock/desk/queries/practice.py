"""What consistency of practice is judged by: seven queries, whatever the projects."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from quantock.access import Role
from quantock.desk.practice import Kept, Share, Spell, Watched, days_until, shares_on
from quantock.desk.queries.selection import Selection
from quantock.people.queries.organisations import present_and_named
from quantock.projects.models import (
    CharterFact,
    Involvement,
    Project,
    ProjectFact,
    RegisterDay,
    Stage,
    StatusUpdate,
)
from quantock.raid.kinds import Kind
from quantock.raid.models import EntryFact, not_kept_from

MOST_FOR_MONTHS = 1_000
"""Of more projects only the day itself is judged: their history would be a hundred thousand rows."""
MOST_LISTED = 200


@dataclass(frozen=True, slots=True)
class Led:
    """One organisation's projects on the day."""

    key: int
    name: str
    count: int
    shares: dict[str, Share]


@dataclass(frozen=True, slots=True)
class Found:
    """Every practice by month (the last one is the day itself), and by organisation on the day."""

    projects: int
    days: Sequence[date]
    months: Sequence[dict[str, Share]]
    led: Sequence[Led]
    too_many: bool

    @property
    def now(self) -> dict[str, Share]:
        return self.months[-1]


def practice_of(selection: Selection) -> Found:
    """Of all these projects, live or ended. Seven queries."""
    on = selection.day
    rows = Project.objects.filter(pk__in=selection.ids()).order_by()
    projects = {
        key: Kept(key, registered, interval)
        for key, registered, interval in rows.values_list("pk", "registered_on", "reporting_days")
    }
    too_many = len(projects) > MOST_FOR_MONTHS
    # Of exactly these, also where one is registered meanwhile.
    selection = replace(selection, known=json.dumps(list(projects)))
    leads = _read(projects, selection, on, whole=not too_many)
    days = [on] if too_many else days_until(on)
    months = [shares_on(projects.values(), day) for day in days]
    return Found(len(projects), days, months, _by_lead(projects, leads, on), too_many)


def _read(
    projects: dict[int, Kept], selection: Selection, on: date, *, whole: bool
) -> dict[int, tuple[int, str]]:
    """Fills in what was so by day; of the day alone where not the whole history is asked for. Returns who leads each."""
    among = selection.among("project")
    there = Q(so_from__lte=on, withdrawn_at=None)
    if not whole:
        there &= Q(so_until=None) | Q(so_until__gt=on)
    leads: dict[int, tuple[int, str]] = {}
    facts = ProjectFact.objects.filter(there, among).order_by("project", "so_from")
    for key, lead, name, since, until, *said in facts.values_list(
        "project", "lead_organisation", "lead_organisation__name", "so_from", "so_until", "state", "outcome"
    ):
        projects[key].states.append(Spell(since, until, tuple(said)))
        leads[key] = lead, name
    charters = CharterFact.objects.filter(there, among).values_list(
        "project", "so_from", "so_until", "aim", "aim_target", "aim_baseline"
    )
    for key, since, until, *said in charters:
        projects[key].aims.append(Spell(since, until, tuple(said)))
    parts = Involvement.objects.filter(among, role=Role.SPONSOR, since__lte=on)
    for key, since, until in parts.values_list("project", "since", "until"):
        projects[key].sponsors.append(Spell(since, until))
    updates = StatusUpdate.objects.filter(among, as_at__lte=on, stage__in=(Stage.PUBLISHED, Stage.SUPERSEDED))
    stood = RegisterDay.objects.filter(among, on__lte=on).order_by().values_list("project", "on")
    for key, day in updates.order_by().values_list("project", "as_at").union(stood).order_by("as_at"):
        projects[key].heard.append(day)
    _read_risks(selection, projects, there)
    return leads


def _read_risks(selection: Selection, projects: dict[int, Kept], there: Q) -> None:
    """Those that this viewer may see, while they were open."""
    rows = EntryFact.objects.filter(
        there,
        selection.among("entry__project"),
        not_kept_from(selection.viewer, "entry__"),
        entry__kind=Kind.RISK,
        closed_on=None,
    )
    for key, since, until, due in rows.values_list("entry__project", "so_from", "so_until", "due_on"):
        projects[key].risks.append(Watched(since, until, due))


def _by_lead(projects: dict[int, Kept], leads: dict[int, tuple[int, str]], on: date) -> list[Led]:
    """What a closed organisation left stands with whoever took over, as the filter by organisation finds it. One query."""
    present, names = present_and_named(on)
    grouped: dict[int, list[Kept]] = defaultdict(list)
    for key, (lead, name) in leads.items():
        names.setdefault(lead, name)
        for under in present.get(lead, (lead,)):
            grouped[under].append(projects[key])
    found = [Led(key, names[key], len(some), shares_on(some, on)) for key, some in grouped.items()]
    return sorted((each for each in found if _is_asked(each.shares.values())), key=lambda each: each.name)


def _is_asked(shares: Iterable[Share]) -> bool:
    return any(share.asked for share in shares)


def lacking(found: Found, code: str) -> tuple[list[Project], int]:
    """The projects that do not keep to a practice, by title, and how many there are. One query."""
    keys = found.now[code].lacking
    rows = Project.objects.filter(pk__in=keys).select_related("lead_organisation").order_by("title", "number")
    return list(rows[:MOST_LISTED]), len(keys)
