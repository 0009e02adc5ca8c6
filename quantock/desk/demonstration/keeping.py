"""Stories are kept as records: dated facts through `facts.state`, events through `log.write`, in the order of days."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from quantock.accounts.models import User
from quantock.audit import facts, log
from quantock.audit.models import Event
from quantock.desk.demonstration.places import World
from quantock.desk.demonstration.reading import number
from quantock.desk.demonstration.story import REPORTING_DAYS, Fact, Point, Story, Update
from quantock.desk.demonstration.team import Team
from quantock.desk.demonstration.words import subjects
from quantock.desk.demonstration.works import MERGER
from quantock.people import code_lists
from quantock.people.models import CodeList
from quantock.projects import services
from quantock.projects.models import (
    CharterFact,
    LifeCycleModel,
    Milestone,
    MilestoneFact,
    Project,
    ProjectFact,
    RatingFact,
    State,
    StatusUpdate,
    Step,
)
from quantock.projects.rules import TURNS
from quantock.projects.services.record import in_words

CATEGORIES = dict(code_lists.SHIPPED[CodeList.PROJECT_CATEGORY])
COURSES = {"green": "on course", "amber": "on course", "red": "help wanted"}


def at(day: date, *about: object) -> datetime:
    """A time of that working day that follows from what it is about."""
    minutes = 8 * 60 + number(*about) % (9 * 60)
    made = datetime(
        day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=timezone.get_current_timezone()
    )
    return min(made, timezone.now())


@dataclass(slots=True)
class Diary:
    """The events of everybody, written at the end in the order in which they happened."""

    told: list[Event] = field(default_factory=list)

    def tell(
        self, when: datetime, verb: str, record: Any, *, by: User | None, says: str, **more: Any
    ) -> None:
        event = log.event(verb, record, by=by, says=says, **more)
        event.at = when
        self.told.append(event)

    def write(self) -> None:
        log.write(sorted(self.told, key=lambda event: event.at))


@dataclass(slots=True)
class Kept:
    """A story and what it became."""

    story: Story
    project: Project
    team: Team
    milestones: list[Milestone] = field(default_factory=list)


def keep_projects(
    world: World,
    told: Sequence[tuple[Story, Team]],
    steps: Mapping[str, Sequence[Step]],
    diary: Diary,
) -> list[Kept]:
    """The projects with their facts; each stands as its last fact says."""
    kept = []
    by_title: dict[str, Project] = {}
    for place, (story, team) in enumerate(told, start=1):
        project = _new(world, story, steps, place)
        kept.append(Kept(story, project, team))
        by_title[project.title] = project
    # Programmes before what they hold, whose rows need their keys.
    for level in sorted({_depth(each, by_title) for each in kept}):
        some = [each for each in kept if _depth(each, by_title) == level]
        for each in some:
            if parent := by_title.get(each.story.work.parent):
                each.project.parent, each.project.top = parent, parent.top or parent
        Project.objects.bulk_create([each.project for each in some], batch_size=200)
    facts.state([row for each in kept for row in _project_facts(world, each, steps, diary)])
    facts.state([_charter(each) for each in kept])
    return kept


def _depth(kept: Kept, by_title: Mapping[str, Project]) -> int:
    parent = kept.story.work.parent
    return 1 + (by_title[parent].title != MERGER) if parent else 0


def _new(world: World, story: Story, steps: Mapping[str, Sequence[Step]], place: int) -> Project:
    """As its last fact says, and as lists show its last published update."""
    work, subject = story.work, subjects()[story.work.subject]
    said = _record(world, story, steps[work.title])
    since = None
    for fact in story.facts:
        said |= fact.values
        since = fact.day if "step" in fact.values else since
    published = [update for update in story.updates if update.stage == "published"]
    last = published[-1] if published else None
    return Project(
        number=place,
        registered_on=story.registered,
        visibility=work.visibility,
        reporting_days=REPORTING_DAYS[work.track],
        led_by="improvement" if work.lead == "ruth" else "service",
        kind=subject.kind,
        quadruple_aim=subject.aims,
        quality_domains=subject.domains,
        tags=sorted({*subject.tags, *work.also.get("tags", ())}),
        step_since=since,
        last_update_on=last.as_at if last else None,
        course=_course(story, last) if last else "",
        forward_look=last.forward_look if last else "",
        **said,
    )


def _record(world: World, story: Story, steps: Sequence[Step]) -> dict[str, Any]:
    """What was so on the day it was registered."""
    work = story.work
    return {
        "title": work.title,
        "category": CATEGORIES[subjects()[work.subject].category],
        "lead_organisation": world.bodies[work.organisation],
        "unit": world.units.get((work.organisation, work.unit)),
        "track": work.track,
        "life_cycle": steps[0].model,
        "step": steps[0],
        "state": State.IDEA,
        "planned_start": story.began,
        "planned_end": story.planned_end,
    }


def _project_facts(
    world: World, kept: Kept, steps: Mapping[str, Sequence[Step]], diary: Diary
) -> list[ProjectFact]:
    """Each thing said of the project, with its event."""
    project, story, lead = kept.project, kept.story, kept.team.lead
    said = _record(world, story, steps[project.title])
    when = at(story.registered, project.title)
    rows = [_fact(ProjectFact, story.registered, said, when, lead, project=project)]
    diary.tell(when, "registered", project, by=lead, says=f"Registered “{project.title}”")
    held = dict(said)
    for place, fact in enumerate(story.facts):
        by = kept.team.sponsor if "outcome" in fact.values else lead
        when = at(fact.day, project.title, place)
        rows.append(_fact(ProjectFact, fact.day, fact.values, when, by, project=project))
        changes = [
            log.change(name, services.label(name), _shown(name, held.get(name)), _shown(name, value))
            for name, value in fact.values.items()
            if held.get(name) != value and name not in {"confidence_rater", "confidence_text"}
        ]
        held.update(fact.values)
        if changes:
            verb, says = _told(fact.values, changes)
            diary.tell(when, verb, project, by=by, says=says, changes=changes, reason=fact.reason)
    return rows


def _told(values: Mapping[str, Any], changes: Sequence[dict[str, Any]]) -> tuple[str, str]:
    """The verb and the words by which the history tells it, as the services that do this choose them."""
    turn = next((turn for turn in TURNS.values() if turn.to == values.get("state")), None)
    if turn:
        return turn.told.lower(), turn.told
    return "moved" if list(values) == ["step"] else "changed", in_words(changes)


def _fact(family: Any, day: date, said: dict[str, Any], when: datetime, by: User | None, **key: Any) -> Any:
    return facts.fact(family, said, on=day, by=by, recorded_at=when, **key)


def _shown(name: str, value: Any) -> str:
    return "" if value is None else services.shown(Project(**{name: value}), name)


def _charter(kept: Kept) -> CharterFact:
    work, story = kept.story.work, kept.story
    said: dict[str, Any] = {"problem": work.problem}
    if work.aim:
        was, goal = map(work.counted, work.aim[1:])
        measure = work.measure
        said |= {
            "aim": f"{measure[:1].upper()}{measure[1:]}: from {was} to {goal}.",
            "aim_measure": measure,
            "aim_baseline": was,
            "aim_target": goal,
            "aim_by": story.planned_end,
        }
    if work.scope:
        said |= {"scope_in": work.scope[0], "scope_out": work.scope[1]}
    if work.rationale:
        said["rationale"] = work.rationale
    when = at(story.registered, work.title)
    day, by = story.registered, kept.team.lead
    return facts.fact(CharterFact, said, on=day, by=by, recorded_at=when, project=kept.project)


def _course(story: Story, update: Update) -> str:
    if story.work.track == "full":
        return ""
    return (
        "paused" if story.work.story == "paused" and update is story.updates[-1] else COURSES[update.colour]
    )


def keep_updates(kept: Iterable[Kept], diary: Diary) -> None:
    """Status updates and the ratings they give; each published one supersedes the one before."""
    updates, ratings, publishing = [], [], []
    for each in kept:
        before = ""
        published = [update for update in each.story.updates if update.stage == "published"]
        for update in each.story.updates:
            when = at(update.as_at, each.project.title, "update")
            row = _update(each, update, when)
            if row.stage == "published" and update is not published[-1]:
                row.stage = "superseded"
            updates.append(row)
            if row.published_at is None:
                continue
            publishing.append((when, row))
            if row.confidence and row.confidence != before:
                ratings.append(
                    rating(each.project, "sponsor", row.confidence, update.as_at, when, row.published_by)
                )
            before = row.confidence
    StatusUpdate.objects.bulk_create(updates, batch_size=400)
    facts.state(ratings)
    for when, row in publishing:
        words = row.get_confidence_display() or row.get_course_display()
        says = f"Published a status update: {words}"
        diary.tell(when, "update published", row, by=row.published_by, says=says, reason=row.why)


def _update(kept: Kept, update: Update, when: datetime) -> StatusUpdate:
    full = kept.story.work.track == "full"
    is_out = update.stage == "published"
    publisher = (kept.team.sponsor if full else kept.team.lead) or kept.team.lead
    return StatusUpdate(
        project=kept.project,
        as_at=update.as_at,
        stage=update.stage,
        course=_course(kept.story, update),
        confidence=update.colour if full else "",
        rater="sponsor",
        forward_look=update.forward_look if full else "",
        decide_by=update.decide_by,
        drafted_by=kept.team.lead,
        published_by=publisher if is_out else None,
        published_at=when if is_out else None,
        **(update.texts if full else _without_why(update)),
    )


def _without_why(update: Update) -> dict[str, str]:
    """Lighter tracks are not asked why: what holds them up stands with what was done."""
    texts = {**update.texts}
    why = texts.pop("why", "")
    if update.colour != "green" and why:
        texts["done"] = f"{texts['done']} {why}"
    return texts


def rating(
    project: Project, rater: str, confidence: str, day: date, when: datetime, by: User | None
) -> RatingFact:
    """One rater's word."""
    said = {"confidence": confidence, "text": RatingFact(confidence=confidence).get_confidence_display()}
    said["scale"] = "three_step"
    row: RatingFact = _fact(RatingFact, day, said, when, by, project=project, rater=rater)
    return row


