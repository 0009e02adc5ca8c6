"""A project's life: started, paused, ended, reopened, archived; who leads it and by which path."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from quantock.audit.models import Event
from quantock.desk.queries import projects as desk
from quantock.people.tests.factories import OrganisationFactory, UnitFactory
from quantock.projects import lifecycles, queries, rules, services
from quantock.projects.models import Project, ProjectFact, State, Step
from quantock.projects.services import Refused
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


def uk(day):
    return f"{day.day}/{day.month}/{day.year}"


def test_an_idea_starts_as_at_the_day_it_did_and_takes_a_life_cycle():
    idea = ProjectFactory(state="idea", life_cycle=None, step=None)
    project = services.turn(idea, "start", by=None, on=MAY, reason="Agreed")
    assert (project.state, project.actual_start, str(project.step)) == ("active", MAY, "1 People")
    assert [row.state for row in ProjectFact.objects.order_by("so_from")] == ["idea", "active"]
    assert Event.objects.last().says == "Started, as at 1 May 2026"


def test_it_pauses_resumes_ends_and_reopens_and_every_day_stays_known():
    project = ProjectFactory()
    services.turn(project, "pause", by=None, on=MAY, reason="Winter")
    services.turn(project, "resume", by=None, on=JUNE)
    services.end(
        project,
        state="stopped",
        reason="No money",
        outcome="not met",
        sentence="Half done",
        lesson="Ask first",
        by=None,
        on=JULY,
    )
    assert Project.objects.get().lesson == "Ask first"
    now = services.turn(project, "reopen", by=None, on=JULY + timedelta(days=1), reason="Money came")
    assert (now.state, now.outcome, now.lesson, now.actual_end) == ("active", "", "", None)
    assert ProjectFact.objects.as_at(JULY).get().outcome_sentence == "Half done"


@pytest.mark.parametrize(("code", "state"), [(turn.code, s) for turn in rules.TURNS.values() for s in State])
def test_only_what_the_state_allows(code, state):
    turn = rules.TURNS[code]
    assert (turn in rules.turns_from(state)) == (state in turn.start)
    if code in ("complete", "stop") or state in turn.start:
        return
    with pytest.raises(Refused, match="It was"):
        services.turn(ProjectFactory(state=state), code, by=None, on=MAY, reason="Because")


def test_nothing_is_said_of_a_day_before_it_is_known_or_before_what_is_known_later():
    project = ProjectFactory(on=date(2026, 4, 1))
    with pytest.raises(Refused, match="known here since 1 April 2026"):
        services.turn(project, "pause", by=None, on=date(2026, 3, 1), reason="Winter")
    services.turn(project, "pause", by=None, on=JUNE, reason="Winter")
    with pytest.raises(Refused, match="from 1 June 2026 on, state is “Paused”"):
        services.end(
            project, state="completed", reason="Done", outcome="met", sentence="Held", by=None, on=MAY
        )
    services.change_record(project, {"title": "New"}, by=None, on=JUNE)
    with pytest.raises(Refused, match="title"):
        services.change_record(project, {"title": "Older"}, by=None, on=MAY)


def test_its_lead_pauses_and_stops_it_on_pages(client_for):
    project = ProjectFactory(title="Falls")
    lead, address = client_for("lead", on=project), f"/projects/{project.number}/"
    page = open_page(lead, f"{address}state/pause/", 422, post={"on": uk(MAY), "reason": ""})
    assert "Why?" in page.errors()[0]
    tomorrow = timezone.localdate() + timedelta(days=1)
    page = open_page(lead, f"{address}state/pause/", 422, post={"on": uk(tomorrow), "reason": "Winter"})
    assert "what is to come is not so yet" in page.errors()[0]
    page = open_page(lead, f"{address}state/pause/", 422, post={"on": "1/3/2026", "reason": "Winter"})
    assert "known here since" in page.errors()[0]
    assert "Paused" in open_page(
        lead, f"{address}state/pause/", post={"on": uk(MAY), "reason": "Winter"}, follow=True
    )
    assert "It is paused already" in open_page(lead, f"{address}state/pause/", follow=True)
    said = {"state": "stopped", "reason": "Money", "outcome": "not met", "sentence": "Half", "on": uk(JUNE)}
    page = open_page(lead, f"{address}end/", 422, post=said)
    assert page.errors() == [
        "What should the next team know? Say in a sentence what the next team should know"
    ]
    open_page(lead, f"{address}end/", post={**said, "lesson": "Lease before buying"}, follow=True)
    assert Project.objects.get().lesson == "Lease before buying"
    open_page(lead, f"{address}state/complete/", 404)


def test_an_archived_project_is_nowhere_until_it_is_taken_out(client_for):
    trust = OrganisationFactory()
    project = ProjectFactory(title="Falls", lead_organisation=trust, visibility="system", state="idea")
    office, viewer = client_for("pmo", on=trust), client_for("viewer", on=trust)
    address = f"/projects/{project.number}/"
    open_page(office, f"{address}archive/", 422, post={"reason": ""})
    page = open_page(office, f"{address}archive/", post={"reason": "A test"}, follow=True)
    assert page.heading == f"{project.ref} is archived"
    open_page(viewer, address, 404)
    open_page(viewer, f"/projects/archived/{project.number}/", 403)
    assert "Falls" in open_page(office, "/projects/archived/")
    assert "Falls" not in open_page(office, "/projects/archived/?q=rota")
    assert "Falls" not in open_page(client_for("pmo", on=OrganisationFactory()), "/projects/archived/")
    page = open_page(office, f"/projects/archived/{project.number}/", post={}, follow=True)
    assert "is back, as it was" in page
    open_page(viewer, address)


def test_what_is_live_is_not_archived(client_for):
    programme = ProjectFactory(state="completed")
    inside = ProjectFactory(title="Inside")
    services.place_in_programme(inside, programme, by=None)
    office = client_for("pmo")
    page = open_page(office, f"/projects/{inside.number}/archive/", 422, post={"reason": "Old"})
    assert "It is live" in page.errors()[0]
    page = open_page(office, f"/projects/{programme.number}/archive/", 422, post={"reason": "Old"})
    assert "1 of its projects are live" in page.errors()[0]
    services.end(inside, state="completed", reason="-", outcome="met", sentence="-", by=None, on=JULY)
    services.archive(programme, by=None, reason="Old")
    with pytest.raises(Refused, match="already"):
        services.archive(programme, by=None, reason="Old")


def test_what_an_undone_import_left_empty_stays_archived(client_for):
    project = ProjectFactory(state="idea")
    services.archive(project, by=None, reason="Old")
    ProjectFact.objects.update(withdrawn_at=timezone.now())
    office = client_for("pmo")
    assert "No project that you may take out again" in open_page(office, "/projects/archived/")
    page = open_page(office, f"/projects/archived/{project.number}/", post={}, follow=True)
    assert "stays archived" in page


def test_the_list_of_archived_projects_costs_the_same(client_for, cost):
    office = client_for("pmo")
    for count in (3, 20):
        for project in ProjectFactory.create_batch(count, state="idea"):
            services.archive(project, by=None, reason="Old")
        if count == 3:
            few = cost(lambda: office.get("/projects/archived/"))
    assert cost(lambda: office.get("/projects/archived/")) == few


def test_another_organisation_leads_and_the_first_stays_as_a_partner(client_for):
    ours, theirs = OrganisationFactory(name="Trust"), OrganisationFactory(name="Council")
    project = ProjectFactory(lead_organisation=ours, unit=UnitFactory(organisation=ours))
    services.add_partners(project, [theirs], by=None)
    office, address = client_for("pmo", on=ours), f"/projects/{project.number}/details/lead/"
    seen = open_page(office, address).context["form"].initial["seen"]
    page = open_page(office, address, 422, post={"lead_organisation": "Nowhere", "seen": seen})
    assert "“Nowhere” is not the name or code" in page.errors()[0]
    said = {"lead_organisation": "Council", "stays": "on", "on": uk(MAY), "reason": "It moved", "seen": seen}
    assert office.post(address, said).status_code == 302
    project.refresh_from_db()
    assert (project.lead_organisation, project.unit) == (theirs, None)
    assert [each.organisation for each in project.partners.all()] == [ours]
    assert ProjectFact.objects.as_at(date(2026, 4, 2)).get().lead_organisation == ours
    open_page(office, address, 403)


def test_two_people_choosing_a_lead_see_each_other(client_for):
    project = ProjectFactory()
    OrganisationFactory(name="Council")
    OrganisationFactory(name="Hospice")
    lead, address = client_for("lead", on=project), f"/projects/{project.number}/details/lead/"
    today = uk(timezone.localdate())
    seen = open_page(lead, address).context["form"].initial["seen"]
    said = {"lead_organisation": "Council", "on": today, "reason": "It moved", "seen": seen}
    assert lead.post(address, said).status_code == 302
    page = open_page(lead, address, 409, post={**said, "lead_organisation": "Hospice"})
    assert "You (in another window) changed this" in page
    assert "Council" in page


def test_the_track_changes_with_the_step_it_asks_for(client_for):
    project = ProjectFactory(track="standard")
    delivery = lifecycles.ensure_shipped()["delivery"]
    lead, address = client_for("lead", on=project), f"/projects/{project.number}/details/path/"
    seen = open_page(lead, address).context["form"].initial["seen"]
    problem = Step.objects.get(model=project.life_cycle, name="Problem")
    said = {"track": "quick", "step": problem.pk, "on": uk(MAY), "reason": "", "seen": seen}
    page = open_page(lead, address, 422, post=said)
    assert "does not ask for the step “2 Problem”" in page.errors()[0]
    plan = Step.objects.get(model=delivery, name="Plan")
    assert lead.post(address, {**said, "track": "full", "step": plan.pk}).status_code == 302
    project.refresh_from_db()
    assert (project.track, project.life_cycle, project.step) == ("full", delivery, plan)
    assert project.step_since == MAY
    seen = open_page(lead, address).context["form"].initial["seen"]
    back = {"track": "full", "step": delivery.steps.first().pk, "on": uk(JUNE), "reason": "", "seen": seen}
    assert "Say why" in open_page(lead, address, 422, post=back).errors()[0]
    assert lead.post(address, {**back, "reason": "Begun anew"}).status_code == 302


def test_a_model_that_was_retired_is_not_offered_but_kept():
    project = ProjectFactory()
    delivery = lifecycles.ensure_shipped()["delivery"]
    assert {step.model for step in queries.steps_to_stand_at(project)} == {project.life_cycle, delivery}
    type(delivery).objects.update(retired_on=MAY)
    project = Project.objects.get()
    assert {step.model for step in queries.steps_to_stand_at(project)} == {project.life_cycle}


def test_live_is_the_same_rule_in_lists():
    for state in State:
        ProjectFactory(state=state)
    assert {each.state for each in Project.objects.live()} == {"active", "paused"}
    assert {each.state for each in Project.objects.all() if each.is_live} == {"active", "paused"}
    assert desk.LIVE_STATES == (State.ACTIVE, State.PAUSED)


def test_an_auditor_reads_what_is_archived_and_takes_nothing_out(client_for):
    trust = OrganisationFactory()
    project = ProjectFactory(title="Falls", lead_organisation=trust, visibility="team", state="idea")
    elsewhere = ProjectFactory(title="Rota", visibility="system", state="idea")
    for each in (project, elsewhere):
        services.archive(each, by=None, reason="A test")
    auditor, there = client_for("auditor", on=trust), f"/projects/archived/{project.number}/"
    page = open_page(auditor, "/projects/archived/")
    assert "Falls" in page
    assert "Rota" not in page
    assert "1 project that you may see" in page
    assert "Take it out" not in open_page(auditor, there).text
    open_page(auditor, there, 403, post={})
    assert Project.put_away.filter(pk=project.pk, archived_at__isnull=False).exists()
