"""An owner who has left: forms say so and save nothing, a paste points it out."""

import pytest
from django.utils import timezone

from quantock.people.tests.factories import PersonFactory
from quantock.projects.models import Involvement
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import services
from quantock.raid.models import Entry
from quantock.raid.tests.factories import EntryFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    made = ProjectFactory(track="full")
    gone = PersonFactory(name="Ivo Marsh", email="ivo@combe.example", left_at=timezone.now())
    Involvement.objects.create(project=made, person=gone, role="team")
    return made


@pytest.mark.parametrize("who", ["Ivo Marsh", "ivo@combe.example"])
def test_forms_refuse_one_who_has_left_and_keep_what_was_typed(client_for, project, who):
    client, log = client_for("lead", on=project), f"/projects/{project.number}/log/"
    page = open_page(client, f"{log}actions/add/", 422, post={"title": "Order alarms", "who": who})
    assert "Ivo Marsh has left. Name somebody who owns it now." in " ".join(page.errors())
    assert not Entry.objects.exists()
    one = EntryFactory(project=project, title="Order alarms")
    said = {"title": "Order alarms", "state": "open", "who": who, "due_on": ""}
    page = open_page(client, f"{log}{one.pk}/change/", 422, post=said)
    assert "Ivo Marsh has left" in " ".join(page.errors())
    risk = EntryFactory(project=project, kind="risk", at=(3, 3))
    said = {"title": "Train", "who": who, "less_likely": "1", "less_bad": "0"}
    page = open_page(client, f"{log}{risk.pk}/what-is-done/", 422, post=said)
    assert "Ivo Marsh has left" in " ".join(page.errors())


def test_one_of_the_same_name_who_is_here_is_meant(client_for, project):
    here = PersonFactory(name="Ivo Marsh")
    Involvement.objects.create(project=project, person=here, role="team")
    client = client_for("lead", on=project)
    said = {"title": "Order alarms", "who": "Ivo Marsh"}
    open_page(client, f"/projects/{project.number}/log/actions/add/", post=said, follow=True)
    assert Entry.objects.get().owner == here


def test_a_name_as_it_was_stays_and_a_paste_points_it_out(client_for, project):
    client, log = client_for("lead", on=project), f"/projects/{project.number}/log/"
    one = EntryFactory(project=project, title="Order alarms", owner_text="Ivo Marsh")
    said = {"title": "Order the alarms", "state": "open", "who": "Ivo Marsh", "due_on": ""}
    open_page(client, f"{log}{one.pk}/change/", post=said, follow=True)
    page = open_page(client, f"{log}actions/paste/", post={"text": "What\tWho\nOrder alarms\tIvo Marsh"})
    assert "Ivo Marsh has left" in page


def test_pages_say_that_an_owner_has_left(client_for, project):
    gone = project.involvements.get().person
    one = EntryFactory(project=project, title="Order alarms", owner=gone)
    client, log = client_for("lead", on=project), f"/projects/{project.number}/log/"
    assert "Ivo Marsh owns it, and has left: name somebody else" in open_page(client, f"{log}{one.pk}/")
    assert "Ivo Marsh has left" in open_page(client, f"{log}actions/").rows()[0][1]
    assert "Ivo Marsh has left" in open_page(client, "/log/actions/").rows()[0][1]
    assert "Ivo Marsh, who has left" in open_page(client, f"/projects/{project.number}/")
    services.close(one, "done", by=None, on=timezone.localdate())
    page = open_page(client, f"{log}{one.pk}/")
    assert "Ivo Marsh owned it." in page
    assert "has left" not in page.text
