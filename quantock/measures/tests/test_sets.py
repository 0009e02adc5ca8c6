"""Measure sets: begun, filled, put in order, read and taken away, each measure only by who may see it."""

import io
from zipfile import ZipFile

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from quantock.accounts.tests.factories import UserFactory, grant
from quantock.audit.models import Event
from quantock.measures import services
from quantock.measures.models import MeasureSet
from quantock.measures.services import Placed
from quantock.measures.tests.factories import FALLS, MeasureFactory
from quantock.people.tests.factories import OrganisationFactory
from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects.models import Visibility
from quantock.projects.services import Refused
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page


def at(route, one=None):
    return reverse(f"measures-everywhere:{route}", kwargs={"set_id": one.pk} if one else {})


@pytest.fixture
def home(db):
    return OrganisationFactory(name="Combe Vale")


@pytest.fixture
def project(home):
    return ProjectFactory(
        title="Beds on Ash ward", lead_organisation=home, visibility=Visibility.ORGANISATION
    )


@pytest.fixture
def client(client_for, home):
    return client_for("pmo", on=home)


@pytest.fixture
def falls(project):
    return MeasureFactory(project=project, name="Falls", values=FALLS)


@pytest.fixture
def waits(project):
    return MeasureFactory(project=project, name="Waits", values=FALLS[:3])


@pytest.fixture
def board(home, falls, waits):
    made = services.begin_set("Board report", owner=home, by=None)
    services.put_into_set(made, [falls], domain="Quality", by=None)
    services.put_into_set(made, [waits], domain="Access", by=None)
    return made


def order(one):
    return [(entry.measure.name, entry.domain) for entry in one.entries.select_related("measure")]


def test_it_is_begun_filled_and_read(client, home, falls, waits):
    assert "no set yet" in open_page(client, at("sets")).text
    open_page(client, at("set-begin"))
    data = {"name": "Board report", "owner": f"organisation-{home.pk}", "purpose": "Every second month"}
    response = client.post(at("set-begin"), data)
    made = MeasureSet.objects.get()
    assert response["Location"] == at("set-measures", made)
    assert "None yet: find measures below" in open_page(client, at("set-measures", made)).text
    page = open_page(client, at("set-measures", made) + "?q=ash beds")
    assert [each.name for each in page.context["offered"]] == ["Falls", "Waits"]
    assert "2 measures you may see" in page.text
    page = open_page(client, at("set-measures", made) + "?q=wai")
    assert [each.name for each in page.context["offered"]] == ["Waits"]
    data = {"measure": [falls.pk, waits.pk], "domain": "Quality"}
    assert client.post(at("set-put", made), data).status_code == 302
    page = open_page(client, at("set", made))
    assert "2 measures: 1 changed for the better, 0 for the worse" in page.text
    assert [row[1].startswith(name) for row, name in zip(page.rows(), ("Falls", "Waits"), strict=True)] == [
        True,
        True,
    ]
    assert "Every second month" in page.text
    assert [open_page(client, at("sets")).rows()[0][place][:12] for place in (0, 2)] == ["Board report", "2"]
    verbs = Event.objects.filter(kind="measureset").values_list("verb", flat=True).order_by("pk")
    assert list(verbs) == ["measure set begun", "measures put into a set"]


def test_it_is_put_in_order_and_domains_stand_together(client, board, project):
    third = MeasureFactory(project=project, name="Alarms", values=FALLS)
    services.put_into_set(board, [third], domain="Access", by=None)
    assert order(board) == [("Falls", "Quality"), ("Waits", "Access"), ("Alarms", "Access")]
    falls, waits, alarms = board.entries.all()
    data = {f"place-{falls.pk}": "3", f"domain-{falls.pk}": "Quality"}
    data |= {f"place-{waits.pk}": "2", f"domain-{waits.pk}": "Flow"}
    data |= {f"place-{alarms.pk}": "1", f"domain-{alarms.pk}": "Quality"}
    assert client.post(at("set-measures", board), data).status_code == 302
    assert order(board) == [("Alarms", "Quality"), ("Falls", "Quality"), ("Waits", "Flow")]
    data[f"out-{alarms.pk}"] = "on"
    client.post(at("set-measures", board), data)
    assert order(board) == [("Waits", "Flow"), ("Falls", "Quality")]
    took = Event.objects.get(kind="measureset", verb="measures taken out of a set")
    assert (took.says, took.project_id) == ("Took 1 measure out of a measure set", project.pk)


