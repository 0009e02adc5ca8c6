"""One project as at a day, two days side by side, and the earlier values of its fields."""

from datetime import date

import pytest
import time_machine

from quantock.access import Role
from quantock.people.tests.factories import OrganisationFactory
from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects import services
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

BEFORE, AFTER = date(2026, 5, 1), date(2026, 8, 1)


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(date(2026, 11, 2), tick=False):
        yield


def changed(**said):
    """A project in which one of everything changed between the two days."""
    project = ProjectFactory(title="Falls", charter={"aim": "Three falls"}, track="full", **said)
    what = {"nature": "revenue", "span": "in-year", "basis": "budget"}
    services.change_money(project, what, {"pence": 100_00, "text": ""}, by=None, on=date(2026, 4, 2))
    [milestone] = services.add_milestones(
        project, [{"name": "Alarms", "forecast": date(2026, 9, 1)}], by=None, on=date(2026, 4, 2)
    )
    leaves = services.involve(project, role=Role.LEAD, name="Ann", by=None, on=date(2026, 4, 2))
    on = date(2026, 6, 1)
    services.change_record(project, {"title": "Fewer falls"}, by=None, on=on)
    services.change_charter(project, {"aim": "Two falls"}, by=None, on=on)
    services.change_money(project, what, {"pence": 250_00, "text": ""}, by=None, on=on)
    services.rate(project, rater="sponsor", confidence="red", by=None, on=on)
    services.forecast_milestone(milestone, forecast=date(2026, 9, 8), provisional=True, by=None, on=on)
    services.end_involvement(leaves, by=None, on=on)
    services.involve(project, role=Role.LEAD, name="Ben Okafor", by=None, on=on)
    services.join_portfolio(
        project, PortfolioFactory(name="Board", organisation=None), shown=False, by=None, on=on
    )
    update = services.open_update(project, by=None, on=on)
    update = services.save_update(update, {"confidence": "red", "done": "Fitted two"}, by=None)
    services.publish_update(update, by=None)
    project.refresh_from_db()
    return project


def test_two_days_side_by_side_as_one_table(client_for):
    project = changed()
    page = open_page(client_for("auditor"), f"/projects/{project.number}/past/?on=1/5/2026&until=1/8/2026")
    rows = {row[0]: row[1:] for row in page.rows()}
    assert rows == {
        "What it is: Title": ["Falls", "Fewer falls"],
        "What it is: Delivery confidence": ["Nothing", "Red"],
        "Charter: Aim": ["Three falls", "Two falls"],
        "Delivery confidence: by the sponsor": ["Nothing", "Red"],
        "Money: in-year revenue budget": ["£100", "£250"],
        "Milestones: “Alarms”, expected": ["1 September 2026", "8 September 2026 (provisional)"],
        "Latest update: How it is going": ["Nothing", "Red"],
        "Latest update: Done": ["Nothing", "Fitted two"],
        "People: Project lead, Ann": ["since 2 April 2026", "Nothing"],
        "People: Project lead, Ben Okafor": ["Nothing", "since 1 June 2026"],
        "Portfolios: Board": ["Nothing", "In it"],
    }
    assert "11 fields say something else on 1 August 2026 than on 1 May 2026." in page


def test_as_at_a_day(client_for):
    project = changed()
    auditor = client_for("auditor")
    page = open_page(auditor, f"/projects/{project.number}/past/?on=1/5/2026")
    for words in ("Three falls", "£100", "Project lead, Ann", "1 September 2026"):
        assert words in page
    for words in ("Two falls", "£250", "Ben Okafor", "Fitted two"):
        assert words not in page
    before = open_page(auditor, f"/projects/{project.number}/past/?on=1/1/2026")
    assert "Nothing was known of this project on 1 January 2026." in before
    usual = open_page(auditor, f"/projects/{project.number}/past/")
    assert "As at 3 October 2026" in usual
    assert open_page(auditor, usual.links()["Compare it with today"]).rows() == []


def test_earlier_values_one_press_from_the_record(client_for):
    project = changed()
    auditor = client_for("auditor")
    record = open_page(auditor, f"/projects/{project.number}/")
    assert "Earlier values" not in record.document.first("nav").text
    history = open_page(auditor, f"/projects/{project.number}/history/")
    page = open_page(auditor, history.links()["Earlier values"])
    assert page.links()["As at a day"] == f"/projects/{project.number}/past/"
    rows = page.rows()
    assert ["Two falls", "1 June 2026", "now", "Not recorded"] in rows
    assert ["Three falls", "1 April 2026", "1 June 2026", "Not recorded"] in rows
    assert "£100" in page


def test_money_only_for_those_who_may_see_it(client_for):
    project = changed(visibility="system", lead_organisation=OrganisationFactory())
    stranger = client_for("member", on=OrganisationFactory())
    for address in ("past/?on=1/5/2026", "past/?on=1/5/2026&until=1/8/2026", "earlier/"):
        page = open_page(stranger, f"/projects/{project.number}/{address}")
        assert "£" not in page
        assert "falls" in page


def test_a_portfolio_one_may_not_see_is_not_named(client_for):
    home = OrganisationFactory()
    project = ProjectFactory(visibility="system", lead_organisation=home)
    secret = PortfolioFactory(name="Secret", organisation=home)
    services.join_portfolio(project, secret, shown=False, by=None, on=date(2026, 6, 1))
    address = f"/projects/{project.number}/past/?on=1/5/2026&until=1/8/2026"
    assert "Secret" in open_page(client_for("auditor"), address)
    assert "Secret" not in open_page(client_for("member", on=OrganisationFactory()), address)


@pytest.mark.parametrize("query", ["on=never", "on=1/1/2030", "on=1/8/2026&until=1/5/2026", "until=1/1/2030"])
def test_what_is_no_question_is_said(client_for, query):
    project = ProjectFactory()
    assert open_page(client_for("auditor"), f"/projects/{project.number}/past/?{query}", 422).errors()


def test_it_costs_the_same_for_few_and_for_many_values(client_for, cost):
    project = changed()
    auditor = client_for("auditor")
    for address in ("past/?on=1/5/2026&until=1/8/2026", "earlier/"):
        few = cost(lambda: auditor.get(f"/projects/{project.number}/{address}"))  # noqa: B023
        for day in range(2, 12):
            services.change_charter(
                project,
                {"aim": f"{address} {day}"},
                by=None,
                on=date(2026, 7 if "past" in address else 8, day),
            )
        assert cost(lambda: auditor.get(f"/projects/{project.number}/{address}")) == few <= 12  # noqa: B023


def test_milestones_stand_in_the_order_of_their_days(client_for):
    project = ProjectFactory()
    days = {"Last": date(2027, 3, 1), "First": date(2026, 12, 1), "Second": date(2027, 1, 1)}
    rows = [{"name": name, "forecast": day} for name, day in days.items()]
    services.add_milestones(project, rows, by=None, on=date(2026, 4, 2))
    told = open_page(client_for("lead", on=project), f"/projects/{project.number}/past/?on=1/5/2026").text
    assert told.index("“First”") < told.index("“Second”") < told.index("“Last”")
