"""Listed addresses, invitations, the first questions and one's own page."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from quantock.access import viewer_for
from quantock.accounts.models import User
from quantock.accounts.tests.factories import UserFactory
from quantock.audit.models import Event
from quantock.people.models import Invitation, ListedDomain, Membership, Person, Unit
from quantock.people.services import joining
from quantock.people.tests.factories import (
    InvitationFactory,
    ListedDomainFactory,
    OrganisationFactory,
    UnitFactory,
)
from tests.pages import open_page

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough phrase"


@pytest.fixture
def trust():
    return OrganisationFactory(name="Mendip Trust", in_system=False)


def invited(trust, email="guest@elsewhere.example"):
    [token] = joining.invite(organisation=trust, emails=[email], by=UserFactory(name="Helen Marsh"))
    return f"/join/{token}/"


def test_domains_are_listed_and_taken_off(client_for, trust):
    client = client_for("admin")
    address = f"/organisations/{trust.pk}/joining/"
    assert "None yet: everybody needs an invitation" in open_page(client, address)
    page = open_page(client, f"{address}domains/", post={"domain": "@Mendip.NHS.uk "}, follow=True)
    assert page.rows()[0][0] == "mendip.nhs.uk"
    listed = ListedDomain.objects.get()
    open_page(client, f"{address}domains/{listed.pk}/drop/", post={"x": ""}, follow=True)
    assert not ListedDomain.objects.exists()
    assert [event.verb for event in Event.objects.order_by("pk")] == ["domain listed", "domain dropped"]


@pytest.mark.parametrize(
    ("domain", "error"),
    [
        ("trust", "enter a domain such as trust.nhs.uk"),
        ("-x.uk", "enter a domain such as trust.nhs.uk"),
        ("nhs.net", "have addresses at nhs.net. Invite people one by one."),
        ("nhs.uk", "nhs.uk is the end of many addresses. Enter one whole: trust.nhs.uk"),
        ("brendon.example", "brendon.example is listed already, by Brendon"),
    ],
)
def test_what_cannot_be_listed(client_for, trust, domain, error):
    ListedDomain.objects.create(organisation=OrganisationFactory(name="Brendon"), domain="brendon.example")
    address = f"/organisations/{trust.pk}/joining/domains/"
    page = open_page(client_for("admin"), address, 422, post={"domain": domain})
    assert error in page.errors()[0]


def test_nobody_takes_off_what_another_organisation_listed(client_for, trust):
    listed = ListedDomain.objects.create(organisation=OrganisationFactory(), domain="brendon.example")
    address = f"/organisations/{trust.pk}/joining/domains/{listed.pk}/drop/"
    open_page(client_for("admin"), address, 404, post={"x": ""})


def test_people_are_invited_by_mail(client_for, trust, django_capture_on_commit_callbacks):
    client = client_for("admin", name="Helen Marsh")
    address = f"/organisations/{trust.pk}/joining/"
    with django_capture_on_commit_callbacks(execute=True):
        page = open_page(
            client, f"{address}invite/", post={"emails": "A@x.example\nb@x.example, a@x.example"}, follow=True
        )
    assert sorted(row[0] for row in page.rows()) == ["a@x.example", "b@x.example"]
    assert [message.to for message in mail.outbox] == [["a@x.example"], ["b@x.example"]]
    assert "Helen Marsh invites you" in mail.outbox[0].body
    token = re.search(r"/join/(\S+)/", mail.outbox[0].body).group(1)
    assert not Invitation.objects.filter(token=token).exists(), "the token itself is not kept"
    open_page(client, f"/join/{token}/")


@pytest.mark.parametrize(
    ("emails", "error"),
    [
        ("", "Enter addresses to invite"),
        ("nobody", "“nobody” is not an e-mail address"),
        (" ".join(f"a{n}@x.example" for n in range(101)), "Invite at most 100 people at once; these are 101"),
    ],
)
def test_who_cannot_be_invited(client_for, trust, emails, error):
    page = open_page(
        client_for("admin"), f"/organisations/{trust.pk}/joining/invite/", 422, post={"emails": emails}
    )
    assert error in page.errors()[0]
    assert not Invitation.objects.exists()


def test_an_invitation_joins_by_a_press_and_works_once(client, trust):
    address = invited(trust)
    page = open_page(client, address)
    assert "Helen Marsh invites you to Mendip Trust" in page
    assert not User.objects.filter(email="guest@elsewhere.example").exists(), "opening it does nothing"
    page = open_page(client, address, post={"x": ""}, follow=True)
    assert page.heading == "Join"
    assert "We send you a link" not in page, "hers has proved the address"
    assert 'value="guest@elsewhere.example"' in page.markup
    said = {"email": "guest@elsewhere.example", "password1": PASSWORD}
    page = open_page(client, "/accounts/signup/", post=said, follow=True)
    assert page.heading == "Welcome: who are you?"
    user = User.objects.get(email="guest@elsewhere.example")
    assert set(viewer_for(user).organisations) == {trust.pk}
    trust.refresh_from_db()
    assert trust.in_system
    assert not mail.outbox, "the address was proved by the link"
    assert "cannot be used" in open_page(client, address, 404)


def test_an_invitation_is_too_old_after_14_days_or_withdrawn(client_for, client, trust):
    with time_machine.travel(timezone.now() - timedelta(days=14, minutes=1)):
        old = invited(trust, "old@elsewhere.example")
    open_page(client, old, 404)
    assert not joining.may_join("old@elsewhere.example")
    standing = invited(trust, "new@elsewhere.example")
    admin = client_for("admin")
    page = open_page(admin, f"/organisations/{trust.pk}/joining/")
    assert [row[2] for row in page.rows()] == ["Works", "Too old: invite again"]
    pk = Invitation.objects.get(email="new@elsewhere.example").pk
    address = f"/organisations/{trust.pk}/joining/invitations/{pk}/withdraw/"
    open_page(admin, address, post={"x": ""}, follow=True)
    open_page(client, standing, 404)


def test_whoever_has_a_sign_in_signs_in_first(client, trust):
    UserFactory(email="guest@elsewhere.example", name="Guest")
    address = invited(trust)
    answer = client.post(address, {"x": ""})
    assert answer["Location"].startswith("/accounts/login/?next=%2Fjoin%2F")


def test_one_sign_in_may_belong_to_several_organisations(client_for, trust):
    client = client_for(None, name="Mark Selwood")
    for organisation in (trust, OrganisationFactory(name="Brendon Council")):
        open_page(client, invited(organisation, "any@address.example"), post={"x": ""}, follow=True)
    page = open_page(client, "/me/")
    assert "Mendip Trust" in page.links()
    assert "Brendon Council" in page.links()
    assert Event.objects.filter(verb="joined").count() == 2


def test_who_has_left_comes_back_only_by_invitation(trust):
    ListedDomain.objects.create(organisation=trust, domain="mendip.example")
    user = UserFactory(email="tom@mendip.example")
    joining.join(user)
    Membership.objects.update(until=timezone.localdate())
    joining.join(user)
    assert not Membership.objects.filter(until=None).exists()
    invited(trust, user.email)
    joining.join(user)
    assert Membership.objects.filter(until=None).count() == 1


def test_the_first_questions_come_after_joining_and_are_not_asked_again(client, trust):
    UnitFactory(organisation=trust, name="Ash ward")
    ListedDomain.objects.create(organisation=trust, domain="mendip.example")
    client.post("/accounts/signup/", {"email": "priya@mendip.example", "password1": PASSWORD})
    [link] = re.findall(r"/accounts/confirm-email/\S+", mail.outbox[0].body)
    page = open_page(client, link, post={"x": ""}, follow=True)
    assert page.heading == "Welcome: who are you?"
    assert "Ash ward" in page.markup
    membership = Membership.objects.get()
    assert open_page(client, "/welcome/", 422, post={"name": ""}).errors() == ["Enter your name"]
    said = {"name": "Priya Nair", "staff_group": "nursing", f"unit_{membership.pk}": "ASH ward"}
    page = open_page(client, "/welcome/", post=said, follow=True)
    assert page.heading.endswith(", Priya")
    membership.refresh_from_db()
    assert membership.unit.name == "Ash ward"
    client.logout()
    page = open_page(
        client, "/accounts/login/", post={"login": "priya@mendip.example", "password": PASSWORD}, follow=True
    )
    assert page.heading.endswith(", Priya")


def test_a_unit_that_is_not_listed_yet_is_added(client_for, trust):
    client = client_for(None, name="Priya Nair")
    membership = joining.become_member(joining.person_of(client.user), trust)
    open_page(client, "/me/change/")
    said = {"name": "Priya Sharma", "staff_group": "", f"unit_{membership.pk}": "Beech ward"}
    page = open_page(client, "/me/change/", post=said, follow=True)
    assert "Priya Sharma" in page
    assert Unit.objects.get().name == "Beech ward"
    assert Event.objects.get(verb="described").changes[0]["is"] == "Priya Sharma"
    assert User.objects.get(pk=client.user.pk).name == "Priya Sharma"
    open_page(client, "/me/change/", post={**said, f"unit_{membership.pk}": ""}, follow=True)
    membership.refresh_from_db()
    assert membership.unit is None


def test_two_forms_about_oneself_never_overwrite_each_other(client_for):
    """A phone and a desk: what one left alone stays as the other said it; the same answer is shown as it is now."""
    client = client_for(None, name="Priya Nair")
    seen = open_page(client, "/me/change/").context["form"].initial["seen"]
    joining.describe(user=client.user, name="Priya Sharma", staff_group="", units={})
    told = client.post("/me/change/", {"name": "P Nair", "staff_group": "", "seen": seen})
    assert told.status_code == 409
    assert told.context_data["form"].clashes["name"].theirs == "Priya Sharma"
    assert Person.objects.get().name == "Priya Sharma"
    client.post("/me/change/", {"name": "Priya Nair", "staff_group": "", "seen": seen})
    assert Person.objects.get().name == "Priya Sharma"
    again = {"name": "P Nair", "staff_group": "", "seen": told.context_data["form"].data["seen"]}
    assert client.post("/me/change/", again).status_code == 302
    assert Person.objects.get().name == "P Nair"


def test_nothing_changed_makes_no_event(client_for):
    client = client_for(None, name="Priya Nair")
    open_page(client, "/me/change/", post={"name": "Priya Nair", "staff_group": ""}, follow=True)
    assert Person.objects.get().name == "Priya Nair"
    assert not Event.objects.exists()


def test_my_own_page_costs_the_same_however_many_organisations(client_for, cost):
    client = client_for(None, name="Mark Selwood")
    person = joining.person_of(client.user)
    joining.become_member(person, OrganisationFactory())
    few = cost(lambda: client.get("/me/"))
    for organisation in OrganisationFactory.create_batch(10):
        joining.become_member(person, organisation)
    assert cost(lambda: client.get("/me/")) == few
    assert "Member of the organisation" in open_page(client, "/me/")


def test_an_auditor_reads_who_may_join_and_is_asked_for_nothing(client_for, trust):
    ListedDomainFactory(organisation=trust, domain="mendip.example")
    InvitationFactory(organisation=trust, email="priya@mendip.example")
    auditor = client_for("auditor")
    board = OrganisationFactory()
    assert open_page(auditor, f"/organisations/{board.pk}/").links()["Who may join"]
    page = open_page(auditor, f"/organisations/{trust.pk}/joining/")
    assert "mendip.example" in page
    assert "priya@mendip.example" in page
    for words in ("Remove", "Withdraw", "List it", "Invite people"):
        assert words not in page, words
