"""The benefits of all projects that one may see: which are asked for, and their list. Each function with its number of
queries; what they come to is in `adding`."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import (
    BigIntegerField,
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Lower

from quantock.access import Viewer, prepared
from quantock.access.asked import asked_anew
from quantock.access.prepared import Pairs, frozen, thawed
from quantock.audit.facts import attname
from quantock.benefits.classes import BenefitClass
from quantock.benefits.models import (
    RECORD_FIELDS,
    Benefit,
    BenefitFact,
    MonthFact,
    figures_seen_by,
    programmes,
)
from quantock.benefits.narrowing import Among, among
from quantock.benefits.queries import Row
from quantock.people.models import Organisation
from quantock.people.queries.organisations import shown_under
from quantock.projects.models import Project, State
from quantock.projects.models.project import seen_by
from quantock.projects.models.record import LIVE_STATES
from quantock.projects.queries.past import in_portfolio, in_states

SIZE = 50
MOST_IN_A_FILE = 10_000
MOST_OFFERED = 300
PLACES = Case(
    *(When(kind=kind.value, then=place) for place, kind in enumerate(BenefitClass)),
    default=len(BenefitClass),
    output_field=IntegerField(),
)
"""Where each class stands among the others."""
FIGURES = ("full_year", "in_year", "forecast", "reported", "compared")
SUMS = ("forecast", "reported", "compared", "reported_to")
# What the list shows of a benefit as it is or was, and of what does not change of it; a file says all.
SHOWN = (
    *("title", "kind", "unit", "recurrence", "full_year", "starts"),
    *("owner__name", "owner__left_at", "owner_text"),
)
SHOWN_OF_BENEFIT = (
    "number",
    *(f"project__{name}" for name in ("number", "title", "state", "lead_organisation__called")),
)


def organisations(viewer: Viewer) -> list[tuple[int, str]]:
    """Those that lead projects with benefits. One query."""
    return prepared(_organisations, viewer)


def _organisations(viewer: Viewer) -> QuerySet[Any, Any]:
    """Project by project, until one is found: an organisation's benefits are not all read."""
    some = Benefit.objects.filter(project=OuterRef("pk"), removed_at=None)
    led = Project.objects.visible_to(viewer).filter(Exists(some))
    rows = Organisation.objects.leading(led).order_by("called")
    return rows.values_list("pk", "called")[:MOST_OFFERED]


def narrowed(
    viewer: Viewer,
    said: Mapping[str, Any],
    *,
    on: date,
    past: bool = False,
    of_dashboard: Among | None = None,
    few: bool = False,
) -> QuerySet[Any]:
    """Those asked for, each with whether its figures may be seen and whether a programme keeps it; on a past day the facts
    of that day, whose columns are the benefit's own. `of_dashboard`: where the address of one was read already."""
    rows: QuerySet[Any] = Benefit.objects.visible_to(viewer)
    at = ""
    if past:
        rows, at = _as_they_stood(viewer, on), "benefit__"
    project = f"{at}project"
    rows = _told(rows, viewer, at).filter(
        states_asked(said.get("projects", ""), project, on=on, past=past, few=few)
    )
    if of_dashboard := of_dashboard or among(viewer, said.get("among", "")):
        rows = rows.filter(**{f"{project}__in": of_dashboard.projects})
    if words := said.get("q"):
        rows = rows.filter(Q(title__icontains=words) | Q(**{f"{project}__title__icontains": words}))
    if kind := said.get("kind"):
        rows = rows.filter(kind=kind)
    if recurrence := said.get("recurrence"):
        rows = rows.filter(recurrence=recurrence)
    if organisations := said.get("organisation"):
        rows = rows.filter(**{f"{project}__lead_organisation__in": organisations})
    if portfolio := said.get("portfolio"):
        rows = rows.filter(in_portfolio(portfolio, project, on=on))
    if programme := said.get("programme"):
        rows = rows.filter(_within(viewer, programme, project))
    return _shown(rows, said.get("show", ""))


