"""The projects list: its columns, order, pages and files; the page of a portfolio."""

import csv
import io
from datetime import date

import openpyxl
import pytest
import time_machine

from quantock.access import Role
from quantock.accounts.tests.factories import UserFactory, grant
from quantock.desk.queries import listing
from quantock.desk.queries.listing import Order, Place
from quantock.people.models import Succession
from quantock.people.tests.factories import OrganisationFactory, UnitFactory
from quantock.portfolios.tests.factories import PortfolioFactory, ThemeFactory
from quantock.projects import services
from quantock.projects.models import LocalField
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(date(2026, 11, 2), tick=False):
        yield


def titles(page):
    return [row.record.title for row in page.context["rows"]]


def downloaded(client, url):
    answer = client.get(url)
    return b"".join(answer.streaming_content)


def rich(title="Falls", **said):
    """A project with something in every column."""
    made = ProjectFactory(**{"title": title, "track": "full", "confidence": "amber", **said})
    services.change_record(
        made, {"confidence": "red", "confidence_rater": "office"}, by=None, on=date(2026, 10, 9)
    )
    services.add_milestones(
        made, [{"name": "Alarms", "forecast": date(2026, 10, 30)}], by=None, on=date(2026, 5, 1)
    )
    what = {"nature": "revenue", "span": "in-year", "basis": "budget"}
    services.change_money(made, what, {"pence": 1_250_00, "text": ""}, by=None, on=date(2026, 5, 1))
    services.involve(made, role=Role.SPONSOR, name="Dr Okafor", by=None, on=date(2026, 5, 1))
    return made


def test_each_column_says_what_it_is(client_for):
    field = LocalField.objects.create(label="Ward", key="ward")
    closer, board = ThemeFactory(name="Closer to home"), PortfolioFactory(name="Board", organisation=None)
    falls = rich(category="Safety")
    services.change_local(falls, {str(field.pk): "Ash"}, by=None, on=date(2026, 5, 1))
    services.change_themes(falls, {str(closer.pk): 2}, by=None, on=date(2026, 5, 1))
    services.join_portfolio(falls, board, shown=False, by=None, on=date(2026, 5, 1))
    client = client_for("auditor")
    [row] = open_page(client, "/projects/").rows()
    assert row[0] == "P-0001"
    assert row[1].startswith("Falls (P-0001)")
    assert row[2:5] == ["●○○○○○○ People", "Red Programme office, was amber", "Alarms 30 Oct 2026 Late"]
    asked = [
        "category",
        "sponsor",
        "themes",
        "portfolios",
        "money-revenue-in-year-budget",
        f"local-{field.pk}",
    ]
    page = open_page(client, "/projects/?" + "&".join(f"column={key}" for key in asked))
    assert page.rows()[0][1:] == ["Safety", "Dr Okafor", "Closer to home", "Board", "£1,250", "Ash"]
    past = open_page(client, "/projects/?as_at=1/6/2026&" + "&".join(f"column={key}" for key in asked))
    assert past.rows()[0][1:] == ["Safety", "Dr Okafor", "Closer to home", "Board", "£1,250", "Ash"]


@pytest.mark.parametrize(
    ("state", "step", "says"),
    [
        ("active", True, "People"),
        ("paused", True, "Paused at People"),
        ("completed", True, "Completed"),
        ("idea", True, "Idea"),
        ("stopped", False, "Stopped"),
        ("active", False, "No step"),
    ],
)
def test_the_step_says_the_state_unless_that_is_a_column_left_out(client_for, state, step, says):
    rich(state=state, **({} if step else {"step": None}))
    client = client_for("auditor")
    [row] = open_page(client, "/projects/").rows()
    assert row[2].lstrip("●○ ") == says
    assert (row[4] == "None") == (state in ("completed", "stopped")), "what has ended waits for no milestone"
    [row] = open_page(client, "/projects/?column=step").rows()
    assert row[1].lstrip("●○ ") == ("People" if step else "No step")


def test_money_that_one_may_not_see_is_in_no_column_and_no_file(client_for):
    rich(visibility="system")
    client = client_for("member", on=OrganisationFactory())
    asked = "column=money-revenue-in-year-budget"
    assert open_page(client, f"/projects/?{asked}").rows()[0][1] == "Not said"
    assert b"1250" not in downloaded(client, f"/projects/export/?{asked}")


