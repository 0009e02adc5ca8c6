"""The portfolio dashboard: what it counts, for whom, now and then, and what stands behind each number."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
import time_machine

from quantock.desk.queries import milestones
from quantock.people.models import Succession
from quantock.people.tests.factories import OrganisationFactory
from quantock.portfolios.tests.factories import PortfolioFactory, ThemeFactory
from quantock.projects import services
from quantock.projects.counting import keep_counted
from quantock.projects.models import LocalField, Project, Stage, StatusUpdate
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

TODAY = date(2026, 11, 2)
AT = "/dashboard/"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(TODAY, tick=False):
        yield


def full(title="Falls", confidence="red", **said):
    return ProjectFactory(**{"title": title, "track": "full", "confidence": confidence, **said})


def number(page, label):
    """What a big number says, with its movement and note."""
    tiles = page.main.first("dl").every("div")
    return next(tile.first("dd").text for tile in tiles if tile.first("dt").text == label)


def milestone(project, name, forecast, *, on=date(2026, 5, 1), **said):
    [made] = services.add_milestones(project, [{"name": name, "forecast": forecast, **said}], by=None, on=on)
    return made


def gave(project, pence, *, basis="forecast", nature="revenue", text=""):
    what = {"nature": nature, "span": "in-year", "basis": basis}
    services.change_money(project, what, {"pence": pence, "text": text}, by=None, on=date(2026, 5, 1))


def test_it_works(client_for):
    falls = full("Falls", "amber")
    services.change_record(falls, {"confidence": "red"}, by=None, on=date(2026, 10, 20))
    full("Rotas", "green")
    ProjectFactory(title="A small one", track="quick")
    ProjectFactory(title="Only an idea", state="idea")
    page = open_page(client_for("auditor"), AT)
    assert page.heading == "Whole system: 3 live projects"
    assert "1 is red, 1 more than on 1 October 2026; no milestone slipped since then; 3 have not" in page
    assert "2 projects: 1 green and 1 red." in page
    assert "1 project on quick and standard tracks is not asked" in page
    assert ["Falls (P-0001) They did not say why", "Amber", "Red"] in page.rows()


def test_quick_and_standard_tracks_are_never_counted_by_confidence(client_for):
    full("Falls", "")
    ProjectFactory(track="standard", confidence="red")
    page = open_page(client_for("auditor"), AT)
    assert "None is red, as on 1 October 2026" in page
    assert ["Not rated", "1", "1"] in page.rows()
    assert ["Not asked", "1", "1"] in page.rows()


def test_each_number_opens_the_list_of_what_it_counts(client_for):
    full("Falls", "red")
    full("Rotas", "green")
    client = client_for("auditor")
    page = open_page(client, AT)
    assert page.links()["Red"] == "/projects/?state=live&confidence=red"
    listed = open_page(client, page.links()["Red"])
    assert "1 project" in listed
    assert "Rotas" not in listed


def test_it_counts_what_one_may_see(client_for):
    ours = OrganisationFactory()
    full("Ours", lead_organisation=ours)
    theirs = full("Theirs", "green", visibility="team")
    milestone(theirs, "Secret opening", date(2026, 12, 1))
    page = open_page(client_for("viewer", on=ours), AT)
    assert page.heading == "What you may see: 1 live project"
    assert "Theirs" not in page.markup
    assert "Secret opening" not in page.markup
    assert number(page, "Milestones due in 90 days").startswith("0")


def test_milestones_due_late_slipped_and_provisional_and_the_list_behind_each(client_for):
    falls = full()
    milestone(falls, "Alarms fitted", date(2026, 12, 1), provisional=True)
    milestone(falls, "Contract signed", date(2026, 10, 30))
    moved = milestone(falls, "Staff trained", date(2027, 6, 1))
    services.forecast_milestone(
        moved, forecast=date(2027, 9, 1), provisional=False, by=None, on=date(2026, 10, 9)
    )
    idea = full("An idea", state="idea")
    milestone(idea, "Not live", date(2026, 12, 1))
    client = client_for("auditor")
    page = open_page(client, AT)
    assert number(page, "Milestones due in 90 days") == "1 (Milestones due in 90 days) 1 is provisional"
    assert number(page, "Milestones late").startswith("1")
    assert number(page, "Milestones slipped").startswith("1")
    for when, name in (
        ("due", "Alarms"),
        ("late", "Contract"),
        ("slipped", "Staff"),
        ("provisional", "Alarms"),
    ):
        rows = open_page(client, f"/milestones/?when={when}").rows()
        assert [row[0].split()[0] for row in rows] == [name], when
    assert len(open_page(client, "/milestones/?when=nonsense&page=0").rows()) == 3
    # As it stood before the date moved, nothing had slipped.
    then = open_page(client, f"{AT}?as_at=8/10/2026")
    assert number(then, "Milestones slipped").startswith("0")


def test_a_picture_of_too_many_milestones_says_where_it_ends(client_for, monkeypatch):
    monkeypatch.setattr(milestones, "MOST_DRAWN", 3)
    monkeypatch.setattr(milestones, "SOONEST", 3)
    falls = full()
    for name, day in (("One", 1), ("Two", 5), ("Three", 5), ("Four", 9)):
        milestone(falls, name, date(2026, 12, day))
    page = open_page(client_for("auditor"), AT)
    assert (
        "Of 4 milestones within a year the soonest: 3 milestones from 2 November 2026 to 5 December" in page
    )
    assert "The soonest; the later ones of the next twelve months are in the list." in page
    assert number(page, "Milestones due in 90 days").startswith("4")


def test_milestones_go_out_as_listed(client_for):
    milestone(full("=Falls"), "Alarms fitted", date(2026, 12, 1))
    client = client_for("auditor")
    answer = client.get("/milestones/export/?when=due&file=xlsx")
    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    assert sheet["D2"].value == "Alarms fitted"
    assert sheet["B2"].data_type == "s"
    assert client.get("/milestones/export/?as_at=gibberish")["Location"] == "/milestones/?as_at=gibberish"


def test_a_programme_one_may_not_see_is_not_named_on_the_timeline(client_for):
    ours = OrganisationFactory()
    secret = full("A secret merger", visibility="team")
    part = full("Falls", lead_organisation=ours)
    services.place_in_programme(part, secret, by=None)
    milestone(part, "Alarms fitted", date(2026, 12, 1))
    assert "secret merger" not in open_page(client_for("viewer", on=ours), AT).markup
    assert "secret merger" in open_page(client_for("auditor"), AT).markup


def test_money_is_never_added_across_natures_nor_twice(client_for):
    programme = full("Merger")
    part = full("Payroll")
    services.place_in_programme(part, programme, by=None)
    gave(programme, 100_000_00)
    gave(part, 40_000_00)
    gave(part, 7_000_00, nature="capital", basis="budget")
    gave(full("Unknown cost"), None, text="TBC")
    gave(full("Not live", state="idea"), 5_00)
    page = open_page(client_for("auditor"), AT)
    [revenue] = [row for row in page.rows() if row[0] == "Revenue"]
    assert revenue[1:3] == ["£100,000", "No figure"]
    assert "Forecast from 2, budget from 0 of 3 projects" in revenue[3]
    assert "1 counted inside their programme’s figure" in revenue[3]
    assert "1 answer that is no number left out" in revenue[3]
    [capital] = [row for row in page.rows() if row[0] == "Capital"]
    assert capital[1:3] == ["No figure", "£7,000"]


def test_money_outside_ones_organisation_is_a_right_of_its_own(client_for):
    ours = OrganisationFactory()
    gave(full("Theirs", visibility="system"), 9_999_00)
    page = open_page(client_for("member", on=ours), AT)
    assert page.heading == "What you may see: 1 live project"
    assert "9,999" not in page.markup
    assert open_page(client_for("member", on=ours), "/projects/?money=revenue").rows() == []


def test_a_programme_whose_money_one_may_not_see_hides_no_other(client_for):
    ours = OrganisationFactory()
    programme = full("Merger", visibility="system")
    part = full("Payroll", lead_organisation=ours)
    services.place_in_programme(part, programme, by=None)
    gave(programme, 100_000_00)
    gave(part, 40_000_00)
    [revenue] = [r for r in open_page(client_for("member", on=ours), AT).rows() if r[0] == "Revenue"]
    assert revenue[1] == "£40,000"


def test_steps_say_how_many_how_long_and_who_is_stuck(client_for):
    old, new = full("Old", on=date(2026, 4, 1)), full("New", on=date(2026, 10, 23))
    full("Newer", on=date(2026, 10, 30))
    client = client_for("auditor")
    page = open_page(client, AT)
    assert ["People (The seven steps)", "3", "10", "1 stuck in People (The seven steps)"] in page.rows()
    assert "Old" in open_page(client, f"/projects/?state=live&step={old.step_id}&stuck=1")
    assert new.title not in open_page(client, f"/projects/?state=live&step={old.step_id}&stuck=1").text
    # Of a past day it is not known how long they had stood there.
    assert ["People (The seven steps)", "1", "–", "0"] in open_page(client, f"{AT}?as_at=1/9/2026").rows()


def test_gone_quiet_is_later_than_one_and_a_half_times_their_own_interval(client_for):
    for title, days in (("Silent", 46), ("Just in time", 45)):
        made = full(title, on=TODAY - timedelta(days=days))
        Project.objects.filter(pk=made.pk).update(reporting_days=30)
    client = client_for("auditor")
    assert number(open_page(client, AT), "Gone quiet").startswith("1")
    rows = open_page(client, "/projects/?state=live&quiet=1").rows()
    assert [("Silent" in str(row), len(rows)) for row in rows] == [(True, 1)]


def test_gone_quiet_as_at_a_day_counts_the_updates_of_that_time(client_for):
    falls = full(on=date(2026, 4, 1))
    StatusUpdate.objects.create(
        project=falls,
        as_at=date(2026, 8, 1),
        stage=Stage.PUBLISHED,
        published_at="2026-08-01T09:00Z",
        why="Rain",
    )
    Project.objects.update(last_update_on=date(2026, 8, 1))
    keep_counted([falls])
    client = client_for("auditor")
    assert number(open_page(client, f"{AT}?as_at=20/8/2026"), "Gone quiet").startswith("0")
    assert number(open_page(client, f"{AT}?as_at=20/7/2026"), "Gone quiet").startswith("1")
    services.change_record(falls, {"confidence": "green"}, by=None, on=date(2026, 10, 9))
    assert ["Falls (P-0001) Rain", "Red", "Green"] in open_page(client, AT).rows()
    assert ["Falls (P-0001) Rain", "Red", "Green"] in open_page(client, f"{AT}?as_at=1/11/2026").rows()


def test_themes_by_confidence_link_to_the_projects(client_for):
    closer = ThemeFactory(name="Closer to home")
    for title, confidence in (("Falls", "red"), ("Rotas", "red"), ("Beds", "")):
        services.change_themes(full(title, confidence), {str(closer.pk): 2}, by=None, on=date(2026, 5, 1))
    client = client_for("auditor")
    page = open_page(client, AT)
    assert ["Closer to home", "2 Closer to home, Red", "1 Closer to home, Not rated"] in page.rows()
    assert "Most, 2, in: Closer to home and red." in page
    listed = open_page(client, page.links()["2 Closer to home, Red"])
    assert "2 projects" in listed
    assert ["Closer to home", "2 Closer to home, Red", "1 Closer to home, Not rated"] in open_page(
        client, f"{AT}?as_at=1/6/2026"
    ).rows()


def test_every_filter_narrows_it(client_for):
    ours, board, closer = (
        OrganisationFactory(in_system=True),
        PortfolioFactory(organisation=None),
        ThemeFactory(),
    )
    field = LocalField.objects.create(label="Ward", key="ward")
    top, falls = full("Merger"), full("Falls", lead_organisation=ours)
    services.place_in_programme(falls, top, by=None)
    services.join_portfolio(falls, board, shown=False, by=None, on=date(2026, 5, 1))
    services.change_themes(falls, {str(closer.pk): 1}, by=None, on=date(2026, 5, 1))
    services.change_local(falls, {str(field.pk): "Ash ward"}, by=None, on=date(2026, 5, 1))
    ProjectFactory(title="Another", track="quick")
    client = client_for("auditor")
    for query, count in (
        (f"portfolio={board.pk}", 1),
        (f"organisation={ours.pk}", 1),
        ("programme=P-0001", 2),
        ("programme=2", 1),
        (f"theme={closer.pk}", 1),
        ("track=full", 2),
        (f"life_cycle={falls.life_cycle_id}", 3),
        (f"step={falls.step_id}", 3),
        ("confidence=red", 2),
        ("confidence=not+asked", 1),
        ("state=completed", 0),
        ("visibility=team", 0),
        ("course=help+wanted", 0),
        (f"local-{field.pk}=ash", 1),
        ("q=p-0002", 1),
        ("portfolio=99999", 3),
    ):
        page = open_page(client, f"{AT}?{query}")
        assert page.context["found"].now.count == count, query
        past = open_page(client, f"{AT}?{query}&as_at=1/6/2026")
        assert past.context["found"].now.count == count, query
        assert open_page(client, f"/projects/?{query}").context["found"].count == count + 0, query


def test_the_work_of_a_closed_organisation_is_shown_under_its_successor(client_for):
    old, new = OrganisationFactory(in_system=True), OrganisationFactory(in_system=True)
    Succession.objects.create(predecessor=old, successor=new, on=date(2026, 9, 1))
    full(lead_organisation=old)
    assert open_page(client_for("auditor"), f"{AT}?organisation={new.pk}").context["found"].now.count == 1


def test_what_is_not_understood_is_said_and_not_applied(client_for):
    full()
    page = open_page(
        client_for("auditor"), f"{AT}?as_at=3/13/2026&since=9/9/2099&programme=abc&portfolio=7&q=943+476+5919"
    )
    said = " ".join(page.errors())
    for words in ("Write the programme", "Portfolio: choose", "Choose a day before today", "NHS number"):
        assert words.casefold() in said.casefold()
    assert page.context["found"].now.count == 1
    page = open_page(client_for("auditor"), f"{AT}?as_at=1/1/2027")
    assert "choose today or an earlier day" in " ".join(page.errors())


def test_filters_in_force_are_removable_tags(client_for):
    full()
    page = open_page(client_for("auditor"), f"{AT}?confidence=red&quiet=1")
    assert page.links()["Remove filter Delivery confidence: Red ×"] == "?quiet=1"
    assert page.links()["Remove filter Gone quiet ×"] == "?confidence=red"


def test_empty_states(client_for):
    client = client_for("auditor")
    assert "You may see no live project yet" in open_page(client, AT)
    full()
    assert "None does" in open_page(client, f"{AT}?q=nothing+like+it")


def test_its_numbers_go_out_as_a_file(client_for):
    falls = full()
    gave(falls, 12_345_00)
    answer = client_for("auditor").get("/dashboard/export/?file=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert "Delivery confidence,Red,,1" in lines
    assert 'Money,"In-year forecast, revenue",pounds,12345' in [line.removesuffix(".0") for line in lines]


def test_it_costs_the_same_for_3_and_for_30(client_for, cost):
    ours, board, closer = (
        OrganisationFactory(in_system=True),
        PortfolioFactory(organisation=None),
        ThemeFactory(),
    )
    client = client_for("pmo", on=ours)

    def make(count):
        for place in range(count):
            made = full(f"Falls {place}", "red" if place % 2 else "green", lead_organisation=ours)
            milestone(made, "Alarms fitted", date(2026, 12, 1))
            gave(made, 100)
            services.join_portfolio(made, board, shown=False, by=None, on=date(2026, 5, 1))
            services.change_themes(made, {str(closer.pk): 2}, by=None, on=date(2026, 5, 1))
            services.change_record(made, {"confidence": "amber"}, by=None, on=date(2026, 10, 9))

    every = f"?portfolio={board.pk}&organisation={ours.pk}&track=full"
    queries = ("", every, f"{every}&as_at=20/10/2026&since=1/6/2026")
    make(3)
    few = [cost(lambda query=query: client.get(f"{AT}{query}")) for query in queries]
    make(27)
    assert [cost(lambda query=query: client.get(f"{AT}{query}")) for query in queries] == few
    assert max(few) <= 12
