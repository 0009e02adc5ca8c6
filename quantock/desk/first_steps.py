"""First use: the three things that people like you do here, by what you hold and which staff group you are of."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from quantock.access import Permission, Role, Viewer
from quantock.projects.models.coaching import TEAM
from quantock.web.context import address


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: its name in the form, what it is, why, where, and what one must be allowed to do."""

    key: str
    title: str
    why: str
    route: str
    permission: Permission = Permission.SIGNED_IN

    @property
    def href(self) -> str:
        return reverse(self.route)


IDEA = Step(
    "idea",
    "Share an idea",
    "One sentence, a minute. You see who is already doing something like it.",
    "desk:idea",
    Permission.PROJECT_REGISTER,
)
REGISTER = Step(
    "register",
    "Register a project",
    "Six questions, three minutes. After that you always know the one next thing.",
    "projects:register",
    Permission.PROJECT_REGISTER,
)
LOOK = Step(
    "look",
    "See who is doing something like it",
    "Every project that you may see, by its words, organisation and step.",
    "desk:projects",
)
BRING = Step(
    "bring",
    "Bring your register in",
    "The spreadsheet you keep: tried first, with an account of every cell.",
    "exchange:imports",
    Permission.REGISTER_IMPORT,
)
QUIET = Step(
    "quiet",
    "See who has not reported",
    "And remind all of them with one press.",
    "desk:quiet",
    Permission.REMIND,
)
CHANGED = Step(
    "changed",
    "See what changed",
    "Between any two dates, as one table: what it was, what it is.",
    "desk:compare",
)
COACHING = Step(
    "coaching",
    "Open the projects you coach",
    "Which are stuck and why, and who asked for help.",
    "desk:coaching",
    Permission.COACH,
)
ROLES = Step(
    "roles",
    "Say who does what",
    "Roles on organisations, portfolios and projects.",
    "people:roles",
    Permission.ORGANISATION_ADMIN,
)
ORGANISATIONS = Step(
    "organisations",
    "Look up the organisations",
    "Whose addresses may join, and who leads what.",
    "people:organisations",
)
PORTFOLIOS = Step(
    "portfolios", "Open your portfolios", "What each holds, and how it stands.", "desk:portfolios"
)
GAINS = Step(
    "benefits",
    "See what is gained",
    "Benefits forecast and reported, a class at a time, down to each month.",
    "benefits-everywhere:benefits",
)
EVENTS = Step(
    "events", "Read the event log", "Who changed what, and when.", "people:events", Permission.AUDIT_VIEW
)
GLOSSARY = Step(
    "glossary", "Look up a word", "Our words, and what other people call the same thing.", "web:glossary"
)
ME = Step("me", "Say how you want to be told", "A weekly e-mail of what is due, or none.", "people:me")
# Who cares for people sees ideas first; whoever runs work, the work.
CLINICAL = {"nursing", "medical", "allied-health", "scientific", "support", "student"}
CARING = CLINICAL | {"social-care", "public-health", "voluntary", "lived-experience"}

Who = Callable[[Viewer, str], bool]
STEPS: tuple[tuple[Who, tuple[Step, ...]], ...] = (
    (lambda viewer, group: viewer.holds(Role.ADMIN), (ORGANISATIONS, ROLES, BRING)),
    (lambda viewer, group: viewer.holds(Role.PMO), (BRING, QUIET, CHANGED)),
    (lambda viewer, group: viewer.holds(Role.AUDITOR), (LOOK, CHANGED, EVENTS)),
    (lambda viewer, group: viewer.holds(Role.COACH), (COACHING, LOOK, IDEA)),
    (
        lambda viewer, group: viewer.holds(Role.FINANCE) or viewer.holds(Role.BENEFITS_LEAD),
        (GAINS, CHANGED, LOOK),
    ),
    (lambda viewer, group: viewer.may_anywhere(Permission.STATUS_PUBLISH), (PORTFOLIOS, CHANGED, ME)),
    (lambda viewer, group: any(roles & TEAM for roles in viewer.projects.values()), (LOOK, IDEA, ME)),
    (lambda viewer, group: group in CARING, (IDEA, LOOK, REGISTER)),
    (lambda viewer, group: True, (REGISTER, LOOK, IDEA)),
)
OTHERWISE = (LOOK, GLOSSARY, ME)


def first_steps(viewer: Viewer, staff_group: str) -> list[Step]:
    """The three for somebody: of the first row that is theirs, what they may do, made up to three."""
    mine = next(steps for who, steps in STEPS if who(viewer, staff_group))
    possible = [step for step in (*mine, *OTHERWISE) if viewer.may_anywhere(step.permission)]
    return list(dict.fromkeys(step for step in possible if address(step.route)))[:3]
