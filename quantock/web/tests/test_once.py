"""A form sent twice is done once, and whoever sent it is led where the first led."""

import re
import threading

import pytest
from django.core.cache import cache
from django.db import IntegrityError, OperationalError, connection
from django.test import Client

from quantock.accounts.tests.factories import UserFactory, grant
from quantock.audit.models import Event
from quantock.people.tests.factories import OrganisationFactory
from quantock.portfolios.models import Portfolio
from quantock.projects.models import Comment
from quantock.projects.tests.factories import ProjectFactory
from quantock.web import once
from tests.pages import Page, open_page

pytestmark = pytest.mark.django_db


def token_on(client, address):
    """The token of the forms on a page."""
    page = client.get(address).content.decode()
    return re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)


@pytest.fixture
def discussion(client_for):
    project = ProjectFactory()
    client = client_for("admin")
    address = f"/projects/{project.number}/discussion/"
    return client, address, {"csrfmiddlewaretoken": token_on(client, address), "text": "The alarms have come"}


def test_a_form_that_is_pressed_twice_is_done_once(discussion):
    client, address, sent = discussion
    first, second = client.post(address, sent), client.post(address, sent)
    assert (first.status_code, second.status_code) == (302, 302)
    assert second["Location"] == first["Location"]
    assert Comment.objects.count() == 1
    assert "This form was sent twice. It counted once." in open_page(client, address).document.text


def test_the_same_words_on_a_page_opened_anew_are_meant(discussion):
    client, address, sent = discussion
    client.post(address, sent)
    client.post(address, {**sent, "csrfmiddlewaretoken": token_on(client, address)})
    client.post(address, {**sent, "text": "They work"})
    assert Comment.objects.count() == 3


def test_what_was_refused_may_be_sent_again(discussion):
    client, address, sent = discussion
    for _ in range(2):
        assert client.post(address, {**sent, "text": ""}).status_code == 422
    assert Comment.objects.count() == 0


def test_nobody_is_led_where_somebody_else_was(discussion, client_for):
    client, address, sent = discussion
    client.post(address, sent)
    other = client_for("admin")
    other.post(address, sent)
    assert Comment.objects.count() == 2


def test_one_that_has_not_ended_yet_is_said(discussion, monkeypatch):
    client, address, sent = discussion
    monkeypatch.setattr(once, "PATIENCE", 0)
    monkeypatch.setattr(once.cache, "add", lambda *_: False)
    monkeypatch.setattr(once.cache, "get", lambda _: once.RUNNING)
    answer = client.post(address, sent)
    assert answer.status_code == 409
    assert Page(answer).heading == "This is being done already"


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="a database in memory is not shared by threads")
def test_two_presses_at_the_same_moment_are_done_once():
    cache.clear()
    project, user = ProjectFactory(), UserFactory()
    grant(user, "admin", on=None)
    address = f"/projects/{project.number}/discussion/"
    clients = [Client(), Client(), Client()]
    for client in clients:
        client.force_login(user)
    sent = {"csrfmiddlewaretoken": token_on(clients[0], address), "text": "The alarms have come"}
    together = threading.Barrier(len(clients))
    answers = []

    def press(client):
        together.wait()
        answers.append(client.post(address, sent)["Location"])
        connection.close()

    threads = [threading.Thread(target=press, args=[client]) for client in clients]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1
    assert Comment.objects.count() == 1


def test_who_was_not_quicker_is_told_and_keeps_the_words(client_for):
    trust = OrganisationFactory()
    client = client_for("admin")
    sent = {"name": "Flow board", "organisation": trust.pk, "purpose": "Looks at beds each month"}

    def quicker(execute, sql, *rest):
        """Somebody else keeps one of this name after the form was looked at and before it is kept."""
        if "INSERT INTO" in sql and Portfolio._meta.db_table in sql:
            execute(sql, *rest)
        return execute(sql, *rest)

    with connection.execute_wrapper(quicker):
        answer = client.post("/administration/portfolios/add/", sent)
    assert answer.status_code == 409
    page = Page(answer)
    assert page.heading == "Somebody else was quicker"
    assert "Looks at beds each month" in page
    assert not Portfolio.objects.exists()
    assert not Event.objects.filter(verb="added").exists()


def test_a_fault_of_ours_stays_one():
    for fault in (
        IntegrityError("NOT NULL constraint failed: x.y"),
        OperationalError("no such table"),
        ValueError(),
    ):
        assert not once.met(fault)
    assert once.met(OperationalError("database is locked"))
