"""What happened to a project from its idea until the base day, told from one written row. Pure.

A story is a shape of ratings and an ending: going, amber, red, slipping (worse and worse), mending (it was worse),
help (help wanted), starting (nothing said yet), quiet (nobody reports any more), paused, stopped, done, idea.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from quantock.desk.demonstration.days import Calendar, working_day
from quantock.desk.demonstration.figures import figures
from quantock.desk.demonstration.reading import pick, rows
from quantock.desk.demonstration.words import PHASES, Voice, subjects
from quantock.desk.demonstration.works import Work

REPORTING_DAYS = {"quick": 42, "standard": 42, "full": 30}
ENDED = ("done", "stopped")
Shape = Sequence[tuple[float, str]]
# For each story: until which part of its life (0 to 1) it was rated how; of several shapes a project has one.
SHAPES: dict[str, Sequence[Shape]] = {
    "going": (
        ((0.5, "green"), (0.62, "amber"), (1, "green")),
        ((0.25, "green"), (0.4, "amber"), (1, "green")),
        ((0.78, "green"), (0.9, "amber"), (1, "green")),
        ((1, "green"),),
        ((0.92, "green"), (1, "amber")),
    ),
    "amber": (
        ((0.35, "green"), (1, "amber")),
        ((0.88, "green"), (1, "amber")),
        ((0.2, "green"), (0.6, "amber"), (0.9, "red"), (1, "amber")),
    ),
    "red": (((0.2, "green"), (0.55, "amber"), (1, "red")), ((0.3, "green"), (0.9, "amber"), (1, "red"))),
    "slipping": (((0.4, "green"), (0.75, "amber"), (1, "red")), ((0.5, "green"), (0.9, "amber"), (1, "red"))),
    "mending": (((0.2, "green"), (0.4, "amber"), (0.62, "red"), (0.87, "amber"), (1, "green")),),
    "help": (((0.6, "green"), (1, "red")),),
    "starting": (((1, "green"),),),
    "quiet": (((0.6, "green"), (1, "amber")),),
    "paused": (((0.6, "green"), (1, "amber")),),
    "stopped": (((0.4, "green"), (0.7, "amber"), (1, "red")),),
    "done": (((0.4, "green"), (0.55, "amber"), (1, "green")),),
    "capability": (((0.85, "green"), (1, "amber")),),
}
WORSE = {"green": 0, "amber": 1, "red": 2}


@dataclass(slots=True)
class Fact:
    """What was so from a day on; told in the history unless `quietly`."""

    day: date
    values: dict[str, Any]
    reason: str = ""
    quietly: bool = False


@dataclass(slots=True)
class Update:
    """One status update."""

    as_at: date
    colour: str
    texts: dict[str, str]
    forward_look: str = "no change"
    decide_by: date | None = None
    stage: str = "published"


@dataclass(slots=True)
class Point:
    """One milestone, and what was said of its dates when."""

    name: str
    kind: str
    facts: list[Fact] = field(default_factory=list)
    evidence: str = ""
    rebaselined: int = 0


@dataclass(slots=True)
class Story:
    """All that happened."""

    work: Work
    registered: date
    began: date
    planned_end: date
    facts: list[Fact] = field(default_factory=list)
    updates: list[Update] = field(default_factory=list)
    points: list[Point] = field(default_factory=list)
    ended: date | None = None
    slips: list[tuple[date, int]] = field(default_factory=list)

    @property
    def is_idea(self) -> bool:
        return self.work.story == "idea"

    @property
    def forecast_end(self) -> date:
        """When it is expected to end now."""
        return working_day(self.planned_end + timedelta(days=sum(days for _, days in self.slips)))


def tell(work: Work, calendar: Calendar, steps: Sequence[object]) -> Story:
    """The story of one project; `steps` are those that its track goes through."""
    jitter = pick(range(21), work.title, "began")
    began = calendar.months(work.began, and_days=-jitter)
    ends = calendar.months(work.ends, and_days=pick(range(21), work.title, "ends") - 10)
    if work.story in {*ENDED, "quiet"} and work.ends <= 0:
        ends = working_day(min(ends, calendar.today - timedelta(days=12)))
    story = Story(work, working_day(began - timedelta(days=12 + jitter)), began, ends)
    if work.story == "idea":
        story.registered = story.began
        return story
    if work.story == "capability":
        story.began, story.planned_end = (
            working_day(calendar.april() - timedelta(days=28)),
            calendar.after_april(15),
        )
    if work.story in ENDED:
        story.ended = ends
        late = timedelta(days=pick((0, 0, 21, 45), work.title, "late"))
        left = (ends - story.began) * 0.6  # what is stopped had more than a third of its time before it
        story.planned_end = working_day(ends + left if work.story == "stopped" else ends - late)
    _report(story, calendar)
    _move(story, calendar, steps)
    if work.story == "capability":
        story.points = list(_of_the_capability(calendar))
    else:
        _milestones(story, calendar)
    return story


def last_report(story: Story, calendar: Calendar) -> date:
    """The day of the last update: some days ago for those that report, months ago for the quiet ones."""
    title, days = story.work.title, REPORTING_DAYS[story.work.track]
    if story.ended:
        return story.ended
    if story.work.story == "quiet":
        return working_day(calendar.today - timedelta(days=95 + pick(range(110), title, "quiet")))
    if story.work.story == "paused":
        return working_day(calendar.today - timedelta(days=40 + pick(range(50), title, "paused")))
    return working_day(calendar.today - timedelta(days=1 + pick(range(days - 4), title, "reported")))


def _report(story: Story, calendar: Calendar) -> None:
    """The updates, oldest first, with the slips that they tell."""
    work, last = story.work, last_report(story, calendar)
    every = REPORTING_DAYS[work.track]
    days: list[date] = []
    while last > story.began + timedelta(days=14) and len(days) < 27:
        days.append(working_day(last))
        last -= timedelta(days=every)
    if work.story == "starting":
        days = days[:1] if pick((True, False), work.title, "first") else []
    days.reverse()
    voice, before = _voice(story), "green"
    for turn, day in enumerate(days):
        is_last = turn == len(days) - 1
        waits = work.also.get("waits", ["published"])[0] if is_last and turn else "published"
        # What is not yet published has not changed the project.
        colour = _colour(work, (turn + 1) / len(days)) if waits == "published" else before
        slip = _slip(story, before, colour, turn) if waits == "published" else 0
        if slip and not story.ended:
            story.slips.append((day, slip))
        update = _update(story, voice, day, colour, before, turn, is_last=is_last, today=calendar.today)
        update.stage = waits
        if update.decide_by and is_last and pick(range(4), work.title, "asked"):
            update.decide_by = working_day(calendar.today + timedelta(days=6 + pick(range(36), work.title)))
        story.updates.append(update)
        before = colour


def _colour(work: Work, part: float) -> str:
    shape = pick(SHAPES[work.story], work.title, "shape")
    return next(colour for until, colour in shape if part <= until)


def _slip(story: Story, before: str, colour: str, turn: int) -> int:
    """How many days the end moves with this update."""
    work = story.work
    if work.story == "capability":  # its last workshop keeps its day
        return 0
    if WORSE[colour] > WORSE[before]:
        return pick((14, 28, 42, 63), work.title, colour)
    if colour == "red" and work.story in {"slipping", "red"} and turn % 3 == 0:
        return pick((21, 30, 45), work.title, turn)
    return 0


def progress(story: Story, day: date) -> float:
    """How much of its planned time had passed, 0 to 1."""
    whole = max((story.forecast_end - story.began).days, 1)
    return min(max((day - story.began).days / whole, 0.0), 1.0)


def _voice(story: Story) -> Voice:
    work = story.work
    measure = work.measure
    about = work.about or measure or work.title.lower()
    was, goal = (work.counted(figure) for figure in work.aim[1:]) if measure else ("", "")
    fill = {
        "it": about,
        "It": about[:1].upper() + about[1:],
        "measure": measure,
        "Measure": measure[:1].upper() + measure[1:],
        "was": was,
        "goal": goal,
        "now": was,
        "unit": work.unit,
        "times": pick(("twice", "three times", "every week"), work.title),
    }
    return Voice(subjects()[work.subject], work.title, fill, counts=bool(measure))


def _update(
    story: Story, voice: Voice, day: date, colour: str, before: str, turn: int, *, is_last: bool, today: date
) -> Update:
    """What the team wrote that day."""
    part = progress(story, day)
    phase = PHASES[min(int(part * 3), 2)]
    worse, better = WORSE[colour] > WORSE[before], WORSE[colour] < WORSE[before]
    now = _reached(story, day, today)
    done = voice.say(phase, now=now)
    if turn % 2 and story.work.track != "quick":
        done = f"{done} {voice.say(phase, now=now)}"
    why = voice.say("better" if better else "worry" if colour != "green" else "green")
    if story.work.story == "paused" and is_last:
        why = story.work.ending[1] if story.work.ending else voice.say("paused")
    texts = {"done": done, "next": voice.say("next"), "why": why}
    if colour != "green" and (is_last or turn % 2 == 0):
        texts["support"] = voice.say("ask")
    if story.ended and is_last:  # the last word is what came of it, and what was learned
        _, reason, learned = story.work.ending
        texts = {"done": reason, "next": f"What we would tell others: {learned}", "why": why}
    update = Update(day, colour, texts)
    asks = colour == "red" or (story.work.is_on_the_board and turn % 3 == 0)
    if story.work.track == "full" and asks and not story.ended:
        texts["decisions"] = story.work.decide or voice.say("decide")
        update.decide_by = working_day(day + timedelta(days=pick((18, 25, 32, 46), story.work.title, turn)))
    update.forward_look = (
        "worsening" if worse else "improving" if better else _outlook(story, colour, is_last)
    )
    return update


def _outlook(story: Story, colour: str, is_last: bool) -> str:
    if is_last and story.work.story in {"slipping", "quiet"}:
        return "worsening"
    return "improving" if colour != "green" and story.work.story == "mending" else "no change"


def _reached(story: Story, day: date, today: date) -> str:
    """Where the measure stood when the team wrote: as its chart shows it."""
    work = story.work
    if len(work.aim) < 3:
        return ""
    told = figures(
        work.title,
        (Decimal(work.aim[1]), Decimal(work.aim[2])),
        work.story,
        work.ending[0] if work.ending else "",
        began=story.began,
        ended=story.ended,
        today=today,
        is_share=work.aim[0].endswith("per cent"),
    )
    return work.counted(float(told.known(day)))


def _move(story: Story, calendar: Calendar, steps: Sequence[object]) -> None:
    """States, steps, ratings and forecasts, each from its day on."""
    work = story.work
    story.facts.append(Fact(story.began, {"state": "active", "actual_start": story.began}))
    last = story.updates[-1].as_at if story.updates else calendar.today
    until = story.ended or last
    part = 1.0 if work.story == "done" else progress(story, until)
    here = min(int(part * len(steps)) + 1, len(steps))
    here = len(steps) if work.story == "done" else min(2, here) if work.story == "starting" else here
    span = max((until - story.began).days - 6, 1)
    for place in range(1, here):
        wobble = pick(range(-5, 6), work.title, "step", place)
        day = working_day(story.began + timedelta(days=max(2, span * place // here + wobble)))
        story.facts.append(Fact(min(day, until), {"step": steps[place]}))
    for update, before in zip(story.updates, [None, *story.updates], strict=False):
        said = _rated(story, update, before)
        slipped = sum(days for day, days in story.slips if day <= update.as_at)
        if any(day == update.as_at for day, _ in story.slips):
            said["forecast_end"] = working_day(story.planned_end + timedelta(days=slipped))
        if said:
            story.facts.append(Fact(update.as_at, said, update.texts["why"]))
    if work.story == "paused":
        reason = work.ending[1] if work.ending else "Paused."
        story.facts.append(Fact(last, {"state": "paused", "state_reason": reason}, reason))
    if story.ended:
        outcome, reason, sentence = work.ending
        said = {
            "state": "completed" if work.story == "done" else "stopped",
            "state_reason": reason,
            "outcome": outcome,
            "outcome_sentence": sentence,
            "actual_end": story.ended,
        }
        story.facts.append(Fact(story.ended, said, reason))
    story.facts.sort(key=lambda fact: fact.day)


def _rated(story: Story, update: Update, before: Update | None) -> dict[str, Any]:
    """The headline, where a full project's update changes it."""
    if story.work.track != "full" or (before and before.colour == update.colour):
        return {}
    return {"confidence": update.colour, "confidence_rater": "sponsor", "confidence_text": ""}


