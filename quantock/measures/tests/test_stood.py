"""The pages of many measures as at a past day: the same as the chart of each as it stood, or a refusal in words."""

from datetime import date
from decimal import Decimal

import pytest

from quantock.measures import services
from quantock.measures.models import Measure
from quantock.measures.queries import past, stood
from quantock.measures.rules import Given
from quantock.measures.services.results import shown
from quantock.measures.tests.factories import FALLS, MeasureFactory
from quantock.measures.tests.test_everywhere import STEADY
from quantock.measures.tests.test_pages import ANSWERS
from quantock.measures.tests.test_past import on
from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects import services as projects
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

URL = "/measures/"
JULY = "?as_at=15/7/2026"


@pytest.fixture(autouse=True)
def _today():
    with on("2026-11-20"):
        yield


@pytest.fixture
def client(client_for, db):
    return client_for("auditor")


@pytest.fixture
def falls(db):
    """An improvement by July, which a correction, a rebase, another target and other rules have changed since."""
    with on("2026-07-01"):
        made = MeasureFactory(name="Falls", values=FALLS, target=Decimal(5))
        point = made.points.standing().get(starts="2026-06-01")
    with on("2026-08-01"):
        services.correct_point(point, Given(point.starts, Decimal("9.9")), by=None, reason="Counted again")
        services.rebase(made, starts=date(2025, 12, 1), answers=ANSWERS, by=None)
        services.set_target(made, Decimal(2), so_from=date(2025, 12, 1), by=None)
        services.change_measure(made, {"rules": "NHSRplotthedots 0.2", "direction": "up"}, by=None)
    return made


@pytest.fixture
def beds(db):
    with on("2026-07-10"):
        return MeasureFactory(name="Beds", values=STEADY)


def named(page):
    return {name for name in ("Falls", "Beds", "Waits", "Harm") if f"{name} of P-" in page.text}


def test_each_is_what_its_own_page_shows_of_that_day(falls, beds):
    for day in (date(2026, 7, 15), date(2026, 8, 15), date(2025, 1, 1)):
        many = stood.as_they_stood(Measure.objects.select_related("project"), day, drawn=True)
        for one in many:
            alone = shown(past.as_it_stood(Measure.objects.get(pk=one.pk), day).judged)
            kept = {name: getattr(one.result, name) for name in alone.__slots__}
            assert kept == {name: getattr(alone, name) for name in alone.__slots__}
    falls.refresh_from_db()
    assert falls.direction == "up"


def test_the_page_shows_the_day_and_counts_it(client, falls, beds):
    page = open_page(client, URL + JULY)
    assert "As it stood on 15 July 2026" in page.text
    assert "Where was something changing? Nowhere since 31 May 2026: no new signal." in page.text
    since = open_page(client, f"{URL}{JULY}&since=1/12/2025").text
    assert "1 new signal since 1 December 2025: 1 for the better, 0 for the worse" in since
    [row] = [row for row in page.rows() if "Falls of P-" in " ".join(row)]
    assert ("3.4" in " ".join(row), "9.9" in " ".join(row)) == (True, False)
    there = next(href for words, href in page.links().items() if words.startswith("Falls of P-"))
    assert there.endswith("?as_at=15/7/2026")
    assert "3.4" in open_page(client, there).text
    assert "9.9" in open_page(client, URL).text


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("signal=better", {"Falls"}),
        ("signal=same", {"Beds"}),
        ("signal=worse", set()),
        ("signal=overdue", {"Beds"}),
        ("signal=improvement, low", {"Falls"}),
        ("since=1/12/2025", {"Falls"}),
        ("since=1/6/2026", set()),
        ("assurance=no target", {"Beds"}),
        ("q=bed", {"Beds"}),
    ],
)
def test_they_are_found_by_what_they_showed(client, falls, query, names):
    with on("2026-07-10"):
        MeasureFactory(name="Beds", values=STEADY[:20])
    page = open_page(client, f"{URL}{JULY}&{query}")
    assert named(page) == names
    csv = client.get(f"{URL}measures.csv{JULY}&{query}").content.decode("utf-8-sig")
    assert {name for name in ("Falls", "Beds") if f",{name}," in csv} == names


