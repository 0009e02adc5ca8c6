"""Several entries at once, pasted."""

from datetime import date

import pytest
from django.utils import timezone

from quantock.access import Role
from quantock.people.tests.factories import PersonFactory
from quantock.projects.services import involve
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid.models import Entry
from tests.pages import open_page

pytestmark = pytest.mark.django_db
TEXT = (
    "Action\tOwner\tDue\tRAG\nRing the maker\tAnn Lee\t15/1/2027\tGreen\nFit the alarms\tBo\tafter Easter\t\n"
)


@pytest.fixture
def project():
    return ProjectFactory(track="full", visibility="system")


@pytest.fixture
def team(client_for, project):
    return client_for("team", on=project)


def at(project, tab="actions"):
    return f"/projects/{project.number}/log/{tab}/paste/"


def test_it_works(team, project):
    ann = PersonFactory(name="Ann Lee")
    involve(project, role=Role.TEAM, person=ann, by=None, on=date(2026, 5, 1))
    open_page(team, at(project))
    page = open_page(team, at(project), post={"text": TEXT})
    assert "2 actions understood. Nothing is added yet" in page
    assert "“after Easter” is no date" in page
    assert not Entry.objects.exists()
    assert team.post(at(project), {"text": TEXT, "sure": "yes"}).status_code == 302
    ring, fit = Entry.objects.order_by("number")
    assert (ring.title, ring.owner, ring.due_on) == ("Ring the maker", ann, date(2027, 1, 15))
    assert (fit.owner_text, fit.due_on) == ("Bo", None)
    assert fit.details["notes"] == "Due: after Easter"


def test_who_has_left_owns_nothing_new_and_stays_as_a_name(team, project):
    gone = PersonFactory(name="Ann Lee", left_at=timezone.now())
    involve(project, role=Role.TEAM, person=gone, by=None, on=date(2026, 5, 1))
    team.post(at(project), {"text": TEXT, "sure": "yes"})
    ring, _ = Entry.objects.order_by("number")
    assert (ring.owner, ring.owner_text) == (None, "Ann Lee")


def test_what_an_entry_has_no_place_for_is_said_in_its_note(team, project):
    text = "Risk\tStart\tDue\t% complete\nThey come late\t4/1/2027\t15/1/2027\t40%"
    team.post(at(project, "risks"), {"text": text, "sure": "yes"})
    risk = Entry.objects.get()
    assert risk.due_on is None
    assert risk.details["notes"] == "Starts: 4 January 2027\nBy when: 15 January 2027\nDone: 40%"


def test_a_list_of_risks(team, project):
    text = "They come late\nNobody hears them, or too few do"
    team.post(at(project, "risks"), {"text": text, "sure": "yes"})
    assert [each.title for each in Entry.objects.order_by("number")] == text.splitlines()


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "Enter what is to be added"),
        ("Ring 943 476 5919", "NHS number"),
        ("\n".join(f"Action number {each}" for each in range(10_000)), "10,000 rows; at most 500 actions"),
    ],
)
def test_what_is_refused(team, project, text, error):
    page = open_page(team, at(project), 422, post={"text": text, "sure": "yes"})
    assert error in " ".join(page.errors())
    assert not Entry.objects.exists()


def test_other_registers_have_a_form_of_their_own(team, project):
    assert team.get(at(project, "lessons")).status_code == 404


def test_it_costs_the_same_however_many_are_looked_at(team, project, cost):
    few = cost(lambda: team.post(at(project), {"text": "One\nTwo"}))
    many = "\n".join(f"Action number {each}" for each in range(60))
    assert cost(lambda: team.post(at(project), {"text": many})) == few


def test_risks_are_pasted_with_their_scores_and_what_is_off_the_matrix_is_told_and_kept(team, project):
    ann = PersonFactory(name="Ann Lee")
    involve(project, role=Role.TEAM, person=ann, by=None, on=date(2026, 5, 1))
    text = (
        "Risk\tCause\tLikelihood\tImpact\tOwner\tBudget\n"
        "They come late\tOne maker\t4\t3\tAnn Lee\t£4\nToo likely\t\t7\t2\tBo\t\n"
    )
    page = open_page(team, at(project, "risks"), post={"text": text})
    assert "2 risks understood" in page
    assert "the likelihood “7” is not on the scale of 1 to 5" in page
    assert [row[-1].split()[-1] for row in page.rows()] == ["12", "None"]
    team.post(at(project, "risks"), {"text": text, "sure": "yes"})
    late, likely = Entry.objects.order_by("number")
    assert (late.title, late.owner, late.score, late.likelihood) == ("They come late", ann, 12, 4)
    assert late.details == {"cause": "One maker", "notes": "Budget: £4"}
    assert late.due_on > timezone.localdate()
    assert (likely.score, likely.owner_text) == (None, "Bo")
    assert likely.details["notes"] == "Likelihood now: 7\nImpact now: 2"


def test_more_risks_than_are_added_at_once_are_refused(team, project):
    text = "Risk\tLikelihood\tImpact\n" + "Late\t3\t3\n" * 501
    page = open_page(team, at(project, "risks"), 422, post={"text": text})
    assert "These are 501 rows; at most 500 risks are added at once" in page.errors()[0]
