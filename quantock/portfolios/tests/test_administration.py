"""Portfolios and strategic themes, as administrators keep them."""

from datetime import date

import pytest
import time_machine

from quantock.audit.models import Event
from quantock.people.tests.factories import OrganisationFactory
from quantock.portfolios.models import Portfolio, Theme
from quantock.portfolios.tests.factories import PortfolioFactory, ThemeFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
PORTFOLIOS, THEMES = "/administration/portfolios/", "/administration/themes/"


@pytest.fixture
def trust():
    return OrganisationFactory(name="Mendip Trust")


def test_it_works(client_for, trust):
    PortfolioFactory(name="Flow board", organisation=trust, purpose="Looks at beds each month")
    page = open_page(client_for("pmo", on=trust), PORTFOLIOS)
    assert page.rows() == [["Flow board (Mendip Trust) Looks at beds each month", "0 people", "Mendip Trust"]]
    assert "Portfolios" in open_page(client_for("pmo", on=trust), "/administration/").links()


def test_empty_says_what_it_is_for(client_for, trust):
    page = open_page(client_for("pmo", on=trust), PORTFOLIOS)
    assert "A portfolio gathers the projects that one board looks at" in page
    assert "Add a portfolio" in page.links()
    assert "Themes tie projects to the strategy" in open_page(client_for("admin"), THEMES)


def test_an_office_adds_one_for_its_organisation_only(client_for, trust):
    client = client_for("pmo", on=trust)
    page = open_page(client, f"{PORTFOLIOS}add/")
    assert "Whole system" not in page
    said = {"name": "Flow board", "organisation": trust.pk, "purpose": "Looks at beds"}
    open_page(client, f"{PORTFOLIOS}add/", post=said, follow=True)
    assert Portfolio.objects.get().organisation == trust
    event = Event.objects.get()
    assert (event.says, event.kind, event.record_id) == (
        "Added the portfolio “Flow board”",
        "organisation",
        trust.pk,
    )
    other = {**said, "name": "Theirs", "organisation": OrganisationFactory().pk}
    assert open_page(client, f"{PORTFOLIOS}add/", 422, post=other).errors()
    assert open_page(
        client, f"{PORTFOLIOS}add/", 422, post={**said, "organisation": "", "name": "B"}
    ).errors()


def test_a_name_is_used_once(client_for, trust):
    PortfolioFactory(name="Flow board", organisation=trust)
    client = client_for("pmo", on=trust)
    page = open_page(client, f"{PORTFOLIOS}add/", 422, post={"name": "FLOW board", "organisation": trust.pk})
    assert page.errors() == ["There is a portfolio of this name already"]


@time_machine.travel("2026-11-02T09:00:00Z", tick=False)
def test_it_is_changed_and_archived(client_for, trust):
    one = PortfolioFactory(name="Flow board", organisation=trust)
    client = client_for("pmo", on=trust)
    address = f"{PORTFOLIOS}{one.pk}/"
    open_page(client, address)
    said = {"name": "Beds board", "organisation": trust.pk, "purpose": "", "archived_on": "1/11/2026"}
    open_page(client, address, post=said, follow=True)
    one.refresh_from_db()
    assert (one.name, one.archived_on) == ("Beds board", date(2026, 11, 1))
    assert Event.objects.get().says == "Changed name and archived on of the portfolio “Flow board”"
    assert not open_page(client, PORTFOLIOS).rows()
    assert "Archived" in open_page(client, f"{PORTFOLIOS}?retired=on").rows()[0][0]


def test_two_people_who_change_the_same_are_told(client_for, trust):
    one = PortfolioFactory(name="Flow board", organisation=trust)
    client = client_for("pmo", on=trust)
    seen = open_page(client, f"{PORTFOLIOS}{one.pk}/").context["form"].initial["seen"]
    Portfolio.objects.update(name="Theirs")
    said = {"name": "Mine", "organisation": trust.pk, "seen": seen}
    page = open_page(client, f"{PORTFOLIOS}{one.pk}/", 409, post=said)
    assert page.context["form"].clashes["name"].theirs == "Theirs"


