"""What the projects that ended learned, and which others have used it."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from quantock.desk.demonstration.keeping import Kept
from quantock.desk.demonstration.reading import number, shuffled
from quantock.projects.models import State
from quantock.raid.kinds import Kind
from quantock.raid.models import Entry, Use

LESSONS = (
    (
        "Ask the night staff first",
        "The trial ran for a month by day before anybody asked who is there at night",
        "Begin with a walk at night",
    ),
    (
        "One number on a board beats a report of ten pages",
        "Nobody opened the report; everybody reads the board",
        "Choose one number with the team",
    ),
    (
        "Do not begin in January",
        "Half of the team was moved to winter wards in the second week, and nothing was measured until March",
        "Begin in April, or name a deputy for everybody",
    ),
    (
        "A form that is filled in twice is filled in wrongly",
        "The new form asked what the record already held; a third of the answers differed",
        "Take out a question for each that is added",
    ),
    (
        "The first ward is not like the others",
        "It had volunteered. The second and third took twice as long, and needed other words",
        "Try it early on a ward that did not volunteer",
    ),
    (
        "Families notice before the charts do",
        "Two letters of thanks came six weeks before the signal on the chart, and told us which part worked",
        "Ask ten families a month from the first day",
    ),
    (
        "Training without the equipment is forgotten",
        "It came four weeks before the equipment, and had to be given again",
        "Train in the week of the delivery",
    ),
    (
        "The supplier’s date is the earliest date",
        "Every delivery came later than promised, by a month on average",
        "Plan with a month more, and ask for weekly news",
    ),
    (
        "Stopping was right, and should have come sooner",
        "The second test had already shown that the clinic was half empty; we went on for three months",
        "Say before the test at which result you will stop",
    ),
    (
        "A message that everybody gets is read by nobody",
        "Eleven letters to all staff changed nothing; two minutes at each handover did",
        "Go to the handovers",
    ),
    (
        "Volunteers need a name to ring",
        "A third of them left in the first month, because nobody answered their questions",
        "Name one person, and put the number on the badge",
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


def lesson_of(place: int) -> dict[str, object]:
    """What the project in this place among those that ended has learned: each lesson once, before any comes again."""
    title, worked, recommendation = LESSONS[place % len(LESSONS)]
    return {"title": title, "details": {"worked": worked, "recommendation": recommendation}}


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
