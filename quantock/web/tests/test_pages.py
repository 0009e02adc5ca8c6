"""Pages of no noun."""

import pytest

from quantock.web import mail
from tests.pages import open_page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/help/", "/accessibility/", "/privacy/", "/glossary/"])
def test_it_works_without_signing_in(client, address):
    open_page(client, address)


def test_the_glossary_knows_other_words(client):
    assert "Sponsor" in open_page(client, "/glossary/?q=sro")
    assert "No term here is called" in open_page(client, "/glossary/?q=zzz")


def test_the_outbox_is_for_development_only(client, settings):
    open_page(client, "/mail/", 404)
    settings.DEBUG = True
    settings.EMAIL_BACKEND = "quantock.web.mail.Outbox"
    from django.core.mail import send_mail

    send_mail("Join us", "Press the button", None, ["priya@trust.example"])
    assert "Join us" in mail.kept()[0]
    assert "Press the button" in open_page(client, "/mail/")


def test_it_is_well(client):
    assert client.get("/health/").content == b"well\n"
