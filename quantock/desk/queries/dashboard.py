"""What the dashboard shows of a selection: each part counted in one query, however many projects there are."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from statistics import median_low
from typing import Any

from django.db.models import Count, F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from quantock.desk.compare import ORDER
from quantock.desk.queries.selection import NOT_RATED, TOO_QUIET, Selection
from quantock.projects.models import Course, ProjectFact, Stage, StatusUpdate, Step, ThemeFact, Track
from quantock.projects.models.record import LIVE_STATES

MOST_MOVED = 8
STUCK_DAYS = 90


@dataclass(slots=True)
class Standing:
    """How many are live, in which confidence; those whose track asks for none stand apart."""

    live: int = 0
    rated: Counter[str] = field(default_factory=Counter)
    not_rated: int = 0
    not_asked: int = 0
    help_wanted: int = 0

    def add(self, row: dict[str, Any], count: int = 1) -> None:
        """Count projects that hold these columns; one that is not live counts nothing."""
        if row["state"] not in LIVE_STATES:
            return
        self.live += count
        if row["track"] != Track.FULL:
            self.not_asked += count
        elif row["confidence"]:
            self.rated[row["confidence"]] += count
        else:
            self.not_rated += count


@dataclass(slots=True)
class StepBar:
    """A step and how long those in it have stood there."""

    step: Step
    count: int = 0
    days: list[int] = field(default_factory=list)

    @property
    def median_days(self) -> int | None:
        return median_low(self.days) if self.days else None

    @property
    def stuck(self) -> int:
        return sum(days > STUCK_DAYS for days in self.days)


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
        return ORDER.get(self.now, 0) < ORDER.get(self.was, 0)


@dataclass(slots=True)
class Dashboard:
    """All that the page says, before any words."""

    now: Standing
    then: Standing
    quiet: int
    models: dict[str, list[StepBar]]
    moved: list[Move]
    moved_count: int
    themes: list[tuple[int, str, Counter[str]]]


COLUMNS = ("state", "track", "confidence")


def dashboard(selection: Selection, since: date) -> Dashboard:
    """Six queries."""
    now, quiet, counts = _standing(selection)
    moved = _moved(selection, since)
    return Dashboard(
        now=now,
        then=_standing_at(selection, since),
        quiet=quiet,
        models=_steps(selection, counts),
        moved=moved[:MOST_MOVED],
        moved_count=len(moved),
        themes=_themes(selection),
    )


def _standing(selection: Selection) -> tuple[Standing, int, Counter[int]]:
    """Who is live, by confidence and by step, and how many have gone quiet. One query."""
    prefix = "project__" if selection.on else ""
    rows = selection.with_days_quiet(selection.rows().filter(state__in=LIVE_STATES), prefix, selection.on)
    groups = rows.values(*COLUMNS, "step").annotate(
        found=Count("pk"),
        silent=Count("pk", filter=TOO_QUIET[prefix]),
        asking=Count("pk", filter=Q(**{f"{prefix}course": Course.HELP_WANTED})),
    )
    standing, quiet, steps = Standing(), 0, Counter[int]()
    for group in groups:
        standing.add(group, group["found"])
        standing.help_wanted += group["asking"]
        quiet += group["silent"]
        steps[group["step"]] += group["found"]
    return standing, quiet, steps


def _standing_at(selection: Selection, since: date) -> Standing:
    """The same selection as it stood on the earlier day. One query."""
    standing = Standing()
    for group in selection.rows_at(since).values(*COLUMNS).annotate(found=Count("pk")):
        standing.add(group, group["found"])
    return standing


def _moved(selection: Selection, since: date) -> list[Move]:
    """Live projects of the full track whose confidence is another than it was, the worse first. One query."""
    rows = selection.rows_at(since).filter(so_until__lte=selection.day, project__in=selection.ids())
    now = "project__"
    if selection.on:
        in_force = Q(project__facts__so_from__lte=selection.on, project__facts__withdrawn_at=None) & (
            Q(project__facts__so_until=None) | Q(project__facts__so_until__gt=selection.on)
        )
        rows, now = rows.annotate(later=FilteredRelation("project__facts", condition=in_force)), "later__"
    rows = rows.filter(**{f"{now}state__in": LIVE_STATES, f"{now}track": Track.FULL})
    updates = StatusUpdate.objects.filter(
        project=OuterRef("project"), as_at__lte=selection.day, stage__in=(Stage.PUBLISHED, Stage.SUPERSEDED)
    )
    found = (
        rows.exclude(confidence=F(f"{now}confidence"))
        .annotate(why=Subquery(updates.order_by("-as_at", "-pk").values("why")[:1]))
        .values_list("project__number", f"{now}title", "confidence", f"{now}confidence", "why")
    )
    moves = [Move(number, title, was, is_now, why or "") for number, title, was, is_now, why in found]
    return sorted(moves, key=lambda move: (not move.worse, ORDER.get(move.now, 9), move.title.casefold()))


def _steps(selection: Selection, counts: Counter[int]) -> dict[str, list[StepBar]]:
    """Every step of each life-cycle model in use, and for how long projects have stood there. Two queries."""
    steps = Step.objects.select_related("model").filter(model__steps__in=[*filter(None, counts)]).distinct()
    bars = {
        step.pk: StepBar(step, counts[step.pk]) for step in steps.order_by("model__name", "model", "number")
    }
    for step, days in _days_in_step(selection):
        if step in bars:
            bars[step].days.append(days)
    models: dict[str, list[StepBar]] = defaultdict(list)
    for bar in bars.values():
        models[bar.step.model.name].append(bar)
    return dict(models)


def _days_in_step(selection: Selection) -> Iterator[tuple[int, int]]:
    """Each live project's step and the days it has stood there; known for today only. One query."""
    if selection.on:
        return
    rows = selection.with_filters(state="live").rows().exclude(step=None)
    came = Coalesce("step_since", "registered_on")
    for step, since, count in rows.values_list("step", came).annotate(found=Count("pk")):
        days = (selection.today - since).days
        yield from ((step, days) for _ in range(count))


def _themes(selection: Selection) -> list[tuple[int, str, Counter[str]]]:
    """Theme by confidence: how many live projects contribute. One query."""
    live = selection.with_filters(state="live")
    given = (ThemeFact.objects.as_at(selection.on) if selection.on else ThemeFact.objects.now()).filter(
        contribution__gt=0
    )
    if selection.on:
        record = ProjectFact.objects.as_at(selection.on)
        rows = given.filter(project__in=live.ids(), project__facts__in=record)
        columns = ("project__facts__track", "project__facts__confidence")
    else:
        rows = given.filter(project__in=live.ids())
        columns = ("project__track", "project__confidence")
    grid: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    groups = rows.order_by().values_list("theme__name", "theme", *columns).annotate(found=Count("project"))
    for name, theme, track, confidence, found in groups:
        column = (confidence or NOT_RATED) if track == Track.FULL else "not asked"
        grid[name, theme][column] += found
    return [(theme, name, counts) for (name, theme), counts in sorted(grid.items())]
