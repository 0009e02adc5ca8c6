"""A plan that people have comes in as it stands, comes in again, and is taken back whole."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from quantock.access import Role
from quantock.accounts.tests.factories import UserFactory
from quantock.audit.models import Event
from quantock.engines.plans import read_mspdi, read_plan
from quantock.engines.plans.files import PASTE
from quantock.engines.tables.tests.real import real
from quantock.people.tests.factories import PersonFactory
from quantock.plans import bringing, comparing, queries, services, undoing
from quantock.plans.carrying import packed, plan_as_file, unpacked
from quantock.plans.models import Incoming, Task, Waits
from quantock.plans.tests.factories import ON, TaskFactory
from quantock.projects.models import Milestone
from quantock.projects.services import NotNow, add_milestones, involve
from quantock.projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db

TABLE = (
    "Task\tStart\tFinish\tWho\tDone\tMilestone\n"
    "Build\t\t\t\t\t\n"
    "Fit alarms\t4/5/2026\t15/5/2026\tAnn Lee\t40%\t\n"
    "Go live\t\t20/5/2026\t\t\tyes\n"
)


@pytest.fixture
def project():
    return ProjectFactory(track="full")


@pytest.fixture
def user():
    return UserFactory()


def bring(project, text, user, **options):
    plan = read_plan(text.encode(), PASTE, on=ON)
    return keep(project, plan, user, **options)


def keep(project, plan, user, without_missing=False, name="plan.xlsx"):
    incoming = bringing.keep_read(project, plan, name=name, by=user)
    bringing.keep(incoming, without_missing=without_missing, by=user, on=ON)
    incoming.refresh_from_db()
    return incoming


def told(project):
    rows = queries.rows_of(project)
    return [(row.level, str(row), row.percent) for row in rows]


def test_it_works(project, user):
    ann = PersonFactory(name="Ann Lee")
    involve(project, role=Role.TEAM, person=ann, by=None, on=ON)
    bring(project, TABLE, user)
    assert told(project) == [(1, "Build", 0), (2, "Fit alarms", 40), (2, "Go live", 0)]
    fit = Task.objects.get(name="Fit alarms")
    assert (fit.start, fit.finish, fit.owner) == (date(2026, 5, 4), date(2026, 5, 15), ann)
    assert Milestone.objects.get().forecast == date(2026, 5, 20)
    event = Event.objects.get(verb="plan brought in")
    assert event.says == "Brought 3 tasks into the plan from plan.xlsx: 3 new"


def test_the_same_table_again_changes_only_what_differs(project, user):
    bring(project, TABLE, user)
    before = set(Task.objects.values_list("pk", flat=True))
    later = TABLE.replace("40%", "60%").replace("20/5/2026", "27/5/2026").replace("Fit alarms", "Fit alarms")
    incoming = bringing.keep_read(project, read_plan(later.encode(), PASTE, on=ON), name="again", by=user)
    compared = comparing.compare(incoming, project)
    assert [row.word for row in compared.rows] == ["As it is", "Changes done, per cent", "Changes the date"]
    bringing.keep(incoming, without_missing=False, by=user, on=ON)
    assert set(Task.objects.values_list("pk", flat=True)) == before
    assert Milestone.objects.get().forecast == date(2026, 5, 27)
    assert Milestone.objects.get().baseline == date(2026, 5, 20)


def test_a_milestone_that_the_project_has_is_taken_not_doubled(project, user):
    [one] = add_milestones(project, [{"name": "Go live", "forecast": date(2026, 5, 13)}], by=None, on=ON)
    bring(project, TABLE, user)
    one.refresh_from_db()
    assert Milestone.objects.count() == 1
    assert (one.forecast, one.baseline) == (date(2026, 5, 20), date(2026, 5, 13))


def test_tasks_that_the_file_does_not_hold_stay_unless_told(project, user):
    bring(project, TABLE, user)
    TaskFactory(project=project, name="Ours")
    bring(project, TABLE, user)
    assert told(project)[-1] == (1, "Ours", 0)
    bring(project, TABLE, user, without_missing=True)
    assert [name for _, name, _ in told(project)] == ["Build", "Fit alarms", "Go live"]


def test_undo_brings_back_what_was(project, user):
    bring(project, TABLE, user)
    TaskFactory(project=project, name="Ours")
    before = told(project)
    changed = (TABLE + "New one\t\t1/6/2026\t\t\t\n").replace("40%", "100%").replace("20/5/2026", "27/5/2026")
    incoming = bring(project, changed, user, without_missing=True)
    assert told(project) != before
    undoing.undo(incoming, by=user, on=ON)
    assert told(project) == before
    assert Milestone.objects.get().forecast == date(2026, 5, 20)
    incoming.refresh_from_db()
    assert incoming.undone_at
    assert Incoming.objects.get(pk=incoming.pk).batch.withdrawn_at
    with pytest.raises(NotNow, match="undone already"):
        undoing.undo(incoming, by=user, on=ON)


def test_undo_takes_back_milestones_it_made_and_one_it_reached(project, user):
    [one] = add_milestones(project, [{"name": "Go live", "forecast": date(2026, 5, 13)}], by=None, on=ON)
    text = TABLE.replace("20/5/2026\t\t\tyes", "20/4/2026\t\t100%\tyes") + "Close\t\t1/6/2026\t\t\tyes\n"
    incoming = bring(project, text, user)
    one.refresh_from_db()
    assert one.actual == date(2026, 4, 20)
    undoing.undo(incoming, by=user, on=ON)
    one.refresh_from_db()
    assert (one.actual, one.forecast) == (None, date(2026, 5, 13))
    assert Milestone.objects.filter(removed_at=None).count() == 1


def test_undo_is_refused_where_somebody_went_on(project, user):
    incoming = bring(project, TABLE, user)
    services.change_task(Task.objects.get(name="Fit alarms"), {"percent": 90}, by=user, on=ON)
    with pytest.raises(NotNow, match="since then somebody changed Fit alarms"):
        undoing.undo(incoming, by=user, on=ON)
    assert told(project)[1] == (2, "Fit alarms", 90)


def test_kept_once(project, user):
    incoming = bring(project, TABLE, user)
    with pytest.raises(NotNow, match="kept already"):
        bringing.keep(incoming, without_missing=False, by=user, on=ON)
    assert len(told(project)) == 3


def test_what_was_left_is_let_go_of(project, user):
    plan = read_plan(TABLE.encode(), PASTE, on=ON)
    bringing.keep_read(project, plan, name="one", by=user)
    bringing.keep_read(project, plan, name="two", by=user)
    assert Incoming.objects.get().name == "two"


def test_packing_loses_nothing():
    plan = read_plan(TABLE.encode(), PASTE, on=ON)
    again = unpacked(packed(plan))
    assert again.tasks == plan.tasks
    assert (again.warnings, again.not_kept, again.has_keys) == (plan.warnings, plan.not_kept, plan.has_keys)


@pytest.mark.real_data
@pytest.mark.parametrize(
    "name", ["home_move", "link_types", "software_development", "typed_dates", "training_rollout"]
)
def test_real_plans_come_in_with_every_task_date_and_link_and_go_out_as_they_came(project, user, name):
    read = read_mspdi(real(f"plans/{name}.xml").read_bytes(), f"{name}.xml")
    keep(project, read, user, name=f"{name}.xml")
    wanted = [task for task in read.tasks if task.level >= 1]
    shown = queries.plan_of(project, None, on=ON)
    lines = [line for line in shown.lines if line.task]
    assert [(line.name, line.level) for line in lines] == [(task.name, task.level) for task in wanted]
    by_uid = {task.uid: task for task in wanted}
    links = {(task.uid, link.predecessor, link.kind) for task in wanted for link in task.links}
    assert Waits.objects.count() == len({link for link in links if link[1] in by_uid})
    out = plan_as_file("Plan", shown.lines, queries.waits_of(project))
    dated = [(task.uid, task.start, task.finish) for task in wanted if not task.is_milestone]
    assert [(task.uid, task.start, task.finish) for task in out.tasks if not task.is_milestone] == dated
    again = keep(project, read, user, name=f"{name}.xml")
    assert again.before["made"] == []
    assert not undoing.changed_since(again)


def test_what_was_read_is_kept_no_longer_than_it_is_needed(project, user):
    kept = bring(project, TABLE, user)
    assert kept.read == {}
    bringing.keep_read(project, read_plan(TABLE.encode(), PASTE, on=ON), name="left", by=user)
    now = timezone.now()
    assert bringing.let_go(before=now - timedelta(days=30)) == 0
    assert bringing.let_go(before=now + timedelta(seconds=1)) == 1
    assert Incoming.objects.get() == kept


def test_the_same_file_again_asks_nothing_of_tasks_that_stay(project, user, django_assert_max_num_queries):
    text = "Task\tFinish\n" + "\n".join(f"Task {each}\t4/5/2026" for each in range(40))
    bring(project, text, user)
    incoming = bringing.keep_read(project, read_plan(text.encode(), PASTE, on=ON), name="again", by=user)
    with django_assert_max_num_queries(30):
        bringing.keep(incoming, without_missing=False, by=user, on=ON)


def test_a_milestone_that_lasts_goes_out_with_the_days_it_came_with(project, user):
    keep(project, read_plan(b"Milestone\tStart\tFinish\nMove\t6/7/2026\t10/7/2026", PASTE, on=ON), user)
    [row] = plan_as_file("Plan", queries.plan_of(project, None, on=ON).lines, []).tasks
    assert row.start
    assert row.finish
    assert (row.start.date(), row.finish.date()) == (date(2026, 7, 6), date(2026, 7, 10))
