"""What changed between two dates: in a portfolio, in one project, or in all that somebody may see.

Facts are intervals, so only what began or ended between the two dates is read; what stayed is counted.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, TextField, Value

from quantock.desk.differences import FIELDS_OF, Change, Differences, record_changes
from quantock.desk.scope import Scope
from quantock.engines.tables.ratings import BY_KEY, Scale
from quantock.engines.text import squash
from quantock.projects.models import ProjectFact, RatingFact
from quantock.projects.models.record import ENDED_STATES, RECORD_FIELDS

ORDER = {"red": 1, "amber/red": 2, "amber": 3, "amber/green": 4, "green": 5}
NAMES = ("lead_organisation__name", "unit__name", "life_cycle__name", "step__name")
COLUMNS = ("project_id", "project__number", *RECORD_FIELDS, *NAMES)

Row = dict[str, Any]


@dataclass(slots=True)
class Comparison:
    """Counts, as `quantock compare` prints them."""

    in_both: int = 0
    left: int = 0
    joined: int = 0
    renamed: int = 0
    rating: dict[str, int] = field(default_factory=lambda: {"better": 0, "worse": 0, "same": 0})
    end_date: dict[str, int] = field(
        default_factory=lambda: {"later": 0, "earlier": 0, "same": 0, "largest_slip_days": 0}
    )


@dataclass(slots=True)
class Compared:
    """One project at two dates; `was` or `now` is None where it was not there."""

    project: int
    number: int
    was: Row | None = None
    now: Row | None = None
    rating: str = ""
    slip: int | None = None
    changes: list[Change] = field(default_factory=list)

    @property
    def record(self) -> Row:
        return self.now or self.was or {}

    @property
    def ref(self) -> str:
        """As `Project.ref`."""
        return f"P-{self.number:04d}"

    @property
    def title(self) -> str:
        return str(self.record["title"])

    @property
    def organisation(self) -> str:
        return str(self.record["lead_organisation__name"])

    def shown(self, kind: str) -> list[Change]:
        """The changes that belong to one of the numbers; all of them for "changed"."""
        fields = FIELDS_OF.get(kind)
        return [change for change in self.changes if fields is None or change.field in fields]

    @property
    def renamed(self) -> bool:
        return bool(self.was and self.now and self.was["title"].strip() != self.now["title"].strip())

    @property
    def ended(self) -> bool:
        """Stopped or completed between the dates. Where only other facts differ the record is not told whole."""
        if not (self.was and self.now):
            return False
        return self.now.get("state") in ENDED_STATES and self.was.get("state") not in ENDED_STATES


@dataclass(slots=True)
class Account:
    """The whole comparison: its counts, and every project that differs."""

    counts: Comparison
    joined: list[Compared]
    left: list[Compared]
    changed: list[Compared]
    differences: Differences

    def showing(self, kind: str) -> list[Compared]:
        """The projects behind one of the numbers."""
        of: dict[str, list[Compared]] = {"joined": self.joined, "left": self.left, "changed": self.changed}
        if kind in of:
            return of[kind]
        return [each for each in self.changed if JUDGED[kind](each)]


JUDGED: dict[str, Callable[[Compared], bool]] = {
    "better": lambda each: each.rating == "better",
    "worse": lambda each: each.rating == "worse",
    "later": lambda each: (each.slip or 0) > 0,
    "earlier": lambda each: (each.slip or 0) < 0,
    "renamed": lambda each: each.renamed,
    "ended": lambda each: each.ended,
    "milestones": lambda each: any(change.field == "milestone" for change in each.changes),
}
KINDS = ("changed", "joined", "left", *JUDGED)


def compare(scope: Scope, families: Sequence[str] = (), unmoved: Comparison | None = None) -> Account:
    """A fixed number of queries. A rating or a date counts only where both days have one.

    Besides the record all families of facts are compared, or only some (`differences.FAMILIES`). Who counted the
    `unmoved` with other sums gives them.
    """
    counts = unmoved or counted([*unmoved_rows(scope).values_list(*UNMOVED)])
    differences = Differences.read(scope, families)
    joined, left, both = _moved(scope)
    counts.joined, counts.left = len(joined), len(left)
    counts.in_both += len(both)
    for each in both.values():
        _judge(each, counts)
        each.changes = record_changes(each.was or {}, each.now or {}, each.slip)
    for project, record in differences.projects.items():
        if project not in both:
            both[project] = Compared(project, record["number"], record, record)
    for each in both.values():
        each.changes += _besides(each.changes, differences.of(each.project))
    changed = [each for each in both.values() if each.changes]
    return Account(counts, _by_title(joined), _by_title(left), _by_title(changed), differences)


def _besides(told: Sequence[Change], further: Sequence[Change]) -> list[Change]:
    """What is not told already: the rating that is the headline's moves as that does."""
    headline = {(each.was, each.now) for each in told if each.field == "confidence"}
    return [each for each in further if each.field != "rating" or (each.was, each.now) not in headline]


