"""The benefits of the demonstration: those of named projects, and of every fourth workstream or full project under way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from quantock.access import Role
from quantock.audit import facts
from quantock.benefits import rules
from quantock.benefits.classes import POUNDS
from quantock.benefits.models import Benefit, BenefitFact, Enabler, MonthFact
from quantock.benefits.services import worked_out
from quantock.desk.demonstration.keeping import Diary, Kept
from quantock.desk.demonstration.reading import number, shuffled
from quantock.desk.demonstration.works import MERGER
from quantock.engines.dates import add_months
from quantock.measures.models import BeforeAfter, Measure
from quantock.projects.models import State, Track

REPORTED, AHEAD = 7, 6
"""So many months are forecast behind and ahead of today; those behind are reported but for the last, which is waited for."""


@dataclass(frozen=True, slots=True)
class Gain:
    """What a project is to bring. `full_year` in whole units; `came` the share of the forecast that is reported, in
    hundredths; none reported where it is 0."""

    title: str
    kind: str
    unit: str = POUNDS
    full_year: int | None = None
    came: int = 0
    once: bool = False
    owner: str = ""
    measured: bool = False
    said: dict[str, Any] = field(default_factory=dict)


OWN: dict[str, tuple[Gain, ...]] = {
    MERGER: (
        Gain(
            "Running one trust costs less than two",
            "cash",
            full_year=6_400_000,
            came=22,
            owner="Chief finance officer",
            said={"how": "The case for change, page 41: one board, one ledger, one set of contracts"},
        ),
        Gain("The same care on both sites", "quality", "", owner="Chief medical officer"),
    ),
    "Falls on Ash ward": (
        Gain(
            "Fewer people hurt in falls",
            "quality",
            "falls",
            48,
            104,
            owner="Ward manager, Ash ward",
            measured=True,
            said={
                "baseline": "6.1 falls per 1,000 occupied bed days",
                "target": "3.0 falls per 1,000 occupied bed days",
                "how": "Falls in a year at the old rate, less those at the rate aimed at, on 28 beds",
            },
        ),
        Gain(
            "Bed days not spent on broken hips",
            "non-cash",
            full_year=86_000,
            came=78,
            owner="Ward manager, Ash ward",
            measured=True,
            said={"how": "Four fractures a year avoided, 22 bed days each, at the trust's cost of a bed day"},
        ),
        Gain("Relatives trust the ward at night", "experience", "", owner="Matron for older people"),
        Gain(
            "More alarms to answer on nights",
            "disbenefit",
            "hours",
            180,
            112,
            owner="Ward manager, Ash ward",
            said={"how": "Three minutes an alarm, counted in two sample weeks"},
        ),
    ),
    "Agency nurses: less and better": (
        Gain(
            "Agency shifts filled by our own bank",
            "cash",
            full_year=1_150_000,
            came=71,
            owner="Deputy director of nursing",
            measured=True,
            said={"baseline": "1,430 agency shifts a month", "target": "600 agency shifts a month"},
        ),
        Gain(
            "Overtime instead of agency",
            "disbenefit",
            full_year=210_000,
            came=96,
            owner="Head of temporary staffing",
        ),
        Gain("Teams know who will come", "experience", "", owner="Deputy director of nursing"),
    ),
    "What we buy twice": (
        Gain(
            "One price for the same product",
            "cash",
            full_year=750_000,
            came=64,
            owner="Head of procurement",
            measured=True,
        ),
        Gain(
            "Old stock sold off", "cash", full_year=45_000, came=100, once=True, owner="Head of procurement"
        ),
    ),
    "Heating without gas at the Vale site": (
        Gain(
            "Carbon not burned",
            "societal",
            "tonnes of carbon",
            2500,
            owner="Director of estates",
            measured=True,
        ),
        Gain(
            "Repairs of the old boilers avoided", "avoidance", full_year=320_000, owner="Director of estates"
        ),
    ),
    "Theatre lists that start on time": (
        Gain("One more operation a list", "non-cash", full_year=410_000, came=58, owner="Theatre manager"),
    ),
    "Electronic prescribing in outpatients": (
        Gain("Paper and post", "cash", full_year=62_000, came=88, owner="Chief pharmacist"),
        Gain(
            "Wrong doses caught",
            "quality",
            "errors",
            said={"no_figure": "To be counted from the first quarter"},
            owner="Chief pharmacist",
        ),
    ),
}
# No two projects say the same while there are others left.
OTHERS = (
    Gain("One contract instead of two", "cash", full_year=180_000, came=82, owner="Head of contracts"),
    Gain("Posts shared by both sites", "cash", full_year=96_000, came=67, owner="Head of workforce"),
    Gain("Hours of double entry given back", "non-cash", full_year=54_000, came=91, owner="Service manager"),
    Gain("A second system not renewed", "avoidance", full_year=140_000, owner="Chief information officer"),
    Gain("Waits of patients shortened", "quality", "weeks", 900, 74, owner="Service manager"),
    Gain("Staff who would recommend their team", "experience", "", owner="Head of workforce"),
    Gain("Journeys between the sites", "disbenefit", "hours", 1200, 108, owner="Service manager"),
    Gain(
        "Taxis between the sites no longer paid", "cash", full_year=38_000, came=88, owner="Head of transport"
    ),
    Gain(
        "Rent of the second store given up", "cash", full_year=72_000, came=100, owner="Director of estates"
    ),
    Gain("Paper, print and post", "cash", full_year=46_000, came=93, owner="Service manager"),
    Gain("Fewer agency shifts at weekends", "cash", full_year=210_000, came=58, owner="Head of workforce"),
    Gain("Licences of the old system ended", "cash", full_year=118_000, came=76, owner="Head of digital"),
    Gain("Clinic rooms used on five days", "non-cash", full_year=88_000, came=70, owner="Service manager"),
    Gain(
        "Consultants' hours given back to clinics",
        "non-cash",
        full_year=132_000,
        came=64,
        owner="Medical director",
    ),
    Gain("Letters sent once, not twice", "non-cash", full_year=29_000, came=97, owner="Head of records"),
    Gain("Meetings that are no longer held", "non-cash", full_year=41_000, came=85, owner="Chief of staff"),
    Gain(
        "Repairs that a new building does not need",
        "avoidance",
        full_year=165_000,
        owner="Director of estates",
    ),
    Gain("A fine from the regulator not risked", "avoidance", full_year=90_000, owner="Company secretary"),
    Gain("A rise in prices not passed on to us", "avoidance", full_year=76_000, owner="Head of procurement"),
    Gain(
        "Results that reach the ward the same day", "quality", "results", 5200, 81, owner="Head of pathology"
    ),
    Gain("Appointments kept", "quality", "appointments", 2400, 88, owner="Service manager"),
    Gain(
        "Fewer complaints about letters and calls",
        "experience",
        "complaints",
        140,
        69,
        owner="Head of experience",
    ),
    Gain("Families told within a day", "experience", "", owner="Matron"),
    Gain("Miles not driven", "societal", "miles", 64_000, 77, owner="Head of transport"),
    Gain("Local people taken on", "societal", "people", 24, 62, owner="Head of workforce"),
    Gain(
        "Calls to the help desk in the first months",
        "disbenefit",
        "calls",
        1800,
        112,
        owner="Head of digital",
    ),
)


@dataclass(slots=True)
class Book:
    """What is to be inserted for all projects together."""

    today: date
    benefits: list[Benefit] = field(default_factory=list)
    facts: list[BenefitFact] = field(default_factory=list)
    months: list[MonthFact] = field(default_factory=list)
    enablers: list[Enabler] = field(default_factory=list)


def keep_benefits(kept: Sequence[Kept], diary: Diary, today: date) -> None:
    """Projects under way say what they are to bring, month by month."""
    book = Book(today)
    measures = {each.project_id: each for each in Measure.objects.order_by("-pk")}
    cited = {each.measure_id: each for each in BeforeAfter.objects.all()}
    others = iter(shuffled(OTHERS, "benefits") * (len(kept) // len(OTHERS) + 1))
    for each in kept:
        for place, gain in enumerate(_gains(each, others), start=1):
            _write(book, each, gain, place, measures.get(each.project.pk), cited)
    Benefit.objects.bulk_create(book.benefits, batch_size=500)
    rows: list[BenefitFact | MonthFact | Enabler] = [*book.facts, *book.months, *book.enablers]
    for row in rows:
        row.benefit_id = row.benefit.pk
    facts.state(book.facts)
    facts.state(book.months)
    Enabler.objects.bulk_create(book.enablers)
    for one, sums in worked_out(book.benefits):
        for name, value in sums.items():
            setattr(one, name, value)
    Benefit.objects.bulk_update(book.benefits, ["forecast", "reported", "compared", "reported_to"])
    for one in book.benefits:
        diary.tell(_at(one.added_on), "benefit added", one, by=one.added_by, says=f"Added the benefit {one}")
        if one.reported is not None:
            verb = "money benefit reported" if one.in_pounds else "benefit reported"
            says = f"Said the months of the benefit {one}"
            diary.tell(_at(today - timedelta(days=9)), verb, one, by=one.added_by, says=says)


def _gains(each: Kept, others: Iterator[Gain]) -> Sequence[Gain]:
    project = each.project
    if project.state not in (State.ACTIVE, State.PAUSED, State.COMPLETED):
        return ()
    if own := OWN.get(project.title):
        return own
    if project.track == Track.FULL and number(project.title, "benefit") % 4 == 0:
        return (next(others),)
    return ()


def _write(
    book: Book,
    each: Kept,
    gain: Gain,
    place: int,
    measure: Measure | None,
    cited: dict[int, BeforeAfter],
) -> None:
    added = min(max(each.story.began, each.project.registered_on), book.today - timedelta(days=3))
    named = measure if gain.measured else None
    owner = each.team.held_by(Role.SERVICE_OWNER)
    varied = 100 if each.project.title in OWN else 60 + number(each.project.title, gain.title) % 81
    worth = None if gain.full_year is None else gain.full_year * varied // 100 * 100
    starts = add_months(book.today.replace(day=1), -REPORTED if gain.came else 2)
    said: dict[str, Any] = {
        "title": gain.title,
        "kind": gain.kind,
        "unit": gain.unit,
        "owner": owner.person if owner else None,
        "owner_text": "" if owner else gain.owner,
        "recurrence": "once" if gain.once else "recurrent",
        "full_year": worth,
        "starts": starts,
        "measure": named,
        "before_after": cited.get(named.pk) if named else None,
        **gain.said,
    }
    one = Benefit(project=each.project, number=place, added_on=added, added_by=each.team.lead, **said)
    book.benefits.append(one)
    months = list(_months(one, gain, book.today)) if worth else []
    if worth:
        year = rules.year_of(book.today)
        in_year = sum(row.forecast or 0 for row in months if rules.year_of(row.month) == year)
        one.in_year, one.year = in_year, year
        said |= {"in_year": in_year, "year": year}
    book.facts.append(
        facts.fact(BenefitFact, said, on=added, by=one.added_by, recorded_at=_at(added), benefit=one)
    )
    book.months += months
    ahead = [step for step in each.milestones if step.kind == "benefit" and step.removed_at is None]
    book.enablers += [Enabler(benefit=one, milestone=step) for step in ahead[:1]]


def _months(one: Benefit, gain: Gain, today: date) -> Iterator[MonthFact]:
    """The forecast rises to a twelfth of the full year's; what came swings about its share of it."""
    first, whole = one.starts or today, (one.full_year or 0) // 12
    this = today.replace(day=1)
    place = 0
    # Whole units; of larger figures, tens.
    steps = -3 if whole > 100_000 else -2
    while first <= add_months(this, AHEAD):
        forecast = round(whole * min(1, (place + 2) / 5), steps)
        said: dict[str, Any] = {"forecast": forecast}
        # The last month that is over is still waited for in some.
        last = add_months(this, -1 - number(one.title, one.project.title, "last") % 2)
        if gain.came and first <= last:
            swing = 90 + number(one.title, one.project.title, place) % 21
            said["reported"] = round(forecast * gain.came * swing / 10_000, steps)
        day = max(one.added_on, today - timedelta(days=9))
        yield facts.fact(MonthFact, said, on=day, by=one.added_by, benefit=one, month=first)
        first, place = add_months(first, 1), place + 1


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(15)))
