"""The log of a portfolio or an organisation: what stands for it among the projects, begun when it is first needed."""

from datetime import date
from typing import TypeAlias

from django.db import transaction
from django.utils import timezone

from quantock.access import Viewer
from quantock.accounts.models import User
from quantock.audit import facts, log
from quantock.people.models import Organisation
from quantock.people.renaming import renamed as organisation_renamed
from quantock.portfolios.models import Portfolio
from quantock.portfolios.renaming import renamed as portfolio_renamed
from quantock.projects.counting import keep_counted
from quantock.projects.finding import keep_findable
from quantock.projects.models import (
    ORGANISATIONS,
    PORTFOLIOS,
    Project,
    ProjectFact,
    State,
    Track,
    Visibility,
)

Where: TypeAlias = Portfolio | Organisation


def number_of(place: Where) -> int:
    """The number of its log: always the same, so that two who begin it at once begin one."""
    return (PORTFOLIOS if isinstance(place, Portfolio) else ORGANISATIONS) + place.pk


def log_of_place(place: Where, viewer: Viewer) -> Project | None:
    """What stands for it, where it has a log that this viewer may see. One query."""
    return Project.places.visible_to(viewer).filter(number=number_of(place)).first()


def called_anew(place: Where, by: User | None, on: date) -> None:
    """The log of a place is called as it is; what it was called stays readable for the days before."""
    stands_for = Project.objects.filter(number=number_of(place)).first()
    if stands_for is None or stands_for.title == place.name[:300]:
        return
    stands_for.title = place.name[:300]
    row = ProjectFact(
        project=stands_for, so_from=on, recorded_by=by, asserts=["title"], title=stands_for.title
    )
    facts.state([row])
    stands_for.save(update_fields=["title"])
    keep_findable([stands_for])


organisation_renamed(called_anew)
portfolio_renamed(called_anew)


@transaction.atomic
def begin_log(place: Where, *, by: User | None, on: date) -> Project:
    """Begin its log; the one that there is, where there is one. Nobody is made its lead: roles on the place count."""
    made, is_new = stand_for(place, by=by, on=on)
    if is_new:
        log.record("log begun", place, by=by, says=f"Began a log of {place}")
    return made


def stand_for(place: Where, *, by: User | None, on: date) -> tuple[Project, bool]:
    """What stands for a place among the projects, and whether it is new; telling that it was begun is for the caller."""
    is_portfolio = isinstance(place, Portfolio)
    lead = place.organisation if isinstance(place, Portfolio) else place
    said = {
        "title": place.name[:300],
        # A portfolio of the whole system is nobody's: its row needs an organisation, its rights do not come from there.
        "lead_organisation": lead or Organisation.objects.order_by("pk")[0],
        "track": Track.FULL,
        "state": State.ACTIVE,
    }
    columns = {
        "registered_on": on,
        "visibility": Visibility.TEAM,
        "archived_at": timezone.now(),
        "of_portfolio" if is_portfolio else "of_organisation": place,
    }
    made, is_new = Project.objects.get_or_create(number=number_of(place), defaults={**said, **columns})
    if is_new:
        facts.state([facts.fact(ProjectFact, said, on=on, by=by, project=made)])
        keep_findable([made])
        keep_counted([made])
    return made, is_new
