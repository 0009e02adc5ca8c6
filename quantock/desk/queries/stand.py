"""All that a board's report counts, and what falls due; each in one query."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Value

from quantock.desk.queries import working as of_measures
from quantock.desk.queries.dashboard import Standing
from quantock.desk.queries.gains import Gain, gain_groups, gains_of
from quantock.desk.queries.kinds import Kind, kind_groups, kinds_of
from quantock.desk.queries.risks import risk_groups
from quantock.desk.queries.selection import TOO_QUIET, Selection
from quantock.projects.models import Course, Milestone, MilestoneFact, Project, Step
from quantock.projects.rules import Dates, Verdict, judge

DUE_DAYS, DRAWN_DAYS = 90, 365


@dataclass(slots=True)
class Stand(Standing):
    """How live projects stand, and how many at each step."""

    steps: Counter[int] = field(default_factory=Counter)

    def count_group(
        self, track: str, confidence: str, step: int | None, some: int, silent: int, asking: int
    ) -> None:
        self.add(track, confidence, some)
        self.quiet += silent
        self.help_wanted += asking
        if step:
            self.steps[step] += some


@dataclass(slots=True)
class Sums:
    """All that a report counts: how the work stands now and stood before, its steps, money, measures, benefits,
    and open risks by level."""

    now: Stand = field(default_factory=Stand)
    then: Stand = field(default_factory=Stand)
    steps: list[tuple[str, int, int, int, str]] = field(default_factory=list)
    kinds: Sequence[Kind] = ()
    working: of_measures.Working = field(default_factory=of_measures.Working)
    gains: Sequence[Gain] = ()
    risks: Counter[str] = field(default_factory=Counter)

    def steps_named(self) -> list[tuple[str, list[tuple[int, str, int]]]]:
        """Every step of each life-cycle model in use with how many stand there, by the model's name."""
        models: dict[int, tuple[str, list[tuple[int, str, int]]]] = {}
        for called, model, _, step, name in self.steps:
            models.setdefault(model, (called, []))[1].append((step, name, self.now.steps[step]))
        return [held for held in models.values() if any(count for _, _, count in held[1])]


OF_MEASURES, NOW, THEN, STEPS, MONEY, GAINS, RISKS = range(7)
NOTHING = Value(0, IntegerField())


def sums(selection: Selection, since: date) -> Sums:
    """Each is a few rows of two words and some numbers, so they come together. One query."""
    live = selection.with_filters(state="live")
    steps = Step.objects.annotate(model_called=F("model__name"))
    parts = [
        _standing_before(live, since),
        _row(steps, STEPS, "model_called", "name", "pk", "number", "model_id"),
        _row(kind_groups(selection), MONEY, "nature", "span_and_basis", "total", "gave", "inside", "said"),
        _row(risk_groups(selection), RISKS, "level", "no_word", "some"),
    ]
    parts += [
        _row(groups, GAINS, "of_class", "whose", "full", "came", "hoped", "some")
        for groups in gain_groups(selection)
    ]
    if selection.on is None:
        parts += of_measures.parts(selection.counted())
    found = Sums()
    rows: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for *words, number, some, silent, asking, part in _standing_now(live).union(*parts, all=True):
        # A sum of pence makes PostgreSQL give every number of its column as a decimal.
        rows[part].append(
            (*words, *(None if each is None else int(each) for each in (number, some, silent, asking)))
        )
    for group in rows[NOW]:
        found.now.count_group(*group)
    for group in rows[THEN]:
        found.then.count_group(*group)
    found.steps = sorted((model, key, place, step, name) for model, name, step, place, key, _ in rows[STEPS])
    found.kinds = kinds_of((nature, *both.split("|"), *said) for nature, both, *said in rows[MONEY])
    found.working = of_measures.counted(rows[OF_MEASURES])
    found.risks.update({level: some for level, _, some, *_ in rows[RISKS]})
    found.gains = gains_of(rows[GAINS], past=selection.on is not None)
    return found


