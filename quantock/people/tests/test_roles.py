"""Roles: who holds which where, giving, taking, and what nobody may do."""

from datetime import date

import pytest

from quantock.access import Role, viewer_for
from quantock.access.roles import GRANTS
from quantock.accounts.models import Grant
from quantock.accounts.tests.factories import UserFactory, grant
from quantock.audit.models import Event
from quantock.people.services.roles import may_give
from quantock.people.tests.factories import MembershipFactory, OrganisationFactory, PersonFactory
from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects.models import Involvement
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 2)
GIVE = "/administration/roles/give/"


def said(**more):
    return {"person": "ruth@trust.example", "role": "coach", "place": "organisation", "where": "", **more}


@pytest.fixture
def ruth():
    return UserFactory(name="Ruth Adeyemi", email="ruth@trust.example")


def test_administration_leads_to_what_one_looks_after(client_for):
    assert set(open_page(client_for("admin"), "/administration/").links()) >= {"Roles", "People", "Event log"}
    open_page(client_for("viewer"), "/administration/", 403)


def test_an_auditor_reads_what_is_looked_after_and_is_offered_no_change(client_for, ruth):
    grant(ruth, "coach", on=ProjectFactory(title="Falls on Ash ward"))
    client = client_for("auditor")
    tasks = open_page(client, "/administration/").links()
    assert {"Roles", "People", "Life-cycle models", "Strategic themes", "Event log"} <= set(tasks)
    assert "Load a list of organisations" not in tasks
    for address in tasks.values():
        offered = open_page(client, address)
        assert not [form for form in offered.main.every("form") if form.get("method") == "post"], address
    roles = open_page(client, "/administration/roles/")
    assert "Falls on Ash ward" in roles
    assert "Give a role" not in roles
    assert "Remove" not in roles
    of_ruth = open_page(client, f"/administration/people/{PersonFactory(user=ruth).pk}/")
    assert "Falls on Ash ward" in of_ruth
    assert "Remove" not in of_ruth
    assert "Hand over" not in of_ruth


def test_the_list_says_who_holds_what_where(client_for, ruth):
    trust = OrganisationFactory(name="Mendip Trust")
    project = ProjectFactory(title="Falls on Ash ward", lead_organisation=trust)
    for role, on in (("coach", trust), ("lead", project), ("sponsor", PortfolioFactory(name="Board"))):
        grant(ruth, role, on=on)
    client = client_for("admin", name="Helen Marsh")
    rows = open_page(client, "/administration/roles/").rows()
    assert [row[1] for row in rows] == ["Administrator", "Coach", "Sponsor (SRO)", "Project lead"]
    for query, found in (
        ("q=ruth", 3),
        ("q=mendip", 1),
        ("q=falls", 1),
        ("role=lead", 1),
        ("place=system", 1),
    ):
        assert len(open_page(client, f"/administration/roles/?{query}").rows()) == found, query
    assert "No role passes" in open_page(client, "/administration/roles/?q=nobody")


def test_an_administrator_of_one_organisation_sees_its_roles_only(client_for, ruth):
    ours, theirs = OrganisationFactory(), OrganisationFactory()
    grant(ruth, "coach", on=ours)
    grant(ruth, "coach", on=theirs)
    grant(ruth, "lead", on=ProjectFactory(lead_organisation=ours))
    grant(ruth, "lead", on=ProjectFactory(lead_organisation=theirs))
    client = client_for("admin", on=ours)
    assert open_page(client, "/administration/roles/").context["found"].count == 3
    hidden = Grant.objects.get(place="organisation", place_id=theirs.pk)
    open_page(client, f"/administration/roles/{hidden.pk}/take/", 404)


def test_the_list_costs_the_same_however_many(client_for, cost, ruth):
    client = client_for("admin")
    grant(ruth, "coach", on=OrganisationFactory())
    grant(ruth, "lead", on=ProjectFactory())
    grant(ruth, "viewer", on=PortfolioFactory())
    few = cost(lambda: client.get("/administration/roles/"))
    for person in PersonFactory.create_batch(20):
        grant(person.user, "coach", on=OrganisationFactory())
    assert cost(lambda: client.get("/administration/roles/")) == few


def test_a_role_is_given_on_an_organisation_by_code(client_for, ruth):
    trust = OrganisationFactory(name="Mendip Trust", code="RX9")
    client = client_for("admin")
    open_page(client, f"{GIVE}?person=ruth@trust.example")
    open_page(client, GIVE, post=said(where="rx9"), follow=True)
    assert viewer_for(ruth).organisations == {trust.pk: frozenset({Role.COACH})}
    event = Event.objects.get(verb="role given")
    assert event.says == "Ruth Adeyemi is now Coach of Mendip Trust"
    assert "hold this role already" in str(client.post(GIVE, said(where="rx9"), follow=True).content)


def test_a_role_on_a_project_is_a_part_in_it(client_for, ruth):
    project = ProjectFactory(title="Falls on Ash ward")
    client = client_for("admin")
    open_page(client, GIVE, post=said(role="lead", place="project", where=project.ref), follow=True)
    assert Involvement.objects.get().person.user == ruth
    held = Grant.objects.get(user=ruth)
    assert "would no longer be Project lead" in open_page(client, f"/administration/roles/{held.pk}/take/")
    open_page(client, f"/administration/roles/{held.pk}/take/", post={"x": ""}, follow=True)
    assert not Grant.objects.filter(user=ruth).exists()
    assert Involvement.objects.get().until is not None


