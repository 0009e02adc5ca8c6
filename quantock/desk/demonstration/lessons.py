"""What the projects that ended learned, and which others have used it."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from quantock.desk.demonstration.keeping import Kept
from quantock.desk.demonstration.reading import number, shuffled
from quantock.desk.demonstration.works import Work
from quantock.projects.models import State
from quantock.raid.kinds import Kind
from quantock.raid.models import Entry, Use

OF_MERGERS = (
    (
        "One number on a board beats a report of ten pages",
        "Nobody opened the report; everybody reads the board",
        "Choose one number with the team",
    ),
    (
        "A form that is filled in twice is filled in wrongly",
        "The new form asked what the record already held; a third of the answers differed",
        "Take out a question for each that is added",
    ),
    (
        "The supplier’s date is the earliest date",
        "Every delivery came later than promised, by a month on average",
        "Plan with a month more, and ask for weekly news",
    ),
    (
        "A message that everybody gets is read by nobody",
        "Eleven letters to all staff changed nothing; two minutes at each handover did",
        "Go to the handovers",
    ),
    (
        "Both trusts had a list, and both were right",
        "The lists counted different things under one name; joining them took a week of talk and an hour of work",
        "Agree the definition before the first figure",
    ),
    (
        "Switching off the old way is a step of its own",
        "Four wards kept the paper beside the screen for half a year, just in case",
        "Agree the day on which the paper goes, and collect it",
    ),
    (
        "A visit persuades more than a business case",
        "Two hours on the ward that had done it settled what three papers had not",
        "Take those who decide there, in the first month",
    ),
)
"""What workstreams of a merger learn: their endings are alike."""


def is_of_a_merger(work: Work) -> bool:
    return work.title.endswith("(merger)")


def lesson_of(work: Work, place: int) -> dict[str, object]:
    """What a project that ended has learned, in the words in which it ended; a workstream of a merger, one of theirs."""
    if is_of_a_merger(work):
        title, worked, recommendation = OF_MERGERS[place % len(OF_MERGERS)]
        return {"title": title, "details": {"worked": worked, "recommendation": recommendation}}
    _, reason, learned = work.ending
    return {"title": learned.removesuffix("."), "details": {"situation": work.problem, "worked": reason}}


def uses(entries: Sequence[Entry], kept: Sequence[Kept]) -> Iterator[Use]:
    """Some lessons were used by up to four projects that began later or were still under way."""
    under_way = [each for each in kept if each.project.state == State.ACTIVE]
    for lesson in entries:
        if lesson.kind != Kind.LESSON:
            continue
        for each in shuffled(under_way, lesson.title, lesson.project_id)[: number(lesson.title, "used") % 5]:
            days = 5 + number(lesson.title, each.project.title) % 40
            yield Use(
                lesson=lesson,
                project=each.project,
                by=each.team.lead,
                on=lesson.raised_on + timedelta(days=days),
            )
