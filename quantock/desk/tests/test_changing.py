"""Many projects changed at once: chosen, previewed field by field, refused with reasons, done in one batch."""

from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from quantock.access import Role
from quantock.accounts.models import Grant
from quantock.audit import facts
from quantock.audit.models import Batch, Event
from quantock.people.tests.factories import OrganisationFactory, PersonFactory, UnitFactory
from quantock.portfolios.tests.factories import PortfolioFactory, ThemeFactory
from quantock.projects import services
from quantock.projects.models import MembershipFact, Project, ProjectFact, ThemeFact
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

AT = "/projects/change/"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(date(2026, 11, 2), tick=False):
        yield


@pytest.fixture
def ours():
    return OrganisationFactory(name="Combe Trust", in_system=True)


@pytest.fixture
def office(client_for, ours):
    return client_for("pmo", on=ours)


def chosen(client, query):
    """The form for what was chosen on the list."""
    form = open_page(client, f"{AT}?{query}").context["form"]
    return {name: form.initial[name] for name in ("chosen", "back")}


def previewed(client, query="found=all", **said):
    """What would change, and the answers that lead to it."""
    answers = {**chosen(client, query), **said}
    return open_page(client, AT, post=answers), answers


def do(client, page, answers):
    return client.post(AT, {**answers, "seen": page.context["seen"]})


def test_it_works(office, ours):
    falls, rotas = (ProjectFactory(title=name, lead_organisation=ours) for name in ("Falls", "Rotas"))
    ProjectFactory(title="Left alone", lead_organisation=ours)
    query = f"choose={falls.number}&choose={rotas.number}&sort=-title"
    page, answers = previewed(office, query, state="paused", reason="Winter", visibility="system")
    assert page.heading == "What would change"
    assert "2 projects would change. Nothing is changed yet." in page
    assert ["Falls P-0001, Combe Trust", "State", "Active", "Paused"] in page.rows()
    assert Project.objects.filter(state="paused").count() == 0
    answer = do(office, page, answers)
    assert answer["Location"] == "/projects/?sort=-title"
    assert "Changed 2 projects" in open_page(office, answer["Location"]).markup
    falls.refresh_from_db()
    assert (falls.state, falls.state_reason, falls.visibility, falls.version) == (
        "paused",
        "Winter",
        "system",
        2,
    )
    [batch] = Batch.objects.all()
    assert [event.record_id for event in Event.objects.filter(batch=batch)] == [falls.pk, rotas.pk]
    assert ProjectFact.objects.now().get(project=falls).batch == batch
    assert facts.check(ProjectFact) == []
    assert Project.objects.get(title="Left alone").state == "active"


def test_portfolio_theme_and_lead(office, ours):
    board, old, closer = (
        PortfolioFactory(organisation=ours),
        PortfolioFactory(organisation=ours),
        ThemeFactory(),
    )
    sam = PersonFactory(name="Sam Lee", email="sam@trust.example")
    falls = ProjectFactory(title="Falls", lead_organisation=ours)
    services.join_portfolio(falls, old, shown=True, by=None, on=date(2026, 5, 1))
    said = {"join": board.pk, "leave": old.pk, "theme": closer.pk, "contribution": 2, "lead": sam.email}
    page, answers = previewed(office, **said)
    assert [row[1:] for row in page.rows()] == [
        [f"Portfolio “{board}”", "Not in it", "In it"],
        [f"Portfolio “{old}”", "In it", "Not in it"],
        [f"Theme “{closer}”", "Not at all", "Clearly"],
        ["Project lead", "Nothing", "Sam Lee"],
    ]
    do(office, page, answers)
    inside = MembershipFact.objects.now().filter(project=falls, present=True)
    assert [fact.portfolio for fact in inside] == [board]
    assert ThemeFact.objects.now().get(project=falls).contribution == 2
    assert Grant.objects.filter(user=sam.user, role=Role.LEAD, place_id=falls.pk).count() == bool(sam.user)
    assert falls.involvements.get(role=Role.LEAD).person == sam
    assert facts.check(MembershipFact) == facts.check(ThemeFact) == []
    # Once more: it is so already.
    page, _ = previewed(office, **said)
    assert "No project would change; 1 project is so already" in page


def test_what_may_not_be_changed_is_refused_with_the_reason(office, ours):
    ProjectFactory(title="Ended", lead_organisation=ours, state="completed")
    ProjectFactory(title="Theirs", visibility="system")
    page, answers = previewed(office, state="paused")
    assert "No project would change; 2 changes are refused" in page
    assert ["Ended P-0001", "State", "It has ended: reopening is done on its own page"] in page.rows()
    assert ["Theirs P-0002", "All of it", "You may see it but not change it"] in page.rows()
    do(office, page, answers)
    assert not Batch.objects.exists()


