"""What waits for somebody, of several kinds, in one query: updates to publish, decisions, tasks of plans, months of benefits."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    DateField,
    Exists,
    F,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, NullIf, TruncDate
from django.urls import reverse

from quantock.access import Permission, Viewer, prepared
from quantock.audit.models import Event
from quantock.benefits.queries import awaited_rows
from quantock.benefits.rules import year_of
from quantock.desk.queries.alike import alike
from quantock.plans.queries import due_rows
from quantock.projects.allowed import WHICHEVER, allowed, live_and_looked_after
from quantock.projects.models import Project, Stage, StatusUpdate
from quantock.projects.models.project import seen_by
from quantock.projects.models.record import LIVE_STATES
from quantock.projects.rules import TO_PUBLISH
from quantock.raid import rules
from quantock.raid.kinds import REGISTERS, Kind
from quantock.raid.models import is_decided
from quantock.raid.queries import Row
from quantock.raid.ties import to_confirm

AHEAD = timedelta(days=14)
MOST = 20
MOST_MONTHS = 200
PROJECT = (F("project__number"), F("project__title"))
# PostgreSQL takes a bare nothing for a text.
NOTHING, NEVER = Value("", TextField()), Cast(Value(None), DateField())


def ref(number: int) -> str:
    """As `Project.ref`."""
    return f"P-{number:04d}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """An update that waits to be published, or a decision that waits to be taken."""

    number: int
    title: str
    by: str
    since: date
    text: str = ""
    wanted_by: date | None = None
    update: int = 0

    @property
    def ref(self) -> str:
        return ref(self.number)

    @property
    def decide_at(self) -> str:
        """The short form that says what was decided."""
        return reverse("raid:decide", args=[self.number, self.update])


@dataclass(frozen=True, slots=True)
class ToDo:
    """Something of mine that is due: an entry of a log, or a task of a plan."""

    title: str
    kind: str
    ref: str
    number: int
    project: str
    due_on: date | None
    on: date
    href: str
    done: str = ""
    """Where one press says that it is done."""

    @property
    def project_ref(self) -> str:
        return ref(self.number)

    @property
    def due(self) -> rules.Due | None:
        return rules.due(self.due_on, is_open=True, on=self.on)

    @property
    def is_overdue(self) -> bool:
        return bool(self.due and self.due.is_overdue)


@dataclass(frozen=True, slots=True)
class Month:
    """A benefit of mine whose months wait for a report: the first of them, and how many more."""

    title: str
    number: int
    project: str
    month: date
    more: int
    href: str

    @property
    def project_ref(self) -> str:
        return ref(self.number)

    @property
    def says(self) -> str:
        return f"Say what came in {self.month:%B %Y}: {self.title}"


@dataclass(frozen=True, slots=True)
class Agreement:
    """A dependency that waits for my word, on whichever side: to be confirmed as it stands, or another day said."""

    title: str
    ref: str
    number: int
    project: str
    """Mine."""
    needed_by: date | None
    href: str

    @property
    def project_ref(self) -> str:
        return ref(self.number)


@dataclass(slots=True)
class Waits:
    """All of it."""

    updates: list[Wanted] = field(default_factory=list)
    decisions: list[Wanted] = field(default_factory=list)
    tasks: list[ToDo] = field(default_factory=list)
    months: list[Month] = field(default_factory=list)
    agreements: list[Agreement] = field(default_factory=list)


def waits(viewer: Viewer, *, on: date, ahead: timedelta = AHEAD) -> Waits:
    """Only what this viewer's roles could be asked is read. One query."""
    found: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in prepared(_rows, viewer, on, on + ahead):
        found[row[0]].append(row)
    return Waits(
        [_wanted(row) for row in sorted(found["update"], key=_by_day)],
        [_wanted(row) for row in sorted(found["decision"], key=_by_limit)],
        [_task(row, on) for row in sorted(found["task"], key=_by_day)],
        _months(sorted(found["month"], key=_by_day)),
        [_agreement(row) for row in sorted(found["agreement"], key=_by_need)],
    )