def _milestones(story: Story, calendar: Calendar) -> None:
    """The milestones of the subject, spread over the planned time, moved by the slips, reached as time passed."""
    work, voice = story.work, _voice(story)
    names = list(subjects()[work.subject].said.get("milestone", ()))
    if work.track == "quick":  # a ward's small test is not asked for any
        return
    first, whole = story.began, (story.planned_end - story.began).days
    for place, written in enumerate(names, start=1):
        kind, colon, name = written.rpartition(": ")
        kind = kind if colon and kind in {"gate", "benefit"} else "key"
        name = voice.filled(name if colon and kind != "key" else written)
        # The benefit is seen some weeks after the work is done.
        after = 45 if kind == "benefit" and place == len(names) else 0
        planned = working_day(first + timedelta(days=whole * place // len(names) + after - 5))
        provisional = place > 3 and pick((False, False, True), work.title, name) and not story.ended
        story.points.append(_point(story, calendar, voice, name, kind, planned, provisional=provisional))


def _point(
    story: Story, calendar: Calendar, voice: Voice, name: str, kind: str, planned: date, *, provisional: bool
) -> Point:
    """One milestone, through all that was said of it until the last update."""
    point = Point(name, kind)
    first: dict[str, Any] = {"forecast": planned, "provisional": provisional, "reviewed_on": story.began}
    if not provisional:
        first["baseline"] = planned
    point.facts.append(Fact(story.began, first))
    forecast, baseline = planned, None if provisional else planned
    for turn, update in enumerate(story.updates):
        day = update.as_at
        if forecast <= day:
            late = pick((0, 0, 0, 3, 6), story.work.title, name)
            actual = working_day(min(forecast + timedelta(days=late), day))
            said = {"actual": actual, "provisional": False, "reviewed_on": day}
            point.facts.append(Fact(day, said))
            point.evidence = voice.say("evidence")
            return point
        if moved := sum(days for slip, days in story.slips if slip == day):
            forecast = working_day(forecast + timedelta(days=moved))
            said = {"forecast": forecast, "provisional": provisional, "reviewed_on": day}
            point.facts.append(Fact(day, said, update.texts["why"]))
        elif turn % 2 == 0 or update is story.updates[-1]:
            point.facts.append(Fact(day, {"reviewed_on": day}, quietly=True))
        if _moves_its_baseline(story, turn) and baseline and forecast > baseline:
            baseline = forecast
            reason = voice.say("rebaseline")
            point.facts.append(Fact(day, {"baseline": baseline, "reviewed_on": day}, reason))
            point.rebaselined += 1
    return point


def _moves_its_baseline(story: Story, turn: int) -> bool:
    """Once, two thirds through, where a large project slips."""
    return story.work.story in {"slipping", "mending"} and turn == len(story.updates) * 2 // 3


def _of_the_capability(calendar: Calendar) -> Iterator[Point]:
    """The ten milestones of P-0001: three firm and reached when their day has passed, seven provisional."""
    written = rows("milestones-capability", 3)
    planned = [calendar.after_april(float(months)) for months, _, _ in written]
    expected = _later(planned, [firm == "firm" for _, firm, _ in written], calendar)
    began = working_day(calendar.april() - timedelta(days=28))
    reviewed = working_day(calendar.today - timedelta(days=6))
    for (_, firm, name), first, now in zip(written, planned, expected, strict=True):
        said: dict[str, Any] = {"forecast": first, "provisional": firm != "firm", "reviewed_on": began}
        if firm == "firm":
            said["baseline"] = first
        point = Point(name, "key", [Fact(began, said)])
        yield point
        if firm == "firm" and first <= reviewed:
            point.facts.append(Fact(first, {"actual": first, "provisional": False, "reviewed_on": first}))
            point.evidence = "Notes and list of those present in the project's folder"
        elif now != first:
            why = "The partners' answers came later than hoped."
            point.facts.append(Fact(reviewed, {"forecast": now, "reviewed_on": reviewed}, why))
        else:
            point.facts.append(Fact(reviewed, {"reviewed_on": reviewed}, quietly=True))


def _later(planned: Sequence[date], firm: Sequence[bool], calendar: Calendar) -> list[date]:
    """What is provisional and overdue is expected after the base day, in its order; the last keeps its day."""
    apart = min(14, max((planned[-1] - calendar.today).days // len(planned), 2))
    earliest, found = calendar.today + timedelta(days=apart), []
    for day, is_firm in zip(planned, firm, strict=True):
        moves = not is_firm and day < earliest and day != planned[-1]
        found.append(working_day(earliest + timedelta(days=2)) if moves else day)
        if moves:
            earliest += timedelta(days=apart)
    return found
