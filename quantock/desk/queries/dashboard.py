"""What the dashboard shows of a selection: each part counted in one query, however many projects there are."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Count,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber

from quantock.desk.compare import ORDER
from quantock.desk.queries.choices import Choices, Named
from quantock.desk.queries.selection import NOT_ASKED, NOT_RATED, STUCK_DAYS, TOO_QUIET, Selection
from quantock.projects.models import Course, ProjectFact, Stage, StatusUpdate, ThemeFact, Track

MOST_MOVED = 8


@dataclass(slots=True)
class Standing:
    """How many there are, in which confidence; those whose track asks for none stand apart."""

    count: int = 0
    rated: Counter[str] = field(default_factory=Counter)
    not_rated: int = 0
    not_asked: int = 0
    help_wanted: int = 0
    quiet: int = 0

    def add(self, track: str, confidence: str, found: int) -> None:
        """Count projects of a track that hold a confidence."""
        self.count += found
        if track != Track.FULL:
            self.not_asked += found
        elif confidence:
            self.rated[confidence] += found
        else:
            self.not_rated += found

    @property
    def red(self) -> int:
        return self.rated["red"]


@dataclass(slots=True)
class StepBar:
    """A step, how many stand in it, for how long, and how many of them for too long."""

    step: Named
    count: int = 0
    median_days: int | None = None
    stuck: int = 0


@dataclass(frozen=True, slots=True)
class Move:
    """A project whose confidence is another than it was, with what its people said."""

    number: int
    title: str
    was: str
    now: str
    why: str = ""

    @property
    def worse(self) -> bool:
        return bool(self.was and self.now) and ORDER[self.now] < ORDER[self.was]


@dataclass(slots=True)
class Theme:
    """A strategic theme and how many of the projects that serve it hold which confidence."""

    pk: int
    name: str
    counts: Counter[str]


@dataclass(slots=True)
class Dashboard:
    """All that the page says, before any words."""

    now: Standing
    then: Standing
    models: Mapping[str, Sequence[StepBar]]
    moved: Sequence[Move]
    moved_count: int
    themes: Sequence[Theme]


def dashboard(selection: Selection, since: date, choices: Choices) -> Dashboard:
    """Four queries. `selection` is one that is `counted()`."""
    now, then, steps = standing(selection, since)
    moved = _moved(selection, since)
    return Dashboard(
        now=now,
        then=then,
        models=_models(selection, steps, choices),
        moved=moved[:MOST_MOVED],
        moved_count=len(moved),
        themes=_themes(selection),
    )


COLUMNS = ("track", "confidence", "step")


def standing(selection: Selection, since: date) -> tuple[Standing, Standing, dict[int, StepBar]]:
    """By confidence and by step, how many have gone quiet, ask for help or are stuck; and by confidence on the
    earlier day. One query."""
    prefix = selection.prefix
    rows = selection.with_days_quiet(selection.rows(), prefix, selection.on)
    stuck = Q(step__isnull=False, came__lt=selection.day - timedelta(days=STUCK_DAYS))
    groups = (
        rows.annotate(came=_came(prefix))
        .values(*COLUMNS)
        .annotate(
            found=Count("pk"),
            silent=Count("pk", filter=TOO_QUIET[prefix]),
            asking=Count("pk", filter=Q(**{f"{prefix}course": Course.HELP_WANTED})),
            standing=Count("pk", filter=stuck),
            earlier=Value(0, IntegerField()),
        )
    )
    nothing = {name: Value(0, IntegerField()) for name in ("silent", "asking", "standing")}
    before = (
        selection.rows_at(since)
        .values(*COLUMNS)
        .annotate(found=Count("pk"), **nothing, earlier=Value(1, IntegerField()))
    )
    now, then, steps = Standing(), Standing(), dict[int, StepBar]()
    for group in groups.union(before, all=True):
        (then if group["earlier"] else now).add(group["track"], group["confidence"], group["found"])
        if group["earlier"]:
            continue
        now.quiet += group["silent"]
        now.help_wanted += group["asking"]
        if group["step"]:
            bar = steps.setdefault(group["step"], StepBar(Named("step", group["step"], "", 0, 0, "")))
            bar.count += group["found"]
            # For a past day it is not known when a project came to the step it then stood in.
            bar.stuck += 0 if selection.on else group["standing"]
    return now, then, steps


def _came(prefix: str) -> Any:
    """The day a project came to its step: with its registration, unless it has moved since."""
    return Coalesce(f"{prefix}step_since", f"{prefix}registered_on")


def _models(
    selection: Selection, counted: Mapping[int, StepBar], choices: Choices
) -> dict[str, Sequence[StepBar]]:
    """Every step of each life-cycle model in use, also those that nobody stands in. One query."""
    days = _median_days(selection)
    named = {model.pk: model.name for model in choices.of("life cycle")}
    found: dict[str, Sequence[StepBar]] = {}
    for model, steps in choices.steps.items():
        bars = [
            replace(counted.get(step.pk, StepBar(step)), step=step, median_days=days.get(step.pk))
            for step in steps
        ]
        if any(bar.count for bar in bars):
            name = named.get(model, "An earlier version")
            found[name if name not in found else f"{name} ({model})"] = bars
    return found


def _median_days(selection: Selection) -> dict[int, int]:
    """The days that the middle project of each step has stood there; known for today only. One query."""
    if selection.on:
        return {}
    step = F("step")
    rows = (
        selection.rows()
        .exclude(step=None)
        .annotate(
            came=_came(""),
            place=Window(RowNumber(), partition_by=step, order_by=[F("came").desc(), F("pk").desc()]),
            every=Window(Count("pk"), partition_by=step),
        )
        .filter(place=(F("every") + 1) / 2)
    )
    return {step: (selection.today - came).days for step, came in rows.values_list("step", "came")}


def _moved(selection: Selection, since: date) -> list[Move]:
    """Projects of the full track whose confidence is another than it was, the worse first. One query.

    Those selected now, whatever else they were on the earlier day.
    """
    anywhere = replace(selection, filters={})
    rows = anywhere.rows_at(since).filter(so_until__lte=selection.day, project__in=selection.ids())
    now = "project__"
    if selection.on:
        in_force = Q(project__facts__so_from__lte=selection.on, project__facts__withdrawn_at=None) & (
            Q(project__facts__so_until=None) | Q(project__facts__so_until__gt=selection.on)
        )
        rows, now = rows.annotate(later=FilteredRelation("project__facts", condition=in_force)), "later__"
    updates = StatusUpdate.objects.filter(
        project=OuterRef("project"), as_at__lte=selection.day, stage__in=(Stage.PUBLISHED, Stage.SUPERSEDED)
    )
    found = (
        rows.filter(**{f"{now}track": Track.FULL})
        .exclude(confidence=F(f"{now}confidence"))
        .annotate(why=Subquery(updates.order_by("-as_at", "-pk").values("why")[:1]))
        .values_list("project__number", f"{now}title", "confidence", f"{now}confidence", "why")
    )
    moves = [Move(number, title, was, is_now, why or "") for number, title, was, is_now, why in found]
    return sorted(moves, key=lambda move: (not move.worse, ORDER.get(move.now, 9), move.title.casefold()))


def _themes(selection: Selection) -> list[Theme]:
    """Theme by confidence: how many projects contribute. One query."""
    facts = ThemeFact.objects.as_at(selection.on) if selection.on else ThemeFact.objects.now()
    rows: QuerySet[Any] = facts.filter(contribution__gt=0, project__in=selection.ids())
    to = "project__"
    if selection.on:
        rows, to = rows.filter(project__facts__in=ProjectFact.objects.as_at(selection.on)), "project__facts__"
    columns = (f"{to}track", f"{to}confidence")
    grid: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    groups = rows.order_by().values_list("theme__name", "theme", *columns).annotate(found=Count("project"))
    for name, theme, track, confidence, found in groups:
        column = (confidence or NOT_RATED) if track == Track.FULL else NOT_ASKED
        grid[name, theme][column] += found
    return [Theme(pk, name, counts) for (name, pk), counts in sorted(grid.items())]
