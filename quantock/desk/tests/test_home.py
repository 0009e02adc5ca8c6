"""Home in its shapes, first use, and an idea in a minute."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from quantock.access import Role, Viewer
from quantock.accounts.tests.factories import UserFactory, grant
from quantock.benefits.rules import MonthSaid, awaited
from quantock.benefits.tests.factories import BenefitFactory
from quantock.desk.first_steps import first_steps
from quantock.desk.greeting import first_name, greeting
from quantock.measures.tests.factories import MeasureFactory
from quantock.people.services.joining import person_of
from quantock.people.tests.factories import InvitationFactory, OrganisationFactory
from quantock.plans.tests.factories import TaskFactory
from quantock.projects import services
from quantock.projects.models import Project
from quantock.projects.tests.factories import NoticeFactory, ProjectFactory
from quantock.raid.services import add_entries
from quantock.raid.tests.factories import EntryFactory
from tests.pages import open_page

TODAY = date(2026, 11, 2)
MORNING = datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
SETTLED = {"problem": "People fall", "aim": "Half as many falls"}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _this_morning():
    with time_machine.travel(MORNING, tick=False):
        yield


@pytest.mark.parametrize(
    ("name", "hour", "says"),
    [
        ("Priya Nair", 5, "Good morning, Priya"),
        ("Dr. Amina Yusuf", 11, "Good morning, Amina"),
        ("Priya Nair", 12, "Good afternoon, Priya"),
        ("Priya Nair", 17, "Good afternoon, Priya"),
        ("priya.nair@trust.example", 18, "Good evening"),
        ("", 3, "Good evening"),
    ],
)
def test_the_greeting(name, hour, says):
    assert greeting(name, hour) == says


def test_a_title_alone_is_no_name():
    assert first_name("Dr") == ""


def test_the_hour_is_londons(client_for):
    with time_machine.travel(datetime(2026, 7, 1, 11, 30, tzinfo=UTC), tick=False):
        assert open_page(client_for(name="Priya Nair"), "/").heading == "Good afternoon, Priya"


def team_of(project, *people):
    for name in people or ("Priya Nair", "Tom Ellis"):
        services.involve(project, role=Role.TEAM, name=name, by=None, on=TODAY)
    return project


def test_few_projects_come_first_each_with_its_next_thing_done_in_its_place(client_for):
    project = team_of(ProjectFactory(title="Falls on Ash ward", charter={"problem": "Falls"}, on=TODAY))
    lead = client_for("lead", on=project)
    page = open_page(lead, "/")
    assert page.context["shape"] == "mine"
    assert "Next: Write the aim: how much better, for whom, by when" in page
    sent = {"kind": "aim", "aim": "Half as many", "back": "home"}
    after = open_page(lead, f"/projects/{project.number}/next/", post=sent, follow=True)
    assert after.heading.startswith("Good morning")
    assert "Next: Bring the right people together" in after


def test_whoever_may_not_do_it_sees_it_without_a_form(client_for):
    project = ProjectFactory(on=TODAY)
    page = open_page(client_for("team", on=project), "/")
    assert "Say who leads it, and who takes part" in page
    assert page.context["forms"] == {}


def test_nothing_yet_teaches(client_for):
    member = client_for("member", on=OrganisationFactory())
    page = open_page(member, "/")
    assert "You take part in no project yet" in page
    assert page.links()["Begin with an idea"] == "/idea/"
    assert "When somebody names you in one" in open_page(client_for("viewer", on=OrganisationFactory()), "/")


def test_whoever_belongs_to_no_organisation_reads_why_she_may_only_look_and_opens_what_is_for_everyone(
    client_for,
):
    project = ProjectFactory(title="Falls on Ash ward", visibility="system")
    client = client_for()
    assert "You belong to no organisation here yet" in open_page(client, "/")
    assert open_page(client, "/projects/").links()["Falls on Ash ward (P-0001)"] == "/projects/1/"
    assert open_page(client, "/projects/1/").heading == project.title
    for address in ("/projects/register/", "/idea/"):
        assert "Ask yours for an invitation" in open_page(client, address, 403)
    others = ProjectFactory(visibility="organisation")
    open_page(client, f"/projects/{others.number}/", 404)


def test_who_begins_an_empty_system_is_led_to_the_organisations_first(client_for):
    client = client_for("admin")
    for address in ("/projects/register/", "/idea/"):
        page = open_page(client, address)
        assert "none takes part here yet" in page
        assert page.links()["Look up the organisations"] == "/organisations/"
        assert 'name="title"' not in page.markup, "no form that cannot be sent"
    OrganisationFactory(in_system=True)
    assert 'name="title"' in open_page(client, "/projects/register/").markup


def test_five_projects_make_the_other_shape(client_for):
    client = client_for("lead", on=ProjectFactory())
    for _ in range(4):
        grant(client.user, "lead", on=ProjectFactory())
    page = open_page(client, "/")
    assert page.context["shape"] == "office"
    assert len(page.rows()) == 5
    assert "of your" not in page.text


def test_of_more_projects_than_home_lists_it_says_how_many_there_are_and_where(client_for):
    client = client_for("lead", on=ProjectFactory())
    for _ in range(21):
        grant(client.user, "lead", on=ProjectFactory())
    page = open_page(client, "/")
    assert len(page.rows()) == 20
    assert "These are 20 of your 22." in page.text
    assert page.links()["all that are yours"] == "/projects/?whose=mine"


def test_an_office_sees_what_needs_it_who_has_not_reported_and_what_changed(client_for):
    ours = OrganisationFactory()
    project = team_of(
        ProjectFactory(title="E-rostering", lead_organisation=ours, track="full", on=date(2026, 6, 1))
    )
    said = {"confidence": "amber", "decisions": "Who pays for the licences?", "decide_by": date(2026, 11, 30)}
    days = (date(2026, 6, 2), date(2026, 6, 3), date(2026, 7, 1), date(2026, 8, 1))
    for day in days:
        asked = {**said, "decisions": ""} if day == days[1] else said
        update = services.save_update(services.open_update(project, by=None, on=day), asked, by=None)
        services.publish_update(update, by=None)
    services.submit_update(services.open_update(project, by=None, on=date(2026, 8, 2)), by=None)
    InvitationFactory(organisation=ours, made_at=datetime(2026, 10, 1, tzinfo=UTC))
    office = client_for("pmo", on=ours, first_steps_done=True)
    NoticeFactory(user=office.user, project=project)
    page = open_page(office, "/")
    assert page.context["shape"] == "office"
    assert page.context["needs"].count == 4
    [decision] = page.context["needs"].decisions
    assert (decision.since, decision.wanted_by) == (date(2026, 7, 1), date(2026, 11, 30))
    assert "Publish the update of E-rostering" in page
    assert "1 invitation to" in page
    assert "1 project has gone quiet" in page
    assert "Published a status update" in page


def test_an_update_published_about_an_earlier_day_has_waited_since_that_day(client_for):
    project = ProjectFactory(track="full", on=date(2026, 6, 1))
    for day, asks in ((date(2026, 8, 1), ""), (date(2026, 7, 1), "Who pays?")):
        said = {"confidence": "amber", "decisions": asks}
        update = services.save_update(services.open_update(project, by=None, on=day), said, by=None)
        services.publish_update(update, by=None)
    page = open_page(client_for("pmo", on=project.lead_organisation), "/")
    assert page.context["needs"].decisions[0].since == date(2026, 7, 1)


def test_what_others_organisations_do_is_nobodys_business(client_for):
    theirs = team_of(ProjectFactory(title="Secret merger", track="full", on=date(2026, 6, 1)))
    said = {"confidence": "red", "decisions": "Stop it?"}
    services.publish_update(
        services.save_update(services.open_update(theirs, by=None, on=date(2026, 7, 1)), said, by=None),
        by=None,
    )
    services.submit_update(services.open_update(theirs, by=None, on=date(2026, 8, 2)), by=None)
    page = open_page(client_for("pmo", on=OrganisationFactory()), "/")
    assert page.context["needs"].count == 0
    assert "Secret merger" not in page
    assert "Everybody you look after has reported" in page


def test_a_partner_sees_what_is_shared_and_who_does_something_similar(client_for):
    council = OrganisationFactory(name="Combe Council")
    ProjectFactory(title="Fewer falls at home", lead_organisation=council)
    shared = ProjectFactory(title="Reablement with the council")
    services.add_partners(shared, [council], by=None)
    ProjectFactory(title="Fewer falls on Ash ward at home time", visibility="system")
    ProjectFactory(title="Fewer falls, but a secret", visibility="team")
    # One word in common is not the same work.
    ProjectFactory(title="Home of a new car park", visibility="system")
    page = open_page(client_for("member", on=council), "/")
    assert page.context["shape"] == "partner"
    assert "Reablement with the council" in page
    assert "Fewer falls on Ash ward at home time" in page
    assert "a secret" not in page
    assert "car park" not in page


def test_what_changed_is_what_others_did_in_what_one_follows(client_for):
    mine, followed, other = (
        ProjectFactory(title=title, visibility="system") for title in ("Mine", "Followed", "Other")
    )
    client = client_for("lead", on=mine, first_steps_done=True)
    services.follow(followed, by=client.user)
    services.change_record(mine, {"title": "Mine, renamed"}, by=client.user, on=TODAY)
    for project in (followed, other):
        services.change_record(project, {"category": "Urgent"}, by=None, on=TODAY)
    changed = {each.title: each.says for each in open_page(client, "/").context["changed"]}
    assert set(changed) == {"Mine, renamed", "Followed"}
    assert "Changed category" in changed["Followed"]
    assert not any("title" in says for says in changed["Mine, renamed"])
    newcomer = open_page(client_for("lead", on=mine), "/")
    assert "Three things to begin with" in newcomer
    assert "What changed in what you follow" not in newcomer


@pytest.mark.parametrize("is_new", [False, True])
@pytest.mark.parametrize("role", ["lead", "pmo", "admin"])
def test_home_costs_the_same_for_3_and_for_30_and_no_more_than_twelve(client_for, cost, role, is_new):
    ours = OrganisationFactory()
    first = ProjectFactory(lead_organisation=ours, on=date(2026, 4, 1))
    on = {"lead": first, "pmo": ours, "admin": None}[role]
    client = client_for(role, on=on, first_steps_done=not is_new)
    services.change_record(first, {"category": "Urgent"}, by=None, on=TODAY)
    ProjectFactory.create_batch(3, lead_organisation=ours)
    few = cost(lambda: client.get("/"))
    for project in ProjectFactory.create_batch(27, lead_organisation=ours):
        services.submit_update(services.open_update(project, by=None, on=TODAY), by=None)
    assert cost(lambda: client.get("/")) == few
    assert few <= 12


@pytest.mark.parametrize(
    ("held", "group", "three"),
    [
        ({"system": {Role.ADMIN}}, "", ["organisations", "roles", "bring"]),
        ({"organisations": {1: {Role.PMO, Role.MEMBER}}}, "", ["bring", "quiet", "changed"]),
        ({"system": {Role.AUDITOR}}, "", ["look", "changed", "events"]),
        ({"organisations": {1: {Role.MEMBER}}, "projects": {1: {Role.COACH}}}, "", ["coaching", "look", "idea"]),
        ({"organisations": {1: {Role.FINANCE}}}, "", ["benefits", "changed", "look"]),
        ({"organisations": {1: {Role.BENEFITS_LEAD, Role.MEMBER}}}, "", ["benefits", "changed", "look"]),
        ({"portfolios": {1: {Role.SPONSOR}}}, "", ["portfolios", "changed", "me"]),
        ({"organisations": {1: {Role.MEMBER}}}, "nursing", ["idea", "look", "register"]),
        ({"organisations": {1: {Role.MEMBER}}}, "management", ["register", "look", "idea"]),
        ({"projects": {1: {Role.LEAD}}}, "nursing", ["look", "me", "glossary"]),
        ({}, "", ["look", "glossary", "me"]),
    ],
)  # fmt: skip
def test_the_three_things_are_what_people_like_one_do_and_may(held, group, three):
    held = {
        place: frozenset(roles)
        if place == "system"
        else {key: frozenset(each) for key, each in roles.items()}
        for place, roles in held.items()
    }
    viewer = Viewer(user=UserFactory(), **held)
    assert [step.key for step in first_steps(viewer, group)] == three


def test_the_three_things_are_shown_until_one_is_begun(client_for):
    member = client_for("member", on=OrganisationFactory())
    assert "Three things to begin with" in open_page(member, "/")
    assert member.post("/begin/", {"step": "idea"}).headers["Location"] == "/idea/"
    assert "Three things to begin with" not in open_page(member, "/")


@pytest.mark.parametrize("step", ["", "nonsense", "roles"])
def test_put_off_or_not_ones_own_they_are_gone_all_the_same(client_for, step):
    member = client_for("member", on=OrganisationFactory())
    assert member.post("/begin/", {"step": step}).headers["Location"] == "/"
    assert "Three things to begin with" not in open_page(member, "/")


def test_an_idea_is_one_sentence_seen_by_its_team(client_for):
    ours = OrganisationFactory()
    member = client_for("member", on=ours)
    open_page(member, "/idea/")
    page = open_page(member, "/idea/", post={"title": "Fewer  rings of the bell at night"}, follow=True)
    assert "Your idea is kept as" in page
    project = Project.objects.get()
    assert (project.title, project.state, project.visibility) == (
        "Fewer rings of the bell at night",
        "idea",
        "team",
    )
    assert project.lead_organisation == ours
    open_page(client_for("member", on=ours), f"/projects/{project.number}/", 404)


def test_an_idea_like_another_is_shown_it_before_it_is_kept(client_for):
    ours = OrganisationFactory()
    ProjectFactory(title="Quiet nights on Beech ward", lead_organisation=ours)
    ProjectFactory(title="Quiet nights elsewhere, a secret", visibility="team")
    member = client_for("member", on=ours)
    page = open_page(member, "/idea/", post={"title": "Quiet nights for everybody"})
    assert "Quiet nights on Beech ward" in page
    assert "a secret" not in page
    assert Project.objects.count() == 2
    sent = {"title": "Quiet nights for everybody", "seen-similar": "yes"}
    open_page(member, "/idea/", post=sent, follow=True)
    assert Project.objects.filter(title="Quiet nights for everybody").exists()


def test_whoever_works_for_two_organisations_says_for_which(client_for):
    one, two = OrganisationFactory(), OrganisationFactory()
    member = client_for("member", on=one)
    grant(member.user, "member", on=two)
    page = open_page(member, "/idea/")
    assert "For which organisation?" in page
    [chosen] = re.findall(r'<option value="(\d+)" selected>', page.markup)
    assert int(chosen) in (one.pk, two.pk), "what would be taken stands there"
    open_page(member, "/idea/", post={"title": "Warmer homes", "organisation": two.pk}, follow=True)
    assert Project.objects.get().lead_organisation == two


@pytest.mark.parametrize("title", ["", "x" * 301, "Help 943 476 5919"])
def test_an_idea_that_cannot_be_kept_says_why(client_for, title):
    page = open_page(client_for("member", on=OrganisationFactory()), "/idea/", 422, post={"title": title})
    assert len(page.errors()) == 1
    assert Project.objects.count() == 0


def test_what_is_mine_to_do_is_done_with_one_press_and_one_is_home_again(client_for):
    client = client_for("viewer")
    project = ProjectFactory(visibility="system")
    today = timezone.localdate()
    row = {"kind": "action", "title": "Ring the maker", "owner": person_of(client.user)}
    [one] = add_entries(project, [{**row, "due_on": today - timedelta(days=2)}], by=None, on=today)
    page = open_page(client, "/")
    assert "2 days overdue" in page
    done = open_page(
        client, f"/projects/{project.number}/log/{one.pk}/done/", post={"back": "home"}, follow=True
    )
    assert "Done: Ring the maker" in done
    assert "overdue" not in open_page(client, "/")


def test_my_tasks_stand_among_my_actions_and_months_of_my_benefits_beside_them(client_for):
    project = ProjectFactory(visibility="system")
    client = client_for("member", on=project.lead_organisation, first_steps_done=True)
    me = person_of(client.user)
    EntryFactory(title="Ring the maker", owner=me, project=project, due_on=TODAY - timedelta(days=3))
    task = TaskFactory(
        project=project, name="Train the night staff", owner=me, finish=TODAY - timedelta(days=5)
    )
    TaskFactory(project=project, name="Far off", owner=me, finish=TODAY + timedelta(days=50))
    months = ((100, None),) * 8
    BenefitFactory(project=project, title="Fewer falls", owner=me, months=months, starts=date(2026, 5, 1))
    page = open_page(client, "/")
    assert [each.title for each in page.context["needs"].to_do] == ["Train the night staff", "Ring the maker"]
    [month] = page.context["needs"].months
    over = awaited(
        [MonthSaid(date(2026, 4 + at, 1), 100) for at in range(8)],
        starts=date(2026, 5, 1),
        ends=None,
        on=TODAY,
    )
    assert (month.month, month.more) == (over[0], len(over) - 1)
    assert "Say what came in May 2026: Fewer falls" in page
    assert "Needs you (3)" in page
    client.post(f"/projects/{project.number}/plan/tasks/{task.pk}/done/", {"back": "home"}, follow=True)
    assert "Train the night staff" not in str(open_page(client, "/").context["needs"].to_do)


def test_whoever_collects_values_in_many_projects_finds_what_is_due_on_home(client_for):
    projects = ProjectFactory.create_batch(6)
    client = client_for("lead", on=projects[0], first_steps_done=True)
    for project in projects[1:]:
        grant(client.user, Role.LEAD, on=project)
    MeasureFactory(project=projects[0], name="Falls on Ash ward", values=("6.1", "5.8"))
    page = open_page(client, "/")
    assert page.context["shape"] == "office"
    assert "Add a value: Falls on Ash ward" in page.text
    assert "Needs you (1)" in page.text


def collected_by(client, **measured):
    """A measure that a person collects who has no part in its project; its value of April 2024's next month is due."""
    measure = MeasureFactory(values=("6.1", "5.8"), **measured)
    measure.collector = person_of(client.user)
    measure.save(update_fields=["collector"])
    return measure


