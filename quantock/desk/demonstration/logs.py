"""The logs of the demonstration: what could go wrong, what has, who does what about it, what is to be decided."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from quantock.audit import facts
from quantock.desk.demonstration import decided, turns
from quantock.desk.demonstration.keeping import Diary, Kept
from quantock.desk.demonstration.lessons import is_of_a_merger, lesson_of, uses
from quantock.desk.demonstration.reading import number, pick, shuffled
from quantock.desk.demonstration.ties import tie
from quantock.desk.demonstration.worries import worries
from quantock.engines.dates import add_working_days
from quantock.projects.models import State, Track
from quantock.raid import rules
from quantock.raid.kinds import Kind
from quantock.raid.models import Entry, EntryFact, Matrix, Move, Relation, Sides, Use

ACTIONS = (
    "Agree the dates of training with the ward managers",
    "Put the first month's figures on the team board",
    "Ask the night staff what gets in their way",
    "Send the draft procedure round for comments",
    "Book a room for the next workshop",
    "Check last quarter's figures with the information team",
    "Write to the partners about the change of date",
    "Walk the process with two people who use the service",
    "Order the equipment on the agreed list",
    "Name a deputy for the project lead",
    "Show the results at the governance meeting",
    "Update the leaflet with the service's own words",
)
ISSUES = (
    ("The report counts some visits twice", "4", "3"),
    ("Two sites use an older version of the form", "2", "2"),
    ("The contract of the project's analyst has ended", "3", "2"),
    ("The room that was promised is used as a store until March", "2", "3"),
    ("Two of five trained champions have moved to other wards", "3", "3"),
    ("The laboratory's figures cannot be had by ward", "3", "2"),
    ("Night staff were not told of the change", "3", "4"),
    ("The interface sends every result twice", "4", "4"),
    ("Half of the invitations went to an old address list", "3", "3"),
)
DECISIONS = (
    (
        "Go live at all sites at once, or one after another?",
        "At once: three weeks sooner. One after another: what is learned is used",
        "Programme board",
    ),
    (
        "Should the pilot go on while the figures are unclear?",
        "Go on for two months with the same wards; stop and write down what was learned",
        "Medical director",
    ),
    (
        "Which of the two sites keeps the late clinic?",
        "The larger: nearer to most people; the smaller: nearer to those without a car",
        "Executive group",
    ),
    (
        "May volunteers see the list of names?",
        "Yes, with training and a signed page; no, staff ring for them",
        "Data protection officer",
    ),
    (
        "Who pays for the equipment after the first year?",
        "The services, by use; or the programme, for two years more",
        "Finance committee",
    ),
)
CHANGES = (
    (
        "Go live after the winter, not before",
        {
            "reason": "Too few staff can be released before April",
            "time": "Eight weeks later",
            "cost": "None: the supplier holds the price until June",
            "benefit": "Two months of them come a year later",
            "options": "Go live in two halves; or keep the date without training",
            "decider": "Programme board",
        },
    ),
    (
        "Train all sites together in one fortnight",
        {
            "reason": "Site by site, the first have forgotten when the last begin",
            "time": "Six weeks later for the first site",
            "quality": "The same training for everybody",
            "decider": "Programme board",
        },
    ),
)


DOMAINS = ("Objectives and projects", "Quality and complaints")


@dataclass(slots=True)
class Log:
    """What is to be inserted for all projects together."""

    today: date
    matrix: Matrix
    entries: list[Entry] = field(default_factory=list)
    facts: list[tuple[Entry, date, dict[str, Any]]] = field(default_factory=list)
    links: list[tuple[Entry, Entry]] = field(default_factory=list)
    became: list[tuple[Entry, Entry]] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)
    numbers: dict[tuple[int, str], int] = field(default_factory=dict)

    def add(self, kept: Kept, kind: Kind, raised: date, **said: Any) -> Entry:
        """An entry as it was raised; `say` then tells what became of it."""
        about = (kept.project.pk, kind.value)
        self.numbers[about] = self.numbers.get(about, 0) + 1
        entry = Entry(
            project=kept.project,
            kind=kind,
            number=self.numbers[about],
            raised_on=raised,
            raised_by=kept.team.lead,
            owner=kept.team.owner_of(said["title"]),
        )
        self.entries.append(entry)
        first = entry.register.standings[0].code
        self.say(entry, raised, {"owner": entry.owner, "state": first, **said})
        return entry

    def say(self, entry: Entry, on: date, said: dict[str, Any]) -> None:
        for name, value in said.items():
            setattr(entry, name, value)
        follows = rules.derived(entry, entry.register, said, on=on)
        for name, value in follows.items():
            setattr(entry, name, value)
        self.facts.append((entry, on, said | follows))


def keep_logs(kept: Sequence[Kept], diary: Diary, today: date) -> None:
    """Every project under way has a log, longer on the fuller tracks; what ended left a lesson."""
    log = Log(today, Matrix.objects.get(organisation=None, code="nhs-5x5", version=1))
    learned = 0
    for each in kept:
        project, story = each.project, each.story
        if project.state in (State.ACTIVE, State.PAUSED):
            _under_way(log, each)
        elif (
            story.ended
            and project.state in (State.COMPLETED, State.STOPPED)
            and (not is_of_a_merger(story.work) or number(project.title, "lesson") % 2)
        ):
            log.add(each, Kind.LESSON, story.ended, **lesson_of(story.work, learned))
            learned += is_of_a_merger(story.work)
    sides = tie(log, kept)
    Entry.objects.bulk_create(log.entries, batch_size=500)
    Sides.objects.bulk_create(sides)
    Use.objects.bulk_create(use for use in uses(log.entries, kept) if use.on < today)
    Move.objects.bulk_create(log.moves)
    facts.state([_fact(entry, on, said) for entry, on, said in log.facts])
    turns.move_baselines(log.moves, diary)
    Relation.objects.bulk_create(turns.became(log.became))
    Relation.objects.bulk_create(
        [
            Relation(source=source, target=target, relation="answers", less_likely=1, less_bad=place % 2)
            for place, (source, target) in enumerate(log.links)
        ],
        batch_size=500,
    )
    for entry in log.entries:
        says = f"Added the {entry.register.one} {entry}"
        diary.tell(_at(entry.raised_on), "log added", entry, by=entry.raised_by, says=says)
    for entry, when, says in turns.told(log.facts):
        diary.tell(when, "log changed", entry, by=entry.raised_by, says=says)


def _under_way(log: Log, each: Kept) -> None:
    project, title = each.project, each.project.title
    quick = project.track == Track.QUICK
    first = max(each.story.began, log.today - timedelta(days=300))
    if first >= log.today - timedelta(days=3):
        return
    risks = list(_risks(log, each, first, 1 if quick else 2 + number(title, "risks") % 3))
    turns.happens(log, each, risks)
    for place, words in enumerate(shuffled(ACTIONS, title)[: 2 if quick else 3]):
        raised = _between(first, log.today, title, words)
        due = add_working_days(raised, 15 + number(title, words, "due") % 60)
        action = log.add(each, Kind.ACTION, raised, title=words, due_on=due)
        if due < log.today and number(title, words, "done") % 5:
            log.say(action, due, {"state": "done"})
        elif due < log.today - timedelta(days=45):
            log.say(action, due - timedelta(days=1), {"due_on": add_working_days(log.today, 5 + place * 4)})
        if place == 0 and risks:
            log.links.append((action, max(risks, key=lambda risk: risk.score or 0)))
    if not number(title, "issue") % 3:
        words, severity, urgency = pick(ISSUES, title)
        details = {"severity": severity, "urgency": urgency}
        raised = _between(first, log.today, title, words)
        log.add(each, Kind.ISSUE, raised, title=words, due_on=add_working_days(raised, 40), details=details)
    if project.track == Track.FULL and (title == turns.NAMED or not number(title, "change") % 4):
        _change(log, each, first)
    if project.track == Track.FULL and not number(title, "decision") % 4:
        words, options, decider = pick(DECISIONS, title)
        raised = log.today - timedelta(days=6 + number(title, "asked") % 50)
        details = {"options": options, "decider": decider}
        due = add_working_days(raised, 25)
        log.add(each, Kind.DECISION, max(raised, first), title=words, due_on=due, details=details)
    decided.answer(log, each, first)


def _change(log: Log, each: Kept, first: date) -> None:
    """A change that would move what is still to be reached; some wait, some were refused."""
    title = each.project.title
    ahead = [one for one in each.milestones if one.actual is None and one.baseline and one.removed_at is None]
    if not ahead:
        return
    words, details = pick(CHANGES, title)
    raised = max(first, log.today - timedelta(days=4 + number(title, "raised") % 40))
    entry = log.add(
        each, Kind.CHANGE, raised, title=words, due_on=add_working_days(raised, 20), details=details
    )
    for one in ahead[:3]:
        later = add_working_days(one.baseline or raised, 40)
        log.moves.append(Move(change=entry, milestone=one, was=one.baseline, baseline=later))
    turns.decide(log, each, entry, log.moves[-len(ahead[:3]) :])


def _risks(log: Log, each: Kept, first: date, count: int) -> Iterator[Entry]:
    title = each.project.title
    for words, was, now, aim, done in worries(title, each.story.work.subject)[:count]:
        raised = _between(first, log.today, title, words)
        looked = max(raised, log.today - timedelta(days=number(title, words, "looked") % 40))
        scale = log.matrix.scale
        risk = log.add(
            each,
            Kind.RISK,
            raised,
            title=words,
            matrix=log.matrix,
            likelihood=was[0],
            impact=was[1],
            inherent_likelihood=was[0],
            inherent_impact=was[1],
            target_likelihood=aim[0],
            target_impact=aim[1],
            reviewed_on=raised,
            due_on=rules.review_by(scale, was[0] * was[1], on=raised),
            details={"mitigation": done},
        )
        _review(log, risk, looked)
        if looked > raised:
            due = rules.review_by(scale, now[0] * now[1], on=looked)
            said: dict[str, Any] = {
                "likelihood": now[0],
                "impact": now[1],
                "reviewed_on": looked,
                "due_on": due,
            }
            if each.project.track == Track.FULL:
                said["domains"] = {DOMAINS[0]: now[1], DOMAINS[1]: max(1, now[1] - 1)}
            log.say(risk, looked, said)
        _review(log, risk, log.today)
        yield risk


def _review(log: Log, risk: Entry, until: date) -> None:
    """A risk is looked at again until a day: as its band asks, in every third project some weeks late."""
    is_late = not number(risk.project.title, "reviews") % 3
    while risk.due_on and risk.score:
        late = 10 + number(risk.title, risk.due_on) % 20 if is_late else -1
        day = risk.due_on + timedelta(days=late)
        if day >= until:
            return
        due = rules.review_by(log.matrix.scale, risk.score, on=day)
        log.say(risk, day, {"reviewed_on": day, "due_on": due})


def _between(first: date, today: date, *about: object) -> date:
    """A day of its own for the same words, the last of them the day before today."""
    return first + timedelta(days=number(*about, "raised") % max(1, (today - first).days))


def _fact(entry: Entry, on: date, said: dict[str, Any]) -> EntryFact:
    return facts.fact(EntryFact, said, on=on, by=entry.raised_by, recorded_at=_at(on), entry=entry)


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))
