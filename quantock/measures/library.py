"""Definitions to start a measure from: what staff often measure, each said exactly enough to be counted alike everywhere."""

from dataclasses import dataclass

from quantock.measures.models import Direction, Frequency, MeasureKind, Unit


@dataclass(frozen=True, slots=True)
class Known:
    """One definition. A rate is per 1,000, as a new measure's is."""

    slug: str
    name: str
    kind: MeasureKind
    direction: Direction
    unit: Unit
    unit_words: str
    frequency: Frequency
    why: str
    numerator: str
    denominator: str
    population: str
    excludes: str

    @property
    def measure(self) -> dict[str, str]:
        """What it says of the measure itself."""
        names = ("name", "direction", "unit", "unit_words", "frequency", "kind")
        return {name: str(getattr(self, name)) for name in names}

    @property
    def definition(self) -> dict[str, str]:
        """What it says of the operational definition."""
        names = ("why", "numerator", "denominator", "population", "excludes")
        return {name: getattr(self, name) for name in names}


OUTCOME, PROCESS, BALANCING = MeasureKind.OUTCOME, MeasureKind.PROCESS, MeasureKind.BALANCING
UP, DOWN = Direction.UP, Direction.DOWN
PERCENTAGE, RATE, TIME = Unit.PERCENTAGE, Unit.RATE, Unit.TIME
WEEK, MONTH = Frequency.WEEK, Frequency.MONTH
BED_DAYS = "Occupied bed days in the month: beds in use at the midnight count, added up over every day"
INPATIENTS = "Everyone admitted to the wards that take part"

KNOWN = (
    Known(
        "complaints",
        "Complaints per 1,000 occupied bed days",
        OUTCOME,
        DOWN,
        RATE,
        "complaints",
        MONTH,
        "Complaints show where care fell short of what people expected.",
        "Formal complaints received in the month, by the day they arrived",
        BED_DAYS,
        "Complaints about the wards that take part, whoever made them",
        "Concerns settled informally, and the same complaint sent again",
    ),
    Known(
        "did-not-attend",
        "Appointments not attended",
        OUTCOME,
        DOWN,
        PERCENTAGE,
        "of appointments",
        MONTH,
        "A missed appointment delays care, and its time is lost to somebody else.",
        "Outpatient appointments that the person did not come to, without telling the clinic beforehand",
        "Outpatient appointments in the month that were attended or not attended",
        "First and follow-up appointments, face to face, by telephone and by video",
        "Appointments cancelled beforehand, by the person or by the clinic",
    ),
    Known(
        "emergency-four-hours",
        "Emergency attendances over within four hours",
        OUTCOME,
        UP,
        PERCENTAGE,
        "of attendances",
        WEEK,
        "Long waits in an emergency department are hard on people, and some come to harm.",
        "Attendances that ended in admission, transfer or discharge four hours or less after arrival",
        "All attendances that ended in the week",
        "Everyone who attends the emergency department, of any age",
        "Planned follow-up attendances",
    ),
    Known(
        "falls",
        "Inpatient falls per 1,000 occupied bed days",
        OUTCOME,
        DOWN,
        RATE,
        "falls",
        MONTH,
        "A fall can injure, lengthens the stay and takes away confidence.",
        "Falls of inpatients reported in the month, with or without harm, by the day of the fall",
        BED_DAYS,
        INPATIENTS,
        "Falls of visitors, staff and outpatients, and falls before admission",
    ),
    Known(
        "friends-and-family",
        "Friends and Family Test: good experience",
        OUTCOME,
        UP,
        PERCENTAGE,
        "of answers",
        MONTH,
        "It tells in people's own judgement how care was. Read it beside how many answered.",
        "Answers of “very good” or “good”",
        "All answers in the month, “neither good nor poor” and “don't know” among them",
        "Everyone who used the service and chose to answer",
        "Forms left empty",
    ),
    Known(
        "hand-hygiene",
        "Hand hygiene done when it should be",
        PROCESS,
        UP,
        PERCENTAGE,
        "of moments seen",
        WEEK,
        "Clean hands at the right moments keep infection from passing between people.",
        "Observed moments at which hands were washed or cleaned with gel",
        "All observed moments that called for it: before and after touching a person or what surrounds them, "
        "before a clean procedure, after contact with body fluid",
        "Staff of every profession in the area, watched at mixed times of day; at least 20 moments a week",
        "Moments the observer could not see clearly",
    ),
    Known(
        "length-of-stay",
        "Average length of stay",
        OUTCOME,
        DOWN,
        TIME,
        "days",
        MONTH,
        "Days in hospital beyond need weaken people and hold a bed another waits for. Watch readmissions beside it.",
        "Nights between admission and discharge, added up for everyone discharged in the month",
        "People discharged in the month, those who died among them",
        "Everyone admitted for one night or more to the wards that take part",
        "Day cases and people who have not been discharged yet",
    ),
    Known(
        "medication-errors",
        "Medication errors per 1,000 occupied bed days",
        OUTCOME,
        DOWN,
        RATE,
        "errors",
        MONTH,
        "Errors with medicines are common and mostly preventable. A rise can also mean that more are reported.",
        "Errors in prescribing, supplying or giving a medicine reported in the month, with or without harm",
        BED_DAYS,
        INPATIENTS,
        "Errors noticed before the medicine left the pharmacy, and known side effects of a right dose",
    ),
    Known(
        "pressure-ulcers",
        "New pressure ulcers per 1,000 occupied bed days",
        OUTCOME,
        DOWN,
        RATE,
        "ulcers",
        MONTH,
        "They hurt, heal slowly and can mostly be prevented.",
        "Pressure ulcers of category 2 or above first seen in the month, by the day they were found",
        BED_DAYS,
        INPATIENTS,
        "Ulcers noted when the person was admitted, and damage by moisture alone",
    ),
    Known(
        "readmissions",
        "Readmitted within 30 days of discharge",
        BALANCING,
        DOWN,
        PERCENTAGE,
        "of discharges",
        MONTH,
        "Coming back soon can mean that somebody went home too early or without enough support.",
        "Discharges followed by an emergency admission of the same person, to any ward, within 30 days",
        "People discharged alive in the month. A month is complete only 30 days after its end",
        "Discharges from the wards that take part, after planned and emergency admissions",
        "Planned returns, and transfers to another hospital",
    ),
    Known(
        "referral-to-treatment",
        "Waiting 18 weeks or less from referral to treatment",
        OUTCOME,
        UP,
        PERCENTAGE,
        "of people waiting",
        MONTH,
        "Waiting prolongs pain and worry, and some conditions worsen meanwhile.",
        "People still waiting at the end of the month who were referred 18 weeks or less before",
        "Everyone still waiting to start treatment at the end of the month",
        "Referrals to consultant-led services, by any route",
        "People under planned watching without treatment, and those who declined treatment",
    ),
    Known(
        "staff-sickness",
        "Staff sickness absence",
        BALANCING,
        DOWN,
        PERCENTAGE,
        "of working time",
        MONTH,
        "It shows strain on a team, which a change may add to or lighten.",
        "Days lost to sickness in the month, in full-time equivalents",
        "Days staff were contracted for in the month, in full-time equivalents",
        "Everyone employed in the team, on permanent and fixed-term contracts",
        "Bank and agency staff; parental, study and other leave",
    ),
)
"""In the order of their slugs, which is nearly that of their names."""


def known(slug: str) -> Known | None:
    """The definition of a slug; an unknown one starts from nothing."""
    return next((each for each in KNOWN if each.slug == slug), None)
