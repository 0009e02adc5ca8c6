"""Tasks are added, changed, done, moved and taken away, each with its history."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from quantock.accounts.tests.factories import UserFactory
from quantock.audit.models import Event
from quantock.people.services.joining import person_of
from quantock.people.tests.factories import PersonFactory
from quantock.plans import news, services
from quantock.plans.models import Task, Waits
from quantock.plans.places import tasks as handed_over
from quantock.plans.tests.factories import ON, TaskFactory
from quantock.projects.models import Milestone
from quantock.projects.news import Span
from quantock.projects.services import NotNow, Refused, remove_milestone
from quantock.projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db


def outline(project):
    return [
        (task.level, str(task)) for task in Task.objects.filter(project=project).standing().order_by("place")
    ]


@pytest.fixture
def project():
    return ProjectFactory(track="full")


@pytest.fixture
def plan(project):
    names = [(1, "Build"), (2, "Fit"), (2, "Train"), (1, "Close")]
    return services.add_tasks(
        project, [{"name": name, "level": level} for level, name in names], by=None, on=ON
    )


def test_a_milestone_of_the_plan_is_one_of_the_project(project):
    task = TaskFactory(project=project, name="Go live", finish=date(2027, 1, 15), milestone=True)
    milestone = Milestone.objects.get()
    assert (milestone.name, milestone.forecast, milestone.baseline) == (
        "Go live",
        date(2027, 1, 15),
        date(2027, 1, 15),
    )
    assert (task.milestone, str(task), task.name) == (milestone, "Go live", "")
    remove_milestone(milestone, by=None, reason="Twice")
    assert outline(project) == []


def test_one_that_was_reached_says_so(project):
    TaskFactory(project=project, name="Go live", finish=date(2026, 4, 15), percent=100, milestone=True)
    assert Milestone.objects.get().actual == date(2026, 4, 15)


def test_levels_stand_at_most_one_inside_another(project):
    services.add_tasks(
        project, [{"name": "Deep", "level": 7}, {"name": "Deeper", "level": 9}], by=None, on=ON
    )
    assert outline(project) == [(1, "Deep"), (2, "Deeper")]


def test_a_plan_has_a_most(project, monkeypatch, plan):
    monkeypatch.setattr(services, "MOST_TASKS", 5)
    with pytest.raises(Refused, match="at most 5 tasks; this one has 4 and 2"):
        services.add_tasks(project, [{"name": "One"}, {"name": "Two"}], by=None, on=ON)
    assert len(outline(project)) == 4


def test_a_change_is_told_with_what_was(project):
    user = UserFactory()
    task = TaskFactory(project=project, name="Train", finish=date(2027, 1, 15))
    services.change_task(task, {"finish": date(2027, 1, 22), "name": "Train"}, by=user, on=ON)
    event = Event.objects.filter(kind="task").latest("pk")
    assert event.says == "Changed ends of “Train” in the plan"
    assert [(each["label"], each["was"], each["is"]) for each in event.changes] == [
        ("Ends", "15 January 2027", "22 January 2027")
    ]
    count = Event.objects.count()
    services.change_task(task, {"finish": date(2027, 1, 22)}, by=user, on=ON)
    assert Event.objects.count() == count


def test_done_is_done_once(project):
    task = TaskFactory(project=project, finish=date(2026, 6, 1))
    services.finish_task(task, by=None, on=ON)
    task.refresh_from_db()
    assert (task.percent, task.done_on) == (100, ON)
    with pytest.raises(NotNow, match="done already"):
        services.finish_task(task, by=None, on=ON)
    services.change_task(task, {"percent": 60}, by=None, on=ON)
    task.refresh_from_db()
    assert task.done_on is None


def test_moves(project, plan):
    _build, _fit, train, close = plan
    services.move_task(close, "up", by=None)
    assert outline(project) == [(1, "Close"), (1, "Build"), (2, "Fit"), (2, "Train")]
    services.move_task(train, "out", by=None)
    assert outline(project)[-1] == (1, "Train")
    services.move_task(train, "in", by=None)
    services.move_task(train, "up", by=None)
    assert outline(project) == [(1, "Close"), (1, "Build"), (2, "Train"), (2, "Fit")]
    with pytest.raises(Refused, match="first or last"):
        services.move_task(close, "up", by=None)
    with pytest.raises(Refused, match="at most one step inside"):
        services.move_task(close, "in", by=None)


def test_part_of_another(project, plan):
    build, fit, _train, close = plan
    services.place_within(close, build, by=None)
    assert outline(project)[-1] == (2, "Close")
    services.place_within(build, None, by=None)
    with pytest.raises(Refused, match="part of itself"):
        services.place_within(build, fit, by=None)
    services.place_within(fit, None, by=None)
    assert outline(project) == [(1, "Build"), (2, "Train"), (2, "Close"), (1, "Fit")]


def test_taken_out_with_all_within_but_milestones_stay(project, plan):
    build, *_ = plan
    stone = TaskFactory(project=project, name="Go live", finish=date(2027, 1, 15), milestone=True)
    services.place_within(stone, build, by=None)
    assert services.remove_task(build, by=None) == 4
    assert outline(project) == [(1, "Close")]
    assert Milestone.objects.get().removed_at is None
    with pytest.raises(NotNow):
        services.remove_task(build, by=None)
    with pytest.raises(NotNow):
        services.finish_task(build, by=None, on=ON)


def test_what_a_leaver_owns_goes_to_somebody_else(project):
    leaver, heir = PersonFactory(), PersonFactory()
    TaskFactory(project=project, name="Train", owner=leaver)
    TaskFactory(project=project, name="Fit", owner=leaver, percent=100)
    assert handed_over(leaver, heir, None, ON) == [f"the task “Train” of {project}"]
    assert Task.objects.filter(owner=heir).count() == 1


def test_an_update_opens_with_what_the_plan_says(project):
    person = person_of(UserFactory())
    rows = [
        {"name": "Build", "level": 1, "finish": date(2026, 4, 1)},
        {"name": "Fit", "level": 2, "finish": date(2026, 4, 20), "percent": 100},
        {"name": "Train", "level": 2, "finish": date(2026, 5, 20), "owner": person},
        {"name": "Test", "level": 2, "finish": date(2026, 4, 2)},
    ]
    services.add_tasks(project, rows, by=None, on=ON)
    told = news.tell(project, Span(date(2026, 4, 1), ON, date(2026, 6, 1)))
    assert told == {
        "done": ["Fit"],
        "next": [f"Train, by 20 May 2026 ({person})"],
        "why": ["Late: Test, was due 2 April 2026"],
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"percent": 101, "done_on": ON},
        {"percent": 100},
        {"percent": 50, "done_on": ON},
        {"name": ""},
        {"level": 0},
    ],
)
def test_what_is_never_stored(project, wrong):
    said = {"project": project, "place": 1, "name": "Train", **wrong}
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.create(**said)


def test_a_task_does_not_wait_for_itself_nor_twice(project):
    first, second = TaskFactory(project=project), TaskFactory(project=project)
    Waits.objects.create(task=second, on=first, kind="FS")
    for task, on in ((first, first), (second, first)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Waits.objects.create(task=task, on=on, kind="FS")


def test_what_cannot_stand_where_it_was_put_is_not_added_at_all(project, plan):
    build, *_ = plan
    services.remove_task(build, by=None)
    before = outline(project)
    with pytest.raises(NotNow, match="taken out of the plan meanwhile"):
        services.add_task(project, {"name": "Order"}, parent=build, by=None, on=ON)
    assert outline(project) == before


def test_a_task_that_was_taken_out_meanwhile_is_not_changed(project):
    task = TaskFactory(project=project, name="Train")
    services.remove_task(task, by=None)
    with pytest.raises(NotNow, match="taken out of the plan meanwhile"):
        services.change_task(task, {"name": "Train all"}, by=None, on=ON)
