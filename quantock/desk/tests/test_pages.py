"""Home, the projects list and its export, and portfolios."""

from datetime import date

import pytest

from quantock.people.tests.factories import OrganisationFactory
from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects import services
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page


def titles(page):
    links = page.links().items()
    return [
        words.split(" (P-")[0]
        for words, where in links
        if where.startswith("/projects/") and where[10:11].isdigit()
    ]


def test_the_list_shows_what_one_may_see(client_for):
    ours = OrganisationFactory()
    ProjectFactory(title="Ours", lead_organisation=ours)
    ProjectFactory(title="Theirs")
    ProjectFactory(title="Shared", visibility="system")
    page = open_page(client_for("member", on=ours), "/projects/")
    assert titles(page) == ["Ours", "Shared"]
    assert "2 projects." in page


def test_the_list_as_it_stood_on_a_day(client_for):
    project = ProjectFactory(title="Falls", on=date(2026, 4, 1))
    services.change_record(project, {"title": "Fewer falls"}, by=None, on=date(2026, 6, 1))
    ProjectFactory(title="Later", on=date(2026, 7, 1))
    auditor = client_for("auditor")
    assert titles(open_page(auditor, "/projects/")) == ["Fewer falls", "Later"]
    page = open_page(auditor, "/projects/?as_at=31/5/2026")
    assert titles(page) == ["Falls"]
    assert "as they stood on 31 May 2026" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=rota", ["Rotas"]),
        ("state=live", ["Falls", "Rotas"]),
        ("confidence=red", ["Falls"]),
        ("sort=-title", ["Rotas", "Ideas", "Falls"]),
        ("sort=lead_organisation__pk", ["Falls", "Ideas", "Rotas"]),
        ("as_at=gibberish&page=99999999999&state=nonsense", ["Falls", "Ideas", "Rotas"]),
    ],
)
def test_filters_and_orders_and_what_is_neither(client_for, query, found):
    ProjectFactory(title="Falls", confidence="red", track="full")
    ProjectFactory(title="Rotas")
    ProjectFactory(title="Ideas", state="idea")
    assert titles(open_page(client_for("auditor"), f"/projects/?{query}")) == found


def test_the_list_costs_the_same_for_3_and_for_30(client_for, cost):
    auditor = client_for("auditor")
    for number in range(3):
        ProjectFactory(title=f"Falls {number}")
    few = cost(lambda: auditor.get("/projects/"))
    few_then = cost(lambda: auditor.get("/projects/?as_at=1/5/2026"))
    for number in range(27):
        ProjectFactory(title=f"Rota {number}")
    assert cost(lambda: auditor.get("/projects/")) == few
    assert cost(lambda: auditor.get("/projects/?as_at=1/5/2026")) == few_then


def test_the_export_is_what_the_list_shows_and_never_a_formula(client_for):
    ours = OrganisationFactory(name="Combe Trust")
    ProjectFactory(title="=1+1", lead_organisation=ours)
    ProjectFactory(title="Theirs")
    answer = client_for("member", on=ours).get("/projects/export/?state=live")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "'=1+1" in text
    assert "Theirs" not in text
    assert len(text.splitlines()) == 2


def test_portfolios_count_what_one_may_see_and_leavers_not(client_for):
    ours = OrganisationFactory()
    board = PortfolioFactory(name="Board", organisation=None)
    for title in ("In", "Left"):
        project = ProjectFactory(title=title, lead_organisation=ours)
        services.join_portfolio(project, board, shown=False, by=None, on=date(2026, 4, 1))
    services.leave_portfolio(project, board, reason="It is done.", by=None, on=date(2026, 5, 1))
    member = client_for("member", on=ours)
    assert open_page(member, "/portfolios/").rows() == [["Board Whole system", "1"]]
    assert titles(open_page(member, f"/projects/?portfolio={board.pk}")) == ["In"]
    assert open_page(client_for("member", on=OrganisationFactory()), "/portfolios/").rows()[0][1] == "0"


def test_home_opens_with_ones_own_projects(client_for):
    project = ProjectFactory(title="Falls on Ash ward")
    page = open_page(client_for("lead", on=project), "/")
    assert "Falls on Ash ward" in page
    assert "Say who leads it, and who takes part" in page
    assert "You belong to no organisation here yet" in open_page(client_for(), "/")


def test_the_list_of_portfolios_goes_out_as_it_is_shown(client_for):
    board = PortfolioFactory(name="The board", organisation=None)
    PortfolioFactory(name="Umbrage board")
    project = ProjectFactory(visibility="system")
    services.join_portfolio(project, board, shown=False, by=None, on=date(2026, 5, 1))
    client = client_for("member", on=OrganisationFactory())
    told = b"".join(client.get("/portfolios/export/").streaming_content).decode("utf-8-sig").splitlines()
    assert told == ["Portfolio,Organisation,Projects you may see", "The board,Whole system,1"]
    assert "/portfolios/export/?file=xlsx" in open_page(client, "/portfolios/").links().values()