@pytest.mark.parametrize("file", ["csv", "xlsx"])
def test_a_file_has_exactly_the_columns_and_rows_of_the_list(client_for, file):
    rich("Falls")
    rich("=Rotas")
    ProjectFactory(title="Only an idea", state="idea")
    sent = downloaded(
        client_for("auditor"),
        f"/projects/export/?state=live&sort=-title&column=ref&column=confidence&column=money-revenue-in-year-budget&file={file}",
    )
    if file == "csv":
        heading, *rows = csv.reader(io.StringIO(sent.decode("utf-8-sig")))
        assert rows[0][1:] == ["Falls", rows[0][2], "Red", "Programme office", "Amber", "1250.00"]
        assert rows[1][1] == "'=Rotas"
    else:
        heading, *rows = openpyxl.load_workbook(io.BytesIO(sent)).active.values
        assert rows[0][6] == 1250
    assert list(heading) == [
        "Reference",
        "Title",
        "Lead organisation",
        "Delivery confidence",
        "Rated by",
        "Delivery confidence on 1 October 2026",
        "In-year budget, revenue",
    ]
    assert len(rows) == 2


def test_a_file_of_an_address_that_is_not_understood_is_not_sent(client_for):
    answer = client_for("auditor").get("/projects/export/?programme=gibberish&file=csv")
    assert answer["Location"] == "/projects/?programme=gibberish&file=csv"


@pytest.mark.parametrize("key", sorted(listing.ORDERS))
@pytest.mark.parametrize("as_at", ["", "&as_at=1/10/2026"])
def test_every_order_goes_both_ways_and_nothing_stands_last(client_for, key, as_at):
    client = client_for("auditor")
    rich("Falls", planned_start=date(2026, 5, 1), planned_end=date(2027, 1, 1))
    rich("Rotas", planned_start=date(2026, 6, 1), planned_end=date(2027, 2, 1))
    ProjectFactory(title="Zero", step=None)
    up = titles(open_page(client, f"/projects/?sort={key}{as_at}"))
    down = titles(open_page(client, f"/projects/?sort=-{key}{as_at}"))
    assert sorted(up) == sorted(down) == ["Falls", "Rotas", "Zero"]
    if key in ("start", "end"):
        assert (up, down) == (["Falls", "Rotas", "Zero"], ["Rotas", "Falls", "Zero"])


def test_the_sorted_column_says_so(client_for):
    ProjectFactory()
    page = open_page(client_for("auditor"), "/projects/?sort=-title")
    said = {cell.text: cell.get("aria-sort") for cell in page.main.every("th")}
    assert [value for value in said.values() if value] == ["descending"]


