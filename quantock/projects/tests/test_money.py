"""Each amount says what it is, is dated, and is told only to those who may see money."""

from datetime import date

import pytest

from quantock.projects.models import MoneyFact
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
WHAT = {"span": "whole-life", "basis": "budget", "nature": "capital"}


@pytest.fixture
def project():
    return ProjectFactory(visibility="system")


@pytest.fixture
def finance(client_for, project):
    return client_for("finance", on=project)


def at(project, page=""):
    return f"/projects/{project.number}/money/{page}"


def say(client, address, status=200, seen="", **said):
    seen = seen or open_page(client, address).context["form"].initial["seen"]
    said = {"so_from": "1/5/2026", "seen": seen, **said}
    return open_page(client, address, status, post=said, follow=status == 200)


def test_an_amount_is_added_changed_and_no_longer_given(finance, project):
    page = say(finance, at(project, "add/"), pence="1.5m", **WHAT)
    assert page.rows() == [
        ["Whole-life budget, capital", "£1,500,000", "1 May 2026", "Change the whole-life budget, capital"]
    ]
    change = at(project, f"{MoneyFact.objects.now().get().pk}/change/")
    assert "£1,750,000.50" in say(finance, change, pence="1,750,000.50", so_from="1/6/2026")
    assert MoneyFact.objects.as_at(date(2026, 5, 31)).get().pence == 150_000_000
    change = at(project, f"{MoneyFact.objects.now().get().pk}/change/")
    assert "to be agreed" in say(finance, change, text="to be agreed", so_from="1/6/2026")
    change = at(project, f"{MoneyFact.objects.now().get().pk}/change/")
    assert "Nothing has been given yet" in say(finance, change, so_from="1/6/2026")


def test_who_was_slower_loses_nothing_whatever_the_other_did(finance, project):
    say(finance, at(project, "add/"), pence="1.5m", **WHAT)
    change = at(project, f"{MoneyFact.objects.now().get().pk}/change/")
    seen = open_page(finance, change).context["form"].initial["seen"]
    say(finance, change, pence="2m")
    page = open_page(finance, change, 409, post={"so_from": "1/5/2026", "seen": seen, "pence": "3m"})
    assert "£2,000,000" in page
    assert "£3,000,000" in page
    seen = page.context["form"].data["seen"]
    say(finance, change)
    page = open_page(finance, change, 409, post={"so_from": "1/5/2026", "seen": seen, "pence": "3m"})
    assert "£3,000,000" in page
    assert finance.get(change).status_code == 404


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({}, "Enter an amount, or say why there is none"),
        ({"pence": "a lot"}, "Enter an amount in pounds, such as 1250, 250k or 1.2m"),
        (
            {"pence": "5", "text": "TBC"},
            "Or, why is there none? Leave this empty where there is an amount",
        ),
        (
            {"pence": "5", "so_from": "1/1/2190"},
            "An amount is as at today or a day before: a forecast too",
        ),
        ({"pence": "5", "basis": "guess"}, "Budget, forecast or actual? Choose from the list"),
    ],
)
def test_what_is_not_understood_is_said_and_not_kept(finance, project, said, error):
    assert error in say(finance, at(project, "add/"), 422, **said).errors()
    assert not MoneyFact.objects.exists()


def test_an_amount_that_is_there_already_is_shown_before_it_is_replaced(finance, project):
    seen = open_page(finance, at(project, "add/")).context["form"].initial["seen"]
    say(finance, at(project, "add/"), pence="100", **WHAT)
    page = say(finance, at(project, "add/"), 409, seen, pence="200", **WHAT)
    assert "£100" in page
    say(finance, at(project, "add/"), seen=page.context["form"].data["seen"], pence="200", **WHAT)
    assert MoneyFact.objects.now().get().pence == 200_00


def test_the_history_tells_money_only_to_those_who_may_see_it(client_for, finance, project):
    say(finance, at(project, "add/"), pence="1.5m", **WHAT)
    history = f"/projects/{project.number}/history/"
    assert "£1,500,000" in open_page(finance, history)
    for page in (history, f"/projects/{project.number}/"):
        markup = open_page(client_for("coach", on=project), page).markup
        assert "1,500,000" not in markup
        assert "whole-life" not in markup


def test_another_projects_amount_cannot_be_changed_here(client_for, finance, project):
    say(finance, at(project, "add/"), pence="100", **WHAT)
    other = ProjectFactory()
    amount = MoneyFact.objects.get().pk
    open_page(client_for("finance", on=other), at(other, f"{amount}/change/"), 404)


def test_it_costs_the_same_however_many(finance, project, cost):
    def fill(spans):
        for span in spans:
            MoneyFact.objects.create(project=project, so_from=date(2026, 5, 1), span=span, pence=1)

    fill(["in-year"])
    few = cost(lambda: finance.get(at(project)))
    fill(["full-year", "whole-life", ""])
    assert cost(lambda: finance.get(at(project))) == few <= 12
