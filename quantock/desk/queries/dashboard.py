"""What the dashboard shows of a selection: each part counted in one query, however many projects there are.

Counted live, or read from the counts that are kept (`queries.kept`): the numbers are the same.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Count as Number
from django.db.models import F, IntegerField, Q, QuerySet, Value, Window
from django.db.models.functions import Coalesce, RowNumber

from quantock.desk.queries.choices import Choices, Named
from quantock.desk.queries.kept import Kept
from quantock.desk.queries.kept_past import RATED, KeptPast
from quantock.desk.queries.moved import Move, first_moved, moved, moved_by
from quantock.desk.queries.selection import (
    NOT_ASKED,
    NOT_RATED,
    STUCK_DAYS,
    TOO_QUIET,
    Selection,
    in_force,
)
from quantock.projects.models import Count, Course, Track


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


def dashboard(
    selection: Selection, since: date, choices: Choices, kept: Kept | KeptPast | None = None
) -> Dashboard:
    """At most five queries. `selection` is one that is `counted()`; `kept` what is kept of its counts, if anything."""
    if isinstance(kept, KeptPast):
        now, then, steps = _past_standing(kept)
        days, themes = {}, _kept_themes(kept, choices)
        moves, count = moved_by(selection, since)
    elif kept:
        now, then, steps = _kept_standing(kept)
        days, themes = _kept_days(kept, steps), _kept_themes(kept, choices)
        ways = {(was, is_now): count for (was, is_now), count in kept.parted(Count.What.MOVED)}
        moves, count = first_moved(selection, since, ways)
    else:
        now, then, steps = standing(selection, since)
        days, themes = _median_days(selection), _themes(selection)
        moves, count = moved(selection, since)
    return Dashboard(now, then, _models(steps, days, choices), moves, count, themes)


COLUMNS = ("track", "confidence", "step")


def standing(selection: Selection, since: date) -> tuple[Standing, Standing, dict[int, StepBar]]:
    """By confidence and by step, how many have gone quiet, ask for help or are stuck; and by confidence on the
    earlier day. One query."""
    now, then, steps = Standing(), Standing(), dict[int, StepBar]()
    for group in selection.found(_groups, since):
        (then if group["earlier"] else now).add(group["track"], group["confidence"], group["found"])
        if group["earlier"]:
            continue
        now.quiet += group["silent"]
        now.help_wanted += group["asking"]
        if group["step"]:
            bar = _bar(steps, group["step"])
            bar.count += group["found"]
            # For a past day it is not known when a project came to the step it then stood in.
            bar.stuck += 0 if selection.on else group["standing"]
    return now, then, steps


def _groups(selection: Selection, since: date) -> QuerySet[Any, Any]:
    prefix = selection.prefix
    rows = selection.with_days_quiet(selection.rows(), prefix, selection.on)
    stuck = Q(step__isnull=False, came__lt=selection.day - timedelta(days=STUCK_DAYS))
    groups = (
        rows.annotate(came=_came(prefix))
        .values(*COLUMNS)
        .annotate(
            found=Number("pk"),
            silent=Number("pk", filter=TOO_QUIET[prefix]),
            asking=Number("pk", filter=Q(**{f"{prefix}course": Course.HELP_WANTED})),
            standing=Number("pk", filter=stuck),
            earlier=Value(0, IntegerField()),
        )
    )
    nothing = {name: Value(0, IntegerField()) for name in ("silent", "asking", "standing")}
    before = (
        selection.rows_at(since)
        .values(*COLUMNS)
        .annotate(found=Number("pk"), **nothing, earlier=Value(1, IntegerField()))
    )
    both: QuerySet[Any] = groups.union(before, all=True)
    return both


def _bar(steps: dict[int, StepBar], step: int) -> StepBar:
    return steps.setdefault(step, StepBar(Named("step", step, "", 0, 0, "")))


def _came(prefix: str) -> Any:
    """The day a project came to its step: with its registration, unless it has moved since."""
    return Coalesce(f"{prefix}step_since", f"{prefix}registered_on")


def _models(
    counted: Mapping[int, StepBar], days: Mapping[int, int], choices: Choices
) -> dict[str, Sequence[StepBar]]:
    """Every step of each life-cycle model in use, also those that nobody stands in."""
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
    return {step: (selection.today - came).days for step, came in selection.found(_middle_ones)}


def _middle_ones(selection: Selection) -> QuerySet[Any, Any]:
    step = F("step")
    rows = (
        selection.rows()
        .exclude(step=None)
        .annotate(
            came=_came(""),
            place=Window(RowNumber(), partition_by=step, order_by=[F("came").desc(), F("pk").desc()]),
            every=Window(Number("pk"), partition_by=step),
        )
        .filter(place=(F("every") + 1) / 2)
    )
    found: QuerySet[Any] = rows.values_list("step", "came")
    return found


def _themes(selection: Selection) -> list[Theme]:
    """Theme by confidence: how many projects contribute. One query."""
    grid: dict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for name, theme, track, confidence, found in selection.found(_by_theme):
        column = (confidence or NOT_RATED) if track == Track.FULL else NOT_ASKED
        grid[name, theme][column] += found
    return [Theme(pk, name, counts) for (name, pk), counts in sorted(grid.items())]


def _by_theme(selection: Selection) -> QuerySet[Any, Any]:
    to = f"{selection.prefix}themes__"
    serving = Q(**{f"{to}contribution__gt": 0}) & in_force(selection.on, to)
    columns = (f"{to}theme__name", f"{to}theme", "track", "confidence")
    rows = selection.rows().filter(serving)
    found: QuerySet[Any] = rows.values_list(*columns).annotate(found=Number("pk"))
    return found


def _kept_standing(kept: Kept) -> tuple[Standing, Standing, dict[int, StepBar]]:
    """As `standing`. No query."""
    now, then, steps = Standing(), Standing(), dict[int, StepBar]()
    for (track, confidence, step), count in kept.parted(Count.What.STANDING):
        now.add(track, confidence, count)
        if step:
            _bar(steps, int(step)).count += count
    for (track, confidence), count in kept.parted(Count.What.EARLIER):
        then.add(track, confidence, count)
    now.quiet = kept.counts[Count.What.QUIET, ""]
    now.help_wanted = kept.counts[Count.What.ASKING, ""]
    return now, then, steps


def _past_standing(kept: KeptPast) -> tuple[Standing, Standing, dict[int, StepBar]]:
    """As `standing`. No query."""
    now, then, steps = Standing(), Standing(), dict[int, StepBar]()
    for standing_, counts in ((now, kept.counts), (then, kept.then)):
        for (track, confidence), count in kept.parted(RATED, counts):
            standing_.add(track, confidence, count)
    for (step,), count in kept.parted("step"):
        _bar(steps, int(step)).count += count
    now.quiet, now.help_wanted = kept.counts["quiet"], kept.counts["asking"]
    return now, then, steps


def _kept_days(kept: Kept, steps: Mapping[int, StepBar]) -> dict[int, int]:
    """As `_median_days`; and counts in `steps` who is stuck. One query.

    The month in which the middle one came is known from the months' counts, so only its days are read.
    """
    before = kept.day - timedelta(days=STUCK_DAYS)
    last = f"{before:%Y-%m}"
    months: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for (of_step, month), count in kept.parted(Count.What.STEP_MONTH):
        months[int(of_step)][month] = count
    middle = {step: _middle(counts, (sum(counts.values()) + 1) // 2) for step, counts in months.items()}
    wanted = {f"{step}|{month}" for step, (month, _) in middle.items()}
    wanted |= {f"{step}|{last}" for step, counts in months.items() if last in counts}
    days: defaultdict[str, dict[date, int]] = defaultdict(dict)
    for (key, came), count in kept.days_of(wanted).items():
        days[key][came] = count
    found = {}
    for step, (month, place) in middle.items():
        middle_day, _ = _middle(days[f"{step}|{month}"], place)
        found[step] = (kept.day - middle_day).days
        steps[step].stuck = sum(count for each, count in months[step].items() if each < last)
        steps[step].stuck += sum(count for day, count in days[f"{step}|{last}"].items() if day < before)
    return found


Day = TypeVar("Day", date, str)


def _middle(counts: Mapping[Day, int], place: int) -> tuple[Day, int]:
    """Of the latest first, the month or day that the one at this place falls in, and its place there."""
    for day in sorted(counts, reverse=True):
        if place <= counts[day]:
            return day, place
        place -= counts[day]
    raise ValueError("there are not so many")


def _column_place(column: str) -> int:
    return {NOT_RATED: 0, NOT_ASKED: 2}.get(column, 1)


def _kept_themes(kept: Kept | KeptPast, choices: Choices) -> list[Theme]:
    """As `_themes`. No query."""
    grid: defaultdict[int, Counter[str]] = defaultdict(Counter)
    # In the order in which they come when counted live.
    said = sorted(kept.parted(Count.What.THEME), key=lambda each: (_column_place(each[0][1]), each[0][1]))
    for (theme, column), count in said:
        grid[int(theme)][column] = count
    found = [Theme(pk, choices.called("theme", pk), counts) for pk, counts in grid.items()]
    return sorted(found, key=lambda theme: (theme.name, theme.pk))
