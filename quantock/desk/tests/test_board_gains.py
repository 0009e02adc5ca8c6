"""Benefits in the board's report: by class, reported but not validated."""

from datetime import date

import pytest
import time_machine

from quantock.benefits import services
from quantock.benefits.tests.factories import BenefitFactory
from quantock.projects import services as projects
from quantock.projects.models import Project
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
ASKED = "/board-report/?since=1/10/2026"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-02T10:00:00Z", tick=False):
        yield


def rows_of(page):
    return [row for row in page.rows() if len(row) == 4 and "benefit" in row[3]]


def test_each_class_stands_for_itself_and_a_programme_apart(client_for, cost):
    client = client_for("auditor")
    programme = ProjectFactory()
    part = ProjectFactory()
    projects.place_in_programme(part, programme, by=None)
    client.get(ASKED)
    without = cost(lambda: client.get(ASKED))
    assert "Benefits, reported" not in open_page(client, ASKED)
    BenefitFactory(project=programme, full_year=900_000_00)
    BenefitFactory(project=part, full_year=100_000_00, months=((5_000_00, 4_000_00),))
    BenefitFactory(full_year=20_000_00, months=((5_000_00, 4_500_00),))
    BenefitFactory(kind="quality", unit="falls", full_year=500)
    stopped = BenefitFactory(full_year=777_00)
    Project.objects.filter(pk=stopped.project_id).update(state="stopped")
    page = open_page(client, ASKED)
    assert "Cash-releasing benefits: £8,500 reported so far, not validated." in page
    assert rows_of(page) == [
        ["Cash-releasing", "£120,000", "£8,500 of £10,000 forecast", "2 benefits"],
        ["Quality", "Not in pounds", "Not in pounds", "1 benefit"],
        ["Cash-releasing, of programmes themselves", "£900,000", "Nothing yet", "1 benefit"],
    ]
    assert cost(lambda: client.get(ASKED)) == without


def test_as_at_a_past_day_it_says_what_was_said_by_then(client_for):
    one = BenefitFactory(full_year=100_00, on=date(2026, 5, 1), months=((50_00, 40_00),))
    services.change_benefit(one, {"full_year": 300_00}, by=None, on=date(2026, 10, 20))
    services.say_months(one, {date(2026, 5, 1): {"reported": 10_00}}, by=None, on=date(2026, 10, 20))
    page = open_page(client_for("auditor"), "/board-report/?since=1/9/2026&until=1/10/2026")
    assert rows_of(page) == [["Cash-releasing", "£100", "£40", "1 benefit"]]
    assert rows_of(open_page(client_for("auditor"), ASKED))[0][2].startswith("£50")
    earlier = open_page(client_for("auditor"), "/board-report/?since=1/4/2026&until=20/4/2026")
    assert not rows_of(earlier)


def test_money_that_is_not_for_this_viewer_is_in_no_sum(client_for):
    BenefitFactory(full_year=765_432_100, months=((1, 765_432_100),), project__visibility="system")
    page = open_page(client_for("viewer"), ASKED)
    assert rows_of(page) == [["Cash-releasing", "No figure", "Nothing yet", "1 benefit"]]
    assert "7,654" not in page
    assert "Cash-releasing benefits:" not in page


def test_documents_hold_it_too(client_for):
    BenefitFactory(full_year=100_00)
    client = client_for("auditor")
    assert client.get("/board-report/word/?since=1/10/2026").status_code == 200


def test_the_dashboard_tells_them_each_number_opening_its_list_now_and_on_a_past_day(client_for, cost):
    ours = ProjectFactory(title="Ours", lead_organisation__name="Combe Vale")
    one = BenefitFactory(title="Fewer falls", project=ours, full_year=100_00, months=((50_00, 40_00),))
    BenefitFactory(full_year=20_00)
    BenefitFactory(kind="quality", unit="falls", full_year=500)
    services.change_benefit(one, {"full_year": 300_00}, by=None, on=date(2026, 10, 20))
    client = client_for("auditor")
    page = open_page(client, "/dashboard/")
    assert [row for row in page.rows() if row[0] in ("Cash-releasing", "Quality")] == [
        ["Cash-releasing", "2", "£320", "£40 of £50 forecast"],
        ["Quality", "1", "Not in pounds", "Not in pounds"],
    ]
    then = open_page(client, f"/dashboard/?organisation={ours.lead_organisation_id}&as_at=1/10/2026")
    assert ["Cash-releasing", "1", "£100", "£40"] in then.rows()
    behind = open_page(client, then.links()["Cash-releasing"])
    assert "As it stood on 1 October 2026: 1 benefit" in behind
    assert "Lead organisation: Combe Vale" in behind
    assert "Fewer falls" in behind
    body = b"".join(client.get("/dashboard/export/?file=csv").streaming_content).decode()
    assert "Cash-releasing" in body
    asked = "/dashboard/?organisation=&as_at=1/10/2026&since=1/9/2026"
    few = cost(lambda: client.get(asked))
    BenefitFactory.create_batch(3)
    assert cost(lambda: client.get(asked)) == few <= 12
    assert open_page(client, "/benefits/?among=nonsense%25%3D&as_at=1/1/2099")
    listed = f"{then.links()['Cash-releasing']}&since=1/9/2026"
    assert cost(lambda: client.get(listed)) <= 12
