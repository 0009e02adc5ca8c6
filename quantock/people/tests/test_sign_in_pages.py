"""The pages of signing in, with our own layout."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail

from quantock.accounts.models import User
from quantock.accounts.tests.factories import UserFactory
from quantock.people.models import ListedDomain
from quantock.people.tests.factories import OrganisationFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough phrase"


@pytest.mark.parametrize(
    "address", ["login", "signup", "password/reset", "confirm-email", "confirm-email/old"]
)
def test_it_works_without_signing_in(client, address):
    open_page(client, f"/accounts/{address}/")


@pytest.mark.parametrize("address", ["login", "signup", "password/reset"])
def test_what_is_asked_is_said_in_our_words(client, address):
    page = open_page(client, f"/accounts/{address}/")
    assert "placeholder" not in page.markup
    assert "&lt;" not in page.markup
    assert "e-mail address" in page.text.casefold()
    assert ("At least 10 characters" in page) == (address == "signup")


def test_a_wrong_password_is_said_without_saying_which_part(client):
    UserFactory(email="priya@trust.example")
    page = open_page(client, "/accounts/login/", post={"login": "priya@trust.example", "password": "no"})
    assert "This e-mail address and this password do not go together. Check both." in page


def test_nothing_entered_asks_for_each(client):
    page = open_page(client, "/accounts/login/", post={"login": "", "password": ""})
    assert page.errors() == ["Enter e-mail address", "Enter password"]


def test_a_forgotten_password_is_set_anew_by_a_link(client):
    user = UserFactory(email="priya@trust.example")
    user.set_password("an old phrase to forget")
    user.save(update_fields=["password"])
    open_page(client, "/accounts/password/reset/", post={"email": user.email}, follow=True)
    [link] = re.findall(r"/accounts/password/reset/key/\S+", mail.outbox[0].body)
    form = client.get(link, follow=True).redirect_chain[-1][0]
    page = open_page(client, form, post={"password1": PASSWORD, "password2": PASSWORD}, follow=True)
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)
    assert page.heading == "Your password is changed"
    assert page.markup.count("Your password is changed") == 2  # its title and its heading


def test_signing_out_asks_first(client):
    client.force_login(UserFactory())
    open_page(client, "/accounts/logout/")
    open_page(client, "/accounts/logout/", post={}, follow=True)
    assert "_auth_user_id" not in client.session


def test_on_a_shared_computer_back_shows_nothing_after_signing_out(client):
    client.force_login(UserFactory())
    assert "Clear-Site-Data" not in client.get("/projects/").headers
    assert client.post("/accounts/logout/").headers["Clear-Site-Data"] == '"cache"'


@pytest.mark.parametrize("asked", ["reset", "joining", "joined already", "unknown"])
def test_links_in_mail_lead_to_the_sites_own_address(client, settings, asked):
    """Whoever asks may name another host that the site answers to; the link, with its token, never leads there."""
    settings.SITE_URL = "https://quantock.example.org"
    settings.ALLOWED_HOSTS = ["*"]
    ListedDomain.objects.create(organisation=OrganisationFactory(), domain="trust.example")
    if asked in ("reset", "joined already"):
        user = UserFactory(email="priya@trust.example")
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    address = "/accounts/password/reset/" if asked in ("reset", "unknown") else "/accounts/signup/"
    client.post(
        address, {"email": "priya@trust.example", "password1": PASSWORD}, headers={"host": "evil.example"}
    )
    [message] = mail.outbox
    assert "evil" not in message.body
    assert "https://quantock.example.org/accounts/" in message.body


@pytest.mark.parametrize("method", ["OPTIONS", "TRACE", "PUT", "PATCH", "DELETE", "PROPFIND"])
@pytest.mark.parametrize("address", ["/help/", "/accounts/login/", "/projects/", "/nowhere/"])
def test_pages_are_read_and_forms_are_sent_and_nothing_else(client, method, address):
    answer = client.generic(method, address)
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, POST"


def test_what_is_wrong_in_joining_is_a_sentence_that_stands_alone(client):
    said = {"email": "anna", "password1": "short"}
    page = open_page(client, "/accounts/signup/", post=said)
    assert page.errors() == [
        "Your work e-mail address: enter an e-mail address such as name@trust.nhs.uk",
        "This password is too short. It must contain at least 10 characters.",
    ]
    page = open_page(
        client, "/accounts/signup/", post={"email": "anna@home.example", "password1": "a long phrase"}
    )
    assert page.errors()[0].startswith("No organisation here has listed your work e-mail address.")


def test_a_link_that_no_longer_works_says_what_to_do_whether_or_not_one_has_joined(client):
    page = open_page(client, "/accounts/confirm-email/of-another-day/")
    assert "If you have joined" in page


def test_what_a_passkey_needs_is_said_where_there_is_no_script(client):
    assert (
        "<noscript><p>Passkeys need JavaScript.</p></noscript>"
        in open_page(client, "/accounts/login/").markup
    )
