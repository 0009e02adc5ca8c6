"""How a board's projects stand: counted by confidence and step, and what falls due; each in one query."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Value

from quantock.desk.queries.selection import TOO_QUIET, Selection
from quantock.projects.models import Course, Milestone, MilestoneFact, Project, Step, Track
from quantock.projects.rules import Dates, Verdict, judge

DUE_DAYS, DRAWN_DAYS = 90, 365


@dataclass(slots=True)
class Stand:
    """Live projects, in which confidence; those whose track asks for none stand apart."""

    count: int = 0
    rated: Counter[str] = field(default_factory=Counter)
    not_rated: int = 0
    not_asked: int = 0
    help_wanted: int = 0
    quiet: int = 0
    steps: Counter[int] = field(default_factory=Counter)

    @property
    def red(self) -> int:
        return self.rated["red"]

    def add(self, group: dict[str, Any]) -> None:
        found = group["found"]
        self.count += found
        self.quiet += group["silent"]
        self.help_wanted += group["asking"]
        if group["step"]:
            self.steps[group["step"]] += found
        if group["track"] != Track.FULL:
            self.not_asked += found
        elif group["confidence"]:
            self.rated[group["confidence"]] += found
        else:
            self.not_rated += found


def standing(selection: Selection, since: date) -> tuple[Stand, Stand]:
    """Now (or as at the day) and on the earlier day. One query."""
    live = selection.with_filters(state="live")
    prefix = "project__" if live.on else ""
    columns = ("track", "confidence", "step")
    rows = live.with_days_quiet(live.rows(), prefix, live.on).values(*columns)
    now = rows.annotate(
        found=Count("pk"),
        silent=Count("pk", filter=TOO_QUIET[prefix]),
        asking=Count("pk", filter=Q(**{f"{prefix}course": Course.HELP_WANTED})),
        earlier=Value(0, IntegerField()),
    )
    nothing = {name: Value(0, IntegerField()) for name in ("silent", "asking")}
    before = live.rows_at(since).values(*columns).annotate(found=Count("pk"), **nothing)
    stands = Stand(), Stand()
    for group in now.union(before.annotate(earlier=Value(1, IntegerField())), all=True):
        stands[group["earlier"]].add(group)
    return stands


def steps_named(stand: Stand) -> list[tuple[str, list[tuple[int, str, int]]]]:
    """Every step of each life-cycle model in use with how many stand there, by the model's name. One query."""
    steps = Step.objects.filter(model__steps__in=[*stand.steps]).select_related("model").distinct()
    models: dict[int, tuple[str, list[tuple[int, str, int]]]] = {}
    for step in steps.order_by("model__name", "model", "number"):
        held = models.setdefault(step.model_id, (step.model.name, []))[1]
        held.append((step.pk, step.name, stand.steps[step.pk]))
    return list(models.values())


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
