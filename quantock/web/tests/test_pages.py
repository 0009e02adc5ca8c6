"""Pages of no noun: help and statements, glossary, outbox, parts of our pages, errors."""

import pytest
from django.core.mail import EmailMessage, send_mail
from django.test import Client, RequestFactory

from quantock.access import Role
from quantock.people.tests.factories import OrganisationFactory
from quantock.projects.tests.factories import ProjectFactory
from quantock.web import errors, mail
from quantock.web.glossary import TERMS, define
from quantock.web.services import drop_word, set_word
from tests.pages import open_page

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/help/", "/accessibility/", "/privacy/", "/glossary/"])
def test_it_works_without_signing_in(client, address):
    page = open_page(client, address)
    assert page.document.first("nav") is None
    assert "Sign in" in page.markup


def test_the_glossary_knows_other_words(client):
    for theirs, ours in (
        ("sro", "Sponsor"),
        ("workstream", "Project"),
        ("PID", "Charter"),
        ("cip", "Efficiency scheme"),
        ("full-year effect", "Full-year effect"),
        ("business partner", "Finance partner"),
    ):
        assert ours in open_page(client, f"/glossary/?q={theirs}"), theirs
    assert "No word here is called" in open_page(client, "/glossary/?q=zzz")


def test_no_word_is_there_twice_nor_answers_to_another():
    words = [term.word.casefold() for term in TERMS]
    assert len(set(words)) == len(words)
    assert not {also.casefold() for term in TERMS for also in term.also} & set(words)
    assert define("sro") == define("Sponsor") != ""
    assert define("nonsense") == ""


def test_an_organisation_sees_its_own_words_and_no_other_does(client_for):
    trust = OrganisationFactory()
    member, stranger = client_for("viewer", on=trust), client_for("viewer", on=OrganisationFactory())
    word = set_word(organisation_id=trust.pk, word="Huddle", means="A short meeting", by=member.user)
    set_word(organisation_id=trust.pk, word="huddle", means="Ten minutes, standing", by=member.user)
    page = open_page(member, "/glossary/?q=hudd")
    assert "Ten minutes, standing" in page
    assert "A short meeting" not in page
    assert "Huddle" not in open_page(stranger, "/glossary/")
    set_word(organisation_id=0, word="Front door", means="Where patients come in", by=member.user)
    assert "Front door" in open_page(stranger, "/glossary/")
    drop_word(word=word, by=member.user)
    assert "Huddle" not in open_page(member, "/glossary/")


def test_the_outbox_is_for_development_only(client, settings):
    open_page(client, "/mail/", 404)
    settings.DEMONSTRATION = True
    settings.EMAIL_BACKEND = "quantock.web.mail.Outbox"
    send_mail("Join us", "Press https://example.org/join/ <b>now</b>", None, ["priya@trust.example"])
    page = open_page(client, "/mail/")
    assert page.links()["https://example.org/join/"] == "https://example.org/join/"
    assert "<b>now" not in page.markup
    assert "priya@trust.example" in page


def test_links_of_the_outbox_lead_to_where_it_is_read(client, settings):
    settings.DEMONSTRATION = True
    settings.SITE_URL = "http://localhost:8000"
    settings.EMAIL_BACKEND = "quantock.web.mail.Outbox"
    send_mail("Join us", "Press http://localhost:8000/join/", None, ["priya@trust.example"])
    assert "http://testserver/join/" in open_page(client, "/mail/").links()


def test_the_outbox_keeps_the_last_two_hundred(tmp_path, settings):
    settings.DATA_DIR = tmp_path
    messages = [EmailMessage(f"Message {number}", "", to=["a@b.example"]) for number in range(mail.KEPT + 3)]
    assert mail.Outbox().send_messages(messages) == mail.KEPT + 3
    subjects = [each.subject for each in mail.kept()]
    assert len(subjects) == mail.KEPT
    assert subjects[0] == f"Message {mail.KEPT + 2}"
    assert not list(tmp_path.glob("**/*.part"))


def test_it_is_well(client):
    assert client.get("/health/").content == b"well\n"


def test_every_part_is_shown(client_for):
    page = open_page(client_for(), "/components/")
    assert not page.errors()
    refused = open_page(client_for(), "/components/?refused=yes")
    assert "Enter title" in refused.errors()
    assert 'Answer "How big is it?"' in refused.errors()
    ids = {element.get("id") for element in refused.document.every()}
    summary = next(e for e in refused.document.every() if "nhsuk-error-summary" in e.get("class").split())
    leads_to = {link.get("href") for link in summary.every("a")}
    assert len(leads_to) >= 8
    assert {each.removeprefix("#") for each in leads_to} <= ids


def test_a_menu_shows_only_what_is_for_the_person(client_for):
    assert "Components" not in open_page(client_for("viewer"), "/help/").markup
    assert "Components" in open_page(client_for(Role.ADMIN), "/help/").markup


def test_the_present_place_is_marked(client_for):
    client = client_for("viewer")
    for address, word in (("/", "Home"), ("/projects/", "Projects")):
        header = open_page(client, address).document.first("header")
        current = [link.text for link in header.every("a") if link.get("aria-current") == "page"]
        assert current == [word]


def test_a_page_that_is_not_there(client):
    page = open_page(client, "/nowhere/", 404)
    assert "Nothing was changed" in page


def test_what_only_a_button_sends_to_says_so_when_it_is_opened_and_leads_back(client_for):
    project = ProjectFactory()
    client = client_for("lead", on=project)
    at = f"/projects/{project.number}/"
    for address, back in (
        (f"{at}updates/submit/", f"{at}updates/"),
        (f"{at}follow/", at),
        ("/notices/174/open/", "/notices/"),
        ("/begin/", "/"),
    ):
        page = open_page(client, address, 405)
        assert "Nothing was changed" in page
        assert list(page.links().values()) == [back]
        assert page.response.headers["Allow"] == "POST"
        assert client.head(address).status_code == 405
    assert client.get(back).status_code == 200


@pytest.mark.parametrize("address", ["/", "/nowhere/", "/begin/"])
@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_a_method_of_no_page_of_ours_is_refused_in_words(client_for, address, method):
    answer = getattr(client_for(), method)(address)
    assert answer.status_code == 405
    assert b"Nothing was changed" in answer.content


@pytest.mark.parametrize("address", ["/accounts/logout/", "/idea/"])
def test_a_form_that_is_too_old_says_what_to_do(client_for, address):
    signed_in = client_for()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = signed_in.cookies
    answer = strict.post(address)
    assert answer.status_code == 403
    assert b"copy what you typed" in answer.content


def test_what_cannot_be_understood_is_explained(client_for):
    client = client_for()
    client.raise_request_exception = False
    answer = client.get("/help/", HTTP_HOST="somewhere.example")
    assert answer.status_code == 400


def test_a_failure_asks_nothing_of_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = errors.failed(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert b"Something went wrong" in answer.content


def test_what_was_typed_into_a_form_that_leads_nowhere_is_shown_to_be_copied(client_for):
    project = ProjectFactory()
    client = client_for("lead", on=project)
    at = f"/projects/{project.number}/milestones/999/change/"
    sent = {"name": "Two words\nand a line", "key": "174", "old_password": "not to be shown", "seen": "x:y:z"}
    page = open_page(client, at, 404, post=sent)
    for words in ("Two words", "and a line", "What you typed", "It was not saved."):
        assert words in page
    assert "not to be shown" not in page
    assert "x:y:z" not in page
    assert "What you typed" not in open_page(client, f"{at}?name=Two words", 404)
