"""Projects I coach: why one is stuck, who asked for help, and recording a contact."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from quantock.accounts.tests.factories import grant
from quantock.desk.coaching import stuck_because, waits_for_help
from quantock.measures.tests.factories import MeasureFactory
from quantock.people.tests.factories import OrganisationFactory
from quantock.projects import services
from quantock.projects.models import Notice
from quantock.projects.tests.factories import NoticeFactory, ProjectFactory
from tests.pages import open_page

TODAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
CALM = {
    "state": "active",
    "step": "Measures",
    "step_days": 90,
    "heard_on": date(2026, 9, 18),
    "reporting_days": 30,
}


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, []),
        ({"step_days": 91}, ["91 days in step “Measures”"]),
        ({"heard_on": date(2026, 9, 17)}, ["no update for 46 days, where one was planned every 30"]),
        (
            {"step_days": 200, "heard_on": date(2026, 1, 1)},
            ["200 days in step “Measures”", "no update for 305 days, where one was planned every 30"],
        ),
        ({"step": "", "step_days": 200}, []),
        ({"state": "paused", "step_days": 200}, []),
        ({"state": "idea", "step_days": 200}, []),
    ],
)
def test_why_one_is_stuck(changed, why):
    assert stuck_because(**{**CALM, **changed}, on=TODAY) == why


@pytest.mark.parametrize(
    ("course", "asked", "contact", "waits"),
    [
        ("help wanted", None, NOW, True),
        ("on course", None, None, False),
        ("", NOW, None, True),
        ("", NOW, datetime(2026, 11, 1, tzinfo=UTC), True),
        ("", NOW, datetime(2026, 11, 3, tzinfo=UTC), False),
    ],
)
def test_whether_its_team_waits_for_help(course, asked, contact, waits):
    assert waits_for_help(course, asked, contact) is waits


@pytest.fixture
def ruth(client_for):
    """The coach of a calm project, a stuck one and one that asked for help; of another's she is not."""
    with time_machine.travel(NOW, tick=False):
        calm, stuck, asking = (
            ProjectFactory(title=title, on=on)
            for title, on in (("Calm", TODAY), ("Stuck", date(2026, 4, 1)), ("Asking", TODAY))
        )
        ProjectFactory(title="Another's", visibility="system")
        client = client_for("coach", on=calm)
        for project in (stuck, asking):
            grant(client.user, "coach", on=project)
        MeasureFactory(project=stuck, values=("3", "4"))
        NoticeFactory(user=client.user, project=asking, kind=Notice.Kind.HELP)
        yield client


def titles(page):
    return [row[0].split(" P-")[0] for row in page.rows()]


def test_it_works_and_says_who_needs_the_coach_first(ruth):
    page = open_page(ruth, "/coaching/")
    assert "3 projects: 1 stuck, 1 asked for help." in page
    assert titles(page) == ["Asking", "Stuck", "Calm"]
    assert "215 days in step “People”; no update for 215 days, where one was planned every 30" in page
    assert "Another's" not in page
    assert [row[2] for row in page.rows()] == ["None yet", "May 2024", "None yet"]


@pytest.mark.parametrize(
    ("show", "found"),
    [("stuck", ["Stuck"]), ("help", ["Asking"]), ("nonsense", ["Asking", "Stuck", "Calm"])],
)
def test_only_the_stuck_or_those_who_asked(ruth, show, found):
    assert titles(open_page(ruth, f"/coaching/?show={show}")) == found


def test_a_contact_is_recorded_in_one_short_form_and_answers_the_call(ruth):
    open_page(ruth, "/coaching/?show=help")
    number = next(
        row for row in open_page(ruth, "/coaching/").context["every"] if row.wants_help
    ).project.number
    with time_machine.travel(datetime(2026, 11, 2, 13, tzinfo=UTC), tick=False):
        sent = {"on": "2/11/2026", "how": "called", "text": "They have a second person now"}
        page = open_page(
            ruth, f"/projects/{number}/discussion/contact/?back=coaching", post=sent, follow=True
        )
    assert "0 asked for help" in page
    assert "They have a second person now" in page
    assert "Only coaches read it" in page


def test_the_export_is_what_is_shown_without_notes(ruth):
    number = open_page(ruth, "/coaching/").context["every"][0].project.number
    sent = {"on": "2/11/2026", "how": "met", "text": "Between us"}
    open_page(ruth, f"/projects/{number}/discussion/contact/", post=sent, follow=True)
    answer = ruth.get("/coaching/export/?show=stuck&file=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert len(text.splitlines()) == 2
    assert "Between us" not in b"".join(ruth.get("/coaching/export/").streaming_content).decode("utf-8-sig")


def test_a_coach_of_no_project_yet_is_told_what_comes_here(client_for):
    page = open_page(client_for("coach", on=OrganisationFactory()), "/coaching/")
    assert "Here stand the projects you coach" in page


def test_none_is_stuck_is_said(client_for):
    with time_machine.travel(NOW, tick=False):
        page = open_page(client_for("coach", on=ProjectFactory(on=TODAY)), "/coaching/?show=stuck")
    assert "None of your projects is stuck" in page


def test_a_caseload_costs_the_same_for_3_and_for_30(client_for, cost):
    client = client_for("coach", on=ProjectFactory())
    few = cost(lambda: client.get("/coaching/"))
    for project in ProjectFactory.create_batch(29):
        grant(client.user, "coach", on=project)
        services.note_contact(project, how="met", text="x", for_team=False, by=client.user, on=TODAY)
    assert cost(lambda: client.get("/coaching/")) == few