def test_a_portfolio_of_the_whole_system_is_shown_but_not_changed(client_for, trust):
    one = PortfolioFactory(name="System board", organisation=None)
    client = client_for("pmo", on=trust)
    page = open_page(client, PORTFOLIOS)
    assert page.rows()[0][0] == "System board"
    assert not any("System board" in words for words in page.links())
    open_page(client, f"{PORTFOLIOS}{one.pk}/", 403)


def test_whoever_holds_a_role_on_one_changes_it_but_makes_none(client_for, trust):
    one = PortfolioFactory(name="Flow board", organisation=trust)
    client = client_for("pmo", on=one)
    open_page(client, f"{PORTFOLIOS}{one.pk}/", post={"name": "Beds", "organisation": trust.pk}, follow=True)
    assert Portfolio.objects.get().name == "Beds"
    open_page(client, f"{PORTFOLIOS}add/", 403)
    open_page(client, f"{THEMES}add/", 403)


def test_what_another_organisation_keeps_does_not_exist(client_for, trust):
    PortfolioFactory(name="Secret merger", organisation=OrganisationFactory(name="Elsewhere"))
    page = open_page(client_for("pmo", on=trust), PORTFOLIOS)
    assert "Secret merger" not in page.markup
    assert "Elsewhere" not in page.markup


@time_machine.travel("2026-11-02T09:00:00Z", tick=False)
def test_themes_have_their_time(client_for, trust):
    client = client_for("admin")
    said = {"name": "Care closer to home", "organisation": "", "so_from": "1/4/2025", "so_until": "1/4/2030"}
    open_page(client, f"{THEMES}add/", post=said, follow=True)
    assert open_page(client, THEMES).rows() == [
        ["Care closer to home (Whole system)", "From 1 April 2025 until 31 March 2030", "Whole system"]
    ]
    theme = Theme.objects.get()
    open_page(client, f"{THEMES}{theme.pk}/")
    open_page(client, f"{THEMES}{theme.pk}/", post={**said, "so_until": "1/11/2026"}, follow=True)
    assert not open_page(client, THEMES).rows()
    assert "Over" in open_page(client, f"{THEMES}?retired=on").rows()[0][0]
    assert Event.objects.order_by("pk").last().changes[0]["is"] == "1 November 2026"


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"name": ""}, "Enter name"),
        ({"so_from": "1/4/2026", "so_until": "1/4/2026"}, "it must hold for at least a day"),
        ({"so_from": "31/2/2026"}, "Holds from"),
        ({"name": "care CLOSER to home"}, "There is a theme of this name already"),
    ],
)
def test_what_is_wrong_with_a_theme_is_said(client_for, said, error):
    ThemeFactory(name="Care closer to home", organisation=None)
    page = open_page(
        client_for("admin"), f"{THEMES}add/", 422, post={"name": "New", "organisation": "", **said}
    )
    assert error in page.errors()[0]
    assert Theme.objects.count() == 1


def test_the_lists_cost_the_same_however_many(client_for, cost, trust):
    client = client_for("pmo", on=trust)
    PortfolioFactory(organisation=trust)
    ThemeFactory(organisation=trust)
    few = [cost(lambda at=at: client.get(at)) for at in (PORTFOLIOS, THEMES)]
    PortfolioFactory.create_batch(30, organisation=trust)
    ThemeFactory.create_batch(30, organisation=trust)
    assert [cost(lambda at=at: client.get(at)) for at in (PORTFOLIOS, THEMES)] == few


def test_a_list_is_filtered_and_paged(client_for, trust):
    PortfolioFactory(name="Flow board", organisation=trust)
    for number in range(60):
        PortfolioFactory(name=f"Board {number:02}", organisation=None)
    client = client_for("admin")
    assert len(open_page(client, PORTFOLIOS).rows()) == 50
    assert len(open_page(client, f"{PORTFOLIOS}?page=2").rows()) == 11
    assert len(open_page(client, f"{PORTFOLIOS}?q=flow").rows()) == 1
    assert len(open_page(client, f"{PORTFOLIOS}?place={trust.pk}").rows()) == 1
    assert "No portfolio" not in open_page(client, f"{PORTFOLIOS}?place=nonsense&page=999999999999")
