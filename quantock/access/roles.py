"""Roles and what each may do on the place it is held on, as a table a practitioner can read.

A role on the whole system holds everywhere; on an organisation, for the projects it leads; on a
portfolio, for the portfolio; on a project, for it and, where it is a programme, its projects.
"""

from enum import StrEnum

from quantock.access.permissions import Permission as P


class Role(StrEnum):
    """A role, as stored in a grant."""

    ADMIN = "admin"
    PMO = "pmo"
    SPONSOR = "sponsor"
    PROGRAMME_MANAGER = "programme manager"
    LEAD = "lead"
    TEAM = "team"
    COACH = "coach"
    FINANCE = "finance"
    TRAINING_LEAD = "training lead"
    BENEFITS_LEAD = "benefits lead"
    SERVICE_OWNER = "service owner"
    VIEWER = "viewer"
    AUDITOR = "auditor"
    MEMBER = "member"


ROLE_NAMES: dict[Role, str] = {
    Role.ADMIN: "Administrator",
    Role.PMO: "Programme office (PMO)",
    Role.SPONSOR: "Sponsor (SRO)",
    Role.PROGRAMME_MANAGER: "Programme manager",
    Role.LEAD: "Project lead",
    Role.TEAM: "Team member",
    Role.COACH: "Coach",
    Role.FINANCE: "Finance partner",
    Role.TRAINING_LEAD: "Training lead",
    Role.BENEFITS_LEAD: "Benefits lead",
    Role.SERVICE_OWNER: "Service owner",
    Role.VIEWER: "Viewer",
    Role.AUDITOR: "Auditor",
    Role.MEMBER: "Member of the organisation",
}

SEES = frozenset({P.PROJECT_VIEW})
TALKS = SEES | {P.PROJECT_COMMENT}
SEES_MONEY = TALKS | {P.MONEY_VIEW}
WORKS = SEES_MONEY | {P.STATUS_DRAFT, P.MILESTONE_EDIT, P.MEASURE_EDIT, P.LOG_EDIT, P.BENEFIT_EDIT}
LEADS = WORKS | {
    P.PROJECT_EDIT,
    P.STEP_MOVE,
    P.TEAM_EDIT,
    P.MONEY_EDIT,
    P.PROJECT_CONTROL,
    P.ARCHIVE_VIEW,
    P.ESCALATION_ANSWER,
}
RUNS = LEADS | {P.STATUS_PUBLISH}
OFFICE = RUNS | {
    P.RATE_AS_OFFICE,
    P.WARNINGS_VIEW,
    P.PROJECT_REGISTER,
    P.REGISTER_VIEW,
    P.REGISTER_IMPORT,
    P.BULK_CHANGE,
    P.SILENCE_VIEW,
    P.REMIND,
    P.MATRIX_EDIT,
    P.PORTFOLIO_VIEW,
    P.PORTFOLIO_EDIT,
    P.PEOPLE_INVITE,
    P.ADMINISTRATION_VIEW,
}

GRANTS: dict[Role, frozenset[P]] = {
    Role.ADMIN: OFFICE | {P.COACH, P.ORGANISATION_ADMIN, P.SYSTEM_ADMIN, P.AUDIT_VIEW},
    Role.PMO: OFFICE,
    Role.SPONSOR: SEES_MONEY
    | {P.STATUS_PUBLISH, P.PROJECT_CONTROL, P.ARCHIVE_VIEW, P.PORTFOLIO_VIEW, P.ESCALATION_ANSWER},
    Role.PROGRAMME_MANAGER: RUNS | {P.PORTFOLIO_VIEW},
    Role.LEAD: LEADS,
    Role.TEAM: WORKS,
    Role.COACH: TALKS | {P.COACH},
    Role.FINANCE: SEES_MONEY | {P.MONEY_EDIT},
    Role.TRAINING_LEAD: SEES,
    Role.BENEFITS_LEAD: SEES_MONEY | {P.BENEFIT_EDIT},
    Role.SERVICE_OWNER: TALKS,
    Role.VIEWER: SEES | {P.PORTFOLIO_VIEW},
    Role.AUDITOR: SEES
    | {P.MONEY_VIEW, P.PORTFOLIO_VIEW, P.REGISTER_VIEW, P.ADMINISTRATION_VIEW, P.AUDIT_VIEW}
    | {P.ARCHIVE_VIEW, P.WARNINGS_VIEW, P.SILENCE_VIEW},
    Role.MEMBER: TALKS | {P.MONEY_VIEW, P.PROJECT_REGISTER, P.ORGANISATION_VIEW},
}

# Held on an organisation, these see every project it leads, whatever its visibility (DESIGN section 5).
SEES_ALL_OF_ORGANISATION = frozenset({Role.ADMIN, Role.PMO, Role.AUDITOR})
# Held on a project, every one of these makes its holder one of its people.
ON_A_PROJECT = (
    Role.SPONSOR,
    Role.PROGRAMME_MANAGER,
    Role.LEAD,
    Role.TEAM,
    Role.COACH,
    Role.FINANCE,
    Role.BENEFITS_LEAD,
    Role.SERVICE_OWNER,
    Role.VIEWER,
)
# What each kind of place can carry, as offered on the administration page.
ROLES_ON: dict[str, tuple[Role, ...]] = {
    "system": (Role.ADMIN, Role.PMO, Role.TRAINING_LEAD, Role.VIEWER, Role.AUDITOR),
    "organisation": (
        Role.ADMIN,
        Role.PMO,
        Role.COACH,
        Role.FINANCE,
        Role.TRAINING_LEAD,
        Role.BENEFITS_LEAD,
        Role.VIEWER,
        Role.AUDITOR,
        Role.MEMBER,
    ),
    "portfolio": (Role.PMO, Role.SPONSOR, Role.PROGRAMME_MANAGER, Role.VIEWER),
    "project": ON_A_PROJECT,
}
