"""First use, and an idea shared in a minute."""

from datetime import date

from django.db import transaction

from quantock.accounts.models import User
from quantock.people.models import Organisation
from quantock.projects import lifecycles
from quantock.projects.models import Project, State, Track, Visibility
from quantock.projects.services import Registration, register


def first_steps_are_done(user: User) -> None:
    """Do not show the three things again. One's own setting, so no event."""
    user.first_steps_done = True
    user.save(update_fields=["first_steps_done"])


@transaction.atomic
def share_idea(*, sentence: str, organisation: Organisation, by: User, on: date) -> Project:
    """An idea: a project at its first step that only its team sees. Whoever shares it leads it."""
    seven = lifecycles.ensure_shipped()["seven-steps"]
    record = {
        "title": sentence,
        "lead_organisation": organisation,
        "track": Track.QUICK,
        "life_cycle": seven,
        "step": seven.steps.order_by("number").first(),
        "state": State.IDEA,
    }
    [project] = register([Registration(record, {}, Visibility.TEAM)], by=by, on=on)
    return project
