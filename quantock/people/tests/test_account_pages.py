"""The pages of allauth in our layout: each renders, and the second factor and throttling do what they should."""

import time

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.webauthn.internal import auth as webauthn
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from quantock.accounts.tests.factories import UserFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough phrase"


@pytest.fixture(autouse=True)
def _no_tries_yet():
    cache.clear()


@pytest.fixture
def signed_in(client):
    """Somebody who has just signed in with a password, and shown once more that it is she."""
    user = UserFactory(email="priya@mendip.example", name="Priya Nair")
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.user = user
    return client


def code_for(secret):
    """What an authenticator app shows now (RFC 6238: a new code every 30 seconds)."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def set_up_app(client):
    """An authenticator app, turned on through its page; its key."""
    page = open_page(client, "/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    open_page(client, "/accounts/2fa/totp/activate/", post={"code": code_for(secret)}, follow=True)
    return secret


@pytest.mark.parametrize(
    "address",
    [
        "password/change/",
        "email/",
        "reauthenticate/",
        "2fa/",
        "2fa/totp/activate/",
        "2fa/webauthn/",
        "2fa/webauthn/add/",
        "3rdparty/",
        "3rdparty/login/cancelled/",
        "sessions/",
        "inactive/",
    ],
)
def test_it_renders(signed_in, address):
    open_page(signed_in, f"/accounts/{address}")


def test_an_error_of_another_sign_in_says_what_to_do(client):
    assert "Try again" in open_page(client, "/accounts/3rdparty/login/error/", 401).links()


def test_a_password_is_changed(signed_in):
    said = {"oldpassword": PASSWORD, "password1": "another long phrase", "password2": "another long phrase"}
    page = open_page(signed_in, "/accounts/password/change/", post=said, follow=True)
    assert page.heading == "You and your settings"
    signed_in.user.refresh_from_db()
    assert signed_in.user.check_password("another long phrase")


def test_a_password_like_ones_address_is_refused_in_our_words(signed_in):
    said = {"oldpassword": PASSWORD, "password1": "priya@mendip", "password2": "priya@mendip"}
    page = open_page(signed_in, "/accounts/password/change/", post=said)
    assert "This password is too much like your name or your e-mail address." in page.errors()


def test_whoever_has_no_password_sets_one(client_for):
    client = client_for(None)
    client.user.set_unusable_password()
    client.user.save(update_fields=["password"])
    client.force_login(client.user)
    open_page(client, "/accounts/password/set/")
    assert "Set a password" in open_page(client, "/me/").links()


@time_machine.travel("2026-11-02T09:00:00Z", tick=False)
def test_an_app_is_turned_on_asked_for_and_turned_off(signed_in, client):
    secret = set_up_app(signed_in)
    open_page(signed_in, "/accounts/2fa/")
    page = open_page(signed_in, "/accounts/2fa/recovery-codes/")
    assert "10 of 10 codes are left" in page
    open_page(signed_in, "/accounts/2fa/recovery-codes/generate/")
    open_page(signed_in, "/accounts/2fa/reauthenticate/")
    signed_in.post("/accounts/logout/", {"x": ""})
    page = open_page(
        client, "/accounts/login/", post={"login": "priya@mendip.example", "password": PASSWORD}, follow=True
    )
    assert page.heading == "One more step"
    assert "Enter a code from your authenticator app, or one of your recovery codes." in page
    assert "passkey" not in page.text
    wrong = open_page(client, "/accounts/2fa/authenticate/", post={"code": "000000"})
    assert wrong.errors()
    cache.clear()  # a code is taken once, and this is the same half minute
    page = open_page(client, "/accounts/2fa/authenticate/", post={"code": code_for(secret)}, follow=True)
    assert page.heading.endswith(", Priya")
    assert "On" in open_page(client, "/me/")
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    open_page(client, "/accounts/2fa/totp/deactivate/")
    open_page(client, "/accounts/2fa/totp/deactivate/", post={"x": ""}, follow=True)
    assert not Authenticator.objects.filter(type="totp").exists()


def test_passkeys_are_listed_renamed_and_removed(signed_in, monkeypatch):
    key = Authenticator.objects.create(
        user=signed_in.user,
        type="webauthn",
        data={"name": "My telephone", "credential": {"clientExtensionResults": {"credProps": {"rk": True}}}},
    )
    monkeypatch.setattr(webauthn, "begin_authentication", lambda user: {})
    assert open_page(signed_in, "/accounts/2fa/webauthn/").rows()[0][:2] == ["My telephone", "Passkey"]
    open_page(signed_in, f"/accounts/2fa/webauthn/keys/{key.pk}/edit/")
    open_page(signed_in, f"/accounts/2fa/webauthn/keys/{key.pk}/remove/")
    open_page(signed_in, "/accounts/2fa/webauthn/reauthenticate/")
    open_page(signed_in, f"/accounts/2fa/webauthn/keys/{key.pk}/remove/", post={"x": ""}, follow=True)
    assert not Authenticator.objects.exists()


def test_whoever_has_a_passkey_only_is_asked_for_that(signed_in, client, monkeypatch):
    Authenticator.objects.create(user=signed_in.user, type="webauthn", data={})
    monkeypatch.setattr(webauthn, "begin_authentication", lambda user: {})
    signed_in.post("/accounts/logout/", {"x": ""})
    said = {"login": "priya@mendip.example", "password": PASSWORD}
    page = open_page(client, "/accounts/login/", post=said, follow=True)
    assert page.heading == "One more step"
    assert "Use your passkey." in page
    assert "authenticator app" not in page.text


@time_machine.travel("2026-11-02T09:00:00Z", tick=False)
def test_whoever_must_have_a_second_factor_is_sent_to_set_it_up(signed_in, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    page = open_page(signed_in, "/projects/", follow=True)
    assert page.heading == "Second step when signing in"
    assert "everybody needs a second step" in page
    open_page(signed_in, "/help/")
    secret = set_up_app(signed_in)
    assert secret
    assert open_page(signed_in, "/projects/").heading == "Projects"
    kept = open_page(signed_in, "/accounts/2fa/totp/deactivate/", post={"x": ""})
    assert kept.errors()
    assert Authenticator.objects.filter(type="totp").exists()


def test_too_many_wrong_passwords_are_stopped(client):
    user = UserFactory(email="tom@mendip.example")
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    for _ in range(5):
        page = open_page(client, "/accounts/login/", post={"login": user.email, "password": "wrong"})
        assert "Too many" not in page.errors()[0]
    page = open_page(client, "/accounts/login/", post={"login": user.email, "password": PASSWORD})
    assert "Too many wrong passwords" in page.errors()[0]
    assert "_auth_user_id" not in client.session


def test_too_many_requests_get_a_page(client):
    for _ in range(30):
        answer = client.post("/accounts/password/reset/", {"email": "nobody@mendip.example"})
        if answer.status_code == 429:
            break
    assert answer.status_code == 429
    assert b"Wait a few minutes" in answer.content


def test_other_sessions_are_ended(signed_in):
    other = Client()
    other.post("/accounts/login/", {"login": "priya@mendip.example", "password": PASSWORD})
    page = open_page(signed_in, "/accounts/sessions/")
    assert len(page.rows()) == 2
    signed_in.post("/accounts/sessions/", {"x": ""})
    assert other.get("/me/").status_code == 302
    assert signed_in.get("/me/").status_code == 200


def test_of_an_only_address_nothing_is_asked(signed_in):
    page = open_page(signed_in, "/accounts/email/")
    assert "It is your only one" in page
    assert "action_remove" not in page.markup


def test_a_second_address_is_added(signed_in):
    page = open_page(
        signed_in, "/accounts/email/", post={"email": "priya@home.example", "action_add": ""}, follow=True
    )
    assert "priya@home.example: not confirmed yet" in page


def test_a_session_that_has_run_out_or_was_ended_opens_nothing(client_for):
    client = client_for("viewer")
    assert client.get("/").status_code == 200
    kept = Session.objects.filter(session_key=client.session.session_key)
    kept.update(expire_date=timezone.now())
    assert client.get("/").status_code == 302
    other = client_for("viewer")
    Session.objects.filter(session_key=other.session.session_key).delete()
    assert other.get("/").status_code == 302
