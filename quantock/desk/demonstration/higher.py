"""The demonstration's questions to somebody higher: waiting, overdue, answered, taken back; of the system's board, of
another organisation and of a programme."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db.models import F
from django.utils import timezone

from quantock.desk.demonstration.keeping import Diary, Kept
from quantock.people.models import Organisation
from quantock.portfolios.models import Portfolio
from quantock.projects.models import Project, State, Track
from quantock.raid import escalating
from quantock.raid.kinds import Kind
from quantock.raid.models import Entry, Escalation, Target

# Since how many days it was asked, by how many days from now an answer is wanted; and what became of it.
ASKED = (
    (16, -4, ""),
    (9, 5, ""),
    (21, -11, ""),
    (5, 12, ""),
    (24, -10, "answered"),
    (27, -13, "answered"),
    (12, 2, "taken back"),
    (3, 18, ""),
)
# What is asked about each risk, and what was answered.
WHYS = {
    "The network may not carry": (
        "Two sites need a survey before we can plan. Can digital services do it for all partners in December?",
        "Yes: all six sites in the week of the 14th. The director of digital services owns the list from now on.",
    ),
    "Too few staff": (
        "We cannot release enough staff ourselves. Can one winter rota be agreed for all sites together?",
        "Yes: two half days a month on every site until April, in one rota; the chief nurses have signed it.",
    ),
    "The supplier may deliver": (
        "Three partners buy from the same supplier. Will you speak for all of us about the date?",
        "Yes: the director of strategy met them on the 9th; the date stands in writing and a penalty goes with it.",
    ),
    "People may go back": (
        "After March nobody is paid to look at the figure. May it be part of the board's own report?",
        "Yes: it stands in the board's set of measures from April.",
    ),
    "The figures may come": (
        "We count by hand because the information team has a queue of nine weeks. Can two reports go first?",
        "Yes: these two come next, in three weeks.",
    ),
    "The lead may move": (
        "If the post is filled from outside we start again. May the deputy act up for six months?",
        "Yes, from the day on which the lead leaves.",
    ),
    "Partners may read": (
        "Two partners understand the agreement differently. Please settle who pays for cover at weekends.",
        "Each pays for its own people; the finance directors have signed one page.",
    ),
    "Savings may be counted": (
        "Another scheme counts the same beds. Which of the two may?",
        "This project counts them; the other has been told.",
    ),
    "A change in guidance": (
        "Should we wait for the new guidance in March, or go on and change the forms later?",
        "Go on. The clinical lead will tell you if anything must be recorded otherwise.",
    ),
    "Old equipment may": (
        "Two machines are past their life and the new ones come in June. May we hire for four months, £22,000?",
        "Yes, from the contingency of the programme.",
    ),
    "A rota of two sites": (
        "Nights in December cannot be covered by our own people. May we book locums for eight weeks, £96,000?",
        "Yes, from the contingency of the programme; the medical director reports in January.",
    ),
    "Beds kept for planned": (
        "Twelve beds stay free only if every site agrees. May the site team refuse a move into them?",
        "Yes, until the end of February. After that it is looked at again.",
    ),
    "Two rates of pay": (
        "Staff side want one date for everybody. Which year's budget does the difference fall into?",
        "This year's: the finance directors have set £310,000 aside, and one date stands for all.",
    ),
    "Residents may think": (
        "Both towns ask what is to close. Who speaks, and may we write that no emergency department does?",
        "Both chief executives, together. The letter has gone to every house, and it says so.",
    ),
    "People may leave before": (
        "We cannot promise posts before the structure is agreed. May letters go out by name in January?",
        "Yes: each letter names the post, the place and whom to ask.",
    ),
    "The power may be cut": (
        "A generator for the weekend costs £18,000 that stands in nobody's budget. Who pays?",
        "The estates budget of both trusts, half each.",
    ),
    "Go live at all sites": (
        "The programme board was divided. At once, or one after another?",
        "One after another, the smallest site first.",
    ),
    "Who pays for the equipment": (
        "The services cannot plan their budgets before this is settled. Please decide by the end of the month.",
        "The programme pays for two years, then the services by use.",
    ),
}
OTHERWISE = (
    "This is beyond us. Please say who decides, and by when.",
    "The director of strategy decides for all partners, at the first meeting of the month.",
)


def keep_escalations(kept: Sequence[Kept], diary: Diary, today: date) -> None:
    """The worst open risks and the decisions wanted of full projects, each asked once and of somebody else in turn."""
    full = {
        each.project.pk: each
        for each in kept
        if each.project.track == Track.FULL and each.project.state == State.ACTIVE
    }
    entries = (
        Entry.objects.open()
        .filter(
            project__in=full, kind__in=(Kind.RISK, Kind.DECISION), raised_on__lt=today - timedelta(days=35)
        )
        .select_related("project__lead_organisation", "project__parent", "owner")
        .order_by(F("height").desc(nulls_last=True), "pk")
    )
    made: list[Escalation] = []
    seen: set[int | str] = set()
    for entry in entries:
        if not seen & {entry.project_id, entry.title} and len(made) < len(ASKED):
            seen |= {entry.project_id, entry.title}
            linked = [
                each.source for each in entry.comes_from.filter(relation="answers").select_related("source")
            ]
            made.append(_asked(entry, full[entry.project_id], len(made), today, linked))
    Escalation.objects.bulk_create(made)
    for each in made:
        _tell(each, diary)


def _asked(entry: Entry, kept: Kept, place: int, today: date, linked: Sequence[Entry]) -> Escalation:
    since, until, ended = ASKED[place]
    why, answer = next((said for words, said in WHYS.items() if entry.title.startswith(words)), OTHERWISE)
    asked_on = today - timedelta(days=since)
    one = escalating.prepared_for(
        entry,
        _target(entry, place),
        why=why,
        by_when=today + timedelta(days=until),
        linked=linked if ended == "answered" else (),
        by=kept.team.lead,
        on=asked_on,
    )
    if ended == "taken back":
        one.taken_back_on = today - timedelta(days=2)
    elif ended:
        one.answered_on, one.answer = today + timedelta(days=until - 3), answer
        one.answered_by = kept.team.sponsor
    return one


def _target(entry: Entry, place: int) -> Target:
    """The system's first board, another organisation, or the programme."""
    if place % 3 == 2 and entry.project.parent:
        return entry.project.parent
    # What the first board of the whole system was asked by others and has answered, it finds in its report.
    if place % 3 == 1 and ASKED[place][2] != "answered":
        others = Organisation.objects.exclude(pk=entry.project.lead_organisation_id)
        if found := others.filter(pk__in=Project.objects.values("lead_organisation")).order_by("pk").first():
            return found
    board = Portfolio.objects.filter(organisation=None).order_by("pk").first()
    return board or entry.project.lead_organisation


def _tell(each: Escalation, diary: Diary) -> None:
    ref = each.entry.ref
    says = f"Asked somebody higher about {ref}"
    diary.tell(
        _at(each.asked_on), "log asked higher", each.entry, by=each.asked_by, says=says, reason=each.why
    )
    if each.answered_on:
        says = f"{each.answered_by or 'Somebody'} answered what was asked about {ref}"
        diary.tell(
            _at(each.answered_on),
            "log answered",
            each.entry,
            by=each.answered_by,
            says=says,
            reason=each.answer,
        )


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(11)))
