"""Which projects a page is about: what one may see, narrowed by filters, now or as at a day."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import DateField, F, Func, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from quantock.access import Viewer
from quantock.projects.models import (
    MembershipFact,
    Project,
    ProjectFact,
    Stage,
    StatusUpdate,
    ThemeFact,
    Track,
)
from quantock.projects.models.project import seen_by
from quantock.projects.models.record import ENDED_STATES, LIVE_STATES

NOT_RATED = "none"
STATES: Mapping[str, tuple[str, ...]] = {"live": LIVE_STATES, "ended": ENDED_STATES}


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
        return copy.as_sql(compiler, connection, arg_joiner=" - ", **context)

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        first, last = self.source_expressions
        copy = self.copy()
        copy.set_source_expressions([last, first])
        return copy.as_sql(compiler, connection, arg_joiner=" - ", **context)


@dataclass(frozen=True, slots=True)
class Selection:
    """Projects. `on` is a past day, or None for now; `today` is the day that "now" falls on."""

    viewer: Viewer
    today: date
    on: date | None = None
    filters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def day(self) -> date:
        return self.on or self.today

    def with_filters(self, **changes: Any) -> "Selection":
        return replace(self, filters={**self.filters, **changes})

    def rows(self) -> QuerySet[Any]:
        """`Project`s, or as at a day their `ProjectFact`s: the same columns of the record. In no order."""
        return self.rows_at(self.on) if self.on else self._narrow(Project.objects.order_by(), "", None)

    def rows_at(self, on: date) -> QuerySet[Any]:
        """The facts in force on a day, by the same filters as they were then."""
        return self._narrow(ProjectFact.objects.as_at(on).order_by(), "project__", on)

    def ids(self) -> QuerySet[Any]:
        """The keys of the projects, for `project__in`."""
        return self.rows().values("project" if self.on else "pk")

    def _narrow(self, rows: QuerySet[Any], prefix: str, on: date | None) -> QuerySet[Any]:
        rows = rows.filter(seen_by(self.viewer, prefix), **{f"{prefix}archived_at": None})
        given = {name: value for name, value in self.filters.items() if value not in (None, "", [])}
        for name, value in given.items():
            if condition := self._condition(name, value, prefix, on):
                rows = rows.filter(condition)
        if given.get("quiet"):
            rows = self.with_days_quiet(rows, prefix, on).filter(TOO_QUIET[prefix])
        return rows

    def _condition(self, name: str, value: Any, prefix: str, on: date | None) -> Q | None:
        match name:
            case "q":
                return (
                    Q(title__icontains=value)
                    | Q(lead_organisation__name__icontains=value)
                    | self._ref(value, prefix)
                )
            case "state":
                return Q(state__in=STATES.get(value, (value,)))
            case "confidence":
                if value == NOT_RATED:
                    return Q(confidence="", track=Track.FULL)
                return Q(confidence=value)
            case "organisation" | "step" | "track" | "life_cycle":
                column = "lead_organisation" if name == "organisation" else name
                return Q(**{column: value})
            case "portfolio":
                held = MembershipFact.objects.as_at(on) if on else MembershipFact.objects.now()
                inside = held.filter(portfolio=value, present=True).values("project")
                return Q(**{f"{prefix}pk__in": inside})
            case "theme":
                held = ThemeFact.objects.as_at(on) if on else ThemeFact.objects.now()
                inside = held.filter(theme=value, contribution__gt=0).values("project")
                return Q(**{f"{prefix}pk__in": inside})
            case "course" | "visibility":
                return Q(**{f"{prefix}{name}": value})
            case "updated_since":
                return Q(**{f"{prefix}last_update_on__gte": value})
            case "programme":
                inside_of = {f"{prefix}parent__number": value}
                return Q(**inside_of) | Q(**{f"{prefix}top__number": value})
        return None

    def _ref(self, words: str, prefix: str) -> Q:
        """P-0042, or 42, is a project's own number."""
        digits = words.casefold().removeprefix("p-").strip()
        return (
            Q(**{f"{prefix}number": int(digits)}) if digits.isdecimal() and len(digits) < 9 else Q(pk__in=())
        )

    def with_days_quiet(self, rows: QuerySet[Any], prefix: str = "", on: date | None = None) -> QuerySet[Any]:
        """Each row with `days_quiet`: since its last published update or, before the first, since it was
        registered."""
        last: Any = F(f"{prefix}last_update_on")
        if on:
            published = StatusUpdate.objects.filter(
                project=OuterRef("project"), as_at__lte=on, stage__in=(Stage.PUBLISHED, Stage.SUPERSEDED)
            )
            latest = published.order_by().values("project").annotate(last=Max("as_at")).values("last")
            last = Subquery(latest)
        heard = Coalesce(last, F(f"{prefix}registered_on"))
        quiet: QuerySet[Any] = rows.annotate(
            days_quiet=DaysBetween(heard, Value(on or self.today, DateField()))
        )
        return quiet


# Gone quiet: later than one and a half times the project's own reporting interval (as `rules.is_quiet`).
TOO_QUIET = {
    prefix: Q(days_quiet__gt=F(f"{prefix}reporting_days") * 1.5, state__in=LIVE_STATES)
    for prefix in ("", "project__")
}
