"""Is it working? What measures show on the dashboard and in the board's report, for whom, and the list behind each number."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from quantock.measures.tests.factories import FALLS, MeasureFactory
from quantock.projects.counting import keep_counted
from quantock.projects.models import Step
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

STEADY = ("6.1", "6.9", "5.8", "6.4") * 7


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(date(2026, 7, 10), tick=False):
        yield


@pytest.fixture
def client(client_for):
    return client_for("auditor")


def serving(*aims, **said):
    project = ProjectFactory(**said)
    project.quadruple_aim = list(aims)
    project.save(update_fields=["quadruple_aim"])
    return project


def at_measures(*aims, **said):
    """A project that has come to the step that asks for data."""
    project = serving(*aims, **said)
    project.step = Step.objects.get(model=project.life_cycle, number=4)
    project.save(update_fields=["step"])
    keep_counted([project])
    return project


@pytest.fixture
def some(db):
    MeasureFactory(name="Falls", values=FALLS, project=serving("experience", "value"))
    MeasureFactory(name="Waits", values=FALLS, direction="up", project=ProjectFactory())
    MeasureFactory(name="Beds", values=STEADY, kind="process")
    at_measures("value", title="Nothing measured")


def test_the_dashboard_counts_outcomes_by_quadruple_aim(client, some):
    page = open_page(client, "/dashboard/")
    assert (
        "Of 2 outcome measures with values, 1 is improving and 1 getting worse. 1 project should have" in page
    )
    rows = {row[0]: [cell.split(" ")[0] for cell in row[1:]] for row in page.rows()}
    assert rows["Better experience of care"] == ["1", "0", "0", "0"]
    assert rows["Better value for money"] == ["1", "0", "0", "1"]
    assert rows["Not said"] == ["0", "0", "1", "0"]
    assert rows["All of them"] == ["1", "0", "1", "1"]


@pytest.mark.parametrize(
    ("words", "shown", "hidden"),
    [
        ("1 Better value for money, Improving", "Falls", "Waits of"),
        ("1 Not said, Getting worse", "Waits", "Falls of"),
        ("1 Better value for money, Projects without data", "Nothing measured", "Falls"),
        ("1 Projects without data", "Nothing measured", "Falls"),
    ],
)
def test_each_number_opens_its_list(client, some, words, shown, hidden):
    page = open_page(client, "/dashboard/")
    opened = open_page(client, page.links()[words])
    assert shown in opened.main.text
    assert hidden not in opened.main.text


def test_a_filtered_dashboard_opens_the_same_measures(client, some):
    page = open_page(client, "/dashboard/?aim=experience&q=P-0001")
    assert "Of 1 outcome measure with values" in page
    opened = open_page(client, page.links()["1 Improving"])
    assert "Of 1 measure" in opened


def test_a_draft_counts_nowhere(client_for):
    draft = MeasureFactory(name="Falls", values=FALLS, draft=True)
    MeasureFactory(name="Waits", values=FALLS, direction="up")
    assert "Of 1 outcome measure" in open_page(client_for("auditor"), "/dashboard/")
    assert "outcome measure" not in open_page(client_for("lead", on=draft.project), "/board-report/")


def test_what_one_may_not_see_is_not_counted(client_for):
    MeasureFactory(name="Falls", values=FALLS, project=ProjectFactory(visibility="team"))
    seen = MeasureFactory(name="Waits", values=FALLS)
    viewer = client_for("viewer", on=seen.project.lead_organisation)
    assert "Of 1 outcome measure" in open_page(viewer, "/dashboard/")


def test_for_a_past_day_it_says_where_to_look(client, some):
    page = open_page(client, "/dashboard/?as_at=1/7/2026")
    there = next(href for words, href in page.links().items() if words == "outcome measures as they stood")
    assert ("as_at=1%2F7%2F2026" in there, "kind=outcome" in there) == (True, True)
    assert "As it stood on 1 July 2026" in open_page(client, there).text


def test_the_board_reads_whether_care_is_getting_better(client, some):
    page = open_page(client, "/board-report/")
    assert "Of 2 outcome measures, 1 is improving and 1 getting worse." in page
    assert "Something changed for the better, since December 2025." in page
    opened = open_page(client, next(href for words, href in page.links().items() if "Improving" in words))
    assert "Falls of P-" in opened
    assert "Is care getting better?" not in open_page(client, "/board-report/?until=1/7/2026")


def test_its_numbers_go_out_with_the_dashboard(client, some):
    answer = client.get("/dashboard/export/?file=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert "Is it working?,Improving,Better value for money,1" in [each.removesuffix(".0") for each in lines]


def test_the_overview_shows_the_outcome_and_every_signal(client_for):
    project = ProjectFactory()
    MeasureFactory(project=project, name="Alarms answered", kind="process", values=STEADY)
    MeasureFactory(project=project, name="Falls", values=FALLS, target=Decimal(5))
    page = open_page(client_for("lead", on=project), f"/projects/{project.number}/")
    assert "Something changed for the better, since December 2025. Latest: 3.4 in June 2026; expect" in page
    assert "The target of 5.0 will sometimes be missed." in page
    assert "Process: nothing has changed lately" in page
    assert "Is it working?" in page


@pytest.mark.parametrize(
    ("track", "step", "asks"),
    [("standard", 4, True), ("standard", 3, False), ("quick", 6, True), ("quick", 3, False)],
)
def test_a_project_without_data_says_so_where_its_track_asks(client_for, track, step, asks):
    project = ProjectFactory(track=track)
    project.step = Step.objects.get(model=project.life_cycle, number=step)
    project.save(update_fields=["step"])
    page = open_page(client_for("lead", on=project), f"/projects/{project.number}/")
    assert ("No data yet." in page) is asks
    assert ("Add a measure" in page.links()) is asks
    if asks:
        auditor = open_page(client_for("auditor"), f"/projects/{project.number}/")
        assert "No data yet." in auditor
        assert "Add a measure" not in auditor.links()


def test_a_draft_is_shown_to_its_team_only(client_for):
    project = ProjectFactory(visibility="system")
    measure = MeasureFactory(project=project, name="Alarms answered", values=STEADY, draft=True)
    lead, other = client_for("lead", on=project), client_for("viewer", on=ProjectFactory().lead_organisation)
    address = f"/projects/{project.number}/"
    assert "(draft)" in open_page(lead, f"{address}measures/") or "Alarms" in open_page(lead, address)
    assert "Alarms" not in open_page(other, address)
    assert "Alarms" not in open_page(other, f"{address}measures/")
    assert other.get(f"{address}measures/{measure.pk}/").status_code == 404
    assert other.get(f"{address}measures/{measure.pk}/chart.svg").status_code == 404
    assert lead.get(f"{address}measures/{measure.pk}/").status_code == 200


def test_the_overview_costs_the_same_however_many_measures(client_for, cost):
    project = ProjectFactory()
    lead = client_for("lead", on=project)
    MeasureFactory(project=project, values=FALLS)
    few = cost(lambda: lead.get(f"/projects/{project.number}/"))
    MeasureFactory.create_batch(12, project=project, values=FALLS)
    assert cost(lambda: lead.get(f"/projects/{project.number}/")) == few
    assert few <= 12
