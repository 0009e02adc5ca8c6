"""A project that stood in a register was heard of on its day, changed or not: what is quiet follows from that."""

from datetime import date
from importlib import import_module

import pytest
import time_machine
from django.apps import apps

from quantock.access import Role
from quantock.access.viewer import viewer_for
from quantock.accounts.tests.factories import UserFactory, grant
from quantock.desk.keeping.records import check_records
from quantock.desk.queries.selection import Selection
from quantock.exchange.models import RegisterImport
from quantock.exchange.services.undoing import undo
from quantock.exchange.tests.registers import bring_in, written
from quantock.projects import services
from quantock.projects.models import Count, Project, RegisterDay
from quantock.projects.services.twins import Chosen, last_event
from tests.pages import open_page

pytestmark = pytest.mark.django_db
ROWS = "Project ID,Project name,Organisation\nA1,Falls,Combe Trust\nA2,Rotas,Combe Trust\n"
MARCHES = [date(year, 3, 31) for year in (2019, 2020, 2021)]


@pytest.fixture
def brought(tmp_path):
    """The same two projects as at three days, the last one first; the next days say nothing new of them."""
    with time_machine.travel(date(2021, 4, 10), tick=False):
        for on in reversed(MARCHES):
            bring_in(written(tmp_path, ROWS), portfolio="Ours", as_at=on)
        yield list(Project.objects.order_by("number"))


def quiet(on):
    viewer = viewer_for(grant(UserFactory(), Role.AUDITOR).user)
    today = date(2021, 4, 10)
    live = Selection(viewer, today, None if on == today else on).with_filters(quiet=True, state="live")
    return live.rows().count()


def test_nobody_is_quiet_on_the_day_of_a_register_in_which_they_stood(brought, client_for):
    assert [quiet(on) for on in MARCHES] == [0, 0, 0]
    assert [quiet(date(2019, 5, 15)), quiet(date(2019, 5, 16))] == [0, 2]
    assert [quiet(date(2019, 3, 30)), quiet(date(2021, 4, 10))] == [0, 0]
    page = open_page(client_for("auditor"), "/dashboard/?as_at=31/3/2020&since=31/3/2019")
    assert "Gone quiet" in page
    assert "has gone quiet" not in page
    assert [one.last_register_on for one in brought] == [date(2021, 3, 31)] * 2
    assert check_records().wrong == []


def test_an_undone_register_was_not_heard_of(brought):
    undo(RegisterImport.objects.get(as_at=MARCHES[0]), by=UserFactory())
    undo(RegisterImport.objects.get(as_at=MARCHES[1]), by=UserFactory())
    undo(RegisterImport.objects.get(as_at=MARCHES[2]), by=UserFactory())
    assert [one.last_register_on for one in Project.objects.all()] == [None, None]
    assert not RegisterDay.objects.exists()
    assert check_records().wrong == []


def test_two_made_one_stood_in_the_registers_of_both(brought, tmp_path):
    falls, rotas = brought
    bring_in(
        written(tmp_path, ROWS.replace("A1,Falls,Combe Trust\n", "")),
        portfolio="Ours",
        as_at=date(2021, 4, 9),
    )
    services.merge(falls, rotas, Chosen(), last_seen=last_event(falls, rotas), by=None, on=date(2021, 4, 10))
    days = dict(Project.objects.values_list("title", "last_register_on"))
    assert days == {"Falls": date(2021, 4, 9), "Rotas": None}
    assert check_records().wrong == []


def test_registers_brought_in_before_are_heard_of_and_counted_again(brought):
    before = sorted(RegisterDay.objects.values_list("project", "on", "batch"))
    migration = import_module("quantock.exchange.migrations.0006_registers_brought_in_were_heard_of")
    complete = Count.objects.filter(what=Count.What.COMPLETE, key__in=("", "past"))
    assert complete.count() == 2
    migration.forget(apps, None)
    assert not RegisterDay.objects.exists()
    assert not complete.exists()
    migration.begin(apps, None)
    assert sorted(RegisterDay.objects.values_list("project", "on", "batch")) == before
    assert [one.last_register_on for one in Project.objects.all()] == [date(2021, 3, 31)] * 2
    assert not complete.exists()