def keep_milestones(kept: Iterable[Kept], diary: Diary) -> None:
    """Milestones with all that was said of their dates."""
    made: list[tuple[Kept, Milestone, Sequence[Fact]]] = []
    for each in kept:
        for point in each.story.points:
            milestone = Milestone(
                project=each.project,
                name=point.name,
                kind=point.kind,
                owner=each.team.owner_of(point.name),
                evidence=point.evidence,
                rebaselined=point.rebaselined,
                **_dates(point),
            )
            each.milestones.append(milestone)
            made.append((each, milestone, point.facts))
    Milestone.objects.bulk_create([milestone for _, milestone, _ in made], batch_size=200)
    rows = [row for each, milestone, said in made for row in _milestone_facts(each, milestone, said, diary)]
    facts.state(rows)


def _dates(point: Point) -> dict[str, Any]:
    """A milestone's dates as its last fact says them."""
    said: dict[str, Any] = {}
    for fact in point.facts:
        said |= fact.values
    return said


def _milestone_facts(
    kept: Kept, milestone: Milestone, said: Sequence[Fact], diary: Diary
) -> list[MilestoneFact]:
    rows, held = [], dict.fromkeys(MilestoneFact.says)
    for place, fact in enumerate(said):
        when = at(fact.day, kept.project.title, "milestones") + timedelta(seconds=place)
        by = kept.team.lead
        row = _fact(MilestoneFact, fact.day, fact.values, when, by, milestone=milestone)
        row.reason = fact.reason
        rows.append(row)
        changes = [
            log.change(name, _MILESTONE_LABELS[name], held[name], value)
            for name, value in fact.values.items()
            if name != "reviewed_on" and held[name] != value
        ]
        held.update(fact.values)
        if fact.quietly:
            continue
        verb = "milestone added" if place == 0 else "milestone said"
        says = f"{_what(place, fact)} the milestone “{milestone.name}”"
        told = [] if place == 0 else changes
        diary.tell(when, verb, milestone, by=by, says=says, changes=told, reason=fact.reason)
    return rows


_MILESTONE_LABELS = {
    name: str(facts.column_of(MilestoneFact, name).verbose_name).capitalize() for name in MilestoneFact.says
}


def _what(place: int, fact: Fact) -> str:
    if place == 0:
        return "Added"
    if "actual" in fact.values:
        return "Reached"
    return "Moved the baseline of" if "baseline" in fact.values else "Forecast"


def steps_of(models: Mapping[str, LifeCycleModel], story_track: str, model: str) -> list[Step]:
    """The steps of a model that a track goes through."""
    return [step for step in models[model].steps.all() if story_track in step.tracks]
