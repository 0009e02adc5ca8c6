"""The project record: what is so now, and the dated facts behind it."""

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
from quantock.projects.models.project import ExternalId, LocalField, Partner, Project
from quantock.projects.models.record import (
    Confidence,
    Outcome,
    ProjectRecord,
    Rater,
    State,
    Track,
    Visibility,
)

__all__ = [
    "CharterFact",
    "Confidence",
    "ExternalId",
    "LifeCycleModel",
    "LocalFact",
    "LocalField",
    "MembershipFact",
    "MoneyFact",
    "Outcome",
    "Partner",
    "Project",
    "ProjectFact",
    "ProjectRecord",
    "Rater",
    "RatingFact",
    "State",
    "Step",
    "ThemeFact",
    "Track",
    "Visibility",
]
