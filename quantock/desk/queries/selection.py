"""Which projects a page is about: what one may see, narrowed by filters, now or as at a day."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Case,
    DateField,
    F,
    Func,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest, NullIf
from django.utils import timezone

from quantock.access import Viewer, prepared, prepared_count
from quantock.engines.dates import DateError, parse_uk
from quantock.engines.text import read_number, read_pounds, read_span
from quantock.measures.queries.wanting import without_data
from quantock.projects.allowed import money_seen_by
from quantock.projects.models import (
    LocalFact,
    LocalField,
    MembershipFact,
    MoneyFact,
    Project,
    ProjectFact,
    RegisterDay,
    Stage,
    StatusUpdate,
    ThemeFact,
    Track,
)
from quantock.projects.models.project import heard_on, seen_by
from quantock.projects.models.record import ENDED_STATES, LIVE_STATES

NOT_RATED, NOT_ASKED = "none", "not asked"
STATES: Mapping[str, tuple[str, ...]] = {"live": LIVE_STATES, "ended": ENDED_STATES}
STUCK_DAYS = 90
UNSTATED = "unstated"
UNSAID = "none"


class DaysBetween(Func):
    """Whole days from the first date to the second."""

    output_field = IntegerField()
    arity = 2
    template = "(%(expressions)s)"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        first, last = self.source_expressions
        swapped = Func(last, function="julianday"), Func(first, function="julianday")
        copy = self.copy()
        copy.set_source_expressions(swapped)
        whole = "CAST(%(expressions)s AS INTEGER)"
        return copy.as_sql(compiler, connection, template=whole, arg_joiner=" - ", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        first, last = self.source_expressions
        copy = self.copy()
        copy.set_source_expressions([last, first])
        return copy.as_sql(compiler, connection, arg_joiner=" - ", **context)


@dataclass(frozen=True, slots=True)
class Selection:
    """Projects. `on` is a past day, or None for now; `today` is the day that "now" falls on.

    `filters` holds values that were checked by `forms.selection`; an empty one narrows nothing.
    """

    viewer: Viewer
    today: date
    on: date | None = None
    filters: Mapping[str, Any] = field(default_factory=dict)
    # The keys of the projects, where they were read already (`with_known`): a JSON list.
    known: str | None = None
    # What was narrowed already, by its day: a page asks for the same rows about ten times.
    _narrowed: dict[date | None, QuerySet[Any]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @property
    def day(self) -> date:
        return self.on or self.today

    @property
    def prefix(self) -> str:
        """Leads from a row to its project."""
        return "project__" if self.on else ""

    def with_filters(self, **changes: Any) -> "Selection":
        return replace(self, filters={**self.filters, **changes}, known=None)

    def with_known(self) -> "Selection":
        """The same, its projects read once, so that not each query of a page finds out which they are. One query."""
        return replace(self, known=json.dumps([key for (key,) in self.found(_keys)], separators=(",", ":")))

    def narrowed_by(self) -> dict[str, Any]:
        """The filters that narrow anything."""
        nothing: tuple[Any, ...] = (None, "", [], {}, False)
        return {name: value for name, value in self.filters.items() if value not in nothing}

    def counted(self) -> "Selection":
        """What a dashboard counts: the projects of the state that was asked for, else those that are live."""
        return self.with_filters(state=self.filters.get("state") or "live")

    def rows(self) -> QuerySet[Any]:
        """`Project`s, or as at a day their `ProjectFact`s: the same columns of the record. In no order."""
        if self.on and self.known is not None:
            return ProjectFact.objects.as_at(self.on).filter(project__among=self.known).order_by()
        if self.on:
            return self.rows_at(self.on)
        if None not in self._narrowed:
            self._narrowed[None] = self._narrow(Project.objects.order_by(), "", None)
        return self._narrowed[None].all()

    def rows_at(self, on: date) -> QuerySet[Any]:
        """The facts in force on a day, by the same filters as they were then."""
        if on not in self._narrowed:
            self._narrowed[on] = self._narrow(ProjectFact.objects.as_at(on).order_by(), "project__", on)
        return self._narrowed[on].all()

    def among(self, name: str) -> Q:
        """Of rows of another table: those whose `name` is one of these projects, whose keys are listed first: for
        what is found by its project."""
        if self.known is not None:
            return Q(**{f"{name}__among": self.known})
        return Q(**{f"{name}__in": self.ids()})

    def joined(self, name: str) -> Q:
        """As `among`, but of today's projects no list is made first, which would be of thousands, however few rows
        there are: each row's project is looked at, or each project's rows, as the database thinks best."""
        if self.on or self.known is not None or self.filters.get("quiet"):
            return self.among(name)
        return led_to(self._condition("", None), f"{name}__")

    def ids(self) -> QuerySet[Any]:
        """The keys of the projects."""
        return self.rows().values("project" if self.on else "pk")

    def found(
        self, build: Callable[..., QuerySet[Any, Any]], *said: Any, keys: Sequence[int | str | None] = ()
    ) -> list[Any]:
        """The rows of `build(selection, *said, *keys)`, a prepared query. One query."""
        return prepared(_of_selection, self.viewer, build, *self._said(), *said, keys=[self.known, *keys])

    def count(self, build: Callable[..., QuerySet[Any, Any]], *said: Any) -> int:
        """How many rows `found` would give. One query."""
        return prepared_count(_of_selection, self.viewer, build, *self._said(), *said, keys=[self.known])

    def _said(self) -> tuple[Any, ...]:
        return self.today, self.on, self.filters, self.known is not None

    def _narrow(self, rows: QuerySet[Any], prefix: str, on: date | None) -> QuerySet[Any]:
        rows = rows.filter(self._condition(prefix, on))
        if self.filters.get("quiet"):
            rows = self.with_days_quiet(rows, prefix, on).filter(TOO_QUIET[prefix])
        return rows

    def _condition(self, prefix: str, on: date | None) -> Q:
        """All that the filters ask for but "quiet", which needs a column of its own."""
        asked = seen_by(self.viewer, prefix) & Q(**{f"{prefix}archived_at": None})
        if prefix and not self.viewer.sees_all_projects():
            # Apart, so that what may not be seen is left out before its facts are looked up.
            seen = Project.objects.filter(seen_by(self.viewer), archived_at=None).order_by()
            asked = Q(**{f"{prefix}in": seen.values("pk")})
        for name, value in self.filters.items():
            if name in CONDITIONS and value not in (None, "", [], {}, False):
                asked &= CONDITIONS[name](self, value, prefix, on)
        return asked

    def with_days_quiet(self, rows: QuerySet[Any], prefix: str = "", on: date | None = None) -> QuerySet[Any]:
        """Each row with `days_quiet`: since anything was last heard of it; nothing where that was only later."""
        heard = heard_by(on) if on else heard_on(prefix)
        quiet: QuerySet[Any] = rows.annotate(
            days_quiet=DaysBetween(heard, Value(on or self.today, DateField()))
        )
        return quiet


def _of_selection(
    viewer: Viewer,
    build: Callable[..., QuerySet[Any]],
    today: date,
    on: date | None,
    filters: Mapping[str, Any],
    is_known: bool,
    *rest: Any,
) -> QuerySet[Any]:
    *said, [known, *keys] = rest
    return build(Selection(viewer, today, on, filters, known if is_known else None), *said, *keys)


def led_to(condition: Q, to: str) -> Q:
    """A condition on projects, of rows from which `to` leads to them, as in "project__"."""
    parts: Any = condition.children
    led: Any = [led_to(each, to) if isinstance(each, Q) else (f"{to}{each[0]}", each[1]) for each in parts]
    return Q.create(led, condition.connector, condition.negated)


def _keys(selection: Selection) -> QuerySet[Any]:
    return selection.rows().values_list("project" if selection.on else "pk")


def in_force(on: date | None, prefix: str = "") -> Q:
    """Of facts joined to a row: those in force on a day, or now. All conditions on one join in one `filter`."""

    def to(**conditions: object) -> Q:
        return Q(**{f"{prefix}{name}": value for name, value in conditions.items()})

    if on is None:
        return to(so_until=None, withdrawn_at=None)
    return to(so_from__lte=on, withdrawn_at=None) & (to(so_until=None) | to(so_until__gt=on))


def live_on(selection: Selection, to: str) -> Q:
    """Of few rows, from which `to` leads to their projects: those whose project is seen and was live on the past day. Each
    one's is looked at; all conditions on the facts of a project on one join in one `filter`."""
    facts = f"{to}facts__"
    live = in_force(selection.on, facts) & Q(**{f"{facts}state__in": LIVE_STATES})
    return seen_by(selection.viewer, to) & Q(**{f"{to}archived_at": None}) & live


