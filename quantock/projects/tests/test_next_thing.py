"""The one next thing, by a table, and read for many projects in one query."""

from dataclasses import replace
from datetime import date

import pytest

from quantock.access import Permission, Role
from quantock.projects import queries, services
from quantock.projects.models import Milestone, Project, StatusUpdate
from quantock.projects.next_thing import Kind, NextFacts, next_thing, update_due_on
from quantock.projects.tests.factories import ProjectFactory

TODAY = date(2026, 11, 2)
SETTLED = NextFacts(
    number=7,
    state="active",
    track="standard",
    named=3,
    has_problem=True,
    has_aim=True,
    heard_on=date(2026, 10, 20),
    reported_before=True,
    reporting_days=30,
    step_number=4,
    step_purpose="Choose how you will know.",
)
LATE = {"late_milestone": 5, "late_name": "Alarms fitted", "late_forecast": date(2026, 10, 1)}
UNHEARD = {"heard_on": date(2026, 9, 1)}


@pytest.mark.parametrize(
    ("changed", "kind", "says"),
    [
        ({}, Kind.STEP, "Choose how you will know."),
        ({"named": 0}, Kind.PEOPLE, "Say who leads it, and who takes part"),
        ({"named": 1}, Kind.STEP, "Choose how you will know."),
        ({"named": 1, "step_number": 1}, Kind.PEOPLE, "Say who takes part"),
        ({"named": 0, "has_aim": False, **UNHEARD, **LATE}, Kind.PEOPLE, "Say who leads it, and who takes part"),
        ({"has_aim": False, **UNHEARD, **LATE}, Kind.AIM, "Write the aim: how much better, for whom, by when"),
        ({**UNHEARD, **LATE}, Kind.UPDATE, "Write an update: the last was 62 days ago"),
        ({**UNHEARD, "reported_before": False}, Kind.UPDATE, "Write the first update: there is none after 62 days"),
        ({**UNHEARD, "open_stage": "draft"}, Kind.UPDATE, "Finish the update that is begun"),
        ({"open_stage": "draft"}, Kind.STEP, "Choose how you will know."),
        ({"open_stage": "submitted", **UNHEARD, **LATE}, Kind.PUBLISH, "Publish the update that is waiting"),
        ({"heard_on": date(2026, 10, 4)}, Kind.STEP, "Choose how you will know."),
        ({"heard_on": date(2026, 10, 3)}, Kind.UPDATE, "Write an update: the last was 30 days ago"),
        (LATE, Kind.MILESTONE, "Say what became of “Alarms fitted”: it was due on 1 October 2026"),
        ({"state": "idea", "has_problem": False, "named": 0}, Kind.PROBLEM, "Say what the problem is, in a sentence or two"),
        ({"state": "idea", **UNHEARD}, Kind.BEGIN, "Decide whether this idea becomes a project"),
        ({"state": "paused", **UNHEARD}, Kind.UPDATE, "Write an update: the last was 62 days ago"),
    ],
)  # fmt: skip
def test_the_first_that_applies(changed, kind, says):
    found = next_thing(replace(SETTLED, **changed), on=TODAY)
    assert (found.kind, found.says) == (kind, says)


@pytest.mark.parametrize(
    "changed",
    [{"state": "completed", **LATE}, {"state": "stopped"}, {"state": "paused"}, {"step_purpose": ""}],
)
def test_nothing_is_next(changed):
    assert next_thing(replace(SETTLED, **changed), on=TODAY) is None


@pytest.mark.parametrize(
    ("changed", "needs"),
    [
        ({}, Permission.STEP_MOVE),
        ({"open_stage": "submitted"}, Permission.STATUS_DRAFT),
        ({"open_stage": "submitted", "track": "full"}, Permission.STATUS_PUBLISH),
        ({"named": 0}, Permission.TEAM_EDIT),
    ],
)
def test_what_one_must_be_allowed_to_do(changed, needs):
    assert next_thing(replace(SETTLED, **changed), on=TODAY).needs is needs


@pytest.mark.parametrize(
    ("changed", "due"), [({}, False), (UNHEARD, True), (LATE, True), ({"named": 0}, False)]
)
def test_whether_somebody_waits_for_it(changed, due):
    assert next_thing(replace(SETTLED, **changed), on=TODAY).is_due is due


def test_an_update_is_due_when_the_interval_is_over():
    assert update_due_on(date(2026, 10, 3), 30) == TODAY


@pytest.mark.django_db
def test_what_the_rule_asks_is_read_of_the_records():
    project = ProjectFactory(charter={"problem": "Falls", "aim": "Half of them"}, on=date(2026, 10, 10))
    for name in ("Priya Nair", "Tom Ellis"):
        services.involve(project, role=Role.TEAM, name=name, by=None, on=TODAY)
    left = services.involve(project, role=Role.TEAM, name="Ann Left", by=None, on=TODAY)
    services.end_involvement(left, by=None, on=TODAY)
    rows = [{"name": name, "forecast": day} for name, day in (("Later", date(2026, 10, 30)), ("First", date(2026, 10, 20)))]  # fmt: skip
    services.add_milestones(project, rows, by=None, on=date(2026, 10, 10))
    StatusUpdate.objects.create(project=project, stage="draft")
    [row] = queries.with_next_facts(Project.objects.all(), on=TODAY)
    facts = queries.facts_of(row)
    assert (facts.named, facts.has_problem, facts.has_aim) == (2, True, True)
    assert (facts.heard_on, facts.reported_before, facts.open_stage) == (date(2026, 10, 10), False, "draft")
    assert (facts.late_milestone, facts.late_name) == (Milestone.objects.get(name="First").pk, "First")
    assert facts.step_number == 1
    assert queries.next_thing_of(project, on=TODAY).kind is Kind.MILESTONE


@pytest.mark.django_db
def test_a_bare_project_is_asked_who_leads_it_and_many_cost_one_query(django_assert_num_queries):
    ProjectFactory.create_batch(3)
    with django_assert_num_queries(1):
        rows = list(queries.with_next_facts(Project.objects.all(), on=TODAY))
        found = queries.next_things(rows, on=TODAY)
    assert {each.kind for each in found.values()} == {Kind.PEOPLE}
