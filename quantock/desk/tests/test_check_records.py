"""`quantock check-records` finds each kind of kept figure that is wrong, and says which."""

import re
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from quantock.desk.keeping.records import check_records
from quantock.people.tests.factories import OrganisationFactory
from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects import services
from quantock.projects.counting import keep_counted
from quantock.projects.models import Milestone, Project, ProjectFact, StatusUpdate
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid.logs_of_places import begin_log
from quantock.raid.services import add_entries

pytestmark = pytest.mark.django_db
APRIL = date(2026, 4, 1)
# What else is kept of what was harmed.
BESIDES = re.compile("search_|.*: what dashboards count of it").match


@pytest.fixture
def falls():
    project = ProjectFactory(title="Falls on Ash ward", on=APRIL)
    row = {"name": "Alarms are in", "forecast": date(2026, 9, 1)}
    services.add_milestones(project, [row], by=None, on=APRIL)
    services.change_record(project, {"state": "paused"}, by=None, on=date(2026, 6, 1))
    update = services.open_update(project, by=None, on=date(2026, 6, 2))
    services.publish_update(update, by=None)
    return Project.objects.get(pk=project.pk)


def test_what_services_made_is_sound(falls, capsys):
    call_command("check_records")
    assert capsys.readouterr().out == "Looked at 1 project and 3 dated facts: all sound.\n"


def test_an_empty_installation_is_sound():
    assert check_records().wrong == []


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (
            lambda project: Project.objects.update(title="Slips"),
            "P-0001: title is kept as 'Slips', the fact in force says 'Falls on Ash ward'",
        ),
        (
            lambda project: Project.objects.update(last_update_on=None),
            "P-0001: its last update is kept as None, the last published is of 2026-06-02",
        ),
        (
            lambda project: StatusUpdate.objects.all().delete(),
            "P-0001: its last update is kept as 2026-06-02, the last published is of None",
        ),
        (
            lambda project: Project.objects.update(last_register_on=APRIL),
            "P-0001: its last register is kept as of 2026-04-01, it stood last in one of None",
        ),
        (
            lambda project: Milestone.objects.update(provisional=True),
            "P-0001, milestone “Alarms are in”: provisional is kept as True, the fact in force says False",
        ),
        (
            lambda project: Project.objects.update(parent=project, top=project),
            "P-0001: is inside itself",
        ),
        (
            lambda project: ProjectFact.objects.all().update(withdrawn_at=timezone.now()),
            "P-0001: no fact is in force",
        ),
    ],
    ids=["title", "day of the update", "update", "register", "milestone", "programme", "fact"],
)
def test_each_harm_is_found(falls, harm, said):
    harm(falls)
    assert [each for each in check_records().wrong if not BESIDES(each)] == [said]


def test_a_fact_out_of_order_is_found_and_the_command_fails(falls, capsys):
    ProjectFact.objects.filter(so_until=None).update(so_until=date(2026, 7, 1))
    with pytest.raises(SystemExit, match="wrong in 3 places"):
        call_command("check_records")
    assert "what is derived from its neighbours was out of date" in capsys.readouterr().out


def test_tables_of_another_version_are_not_looked_at(falls):
    [newest] = MigrationLoader(connection).graph.leaf_nodes("projects")
    MigrationRecorder(connection).record_unapplied(*newest)
    with pytest.raises(SystemExit, match="run `quantock migrate` first"):
        call_command("check_records")


def test_where_there_are_no_tables_it_says_so(monkeypatch, capsys):
    monkeypatch.setattr(MigrationRecorder, "applied_migrations", lambda recorder: {})
    call_command("check_records")
    assert "There are no tables yet" in capsys.readouterr().out


def test_programmes_within_programmes():
    outer, middle, inner, deep = ProjectFactory.create_batch(4)
    for child, parent in ((middle, outer), (inner, middle)):
        Project.objects.filter(pk=child.pk).update(parent=parent, top=outer)
    keep_counted([middle, inner])
    assert check_records().wrong == []
    Project.objects.filter(pk=inner.pk).update(top=middle)
    assert check_records().wrong == ["P-0003: its outermost programme is kept wrongly"]
    Project.objects.filter(pk=inner.pk).update(top=outer)
    Project.objects.filter(pk=deep.pk).update(parent=inner, top=outer)
    keep_counted([deep])
    assert check_records().wrong == ["P-0004: lies 4 deep"]


def test_the_log_of_a_place_is_sound():
    one = begin_log(PortfolioFactory(organisation=OrganisationFactory()), by=None, on=date(2026, 5, 1))
    add_entries(one, [{"kind": "risk", "title": "Winter beds"}], by=None, on=date(2026, 5, 1))
    assert check_records().wrong == []
