"""The work of a closed organisation, wherever it is listed: under whoever took over, with the old name said."""

import io
from datetime import date

import docx
import pytest
import time_machine

from quantock.accounts.tests.factories import grant
from quantock.benefits.tests.factories import BenefitFactory
from quantock.people.services import organisations
from quantock.people.tests.factories import OrganisationFactory
from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects import services
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import services as logging
from tests.pages import open_page

TODAY = date(2026, 11, 2)
SAID = "Vale Network (was Mill Lane Surgery)"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


@pytest.fixture
def taken_over(db):
    """Mill Lane Surgery, which Vale Network took over, and its project, of which something stands everywhere."""
    old = OrganisationFactory(name="Mill Lane Surgery")
    new = OrganisationFactory(name="Vale Network")
    project = ProjectFactory(
        title="Falls", track="full", lead_organisation=old, visibility="system", on=date(2026, 2, 1)
    )
    portfolio = PortfolioFactory(name="Care closer to home")
    services.join_portfolio(project, portfolio, shown=True, by=None, on=date(2026, 3, 1))
    draft = services.open_update(project, by=None, on=date(2026, 5, 1))
    said = {"confidence": "red", "why": "Late", "decisions": "Buy or lease?"}
    services.publish_update(services.save_update(draft, said, by=None), by=None)
    rows = [{"kind": "risk", "title": "Alarms come late"}, {"kind": "action", "title": "Ring the maker"}]
    logging.add_entries(project, rows, by=None, on=date(2026, 5, 1))
    BenefitFactory(project=project)
    services.change_record(project, {"category": "Care"}, by=None, on=date(2026, 10, 20))
    organisations.close_organisation(
        organisation=old, on=date(2026, 9, 1), successors=[new], people_move=False, by=None
    )
    return project, old, new, portfolio


PAGES = (
    "/projects/",
    "/projects/?as_at=1/10/2026",
    "/projects/export/?file=csv",
    "/compare/export/?since=1/10/2026&until=1/11/2026&file=csv",
    "/quiet/",
    "/practice/?lacking=aim",
    "/search/?q=Falls",
    "/log/risks/",
    "/log/actions/",
    "/benefits/",
    "/board-report/?since=1/4/2026",
    "/projects/{number}/one-page/",
    "/projects/{number}/",
    "/portfolios/{portfolio}/",
)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_says_both_names(client_for, taken_over, page):
    project, _, _, portfolio = taken_over
    client = client_for("pmo")
    answer = client.get(page.format(number=project.number, portfolio=portfolio.pk))
    assert answer.status_code == 200
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert SAID in body.decode()


def test_so_does_the_board_report_in_word(client_for, taken_over):
    answer = client_for("pmo").get("/board-report/word/?since=1/4/2026")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    written = docx.Document(io.BytesIO(body))
    cells = [cell.text for table in written.tables for row in table.rows for cell in row.cells]
    assert any(SAID in text for text in cells)


def test_so_does_the_page_of_whoever_coaches_it(client_for, taken_over):
    project = taken_over[0]
    assert SAID in open_page(client_for("coach", on=project), "/coaching/")


@pytest.mark.parametrize("page", ["/projects/", "/log/risks/", "/benefits/", "/quiet/", "/dashboard/"])
def test_whoever_took_over_can_be_asked_for_and_has_it(client_for, taken_over, page):
    _, _, new, _ = taken_over
    client = client_for("pmo")
    name, value = ("place", "organisation-{}") if page == "/quiet/" else ("organisation", "{}")
    said = open_page(client, f"{page}?{name}={value.format(new.pk)}")
    assert not said.errors()
    assert SAID in said or said.context["found"].now.count == 1
    other = OrganisationFactory(name="Coast Network")
    ProjectFactory(lead_organisation=other)
    assert SAID not in open_page(client, f"/projects/?organisation={other.pk}")


def test_its_projects_are_found_by_either_name_and_stand_with_the_other_s(client_for, taken_over):
    new = taken_over[2]
    ProjectFactory(title="Zeal", lead_organisation=new, visibility="system")
    ProjectFactory(title="Alpha", lead_organisation__name="Nether Stowey", visibility="system")
    client = client_for("pmo")
    titles = [row.record.title for row in open_page(client, "/projects/?sort=organisation").context["rows"]]
    assert titles == ["Alpha", "Zeal", "Falls"]
    for words in ("Vale+Network", "Mill+Lane"):
        assert "Falls" in open_page(client, f"/projects/?q={words}"), words


def test_consistency_of_practice_counts_it_for_whoever_took_over(client_for, taken_over):
    new = taken_over[2]
    ProjectFactory(lead_organisation=new)
    ProjectFactory()
    led = {each.name: each.count for each in open_page(client_for("pmo"), "/practice/").context["found"].led}
    assert led["Vale Network"] == 2
    assert "Mill Lane Surgery" not in led


def test_lists_cost_the_same_however_many_organisations_closed(client_for, cost, taken_over):
    new, client = taken_over[2], client_for("pmo")
    pages = ("/projects/", "/quiet/", "/practice/", "/log/risks/", "/benefits/", "/", "/board-report/")

    def costs():
        return {page: cost(lambda at=page: client.get(at)) for page in pages}

    few = costs()
    for _ in range(4):
        old = OrganisationFactory()
        ProjectFactory.create_batch(2, lead_organisation=old, visibility="system", track="full")
        organisations.close_organisation(
            organisation=old, on=date(2026, 9, 1), successors=[new], people_move=False, by=None
        )
    assert costs() == few


def test_mine_are_the_projects_i_work_on(client_for):
    ours, coached, _ = ProjectFactory.create_batch(3, visibility="system")
    client = client_for("team", on=ours)
    grant(client.user, "coach", on=coached)
    page = open_page(client, "/projects/?whose=mine")
    assert [row.project.number for row in page.context["rows"]] == [ours.number]
    assert page.links()["Remove filter Whose: Mine ×"] == "?"
    past = open_page(client, "/projects/?whose=mine&as_at=1/11/2026")
    assert past.context["found"].count == 1
    body = b"".join(client.get("/projects/export/?whose=mine&file=csv").streaming_content).decode()
    assert (ours.title in body, coached.title in body) == (True, False)
    assert open_page(client_for("pmo"), "/projects/?whose=mine").context["found"].count == 0


def test_mine_cost_the_same_however_many(client_for, cost):
    client = client_for("team", on=ProjectFactory())
    few = cost(lambda: client.get("/projects/?whose=mine"))
    for project in ProjectFactory.create_batch(12):
        grant(client.user, "team", on=project)
    assert cost(lambda: client.get("/projects/?whose=mine")) == few
