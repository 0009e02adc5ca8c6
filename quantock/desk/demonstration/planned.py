"""The plans of the demonstration: of named projects and every second full one under way, phase by phase to its milestones."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from quantock.desk.demonstration.keeping import Diary, Kept
from quantock.desk.demonstration.reading import number
from quantock.plans.models import Task
from quantock.projects.models import Milestone, State, Track

NAMED = (
    "Electronic prescribing in outpatients",
    "New day surgery unit",
    "Shared quality improvement capability",
)
MOST_PHASES = 5
# What leads up to the first milestone, the second, …: the phase, and its tasks.
PHASES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Get ready",
        (
            "Name who takes part, and who decides",
            "Walk through the work as it is done today",
            "Write down what is in and what is not",
        ),
    ),
    (
        "Agree how",
        (
            "Bring the choices to those they touch",
            "Work out what each choice costs and needs",
            "Impact on quality and equality assessed",
            "Have the choice confirmed by the board",
        ),
    ),
    (
        "Build and try",
        (
            "Try it with one team for two weeks",
            "Put right what the first team found",
            "Write the training and book the rooms",
            "Policies and leaflets brought up to date",
        ),
    ),
    (
        "Bring it in",
        (
            "Train everyone who needs it before the day",
            "Floor support for the first weeks",
            "Look at the measures together every week",
        ),
    ),
    (
        "Make it last",
        (
            "Hand over to the service and its owner",
            "Count what it brought, with finance",
            "Write up what was learned",
        ),
    ),
)


def keep_plans(kept: Sequence[Kept], diary: Diary, today: date) -> None:
    """Tasks with their dates and owners, and where the milestones stand among them."""
    made = [(each, task) for each in kept if _has_plan(each) for task in _rows(each, today)]
    Task.objects.bulk_create([task for _, task in made], batch_size=500)
    for each, task in made:
        # The whole plan is made in the first weeks, so that what changed lately is not a hundred plans.
        weeks = timedelta(days=5 + number(each.project.title, "planned") % 20)
        day = max(min(each.story.began + weeks, today - weeks), each.project.registered_on)
        when = timezone.make_aware(datetime.combine(day, time(10)))
        diary.tell(when, "task added", task, by=each.team.lead, says=f"Added “{task}” to the plan")


def _has_plan(each: Kept) -> bool:
    project = each.project
    if project.track != Track.FULL or project.state != State.ACTIVE or len(_ahead(each)) < 2:
        return False
    return project.title in NAMED or number(project.title, "plan") % 2 == 0


def _ahead(each: Kept) -> list[Milestone]:
    """The milestones in the order of their days."""
    dated = [step for step in each.milestones if step.removed_at is None and (step.actual or step.forecast)]
    return sorted(dated, key=lambda step: step.actual or step.forecast or date.max)[:MOST_PHASES]


def _rows(each: Kept, today: date) -> Iterator[Task]:
    begins = max(each.story.began, each.project.registered_on - timedelta(days=60))
    place = 0
    for (phase, tasks), step in zip(PHASES, _ahead(each), strict=False):
        ends = step.actual or step.forecast or today
        if ends <= begins:
            ends = begins + timedelta(days=14)
        place += 1
        yield Task(project=each.project, place=place, level=1, name=phase)
        for at, name in enumerate(tasks):
            place += 1
            yield _task(
                each, name, place, _span(begins, ends, at, len(tasks)), today, reached=bool(step.actual)
            )
        place += 1
        yield Task(project=each.project, place=place, level=2, milestone=step)
        begins = ends


def _span(begins: date, ends: date, at: int, of: int) -> tuple[date, date]:
    """Its share of the time, begun a little before the task before it ends; Monday to Friday."""
    days = (ends - begins).days
    start = begins + timedelta(days=days * at // of - (days // (of * 4) if at else 0))
    finish = begins + timedelta(days=max(days * (at + 1) // of - 2, 1))
    start += timedelta(days=(7 - start.weekday()) % 7 if start.weekday() > 4 else 0)
    finish -= timedelta(days=max(finish.weekday() - 4, 0))
    return start, max(start, finish)


def _task(each: Kept, name: str, place: int, span: tuple[date, date], today: date, *, reached: bool) -> Task:
    start, finish = span
    chance = number(each.project.title, name, "plan")
    percent = 0
    if finish < today:
        percent = 100 if reached or chance % 6 else 70
    elif start < today:
        percent = min(95, max(5, (today - start).days * 100 // max(1, (finish - start).days) // 5 * 5))
    return Task(
        project=each.project,
        place=place,
        level=2,
        name=name,
        start=start,
        finish=finish,
        percent=percent,
        done_on=finish if percent == 100 else None,
        owner=each.team.owner_of(name),
    )
