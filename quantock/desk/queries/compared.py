"""How the record of each project stood on two days: one row a project, put together so that what stayed costs little."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache, reduce
from operator import itemgetter, or_
from typing import Any, NamedTuple

from django.db.models import (
    BooleanField,
    Case,
    F,
    FilteredRelation,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Concat

from quantock.access import prepared
from quantock.desk.differences import MADE_OF
from quantock.desk.queries.selection import DaysBetween, in_force
from quantock.desk.scope import Scope
from quantock.engines.tables.ratings import BY_KEY, Scale
from quantock.engines.text import squash
from quantock.projects.models import Project, ProjectFact, RatingFact
from quantock.projects.models.record import ENDED_STATES, RECORD_FIELDS

NAMES = ("lead_organisation__called", "unit__name", "life_cycle__name", "step__name")
NUMBER = "project__number"
COLUMNS = (*RECORD_FIELDS, *NAMES, NUMBER)
# When a project ends: the first of these that there is (as `ProjectRecord.ends_on`).
ENDS = ("actual_end", "forecast_end", "planned_end")
ORDER = {"red": 1, "amber/red": 2, "amber": 3, "amber/green": 4, "green": 5}

Row = dict[str, Any]


SAME, RATED, DATED = 1, 2, 4
"""The record is the same on both days; it is rated; it says when the project ends."""
DIFFERS, MAY_DIFFER, RETITLED, ENDED = 8, 16, 32, 64
"""It is another: a field certainly reads otherwise; else columns differ of a field that is made of two, so that its words may be
the same; its title holds other characters, if only a space; it was stopped or completed between the days."""


class Stood(NamedTuple):
    """One project on the two days. `was` and `now` are the keys of its records, None where it was not there.

    Of one whose record is the same on both days only that is said (`flags`); of any other what is counted of it.
    """

    project: int
    was: int | None
    now: int | None
    flags: int
    """Those of the above that are so, added up."""
    title: str | None
    given_was: str | None
    """Where both records hold a rating: ours, and the scale and the words that the headline's was given in, as
    "green|three-step|Green"."""
    given_now: str | None
    slip: int | None
    """How many days later it ends, where both records say when."""

    @property
    def changes(self) -> Sequence[Any]:
        """None are told: what besides the record differs is told of what is read."""
        return ()

    @property
    def rating(self) -> str:
        """better, worse, same, or nothing where a day has none."""
        return rating_moved(self.given_was, self.given_now) if self.given_was and self.given_now else ""

    @property
    def renamed(self) -> bool:
        """Not known unread."""
        return False

    @property
    def ended(self) -> bool:
        return bool(self.flags & ENDED)

    @property
    def is_doubtful(self) -> bool:
        """Only its words tell whether it changed, or was renamed."""
        return bool(self.flags & (RETITLED | MAY_DIFFER))


FLAGS = Stood._fields.index("flags")


@lru_cache(maxsize=2048)
def rating_moved(was: str, now: str) -> str:
    """Which way, on the scale the rating was given on where both dates share it, else on ours."""
    (ours_was, scale_was, text_was), (ours_now, scale_now, text_now) = (
        given.split("|", maxsplit=2) for given in (was, now)
    )
    scale = BY_KEY.get(scale_was) if scale_was == scale_now else None
    ranks = _ranks(scale, text_was, text_now) if scale else None
    first, last = ranks or (ORDER[ours_was], ORDER[ours_now])
    return "better" if last > first else "worse" if last < first else "same"


def _ranks(scale: Scale, *texts: str) -> tuple[int, int] | None:
    steps = {squash(step): step for step in scale.steps}
    first, last = (scale.rank(scale.spellings.get(squash(text), steps.get(squash(text)))) for text in texts)
    return None if first is None or last is None else (first, last)


class Differs(Func):
    """Whether two values are not the same; nothing is the same as nothing."""

    output_field = BooleanField()
    arity = 2
    template = "(%(expressions)s)"
    arg_joiner = " IS DISTINCT FROM "

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, arg_joiner=" IS NOT ", **context)


class Parted(NamedTuple):
    """Every project that was there on either day."""

    stayed: Counter[int]
    """Of those whose record is the same on both days how many there are of each flags."""
    there: list[int]
    """The keys of those that were there on both days, in order."""
    moved: list[Stood]
    """Those whose record is another."""
    joined: list[Stood]
    left: list[Stood]


def parted(rows: Sequence[Sequence[Any]]) -> Parted:
    """Of most rows only the flags are looked at: of a large system there are tens of thousands."""
    stayed = [row for row in rows if row[FLAGS] & SAME]
    others = [Stood._make(row) for row in rows if not row[FLAGS] & SAME]
    moved = [row for row in others if row.was is not None and row.now is not None]
    joined = [row for row in others if row.was is None]
    left = [row for row in others if row.now is None]
    there = [*map(itemgetter(0), stayed), *map(itemgetter(0), moved)]
    return Parted(Counter(map(itemgetter(FLAGS), stayed)), sorted(there), moved, joined, left)


def stood(scope: Scope) -> Parted:
    """Every project of the scope. One query."""
    return parted(scope.found(_light))


def stood_whole(scope: Scope) -> Iterator[tuple[Stood, Row, Row]]:
    """The same, each with its whole record on either day; for a file or a report. One query."""
    first = len(Stood._fields)
    for row in scope.found(_whole):
        columns = row[first:]
        middle = len(COLUMNS)
        was, now = (dict(zip(COLUMNS, half, strict=True)) for half in (columns[:middle], columns[middle:]))
        yield Stood(*row[:first]), was, now


def records(keys: Sequence[int]) -> dict[int, Row]:
    """The records with these keys, and the names of what they point to. One query, or none."""
    if not keys:
        return {}
    listed = f"[{','.join(map(str, keys))}]"
    return {row.pop("pk"): row for row in prepared(_records, None, keys=[listed])}


def _records(keys: Sequence[str]) -> QuerySet[Any, Any]:
    return ProjectFact.objects.filter(pk__among=keys[0]).order_by().values("pk", *COLUMNS)


def _light(scope: Scope) -> QuerySet[Any, Any]:
    said = _said(scope)
    found: QuerySet[Any, Any] = _rows(scope).annotate(**said)
    return found.values_list("pk", "was_key", "now_key", *said)


def _whole(scope: Scope) -> QuerySet[Any, Any]:
    columns = [f"{day}__{column}" for day in ("was", "now") for column in COLUMNS]
    said = _said(scope)
    found: QuerySet[Any, Any] = _rows(scope).annotate(**said)
    return found.values_list("pk", "was_key", "now_key", *said, *columns)


def _rows(scope: Scope) -> QuerySet[Any]:
    """Projects, joined to the record in force on each day: its key is `was_key` and `now_key`, None where the project
    was not there, or not in the portfolio."""
    was, now = in_force(scope.before, "facts__"), in_force(scope.after, "facts__")
    keys: dict[str, Any] = {"was_key": F("was__pk"), "now_key": F("now__pk")}
    rows = Project.objects.filter(scope.condition("")).order_by()
    rows = rows.annotate(
        was=FilteredRelation("facts", condition=was), now=FilteredRelation("facts", condition=now)
    )
    if scope.portfolio:
        first, last = scope.inside(scope.before), scope.inside(scope.after)
        rows = rows.filter(Q(pk__in=first) | Q(pk__in=last)).annotate(
            first=FilteredRelation("memberships", condition=_inside(scope, scope.before)),
            last=FilteredRelation("memberships", condition=_inside(scope, scope.after)),
        )
        keys["was_key"] = Case(When(first__pk__isnull=False, then=F("was__pk")))
        keys["now_key"] = Case(When(last__pk__isnull=False, then=F("now__pk")))
    joined: QuerySet[Any] = rows.annotate(**keys)
    return joined.filter(Q(was_key__isnull=False) | Q(now_key__isnull=False))


def _inside(scope: Scope, on: date) -> Q:
    return in_force(on, "memberships__") & Q(
        memberships__portfolio=scope.portfolio, memberships__present=True
    )


STAYED = Q(was_key=F("now_key"))
OTHER = Q(was_key__lt=F("now_key")) | Q(was_key__gt=F("now_key"))
BOTH_RATED = ~Q(was__confidence="") & ~Q(now__confidence="")


def _said(scope: Scope) -> dict[str, Any]:
    """The other columns of `Stood`. What no one asks of a row is left empty, which costs next to nothing."""
    return {
        "flags": _flags(),
        "title_said": Case(
            When(STAYED, then=None),
            When(now_key=None, then="was__title"),
            default="now__title",
            output_field=TextField(),
        ),
        "given_was": _given("was", scope.before),
        "given_now": _given("now", scope.after),
        "slip": Case(When(OTHER, then=DaysBetween(_end("was"), _end("now")))),
    }


def _flags() -> Case:
    """A number, which costs a third of what as many columns cost."""
    has_end = (
        Q(now__actual_end__isnull=False)
        | Q(now__forecast_end__isnull=False)
        | Q(now__planned_end__isnull=False)
    )
    certain, perhaps = _differ()
    retitled = Q(Differs("was__title", "now__title"))
    ended = Q(now__state__in=ENDED_STATES) & ~Q(was__state__in=ENDED_STATES)
    return Case(
        When(STAYED, then=Value(SAME) + _flag((RATED, ~Q(now__confidence=""))) + _flag((DATED, has_end))),
        When(
            OTHER,
            then=_flag((DIFFERS, certain), (MAY_DIFFER, perhaps))
            + _flag((RETITLED, retitled))
            + _flag((ENDED, ended)),
        ),
        default=Value(0),
        output_field=IntegerField(),
    )


def _flag(*flags: tuple[int, Q]) -> Case:
    """The first of these that is so, else 0."""
    cases = [When(condition, then=Value(flag)) for flag, condition in flags]
    return Case(*cases, default=Value(0), output_field=IntegerField())


def _end(which: str) -> Coalesce:
    return Coalesce(*(f"{which}__{name}" for name in ENDS))


def _given(which: str, on: date) -> Case:
    """The rating, the scale that the headline's was given on and its words, where both records hold a rating."""
    ratings = RatingFact.objects.as_at(on).filter(
        project=OuterRef("pk"), rater=OuterRef(f"{which}__confidence_rater")
    )
    words = Concat(Value("|"), "scale", Value("|"), "text", output_field=TextField())
    given = Coalesce(
        Subquery(ratings.order_by("-pk").values_list(words)[:1]), Value("||"), output_field=TextField()
    )
    both = Concat(f"{which}__confidence", given, output_field=TextField())
    return Case(When(OTHER & BOTH_RATED, then=both), output_field=TextField())


