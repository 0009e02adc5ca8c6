"""Joining by oneself: only with an address that an organisation has listed or invited."""

import re

import pytest
from django.core import mail

from quantock.access import viewer_for
from quantock.accounts.models import User
from quantock.accounts.tests.factories import UserFactory
from quantock.people.models import Invitation, ListedDomain
from quantock.people.services import joining as services
from quantock.people.tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough phrase"


@pytest.fixture
def trust():
    trust = OrganisationFactory()
    ListedDomain.objects.create(organisation=trust, domain="trust.example")
    return trust


def test_whose_address_is_listed_becomes_a_member_once_it_is_proved(client, trust):
    client.post("/accounts/signup/", {"email": "Priya@Trust.example", "password1": PASSWORD})
    user = User.objects.get(email="priya@trust.example")
    assert not viewer_for(user).organisations
    [link] = re.findall(r"/accounts/confirm-email/\S+", mail.outbox[0].body)
    client.get(link)
    assert not viewer_for(user).organisations, "a mail scanner that opens the link must not join"
    client.post(link)
    assert set(viewer_for(user).organisations) == {trust.pk}


def test_anybody_else_is_told_what_to_do_and_nothing_is_made(client, trust):
    answer = client.post("/accounts/signup/", {"email": "x@elsewhere.example", "password1": PASSWORD})
    assert b"ask your programme office for an invitation" in answer.content
    assert not User.objects.exists()


def test_an_invitation_works_once(trust):
    user = UserFactory(email="guest@elsewhere.example")
    Invitation.objects.create(email="Guest@elsewhere.example", organisation=trust, token="t")
    person = services.join(user)
    assert [each.organisation for each in person.memberships.all()] == [trust]
    assert not services.may_join("guest@elsewhere.example")
    assert services.join(user) == person
