"""What the benefits of all projects that one may see come to, by class: a class is never added to another, nor what a programme
says to what its projects say. Each function with its number of queries."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, Sum, When

from quantock.access import Viewer
from quantock.benefits.classes import POUNDS, BenefitClass
from quantock.benefits.everywhere import FIGURES, PLACES, Asked, of_programme, states_asked
from quantock.benefits.kept import ALL_BUT_STOPPED, Tally, kept
from quantock.benefits.models import ANY, BenefitFact, MonthFact
from quantock.benefits.tallies import EVERY, IN_POUNDS, LIVE, SEEN, TOLD, in_year
from quantock.engines.text import money, plural
from quantock.projects.allowed import money_seen_by
from quantock.projects.models import State
from quantock.projects.models.project import seen_by
from quantock.web.past import DAYS


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
    reported_on, money = Count("reported"), None
    if asked.past:
        # Each figure of a past day is a sum of months of its own: asked for only where it is shown. How many report is said of what
        # is not in pounds.
        money = Q(shows=True, unit=POUNDS)
        told = MonthFact.objects.as_at(asked.on).filter(benefit=OuterRef("benefit"), reported__isnull=False)
        reported_on = Count("pk", filter=Q(shows=True) & ~Q(unit=POUNDS) & Q(Exists(told)))
    found: QuerySet[Any] = (
        asked.rows(viewer)
        .order_by()
        .annotate(group=group)
        .values("group")
        .annotate(
            count=Count("pk"),
            gave=Count("full_year"),
            reported_on=reported_on,
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
    told = facts.annotate(of_programme=of_programme(viewer, "benefit__project"))
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
    states = states_asked(said.get("projects", ""), project, on=asked.on, past=asked.past, few=False)
    return seen & states & known


def _whole(figure: Any) -> int | None:
    return None if figure is None else int(figure)


def answer(classes: Sequence[Added], *, told: int | None = None) -> str:
    """ "16 benefits, not validated. Cash-releasing: £1.2m forecast full-year, £300,000 reported so far." Projects' alone: of all
    classes, or of the first `told` where a table beside it says the others."""
    count = sum(each.count for each in classes)
    if not count:
        return ""
    apart = sum(each.count for each in classes if each.of_programme)
    counted = plural(count - apart, "benefit") + (f" of projects and {apart} of programmes" if apart else "")
    said: list[str] = []
    for each in classes:
        if each.of_programme or (each.full_year is None and each.reported is None):
            continue
        figures = [f"{money(each.full_year)} forecast full-year"] if each.full_year is not None else []
        figures += [f"{money(each.reported)} reported so far"] if each.reported is not None else []
        said.append(f"{each.kind.label}: {', '.join(figures)}.")
    return " ".join([f"{counted}, not validated.", *said[:told]])
