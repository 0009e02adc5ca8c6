"""What can be done. Reading and changing are different permissions."""

from enum import StrEnum


class Permission(StrEnum):
    """One thing that a page or a command does."""

    PUBLIC = "public"  # anyone, also without signing in
    SIGNED_IN = "signed in"  # anyone who has signed in

    PROJECT_VIEW = "see a project"
    PROJECT_REGISTER = "register a project"
    PROJECT_EDIT = "edit a project"
    PROJECT_COMMENT = "comment on a project"
    COACH = "keep coaching notes of a project"
    PROJECT_CONTROL = "close, reopen, archive or merge a project"
    ARCHIVE_VIEW = "see archived projects"
    STEP_MOVE = "move a project to another step"
    STATUS_DRAFT = "write a status update"
    STATUS_PUBLISH = "publish a status update"
    MEASURE_EDIT = "edit measures and their values"
    MILESTONE_EDIT = "edit milestones"
    LOG_EDIT = "keep risks, issues and actions"
    BENEFIT_EDIT = "keep benefits"
    MATRIX_EDIT = "keep risk matrices"
    ESCALATION_ANSWER = "answer what is asked of a place"
    TEAM_EDIT = "say who is involved"
    MONEY_VIEW = "see a project's money"
    MONEY_EDIT = "edit a project's money"
    RATE_AS_OFFICE = "rate for the programme office"
    WARNINGS_VIEW = "see early warnings"

    PORTFOLIO_VIEW = "see a portfolio"
    PORTFOLIO_EDIT = "edit a portfolio"
    REGISTER_VIEW = "read registers that were brought in"
    REGISTER_IMPORT = "bring a register in"
    BULK_CHANGE = "change many projects at once"
    SILENCE_VIEW = "see who has not reported"
    REMIND = "remind those who have not reported"

    ORGANISATION_VIEW = "see organisations"
    PEOPLE_INVITE = "invite people to join an organisation"
    ORGANISATION_ADMIN = "administer an organisation"
    ADMINISTRATION_VIEW = "read what is administered"
    SYSTEM_ADMIN = "administer the whole system"
    AUDIT_VIEW = "read the whole event log"
