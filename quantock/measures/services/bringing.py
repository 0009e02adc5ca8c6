"""Several measures of a project given their values at once, from one file: all of them or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction

from quantock.accounts.models import User
from quantock.measures.models import Measure
from quantock.measures.rules import Given
from quantock.measures.services.measures import create_measure
from quantock.measures.services.points import Account, bring_points
from quantock.projects.models import Project


@dataclass(frozen=True, slots=True)
class Bring:
    """The values of one measure: one that is there, or a new one that `said` describes."""

    given: Sequence[Given]
    measure: Measure | None = None
    said: Mapping[str, Any] = field(default_factory=dict)
    changes: Mapping[str, str] = field(default_factory=dict)


@transaction.atomic
def bring_many(
    project: Project, some: Sequence[Bring], *, by: User | None, on: date, reason: str, how: str
) -> list[Account]:
    """One account for each, in their order."""
    accounts = []
    for each in some:
        measure = each.measure or create_measure(project, each.said, by=by, on=on)
        accounts.append(
            bring_points(measure, each.given, changes=each.changes, by=by, reason=reason, how=how)
        )
    return accounts