def _row(rows: QuerySet[Any], part: int, *names: str) -> QuerySet[Any, Any]:
    """The columns that all parts have: two words, four numbers, and which part it is."""
    empty = {f"empty_{place}": NOTHING for place in range(6 - len(names))}
    which = {"which_part": Value(part, IntegerField())}
    found: QuerySet[Any, Any] = rows.order_by().annotate(**empty, **which).values_list(*names, *empty, *which)
    return found


def _standing_now(live: Selection) -> QuerySet[Any, Any]:
    prefix = "project__" if live.on else ""
    rows = live.with_days_quiet(live.rows(), prefix, live.on).values("track", "confidence", "step")
    groups = rows.annotate(
        some=Count("pk"),
        silent=Count("pk", filter=TOO_QUIET[prefix]),
        asking=Count("pk", filter=Q(**{f"{prefix}course": Course.HELP_WANTED})),
    )
    return _row(groups, NOW, "track", "confidence", "step", "some", "silent", "asking")


def _standing_before(live: Selection, since: date) -> QuerySet[Any, Any]:
    groups = live.rows_at(since).values("track", "confidence", "step").annotate(some=Count("pk"))
    return _row(groups, THEN, "track", "confidence", "step", "some")


@dataclass(frozen=True, slots=True)
class Dated:
    """One milestone that is still to be reached, with its computed status."""

    number: int
    title: str
    programme: int
    programme_title: str
    name: str
    baseline: date | None
    forecast: date
    provisional: bool
    verdict: Verdict


@dataclass(slots=True)
class Ahead:
    """How many are due, late and provisional, and those of twelve months."""

    due: int = 0
    late: int = 0
    provisional: int = 0
    drawn: Sequence[Dated] = ()


def ahead(selection: Selection) -> Ahead:
    """What falls in the next twelve months or is late, the soonest first. One query."""
    live, day = selection.with_filters(state="live").ids(), selection.day
    if selection.on:
        kept = Q(milestone__removed_at=None) | Q(milestone__removed_at__date__gt=day)
        rows: Any = MilestoneFact.objects.as_at(day).filter(kept, milestone__project__in=live)
        to = "milestone__"
    else:
        rows, to = Milestone.objects.filter(project__in=live, removed_at=None), ""
    project = f"{to}project__"
    # A programme that one may not see is not named: the project then stands for itself.
    seen = Project.objects.visible_to(selection.viewer).filter(pk=OuterRef(f"{project}top"))
    found = rows.filter(actual=None, forecast__lte=day + timedelta(days=DRAWN_DAYS)).values(
        "baseline",
        "forecast",
        "provisional",
        "reviewed_on",
        called=F(f"{to}name"),
        sort=F(f"{to}kind"),
        number=F(f"{project}number"),
        title=F(f"{project}title"),
        top_number=F(f"{project}top__number"),
        top_title=F(f"{project}top__title"),
        reporting_days=F(f"{project}reporting_days"),
        top_seen=Exists(seen),
    )
    ahead = Ahead()
    drawn = []
    for row in found.order_by("forecast", "pk"):
        ahead.late += row["forecast"] < day
        if row["forecast"] >= day:
            soon = row["forecast"] <= day + timedelta(days=DUE_DAYS)
            ahead.due += soon
            ahead.provisional += soon and row["provisional"]
            drawn.append(_dated(row, day))
    ahead.drawn = drawn
    return ahead


def _dated(row: dict[str, Any], day: date) -> Dated:
    known = Dates(row["sort"], row["baseline"], row["forecast"], None, row["reviewed_on"])
    inside = row["top_seen"]
    return Dated(
        number=row["number"],
        title=row["title"],
        programme=row["top_number"] if inside else row["number"],
        programme_title=row["top_title"] if inside else row["title"],
        name=row["called"],
        baseline=row["baseline"],
        forecast=row["forecast"],
        provisional=row["provisional"],
        verdict=judge(known, on=day, reporting_days=row["reporting_days"]),
    )