def test_sorted_by_name_by_age_and_by_what_changed_last(client, falls, beds):
    for sort, first in (("name", "Beds"), ("", "Falls")):
        text = open_page(client, f"{URL}{JULY}&sort={sort}").text
        assert text.index(f"{first} of P-") == min(text.index("Beds of P-"), text.index("Falls of P-"))
    with on("2026-07-11"):
        MeasureFactory(name="Waits", values=FALLS[:15])
    text = open_page(client, f"{URL}{JULY}&sort=age").text
    assert text.index("Waits of P-") < text.index("Falls of P-")


def test_the_projects_are_those_of_that_day(client, falls):
    board = PortfolioFactory(organisation=None)
    projects.join_portfolio(falls.project, board, shown=False, by=None, on=date(2026, 9, 1))
    assert named(open_page(client, f"{URL}{JULY}&portfolio={board.pk}")) == set()
    assert named(open_page(client, f"{URL}?as_at=2/9/2026&portfolio={board.pk}")) == {"Falls"}


def test_of_too_many_only_the_page_is_worked_out_and_finding_by_signal_is_refused(
    client, falls, beds, monkeypatch
):
    monkeypatch.setattr(stood, "MOST_JUDGED", 1)
    monkeypatch.setattr("quantock.measures.views.system.MOST_JUDGED", 1)
    page = open_page(client, URL + JULY)
    assert named(page) == {"Falls", "Beds"}
    assert "3.4" in page.text
    assert "To count what they showed that day, and to find them by it, choose a theme" in page.text
    assert "Change by target" not in page.text
    refused = client.get(f"{URL}{JULY}&signal=better")
    assert refused.status_code == 422
    assert "for at most 1 at once, and these are 2" in refused.content.decode()
    assert "Falls" in refused.content.decode()
    export = client.get(f"{URL}measures.xlsx{JULY}", follow=True)
    assert "Nothing was exported." in export.content.decode()


@pytest.mark.parametrize("day", ["1/1/2999", "soon"])
def test_a_day_that_cannot_be_is_said_and_today_is_shown(client, falls, day):
    response = client.get(f"{URL}?as_at={day}")
    assert response.status_code == 422
    assert "nhsuk-error-message" in response.content.decode()
    assert "9.9" in response.content.decode()


def test_people_who_could_be_recognised_are_left_out_of_a_past_day(client, falls):
    with on("2026-07-02"):
        MeasureFactory(name="Harm", values=FALLS, small_numbers=True)
    page = open_page(client, URL + JULY)
    assert named(page) == {"Falls"}
    assert "1 measure that counts people who could be recognised is left out" in page.text


def test_it_costs_the_same_however_many_there_are(client, cost):
    project = ProjectFactory(visibility="system")
    with on("2026-07-01"):
        MeasureFactory(project=project, values=FALLS[:14])
    few = cost(lambda: client.get(URL + JULY))
    with on("2026-07-01"):
        for _ in range(12):
            MeasureFactory(project=project, values=FALLS[:14])
    assert cost(lambda: client.get(URL + JULY)) == few <= 12


def test_a_set_stands_as_its_measures_stood(client_for, falls, beds):
    client = client_for("auditor")
    with on("2026-07-02"):
        harm = MeasureFactory(name="Harm", values=FALLS, small_numbers=True)
    board = PortfolioFactory(organisation=None)
    one = services.begin_set("Board", owner=board, purpose="", by=None)
    services.put_into_set(one, [falls, beds, harm], domain="Safety", by=None)
    page = open_page(client, f"{URL}sets/{one.pk}/{JULY}")
    assert "As it stood on 15 July 2026" in page.text
    assert "2 measures: 1 changed for the better" in page.text
    assert "1 measure that counts people" in page.text
    assert ("3.4" in page.text, "9.9" in page.text) == (True, False)
    assert "Choose and order" not in page.text
    assert client.get(f"{URL}sets/{one.pk}/?as_at=soon").status_code == 422
    now = open_page(client, f"{URL}sets/{one.pk}/")
    assert ("9.9" in now.text, "3 measures" in now.text) == (True, True)
    book = client.get(f"{URL}sets/{one.pk}/measures.xlsx{JULY}")
    assert "2026-07-15" in book["Content-Disposition"]
