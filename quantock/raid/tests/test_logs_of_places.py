"""The log of a portfolio or an organisation."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from quantock.access import Role, viewer_for
from quantock.accounts.tests.factories import UserFactory, grant
from quantock.people.services.organisations import change_organisation
from quantock.people.tests.factories import OrganisationFactory, PersonFactory
from quantock.portfolios.models import Portfolio
from quantock.projects.models import Project, ProjectFact
from quantock.projects.services import Registration, register
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import narrowing, services
from quantock.raid.kinds import Kind
from quantock.raid.logs_of_places import begin_log, number_of
from quantock.raid.models import Entry
from quantock.raid.tests.factories import EntryFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
PORTFOLIO = "/administration/portfolios/{}/"


@pytest.fixture
def home():
    return OrganisationFactory(name="Combe Vale Hospitals")


def test_it_is_begun_from_its_page_and_kept_as_a_projects_is(client_for, home, cost):
    office = client_for("pmo", on=home)
    there = f"/log/of/organisation/{home.pk}/"
    assert f'href="{there}"' in office.get(f"/organisations/{home.pk}/").content.decode()
    assert "Begin its log" in open_page(office, there)
    assert 'href="/organisations/" aria-current="page"' in office.get(there).content.decode()
    begun = office.post(there)
    log = f"/projects/{number_of(home)}/log/"
    assert begun.url == log
    assert office.post(there).url == log == office.get(there).url
    assert "Nothing is open" in open_page(office, log)
    said = {"title": "Winter beds run out", "who": "me", "at": "4x4"}
    assert office.post(f"{log}risks/add/", said).status_code == 302
    [one] = Entry.objects.all()
    page = open_page(office, f"{log}{one.pk}/")
    assert "R-001 Winter beds run out" in page
    assert "All who see its log" in page
    assert page.links()["Combe Vale Hospitals"] == f"/organisations/{home.pk}/"
    for at in (there, log, f"{log}{one.pk}/", f"{log}risks/add/"):
        marked = office.get(at, follow=True).content.decode()
        assert 'href="/organisations/" aria-current="page"' in marked
        assert 'href="/projects/" aria-current' not in marked
    assert cost(lambda: office.get(f"{log}risks/")) <= 12
    everything = open_page(office, "/log/risks/")
    assert "R-001 of Organisation Combe Vale Hospitals" in everything
    assert "Winter beds run out" in office.get("/").content.decode()
    assert "Winter beds" in office.get(f"{log}risks/export/csv/").getvalue().decode()


def test_whoever_holds_a_role_there_is_offered_as_owner_and_a_new_name_is_followed(client_for, home):
    office = client_for("pmo", on=home)
    person = PersonFactory(name="Nia Hughes", user=UserFactory(name="Nia Hughes"))
    member = UserFactory(name="Some Body")
    grant(person.user, Role.FINANCE, on=home)
    grant(member, Role.MEMBER, on=home)
    place = begin_log(home, by=None, on=date(2026, 5, 1))
    log = f"/projects/{place.number}/log/"
    offered = open_page(office, f"{log}actions/").context["people"]
    assert "Nia Hughes" in offered
    assert member.name not in offered
    assert office.post(f"{log}actions/add/", {"title": "Order beds", "who": "nia hughes"}).status_code == 302
    assert Entry.objects.get().owner.name == "Nia Hughes"
    change_organisation(organisation=home, said={"name": "Vale and Coast"}, by=None, on=timezone.localdate())
    assert "Vale and Coast" in open_page(office, "/log/actions/")
    place.refresh_from_db()
    assert place.title == "Vale and Coast"
    assert ProjectFact.objects.filter(project=place).count() == 2


def test_what_stands_for_a_place_is_in_no_list_of_projects_and_takes_no_number(client_for, home):
    begin_log(home, by=None, on=date(2026, 5, 1))
    admin = client_for("admin")
    assert not Project.objects.visible_to(viewer_for(admin.user)).exists()
    assert not Project.put_away.visible_to(viewer_for(admin.user)).exists()
    assert admin.get(f"/projects/{number_of(home)}/").status_code == 404
    record = {"title": "Falls", "lead_organisation": home}
    [next_one] = register([Registration(record)], by=None, on=date(2026, 5, 1))
    assert next_one.number == 1
    assert ProjectFact.objects.filter(project__of_organisation=home).count() == 1


def test_outsiders_do_not_learn_of_it_and_those_without_a_role_may_only_read(client_for, home):
    one = EntryFactory(
        project=begin_log(home, by=None, on=date(2026, 5, 1)), kind="risk", title="Winter", at=(4, 4)
    )
    there = f"/projects/{one.project.number}/log/"
    stranger = client_for("pmo", on=OrganisationFactory())
    for rest in ("", "risks/", f"{one.pk}/", "risks/add/", "risks/export/csv/"):
        assert stranger.get(f"{there}{rest}").status_code == 404
    assert "Winter" not in stranger.get("/log/risks/").content.decode()
    member = client_for("member", on=home)
    assert "Winter" in open_page(member, there + "risks/")
    assert member.get(f"{there}risks/add/").status_code == 403
    assert member.post(f"/log/of/organisation/{home.pk}/").status_code == 403
    assert member.post(f"{there}{one.pk}/say/", {"text": "Ask the council"}).status_code == 302
    services.keep_to(one, [], restricted=True, by=None)
    assert member.get(f"{there}{one.pk}/").status_code == 404


def test_a_portfolio_of_the_whole_system_is_kept_by_those_who_hold_a_role_on_it(client_for, home):
    portfolio = Portfolio.objects.create(name="Planned care")
    manager = client_for("programme manager", on=portfolio)
    assert manager.post(f"/log/of/portfolio/{portfolio.pk}/").status_code == 302
    there = f"/projects/{number_of(portfolio)}/log/"
    assert manager.get(f"{there}risks/add/").status_code == 200
    # Whose organisation lends the row its name holds nothing there.
    office = client_for("pmo", on=home)
    assert office.get(there).status_code == 404
    assert "No log that you may see" in open_page(office, f"/log/of/portfolio/{portfolio.pk}/")


def test_it_stands_as_at_a_past_day_among_all_projects(home):
    today = timezone.localdate()
    began = today - timedelta(days=40)
    one = EntryFactory(
        project=begin_log(home, by=None, on=began), kind="risk", at=(4, 4), on=began, title="Winter"
    )
    services.score(one, likelihood=2, impact=4, by=None, on=today)
    user = UserFactory()
    grant(user, "auditor")
    then = narrowing.narrowed(viewer_for(user), Kind.RISK, {}, on=today - timedelta(days=9), past=True)
    assert [each.score for each in then] == [16]
    EntryFactory(project=ProjectFactory(lead_organisation=home), kind="risk")
    now = narrowing.narrowed(viewer_for(user), Kind.RISK, {}, on=today)
    assert now.count() == 2


def test_the_log_of_a_portfolio_follows_its_new_name_and_keeps_the_old_for_the_days_before(client_for, home):
    portfolio = Portfolio.objects.create(name="Urgent care board", organisation=home)
    began, later = timezone.localdate() - timedelta(days=90), timezone.localdate()
    place = begin_log(portfolio, by=None, on=began)
    said = {"name": "Board of urgent care", "purpose": "", "organisation": home.pk}
    open_page(client_for("pmo", on=home), PORTFOLIO.format(portfolio.pk), post=said, follow=True)
    place.refresh_from_db()
    assert place.title == "Board of urgent care"
    titles = dict(ProjectFact.objects.filter(project=place).values_list("so_from", "title"))
    assert titles == {began: "Urgent care board", later: "Board of urgent care"}
