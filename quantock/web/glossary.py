"""The words of the product, one for each thing, and the other words that people use for it."""

from dataclasses import dataclass

from django.utils.text import slugify


@dataclass(frozen=True, slots=True)
class Term:
    """A word, what it means here, and the words it also answers to; `own` when an organisation added it."""

    word: str
    means: str
    also: tuple[str, ...] = ()
    own: bool = False

    def answers_to(self, wanted: str) -> bool:
        """Whether any of its names holds what somebody looks for."""
        looked_for = wanted.casefold()
        return any(looked_for in name.casefold() for name in (self.word, *self.also))

    @property
    def slug(self) -> str:
        """Its place on the glossary page."""
        return slugify(self.word)


PEOPLE_AND_PLACES = (
    Term("Whole system", "All the organisations that share this record.", ("ICS", "integrated care system")),
    Term(
        "Organisation",
        "A body that leads or takes part in work, with the code it is known by. It may close, and another may "
        "follow it; its history stays.",
        ("trust", "council", "ICB", "department"),
    ),
    Term("Unit", "A part of an organisation where people work.", ("ward", "team", "directorate", "division")),
    Term("Lead organisation", "The organisation that answers for a project.", ("owner", "host")),
    Term("Partner", "An organisation that takes part in a project without leading it."),
    Term(
        "Sponsor",
        "The senior person who gives permission, removes obstacles and answers for the result.",
        ("SRO", "senior responsible owner", "executive lead"),
    ),
    Term("Project lead", "The person who leads the work from day to day.", ("project manager", "PM")),
    Term("Coach", "Somebody trained in improvement who helps a team.", ("improvement adviser", "QI adviser")),
    Term(
        "Programme office",
        "The people who keep a whole portfolio in view and help teams to report.",
        ("PMO", "project management office", "transformation office"),
    ),
    Term(
        "Finance partner",
        "The person from finance who agrees what a benefit is worth.",
        ("business partner", "finance business partner"),
    ),
    Term("Benefits lead", "The person who sees that promised benefits are measured and owned."),
    Term("Auditor", "Somebody who may read everything and change nothing."),
)
WORK = (
    Term(
        "Portfolio",
        "A set of work that a board looks at together. A project may be in several without being copied.",
    ),
    Term("Programme", "A project that has projects of its own.", ("programme of work",)),
    Term(
        "Project",
        "A piece of improvement or change work with a lead, an aim and an end.",
        ("workstream", "scheme", "initiative"),
    ),
    Term(
        "Efficiency scheme",
        "A project that is meant to save money. It is registered like any other; its saving counts once finance "
        "has validated it.",
        ("CIP", "cost improvement programme", "QIPP", "waste reduction"),
    ),
    Term(
        "Strategic theme", "What the system or an organisation has said matters most.", ("priority", "pillar")
    ),
    Term(
        "Quadruple Aim",
        "Four things that care should get better at together: people's experience, the health of the "
        "population, the use of money, and the working lives of staff.",
    ),
    Term("Track", "How much is asked of a project: quick, standard or full."),
    Term(
        "Charter",
        "The problem, the aim and the scope of a project, on one page.",
        ("PID", "project initiation document", "project brief", "mandate", "plan on a page"),
    ),
    Term(
        "Problem",
        "What happens now that should not, to whom, how often, and how it is known.",
        ("problem statement", "case for change"),
    ),
    Term(
        "Aim", "What will be better, by how much, by when and for whom.", ("objective", "goal", "SMART aim")
    ),
    Term("Scope", "What the project takes on, and what it leaves to others."),
    Term("Baseline", "What was so, or was planned, at the beginning, to compare with what came."),
    Term(
        "Life-cycle model",
        "Ordered steps that a project goes through: the seven steps of improvement, or a delivery life cycle.",
        ("stages", "phases"),
    ),
    Term("Step", "Where a project stands in its life-cycle model.", ("stage", "phase")),
    Term(
        "Gate",
        "What must hold before a project moves on to the next step. Teams see it as: before you move on.",
        ("gateway", "stage gate", "checkpoint"),
    ),
    Term(
        "State",
        "Idea, active, paused, stopped or completed. Active and paused projects are live.",
        ("project status", "live"),
    ),
    Term("Outcome", "What came of a project in the end: aim met, partly met, not met or not known."),
    Term(
        "Visibility",
        "Who may see a project: its team, its organisations, everyone who has signed in, or the public.",
    ),
)
REPORTING = (
    Term("Status update", "What was done, what is next and what is needed, on one day.", ("update",)),
    Term("Highlight report", "The status update of a reporting period, made ready for a board."),
    Term("Reporting period", "The time that one round of reports is about."),
    Term("Reporting interval", "How often a project has agreed to say how it stands."),
    Term(
        "Gone quiet",
        "Nothing was heard of it, in an update or a register brought in, for more than one and a half times its own "
        "reporting interval.",
        ("stale",),
    ),
    Term(
        "Delivery confidence",
        "How likely a project is to deliver what it promised, as judged by a named rater: green, amber or red. "
        "Older registers use five steps; those are kept as they came.",
        ("RAG", "BRAG", "DCA", "delivery confidence assessment"),
    ),
    Term(
        "Milestone",
        "A point that a project reaches, with the date planned at the beginning, the date now expected, and the "
        "day it was reached.",
        ("key date", "deliverable"),
    ),
    Term("Forecast", "What is now expected: a date or an amount.", ("outturn",)),
    Term("Provisional", "A date that may still change because something else must be settled first."),
    Term("Pack", "The reports of a period bound together for a meeting.", ("board pack", "board papers")),
    Term("Snapshot", "What a published report said, kept as it was."),
    Term("As at", "The day on which something was so. Pages can be shown as at any past day."),
    Term("RAID", "Risks, assumptions, issues and dependencies, and what is done about them.", ("RAID log",)),
    Term("Risk", "Something that may happen and would matter.", ("threat", "uncertainty")),
    Term("Assumption", "Something taken as true that would matter if it were not."),
    Term("Issue", "Something that has happened and must be dealt with.", ("problem log",)),
    Term("Dependency", "Something that one project needs from another, or from outside."),
    Term("Action", "One thing to do, by one person, by a day.", ("to-do",)),
    Term("Decision", "What was decided, by whom, when and why. Decisions are added to, never rewritten."),
    Term("Change request", "A wish to change what was agreed: dates, money or scope.", ("change control",)),
    Term("Lesson", "What somebody else should know before doing the same.", ("lesson learned", "learning")),
)
MONEY = (
    Term("Whole-life cost", "All that a project will cost, from its beginning to its end.", ("WLC",)),
    Term("In-year", "Within the present financial year, April to March.", ("current year",)),
    Term("Full-year effect", "What a change saves or costs in a year when it runs all year.", ("FYE",)),
    Term("Recurrent", "Coming back every year, unlike something that happens once.", ("recurring",)),
    Term(
        "Revenue", "Money for running things from day to day: pay, supplies, services.", ("resource", "RDEL")
    ),
    Term("Capital", "Money for things that last: buildings, equipment, systems.", ("CDEL",)),
    Term("Budget", "The money that was agreed.", ("plan value",)),
    Term(
        "Benefit",
        "A gain that somebody in the service owns. It is reported first, then validated; only validated money "
        "is in a headline.",
        ("saving", "efficiency"),
    ),
    Term("Cash-releasing", "A saving that takes money out of a budget.", ("CRB", "cashable")),
    Term("Non-cash-releasing", "A gain such as freed time that takes no money out of a budget.", ("NCRB",)),
    Term("Cost avoidance", "Money that would have had to be spent without the change.", ("avoided cost",)),
    Term("Disbenefit", "Something that gets worse because of a change, counted like a benefit."),
    Term("Claim", "A headline figure that opens to its evidence."),
)
IMPROVING = (
    Term(
        "Quality improvement",
        "Making care better by understanding a problem, testing changes small and measuring over time.",
        ("QI", "continuous improvement"),
    ),
    Term(
        "Measure",
        "Something counted the same way again and again. Outcome measures show whether care is better, process "
        "measures whether the change happens, balancing measures whether something else got worse.",
        ("indicator", "metric", "KPI"),
    ),
    Term("Data point", "One value of a measure for one period."),
    Term("Change idea", "Something that might make things better and can be tried."),
    Term("Driver diagram", "A picture of what drives an aim, and which ideas act on each driver."),
    Term(
        "PDSA cycle",
        "A small test: plan it, do it, study what happened, act on it.",
        ("PDCA", "test of change"),
    ),
    Term("Ramp", "Several tests in a row, each built on the one before."),
    Term("SPC chart", "A chart that tells ordinary variation from a signal.", ("control chart", "XmR chart")),
    Term("Run chart", "Values over time with their median."),
    Term("Common cause", "The variation that a process has when nothing special happens.", ("noise",)),
    Term("Special cause", "A pattern so unlikely by chance that something has changed.", ("signal",)),
    Term(
        "Recalculate limits", "Begin new limits on a chart after a real change, with the reason.", ("rebase",)
    ),
    Term("Spread", "Taking what worked to other places, fitted to them.", ("scale up", "roll-out")),
    Term("Sustain", "Keeping what was gained when the project is over."),
    Term("Case study", "What a project did and what came of it, told for others.", ("poster", "story")),
    Term("CPD", "Continuing professional development: learning that counts.", ("training", "CPD entry")),
    Term("Competence", "What somebody is able to do, as they judge it themselves and others see it."),
)
TERMS = tuple(
    sorted(
        PEOPLE_AND_PLACES + WORK + REPORTING + MONEY + IMPROVING,
        key=lambda term: term.word.casefold(),
    )
)
MEANINGS = {name.casefold(): term.means for term in TERMS for name in (*term.also, term.word)}


def define(word: str) -> str:
    """What a word of ours means; empty for one that the glossary has not."""
    return MEANINGS.get(word.casefold(), "")
