"""What is kept of counts: found wrong, made again, gathered, and left alone where it does not hold."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import transaction

from quantock.access import Role
from quantock.access.viewer import viewer_for
from quantock.accounts.tests.factories import UserFactory, grant
from quantock.benefits.tests.factories import BenefitFactory
from quantock.desk.keeping.records import check_records
from quantock.desk.queries.kept import kept
from quantock.desk.queries.kept_past import kept_past
from quantock.desk.queries.selection import Selection
from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects import counting, services, shares
from quantock.projects.models import Count, Counted
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid.tests.factories import EntryFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def falls():
    project = ProjectFactory(title="Falls on Ash ward", track="full", confidence="red")
    services.change_record(project, {"confidence": "amber"}, by=None, on=date(2026, 6, 4))
    return project


def test_others_save_while_all_is_counted_again(falls, monkeypatch):
    """Only some projects are counted in one transaction; a change between two of them is counted as ever."""
    other = ProjectFactory(title="Rota of the night", track="full")
    kept = counting._differences
    monkeypatch.setattr(counting, "AT_ONCE", 1)

    def kept_and_saved(keys):
        added = kept(keys)
        assert not counting.is_complete()  # dashboards count live meanwhile
        if keys == [falls.pk]:
            monkeypatch.setattr(counting, "_differences", kept)
            for each in (falls, other):
                services.change_record(each, {"confidence": "red"}, by=None, on=date(2026, 6, 11))
        return added

    monkeypatch.setattr(counting, "_differences", kept_and_saved)
    counting.count_again()
    assert check_records().wrong == []
    other.refresh_from_db()
    assert other.confidence == "red"


def test_a_count_that_is_wrong_is_found_and_counting_again_mends_it(falls, capsys):
    counting.gather()
    Count.objects.filter(what=Count.What.STANDING, place="all/organisation").update(count=2)
    Count.objects.filter(what=Count.What.QUIET, place="all/organisation").delete()
    [one, other] = check_records().wrong
    assert one.startswith("The kept count “standing full|amber|")
    assert one.endswith("” of all/organisation is wrong")
    assert other == "The kept count “quiet ” of all/organisation is missing"
    call_command("rebuild_counts")
    assert capsys.readouterr().out.startswith("Dashboards are added up from ")
    assert check_records().wrong == []


def test_a_project_counted_otherwise_than_it_is_is_found(falls):
    Counted.objects.all().delete()
    assert f"{falls.ref}: what dashboards count of it is out of date" in check_records().wrong
    counting.keep_counted([falls])  # counted twice now: only counting again tells
    assert any("is wrong" in each for each in check_records().wrong)


def test_what_was_never_counted_in_full_is_counted_live(falls, client_for):
    page = open_page(client_for("auditor"), "/dashboard/")
    Count.objects.all().delete()
    assert open_page(client_for("auditor"), "/dashboard/").main.text == page.main.text
    assert check_records().wrong == [
        "What dashboards count was never counted in full: run `quantock rebuild-counts`"
    ]


def test_benefits_from_before_they_were_counted_are_counted_live(falls, client_for):
    BenefitFactory(project=falls, full_year=100_00)
    client = client_for("auditor")
    before = [open_page(client, where).main.text for where in ("/dashboard/", "/benefits/")]
    migration = import_module("quantock.benefits.migrations.0006_none_are_counted_yet")
    migration.end(apps, None)
    assert {each.what for each in Count.objects.all()}.isdisjoint({"benefits", "gains"})
    migration.begin(apps, None)
    assert [open_page(client, where).main.text for where in ("/dashboard/", "/benefits/")] == before
    assert "never counted in full" in check_records().wrong[0]
    call_command("rebuild_counts")
    assert [open_page(client, where).main.text for where in ("/dashboard/", "/benefits/")] == before
    assert check_records().wrong == []


def test_logs_from_before_they_were_counted_are_counted_live(falls, client_for):
    EntryFactory(kind="risk", project=falls, at=(4, 4))
    EntryFactory(kind="lesson", project=falls)
    EntryFactory(kind="risk", project=falls, at=(3, 3), restricted=True)
    client = client_for("auditor")
    before = [open_page(client, where).main.text for where in ("/log/risks/", "/log/lessons/")]
    assert "2 risks open in projects under way, 1 extreme" in before[0]
    counting.gather()
    Count.objects.filter(what=Count.What.LOG, place="all/organisation", key="risk").update(count=7)
    assert "8 risks open" in open_page(client, "/log/risks/")
    assert "The kept count “log risk" in check_records().wrong[0]
    migration = import_module("quantock.raid.migrations.0023_none_are_counted_yet")
    migration.end(apps, None)
    assert {each.what for each in Count.objects.all()}.isdisjoint({"log", "scored"})
    migration.begin(apps, None)
    told = [open_page(client, where).main.text for where in ("/log/risks/", "/log/lessons/")]
    assert told == before
    assert "never counted in full" in check_records().wrong[0]
    call_command("rebuild_counts")
    assert [open_page(client, where).main.text for where in ("/log/risks/", "/log/lessons/")] == before
    assert check_records().wrong == []


def test_what_changes_together_is_counted_once(falls, cost):
    def bring_in(count):
        with transaction.atomic(), counting.together():
            for _ in range(count):
                counting.keep_counted([falls])

    assert cost(lambda: bring_in(1)) == cost(lambda: bring_in(9))
    with transaction.atomic(), counting.together():
        BenefitFactory(project=falls, full_year=100_00)
        assert any("out of date" in each for each in check_records().wrong)
    assert check_records().wrong == []


def test_what_is_gathered_is_one_row_of_each(falls):
    for confidence in ("red", "amber", "red"):
        services.rate(falls, rater="sponsor", confidence=confidence, by=None, on=date(2026, 7, 1))
    rows = Count.objects.count()
    call_command("rebuild_counts", "--gather")
    assert Count.objects.count() < rows
    assert Count.objects.values(*Count.SAME).distinct().count() == Count.objects.count()
    assert check_records().wrong == []


@pytest.mark.parametrize(
    "narrowed", [{"since": date(2026, 6, 2)}, {"on": date(2026, 6, 30)}, {"filters": {"track": "full"}}]
)
def test_only_what_is_kept_is_taken_from_what_is_kept(falls, narrowed):
    viewer = viewer_for(grant(UserFactory(), Role.AUDITOR).user)
    since = narrowed.pop("since", date(2026, 6, 1))
    assert kept(Selection(viewer, date(2026, 7, 9)).counted(), date(2026, 6, 1))
    assert kept(Selection(viewer, date(2026, 7, 9), **narrowed).counted(), since) is None


@pytest.mark.parametrize(
    "narrowed", [{"since": date(2026, 7, 2)}, {"on": None}, {"filters": {"track": "full"}}]
)
def test_only_what_is_kept_of_past_days_is_taken_from_it(falls, narrowed):
    viewer = viewer_for(grant(UserFactory(), Role.AUDITOR).user)
    since, said = narrowed.pop("since", date(2026, 6, 2)), {"on": date(2026, 6, 30)}
    assert kept_past(Selection(viewer, date(2026, 7, 9), **said).counted(), since=date(2026, 6, 2))
    assert kept_past(Selection(viewer, date(2026, 7, 9), **said | narrowed).counted(), since) is None


def test_past_days_that_were_never_counted_are_counted_live(falls, client_for):
    asked = "/dashboard/?as_at=1/07/2026&since=2/06/2026"
    page = open_page(client_for("auditor"), asked)
    Count.objects.filter(what=Count.What.COMPLETE, key=shares.PAST_TOO).delete()
    Count.objects.filter(what=Count.What.PAST).delete()
    assert open_page(client_for("auditor"), asked).main.text == page.main.text
    assert check_records().wrong == [
        "What dashboards count was never counted in full: run `quantock rebuild-counts`"
    ]


def test_saving_costs_the_same_however_many_projects_are_counted(falls, cost):
    def save(place):
        return cost(
            lambda: services.change_record(falls, {"place_text": place}, by=None, on=date(2026, 7, 9))
        )

    few = save("Here")
    ProjectFactory.create_batch(12, track="full", confidence="red")
    assert save("There") == few


def test_portfolios_from_before_they_were_counted_are_counted_live(falls, client_for):
    services.join_portfolio(falls, PortfolioFactory(), shown=False, by=None, on=date(2026, 6, 4))
    client = client_for("auditor")
    before = open_page(client, "/portfolios/").main.text
    assert before.endswith(" 1")
    Count.objects.filter(what=Count.What.PORTFOLIO).update(count=7)
    assert open_page(client, "/portfolios/").main.text.endswith(" 7")
    migration = import_module("quantock.projects.migrations.0031_none_are_in_a_portfolio_yet")
    migration.end(apps, None)
    migration.begin(apps, None)
    assert open_page(client, "/portfolios/").main.text == before
    assert "never counted in full" in check_records().wrong[0]
    call_command("rebuild_counts")
    assert open_page(client, "/portfolios/").main.text == before
    assert check_records().wrong == []


def test_projects_from_before_they_were_counted_are_counted_live(falls, client_for, cost):
    client = client_for("auditor")
    before = open_page(client, "/projects/").main.text
    queries = cost(lambda: client.get("/projects/"))
    migration = import_module("quantock.projects.migrations.0035_none_is_registered_yet")
    migration.end(apps, None)
    assert not Count.objects.filter(what="record").exists()
    migration.begin(apps, None)
    assert open_page(client, "/projects/").main.text == before
    assert cost(lambda: client.get("/projects/")) == queries + 1
    assert "never counted in full" in check_records().wrong[0]
    call_command("rebuild_counts")
    assert cost(lambda: client.get("/projects/")) == queries
    assert check_records().wrong == []