def test_whoever_collects_a_value_without_a_part_in_the_project_finds_it_on_home(client_for):
    client = client_for("member", on=OrganisationFactory(), first_steps_done=True)
    seen = collected_by(client, name="Falls on Ash ward", project=ProjectFactory(visibility="system"))
    collected_by(client, name="Secret waits", project=ProjectFactory(visibility="team"))
    page = open_page(client, "/")
    assert "Needs you (1)" in page.text
    link = next(href for words, href in page.links().items() if "Give the team the value: Falls" in words)
    assert open_page(client, link).heading == seen.name
    assert "Secret waits" not in page.text
    nowhere = client_for(first_steps_done=True)
    collected_by(nowhere, name="Beds", project=ProjectFactory(visibility="system"))
    assert "Give the team the value: Beds" in open_page(nowhere, "/").text


def test_a_value_that_its_own_project_asks_for_is_not_asked_twice(client_for):
    project = ProjectFactory()
    client = client_for("lead", on=project, first_steps_done=True)
    MeasureFactory(project=project, name="Falls", values=("6.1", "5.8"))
    elsewhere = collected_by(client, name="Waits", project=ProjectFactory(visibility="system"))
    grant(client.user, Role.TEAM, on=elsewhere.project)
    page = open_page(client, "/")
    assert page.context["shape"] == "mine"
    assert page.text.count("add the number of") == 2
    assert page.context["needs"].values == []


def test_what_is_asked_of_a_collector_costs_the_same_however_many(client_for, cost):
    client = client_for("member", on=OrganisationFactory(), first_steps_done=True)
    project = ProjectFactory(visibility="system")
    collected_by(client, project=project)
    few = cost(lambda: client.get("/"))
    for _ in range(5):
        collected_by(client, project=project)
    assert cost(lambda: client.get("/")) == few