@pytest.mark.parametrize("place", ["first", "0", "", "1000"])
def test_a_place_that_is_no_number_is_pointed_out(client, board, place):
    entry, other = board.entries.all()
    data = {f"place-{entry.pk}": place, f"domain-{entry.pk}": "Quality", f"place-{other.pk}": "2"}
    response = client.post(at("set-measures", board), data)
    assert response.status_code == 422
    assert "nhsuk-error-message" in response.content.decode()
    assert order(board) == [("Falls", "Quality"), ("Waits", "Access")]


def test_what_one_may_not_see_is_not_shown_and_keeps_its_place(client_for, client, board, home):
    """Another organisation's measure stays in the set for those who see it."""
    secret = MeasureFactory(
        project=ProjectFactory(visibility=Visibility.TEAM), name="Secret measure", values=FALLS
    )
    services.put_into_set(board, [secret], domain="Quality", by=None)
    assert order(board)[1] == ("Secret measure", "Quality")
    for there in (at("set", board), at("set-measures", board), at("sets")):
        page = open_page(client, there)
        assert "Secret" not in page.text
    assert open_page(client, at("sets")).rows()[0][2] == "2"
    falls, _, waits = board.entries.all()
    data = {f"place-{falls.pk}": "2", f"domain-{falls.pk}": "Access"}
    data |= {f"place-{waits.pk}": "1", f"domain-{waits.pk}": "Access"}
    client.post(at("set-measures", board), data)
    assert order(board) == [("Waits", "Access"), ("Falls", "Access"), ("Secret measure", "Quality")]
    client.post(at("set-put", board), {"measure": [secret.pk], "domain": ""})
    assert len(order(board)) == 3
    content = client.get(at("set-xlsx", board)).content
    assert b"Secret" not in b"".join(
        ZipFile(io.BytesIO(content)).read(name) for name in ZipFile(io.BytesIO(content)).namelist()
    )
    assert "Secret measure" in open_page(client_for("auditor"), at("set", board)).text


def test_the_organisations_page_leads_to_its_sets(client, client_for, board, home):
    page = open_page(client, f"/organisations/{home.pk}/")
    assert "Board report" in page.text
    stranger = client_for("pmo", on=OrganisationFactory())
    assert "Board report" not in open_page(stranger, f"/organisations/{home.pk}/").text


def test_a_draft_stands_in_no_set(client, board, falls):
    services.change_measure(falls, {"draft": True}, by=None)
    assert "Falls" not in open_page(client, at("set", board)).text


def test_a_set_of_a_portfolio_is_seen_by_who_sees_the_portfolio(client_for, home, falls):
    portfolio = PortfolioFactory(organisation=home)
    made = services.begin_set("Portfolio's", owner=portfolio, by=None)
    user = UserFactory()
    grant(user, "sponsor", on=portfolio)
    stranger = client_for("pmo", on=OrganisationFactory())
    assert stranger.get(at("set", made)).status_code == 404
    client = client_for("viewer", on=home)
    assert "No measure stands here" in open_page(client, at("set", made)).text


def test_only_ones_own_places_are_offered(client, home):
    OrganisationFactory(name="Elsewhere")
    theirs = PortfolioFactory(organisation=OrganisationFactory(), name="Theirs")
    mine = PortfolioFactory(organisation=home, name="Mine")
    page = open_page(client, at("set-begin"))
    choices = [code for code, _ in page.context["form"].fields["owner"].choices]
    assert choices == ["", f"portfolio-{mine.pk}", f"organisation-{home.pk}"]
    data = {"name": "Board", "owner": f"portfolio-{theirs.pk}"}
    assert client.post(at("set-begin"), data).status_code == 422
    assert not MeasureSet.objects.exists()


def test_nothing_ticked_and_too_many_are_said(client, board, monkeypatch, project):
    response = client.post(at("set-put", board), {"domain": "Quality"})
    assert response.status_code == 422
    assert "Tick at least one measure" in response.content.decode()
    assert (
        client.post(at("set-put", board), {"measure": ["x", "99999999999"], "domain": ""}).status_code == 422
    )
    monkeypatch.setattr("quantock.measures.services.sets.MOST", 2)
    more = MeasureFactory(project=project)
    assert "2 measures at most" in client.post(at("set-put", board), {"measure": [more.pk]}).content.decode()
    with pytest.raises(Refused):
        services.put_into_set(board, [more], domain="", by=None)


def test_two_who_change_it_both_find_what_they_wrote(client, board):
    seen = open_page(client, at("set-change", board)).context["form"]["seen"].value()
    client.post(at("set-change", board), {"name": "Performance", "purpose": "", "seen": seen})
    page = open_page(
        client, at("set-change", board), 409, post={"name": "Quality", "purpose": "", "seen": seen}
    )
    assert "Someone else" in page.errors()[0]
    assert {"Quality", "Performance"} <= set(page.text.split())


