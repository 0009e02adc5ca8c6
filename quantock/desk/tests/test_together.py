"""The page of what one change to many projects did, or one import."""

from datetime import date

import pytest

from quantock.audit import log
from quantock.audit.models import Batch
from quantock.exchange.models import ImportStage
from quantock.exchange.tests.jobs import brought_in
from quantock.measures.tests.factories import FALLS, MeasureFactory
from quantock.people.tests.factories import OrganisationFactory
from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects import services
from quantock.projects.services import many
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 1)


@pytest.fixture
def ours():
    return OrganisationFactory(name="Combe Trust")


@pytest.fixture
def office(client_for, ours):
    return client_for("pmo", on=ours)


def paused(projects, by):
    batch = Batch.objects.create(title="Changed 2 projects on the projects list", by=by)
    said = {project.pk: {"state": "paused"} for project in projects}
    many.change_records(said, seen={}, by=by, on=MAY, batch=batch, reason="Winter")
    return batch


def test_it_works(office, ours):
    falls, rotas = (ProjectFactory(title=name, lead_organisation=ours) for name in ("Falls", "Rotas"))
    batch = paused([falls, rotas], office.user)
    page = open_page(office, f"/changes/{batch.pk}/")
    assert page.heading == "Changed 2 projects on the projects list"
    assert f"2 projects that you may see were changed together on {batch.made_at.day} " in page
    assert f"by {office.user}" in page
    [first, second] = page.rows()
    assert first[0].startswith("Falls")
    for words in ("Changed state", "Because: Winter", "was Active", "is Paused"):
        assert words in second[1]
    history = open_page(office, f"/projects/{falls.number}/history/")
    assert f"/changes/{batch.pk}/" in history.links().values()


def test_the_message_after_a_change_leads_there(office, ours):
    falls = ProjectFactory(title="Falls", lead_organisation=ours)
    form = open_page(office, f"/projects/change/?choose={falls.number}").context["form"]
    said = {"chosen": form.initial["chosen"], "back": "", "state": "paused"}
    seen = open_page(office, "/projects/change/", post=said).context["seen"]
    page = open_page(office, "/projects/change/", post={**said, "seen": seen}, follow=True)
    there = page.links()["See what was done"]
    assert there == f"/changes/{Batch.objects.get().pk}/"
    assert "Changed state" in open_page(office, there)


def test_only_what_may_be_seen_is_there_and_counted(office, client_for, ours):
    seen, hidden = (
        ProjectFactory(lead_organisation=ours, visibility="system"),
        ProjectFactory(title="Secret merger", lead_organisation=ours, visibility="team"),
    )
    batch = paused([seen, hidden], office.user)
    page = open_page(client_for("viewer"), f"/changes/{batch.pk}/")
    assert "1 project that you may see was changed together" in page
    assert "Secret merger" not in page
    alone = paused([ProjectFactory(visibility="team", lead_organisation=ours)], office.user)
    open_page(client_for("viewer"), f"/changes/{alone.pk}/", 404)
    open_page(office, "/changes/999999/", 404)


def test_money_and_portfolios_only_for_those_who_see_them(office, client_for, ours):
    project = ProjectFactory(lead_organisation=ours, visibility="system")
    batch = paused([project], office.user)
    board = PortfolioFactory(name="Umbrage board", organisation=ours)
    many.move_in_portfolio([project.pk], board, present=True, by=office.user, on=MAY, batch=batch)
    change = log.change("whole_life_cost", "Whole life cost", "£1", "£7,654,321")
    log.record("imported", project, by=None, says="Brought in", changes=[change], batch=batch)
    log.record("money changed", project, by=None, says="Changed the budget", batch=batch)
    for words in ("Umbrage board", "£7,654,321", "Changed the budget"):
        assert words in open_page(office, f"/changes/{batch.pk}/")
        assert words not in open_page(client_for("viewer"), f"/changes/{batch.pk}/")


def test_an_import_can_be_opened_and_undone_from_there(client_for, ours):
    one = brought_in(ours)
    office = client_for("pmo", on=ours)
    ours_now = f"/changes/{one.batch_id}/"
    links = open_page(client_for("admin"), ours_now).links()
    assert links["undo it"] == f"/imports/{one.pk}/undo/"
    assert "undo it" not in open_page(client_for("auditor"), ours_now).links()
    one.stage = ImportStage.UNDONE
    one.save(update_fields=["stage"])
    assert "undo it" not in open_page(office, ours_now).links()


def test_it_costs_the_same_however_many_projects(office, ours, cost):
    few = paused(ProjectFactory.create_batch(3, lead_organisation=ours), office.user)
    lots = paused(ProjectFactory.create_batch(30, lead_organisation=ours), office.user)
    services.change_money(
        ProjectFactory(), {"nature": "", "span": "", "basis": ""}, {"pence": 1, "text": ""}, by=None, on=MAY
    )
    assert cost(lambda: office.get(f"/changes/{few.pk}/")) == cost(lambda: office.get(f"/changes/{lots.pk}/"))
    page = open_page(office, f"/changes/{few.pk}/?page=99")
    assert "There is no such page of it." in page


def test_values_that_were_pasted_are_taken_back_from_there(client_for):
    measure = MeasureFactory(values=FALLS)
    batch = measure.points.first().batch_id
    number = measure.project.number
    page = open_page(client_for("lead", on=measure.project), f"/changes/{batch}/")
    there = f"/projects/{number}/measures/{measure.pk}/batches/{batch}/take-back/"
    assert page.links()["Take these values back"] == there
    open_page(client_for("lead", on=measure.project), there)
    assert "Take these values back" not in open_page(client_for("auditor"), f"/changes/{batch}/").links()
