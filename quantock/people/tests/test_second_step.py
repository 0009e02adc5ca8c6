"""Of whom a second step is asked: an administrator says it, whoever has none is led to set one up, and it is in the event log."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import IntegrityError, transaction

from quantock.accounts.models import SecondStepFor
from quantock.accounts.tests.factories import grant
from quantock.audit.models import Event
from quantock.people.services.second_step import ask_second_step_of
from quantock.people.tests.factories import MembershipFactory, OrganisationFactory, PersonFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
HERE = "/administration/second-step/"


@pytest.fixture
def admin(client_for):
    client = client_for("admin", name="Ruth Hale")
    has_an_app(client.user)
    return client


def has_an_app(user):
    return Authenticator.objects.create(user=user, type="totp", data={})


def is_led_to_set_one_up(client):
    return client.get("/projects/").headers.get("Location") == "/accounts/2fa/"


def test_it_works_and_says_whom_it_is_asked_of(admin, client_for):
    page = open_page(admin, HERE)
    assert "A second step is asked of nobody" in page
    office, team = client_for("pmo", on=OrganisationFactory()), client_for(None)
    said = {"whom": "roles", "roles": ["admin", "pmo"]}
    page = open_page(admin, HERE, post=said, follow=True)
    assert "asked of whoever holds the role “Administrator” and whoever holds the role “Programme" in page
    assert "1 of 2 people who are asked has none yet" in page
    assert is_led_to_set_one_up(office), "at her next page, wherever she holds the role"
    assert (
        "You need a second step when signing in here" in open_page(office, "/projects/", follow=True).markup
    )
    assert not is_led_to_set_one_up(team)
    assert not is_led_to_set_one_up(admin)
    has_an_app(office.user)
    assert not is_led_to_set_one_up(office)


def test_it_is_asked_of_everybody_and_then_of_nobody(admin, client_for):
    client, other = client_for(None), client_for("viewer")
    has_an_app(other.user)
    open_page(admin, HERE, post={"whom": "everybody"}, follow=True)
    assert is_led_to_set_one_up(client)
    assert client.post("/me/change/", {"name": "Ann"}).headers["Location"] == "/accounts/2fa/", (
        "nothing is done before"
    )
    assert not is_led_to_set_one_up(other)
    assert client.get("/help/").status_code == 200
    open_page(admin, HERE, post={"whom": "nobody"}, follow=True)
    assert not is_led_to_set_one_up(client)


def test_every_change_is_in_the_event_log(admin):
    for said in ({"whom": "roles", "roles": ["pmo", "admin"]}, {"whom": "roles", "roles": ["pmo"]}):
        open_page(admin, HERE, post=said, follow=True)
    open_page(admin, HERE, post=said, follow=True)
    open_page(admin, HERE, post={"whom": "everybody"}, follow=True)
    found = Event.objects.filter(kind="secondstepfor").order_by("pk")
    assert {event.actor for event in found} == {admin.user}
    assert [event.says for event in found] == [
        "A second step is asked of whoever holds the role “Administrator”",
        "A second step is asked of whoever holds the role “Programme office (PMO)”",
        "A second step is no longer asked of whoever holds the role “Administrator”",
        "A second step is asked of everybody",
        "A second step is no longer asked of whoever holds the role “Programme office (PMO)”",
    ]
    assert "A second step is asked of everybody" in open_page(admin, "/administration/events/")


def test_an_auditor_reads_it_and_nobody_else(client_for):
    page = open_page(client_for("auditor"), HERE)
    assert not list(page.main.every("form"))
    open_page(client_for("auditor"), HERE, 403, post={"whom": "everybody"})
    open_page(client_for("admin", on=OrganisationFactory()), HERE, 403)
    assert not SecondStepFor.objects.exists()


@pytest.mark.parametrize("said", [{"whom": "roles"}, {}, {"whom": "roles", "roles": ["king"]}])
def test_what_is_not_said_is_asked_for(admin, said):
    assert open_page(admin, HERE, 422, post=said).errors()
    assert not SecondStepFor.objects.exists()


@pytest.mark.parametrize("setting", ["REQUIRE_SECOND_FACTOR", "DEMONSTRATION"])
def test_what_the_settings_say_is_not_changed_here(admin, settings, setting):
    setattr(settings, setting, True)
    assert not list(open_page(admin, HERE).main.every("form"))
    open_page(admin, HERE, 403, post={"whom": "everybody"})


def test_the_last_one_stays_where_it_is_asked_for(client_for):
    ask_second_step_of({"pmo"}, by=None)
    office, team = client_for("pmo"), client_for(None)
    may_delete = get_adapter().can_delete_authenticator
    assert not may_delete(has_an_app(office.user))
    assert may_delete(Authenticator.objects.create(user=office.user, type="webauthn", data={}))
    assert may_delete(has_an_app(team.user))


def test_it_costs_no_query_of_its_own(client_for, cost):
    client = client_for("pmo")
    has_an_app(client.user)
    client.get("/projects/")
    few = cost(lambda: client.get("/projects/"))
    ask_second_step_of({"pmo", "admin"}, by=None)
    assert cost(lambda: client.get("/projects/")) == few


def test_a_role_that_is_given_meanwhile_asks_for_it_at_the_next_page(client_for):
    ask_second_step_of({"pmo"}, by=None)
    client = client_for(None)
    assert not is_led_to_set_one_up(client)
    held = grant(client.user, "pmo", on=OrganisationFactory())
    assert is_led_to_set_one_up(client)
    held.delete()
    assert not is_led_to_set_one_up(client)


def test_a_role_is_asked_once():
    SecondStepFor.objects.create(role="pmo")
    with transaction.atomic(), pytest.raises(IntegrityError):
        SecondStepFor.objects.create(role="pmo")
    assert str(SecondStepFor(role="")) == "everybody"


def test_an_administrator_takes_it_off_whoever_lost_their_phone(admin, client_for):
    client = client_for(None, name="Tom Ellis", email="tom@mendip.example")
    tom = PersonFactory(user=client.user)
    there = f"/administration/people/{tom.pk}/"
    assert "Take off their second step" not in open_page(admin, there)
    has_an_app(client.user)
    Authenticator.objects.create(user=client.user, type="recovery_codes", data={})
    asked = open_page(admin, open_page(admin, there).links()["Take off their second step"])
    assert "signed out everywhere" in asked
    assert Authenticator.objects.filter(user=client.user).count() == 2, "asking does nothing yet"
    page = open_page(admin, f"{there}second-step/", post={"x": ""}, follow=True)
    assert "Tom Ellis signs in with their password alone now" in page
    assert "Take off their second step" not in page
    assert not Authenticator.objects.filter(user=client.user).exists()
    assert Authenticator.objects.filter(user=admin.user).exists()
    assert (
        Event.objects.get(verb="second step taken off").says == "The second step of Tom Ellis was taken off"
    )
    again = open_page(admin, f"{there}second-step/", post={"x": ""}, follow=True)
    assert "Tom Ellis has no second step" in again
    assert Event.objects.filter(verb="second step taken off").count() == 1


def test_who_administers_an_organisation_does_not_take_it_off(client_for):
    trust = OrganisationFactory()
    client, tom = client_for("admin", on=trust), PersonFactory()
    MembershipFactory(person=tom, organisation=trust)
    has_an_app(tom.user)
    assert "Take off their second step" not in open_page(client, f"/administration/people/{tom.pk}/")
    open_page(client, f"/administration/people/{tom.pk}/second-step/", 403, post={"x": ""})
    assert Authenticator.objects.filter(user=tom.user).exists()


def test_roles_that_are_ticked_are_not_passed_over(admin):
    page = open_page(admin, HERE, 422, post={"whom": "nobody", "roles": ["pmo"]})
    assert page.errors() == [
        "Who needs a second step: You ticked roles: choose “Whoever holds one of these roles”, or untick them"
    ]
    assert not SecondStepFor.objects.exists()
    open_page(admin, HERE, post={"whom": "roles", "roles": ["pmo"]}, follow=True)
    again = open_page(admin, HERE, post={"whom": "roles", "roles": ["pmo"]}, follow=True)
    assert "Nothing was changed" in again
    open_page(admin, HERE, post={"whom": "nobody", "roles": ["pmo"]}, follow=True)
    assert not SecondStepFor.objects.exists(), "these stood ticked from before"
