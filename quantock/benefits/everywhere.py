"""The benefits of all projects that one may see, each function with its number of queries.

A class is never added to another, nor what a programme says to what its projects say.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
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
from quantock.access.prepared import Pairs, frozen, thawed
from quantock.benefits.classes import POUNDS, BenefitClass
from quantock.benefits.kept import ALL_BUT_STOPPED, Tally, kept
from quantock.benefits.models import (
    ANY,
    RECORD_FIELDS,
    Benefit,
    BenefitFact,
    MonthFact,
    figures_seen_by,
    programmes,
)
from quantock.benefits.narrowing import Among, among
from quantock.benefits.queries import Row
from quantock.benefits.tallies import EVERY, IN_POUNDS, LIVE, SEEN, TOLD, in_year
from quantock.engines.text import money, plural
from quantock.people.models import Organisation
from quantock.projects.allowed import money_seen_by
from quantock.projects.models import Project, State
from quantock.projects.models.project import seen_by
from quantock.projects.models.record import LIVE_STATES
from quantock.projects.queries.past import in_portfolio, in_states
from quantock.web.past import DAYS

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


def organisations(viewer: Viewer) -> list[tuple[int, str]]:
    """Those that lead projects with benefits. One query."""
    return prepared(_organisations, viewer)


def _organisations(viewer: Viewer) -> QuerySet[Any, Any]:
    """Project by project, until one is found: an organisation's benefits are not all read."""
    some = Benefit.objects.filter(project=OuterRef("pk"), removed_at=None)
    led = Project.objects.visible_to(viewer).filter(Exists(some), lead_organisation=OuterRef("pk"))
    rows = Organisation.objects.filter(Exists(led)).order_by("name")
    return rows.values_list("pk", "name")[:MOST_OFFERED]


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
        _states(said.get("projects", ""), project, on=on, past=past, few=few)
    )
    if of_dashboard := of_dashboard or among(viewer, said.get("among", "")):
        rows = rows.filter(**{f"{project}__in": of_dashboard.projects})
    if words := said.get("q"):
        rows = rows.filter(Q(title__icontains=words) | Q(**{f"{project}__title__icontains": words}))
    if kind := said.get("kind"):
        rows = rows.filter(kind=kind)
    if recurrence := said.get("recurrence"):
        rows = rows.filter(recurrence=recurrence)
    if organisation := said.get("organisation"):
        rows = rows.filter(**{f"{project}__lead_organisation": organisation})
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
        """Queries where a dashboard's address led here, to read it."""
        given = {name: value for name, value in said.items() if value}
        return cls(frozen(given), on, past, among(viewer, said.get("among", "")))

    def rows(self, viewer: Viewer, *, few: bool = False) -> QuerySet[Any]:
        said = thawed(self.said)
        return narrowed(viewer, said, on=self.on, past=self.past, of_dashboard=self.among, few=few)

    def found(self, build: Callable[..., QuerySet[Any]], viewer: Viewer, *more: Any) -> list[Any]:
        """What `build` makes of them: words that are sought, and where a page begins, are keys (ADR 12). No text is kept of
        a programme's reference, nor of a dashboard's address, whose projects are a query of their own."""
        said = dict(self.said)
        if said.keys() & {"programme", "among"}:
            return list(build(viewer, self, *more))
        keys = [self.first, *([words] if (words := said.pop("q", "")) else [])]
        return prepared(_of_asked, viewer, build, replace(self, said=frozen(said), first=0), *more, keys=keys)


def _of_asked(viewer: Viewer, build: Callable[..., QuerySet[Any]], asked: Asked, *rest: Any) -> QuerySet[Any]:
    *more, [first, *words] = rest
    said = {**thawed(asked.said), **({"q": words[0]} if words else {})}
    return build(viewer, replace(asked, said=frozen(said), first=first), *more)


def _told(rows: QuerySet[Any], viewer: Viewer, at: str = "") -> QuerySet[Any]:
    """With whether the figures of each may be seen and whether a programme keeps it; `at` leads to the benefit."""
    found: QuerySet[Any] = rows.annotate(
        shows=Case(When(figures_seen_by(viewer, at), then=Value(True)), default=Value(False)),
        of_programme=_of_programme(viewer, f"{at}project"),
    )
    return found


def _of_programme(viewer: Viewer, project: str) -> Case:
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
    """A benefit with what was so of it then in the place of what is so now, in memory alone."""
    one: Benefit = fact.benefit
    for name in (*RECORD_FIELDS, "forecast", "reported", "compared", "reported_to"):
        setattr(one, name, getattr(fact, name))
    return one


