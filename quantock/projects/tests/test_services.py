"""What changes a project, and what is kept of it."""

from datetime import date

import pytest

from quantock.accounts.tests.factories import UserFactory
from quantock.audit.models import Event
from quantock.projects import services
from quantock.projects.models import CharterFact, ProjectFact
from quantock.projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 1)
JUNE = date(2026, 6, 1)


def test_a_change_is_a_fact_an_event_and_the_record_as_it_is_now():
    project, somebody = ProjectFactory(title="Falls"), UserFactory()
    changed = services.change_record(project, {"title": "Fewer falls"}, by=somebody, on=MAY)
    assert changed.title == "Fewer falls"
    assert ProjectFact.objects.now().get(project=project).title == "Fewer falls"
    event = Event.objects.latest("pk")
    assert (event.actor, event.says) == (somebody, "Changed title")
    assert event.changes == [{"field": "title", "label": "Title", "was": "Falls", "is": "Fewer falls"}]


def test_saying_the_same_again_changes_nothing():
    project = ProjectFactory(title="Falls")
    events = Event.objects.count()
    services.change_record(project, {"title": "Falls"}, by=None, on=MAY)
    assert Event.objects.count() == events
    assert ProjectFact.objects.filter(project=project).count() == 1


def test_two_people_changing_different_fields_merge():
    project = ProjectFactory(title="Falls")
    seen = {"title": "Falls", "category": ""}
    services.change_record(project, {"title": "Fewer falls", "category": ""}, by=None, on=MAY, seen=seen)
    said = {"title": "Falls", "category": "Safety"}
    differing = {name: value for name, value in said.items() if value != seen[name]}
    merged = services.change_record(project, differing, by=None, on=MAY, seen=seen)
    assert (merged.title, merged.category) == ("Fewer falls", "Safety")


def test_the_same_field_changed_by_two_people_is_refused_and_nothing_is_lost():
    project = ProjectFactory(title="Falls")
    seen = {"title": "Falls"}
    services.change_record(project, {"title": "Theirs"}, by=None, on=MAY, seen=seen)
    with pytest.raises(services.Stale) as refused:
        services.change_record(project, {"title": "Mine"}, by=None, on=MAY, seen=seen)
    assert refused.value.theirs == {"title": "Theirs"}
    project.refresh_from_db()
    assert project.title == "Theirs"


def test_moving_back_needs_a_reason():
    project = ProjectFactory()
    first, second = list(project.life_cycle.steps.all())[:2]
    project = services.move_to_step(project, second, by=None, on=MAY)
    with pytest.raises(ValueError, match="reason"):
        services.move_to_step(project, first, by=None, on=JUNE)
    project = services.move_to_step(project, first, by=None, on=JUNE, reason="The sponsor left")
    assert project.step == first
    assert Event.objects.latest("pk").reason == "The sponsor left"


def test_the_day_of_the_present_step_is_kept():
    project = ProjectFactory()
    assert project.step_since is None
    second = project.life_cycle.steps.all()[1]
    services.move_to_step(project, second, by=None, on=MAY)
    project = services.change_record(project, {"title": "Falls"}, by=None, on=JUNE)
    project.refresh_from_db()
    assert project.step_since == MAY


def test_a_step_of_another_model_is_refused():
    from quantock.projects.lifecycles import ensure_shipped

    delivery = ensure_shipped()["delivery"].steps.first()
    with pytest.raises(ValueError, match="another"):
        services.move_to_step(ProjectFactory(), delivery, by=None, on=MAY)


def test_ending_says_what_came_of_it():
    ended = services.end(
        ProjectFactory(),
        state="stopped",
        reason="No money",
        outcome="not met",
        sentence="A pity",
        by=None,
        on=MAY,
    )
    assert (ended.state, ended.outcome, ended.ends_on) == ("stopped", "not met", MAY)


def test_an_earlier_charter_can_be_read():
    project = ProjectFactory(charter={"problem": "Falls at night"})
    services.change_charter(project, {"problem": "Falls, day and night"}, by=None, on=MAY)
    assert CharterFact.objects.as_at(date(2026, 4, 30)).get(project=project).problem == "Falls at night"
    assert CharterFact.objects.now().get(project=project).problem == "Falls, day and night"
