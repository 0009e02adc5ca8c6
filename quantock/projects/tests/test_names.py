"""Names that came in with registers: whoever joins says which are theirs, an administrator links them, both are kept."""

from datetime import date

import pytest

from quantock.access import Role
from quantock.accounts.models import Grant
from quantock.audit import facts, log
from quantock.audit.models import Event
from quantock.people.services import leaving
from quantock.people.services.joining import person_of
from quantock.people.tests.factories import MembershipFactory, OrganisationFactory
from quantock.projects import services
from quantock.projects.models import LocalFact, LocalField
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
MAY = date(2026, 5, 1)
AT = "/projects/names/"


@pytest.fixture
def trust():
    return OrganisationFactory()


@pytest.fixture
def project(trust):
    made = ProjectFactory(title="Falls", lead_organisation=trust)
    services.involve(made, role=Role.LEAD, name="Dr. Priya NAIR", by=None, on=MAY)
    services.involve(made, role=Role.TEAM, name="Tom Ellis", by=None, on=MAY)
    return made


@pytest.fixture
def priya(client_for, trust):
    client = client_for("member", on=trust, name="Priya Nair")
    MembershipFactory(person=person_of(client.user), organisation=trust)
    return client


def test_a_person_says_so_and_an_administrator_links_it(priya, client_for, project, trust):
    part = project.involvements.get(role="lead")
    page = open_page(priya, AT)
    assert [row[0] for row in page.rows()] == ["Dr. Priya NAIR"]
    page = open_page(priya, f"{AT}{part.pk}/mine/", post={}, follow=True)
    assert "An administrator of the organisation links it to you." in page.response.content.decode()
    assert "You said so on" in page
    priya.post(f"{AT}{part.pk}/mine/")
    assert Event.objects.filter(verb="name claimed as own").count() == 1
    assert not Grant.objects.filter(user=priya.user, role=Role.LEAD).exists()
    admin = client_for("admin", on=trust)
    person = person_of(priya.user)
    assert f"{AT}of/{person.pk}/" in open_page(admin, f"/administration/people/{person.pk}/").links().values()
    page = open_page(admin, f"{AT}of/{person.pk}/")
    assert "they said so on" in page
    page = open_page(admin, f"{AT}of/{person.pk}/{part.pk}/link/", post={}, follow=True)
    assert "No name like Priya Nair" in page
    part.refresh_from_db()
    assert part.person == person
    assert Grant.objects.filter(user=priya.user, role=Role.LEAD, place_id=project.pk).exists()
    history = [
        row[1] for row in open_page(priya, f"/projects/{project.number}/history/?section=people").rows()
    ]
    assert history[0] == "“Dr. Priya NAIR” is Priya Nair"
    assert history[1] == "Priya Nair says that “Dr. Priya NAIR” is their name"


def test_a_part_that_they_hold_already_is_not_held_twice(priya, client_for, project):
    person = person_of(priya.user)
    services.involve(project, role=Role.LEAD, person=person, by=None, on=MAY)
    part = project.involvements.get(role="lead", person=None)
    open_page(client_for("admin"), f"{AT}of/{person.pk}/{part.pk}/link/", post={}, follow=True)
    assert project.involvements.filter(role="lead", until=None).count() == 1


def test_names_in_projects_that_one_may_not_see_are_not_told(client_for, project):
    stranger = client_for("member", on=OrganisationFactory(), name="Priya Nair")
    person_of(stranger.user)
    part = project.involvements.get(role="lead")
    assert "No name like yours" in open_page(stranger, AT)
    open_page(stranger, f"{AT}{part.pk}/mine/", 404, post={})
    assert "No name like yours" in open_page(client_for("viewer"), AT)


def test_an_administrator_links_only_where_they_administer(priya, client_for, project):
    elsewhere = OrganisationFactory()
    person = person_of(priya.user)
    admin = client_for("admin", on=elsewhere)
    open_page(admin, f"{AT}of/{person.pk}/", 404)
    theirs = person_of(client_for("member", on=elsewhere, name="Tom Ellis").user)
    MembershipFactory(person=theirs, organisation=elsewhere)
    part = project.involvements.get(role="team")
    assert "No name like Tom Ellis" in open_page(admin, f"{AT}of/{theirs.pk}/")
    open_page(admin, f"{AT}of/{theirs.pk}/{part.pk}/link/", 404, post={})


def answered(project, text, label="Project lead"):
    field, _ = LocalField.objects.get_or_create(key=label.casefold(), defaults={"label": label})
    facts.state([facts.fact(LocalFact, {"text": text}, on=MAY, by=None, project=project, field=field)])
    return LocalFact.objects.now().get(project=project, field=field)


def test_a_name_in_a_column_of_a_register_is_claimed_and_linked(priya, client_for, project, trust):
    project.involvements.all().delete()
    answer = answered(project, "Tom Ellis / Priya Nair", "SRO")
    for label in ("Ward", "Notes on the SRO"):
        answered(project, "Priya Nair", label)
    person = person_of(priya.user)
    admin = client_for("admin", on=trust)
    assert [row[:2] for row in open_page(admin, f"{AT}of/{person.pk}/").rows()] == [
        ["Priya Nair", "Sponsor (SRO)"]
    ]
    assert "You said so on" in open_page(priya, f"{AT}answers/{answer.pk}/mine/", post={}, follow=True)
    open_page(priya, f"{AT}answers/{answer.pk}/mine/", 404, post={})
    part = project.involvements.get()
    assert (part.name, part.role, part.person) == ("Priya Nair", "sponsor", None)
    open_page(admin, f"{AT}of/{person.pk}/{part.pk}/link/", post={}, follow=True)
    other = answered(ProjectFactory(lead_organisation=trust), "Priya Nair")
    page = open_page(admin, f"{AT}of/{person.pk}/answers/{other.pk}/link/", post={}, follow=True)
    assert "No name like Priya Nair" in page
    assert Grant.objects.filter(user=priya.user, role=Role.LEAD, place_id=other.project_id).exists()
    unseen = answered(ProjectFactory(visibility="team"), "Priya Nair")
    open_page(priya, f"{AT}answers/{unseen.pk}/mine/", 404, post={})
    open_page(admin, f"{AT}of/{person.pk}/answers/{unseen.pk}/link/", 404, post={})


def test_it_costs_the_same_however_many_names(priya, trust, project, cost):
    answered(project, "Priya Nair")
    few = cost(lambda: priya.get(AT))
    for _ in range(12):
        made = ProjectFactory(lead_organisation=trust)
        answered(made, "Priya Nair", "SRO")
        services.involve(made, role=Role.LEAD, name="Priya Nair", by=None, on=MAY)
    assert cost(lambda: priya.get(AT)) == few


def test_who_is_erased_is_not_told_by_the_spelling_of_a_register(priya, client_for, project):
    person = person_of(priya.user)
    for role in (Role.COACH, Role.SPONSOR):
        services.involve(project, role=role, name="NAIR, Priya", by=None, on=MAY)
    services.involve(project, role=Role.SPONSOR, person=person, by=None, on=MAY)
    for part in project.involvements.filter(name="NAIR, Priya"):
        open_page(client_for("admin"), f"{AT}of/{person.pk}/{part.pk}/link/", post={}, follow=True)
    log.record("said", project, by=None, says="Ask Nair, Priya about beds")
    leaving.erase(person=person, by=None, on=MAY)
    told = [
        *Event.objects.values_list("says", flat=True),
        *project.involvements.values_list("name", flat=True),
    ]
    assert not [text for text in told if "nair, priya" in text.casefold()]
    assert f"Ask Former colleague {person.pk} about beds" in told
