"""What home shows: mine, what needs me, what changed. Each function says its queries; all of a home are at most twelve."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery, Window

from quantock.access import Permission, Viewer, padded, prepared, told_to
from quantock.audit.models import Event
from quantock.desk.queries.selection import TOO_QUIET, Selection
from quantock.desk.queries.waits import Agreement, Month, ToDo, Wanted
from quantock.engines.text.similar import Index, words_shared
from quantock.measures.models import Measure
from quantock.people.models import Invitation
from quantock.people.models.persons import INVITATION_DAYS
from quantock.projects.allowed import live_and_looked_after, looked_after
from quantock.projects.models import Partner, Project, State
from quantock.projects.models.record import LIVE_STATES
from quantock.projects.next_thing import NextThing
from quantock.projects.queries import next_things, with_next_facts
from quantock.raid.asked import Waiting

FEW = 5
MOST = 20
CHANGED_DAYS = 14
ONGOING = (*LIVE_STATES, State.IDEA)
# What changed in what one follows leaves out what not everybody who sees a project may read.
NOT_TOLD = ("money", "portfolio", "coaching", "reminded")


@dataclass(frozen=True, slots=True)
class Mine:
    """One of my projects with its one next thing."""

    project: Any
    thing: NextThing | None


@dataclass(frozen=True, slots=True)
class Changed:
    """What happened lately in one project."""

    number: int
    title: str
    last: datetime
    says: Sequence[str]
    more: int

    @property
    def ref(self) -> str:
        """As `Project.ref`."""
        return f"P-{self.number:04d}"


@dataclass(frozen=True, slots=True)
class Quiet:
    """How many of the projects somebody looks after have gone quiet, and the quietest of them."""

    count: int = 0
    projects: Sequence[Any] = ()


@dataclass(frozen=True, slots=True)
class Similar:
    """A project of my organisation, and one elsewhere that is like it."""

    ours: str
    theirs: Any


@dataclass(slots=True)
class Needs:
    """What needs me."""

    updates: Sequence[Wanted] = ()
    decisions: Sequence[Wanted] = ()
    months: Sequence[Month] = ()
    notices: Sequence[Any] = ()
    lapsed: Mapping[int, tuple[str, int]] = field(default_factory=dict)
    to_do: Sequence[ToDo] = ()
    values: Sequence[Measure] = ()
    """Measures whose next value is due of me."""
    may_add: Collection[int] = ()
    """Of these, the keys of those I may give it to myself; of the others I tell the team."""
    agreements: Sequence[Agreement] = ()
    asked: Waiting = field(default_factory=Waiting)

    @property
    def count(self) -> int:
        wanted = (
            self.values,
            self.to_do,
            self.months,
            self.asked.to_answer,
            self.updates,
            self.decisions,
            self.agreements,
            self.notices,
            self.lapsed,
        )
        return sum(map(len, wanted))


def mine(viewer: Viewer, on: date) -> list[Mine]:
    """The projects I work on, those with something due first, then the last changed. One query."""
    found = prepared(_mine, viewer, on)
    things = next_things(found, on=on)
    ordered = sorted(found, key=lambda row: not ((thing := things[row.pk]) and thing.is_due))
    return [Mine(row, things[row.pk]) for row in ordered]


def _mine(viewer: Viewer, on: date) -> QuerySet[Any]:
    seen = Project.objects.visible_to(viewer).filter(pk__in=viewer.works_on(), state__in=ONGOING)
    counted = seen.select_related("lead_organisation", "life_cycle").annotate(total=Window(Count("pk")))
    rows = with_next_facts(counted, on=on)
    return rows.order_by("-updated_at", "pk")[:MOST]


def lapsed_invitations(viewer: Viewer, now: datetime) -> dict[int, tuple[str, int]]:
    """Invitations of my organisations that nobody took up in time: the organisation's name and how many. One query."""
    rows = Invitation.objects.filter(used_at=None, made_at__lte=now - timedelta(days=INVITATION_DAYS))
    if not viewer.may_on_system(Permission.PEOPLE_INVITE):
        rows = rows.filter(organisation__in=viewer.organisations_where(Permission.PEOPLE_INVITE))
    counted = rows.order_by("organisation__name").values_list("organisation", "organisation__name")
    return {key: (name, found) for key, name, found in counted.annotate(found=Count("pk"))[:5]}


def gone_quiet(viewer: Viewer, on: date, most: int = 5) -> Quiet:
    """One query."""
    found = prepared(_quietest, viewer, on, most)
    return Quiet(found[0].total if found else 0, found)


def _quietest(viewer: Viewer, on: date, most: int) -> QuerySet[Any]:
    rows: QuerySet[Any] = quiet_projects(viewer, on, Permission.REMIND).annotate(total=Window(Count("pk")))
    # Counting reads every one of them, so only what is shown is read.
    shown = rows.select_related("lead_organisation").only("number", "title", "lead_organisation__called")
    return shown.order_by("-days_quiet", "pk")[:most]