def _states(asked: str, project: str, *, on: date, past: bool, few: bool) -> Q:
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


@dataclass(frozen=True, slots=True)
class Added:
    """All benefits of a class, of projects or of programmes. Of what is not in pounds, only how many there are."""

    kind: BenefitClass
    of_programme: bool
    count: int
    in_pounds: int
    gave: int
    reported_on: int
    hidden: int
    full_year: int | None
    in_year: int | None
    forecast: int | None
    reported: int | None
    compared: int | None


def by_class(viewer: Viewer, asked: Asked, *, year: int) -> list[Added]:
    """By class, a programme's own apart; figures in pounds that are seen alone are added. One query; from what is kept, where
    it answers, two or three."""
    if (found := _kept(viewer, asked)) is not None:
        return [one for apart, tally in enumerate(found) for one in _told_by(tally, bool(apart), asked, year)]
    groups: dict[tuple[bool, int], list[Mapping[str, Any]]] = {}
    for row in asked.found(_grouped, viewer, year):
        place, truth = divmod(row["group"], 8)
        told = {**row, "shows": bool(truth & 2), "money": bool(truth & 1)}
        groups.setdefault((bool(truth & 4), place), []).append(told)
    order = list(BenefitClass)
    return [_added(order[place], apart, some) for (apart, place), some in sorted(groups.items(), key=_place)]


def _kept(viewer: Viewer, asked: Asked) -> tuple[Tally, Tally] | None:
    """What is kept of what is asked for: of today, all in some states, or one class of these."""
    said = dict(asked.said)
    if asked.past or not said.keys() <= {"projects", "kind", "order", *DAYS}:
        return None
    states = {"live": (LIVE,), "completed": (State.COMPLETED,), "stopped": (State.STOPPED,)}
    return kept(viewer, states.get(said.get("projects", ""), ALL_BUT_STOPPED))


def _told_by(tally: Tally, of_programme: bool, asked: Asked, year: int) -> Iterator[Added]:
    for kind in BenefitClass:
        count = tally.counts[kind, EVERY]
        if not count or dict(asked.said).get("kind", kind) != kind:
            continue
        yield Added(
            kind,
            of_programme,
            count=count,
            in_pounds=tally.counts[kind, IN_POUNDS],
            gave=tally.counts[kind, "full_year"],
            reported_on=tally.counts[kind, "reported"] + tally.counts[kind, TOLD],
            hidden=tally.counts[kind, IN_POUNDS] - tally.counts[kind, SEEN],
            full_year=tally.whole(kind, "full_year"),
            in_year=tally.whole(kind, in_year(year)),
            forecast=tally.whole(kind, "forecast"),
            reported=tally.whole(kind, "reported"),
            compared=tally.whole(kind, "compared"),
        )


def _grouped(viewer: Viewer, asked: Asked, year: int) -> QuerySet[Any]:
    """Each row has one number that says all that it is grouped by: SQLite sorts by it, and by four words and truths far
    slower."""
    truths = (When(of_programme=True, then=4), When(shows=True, then=2), When(unit=POUNDS, then=1))
    group = PLACES * 8
    for truth in truths:
        group = group + Case(truth, default=0)
    # Of a past day each figure is a sum of months of its own: asked for only where it is shown.
    seen, money = (Q(shows=True), Q(shows=True, unit=POUNDS)) if asked.past else (None, None)
    found: QuerySet[Any] = (
        asked.rows(viewer)
        .order_by()
        .annotate(group=group)
        .values("group")
        .annotate(
            count=Count("pk"),
            gave=Count("full_year"),
            reported_on=Count("reported", filter=seen),
            this_year=Sum("in_year", filter=Q(year=year)),
            **{f"sum_{name}": Sum(name, filter=money) for name in FIGURES if name != "in_year"},
        )
    )
    return found


def _place(group: tuple[tuple[bool, int], Any]) -> tuple[bool, int]:
    return group[0]


def _added(kind: BenefitClass, of_programme: bool, groups: Sequence[Mapping[str, Any]]) -> Added:
    """Of the groups of a class: those in pounds or not, those whose figures are seen or not."""
    seen = [each for each in groups if each["shows"]]
    money = [each for each in seen if each["money"]]

    def whole(name: str) -> int | None:
        figures = [int(each[name]) for each in money if each[name] is not None]
        return sum(figures) if figures else None

    return Added(
        kind,
        of_programme,
        count=sum(each["count"] for each in groups),
        in_pounds=sum(each["count"] for each in groups if each["money"]),
        gave=sum(each["gave"] for each in money),
        reported_on=sum(each["reported_on"] for each in seen),
        hidden=sum(each["count"] for each in groups if not each["shows"]),
        full_year=whole("sum_full_year"),
        in_year=whole("this_year"),
        forecast=whole("sum_forecast"),
        reported=whole("sum_reported"),
        compared=whole("sum_compared"),
    )