def last_update(prefix: str, on: date | None) -> Any:
    """The day of a row's last published update, by that day."""
    if on is None:
        return F(f"{prefix}last_update_on")
    published = StatusUpdate.objects.filter(
        project=OuterRef("project"), as_at__lte=on, stage__in=(Stage.PUBLISHED, Stage.SUPERSEDED)
    )
    return _last(published, "as_at")


LONG_AGO = Value(date.min, DateField())


def heard_by(on: date) -> Any:
    """Of a fact: the last day until a past one on which anything was heard of its project (as `dated.quiet`), if there is any."""
    stood = RegisterDay.objects.filter(project=OuterRef("project"), on__lte=on)
    registered = Case(
        When(project__registered_on__lte=on, then=F("project__registered_on")), default=LONG_AGO
    )
    others = (Coalesce(day, LONG_AGO) for day in (last_update("", on), _last(stood, "on")))
    return NullIf(Greatest(registered, *others), LONG_AGO)


def _last(rows: QuerySet[Any], day: str) -> Subquery:
    return Subquery(rows.order_by().values("project").annotate(last=Max(day)).values("last"))


# Gone quiet: later than one and a half times the project's own reporting interval (as `rules.is_quiet`).
TOO_QUIET = {
    prefix: Q(days_quiet__gt=F(f"{prefix}reporting_days") * 1.5, state__in=LIVE_STATES)
    for prefix in ("", "project__")
}