def _differ() -> tuple[Q, Q]:
    """That a field certainly reads otherwise, and that one may.

    One made of a single column reads otherwise where that is another. One made of a code (or a day) and a text does so
    where the code is another, unless a text stands in its place on either day.
    """
    certain: list[Q] = []
    perhaps: list[Q] = []
    # Names last, which have to be looked up where nothing else tells.
    for first, *text in sorted(MADE_OF.values(), key=lambda columns: "__" in columns[0]):
        other = _reads_otherwise(first)
        if text:
            perhaps += [other, Q(Differs(f"was__{text[0]}", f"now__{text[0]}"))]
            other &= _no_text_in_place(first, text[0], "was") & _no_text_in_place(first, text[0], "now")
        certain.append(other)
    return reduce(or_, certain), reduce(or_, perhaps)


def _reads_otherwise(column: str) -> Q:
    """Of a name only where it is another's: nothing is joined to all that stayed."""
    of, _, name = column.partition("__")
    other = Q(Differs(f"was__{of}", f"now__{of}"))
    if not name:
        return other
    named: Any = ProjectFact._meta.get_field(of).related_model
    was, now = (
        Subquery(named._default_manager.filter(pk=OuterRef(f"{which}__{of}")).order_by().values(name))
        for which in ("was", "now")
    )
    return other & Q(Differs(was, now))


def _no_text_in_place(code: str, text: str, day: str) -> Q:
    is_day = ProjectFact._meta.get_field(code).null
    there = Q(**{f"{day}__{code}__isnull": False}) if is_day else ~Q(**{f"{day}__{code}": ""})
    return there | Q(**{f"{day}__{text}": ""})
