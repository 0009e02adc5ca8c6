"""The order of dated facts: late registers take their place in the past, later words stand."""

from datetime import date

import pytest

from quantock.audit import facts
from quantock.audit.models import Batch
from quantock.projects.models import ProjectFact
from quantock.projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return ProjectFactory(title="Falls on Ash ward", on=date(2019, 3, 31))


def say(project, on, batch=None, **said):
    fact = ProjectFact(project=project, so_from=on, batch=batch, asserts=sorted(said), **said)
    [now] = facts.state([fact])
    return now


def held(project, on):
    return ProjectFact.objects.as_at(on).get(project=project)


def test_what_was_so_on_each_day(project):
    say(project, date(2021, 3, 31), title="Fewer falls")
    assert held(project, date(2021, 3, 30)).title == "Falls on Ash ward"
    assert held(project, date(2021, 3, 31)).title == "Fewer falls"
    assert not ProjectFact.objects.as_at(date(2019, 3, 30)).exists()


def test_a_late_register_takes_its_place_and_later_words_stand(project):
    say(project, date(2021, 3, 31), title="Fewer falls")
    now = say(project, date(2020, 3, 31), title="Falls, second year", category="Safety")
    assert held(project, date(2020, 6, 1)).title == "Falls, second year"
    assert now.title == "Fewer falls"
    assert now.category == "Safety"  # 2021 said nothing of it, so it carries what 2020 says


def test_the_last_recorded_of_one_day_wins_and_carries_the_other(project):
    on = date(2020, 3, 31)
    say(project, on, title="First", category="Safety")
    say(project, on, title="Second")
    assert held(project, on).title == "Second"
    assert held(project, on).category == "Safety"


def test_a_withdrawn_batch_leaves_no_trace_in_any_date(project):
    batch = Batch.objects.create(title="gmpp_2020.csv")
    say(project, date(2020, 3, 31), batch, title="Wrong")
    say(project, date(2021, 3, 31), category="Safety")
    [now] = facts.withdraw(ProjectFact, batch)
    assert now.title == "Falls on Ash ward"
    assert held(project, date(2020, 6, 1)).title == "Falls on Ash ward"
    assert ProjectFact.objects.filter(batch=batch, title="Wrong").count() == 1


def test_the_future_is_refused(project):
    with pytest.raises(ValueError, match="future"):
        say(project, date(2999, 1, 1), title="Soon")


def test_the_check_finds_what_was_meddled_with(project):
    say(project, date(2021, 3, 31), title="Fewer falls")
    assert facts.check(ProjectFact) == []
    ProjectFact.objects.filter(so_until=date(2021, 3, 31)).update(so_until=None)
    assert len(facts.check(ProjectFact)) == 1
