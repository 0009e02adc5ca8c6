"""The benefits of all projects."""

from datetime import date
from importlib import import_module
from itertools import pairwise

import pytest
import time_machine
from django.apps import apps
from django.db import connection

from quantock.benefits import everywhere, services
from quantock.benefits.tests.factories import BenefitFactory
from quantock.people.models import Succession
from quantock.people.tests.factories import OrganisationFactory, PersonFactory
from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects import services as projects
from quantock.projects.counting import keep_counted
from quantock.projects.models import Project
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
ON = date(2026, 5, 1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-02T10:00:00Z", tick=False):
        yield


def csv(client, query=""):
    return b"".join(client.get(f"/benefits/export/csv/{query}").streaming_content).decode()


def test_it_works_and_adds_no_class_to_another(client_for):
    client = client_for("auditor")
    assert "No benefit is written down" in open_page(client, "/benefits/")
    BenefitFactory(full_year=100_000_00, in_year=10_000_00, year=2026, months=((100_00, 80_00),))
    BenefitFactory(full_year=200_000_00, in_year=20_000_00, year=2025)
    BenefitFactory(kind="avoidance", full_year=5_000_00)
    BenefitFactory(kind="quality", unit="falls", months=((300, 200),), title="Fewer falls")
    page = open_page(client, "/benefits/")
    assert (
        "4 benefits, not validated. Cash-releasing: £300,000 forecast full-year, £80 reported so far." in page
    )
    assert "Cost avoidance: £5,000" not in page, "the table under the sentence says the other classes"
    rows = page.rows()
    assert rows[0] == ["Cash-releasing", "2", "£300,000", "£10,000", "£80 of £100 forecast"]
    assert rows[2] == ["Quality", "1", "Not in pounds", "Not in pounds", "1 of 1 report"]
    assert [row[3] for row in rows[3:]] == ["£200,000", "£100,000", "£5,000", "None"]


def test_a_programmes_own_stand_apart(client_for):
    programme = ProjectFactory(title="One trust")
    part = ProjectFactory()
    projects.place_in_programme(part, programme, by=None)
    BenefitFactory(project=programme, full_year=900_00)
    BenefitFactory(project=part, full_year=100_00)
    client = client_for("auditor")
    page = open_page(client, "/benefits/")
    assert "Cash-releasing: £100 forecast full-year." in page
    assert "never added to what their projects say" in page
    assert "£1,000" not in page
    rows = page.rows()
    assert (rows[0][2], rows[1][2]) == ("£100", "£900")
    assert len(open_page(client, f"/benefits/?programme={programme.ref}").rows()) == 4
    for query in ("?programme=nonsense", "?programme=P-9999999999"):
        assert "No benefit that passes these filters" in open_page(client, f"/benefits/{query}")
    assert "Programme" in csv(client)


def test_filters_narrow_and_orders_order(client_for, monkeypatch):
    one = BenefitFactory(
        title="Alpha", full_year=100, recurrence="once", starts=date(2027, 1, 1), owner_text="Sister Jones"
    )
    two = BenefitFactory(title="Beta", full_year=200, starts=ON, months=((5, 5),))
    BenefitFactory(title="Gamma", kind="experience", unit="")
    portfolio = PortfolioFactory(organisation=None)
    projects.join_portfolio(one.project, portfolio, shown=True, by=None, on=ON)
    client = client_for("auditor")

    def found(query):
        names = [row[0].split(",")[0].strip() for row in open_page(client, f"/benefits/?{query}").rows()]
        return [name for name in names if name in ("Alpha", "Beta", "Gamma")]

    assert found("") == ["Beta", "Alpha", "Gamma"]
    assert found("order=title") == ["Alpha", "Beta", "Gamma"]
    assert found("order=starts") == ["Beta", "Alpha", "Gamma"]
    assert found("order=reported") == ["Beta", "Alpha", "Gamma"]
    assert found("q=alpha") == ["Alpha"]
    assert found("kind=experience") == ["Gamma"]
    assert found("recurrence=once") == ["Alpha"]
    assert found(f"organisation={two.project.lead_organisation_id}") == ["Beta"]
    assert found(f"portfolio={portfolio.pk}") == ["Alpha"]
    assert found("show=reported") == ["Beta"]
    assert found("show=nothing") == ["Alpha", "Gamma"]
    assert found("show=no+figure") == ["Gamma"]
    assert found("show=nobody") == ["Beta", "Gamma"]
    Project.objects.filter(pk=one.project_id).update(state="stopped")
    Project.objects.filter(pk=two.project_id).update(state="completed")
    keep_counted([one.project, two.project])
    assert found("order=title") == ["Beta", "Gamma"]
    assert found("projects=stopped") == ["Alpha"]
    assert found("projects=completed") == ["Beta"]
    assert "Beta" not in found("projects=live")
    assert open_page(client, "/benefits/?kind=nonsense&organisation=x&order=y&page=999999")
    monkeypatch.setattr(everywhere, "SIZE", 1)
    assert [found(f"page={page}") for page in (1, 2)] == [["Beta"], ["Gamma"]]


def test_sums_are_compared_with_an_earlier_day(client_for):
    one = BenefitFactory(full_year=100_00, months=((50_00, 40_00),))
    services.change_benefit(one, {"full_year": 300_00}, by=None, on=date(2026, 10, 20))
    services.say_months(one, {date(2026, 5, 1): {"reported": 10_00}}, by=None, on=date(2026, 10, 20))
    client = client_for("auditor")
    page = open_page(client, "/benefits/?since=1/10/2026")
    assert page.rows()[0][2:5] == ["£300 was £100", "None", "£50 was £40"]
    assert "what it was on 1 October 2026" in page
    assert open_page(client, "/benefits/?since=1/1/2020").rows()[0][2] == "£300"
    assert "was £" not in open_page(client, "/benefits/?since=nonsense")
    stranger = client_for("member", on=ProjectFactory().lead_organisation)
    Project.objects.filter(pk=one.project_id).update(visibility="system")
    assert "£" not in open_page(stranger, "/benefits/?since=1/10/2026").rows()[0][2]


def test_the_list_stands_as_it_did_on_a_past_day(client_for):
    one = BenefitFactory(title="Alpha", full_year=100_00, months=((50_00, 40_00),))
    BenefitFactory(title="Later", full_year=900_00, on=date(2026, 10, 10))
    services.change_benefit(one, {"full_year": 300_00, "title": "Omega"}, by=None, on=date(2026, 10, 20))
    services.say_months(one, {date(2026, 5, 1): {"reported": 10_00}}, by=None, on=date(2026, 10, 20))
    client = client_for("auditor")
    page = open_page(client, "/benefits/?as_at=1/10/2026&since=1/6/2026&show=reported")
    assert "As it stood on 1 October 2026: 1 benefit, not validated." in page
    assert page.rows()[0][2:5] == ["£100 was £100", "None", "£40 was £40 of £50 forecast"]
    assert page.rows()[1][0].startswith("Alpha")
    assert "Omega" not in csv(client, "?as_at=1/10/2026")
    assert "Omega" not in open_page(client, "/benefits/?as_at=30/4/2026&projects=live")
    assert "not known yet" in open_page(client, "/benefits/?as_at=1/1/2099")
    assert len(open_page(client, f"/benefits/?as_at=15/10/2026&programme={one.project.ref}").rows()) == 2


def test_the_file_holds_exactly_the_list(client_for):
    BenefitFactory(title="Alpha", full_year=123_400, months=((100, 50),))
    BenefitFactory(title="Beta", kind="quality", unit="falls", full_year=1250)
    client = client_for("auditor")
    body = csv(client, "?kind=quality")
    assert "Beta" in body
    assert "12.5" in body
    assert "Alpha" not in body
    assert "1234" in csv(client)
    assert client.get("/benefits/export/xlsx/").status_code == 200


def test_what_is_not_seen_is_in_no_list_sum_filter_or_file(client_for):
    hidden = BenefitFactory(title="Hidden", full_year=765_432_100, project__visibility="team")
    client = client_for("member", on=ProjectFactory().lead_organisation)
    page = open_page(client, "/benefits/")
    assert "No benefit is written down" in page
    assert hidden.project.lead_organisation.name not in page
    assert "Hidden" not in csv(client)


def test_money_that_is_not_for_this_viewer_is_in_no_sum_order_or_file(client_for):
    one = BenefitFactory(title="Zeta", project__visibility="system")
    BenefitFactory(title="Eta", full_year=500_00, project__visibility="system", kind="societal", unit="falls")
    client = client_for("member", on=ProjectFactory().lead_organisation)
    before = (
        open_page(client, "/benefits/").text,
        csv(client),
        open_page(client, "/benefits/?show=reported").text,
    )
    services.change_benefit(one, {"full_year": 765_432_100, "in_year": 765_432_100}, by=None, on=ON)
    services.say_months(one, {ON: {"forecast": 765_432_100, "reported": 765_432_100}}, by=None, on=ON)
    after = (
        open_page(client, "/benefits/").text,
        csv(client),
        open_page(client, "/benefits/?show=reported").text,
    )
    assert before == after
    assert "Figures in pounds of 1 benefit are not for you, and in no sum." in after[0]
    assert "500 falls" in after[0]


def test_the_list_costs_the_same_however_many(client_for, cost):
    client = client_for("auditor")
    BenefitFactory.create_batch(2, full_year=5, owner=PersonFactory())
    lists = ("/benefits/", "/benefits/?as_at=1/11/2026")
    few = [cost(lambda at=at: client.get(at)) for at in lists]
    for _ in range(9):
        BenefitFactory(kind="quality", unit="falls", full_year=5, owner=PersonFactory())
    assert [cost(lambda at=at: client.get(at)) for at in lists] == few
    assert max(few) <= 12
    assert cost(lambda: client.get("/benefits/?since=1/10/2026&q=a&kind=cash")) <= 12


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL learns by itself")
def test_sqlite_learns_of_new_indexes_where_there_are_benefits():
    BenefitFactory(months=((100, 50),))
    migration = import_module("quantock.benefits.migrations.0005_the_database_learns_of_its_new_indexes")
    migration.learn(apps, None)
    with connection.cursor() as cursor:
        cursor.execute("SELECT idx FROM sqlite_stat1 WHERE tbl LIKE 'benefits_%'")
        assert {("benefit_fact_counted",), ("benefit_month_added_up",)} <= {*cursor.fetchall()}


def test_each_place_leads_to_its_own_benefits(client_for):
    programme, part, other = ProjectFactory(title="One trust"), ProjectFactory(), ProjectFactory()
    projects.place_in_programme(part, programme, by=None)
    trust = part.lead_organisation
    BenefitFactory(project=part, full_year=100_00, title="Fewer beds")
    BenefitFactory(project=other, full_year=5_00, title="Fewer forms")
    client = client_for("auditor")
    lines = [
        (f"/organisations/{trust.pk}/", "Benefits of its projects", f"Benefits of {trust.name}"),
        (f"/projects/{programme.number}/", "What its projects say, by class", "Benefits of One trust"),
    ]
    for at, link, title in lines:
        page = open_page(client, at)
        assert "No benefit is written down" not in page
        there = open_page(client, page.links()[link])
        assert there.context["title"] == title
        assert "Fewer beds" in there
        assert "Fewer forms" not in there
        assert ["Cash-releasing", "1", "£100", "None", "Nothing"] in there.rows()
    assert "Cash-releasing: £100 forecast full-year." in open_page(client, f"/organisations/{trust.pk}/")
    assert open_page(client, "/benefits/?programme=P-9999").context["title"] == "Benefits of all projects"
    portfolio = PortfolioFactory(name="Elective care")
    page = open_page(client, f"/benefits/?portfolio={portfolio.pk}&organisation={trust.pk}")
    assert page.context["title"] == f"Benefits of {trust.name} and Elective care"


def test_an_organisation_shows_what_it_took_over_however_long_ago(client_for):
    chain = OrganisationFactory.create_batch(4)
    for before, after in pairwise(chain):
        Succession.objects.create(predecessor=before, successor=after, on=ON)
    BenefitFactory(project=ProjectFactory(lead_organisation=chain[0]), full_year=100_00, title="Fewer beds")
    client = client_for("auditor")
    page = open_page(client, f"/organisations/{chain[3].pk}/")
    assert "Cash-releasing: £100 forecast full-year." in page
    assert "Fewer beds" in open_page(client, page.links()["Benefits of its projects"])
    for between in chain[1:3]:
        assert "Cash-releasing" not in open_page(client, f"/organisations/{between.pk}/")