@pytest.mark.parametrize("sort", ["title", "-title", "end", "-end", "confidence", "-updated"])
@pytest.mark.parametrize("as_at", ["", "&as_at=1/10/2026"])
def test_deep_pages_go_by_key_and_show_each_project_once(client_for, monkeypatch, sort, as_at):
    monkeypatch.setattr(listing, "MOST_NUMBERED", 2)
    monkeypatch.setattr(listing, "PAGE", 3)
    for place in range(8):
        end = date(2027, 1, 1 + place // 2) if place > 2 else None
        rich(f"Falls {place // 3}", planned_end=end)
    client = client_for("auditor")
    seen, url, pages = [], f"/projects/?sort={sort}{as_at}", 0
    while url:
        page = open_page(client, url)
        seen += [row.project.number for row in page.context["rows"]]
        following = page.links().get("Next page")
        url, pages = f"/projects/{following}" if following else "", pages + 1
    assert sorted(seen) == list(range(1, 9))
    assert pages == 3
    assert "Projects 7 to 8 of 8" in page
    assert "First page" in page.links()


@pytest.mark.parametrize(
    "after", ["gibberish", "W10", "WzEsIngiXQ", "WyJhIiwxLDJd", "WzEsMSwxXQ", "é", "W" * 5000]
)
def test_a_place_that_is_not_understood_is_the_first_page(client_for, monkeypatch, after):
    monkeypatch.setattr(listing, "MOST_NUMBERED", 0)
    ProjectFactory(title="Falls")
    assert titles(open_page(client_for("auditor"), f"/projects/?after={after}")) == ["Falls"]


def test_a_place_is_read_as_it_was_written():
    for order, value in (("title", "Ärzte"), ("end", date(2027, 1, 1)), ("confidence", 2), ("end", None)):
        place = Place(50, value, 7)
        assert Place.read(place.written(), Order(order)) == place
    assert Place.read(Place(1, "x", 2).written(), Order("end")) is None


def test_many_are_counted_up_to_a_bound(client_for, monkeypatch):
    monkeypatch.setattr(listing, "MOST_COUNTED", 2)
    monkeypatch.setattr(listing, "MOST_NUMBERED", 1)
    for _ in range(3):
        ProjectFactory()
    assert "2+ projects" in open_page(client_for("auditor"), "/projects/")


@pytest.mark.parametrize(
    ("most", "says"), [(9, "4 projects"), (4, "4 projects"), (3, "3+ projects"), (1, "1+ projects")]
)
def test_what_everybody_sees_is_counted_with_what_only_some_see(client_for, monkeypatch, most, says):
    monkeypatch.setattr(listing, "MOST_COUNTED", most)
    ours = OrganisationFactory()
    for visibility in ("public", "system", "organisation", "organisation", "team"):
        ProjectFactory(visibility=visibility, lead_organisation=ours)
    ProjectFactory(visibility="organisation")
    assert says in open_page(client_for("member", on=ours), "/projects/")


def test_it_costs_the_same_for_3_and_for_30_with_every_column(client_for, cost):
    LocalField.objects.create(label="Ward", key="ward")
    client = client_for("auditor")
    every = [column.key for column in open_page(client, "/projects/").context["offered"]]
    usual, all_columns = "/projects/?state=live", "/projects/?" + "&".join(f"column={key}" for key in every)
    for place in range(3):
        rich(f"Falls {place}")
    few = [cost(lambda url=url: client.get(url)) for url in (usual, all_columns, f"{usual}&as_at=1/10/2026")]
    for place in range(27):
        rich(f"Rotas {place}")
    assert [
        cost(lambda url=url: client.get(url)) for url in (usual, all_columns, f"{usual}&as_at=1/10/2026")
    ] == few
    assert max(few) <= 12


def test_nobody_is_offered_what_they_may_not_do(client_for):
    ours = OrganisationFactory()
    ProjectFactory(lead_organisation=ours)
    viewer = open_page(client_for("viewer", on=ours), "/projects/")
    assert "Change the chosen" not in viewer.markup
    assert "Workbook to edit" not in viewer.markup
    office = open_page(client_for("pmo", on=ours), "/projects/")
    assert "Change the chosen" in office.markup
    assert (
        "Change the chosen" not in open_page(client_for("pmo", on=ours), "/projects/?as_at=1/10/2026").markup
    )


def test_empty_lists_say_what_to_do(client_for):
    client = client_for("auditor")
    assert "There is none yet" in open_page(client, "/projects/")
    assert "Show all projects" in open_page(client, "/projects/?q=nothing").links()


def test_long_titles_and_markup_are_shown_as_they_are(client_for):
    ProjectFactory(title="<b>" + "W" * 290)
    page = open_page(client_for("auditor"), "/projects/")
    assert "&lt;b&gt;" in page.markup


def test_the_page_of_a_portfolio(client_for):
    ours = OrganisationFactory()
    board = PortfolioFactory(name="Urgent care board", organisation=ours, purpose="Fewer waits")
    grant(UserFactory(name="Ada Chair"), Role.SPONSOR, on=board)
    for title, confidence in (("Calm", "green"), ("Burning", "red")):
        made = ProjectFactory(title=title, track="full", confidence=confidence, lead_organisation=ours)
        services.join_portfolio(made, board, shown=False, by=None, on=date(2026, 5, 1))
    page = open_page(client_for("viewer", on=ours), f"/portfolios/{board.pk}/")
    assert "2 live projects that you may see; 1 is red" in page
    assert [row[0].split()[0] for row in page.rows()] == ["Burning", "Calm"]
    assert "Fewer waits" in page
    assert "Ada Chair Sponsor (SRO)" in page
    assert page.links()["Its dashboard"] == f"/dashboard/?portfolio={board.pk}"
    assert "Change name and purpose" not in page.links()
    assert (
        "Change name and purpose" in open_page(client_for("pmo", on=ours), f"/portfolios/{board.pk}/").links()
    )
    other = open_page(client_for("admin"), f"/portfolios/{PortfolioFactory(organisation=None).pk}/")
    assert "Nobody holds a role on it yet" in other


def test_the_page_of_a_portfolio_costs_the_same_for_3_and_for_30(client_for, cost):
    board = PortfolioFactory(organisation=None)
    client = client_for("auditor")

    def make(count):
        for place in range(count):
            services.join_portfolio(rich(f"Falls {place}"), board, shown=False, by=None, on=date(2026, 5, 1))

    make(3)
    few = cost(lambda: client.get(f"/portfolios/{board.pk}/"))
    make(27)
    assert cost(lambda: client.get(f"/portfolios/{board.pk}/")) == few <= 12


def test_a_portfolio_without_projects_says_so_once_and_how_one_comes_in(client_for):
    board = PortfolioFactory(organisation=None)
    page = open_page(client_for("auditor"), f"/portfolios/{board.pk}/")
    assert page.text.count("No live project that you may see is in it.") == 1
    assert "A project is put into a portfolio among its details" in page
    assert "Gone quiet" not in page


def test_an_organisation_is_narrowed_to_one_of_its_units(client_for):
    trust, closed = OrganisationFactory(name="Mendip Trust"), OrganisationFactory(name="Mill Lane Surgery")
    surgery, ward = UnitFactory(organisation=trust, name="Surgery"), UnitFactory(organisation=closed)
    for title, unit in (("Falls", surgery), ("Sepsis", None), ("Handover", ward)):
        body = unit.organisation if unit else trust
        ProjectFactory(title=title, lead_organisation=body, unit=unit, on=date(2026, 5, 1))
    client = client_for("auditor")
    assert "unit" not in open_page(client, "/projects/").context["form"].fields
    here = f"/projects/?organisation={trust.pk}&column=unit"
    page = open_page(client, here)
    assert list(page.context["form"].fields["unit"].choices) == [("", "Any"), (surgery.pk, "Surgery")]
    assert [row[1:] for row in page.rows()] == [["Surgery"], ["Not said"]]
    page = open_page(client, f"{here}&unit={surgery.pk}")
    assert titles(page) == ["Falls"]
    assert "Unit: Surgery" in page
    assert titles(open_page(client, f"{here}&unit={surgery.pk}&as_at=1/6/2026")) == ["Falls"]
    assert not titles(open_page(client, f"{here}&unit={surgery.pk}&as_at=1/4/2026"))
    page = open_page(client, f"{here}&unit={ward.pk}")
    assert titles(page) == ["Falls", "Sepsis"]
    assert not page.errors(), "whoever chooses another organisation lets go of the unit"
    assert "Unit: " not in page
    assert "Surgery, Mendip Trust" in open_page(
        client, f"/dashboard/?organisation={trust.pk}&unit={surgery.pk}"
    )
    assert titles(open_page(client, f"/projects/?unit={surgery.pk}")) == ["Falls", "Handover", "Sepsis"]


def test_units_of_those_it_took_over_from_are_offered_with_their_names(client_for):
    trust, closed = OrganisationFactory(name="Mendip Trust"), OrganisationFactory(name="Mill Lane Surgery")
    between = OrganisationFactory(name="Vale Network")
    for gone, heir, on in ((closed, between, date(2026, 6, 1)), (between, trust, date(2026, 10, 1))):
        gone.closes_on = on
        gone.save()
        Succession.objects.create(predecessor=gone, successor=heir, on=on)
    ward = UnitFactory(organisation=closed, name="Desk")
    ProjectFactory(title="Handover", lead_organisation=closed, unit=ward, on=date(2026, 5, 1))
    ProjectFactory(title="Falls", lead_organisation=trust, on=date(2026, 5, 1))
    client = client_for("auditor")
    page = open_page(client, f"/projects/?organisation={trust.pk}&unit={ward.pk}")
    assert titles(page) == ["Handover"]
    assert "Unit: Desk (Mill Lane Surgery)" in page
    before = open_page(client, f"/projects/?organisation={trust.pk}&unit={ward.pk}&as_at=1/9/2026")
    assert titles(before) == ["Falls"], "it was another organisation's then"


def test_a_filter_that_is_wrong_is_in_sight(client_for):
    page = open_page(client_for("auditor"), "/projects/?programme=whatever")
    [more] = [each for each in page.document.every("details") if "filter__more" in each.get("class")]
    assert more.has("open")