def test_a_role_on_the_whole_system_and_on_a_portfolio(client_for, ruth):
    client = client_for("admin")
    open_page(client, GIVE, post=said(role="auditor", place="system"), follow=True)
    PortfolioFactory(name="Transformation board")
    open_page(client, GIVE, post=said(role="sponsor", place="portfolio", where="transf"), follow=True)
    assert {(held.place, held.role) for held in Grant.objects.filter(user=ruth)} == {
        ("system", "auditor"),
        ("portfolio", "sponsor"),
    }


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"person": "Nobody"}, "Nobody who can sign in is called “Nobody”. Invite them first."),
        ({"person": "trust.example"}, "write the e-mail address of the one you mean: "),
        ({"where": ""}, "Say which organisation"),
        ({"where": "Nowhere"}, "No organisation that you administer is called “Nowhere”"),
        ({"where": "trust"}, "Which of these: "),
        ({"role": "lead", "where": "Mendip Trust"}, "Project lead cannot be held there. Choose project"),
        ({"place": "moon"}, "choose from the list"),
    ],
)
def test_what_cannot_be_given(client_for, ruth, more, error):
    OrganisationFactory(name="Mendip Trust")
    OrganisationFactory(name="Brendon Trust")
    UserFactory(email="second@trust.example")
    page = open_page(client_for("admin"), GIVE, 422, post=said(**more))
    assert error in " ".join(page.errors())
    assert not Grant.objects.filter(user=ruth).exists()


def test_nobody_gives_where_they_do_not_administer(client_for, ruth):
    ours = OrganisationFactory(name="Mendip Trust")
    OrganisationFactory(name="Brendon Trust")
    client = client_for("admin", on=ours)
    page = open_page(client, GIVE, 422, post=said(where="Brendon Trust"))
    assert "No organisation that you administer is called" in page.errors()[0]
    page = open_page(client, GIVE, 422, post=said(role="auditor", place="system"))
    assert "Only an administrator of the whole system" in page.errors()[0]
    open_page(client, GIVE, post=said(where="Mendip Trust"), follow=True)
    assert viewer_for(ruth).organisations


def test_nobody_gives_more_than_they_hold():
    assert may_give(frozenset({Role.ADMIN}), Role.ADMIN)
    assert may_give(frozenset({Role.PMO}), Role.LEAD)
    assert may_give(frozenset({Role.COACH}), Role.MEMBER)
    assert not may_give(frozenset({Role.PMO}), Role.ADMIN)
    assert not may_give(frozenset({Role.PMO}), Role.AUDITOR)
    assert not may_give(frozenset(), Role.TEAM)
    for role in Role:
        assert may_give(frozenset({Role.ADMIN}), role), (
            f"an administrator may not give {role}: {GRANTS[role]}"
        )


def test_the_last_administrator_stays(client_for):
    client = client_for("admin")
    mine = Grant.objects.get(user=client.user)
    page = open_page(client, f"/administration/roles/{mine.pk}/take/", post={"x": ""}, follow=True)
    assert "This is the last administrator" in page
    grant(UserFactory(is_active=False), "admin")
    open_page(client, f"/administration/roles/{mine.pk}/take/", post={"x": ""}, follow=True)
    assert Grant.objects.filter(pk=mine.pk).exists(), "one who cannot sign in does not count"
    grant(UserFactory(), "admin")
    client.post(f"/administration/roles/{mine.pk}/take/", {"x": ""})
    assert not Grant.objects.filter(pk=mine.pk).exists()


def test_what_the_words_find_is_shown_while_typing(client_for, ruth):
    OrganisationFactory(name="Mendip Trust")
    client = client_for("admin")
    answer = client.post("/administration/roles/find/", said(person="ruth", where="mend")).content.decode()
    assert "Ruth Adeyemi, ruth@trust.example" in answer
    assert "Mendip Trust" in answer
    assert (
        "Nothing found yet" in client.post("/administration/roles/find/", said(person="x")).content.decode()
    )


def test_people_are_found_by_name_and_organisation(client_for):
    trust = OrganisationFactory(name="Mendip Trust")
    MembershipFactory(organisation=trust, person=PersonFactory(user__name="Ruth Adeyemi"))
    MembershipFactory(person=PersonFactory(user__name="Mark Selwood"))
    client = client_for("admin")
    assert len(open_page(client, "/administration/people/").rows()) == 2
    assert len(open_page(client, "/administration/people/?q=ruth").rows()) == 1
    page = open_page(client, f"/administration/people/?organisation={trust.pk}")
    assert "1 person of Mendip Trust" in page
    assert "Nobody passes these filters" in open_page(client, "/administration/people/?left=on")
    office = client_for("pmo", on=trust)
    assert len(open_page(office, "/administration/people/").rows()) == 1


def test_the_list_of_people_costs_the_same_however_many(client_for, cost):
    client = client_for("admin")
    MembershipFactory()
    few = cost(lambda: client.get("/administration/people/"))
    MembershipFactory.create_batch(20)
    assert cost(lambda: client.get("/administration/people/")) == few