def _in_force(on: date) -> Q:
    return Q(so_from__lte=on) & (Q(so_until=None) | Q(so_until__gt=on)) & Q(withdrawn_at=None)


UNMOVED = ("every", "rated", "dated")


def unmoved_rows(scope: Scope) -> QuerySet[Any]:
    """The projects of which the record says the same on both days, counted: one row."""
    rows = ProjectFact.objects.filter(_in_force(scope.before), _in_force(scope.after))
    has_end = Q(actual_end__isnull=False) | Q(forecast_end__isnull=False) | Q(planned_end__isnull=False)
    found: QuerySet[Any] = (
        rows.filter(scope.condition("project__"), scope.in_both("project__"))
        .order_by()
        .annotate(all_of_them=Value("", TextField()))
        .values("all_of_them")
        .annotate(
            every=Count("pk"), rated=Count("pk", filter=~Q(confidence="")), dated=Count("pk", filter=has_end)
        )
    )
    return found


def counted(rows: Sequence[Sequence[int]]) -> Comparison:
    """What stayed, from the row of `unmoved_rows`."""
    every, rated, dated = rows[0] if rows else (0, 0, 0)
    counts = Comparison(in_both=every)
    counts.rating["same"], counts.end_date["same"] = rated, dated
    return counts


def _moved(scope: Scope) -> tuple[list[Compared], list[Compared], dict[int, Compared]]:
    """Those that joined, those that left, and those whose record is another on each day. One query."""
    seen = ProjectFact.objects.filter(scope.condition("project__")).order_by()
    was, now = seen.filter(_in_force(scope.before)), seen.filter(_in_force(scope.after))
    gone, new = Q(so_until__lte=scope.after), Q(so_from__gt=scope.before)
    if scope.portfolio is not None:
        first, last = scope.inside(scope.before), scope.inside(scope.after)
        was, now = was.filter(project__in=first), now.filter(project__in=last)
        gone, new = gone | ~Q(project__in=last), new | ~Q(project__in=first)
    earlier = _as_rated(was.filter(gone), scope.before).annotate(day=Value("was"))
    later = _as_rated(now.filter(new), scope.after).annotate(day=Value("now"))
    columns = (*COLUMNS, *GIVEN, "day")
    both_days = earlier.values(*columns).union(later.values(*columns), all=True)
    found: dict[int, Compared] = {}
    for row in both_days:
        each = found.setdefault(row["project_id"], Compared(row["project_id"], row["project__number"]))
        if row["day"] == "was":
            each.was = row
        else:
            each.now = row
    joined = [each for each in found.values() if each.was is None]
    left = [each for each in found.values() if each.now is None]
    return joined, left, {pk: each for pk, each in found.items() if each.was and each.now}


GIVEN = ("given_scale", "given_text")


def _as_rated(rows: QuerySet[Any], on: date) -> QuerySet[Any]:
    """With the scale that the headline's rating was given on, and its words."""
    ratings = RatingFact.objects.as_at(on).filter(
        project=OuterRef("project"), rater=OuterRef("confidence_rater")
    )
    scale, text = (Subquery(ratings.order_by("-pk").values(name)[:1]) for name in ("scale", "text"))
    rated: QuerySet[Any] = rows.annotate(given_scale=scale, given_text=text)
    return rated


def _judge(each: Compared, counts: Comparison) -> None:
    was, now = each.was or {}, each.now or {}
    counts.renamed += each.renamed
    moved = _rating_moved(was, now)
    if moved is not None:
        each.rating = "better" if moved > 0 else "worse" if moved < 0 else "same"
        counts.rating[each.rating] += 1
    ended, ends = ends_on(was), ends_on(now)
    if ended and ends:
        each.slip = (ends - ended).days
        counts.end_date["later" if each.slip > 0 else "earlier" if each.slip < 0 else "same"] += 1
        counts.end_date["largest_slip_days"] = max(counts.end_date["largest_slip_days"], each.slip)


def ends_on(row: Row) -> date | None:
    """As `ProjectRecord.ends_on`, for a row of values."""
    found: date | None = row["actual_end"] or row["forecast_end"] or row["planned_end"]
    return found


def _rating_moved(was: Row, now: Row) -> int | None:
    """How far, on the scale the rating was given on where both dates share it, else on ours."""
    if not (was["confidence"] and now["confidence"]):
        return None
    scale = BY_KEY.get(was["given_scale"]) if was["given_scale"] == now["given_scale"] else None
    ranks = _ranks(scale, was["given_text"], now["given_text"]) if scale else None
    first, last = ranks or (ORDER[was["confidence"]], ORDER[now["confidence"]])
    return last - first


def _ranks(scale: Scale, *texts: str) -> tuple[int, int] | None:
    steps = {squash(step): step for step in scale.steps}
    first, last = (scale.rank(scale.spellings.get(squash(text), steps.get(squash(text)))) for text in texts)
    return None if first is None or last is None else (first, last)


def _by_title(found: list[Compared]) -> list[Compared]:
    return sorted(found, key=lambda each: (each.title.casefold(), each.number))