def _rows(viewer: Viewer, on: date, until: date) -> QuerySet[Any, Any]:
    found = [_tasks(viewer, until), _benefit_months(viewer, on), _agreements(viewer)]
    if viewer.may_anywhere(Permission.STATUS_DRAFT) or viewer.may_anywhere(Permission.STATUS_PUBLISH):
        found.append(_updates(viewer))
    if viewer.may_anywhere(Permission.STATUS_PUBLISH):
        found.append(_decisions(viewer))
    return found[0].union(*found[1:], all=True)


def _first(rows: QuerySet[Any], most: int) -> QuerySet[Any]:
    """The first of some rows in their order, as a set that can be joined with others."""
    found: QuerySet[Any] = rows.model.objects.filter(pk__in=rows.values("pk")[:most])
    return found


def _tasks(viewer: Viewer, until: date) -> QuerySet[Any, Any]:
    rows = _first(due_rows(viewer, until).order_by("finish", "pk"), MOST)
    return alike(rows, "task", *PROJECT, NOTHING, NOTHING, F("name"), F("finish"), NEVER)


def _benefit_months(viewer: Viewer, on: date) -> QuerySet[Any, Any]:
    rows = _first(awaited_rows(viewer, on).order_by("month", "pk"), MOST_MONTHS)
    project = (F("benefit__project__number"), F("benefit__project__title"))
    return alike(rows, "month", *project, F("benefit"), NOTHING, F("benefit__title"), F("month"), NEVER)


def _agreements(viewer: Viewer) -> QuerySet[Any, Any]:
    """Which side of them is mine is said by the entry's key, or by none."""
    rows = to_confirm(viewer).order_by(F("dependency__due_on").asc(nulls_last=True), "pk")

    def mine(ours: str, theirs: Any) -> Case:
        return Case(When(is_ours=True, then=Cast(ours, TextField())), default=theirs)

    number = Cast("dependency__number", TextField())
    first = to_confirm(viewer).filter(pk__in=rows.values("pk")[:MOST])
    return alike(
        first,
        "agreement",
        Case(When(is_ours=True, then=F("dependency__project__number")), default=F("other__number")),
        mine("dependency__project__title", Cast("other__title", TextField())),
        mine("dependency", NOTHING),
        number,
        F("dependency__title"),
        F("dependency__due_on"),
        NEVER,
    )


def _updates(viewer: Viewer) -> QuerySet[Any, Any]:
    """Submitted updates that this viewer may publish, the longest waiting first."""
    # Said once for the tracks of which it is the same: databases then find the projects by it.
    where: dict[Q, list[str]] = defaultdict(list)
    for track, permission in TO_PUBLISH.items():
        where[allowed(viewer, permission, "project__")].append(track)
    may = Q()
    for here, tracks in where.items():
        may |= here & (Q() if len(tracks) == len(TO_PUBLISH) else Q(project__track__in=tracks))
    events = Event.objects.filter(kind="statusupdate", record_id=OuterRef("pk"), verb="update submitted")
    last = events.order_by().values("record_id").annotate(at=Max("at")).values("at")
    live = Q(project__state__in=LIVE_STATES, project__visibility__in=WHICHEVER)
    rows = _seen(StatusUpdate.objects.filter(may, live, stage=Stage.SUBMITTED), viewer)
    first = _first(rows.annotate(asked=Subquery(last)).order_by("asked", "pk"), MOST)
    since = Coalesce(TruncDate(Subquery(last)), F("as_at"))
    return alike(first, "update", *PROJECT, NOTHING, _name("drafted_by"), NOTHING, since, NEVER)


