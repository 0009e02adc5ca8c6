"""`field__among`: one JSON list of keys, the same on both databases."""

import json
from datetime import date

import pytest

from quantock.access import MACHINE, viewer_for
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


def test_looked_up_in_a_list_the_same_are_found_as_led_to_by_it():
    one, other, third = ProjectFactory.create_batch(3)
    listed = f"[{one.pk},{other.pk}]"
    facts = ProjectFact.objects.filter(project__also_among=listed)
    assert set(facts) == set(ProjectFact.objects.filter(project__among=listed))
    assert facts.count() == 2
    assert set(ProjectFact.objects.exclude(project__also_among=listed).values_list("project")) == {
        (third.pk,)
    }
    assert not Project.objects.filter(pk__also_among="[]").exists()


def test_projects_that_were_read_once_are_the_same_ones(django_assert_num_queries):
    ProjectFactory.create_batch(2, state="active")
    ProjectFactory(state="idea")
    past = Selection(MACHINE, date(2026, 11, 2), date(2026, 10, 1), {"state": "live"})
    with django_assert_num_queries(1):
        known = past.with_known()
    assert sorted(known.rows().values_list("pk")) == sorted(past.rows().values_list("pk"))
    assert set(ProjectFact.objects.filter(known.among("project"))) == set(past.rows())
    assert known.with_filters(state="idea").rows().count() == 1


FILTERS = {
    "q": "falls",
    "state": "live",
    "confidence": "not asked",
    "organisation": (1, 2),
    "track": "full",
    "portfolio": 1,
    "theme": 1,
    "programme": 1,
    "money": "revenue",
    "local": {1: "yes"},
    "stuck": True,
    "aim": "none",
    "unmeasured": True,
    "quiet": True,
    "number": (1, 2),
}


def test_whether_projects_are_joined_or_listed_the_same_rows_are_found(client_for):
    ProjectFactory(title="Fewer falls", state="active", track="full", confidence="red")
    ProjectFactory(state="idea", track="quick", on=date(2026, 1, 1))
    lead = viewer_for(client_for("lead", on=ProjectFactory(state="active", track="full")).user)
    counted = 0
    for viewer in (MACHINE, lead):
        for name, value in FILTERS.items():
            selection = Selection(viewer, date(2026, 11, 2), None, {name: value})
            joined = set(ProjectFact.objects.filter(selection.joined("project")))
            assert joined == set(ProjectFact.objects.filter(selection.among("project"))), name
            counted += bool(joined)
    assert counted >= 10