# What each filter of the address means: the condition on a row, `prefix` leading from it to its project.
Condition = Callable[[Selection, Any, str, date | None], Q]


def _words(selection: Selection, value: str, prefix: str, on: date | None) -> Q:
    """In the title, or by a name of the lead organisation; P-0042 or 42 is a project's own number."""
    digits = value.casefold().removeprefix("p-").strip()
    number: dict[str, Any] = (
        {f"{prefix}number": int(digits)} if digits.isdecimal() and len(digits) < 9 else {"pk__in": ()}
    )
    return Q(title__icontains=value) | Q(lead_organisation__called__icontains=value) | Q(**number)


def _state(selection: Selection, value: str, prefix: str, on: date | None) -> Q:
    return Q(state__in=STATES.get(value, (value,)))


def _confidence(selection: Selection, value: str, prefix: str, on: date | None) -> Q:
    """One of ours on the track that is asked for one; or asked and not given; or not asked."""
    if value == NOT_ASKED:
        return ~Q(track=Track.FULL)
    return Q(confidence="" if value == NOT_RATED else value, track=Track.FULL)


def _portfolio(selection: Selection, value: int, prefix: str, on: date | None) -> Q:
    inside = _facts(MembershipFact, on).filter(portfolio=value, present=True)
    return Q(**{f"{prefix}pk__in": inside.values("project")})


def _theme(selection: Selection, value: int, prefix: str, on: date | None) -> Q:
    given = _facts(ThemeFact, on).filter(theme=value, contribution__gt=0)
    return Q(**{f"{prefix}pk__in": given.values("project")})


def _programme(selection: Selection, value: int, prefix: str, on: date | None) -> Q:
    """The programme itself and all that is part of it; nothing where one may not see the programme."""
    programme = Project.objects.visible_to(selection.viewer).filter(number=value).values("pk")
    names = (f"{prefix}pk__in", f"{prefix}parent__in", f"{prefix}top__in")
    return Q(**{names[0]: programme}) | Q(**{names[1]: programme}) | Q(**{names[2]: programme})