def test_two_who_put_it_in_order_both_find_what_they_wrote(client, board):
    falls, waits = board.entries.all()
    there = at("set-measures", board)
    began = open_page(client, there).context["form"]["seen"].value()
    was = {f"place-{falls.pk}": "1", f"place-{waits.pk}": "2", "seen": began}
    was |= {f"domain-{falls.pk}": "Quality", f"domain-{waits.pk}": "Access"}
    client.post(there, {**was, f"place-{falls.pk}": "3", f"domain-{waits.pk}": "Flow"})
    assert order(board) == [("Waits", "Flow"), ("Falls", "Quality")]
    mine = {**was, f"place-{falls.pk}": "5", f"domain-{falls.pk}": "Safety"}
    page = open_page(client, there, 409, post=mine)
    assert "Someone else" in page.errors()[0]
    assert order(board) == [("Waits", "Flow"), ("Falls", "Quality")]
    # What only the other changed is shown as the other has it; saved again, the person's own is kept beside it.
    form = page.context["form"]
    assert form[f"domain-{waits.pk}"].value() == "Flow"
    client.post(there, {name: form[name].value() for name in (*was, "seen")})
    assert order(board) == [("Waits", "Flow"), ("Falls", "Safety")]


def test_what_another_put_elsewhere_meanwhile_is_not_taken_out_unawares(client, board):
    falls, waits = board.entries.all()
    there = at("set-measures", board)
    began = open_page(client, there).context["form"]["seen"].value()
    was = {f"place-{falls.pk}": "1", f"place-{waits.pk}": "2", "seen": began}
    was |= {f"domain-{falls.pk}": "Quality", f"domain-{waits.pk}": "Access"}
    client.post(there, {**was, f"domain-{falls.pk}": "Safety"})
    out = {**was, f"out-{falls.pk}": "on"}
    page = open_page(client, there, 409, post=out)
    assert "Someone else" in page.errors()[0]
    assert ("Falls", "Safety") in order(board)
    # Told of it, the person takes it out all the same; what nobody else touched goes at once.
    client.post(there, {**out, "seen": page.context["form"]["seen"].value()})
    assert order(board) == [("Waits", "Access")]
    assert client.post(there, {**was, f"out-{waits.pk}": "on"}).status_code == 302


def test_it_is_renamed_and_taken_away(client, board):
    open_page(client, at("set-change", board))
    client.post(at("set-change", board), {"name": "Performance", "purpose": ""})
    assert "Performance" in open_page(client, at("set", board)).text
    open_page(client, at("set-remove", board))
    assert client.post(at("set-remove", board), {"reason": ""}).status_code == 422
    client.post(at("set-remove", board), {"reason": "A new one"})
    assert client.get(at("set", board)).status_code == 404
    assert Event.objects.filter(verb="measure set removed", reason="A new one").exists()


@pytest.mark.parametrize("both", [True, False])
def test_it_has_one_owner(home, both):
    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        MeasureSet.objects.create(
            name="x", organisation=home if both else None, portfolio=PortfolioFactory() if both else None
        )


def test_the_same_order_again_changes_nothing(board):
    falls, waits = board.entries.all()
    before = Event.objects.count()
    services.arrange_set(board, {falls.pk: Placed("Quality", 1), waits.pk: Placed("Access", 2)}, by=None)
    assert Event.objects.count() == before


def test_its_page_costs_the_same_however_many_measures(client, board, project, cost):
    few = {
        route: cost(lambda route=route: client.get(at(route, board)))
        for route in ("set", "set-measures", "set-xlsx")
    }
    services.put_into_set(
        board, [MeasureFactory(project=project, values=FALLS[:2]) for _ in range(15)], domain="x", by=None
    )
    assert few == {route: cost(lambda route=route: client.get(at(route, board))) for route in few}


def test_its_portfolio_and_the_boards_report_open_it(client_for, home, falls):
    portfolio = PortfolioFactory(organisation=home)
    made = services.begin_set("What the board looks at", owner=portfolio, by=None)
    services.put_into_set(made, [falls], domain="", by=None)
    client = client_for("auditor")
    there = f"/measures/sets/{made.pk}/"
    for url in (f"/portfolios/{portfolio.pk}/", f"/board-report/?portfolio={portfolio.pk}"):
        page = open_page(client, url)
        assert there in page.links().values() or there in page.html, url