def _decisions(viewer: Viewer) -> QuerySet[Any, Any]:
    """Decisions that live projects ask for and nobody has taken, of those who can take or bring them; since they were first
    asked in these words."""
    told = (Stage.PUBLISHED, Stage.SUPERSEDED)
    theirs = StatusUpdate.objects.filter(project=OuterRef("project"), stage__in=told)
    same = theirs.filter(decisions=OuterRef("decisions")).order_by()
    other = theirs.exclude(decisions=OuterRef("decisions"))
    # Counted from the last update that asked something else, or nothing.
    first = (
        same.filter(~Exists(other.filter(as_at__gt=OuterRef("as_at"))))
        .values("project")
        .annotate(first=Min("as_at"))
        .values("first")
    )
    # Their projects come first: SQLite would look through the last updates of all projects.
    mine = live_and_looked_after(viewer, Permission.STATUS_PUBLISH)
    after = Project.objects.visible_to(viewer).filter(mine)
    published = StatusUpdate.objects.filter(project__in=after.order_by().values("pk"), stage=Stage.PUBLISHED)
    rows = published.filter(~is_decided()).exclude(decisions="").annotate(first=Subquery(first))
    ordered = _first(rows.order_by(F("decide_by").asc(nulls_last=True), "first", "pk"), MOST)
    since = Coalesce(Subquery(first), F("as_at"))
    who = _name("published_by")
    return alike(ordered, "decision", *PROJECT, NOTHING, who, F("decisions"), since, F("decide_by"))


def _seen(rows: QuerySet[StatusUpdate], viewer: Viewer) -> QuerySet[Any]:
    return rows.filter(seen_by(viewer, "project__"), project__archived_at=None)


def _name(user: str) -> Coalesce:
    return Coalesce(NullIf(f"{user}__name", Value("")), f"{user}__email", Value(""))


def _by_day(row: tuple[Any, ...]) -> tuple[date, int]:
    return row[7], row[1]


def _by_need(row: tuple[Any, ...]) -> tuple[date, int]:
    return row[7] or date.max, row[1]


def _by_limit(row: tuple[Any, ...]) -> tuple[date, date, int]:
    return row[8] or date.max, row[7], row[1]


def _wanted(row: tuple[Any, ...]) -> Wanted:
    which, key, number, title, _, who, text, since, by = row
    nobody = "Somebody" if which == "update" else "The team"
    return Wanted(number, title, who or nobody, since, text, by, key)


def _agreement(row: tuple[Any, ...]) -> Agreement:
    _, key, number, project, entry, place, title, needed_by, _ = row
    route, of = ("raid:confirm", [number, int(entry)]) if entry else ("raid-everywhere:other-side", [key])
    name = f"{REGISTERS[Kind.DEPENDENCY].letters}-{int(place):03d}"
    return Agreement(title, name, number, project, needed_by, reverse(route, args=of))


def _task(row: tuple[Any, ...], on: date) -> ToDo:
    _, key, number, project, _, _, name, finish, _ = row
    here, done = (reverse(f"plans:{route}", args=[number, key]) for route in ("task", "done"))
    return ToDo(name, "Task", f"task {key}", number, project, finish, on, here, done)


def _months(rows: Sequence[tuple[Any, ...]]) -> list[Month]:
    """A benefit once, with its first month."""
    held: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        held[row[4]].append(row)
    found = []
    for benefit, some in held.items():
        _, _, number, project, _, _, title, month, _ = some[0]
        there = reverse("benefits:months", args=[number, int(benefit)])
        query = f"year={year_of(month)}&month={month:%Y-%m}"
        found.append(Month(title, number, project, month, len(some) - 1, f"{there}?{query}"))
    return found


def of_logs(rows: Sequence[Row]) -> list[ToDo]:
    """Entries of logs as what is to be done: an action has a press of its own."""
    found = []
    for row in rows:
        one = row.entry
        here, done = (
            reverse(f"raid:{route}", args=[one.project.number, one.pk]) for route in ("entry", "done")
        )
        found.append(
            ToDo(
                one.title,
                one.get_kind_display(),
                one.ref,
                one.project.number,
                one.project.title,
                one.due_on,
                row.on,
                here,
                done if one.kind == Kind.ACTION else "",
            )
        )
    return found


def together(*parts: Sequence[ToDo]) -> list[ToDo]:
    """The longest overdue first; what has no day last."""
    return sorted((each for some in parts for each in some), key=lambda each: each.due_on or date.max)
