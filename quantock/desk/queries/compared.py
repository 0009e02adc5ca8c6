"""How the record of each project stood on two days: one row a project, put together so that what stayed costs little."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import reduce
from operator import or_
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
from quantock.projects.models import Project, ProjectFact, RatingFact
from quantock.projects.models.record import RECORD_FIELDS

NAMES = ("lead_organisation__name", "unit__name", "life_cycle__name", "step__name")
COLUMNS = (*RECORD_FIELDS, *NAMES)
# When a project ends: the first of these that there is (as `ProjectRecord.ends_on`).
ENDS = ("actual_end", "forecast_end", "planned_end")

Row = dict[str, Any]


class Stood(NamedTuple):
    """One project on the two days. `was` and `now` are the keys of its records, None where it was not there.

    Of one whose record is the same on both days only whether it is `rated` and `dated` is said; of any other what is
    counted of it. What is either so or not is 1 or 0.
    """

    project: int
    number: int
    was: int | None
    now: int | None
    rated: int
    dated: int
    title: str | None
    confidence_was: str | None
    confidence_now: str | None
    given_was: str | None
    """The scale that the headline's rating was given on, and its words: "three-step|Green"."""
    given_now: str | None
    slip: int | None
    """How many days later it ends, where both records say when."""
    retitled: int
    """Its title holds other characters, if only a space."""
    differs: int
    """A field certainly reads otherwise."""
    may_differ: int
    """Columns differ of a field that is made of two: its words may be the same."""


class Differs(Func):
    """Whether two values are not the same; nothing is the same as nothing."""

    output_field = BooleanField()
    arity = 2
    template = "(%(expressions)s)"
    arg_joiner = " IS DISTINCT FROM "

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, arg_joiner=" IS NOT ", **context)


def stood(scope: Scope) -> Iterator[Stood]:
    """Every project of the scope that was there on either day. One query."""
    return map(Stood._make, scope.found(_light))


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
    return found.values_list("pk", "number", "was_key", "now_key", *said)


def _whole(scope: Scope) -> QuerySet[Any, Any]:
    columns = [f"{day}__{column}" for day in ("was", "now") for column in COLUMNS]
    said = _said(scope)
    found: QuerySet[Any, Any] = _rows(scope).annotate(**said)
    return found.values_list("pk", "number", "was_key", "now_key", *said, *columns)


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


SAME = Q(was_key=F("now_key"))
OTHER = Q(was_key__lt=F("now_key")) | Q(was_key__gt=F("now_key"))
RATED = ~Q(was__confidence="") & ~Q(now__confidence="")


def _said(scope: Scope) -> dict[str, Any]:
    """The other columns of `Stood`. What no one asks of a row is left empty, which costs next to nothing."""
    has_end = (
        Q(now__actual_end__isnull=False)
        | Q(now__forecast_end__isnull=False)
        | Q(now__planned_end__isnull=False)
    )
    certain, perhaps = _differ()
    return {
        "rated": _whether(SAME & ~Q(now__confidence="")),
        "dated": _whether(SAME & has_end),
        "title_said": Case(
            When(SAME, then=None),
            When(now_key=None, then="was__title"),
            default="now__title",
            output_field=TextField(),
        ),
        "confidence_was": _of_other("was__confidence"),
        "confidence_now": _of_other("now__confidence"),
        "given_was": _given("was", scope.before),
        "given_now": _given("now", scope.after),
        "slip": _of_other(DaysBetween(_end("was"), _end("now"))),
        "retitled": _whether(OTHER & Q(Differs("was__title", "now__title"))),
        "differs": _whether(OTHER & certain),
        "may_differ": _whether(OTHER & perhaps),
    }


def _whether(condition: Q) -> Case:
    # A number, since SQLite's booleans are made into Python's one by one.
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


def _end(which: str) -> Coalesce:
    return Coalesce(*(f"{which}__{name}" for name in ENDS))


def _of_other(what: Any) -> Case:
    """Only where there is another record on each day."""
    return Case(When(OTHER, then=what))


def _given(which: str, on: date) -> Case:
    """The scale that the headline's rating was given on and its words, where both records hold a rating."""
    ratings = RatingFact.objects.as_at(on).filter(
        project=OuterRef("pk"), rater=OuterRef(f"{which}__confidence_rater")
    )
    words = Concat("scale", Value("|"), "text", output_field=TextField())
    given = Subquery(ratings.order_by("-pk").values_list(words)[:1])
    return Case(When(OTHER & RATED, then=given), output_field=TextField())


def _differ() -> tuple[Q, Q]:
    """That a field certainly reads otherwise, and that one may.

    One made of a single column reads otherwise where that is another. One made of a code (or a day) and a text does so
    where the code is another, unless a text stands in its place on either day.
    """
    certain: list[Q] = []
    perhaps: list[Q] = []
    for first, *text in MADE_OF.values():
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
