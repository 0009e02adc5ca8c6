"""The plan on a project's overview, read with the project."""

from datetime import date

import pytest
import time_machine

from quantock.benefits.tests.factories import BenefitFactory
from quantock.measures.tests.factories import MeasureFactory
from quantock.plans.overview import with_plan
from quantock.plans.queries import plainly, rows_of
from quantock.plans.rules import judge
from quantock.plans.tests.factories import TaskFactory
from quantock.projects import services
from quantock.projects.models import Project
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid.tests.factories import EntryFactory
from tests.pages import open_page

TODAY = date(2026, 11, 27)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-27 09:00+00:00", tick=False):
        yield


@pytest.fixture
def project():
    return ProjectFactory(title="Bed alarms", track="full", state="active", visibility="system")


def plan(project):
    """Two phases; four tasks, one done and two late."""
    rows = [
        ("Get ready", 1, None, None, 0),
        ("Choose | buy", 2, date(2026, 10, 1), date(2026, 10, 31), 100),
        ("Train", 2, date(2026, 11, 2), date(2026, 12, 18), 0),
        ("Do it", 1, None, None, 0),
        ("Fit | test them", 2, date(2026, 12, 1), date(2026, 12, 11), 0),
        ("Clean", 2, None, date(2026, 11, 20), 50),
    ]
    for place, (name, level, start, finish, percent) in enumerate(rows, start=1):
        done = {"done_on": finish} if percent == 100 else {}
        TaskFactory(
            project=project,
            name=name,
            place=place,
            level=level,
            start=start,
            finish=finish,
            percent=percent,
            **done,
        )


def test_it_says_how_the_plan_stands_and_what_comes_next(client_for, project):
    plan(project)
    TaskFactory(project=ProjectFactory(), name="Of another", finish=date(2026, 11, 28))
    page = open_page(client_for("auditor"), f"/projects/{project.number}/")
    assert "1 of 4 tasks done, 2 late. It ends on 18 December 2026." in page
    assert page.links()["Fit | test them"].startswith(f"/projects/{project.number}/plan/tasks/")
    assert "11 December 2026" in page


def test_it_counts_as_the_plan_itself_does(project):
    plan(project)
    [row] = with_plan(Project.objects.filter(pk=project.pk), TODAY)
    rows = [plainly(each) for each in rows_of(project)]
    tasks = [each for each in judge(rows, on=TODAY) if not each.is_phase]
    done, late = sum(each.is_done for each in tasks), sum(each.is_late for each in tasks)
    assert row.plan_told == f"{len(tasks)}|{done}|{late}|2026-12-18"


def test_without_a_plan_the_actions_are_the_plan_and_a_quick_project_says_nothing(client_for, project):
    client = client_for("auditor")
    assert "the actions and milestones are the plan" in open_page(client, f"/projects/{project.number}/")
    quick = ProjectFactory(track="quick", visibility="system")
    assert "are the plan" not in open_page(client, f"/projects/{quick.number}/")


def test_the_overview_costs_the_same_for_a_long_plan(client_for, cost, project):
    client = client_for("auditor")
    TaskFactory(project=project)
    few = cost(lambda: client.get(f"/projects/{project.number}/"))
    TaskFactory.create_batch(30, project=project)
    assert cost(lambda: client.get(f"/projects/{project.number}/")) == few <= 12


def test_the_overview_of_a_programme_on_the_full_track_makes_no_more_than_twelve_queries(
    client_for, cost, project
):
    services.place_in_programme(ProjectFactory(), project, by=None)
    services.rate(project, rater="sponsor", confidence="amber", by=None, on=TODAY)
    plan(project)
    MeasureFactory(project=project)
    BenefitFactory(project=project)
    EntryFactory(project=project, kind="risk")
    for client in (client_for("pmo", on=project.lead_organisation), client_for("lead", on=project)):
        assert cost(lambda client=client: client.get(f"/projects/{project.number}/")) <= 12
