"""Who has not reported when due, and the button that reminds them."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.core import mail

from quantock.accounts.tests.factories import UserFactory, grant
from quantock.audit import facts
from quantock.audit.models import Event
from quantock.people.tests.factories import OrganisationFactory
from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects.models import MembershipFact, Notice
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
LONG_AGO, LATELY = date(2026, 6, 1), date(2026, 10, 20)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


@pytest.fixture
def ours():
    return OrganisationFactory(name="Combe Trust")


@pytest.fixture
def office(client_for, ours):
    return client_for("pmo", on=ours, name="Tom Ellis")


def led_by(project, **person):
    user = UserFactory(**person)
    grant(user, "lead", on=project)
    return user


def titles(page):
    return [row[0].split(" P-")[0] for row in page.rows()]


def test_it_works_and_lists_what_one_looks_after(office, ours):
    silent = ProjectFactory(title="Silent", lead_organisation=ours, on=LONG_AGO)
    led_by(silent, name="Priya Nair")
    ProjectFactory(title="Reported", lead_organisation=ours, on=LATELY)
    ProjectFactory(title="Ended", lead_organisation=ours, on=LONG_AGO, state="completed")
    ProjectFactory(title="Elsewhere", visibility="system", on=LONG_AGO)
    page = open_page(office, "/quiet/")
    assert page.rows()[0][1:] == ["154", "30 days", "Priya Nair", "Never"]
    assert titles(page) == ["Silent"]
    assert "1 live project has gone quiet" in page


def test_everybody_has_reported(office):
    assert "Everybody has reported" in open_page(office, "/quiet/")


def test_one_button_reminds_all_of_them_once_a_day(office, ours, clock, django_capture_on_commit_callbacks):
    first, second, third = (
        ProjectFactory(title=title, lead_organisation=ours, on=LONG_AGO) for title in ("One", "Two", "Three")
    )
    priya = led_by(first, name="Priya Nair")
    grant(priya, "lead", on=second)
    team = UserFactory()
    grant(team, "team", on=first)
    with django_capture_on_commit_callbacks(execute=True):
        page = open_page(office, "/quiet/", post={"where": ""}, follow=True)
    assert "Reminded 1 person about 2 projects. For 1 project nobody who signs in" in page
    assert "Remind those who report for the other 1" in page
    assert {notice.project for notice in Notice.objects.filter(user=priya)} == {first, second}
    assert Notice.objects.exclude(user=priya).count() == 0
    [letter] = mail.outbox
    assert letter.to == [priya.email]
    assert f"/projects/{first.number}/next/" in letter.body
    assert Event.objects.filter(verb="reminded").count() == 2
    assert Event.objects.filter(verb="reminded", project_id=third.pk).count() == 0
    clock.shift(timedelta(hours=23))
    page = open_page(office, "/quiet/", post={"where": ""}, follow=True)
    assert "Reminded 0 people about 0 projects. 1 person was reminded within the last day" in page
    assert Notice.objects.count() == 2
    clock.shift(timedelta(hours=2))
    open_page(office, "/quiet/", post={"where": ""}, follow=True)
    assert Notice.objects.count() == 4


def test_it_is_narrowed_to_an_organisation_or_a_portfolio(client_for):
    admin, board = client_for("admin"), PortfolioFactory(name="Board")
    inside, outside = (
        ProjectFactory(title=title, on=LONG_AGO, lead_organisation=OrganisationFactory(name=f"{title} Trust"))
        for title in ("Inside", "Outside")
    )
    fact = MembershipFact(
        project=inside, portfolio=board, present=True, asserts=["present"], so_from=LONG_AGO
    )
    facts.state([fact])
    key = outside.lead_organisation_id
    assert titles(open_page(admin, f"/quiet/?where=organisation-{key}")) == ["Outside"]
    assert titles(open_page(admin, f"/quiet/?where=portfolio-{board.pk}")) == ["Inside"]
    for nonsense in ("organisation-x", "nonsense", "portfolio-99999999999999999999"):
        open_page(admin, f"/quiet/?where={nonsense}")
    led_by(inside)
    led_by(outside)
    open_page(admin, "/quiet/", post={"where": f"organisation-{key}"}, follow=True)
    assert Notice.objects.get().project == outside


def test_the_office_of_a_portfolio_looks_after_what_is_shown_to_it(client_for):
    board = PortfolioFactory()
    project = ProjectFactory(title="Shown", on=LONG_AGO)
    said = {"present": True, "shown_to_holders": True}
    facts.state(
        [MembershipFact(project=project, portfolio=board, asserts=sorted(said), so_from=LONG_AGO, **said)]
    )
    for place in (board, board.organisation):
        office = client_for("pmo", on=place)
        page = open_page(office, "/quiet/")
        assert titles(page) == ["Shown"]
        assert "Shown" in open_page(office, "/")


def test_the_export_is_what_the_list_shows(office, ours):
    project = ProjectFactory(title="=Silent", lead_organisation=ours, on=LONG_AGO)
    led_by(project, name="Priya Nair")
    ProjectFactory(title="Elsewhere", on=LONG_AGO)
    text = b"".join(office.get("/quiet/export/?file=csv").streaming_content).decode("utf-8-sig")
    assert len(text.splitlines()) == 2
    assert "'=Silent" in text
    assert "Priya Nair" in text


def test_the_list_costs_the_same_for_3_and_for_60_and_has_pages(office, ours, cost):
    for project in ProjectFactory.create_batch(3, lead_organisation=ours, on=LONG_AGO):
        led_by(project)
    few = cost(lambda: office.get("/quiet/"))
    for project in ProjectFactory.create_batch(57, lead_organisation=ours, on=LONG_AGO):
        led_by(project)
    assert cost(lambda: office.get("/quiet/")) == few
    assert few <= 12
    assert len(open_page(office, "/quiet/?page=2").rows()) == 10


def test_reminding_costs_the_same_for_many(office, ours, django_assert_max_num_queries):
    for project in ProjectFactory.create_batch(30, lead_organisation=ours, on=LONG_AGO):
        led_by(project)
    with django_assert_max_num_queries(20):
        office.post("/quiet/", {"where": ""})
    assert Notice.objects.count() == 30


def test_an_auditor_reads_it_and_reminds_nobody(client_for, ours):
    led_by(ProjectFactory(title="Silent", lead_organisation=ours, on=LONG_AGO))
    auditor = client_for("auditor", on=ours)
    page = open_page(auditor, "/quiet/")
    assert titles(page) == ["Silent"]
    assert "Remind" not in page.text
    open_page(auditor, "/quiet/", 403, post={"where": ""})
    assert Notice.objects.count() == 0


def test_whoever_audits_all_and_looks_after_one_reminds_only_there(client_for, ours):
    led_by(ProjectFactory(title="Ours", lead_organisation=ours, on=LONG_AGO))
    led_by(ProjectFactory(title="Theirs", on=LONG_AGO))
    both = client_for("auditor")
    grant(both.user, "pmo", on=ours)
    page = open_page(both, "/quiet/")
    assert sorted(titles(page)) == ["Ours", "Theirs"]
    assert "Remind those who report for the 1 that you look after" in page
    open_page(both, "/quiet/", post={"where": ""}, follow=True)
    assert [notice.project.title for notice in Notice.objects.all()] == ["Ours"]
