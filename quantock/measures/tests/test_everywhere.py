"""Measures of the whole system: counted and listed for whoever looks, narrowed by the address."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import time_machine

from quantock.measures import services
from quantock.measures.tests.factories import FALLS, MeasureFactory, months
from quantock.portfolios.tests.factories import PortfolioFactory, ThemeFactory
from quantock.projects import services as projects
from quantock.projects.models import Visibility
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

URL = "/measures/"
TODAY = "2026-07-10"
STEADY = ("6.1", "6.9", "5.8", "6.4") * 7
SHIFTED = STEADY[:20] + ("5.7", "5.5") * 3 + ("5.6",)
"""Seven months below the average, the seventh of them June 2026: nothing could be seen before it."""

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client_for):
    return client_for("auditor")


@time_machine.travel(TODAY, tick=False)
def test_it_answers_where_something_is_changing(client):
    MeasureFactory(name="Falls", values=FALLS, target=Decimal(1))
    MeasureFactory(name="Waits", values=FALLS, direction="up")
    MeasureFactory(name="Beds", values=STEADY[:20])
    page = open_page(client, URL)
    assert "Nowhere since 26 May 2026: no new signal." in page.text
    assert "Of 3 measures, 1 cannot reach its target as they run now; 1 is overdue" in page.text
    assert "3.4" in page.text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("signal=better", {"Falls"}),
        ("signal=worse", {"Waits"}),
        ("signal=same", {"Beds"}),
        ("signal=overdue", {"Beds"}),
        ("signal=concern, low", {"Waits"}),
        ("assurance=consistently falling short", {"Falls"}),
        ("q=wai", {"Waits"}),
        ("kind=process", set()),
        ("since=31/12/2025", {"Falls", "Waits"}),
        ("since=1/1/2026", set()),
        ("signal=nonsense", {"Falls", "Waits", "Beds"}),
    ],
)
@time_machine.travel(TODAY, tick=False)
def test_the_address_narrows_it(client, query, names):
    MeasureFactory(name="Falls", values=FALLS, target=Decimal(1))
    MeasureFactory(name="Waits", values=FALLS, direction="up")
    MeasureFactory(name="Beds", values=STEADY[:20])
    page = open_page(client, f"{URL}?{query}")
    found = {name for name in ("Falls", "Waits", "Beds") if f"{name} of P-" in page.text}
    assert found == names
    csv = client.get(f"{URL}measures.csv?{query}").content.decode("utf-8-sig")
    assert {name for name in ("Falls", "Waits", "Beds") if f",{name}," in csv} == names


def test_an_organisation_is_chosen_from_those_that_have_measures(client):
    measure = MeasureFactory(name="Falls", values=FALLS)
    MeasureFactory(name="Waits", values=FALLS)
    page = open_page(client, f"{URL}?organisation={measure.project.lead_organisation_id}")
    assert "Falls of P-" in page.text
    assert "Waits of P-" not in page.text


def test_what_one_may_not_see_is_not_counted(client_for):
    MeasureFactory(values=FALLS, project=ProjectFactory(visibility=Visibility.TEAM))
    seen = MeasureFactory(name="Falls", values=FALLS)
    stranger = client_for("viewer", on=seen.project)
    page = open_page(stranger, URL)
    assert "Of 1 measure, " in page.text
    assert stranger.get(f"{URL}measures.xlsx").content.startswith(b"PK")


def test_an_empty_system_says_what_this_is_for(client):
    assert "None has been added yet" in open_page(client, URL).text


def test_it_costs_the_same_however_many(client, cost):
    MeasureFactory.create_batch(3, values=FALLS[:14])
    few = cost(lambda: client.get(URL))
    MeasureFactory.create_batch(20, values=FALLS[:14])
    assert cost(lambda: client.get(URL)) == few
    assert few <= 12


def test_a_measure_taken_away_is_nowhere(client):
    measure = MeasureFactory(name="Falls", values=FALLS)
    measure.removed_at = f"{date(2026, 7, 1)}T00:00:00Z"
    measure.save(update_fields=["removed_at"])
    assert "Falls of P-" not in open_page(client, URL).text


@time_machine.travel(TODAY, tick=False)
def test_new_signals_are_counted_since_a_day_and_open_their_list(client):
    MeasureFactory(name="Falls", values=FALLS)
    page = open_page(client, f"{URL}?since=1/12/2025")
    assert "1 new signal since 1 December 2025: 1 for the better, 0 for the worse" in page.text
    there = next(href for words, href in page.links().items() if "New for the better" in words)
    opened = open_page(client, f"{URL}{there}")
    assert "Falls of P-" in opened.text


@time_machine.travel(TODAY, tick=False)
def test_a_run_is_new_when_its_seventh_value_has_come_not_when_it_began(client):
    MeasureFactory(name="Falls", values=SHIFTED)
    MeasureFactory(name="Waits", values=FALLS, direction="up")
    page = open_page(client, URL)
    assert "1 new signal since 26 May 2026: 1 for the better, 0 for the worse" in page.text
    assert page.text.index("Falls of P-") < page.text.index("Waits of P-")
    assert "signal since December 2025" in page.text
    assert "Falls of P-" in open_page(client, f"{URL}?since=30/6/2026").text
    assert "Falls of P-" not in open_page(client, f"{URL}?since=1/7/2026").text


@time_machine.travel(TODAY, tick=False)
def test_each_cell_of_the_icon_matrix_opens_its_measures(client):
    MeasureFactory(name="Falls", values=FALLS, target=Decimal(1))
    MeasureFactory(name="Beds", values=STEADY)
    page = open_page(client, URL)
    cell = next(
        href for words, href in page.links().items() if "consistently" in words.lower() and "better" in words
    )
    opened = open_page(client, f"{URL}{cell}")
    assert "Falls of P-" in opened.text
    assert "Beds of P-" not in opened.text


@time_machine.travel(TODAY, tick=False)
def test_it_is_narrowed_as_the_dashboard_is(client):
    board, closer = PortfolioFactory(organisation=None), ThemeFactory(name="Closer to home")
    falls = MeasureFactory(name="Falls", values=FALLS).project
    MeasureFactory(name="Waits", values=FALLS)
    projects.join_portfolio(falls, board, shown=False, by=None, on=date(2026, 5, 1))
    projects.change_themes(falls, {str(closer.pk): 2}, by=None, on=date(2026, 5, 1))
    step = falls.step_id
    for query in (
        f"portfolio={board.pk}",
        f"theme={closer.pk}",
        f"step={step}&portfolio={board.pk}",
        f"project={falls.ref}",
    ):
        page = open_page(client, f"{URL}?{query}")
        assert "Falls of P-" in page.text, query
        assert "Waits of P-" not in page.text, query
    assert "Track: Full" in open_page(client, f"{URL}?track=full").text


@time_machine.travel(TODAY, tick=False)
def test_measures_of_ended_projects_are_asked_for(client):
    MeasureFactory(name="Falls", values=FALLS, project=ProjectFactory(state="completed"))
    MeasureFactory(name="Waits", values=FALLS)
    assert "Falls of P-" not in open_page(client, URL).text
    assert "Falls of P-" in open_page(client, f"{URL}?state=ended").text
    assert "Of 2 measures" in open_page(client, f"{URL}?state=all").text


def test_a_draft_counts_nowhere_here_even_for_its_team(client_for):
    draft = MeasureFactory(name="Falls", values=FALLS, draft=True)
    MeasureFactory(name="Waits", values=FALLS)
    lead = client_for("lead", on=draft.project)
    assert "Falls of P-" not in open_page(lead, URL).text
    assert b"Falls" not in lead.get(f"{URL}measures.csv").content


@time_machine.travel(TODAY, tick=False)
def test_overdue_says_who_collects_it(client):
    measure = MeasureFactory(name="Beds", values=STEADY[:20])
    assert "The project lead" in open_page(client, f"{URL}?signal=overdue").text
    assert measure.result.due_on == date(2026, 1, 14)


def test_all_of_them_stand_on_one_page_to_be_printed(client_for, db, monkeypatch, cost):
    project = ProjectFactory(visibility="system")
    for _ in range(60):
        MeasureFactory(project=project, values=FALLS[:2])
    client = client_for("auditor")
    page = open_page(client, "/measures/")
    assert len(page.context["rows"]) == 50
    assert "All on one page, to print" in page.text
    page = open_page(client, "/measures/?rows=all")
    assert len(page.context["rows"]) == 60
    assert "Page by page" in page.text
    assert cost(lambda: client.get("/measures/?rows=all")) == cost(lambda: client.get("/measures/"))
    monkeypatch.setattr("quantock.measures.queries.system.MOST_AT_ONCE", 55)
    page = open_page(client, "/measures/?rows=all")
    assert len(page.context["rows"]) == 55
    assert "The first 55: filter the list" in page.text


def test_what_groups_show_stands_under_each_other_or_the_table_would_be_too_wide(client):
    measure = MeasureFactory(name="Falls")
    for group in ("Ash", "Elm"):
        services.record_points(measure, [replace(each, stratum=group) for each in months(FALLS)], by=None)
    page = client.get(URL).content.decode()
    assert re.search(
        r'<td class="icons icons--many"><span class="nowrap"><svg.*?</svg> × 2</span></td>', page
    )


@time_machine.travel(TODAY, tick=False)
@pytest.mark.parametrize("state", ["live", "paused"])
def test_the_states_that_dashboards_lead_here_with_are_understood(client, state):
    MeasureFactory(name="Falls", values=FALLS, project=ProjectFactory(state="paused"))
    page = open_page(client, f"{URL}?state={state}")
    assert page.context["form"].errors == {}
    assert "Falls of P-" in page.text
