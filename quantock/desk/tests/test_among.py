"""`field__among`: one JSON list of keys, the same on both databases."""

import json
from datetime import date

import pytest

from quantock.access import MACHINE
from quantock.desk.queries.selection import Selection
from quantock.projects.models import Milestone, Project, ProjectFact
from quantock.projects.tests.factories import ProjectFactory

pytestmark = pytest.mark.django_db


def test_keys_and_relations_among_a_list():
    first, _, third = ProjectFactory.create_batch(3)
    listed = json.dumps([first.pk, third.pk])
    assert list(Project.objects.filter(pk__among=listed).order_by("pk")) == [first, third]
    assert ProjectFact.objects.filter(project__among=listed).count() == 2
    assert not Milestone.objects.filter(project__among=listed).exists()
    assert not Project.objects.filter(pk__among="[]").exists()


def test_projects_that_were_read_once_are_the_same_ones(django_assert_num_queries):
    ProjectFactory.create_batch(2, state="active")
    ProjectFactory(state="idea")
    past = Selection(MACHINE, date(2026, 11, 2), date(2026, 10, 1), {"state": "live"})
    with django_assert_num_queries(1):
        known = past.with_known()
    assert sorted(known.rows().values_list("pk")) == sorted(past.rows().values_list("pk"))
    assert set(ProjectFact.objects.filter(known.among("project"))) == set(past.rows())
    assert known.with_filters(state="idea").rows().count() == 1
