"""Change requests that move baselines: named, shown as they are and will be, moved once, on approval and on nothing else."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from quantock.people.services.joining import person_of
from quantock.projects import services as projects
from quantock.projects.models import Milestone
from quantock.projects.services import NotNow
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import rebaselining, services
from quantock.raid.models import Entry, Move
from quantock.raid.tests.factories import ON, EntryFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
WAS, WILL = date(2027, 3, 1), date(2027, 5, 10)


@pytest.fixture
def change():
    return EntryFactory(kind="change", title="Go live in May", project=ProjectFactory(track="full"))


def milestone(project, name="Go live", baseline=WAS):
    [made] = projects.add_milestones(project, [{"name": name, "forecast": baseline}], by=None, on=ON)
    return made


def here(change, tail=""):
    return f"/projects/{change.project.number}/log/{change.pk}/{tail}"


def test_named_on_a_page_shown_as_it_is_and_will_be_and_moved_by_approval(client_for, change):
    one, other = milestone(change.project), milestone(change.project, "Staff trained")
    lead = client_for("lead", on=change.project)
    assert "expected 1 March 2027" in open_page(lead, here(change, "baselines/"))
    lead.post(here(change, "baselines/"), {f"baseline-{one.pk}": "10/5/2027", f"baseline-{other.pk}": ""})
    page = open_page(lead, here(change))
    assert "Nothing has moved yet" in page
    assert ["Go live", "1 Mar 2027", "10 May 2027"] in page.rows()
    one.refresh_from_db()
    assert one.baseline == WAS
    message = lead.post(here(change, "approve/"), follow=True).content.decode()
    assert "1 baseline moved" in message
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.baseline, one.rebaselined, one.forecast) == (WILL, 1, WAS)
    assert (other.baseline, other.rebaselined) == (WAS, 0)
    assert "C-001 Go live in May" in one.facts.order_by("pk").last().reason
    assert "Approved: they have moved" in open_page(lead, here(change))
    there = open_page(lead, f"/projects/{change.project.number}/milestones/")
    assert there.links()["Moved by C-001 : Go live"] == here(change)


def test_two_who_approve_the_second_sees_that_it_is_done_and_it_moves_once(client_for, change):
    one = milestone(change.project)
    rebaselining.name_baselines(change, {one: WILL}, by=None)
    lead, office = (
        client_for("lead", on=change.project),
        client_for("pmo", on=change.project.lead_organisation),
    )
    lead.post(here(change, "approve/"))
    said = office.post(here(change, "approve/"), follow=True).content.decode()
    assert "C-001 was closed already, as “Approved”" in said
    one.refresh_from_db()
    assert one.rebaselined == 1


@pytest.mark.parametrize("state", ["rejected", "carried out", "withdrawn", "deferred"])
def test_anything_but_approval_moves_nothing(change, state):
    one = milestone(change.project)
    rebaselining.name_baselines(change, {one: WILL}, by=None)
    services.change_entry(change, {"state": state}, by=None, on=ON)
    one.refresh_from_db()
    assert (one.baseline, one.rebaselined) == (WAS, 0)


def test_opened_again_and_approved_again_it_moves_no_second_time(change):
    one = milestone(change.project)
    rebaselining.name_baselines(change, {one: WILL}, by=None)
    services.close(change, "approved", by=None, on=ON)
    change.refresh_from_db()
    projects.rebaseline(
        Milestone.objects.get(), baseline=date(2027, 9, 1), reason="Board", by=None, on=date(2026, 6, 1)
    )
    services.reopen(change, by=None, on=date(2026, 6, 2))
    services.close(Entry.objects.get(), "approved", by=None, on=date(2026, 6, 3))
    assert Milestone.objects.get().baseline == date(2027, 9, 1)


def test_reached_taken_away_or_there_already_stays_as_it_is(client_for, change):
    reached, gone, there = (milestone(change.project, name) for name in ("Reached", "Gone", "There"))
    rebaselining.name_baselines(change, dict.fromkeys((reached, gone, there), WILL), by=None)
    projects.reach_milestone(reached, actual=WAS, by=None, on=ON)
    projects.remove_milestone(gone, by=None, reason="Not needed")
    projects.rebaseline(there, baseline=WILL, reason="Board", by=None, on=ON)
    lead = client_for("lead", on=change.project)
    page = open_page(lead, here(change))
    assert "Reached: its baseline stays" in page
    assert "Taken away since" in page
    assert "Its baseline was 1 Mar 2027 when this was written" in page
    services.close(change, "approved", by=None, on=ON)
    assert not Move.objects.exclude(moved_on=None).exists()
    assert "It stood there already" in open_page(lead, here(change))


def test_team_may_name_but_not_approve_by_any_way_and_a_sponsor_may(client_for, change):
    one = milestone(change.project)
    rebaselining.name_baselines(change, {one: WILL}, by=None)
    team = client_for("team", on=change.project)
    assert team.get(here(change, "baselines/")).status_code == 200
    assert "Approve it" not in open_page(team, here(change))
    assert team.post(here(change, "approve/")).status_code == 403
    assert team.post(here(change, "done/")).status_code == 403
    open_page(team, here(change, "close/"), 422, post={"state": "approved"})
    page = open_page(team, here(change, "change/"))
    assert "Rejected" in page
    assert "Approved" not in str(page.main.text)
    owner = client_for("viewer", on=change.project)
    services.change_entry(change, {"owner": person_of(owner.user)}, by=None, on=ON)
    assert owner.post(here(change, "done/")).status_code == 403
    sponsor = client_for("sponsor", on=change.project)
    assert "Approve it" in open_page(sponsor, here(change))
    sponsor.post(here(change, "approve/"))
    one.refresh_from_db()
    assert one.baseline == WILL


@pytest.mark.parametrize(("day", "says"), [("1/3/2027", "its baseline already"), ("soon", "enter a date")])
def test_what_is_no_new_day_is_said_and_nothing_is_kept(client_for, change, day, says):
    one = milestone(change.project)
    lead = client_for("lead", on=change.project)
    page = open_page(lead, here(change, "baselines/"), 422, post={f"baseline-{one.pk}": day})
    assert says in page.errors()[0]
    assert not Move.objects.exists()


def test_of_another_project_no_milestone_is_named(client_for, change):
    foreign = milestone(ProjectFactory())
    lead = client_for("lead", on=change.project)
    lead.post(here(change, "baselines/"), {f"baseline-{foreign.pk}": "10/5/2027"})
    assert not Move.objects.exists()
    risk = EntryFactory(kind="risk", project=change.project)
    assert lead.get(here(risk, "baselines/")).status_code == 404


def test_named_anew_and_not_after_it_has_ended(change, client_for):
    one, other = milestone(change.project), milestone(change.project, "Trained")
    rebaselining.name_baselines(change, {one: WILL}, by=None)
    rebaselining.name_baselines(change, {other: WILL}, by=None)
    rebaselining.name_baselines(change, {other: WILL}, by=None)
    assert Move.objects.get().milestone == other
    services.close(change, "rejected", by=None, on=ON)
    with pytest.raises(NotNow, match="has ended, as “Rejected”"):
        rebaselining.name_baselines(change, {one: WILL}, by=None)
    lead = client_for("lead", on=change.project)
    said = lead.post(here(change, "baselines/"), {f"baseline-{one.pk}": "11/5/2027"}, follow=True)
    assert "has ended" in said.content.decode()
    assert "Nothing moved" in open_page(lead, here(change))


def test_a_request_kept_to_named_people_is_not_told_by_its_milestones(client_for, change):
    one = milestone(change.project)
    rebaselining.name_baselines(change, {one: WILL}, by=None)
    services.keep_to(change, [], restricted=True, by=None)
    services.close(change, "approved", by=None, on=ON, reason="Because of Robin")
    assert one.facts.order_by("pk").last().reason == "A change request was approved"
    page = open_page(client_for("lead", on=change.project), f"/projects/{change.project.number}/milestones/")
    assert "C-001" not in page


def test_pages_cost_the_same_however_many(client_for, cost, change):
    lead = client_for("lead", on=change.project)
    pages = (here(change), here(change, "baselines/"), f"/projects/{change.project.number}/milestones/")
    rebaselining.name_baselines(change, {milestone(change.project): WILL}, by=None)
    few = [cost(lambda page=page: lead.get(page)) for page in pages]
    many = {milestone(change.project, f"Step {number}"): WILL for number in range(9)}
    rebaselining.name_baselines(change, many, by=None)
    assert [cost(lambda page=page: lead.get(page)) for page in pages] == few


def test_the_table_refuses_a_move_to_where_it_is(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        Move.objects.create(change=change, milestone=milestone(change.project), was=WAS, baseline=WAS)
