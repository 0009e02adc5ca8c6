"""The short form that does a project's one next thing."""

from datetime import date, timedelta

import pytest
import time_machine

from quantock.access import Role
from quantock.projects import queries, services
from quantock.projects.models import Project, StatusUpdate
from quantock.projects.next_thing import Kind
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

TODAY = date(2026, 11, 2)
SETTLED = {"problem": "People fall", "aim": "Half as many falls"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


def project_with(on=TODAY, charter=SETTLED, people=("Priya Nair", "Tom Ellis"), **said):
    project = ProjectFactory(on=on, charter=charter, **said)
    for name in people:
        services.involve(project, role=Role.TEAM, name=name, by=None, on=on)
    return project


def address(project):
    return f"/projects/{project.number}/next/"


def kind_of(project):
    return queries.next_thing_of(project, on=TODAY).kind


def test_it_works_and_leads_home_when_it_came_from_there(client_for):
    project = project_with(people=())
    lead = client_for("lead", on=project)
    assert "Say who leads it, and who takes part" in open_page(lead, address(project))
    said = {"kind": "people", "role": "lead", "who": "Priya Nair", "back": "home"}
    answer = lead.post(address(project), said)
    assert answer.headers["Location"] == "/"
    assert [str(part.name) for part in queries.people_of(project)] == ["Priya Nair"]


def test_an_idea_gets_its_problem_and_is_then_decided(client_for):
    project = project_with(state="idea", charter={}, people=())
    lead = client_for("lead", on=project)
    open_page(lead, address(project), post={"kind": "problem", "problem": "Cold homes"}, follow=True)
    assert queries.charter_of(project).problem == "Cold homes"
    assert kind_of(project) is Kind.BEGIN
    refused = open_page(lead, address(project), 422, post={"kind": "begin", "decision": "stop"})
    assert "say why it is not done" in refused.errors()[0].casefold()
    open_page(lead, address(project), post={"kind": "begin", "decision": "begin"}, follow=True)
    assert Project.objects.get().state == "active"


def test_an_idea_that_is_not_done_keeps_why(client_for):
    project = project_with(state="idea")
    said = {"kind": "begin", "decision": "stop", "reason": "The council does it"}
    page = open_page(client_for("lead", on=project), address(project), post=said, follow=True)
    assert "The council does it" in page
    assert Project.objects.get().state == "stopped"


def test_the_aim_is_written_and_keeps_a_day_said_before(client_for):
    project = project_with(charter={"problem": "Falls", "aim_by": date(2027, 3, 31)})
    lead = client_for("lead", on=project)
    open_page(lead, address(project), post={"kind": "aim", "aim": "Half", "aim_by": ""}, follow=True)
    charter = queries.charter_of(project)
    assert (charter.aim, charter.aim_by) == ("Half", date(2027, 3, 31))


def test_an_update_in_a_sentence_is_published_as_of_today_and_carries_the_rest(client_for):
    project = project_with(on=date(2026, 8, 1))
    first = services.open_update(project, by=None, on=date(2026, 8, 2))
    said = {"course": "on course", "done": "Alarms ordered", "next": "Fit them"}
    services.publish_update(services.save_update(first, said, by=None), by=None)
    services.open_update(project, by=None, on=date(2026, 9, 1))
    team = client_for("team", on=project)
    sent = {"kind": "update", "course": "help wanted", "done": "Alarms fitted"}
    open_page(team, address(project), post=sent, follow=True)
    update = StatusUpdate.objects.get(stage="published")
    assert (update.course, update.done, update.next) == ("help wanted", "Alarms fitted", "Fit them")
    assert (update.as_at, update.carried) == (TODAY, ["next"])
    assert Project.objects.get().last_update_on == TODAY


def test_the_update_of_a_large_project_is_its_full_report(client_for):
    project = project_with(on=date(2026, 8, 1), track="full")
    page = open_page(client_for("lead", on=project), address(project))
    assert "It opens filled with what was last said" in page


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"became": "reached", "day": "3/11/2026"}, "It cannot have been reached in the future"),
        ({"became": "later", "day": "1/11/2026"}, "This day has passed too"),
        ({"became": "later", "day": "the day after"}, "Enter a date with day, month and year"),
        ({"became": "", "day": "1/11/2026"}, "What became of it?"),
    ],
)
def test_what_became_of_a_milestone_is_checked(client_for, said, wrong):
    project = project_with(on=date(2026, 10, 20))
    rows = [{"name": "Alarms", "forecast": date(2026, 10, 25)}]
    services.add_milestones(project, rows, by=None, on=date(2026, 10, 20))
    page = open_page(
        client_for("lead", on=project), address(project), 422, post={"kind": "milestone", **said}
    )
    assert any(wrong in error for error in page.errors()), page.errors()


@pytest.mark.parametrize(
    ("said", "actual", "forecast"),
    [
        ({"became": "reached", "day": "1/11/2026"}, date(2026, 11, 1), date(2026, 10, 25)),
        ({"became": "later", "day": "1/12/2026"}, None, date(2026, 12, 1)),
    ],
)
def test_what_became_of_a_milestone_is_kept(client_for, said, actual, forecast):
    project = project_with(on=date(2026, 10, 20))
    rows = [{"name": "Alarms", "forecast": date(2026, 10, 25)}]
    services.add_milestones(project, rows, by=None, on=date(2026, 10, 20))
    lead = client_for("lead", on=project)
    open_page(lead, address(project), post={"kind": "milestone", **said}, follow=True)
    milestone = project.milestones.get()
    assert (milestone.actual, milestone.forecast) == (actual, forecast)


def test_whoever_is_late_is_told_and_keeps_what_was_typed(client_for):
    project = project_with()
    sent = {"kind": "aim", "aim": "Typed while another wrote it"}
    page = open_page(client_for("lead", on=project), address(project), 409, post=sent)
    assert "Somebody else has done that meanwhile" in page
    assert "Typed while another wrote it" in page
    assert queries.charter_of(project).aim == "Half as many falls"


def test_the_work_of_the_step_leads_on_to_the_next_and_from_the_last_to_the_end(client_for):
    project = project_with()
    lead = client_for("lead", on=project)
    page = open_page(lead, address(project))
    assert "Bring the right people together" in page
    assert "Move on to Problem" in page
    last = queries.steps_of(project)[-1]
    services.move_to_step(project, last, by=None, on=TODAY)
    assert "Close the project" in open_page(lead, address(project))


def test_a_submitted_update_is_read_and_published_by_who_may(client_for):
    project = project_with(track="full")
    services.submit_update(services.open_update(project, by=None, on=TODAY), by=None)
    assert "Somebody with another part" in open_page(client_for("lead", on=project), address(project))
    assert "Read and publish" in open_page(client_for("sponsor", on=project), address(project))


def test_a_project_that_has_ended_has_nothing_next(client_for):
    project = project_with(on=TODAY - timedelta(days=90))
    services.end(
        project, state="completed", reason="Done", outcome="met", sentence="It held", by=None, on=TODAY
    )
    lead = client_for("lead", on=project)
    assert "Nothing waits to be done here: this project is completed" in open_page(lead, address(project))
    assert "Somebody else has done that" in open_page(lead, address(project), 409, post={"kind": "aim"})


def test_an_nhs_number_is_refused(client_for):
    project = project_with(charter={"problem": "Falls"})
    sent = {"kind": "aim", "aim": "Fewer falls for 943 476 5919"}
    page = open_page(client_for("lead", on=project), address(project), 422, post=sent)
    assert "NHS number" in page.errors()[0]
    assert queries.charter_of(project).aim == ""