def quiet_projects(
    viewer: Viewer, on: date, permission: Permission = Permission.SILENCE_VIEW
) -> QuerySet[Any]:
    """The live projects of those one looks after that have gone quiet (`rules.is_quiet`); those of whom one may remind, or
    only see that."""
    selection = Selection(viewer, on)
    quiet = selection.with_days_quiet(Project.objects.all()).filter(TOO_QUIET[""])
    rows = selection.rows().filter(live_and_looked_after(viewer, permission, quiet))
    return selection.with_days_quiet(rows).filter(TOO_QUIET[""])


def followed(viewer: Viewer) -> QuerySet[Project]:
    """The projects I follow, take part in, or look after for a programme office."""
    wanted = Q(followers__user=viewer.user) | Q(pk__in=tuple(viewer.projects))
    if viewer.may_anywhere(Permission.REMIND):
        wanted |= looked_after(viewer, Permission.REMIND) or Q(pk__isnull=False)
    return Project.objects.visible_to(viewer).filter(wanted)


def changed(viewer: Viewer, since: datetime, most: int = 8) -> list[Changed]:
    """What others changed lately in what I follow, by project, the latest first. Two queries.

    `since` is the beginning of a day, so that the query is the same all day.
    """
    found: dict[int, list[Told]] = defaultdict(list)
    for key, *told in prepared(_events, viewer, since):
        found[key or 0].append(Told(*told))
    first = list(found)[:most]
    projects = {row.pk: row for row in prepared(_named, None, keys=padded(first))}
    return [_told(projects[key], found[key]) for key in first if key in projects]


class Told(NamedTuple):
    """One event, as far as it is told here."""

    at: datetime
    says: str


def _events(viewer: Viewer, since: datetime) -> QuerySet[Event, Any]:
    events = Event.objects.filter(told_to(viewer), at__gte=since)
    if viewer.may_anywhere(Permission.REMIND):
        # Of thousands of projects: the events are walked from the newest on until there are enough, and the project of
        # each is looked at. A list of the projects would be made first, whole; their events would be read along it.
        first = Event.objects.filter(at__gte=since).order_by("at", "pk").values("pk")[:1]
        mine = followed(viewer).filter(pk=OuterRef("project_id"))
        events = events.filter(Exists(mine), pk__gte=Subquery(first))
    else:
        events = events.filter(project_id__in=followed(viewer).values("pk"))
    for verb in NOT_TOLD:
        events = events.exclude(verb__startswith=verb)
    if viewer.user is not None:
        events = events.exclude(actor=viewer.user)
    return events.order_by("-pk").values_list("project_id", "at", "says")[:300]


def _named(keys: Sequence[int]) -> QuerySet[Project]:
    return Project.objects.filter(pk__in=keys).only("number", "title")


def _told(project: Project, events: Sequence[Told]) -> Changed:
    says = list(dict.fromkeys(event.says for event in events))
    return Changed(project.number, project.title, events[0].at, says[:2], max(0, len(says) - 2))


def shared_with_us(viewer: Viewer, most: int = 8) -> list[Any]:
    """Projects that others lead and my organisations take part in, the last changed first. One query."""
    return prepared(_shared_with_us, viewer, most)


def _shared_with_us(viewer: Viewer, most: int) -> QuerySet[Project]:
    ours = viewer.belongs_to()
    partly = Partner.objects.filter(organisation__in=ours).values("project")
    rows = Project.objects.visible_to(viewer).filter(pk__in=partly, state__in=ONGOING)
    others = rows.exclude(lead_organisation__in=ours).select_related("lead_organisation", "step")
    return others.order_by("-updated_at", "pk")[:most]


def similar_elsewhere(viewer: Viewer, most: int = 5) -> list[Similar]:
    """Projects elsewhere most like those that my organisations lead, by the words of their titles; of the 500 last
    changed. Parts of one programme know of each other. Two queries."""
    ours = viewer.belongs_to()
    seen = Project.objects.visible_to(viewer).order_by("-updated_at", "pk")
    mine_here = list(
        seen.filter(lead_organisation__in=ours, state__in=ONGOING).values_list("title", "top")[:50]
    )
    if not mine_here:
        return []
    others = {
        row.pk: row
        for row in seen.exclude(lead_organisation__in=ours).select_related("lead_organisation", "step")[:500]
    }
    index = Index.build((pk, row.title) for pk, row in others.items())
    best: dict[int, tuple[float, str]] = {}
    for title, programme in mine_here:
        for pk, score in index.search(title, limit=4):
            if programme and others[pk].top_id == programme:
                continue
            if score < max(LIKE, best.get(pk, (0.0, ""))[0]):
                continue
            if words_shared(title, others[pk].title) >= SHARED:
                best[pk] = (score, title)
    order = sorted(best, key=lambda pk: -best[pk][0])[:most]
    return [Similar(best[pk][1], others[pk]) for pk in order]


LIKE = 0.3
# One word alone likens a car to a car park.
SHARED = 2
