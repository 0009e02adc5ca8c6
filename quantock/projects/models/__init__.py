"""The project record: what is so now, and the dated facts behind it."""

from quantock.projects.models.coaching import CoachingNote
from quantock.projects.models.counts import Count, Counted, Seen
from quantock.projects.models.facts import (
    CharterFact,
    LocalFact,
    MembershipFact,
    MoneyFact,
    ProjectFact,
    RatingFact,
    ThemeFact,
)
from quantock.projects.models.lifecycle import LifeCycleModel, Step
from quantock.projects.models.milestones import Milestone, MilestoneFact, MilestoneKind
from quantock.projects.models.people import Comment, Follow, Involvement, Link, Notice
from quantock.projects.models.project import (
    ORGANISATIONS,
    PORTFOLIOS,
    ExternalId,
    LocalField,
    Partner,
    Project,
)
from quantock.projects.models.record import (
    Confidence,
    Outcome,
    ProjectRecord,
    Rater,
    State,
    Track,
    Visibility,
)
from quantock.projects.models.status import Course, ForwardLook, RegisterDay, Stage, StatusUpdate

__all__ = [
    "ORGANISATIONS",
    "PORTFOLIOS",
    "CharterFact",
    "CoachingNote",
    "Comment",
    "Confidence",
    "Count",
    "Counted",
    "Course",
    "ExternalId",
    "Follow",
    "ForwardLook",
    "Involvement",
    "LifeCycleModel",
    "Link",
    "LocalFact",
    "LocalField",
    "MembershipFact",
    "Milestone",
    "MilestoneFact",
    "MilestoneKind",
    "MoneyFact",
    "Notice",
    "Outcome",
    "Partner",
    "Project",
    "ProjectFact",
    "ProjectRecord",
    "Rater",
    "RatingFact",
    "RegisterDay",
    "Seen",
    "Stage",
    "State",
    "StatusUpdate",
    "Step",
    "ThemeFact",
    "Track",
    "Visibility",
]
