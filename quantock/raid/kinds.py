"""The registers of a log as data: what each kind is called, what it asks, and how an entry of it stands (field/ppm.md 3.5).

Nothing else in this app tells the kinds apart but `rules.py`. A field is asked from its `track` on.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from django.db.models import TextChoices

from quantock.engines.dates import say_date
from quantock.engines.text import money_exact
from quantock.projects.models import Track


class Kind(TextChoices):
    """What an entry is."""

    ACTION = "action", "Action"
    RISK = "risk", "Risk"
    ISSUE = "issue", "Issue"
    ASSUMPTION = "assumption", "Assumption"
    DEPENDENCY = "dependency", "Dependency"
    DECISION = "decision", "Decision"
    CHANGE = "change", "Change request"
    LESSON = "lesson", "Lesson"


Form = Literal["line", "text", "choice", "date", "money", "number"]
Choices = tuple[tuple[str, str], ...]
ORDER = (Track.QUICK, Track.STANDARD, Track.FULL)


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a register asks beside what every entry has; kept by its name in `details`."""

    name: str
    label: str
    form: Form = "text"
    choices: Choices = ()
    track: Track = Track.STANDARD
    help: str = ""
    at_once: bool = False
    """Whether it is asked where an entry is added: without it nobody could do anything about the entry."""

    def is_asked_on(self, track: str) -> bool:
        return ORDER.index(Track(track)) >= ORDER.index(self.track)

    def said(self, value: str | int) -> str:
        """An answer in words, as pages and the history show it."""
        if value == "":
            return ""
        if self.form == "date":
            return say_date(date.fromisoformat(str(value)))
        return (
            money_exact(int(value))
            if self.form == "money"
            else dict(self.choices).get(str(value), str(value))
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """A way in which an entry can stand; `ends` takes it off the open list."""

    code: str
    words: str
    ends: bool = False


MISTAKE = Standing("withdrawn", "Entered by mistake", ends=True)


@dataclass(frozen=True, slots=True)
class Register:
    """One kind: its words, its numbering, its standings (the first is how it begins) and its fields."""

    kind: Kind
    letters: str
    many: str
    slug: str
    asks: str
    standings: tuple[Standing, ...]
    fields: tuple[Field, ...] = ()
    due: str = ""
    ends_as: str = ""
    ends_by: str = ""
    track: Track = Track.FULL
    example: str = ""

    @property
    def one(self) -> str:
        return self.kind.label.lower()

    @property
    def article(self) -> str:
        """ "an action", "a risk"."""
        return f"{'an' if self.one[0] in 'aeiou' else 'a'} {self.one}"

    @property
    def is_pressed(self) -> bool:
        """Whether one press in a list says its usual good end: of the others more has to be said."""
        return self.kind in (Kind.ACTION, Kind.ISSUE, Kind.ASSUMPTION, Kind.DEPENDENCY)

    def standing(self, code: str) -> Standing:
        return next(each for each in (*self.standings, MISTAKE) if each.code == code)

    @property
    def open_codes(self) -> tuple[str, ...]:
        return tuple(each.code for each in self.standings if not each.ends)

    def fields_on(self, track: str) -> tuple[Field, ...]:
        return tuple(each for each in self.fields if each.is_asked_on(track))


CATEGORIES: Choices = tuple(
    (name.lower(), name)
    for name in (
        "Clinical",
        "Workforce",
        "Finance",
        "Digital",
        "Estates",
        "Commercial",
        "Stakeholders",
        "Law and information governance",
        "Schedule",
        "Benefits",
        "Dependency",
        "External",
    )
)
RESPONSES: Choices = (
    ("treat", "Treat: make it less likely or less bad"),
    ("tolerate", "Tolerate: accept it as it is"),
    ("transfer", "Transfer: somebody else carries it"),
    ("terminate", "Terminate: stop what gives rise to it"),
    ("share", "Share it with others"),
    ("contingent", "Prepare a plan for when it happens"),
)
PROXIMITIES: Choices = (
    ("immediate", "At once"),
    ("this step", "Within this step"),
    ("within project", "Within the project"),
    ("beyond", "After the project"),
)
FULL, QUICK = Track.FULL, Track.QUICK
# What a sheet said of an entry and no other field holds.
NOTES = Field("notes", "What else is known", track=FULL)

REGISTERS: Mapping[Kind, Register] = {
    each.kind: replace(each, fields=(*each.fields, NOTES))
    for each in (
        Register(
            Kind.ACTION,
            "A",
            "Actions",
            "actions",
            "What is to be done?",
            (
                Standing("open", "Not begun"),
                Standing("doing", "In progress"),
                Standing("done", "Done", ends=True),
                Standing("cancelled", "Cancelled", ends=True),
            ),
            (
                Field(
                    "effect", "What will it change?", track=FULL, help="For a risk: what it should bring down"
                ),
                Field("evidence", "How do we know that it is done?", track=FULL),
            ),
            due="By when?",
            ends_as="done",
            ends_by="Done",
            track=QUICK,
            example="Order the bed alarms; Priya Nair; 12 January",
        ),
        Register(
            Kind.RISK,
            "R",
            "Risks",
            "risks",
            "What could happen, in one sentence?",
            (
                Standing("open", "Open"),
                Standing("happened", "It happened", ends=True),
                Standing("closed", "No longer a risk", ends=True),
            ),
            (
                Field("cause", "Because of", track=FULL, help="What gives rise to it"),
                Field("event", "this may happen", track=FULL),
                Field("effect", "which would lead to", track=FULL),
                Field("category", "What sort of risk is it?", "choice", CATEGORIES),
                Field("mitigation", "What is done about it?"),
                Field("response", "Response", "choice", RESPONSES, FULL),
                Field("proximity", "How near is it?", "choice", PROXIMITIES, FULL),
                Field("controls", "Controls in place, and their gaps", track=FULL),
                Field("trigger", "What would tell us that it is happening?", track=FULL),
                Field("contingency", "What will we do if it happens?", track=FULL),
                Field("exposure", "What could it cost?", "money", track=FULL),
                Field("corporate", "Corporate risk register reference", "line", track=FULL),
                Field("assurance", "Board Assurance Framework reference", "line", track=FULL),
            ),
            due="Look at it again by",
            ends_as="closed",
            ends_by="No longer a risk",
            track=QUICK,
            example="The alarms may arrive after the winter",
        ),
        Register(
            Kind.ISSUE,
            "I",
            "Issues",
            "issues",
            "What is wrong?",
            (
                Standing("open", "Open"),
                Standing("doing", "Being dealt with"),
                Standing("resolved", "Resolved", ends=True),
            ),
            (
                Field(
                    "severity",
                    "How bad is it?",
                    "choice",
                    (
                        ("1", "1 Slight"),
                        ("2", "2 Minor"),
                        ("3", "3 Moderate"),
                        ("4", "4 Major"),
                        ("5", "5 Severe"),
                    ),
                ),
                Field(
                    "urgency",
                    "How soon does it bite?",
                    "choice",
                    (("3", "Now"), ("2", "Within a month"), ("1", "Later")),
                ),
                Field("effect", "What does it do to time, cost, quality or safety?", track=FULL),
                Field("cause", "Root cause", track=FULL),
                Field("resolution", "What is done about it, or was?"),
            ),
            due="To be resolved by",
            ends_as="resolved",
            ends_by="Resolved",
            track=QUICK,
            example="Two of the six alarms do not ring at the nurses' station",
        ),
        Register(
            Kind.ASSUMPTION,
            "AS",
            "Assumptions",
            "assumptions",
            "What do we take to be so?",
            (
                Standing("open", "Not checked"),
                Standing("true", "Found true", ends=True),
                Standing("false", "Found false", ends=True),
            ),
            (
                Field(
                    "confidence",
                    "How sure are we?",
                    "choice",
                    (("high", "High"), ("medium", "Medium"), ("low", "Low")),
                ),
                Field("impact", "What if it is false?"),
                Field("method", "How will we find out?"),
            ),
            due="To be checked by",
            ends_as="true",
            ends_by="Found true",
            example="The ward keeps its thirty beds until April",
        ),
        Register(
            Kind.DEPENDENCY,
            "DP",
            "Dependencies",
            "dependencies",
            "What is handed over?",
            (
                Standing("proposed", "Proposed"),
                Standing("agreed", "Agreed"),
                Standing("on track", "On track"),
                Standing("at risk", "At risk"),
                Standing("late", "Late"),
                Standing("met", "Met", ends=True),
                Standing("broken", "Broken", ends=True),
            ),
            (
                Field(
                    "direction",
                    "Which way?",
                    "choice",
                    (("get", "We need it"), ("give", "We give it")),
                    at_once=True,
                ),
                Field("party", "From or to whom?", "line", at_once=True),
                Field("promised", "Promised for", "date"),
                Field("impact", "What if it comes late?"),
            ),
            due="Needed by",
            ends_as="met",
            ends_by="Met",
            example="The council's new network at the six care homes",
        ),
        Register(
            Kind.DECISION,
            "D",
            "Decisions",
            "decisions",
            "Which question is to be decided?",
            (
                Standing("wanted", "Wanted"),
                Standing("made", "Made", ends=True),
                Standing("carried out", "Carried out", ends=True),
                Standing("superseded", "Superseded", ends=True),
            ),
            (
                Field("options", "The options, and what each would lead to", at_once=True),
                Field("decider", "Who decides?", "line", help="A person or a board", at_once=True),
                Field("answer", "What was decided?"),
                Field("decided_by", "Decided by", "line"),
                Field("decided_on", "Decided on", "date"),
                Field("reason", "Why?"),
            ),
            due="Wanted by",
            ends_as="made",
            ends_by="Decided",
            track=Track.STANDARD,
            example="Do we buy alarms for one ward or for all six?",
        ),
        Register(
            Kind.CHANGE,
            "C",
            "Changes",
            "changes",
            "What is to change?",
            (
                Standing("raised", "Raised"),
                Standing("assessing", "Being assessed"),
                Standing("deferred", "Put off"),
                Standing("approved", "Approved", ends=True),
                Standing("rejected", "Rejected", ends=True),
                Standing("carried out", "Carried out", ends=True),
            ),
            (
                Field("reason", "Why?"),
                Field("time", "Effect on time"),
                Field("cost", "Effect on cost"),
                Field("benefit", "Effect on benefits"),
                Field("quality", "Effect on quality and scope"),
                Field("options", "What else could be done, doing nothing included"),
                Field("decider", "Who decides?", "line"),
            ),
            due="Wanted by",
            ends_as="approved",
            ends_by="Approved",
            example="Go live in May, not in March",
        ),
        Register(
            Kind.LESSON,
            "L",
            "Lessons",
            "lessons",
            "What did we learn?",
            (Standing("captured", "Captured"), Standing("shared", "Shared")),
            (
                Field("situation", "What was the situation?"),
                Field("worked", "What worked, or did not?", help="What has not worked is welcome"),
                Field("recommendation", "What do we recommend?"),
                Field("applies", "Where does it apply?", "line"),
            ),
            track=Track.STANDARD,
            example="Ask the night staff first: they knew why the alarms were switched off",
        ),
    )
}
BY_SLUG: Mapping[str, Register] = {each.slug: each for each in REGISTERS.values()}
# What the quick track keeps in one list, in this order.
ONE_LIST = (Kind.ACTION, Kind.RISK, Kind.ISSUE)


# How one entry can bear on another: the words from its own side, and from the other's.
RELATIONS: Mapping[str, tuple[str, str]] = {
    "relates": ("Goes with", "Goes with"),
    "answers": ("Is done about", "What is done about it"),
    "became": ("Became", "Came from"),
    "blocks": ("Holds up", "Waits for"),
    "causes": ("Leads to", "Comes of"),
}
# These make no sense in a circle.
ONE_WAY = ("blocks", "causes", "became")
