"""What is taken from somebody who has signed in: the next request of the browser that is open obeys, whatever was followed,
saved, noted or kept before."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from quantock.access import Role, viewer_for
from quantock.accounts.models import Grant, User
from quantock.accounts.tests.factories import UserFactory, grant
from quantock.desk.queries.weekly import letter_for
from quantock.people.models import Organisation, Person
from quantock.people.services import leaving
from quantock.people.services.joining import become_member
from quantock.people.tests.factories import OrganisationFactory, PersonFactory
from quantock.portfolios.models import Portfolio
from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects import services
from quantock.projects.models import Follow, Notice, Project, Visibility
from quantock.projects.tests.factories import NoticeFactory, ProjectFactory
from quantock.raid import services as logging
from tests.access.unseen import differences, told, walked

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 2)
LISTS = (
    *("/", "/projects/", "/projects/export/?file=csv", "/dashboard/", "/search/?q=Periwi"),
    *("/notices/", "/milestones/", "/compare/?since=1/4/2026", "/board-report/", "/log/risks/", "/benefits/"),
)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(f"{TODAY}T10:00:00Z", tick=False):
        yield


@dataclass
class Place:
    """A project, "Periwinkle", its organisation, a portfolio that it is shown to; and somebody who belongs elsewhere."""

    home: Organisation = field(default_factory=OrganisationFactory)
    board: Portfolio = field(default_factory=PortfolioFactory)
    person: Person = field(default_factory=PersonFactory)

    def __post_init__(self) -> None:
        become_member(self.person, OrganisationFactory())
        become_member(PersonFactory(), self.home)
        self.project: Project = ProjectFactory(title="Periwinkle", lead_organisation=self.home, on=TODAY)
        services.join_portfolio(self.project, self.board, shown=True, by=None, on=TODAY)
        rows = [{"kind": "risk", "title": "Periwinkle fades"}]
        logging.add_entries(self.project, rows, by=None, on=TODAY)

    @property
    def user(self) -> User:
        assert self.person.user is not None
        return self.person.user

    def is_followed(self) -> None:
        """As somebody leaves traces who sees it."""
        Follow.objects.get_or_create(user=self.user, project=self.project)
        where = reverse("projects:next", args=[self.project.number])
        says = f"Reminder: {self.project.title}"
        NoticeFactory(user=self.user, project=self.project, kind=Notice.Kind.REMINDER, says=says, url=where)


def take(place: Place, role: Role, on: Any) -> None:
    """By an administrator, on her own page."""
    admin = Client()
    user = UserFactory()
    grant(user, Role.ADMIN)
    admin.force_login(user)
    [held] = Grant.objects.filter(user=place.user, role=role, place_id=on.pk)
    assert admin.post(reverse("people:role-take", args=[held.pk]), {"x": ""}).status_code == 302


def leads(place: Place) -> Callable[[], None]:
    services.involve(place.project, role=Role.LEAD, person=place.person, by=None, on=TODAY)
    return lambda: take(place, Role.LEAD, place.project)


def runs_the_office(place: Place) -> Callable[[], None]:
    grant(place.user, Role.PMO, on=place.home)
    return lambda: take(place, Role.PMO, place.home)


def audits(place: Place) -> Callable[[], None]:
    grant(place.user, Role.AUDITOR, on=place.home)
    return lambda: take(place, Role.AUDITOR, place.home)


def looks_at_the_portfolio(place: Place) -> Callable[[], None]:
    grant(place.user, Role.VIEWER, on=place.board)
    return lambda: take(place, Role.VIEWER, place.board)


def is_shown_it_by_the_portfolio(place: Place) -> Callable[[], None]:
    grant(place.user, Role.VIEWER, on=place.board)
    return lambda: services.leave_portfolio(place.project, place.board, reason="Done", by=None, on=TODAY)


def belongs_to_the_organisation(place: Place) -> Callable[[], None]:
    membership = become_member(place.person, place.home)
    return lambda: leaving.leave(membership=membership, by=None, on=TODAY)


def sees_what_all_of_the_organisation_see(place: Place) -> Callable[[], None]:
    become_member(place.person, place.home)
    return lambda: services.change_record(place.project, {"visibility": Visibility.TEAM}, by=None, on=TODAY)


WAYS = (
    leads,
    runs_the_office,
    audits,
    looks_at_the_portfolio,
    is_shown_it_by_the_portfolio,
    belongs_to_the_organisation,
    sees_what_all_of_the_organisation_see,
)


@pytest.mark.walk
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_what_is_taken_away_is_gone_with_the_next_request(way):
    """Over two seconds: eleven lists are opened three times, before anything is seen, when it is, and after."""
    place = Place()
    client = Client()
    client.force_login(place.user)
    before = walked(client, LISTS)
    assert not told(before, ["Periwinkle"])
    take_away = way(place)
    place.is_followed()
    here = reverse("projects:overview", args=[place.project.number])
    assert client.get(here).status_code == 200
    assert told(walked(client, LISTS), ["Periwinkle fades", "Periwinkle"])
    take_away()
    assert client.get(here).status_code == 404
    after = walked(client, LISTS)
    assert not (found := told(after, ["Periwinkle fades", place.project.ref])), "\n".join(found)
    if way is not is_shown_it_by_the_portfolio:  # whose portfolio she goes on to see
        assert not (found := differences(before, after)), "\n".join(found)
    letter = letter_for(viewer_for(place.user), timezone.now())
    assert "Periwinkle" not in " ".join(
        f"{line.says} {line.about}" for _, part in letter.parts() for line in part
    )