@dataclass(frozen=True, slots=True)
class Asked:
    """Benefits as somebody asks for them: what was said of them, and the day on which they are looked at."""

    said: Pairs
    on: date
    past: bool = False
    # A dashboard's projects, where its address led here.
    among: Among | None = field(default=None, compare=False)
    first: int = 0
    """Behind how many of them a page begins."""

    @classmethod
    def of(cls, viewer: Viewer, said: Mapping[str, Any], *, on: date, past: bool = False) -> "Asked":
        """Queries where a dashboard's address led here, to read it; one where an organisation is asked for: with whose work it
        took over."""
        given = {name: value for name, value in said.items() if value}
        if organisation := given.get("organisation"):
            given["organisation"] = shown_under(int(organisation), on)
        return cls(frozen(given), on, past, among(viewer, said.get("among", "")))

    def rows(self, viewer: Viewer, *, few: bool = False) -> QuerySet[Any]:
        said = thawed(self.said)
        return narrowed(viewer, said, on=self.on, past=self.past, of_dashboard=self.among, few=few)

    def found(self, build: Callable[..., QuerySet[Any]], viewer: Viewer, *more: Any) -> list[Any]:
        """What `build` makes of them. No text is kept of a programme's reference, nor of a dashboard's address, whose projects are
        a query of their own."""
        said = dict(self.said)
        if said.keys() & {"programme", "among"}:
            return list(build(viewer, self, *more))
        return asked_anew(self, build, viewer, *more, words=[said["q"]] if "q" in said else [])


def _told(rows: QuerySet[Any], viewer: Viewer, at: str = "") -> QuerySet[Any]:
    """With whether the figures of each may be seen and whether a programme keeps it; `at` leads to the benefit."""
    found: QuerySet[Any] = rows.annotate(
        shows=Case(When(figures_seen_by(viewer, at), then=Value(True)), default=Value(False)),
        of_programme=of_programme(viewer, f"{at}project"),
    )
    return found


def of_programme(viewer: Viewer, project: str) -> Case:
    """Whether a programme keeps it; `project` leads there."""
    return Case(When(**{f"{project}__in": programmes(viewer)}, then=Value(True)), default=Value(False))


def _as_they_stood(viewer: Viewer, on: date) -> QuerySet[Any]:
    """What was so on a day of those that may be seen: joined as `visible_to` says, for a list of their keys would be made
    first."""
    seen = seen_by(viewer, "benefit__project__")
    facts = BenefitFact.objects.as_at(on).filter(
        seen, benefit__project__archived_at=None, benefit__removed_at=None
    )
    return _with_sums(facts, on)


def _with_sums(facts: QuerySet[Any], on: date) -> QuerySet[Any]:
    """With the sums of what had been said of their months by a day."""
    months = MonthFact.objects.as_at(on).filter(benefit=OuterRef("benefit")).order_by().values("benefit")

    def summed(column: str) -> Subquery:
        return Subquery(months.annotate(total=Sum(column)).values("total"), output_field=BigIntegerField())

    said = months.filter(reported__isnull=False)
    whole = said.annotate(total=Sum("forecast"), gave=Count("forecast"), every=Count("pk"))
    found: QuerySet[Any] = facts.annotate(
        forecast=summed("forecast"),
        reported=summed("reported"),
        compared=Subquery(whole.filter(gave=F("every")).values("total"), BigIntegerField()),
        reported_to=Subquery(said.annotate(last=Max("month")).values("last")),
    )
    return found


def as_it_was(fact: Any) -> Benefit:
    """A benefit with what was so of it then, as far as it was read, in the place of what is so now, in memory alone."""
    one: Benefit = fact.benefit
    unread = fact.get_deferred_fields()
    for name in RECORD_FIELDS:
        if attname(BenefitFact, name) not in unread:
            setattr(one, name, getattr(fact, name))
    for name in SUMS:
        setattr(one, name, getattr(fact, name))
    return one


def states_asked(asked: str, project: str, *, on: date, past: bool, few: bool) -> Q:
    match asked:
        case "live":
            states = set(LIVE_STATES)
        case "completed" | "stopped":
            states = {State(asked)}
        case _:
            states = set(State) - {State.STOPPED}
    return in_states(states, project, on=on, past=past, few=few)


