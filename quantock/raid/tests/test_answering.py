"""A decision wanted: what is asked when it is added, and what is kept when it is answered."""

import pytest
from django.utils import timezone

from quantock.projects.tests.factories import ProjectFactory
from quantock.raid.models import Entry
from quantock.raid.tests.factories import EntryFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return ProjectFactory(track="full", visibility="system")


def at(project, rest=""):
    return f"/projects/{project.number}/log/{rest}"


def test_a_decision_is_added_with_its_options_and_who_decides(client_for, project):
    client = client_for("team", on=project)
    said = {"title": "One ward or six?", "options": "One: cheap. Six: safe.", "decider": "Board", "who": ""}
    open_page(client, at(project, "decisions/add/"), post={**said, "due_on": "27/3/2030"}, follow=True)
    assert Entry.objects.get().details == {"options": "One: cheap. Six: safe.", "decider": "Board"}


def test_a_dependency_is_added_with_its_direction(client_for, project):
    client = client_for("team", on=project)
    said = {"title": "The network", "direction": "get", "party": "The council", "who": "", "due_on": ""}
    open_page(client, at(project, "dependencies/add/"), post=said, follow=True)
    assert Entry.objects.get().details == {"direction": "get", "party": "The council"}


def test_whoever_answers_says_what_was_decided_by_whom_and_why(client_for, project):
    details = {"options": "One or six", "decider": "Board"}
    one = EntryFactory(project=project, kind="decision", title="One ward or six?", details=details)
    client = client_for("team", on=project)
    assert "Answer it" in open_page(client, at(project, f"{one.pk}/")).links()
    page = open_page(client, at(project, f"{one.pk}/close/"))
    assert "The options: One or six" in page
    assert page.context["form"]["decided_by"].value() == "Board"
    said = {"answer": "", "decided_by": "Board", "reason": "Safer", "state": "made"}
    page = open_page(client, at(project, f"{one.pk}/close/"), 422, post=said)
    assert "What was decided?" in page.errors()[0]
    page = open_page(client, at(project, f"{one.pk}/close/"), post={**said, "answer": "Six"}, follow=True)
    assert "Six" in page
    assert "Safer" in page
    one.refresh_from_db()
    today = timezone.localdate().isoformat()
    assert (one.state, one.closed_on.isoformat()) == ("made", today)
    assert one.details == details | {
        "answer": "Six",
        "decided_by": "Board",
        "reason": "Safer",
        "decided_on": today,
    }


def test_a_question_that_is_superseded_needs_no_answer(client_for, project):
    one = EntryFactory(project=project, kind="decision", title="One ward or six?")
    said = {"answer": "", "decided_by": "", "reason": "The ward closed", "state": "superseded"}
    open_page(client_for("team", on=project), at(project, f"{one.pk}/close/"), post=said, follow=True)
    one.refresh_from_db()
    assert one.state == "superseded"
    assert "decided_on" not in one.details
