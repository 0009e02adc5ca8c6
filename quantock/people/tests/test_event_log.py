"""The event log: by person, project and date, as far as one may read it."""

from datetime import UTC, datetime

import pytest

from quantock.accounts.tests.factories import UserFactory
from quantock.audit import log
from quantock.audit.models import Event
from quantock.people.tests.factories import OrganisationFactory
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db


def happened(says, on=None, by=None, at=datetime(2026, 10, 5, 9, tzinfo=UTC)):
    log.record(
        "changed", on or OrganisationFactory(), by=by, says=says, changes=[log.change("x", "Name", "A", None)]
    )
    Event.objects.filter(says=says).update(at=at)


@pytest.fixture
def events():
    trust = OrganisationFactory(name="Mendip Trust")
    tom = UserFactory(name="Tom Ellis", email="tom@mendip.example")
    falls = ProjectFactory(title="Falls on Ash ward", lead_organisation=trust)
    Event.objects.all().delete()
    happened("Changed the title", on=falls, by=tom)
    happened("Renamed the trust", on=trust, at=datetime(2026, 9, 1, 9, tzinfo=UTC))
    happened("Something elsewhere")
    return trust, falls


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Something elsewhere", "Renamed the trust", "Changed the title"]),
        ("person=tom", ["Changed the title"]),
        ("project=falls", ["Changed the title"]),
        ("words=renamed", ["Renamed the trust"]),
        ("until=1/9/2026", ["Renamed the trust"]),
        ("since=2/9/2026", ["Something elsewhere", "Changed the title"]),
        ("since=2/9/2026&until=1/9/2026", ["Something elsewhere", "Changed the title"]),
        ("person=nobody", []),
    ],
)
def test_it_is_filtered(client_for, events, query, found):
    page = open_page(client_for("auditor"), f"/administration/events/?{query}")
    assert [row[1].split(" Name: was")[0] for row in page.rows()] == found


def test_it_tells_what_changed_and_leads_to_the_project(client_for, events):
    page = open_page(client_for("auditor"), "/administration/events/?project=falls")
    _, falls = events
    assert page.rows()[0][1] == "Changed the title Name: was A, is empty"
    assert page.links()[str(falls)] == f"/projects/{falls.number}/"


def test_an_auditor_of_one_organisation_reads_its_events_only(client_for, events):
    trust, _ = events
    page = open_page(client_for("auditor", on=trust), "/administration/events/")
    assert len(page.rows()) == 2


def test_it_goes_on_by_key_and_costs_the_same(client_for, cost, events):
    client = client_for("auditor")
    few = cost(lambda: client.get("/administration/events/"))
    _, falls = events
    log.write(log.event("changed", falls, by=None, says=f"Change {n}") for n in range(60))
    assert cost(lambda: client.get("/administration/events/")) == few
    page = open_page(client, "/administration/events/")
    assert len(page.rows()) == 50
    following = open_page(client, "/administration/events/" + page.links()["Next page"])
    assert len(following.rows()) == 13
    assert len(open_page(client, "/administration/events/?after=wrong").rows()) == 50