def _money(selection: Selection, value: str, prefix: str, on: date | None) -> Q:
    """Gave an in-year amount of that nature, and one may see it."""
    given = _facts(MoneyFact, on).filter(
        money_seen_by(selection.viewer, "project__"),
        nature="" if value == UNSTATED else value,
        span=MoneyFact.Span.IN_YEAR,
        basis__in=(MoneyFact.Basis.BUDGET, MoneyFact.Basis.FORECAST),
        pence__isnull=False,
    )
    return Q(**{f"{prefix}pk__in": given.values("project")})


def _local(selection: Selection, value: Mapping[int, str], prefix: str, on: date | None) -> Q:
    """Fields of organisations' own, each by its kind; an answer that is no value of it, by its words."""
    found = Q()
    for key, words in value.items():
        said = _facts(LocalFact, on).filter(_said(words), field=key)
        found &= Q(**{f"{prefix}pk__in": said.values("project")})
    return found


def _said(words: str) -> Q:
    """One of the choices, a value or a span of values, or some of the words."""
    chosen = Q(field__kind=LocalField.Kind.CHOICE)
    found = Q(number=None, pence=None, on=None) & (
        (chosen & Q(text__iexact=words)) | (~chosen & Q(text__icontains=words))
    )
    for column, read in READ.items():
        if (span := read_span(words, read)) is None:
            found |= Q(**{f"{column}__isnull": False}, text__icontains=words)
            continue
        low, high = span
        ends = {f"{column}__gte": low, f"{column}__lte": high}
        found |= Q(**{name: end for name, end in ends.items() if end is not None})
    return found


def _pence(text: str) -> int | None:
    pounds = read_pounds(text)
    return None if pounds is None else round(pounds * 100)


def _day(text: str) -> date | None:
    try:
        return parse_uk(text, on=timezone.localdate())
    except DateError:
        return None


READ: Mapping[str, Callable[[str], Any]] = {"number": read_number, "pence": _pence, "on": _day}


def _stuck(selection: Selection, value: bool, prefix: str, on: date | None) -> Q:
    """Longer in one step than `STUCK_DAYS`; known for today only."""
    before = (on or selection.today) - timedelta(days=STUCK_DAYS)
    since = f"{prefix}step_since"
    registered = Q(**{since: None, f"{prefix}registered_on__lt": before})
    return Q(step__isnull=False) & (Q(**{f"{since}__lt": before}) | registered)


def _aim(selection: Selection, value: str, prefix: str, on: date | None) -> Q:
    """Serves a dimension of the Quadruple Aim, or says none: what the project says today."""
    name = f"{prefix}quadruple_aim"
    return Q(**{name: []}) if value == UNSAID else Q(**{f"{name}__icontains": f'"{value}"'})


def _unmeasured(selection: Selection, value: bool, prefix: str, on: date | None) -> Q:
    """Should have a value of an outcome by now and has none; known for today only."""
    return without_data("project" if prefix else "pk")


def _whose(selection: Selection, value: str, prefix: str, on: date | None) -> Q:
    """Those that whoever looks works on, today."""
    return Q(**{f"{prefix}pk__in": selection.viewer.works_on()})


def _of_the_project(name: str) -> Condition:
    return lambda selection, value, prefix, on: Q(**{f"{prefix}{name}": value})


def _of_the_record(name: str) -> Condition:
    return lambda selection, value, prefix, on: Q(**{name: value})


def _facts(family: Any, on: date | None) -> QuerySet[Any]:
    found: QuerySet[Any] = family.objects.as_at(on) if on else family.objects.now()
    return found


CONDITIONS: Mapping[str, Condition] = {
    "q": _words,
    "whose": _whose,
    "state": _state,
    "confidence": _confidence,
    # The organisation and those whose work it took over: `organisations.shown_under`.
    "organisation": _of_the_record("lead_organisation__in"),
    "unit": _of_the_record("unit"),
    "step": _of_the_record("step"),
    "life_cycle": _of_the_record("life_cycle"),
    "track": _of_the_record("track"),
    "portfolio": _portfolio,
    "theme": _theme,
    "programme": _programme,
    "money": _money,
    "local": _local,
    "stuck": _stuck,
    "aim": _aim,
    "unmeasured": _unmeasured,
    "course": _of_the_project("course"),
    "visibility": _of_the_project("visibility"),
    "number": _of_the_project("number__in"),
}