def test_projects_one_may_not_see_cannot_be_chosen(office, ours, client_for):
    hidden = ProjectFactory(title="Hidden")
    answer = office.get(f"{AT}?choose={hidden.number}&choose=gibberish")
    assert answer["Location"] == "/projects/?usual=no"
    # Nor by what another person's page carried.
    answers = chosen(client_for("admin"), f"choose={hidden.number}")
    open_page(office, AT, 422, post={**answers, "state": "paused"})


def test_somebody_elses_newer_change_is_not_overwritten(office, ours):
    falls, rotas = (ProjectFactory(title=name, lead_organisation=ours) for name in ("Falls", "Rotas"))
    page, answers = previewed(office, category="Safety")
    services.change_record(falls, {"category": "Flow"}, by=None, on=date(2026, 11, 2))
    # Another field of the other project: both stay.
    services.change_record(rotas, {"title": "E-rostering"}, by=None, on=date(2026, 11, 2))
    answer = do(office, page, answers)
    told = open_page(office, answer["Location"]).markup
    assert "Changed 1 project" in told
    assert "left as they are now: P-0001" in told
    falls.refresh_from_db()
    rotas.refresh_from_db()
    assert (falls.category, rotas.category, rotas.title) == ("Flow", "Safety", "E-rostering")


def test_giving_a_project_to_another_organisation_leaves_its_unit_behind(client_for, ours):
    other = OrganisationFactory(in_system=True)
    falls = ProjectFactory(lead_organisation=ours, unit=UnitFactory(organisation=ours))
    admin = client_for("admin")
    page, answers = previewed(admin, lead_organisation=other.pk)
    do(admin, page, answers)
    falls.refresh_from_db()
    assert (falls.lead_organisation, falls.unit) == (other, None)


def test_an_office_gives_only_to_organisations_it_runs(office, ours):
    other = OrganisationFactory(in_system=True)
    ProjectFactory(lead_organisation=ours)
    page = open_page(office, AT, 422, post={**chosen(office, "found=all"), "lead_organisation": other.pk})
    assert "Lead organisation: choose from the list" in page.errors()


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({}, "everything is still left as it is"),
        ({"lead": "nobody@nowhere.example"}, "Nobody with this e-mail address"),
        ({"reporting_days": "often"}, "whole number"),
        ({"category": "943 476 5919"}, "NHS number"),
        ({"state": "completed"}, "choose from the list"),
    ],
)
def test_bad_input_is_said_and_kept(office, ours, said, error):
    ProjectFactory(lead_organisation=ours)
    page = open_page(office, AT, 422, post={**chosen(office, "found=all"), **said})
    assert error in " ".join(page.errors())
    assert all(value in page.markup for name, value in said.items() if name != "state")


def test_a_theme_needs_how_much(office, ours):
    closer = ThemeFactory()
    ProjectFactory(lead_organisation=ours)
    page = open_page(office, AT, 422, post={**chosen(office, "found=all"), "theme": closer.pk})
    assert "how much" in " ".join(page.errors()).casefold()


def test_the_past_and_filters_that_are_not_understood_change_nothing(office, ours):
    ProjectFactory(lead_organisation=ours)
    for query in ("found=all&as_at=1/6/2026", "found=all&programme=gibberish"):
        assert office.get(f"{AT}?{query}").status_code == 302, query


def test_the_preview_costs_the_same_for_3_and_for_30(office, ours, cost):
    board = PortfolioFactory(organisation=ours)

    def ask():
        answers = {**chosen(office, "found=all"), "state": "paused", "join": board.pk}
        return cost(lambda: office.post(AT, answers))

    for number in range(3):
        ProjectFactory(title=f"Falls {number}", lead_organisation=ours)
    few = ask()
    for number in range(27):
        ProjectFactory(title=f"Rota {number}", lead_organisation=ours)
    assert ask() == few


def test_doing_it_costs_the_same_for_3_and_for_30(office, ours):
    def done(number, state):
        for place in range(number):
            ProjectFactory(title=f"Falls {state} {place}", lead_organisation=ours)
        page, answers = previewed(office, state=state)
        with CaptureQueriesContext(connection) as queries:
            do(office, page, answers)
        assert Project.objects.filter(state=state).count() == Project.objects.count()
        return len(queries)

    few = done(3, "paused")
    assert done(27, "active") == few
    assert few <= 33  # keeping what dashboards count is nearly half of them