@dataclass(frozen=True, slots=True)
class Was:
    """What a class came to on an earlier day, in pounds that are seen."""

    full_year: int | None = None
    reported: int | None = None


def stood(viewer: Viewer, asked: Asked, *, on: date) -> dict[tuple[str, bool], Was]:
    """The full-year values and all that was reported by then of the benefits listed, by class and by whether a programme
    keeps them. Two queries."""
    found: dict[tuple[str, bool], dict[str, int]] = {}
    for name in ("full_year", "reported"):
        for row in asked.found(_stood, viewer, name, on):
            if (total := _whole(row["total"])) is not None:
                found.setdefault((row["benefit__kind"], row["of_programme"]), {})[name] = total
    return {key: Was(**said) for key, said in found.items()}


def _stood(viewer: Viewer, asked: Asked, column: str, on: date) -> QuerySet[Any]:
    """The sums of a column on an earlier day."""
    seen = ANY & money_seen_by(viewer, "benefit__project__")
    family: Any = BenefitFact if column == "full_year" else MonthFact
    pounds = {"unit" if column == "full_year" else "benefit__unit": POUNDS}
    facts = family.objects.as_at(on).filter(seen, _among_listed(viewer, asked), **pounds).order_by()
    told = facts.annotate(of_programme=_of_programme(viewer, "benefit__project"))
    found: QuerySet[Any] = told.values("benefit__kind", "of_programme").annotate(total=Sum(column))
    return found


def _among_listed(viewer: Viewer, asked: Asked) -> Q:
    """Of facts: those of the benefits listed. Where all are that may be seen, each one's project is looked at; a list of
    them would be made first."""
    said = dict(asked.said)
    if said.keys() - {"projects", "since", "as_at", "order"}:
        return Q(benefit__in=asked.rows(viewer).order_by().values("benefit" if asked.past else "pk"))
    project = "benefit__project"
    seen = seen_by(viewer, f"{project}__") & Q(benefit__removed_at=None, **{f"{project}__archived_at": None})
    known = ANY if not asked.past else Q(benefit__in=BenefitFact.objects.as_at(asked.on).values("benefit"))
    states = _states(said.get("projects", ""), project, on=asked.on, past=asked.past, few=False)
    return seen & states & known


def _whole(figure: Any) -> int | None:
    return None if figure is None else int(figure)


def listed(
    viewer: Viewer,
    asked: Asked,
    order: str = "",
    *,
    first: int = 0,
    most: int = SIZE,
    classes: Sequence[Added] = (),
) -> list[Row]:
    """In the order asked for; figures that are not seen stand last, as if there were none. One query.

    Which these are is found by their keys alone, among the classes of this page where it is known how many there are of each;
    whole rows are read of the page.
    """
    here: Sequence[str] = ()
    if classes and order not in ("starts", "title"):
        here, before = _on_page(classes, first, most)
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
    return found.order_by(*by).select_related("owner", f"{at}project__lead_organisation")


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


def _on_page(classes: Sequence[Added], first: int, most: int) -> tuple[list[str], int]:
    """The classes that a page of the list holds, and how many benefits stand before these."""
    here, before, start = [], 0, 0
    for kind in BenefitClass:
        end = start + sum(each.count for each in classes if each.kind == kind)
        if end <= first:
            before = end
        elif start < first + most:
            here.append(kind.value)
        start = end
    return here, before


def answer(classes: Sequence[Added]) -> str:
    """ "16 benefits, not validated. Cash-releasing: £1.2m forecast full-year, £300,000 reported so far." Projects' alone."""
    count = sum(each.count for each in classes)
    if not count:
        return ""
    apart = sum(each.count for each in classes if each.of_programme)
    counted = plural(count - apart, "benefit") + (f" of projects and {apart} of programmes" if apart else "")
    said = [f"{counted}, not validated."]
    for each in classes:
        if each.of_programme or (each.full_year is None and each.reported is None):
            continue
        figures = [f"{money(each.full_year)} forecast full-year"] if each.full_year is not None else []
        figures += [f"{money(each.reported)} reported so far"] if each.reported is not None else []
        said.append(f"{each.kind.label}: {', '.join(figures)}.")
    return " ".join(said)
