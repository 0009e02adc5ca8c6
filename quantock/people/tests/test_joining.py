"""Joining by oneself: only with an address that an organisation has listed or invited."""

import re

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.core import mail
from django.urls import reverse

from quantock.access import viewer_for
from quantock.accounts.models import User
from quantock.accounts.tests.factories import UserFactory
from quantock.people.models import Invitation, ListedDomain, Person
from quantock.people.queries.joining import has_sign_in
from quantock.people.services import joining as services
from quantock.people.tests.factories import OrganisationFactory
from tests.pages import open_page

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


def test_an_address_that_was_taken_off_the_list_meanwhile_does_not_join(client, trust):
    client.post("/accounts/signup/", {"email": "priya@trust.example", "password1": PASSWORD})
    [link] = re.findall(r"/accounts/confirm-email/\S+", mail.outbox[0].body)
    listed = trust.domains.get()
    services.drop_domain(listed=listed, by=None)
    page = open_page(client, link, post={"x": ""}, follow=True)
    assert "priya@trust.example may no longer join: no organisation lists it now" in page
    assert client.get("/me/").status_code == 302, "nobody is let in"
    assert not Person.objects.exists()
    services.list_domain(organisation=trust, domain="trust.example", by=None)
    client.post(link)
    assert set(viewer_for(User.objects.get()).organisations) == {trust.pk}, "the link works once it may"


def test_another_address_that_one_confirms_joins_its_organisation(client_for, trust):
    council = OrganisationFactory()
    client = client_for(None, name="Priya Nair")
    EmailAddress.objects.create(user=client.user, email=client.user.email, verified=True, primary=True)
    services.become_member(services.person_of(client.user), council)
    second = EmailAddress.objects.create(user=client.user, email="priya@trust.example", verified=False)
    link = reverse("account_confirm_email", args=[EmailConfirmationHMAC(second).key])
    open_page(client, link, post={"x": ""}, follow=True)
    assert set(viewer_for(client.user).organisations) == {trust.pk, council.pk}
    assert has_sign_in("Priya@trust.example")
    other = EmailAddress.objects.create(user=client.user, email="priya@home.example", verified=False)
    open_page(
        client,
        reverse("account_confirm_email", args=[EmailConfirmationHMAC(other).key]),
        post={"x": ""},
        follow=True,
    )
    other.refresh_from_db()
    assert other.verified, "who has joined may have an address that nobody lists"