def _programme(viewer: Viewer, ref: str) -> QuerySet[Project]:
    digits = ref.strip().upper().removeprefix("P-")
    if not digits.isdecimal() or len(digits) > 9:
        return Project.objects.none()
    return Project.objects.visible_to(viewer).filter(number=int(digits))


def programme_called(viewer: Viewer, ref: str) -> str:
    """The title of a programme that is seen; nothing for what is none. One query."""
    return _programme(viewer, ref).values_list("title", flat=True).first() or ""


def _within(viewer: Viewer, ref: str, project: str) -> Q:
    """A programme that is seen and all that lies within it, by its reference; nothing for what is none."""
    one = _programme(viewer, ref).values("pk")
    return (
        Q(**{f"{project}__in": one})
        | Q(**{f"{project}__parent__in": one})
        | Q(**{f"{project}__top__in": one})
    )


def _shown(rows: QuerySet[Any], asked: str) -> QuerySet[Any]:
    """By what is said of them; whose figures are not seen is never found by a figure."""
    match asked:
        case "reported":
            return rows.filter(reported__isnull=False, shows=True)
        case "nothing":
            return rows.filter(reported__isnull=True, shows=True)
        case "no figure":
            return rows.filter(full_year=None, in_year=None, shows=True)
        case "nobody":
            return rows.filter(owner=None, owner_text="")
        case _:
            return rows


def listed(
    viewer: Viewer,
    asked: Asked,
    order: str = "",
    *,
    first: int = 0,
    most: int = SIZE,
    counts: Sequence[tuple[BenefitClass, int]] = (),
) -> list[Row]:
    """In the order asked for; figures that are not seen stand last, as if there were none. One query.

    Which these are is found by their keys alone, among the classes of this page where it is known how many there are of each;
    whole rows are read of the page.
    """
    here: Sequence[str] = ()
    if counts and order not in ("starts", "title"):
        here, before = _on_page(counts, first, most)
        first -= before
    found = replace(asked, first=first).found(_page, viewer, order, here, most)
    return [Row(as_it_was(each) if asked.past else each, each.shows, each.of_programme) for each in found]


def _page(viewer: Viewer, asked: Asked, order: str, here: Sequence[str], most: int) -> QuerySet[Any]:
    rows = asked.rows(viewer, few=bool(here))
    if here:
        rows = rows.filter(kind__in=here)
    by = _order(order)
    keys = rows.order_by(*by).values("pk")[asked.first : asked.first + most]
    every: QuerySet[Any] = rows.model._default_manager.filter(pk__in=keys)
    at = "benefit__" if asked.past else ""
    found = _told(_with_sums(every, asked.on) if asked.past else every, viewer, at)
    found = found.order_by(*by).select_related("owner", f"{at}project__lead_organisation")
    if most > SIZE:
        return found
    own = (*SHOWN_OF_BENEFIT, *SUMS) if not at else ("benefit", *(f"{at}{name}" for name in SHOWN_OF_BENEFIT))
    return found.only(*SHOWN, *own)


def _order(asked: str) -> Sequence[Any]:
    match asked:
        case "starts":
            return (F("starts").asc(nulls_last=True), "pk")
        case "title":
            return (Lower("title"), "pk")
        case _:
            return _by_figure("reported" if asked == "reported" else "full_year")


def _by_figure(figure: str) -> Sequence[Any]:
    """By class, then by a figure where it is seen."""
    seen = Case(When(shows=True, then=F(figure)), default=None, output_field=BigIntegerField())
    return (PLACES, Coalesce(seen, Value(-1)).desc(), "pk")


def _on_page(counts: Sequence[tuple[BenefitClass, int]], first: int, most: int) -> tuple[list[str], int]:
    """The classes that a page of the list holds, and how many benefits stand before these."""
    here, before, start = [], 0, 0
    for kind in BenefitClass:
        end = start + sum(count for each, count in counts if each == kind)
        if end <= first:
            before = end
        elif start < first + most:
            here.append(kind.value)
        start = end
    return here, before
