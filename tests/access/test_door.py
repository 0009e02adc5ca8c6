"""The door itself, apart from any page."""

import pytest
from django.utils import timezone

from quantock.access import Permission
from quantock.access.page import every_view_says_what_it_needs
from quantock.access.roles import GRANTS, ROLES_ON, Role
from quantock.projects.models import Project, Visibility
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page


def test_every_view_says_what_it_needs():
    assert every_view_says_what_it_needs() == []


def test_every_role_says_what_it_may_and_where():
    assert set(GRANTS) == set(Role)
    assert {role for roles in ROLES_ON.values() for role in roles} == set(Role)


def test_reading_roles_change_nothing():
    may = GRANTS[Role.VIEWER] | GRANTS[Role.AUDITOR]
    assert may <= {
        Permission.PROJECT_VIEW,
        Permission.PORTFOLIO_VIEW,
        Permission.MONEY_VIEW,
        Permission.REGISTER_VIEW,
        Permission.ARCHIVE_VIEW,
        Permission.WARNINGS_VIEW,
        Permission.SILENCE_VIEW,
        Permission.AUDIT_VIEW,
        Permission.ADMINISTRATION_VIEW,
    }


@pytest.mark.parametrize(
    ("visibility", "seen_by"),
    [
        (Visibility.TEAM, {"team", "lead", "pmo", "admin", "auditor"}),
        (Visibility.ORGANISATION, {"viewer", "team", "lead", "pmo", "admin", "auditor"}),
        (Visibility.SYSTEM, {"stranger", "viewer", "team", "lead", "pmo", "admin", "auditor"}),
    ],
)
def test_who_sees_a_project_on_its_page_and_in_the_list(world, visibility, seen_by):
    """DESIGN section 5, the table of visibility; what you may not see does not exist for you."""
    Project.objects.update(visibility=visibility)
    for who in ("stranger", "viewer", "team", "lead", "pmo", "admin", "auditor"):
        client = world.client(who)
        expected = who in seen_by
        assert client.get(f"/projects/{world.project.number}/").status_code == (200 if expected else 404), who
        assert (world.project.title in client.get("/projects/").content.decode()) is expected, who
        assert (world.project.title in client.get("/projects/export/").getvalue().decode()) is expected, who


def test_the_projects_of_a_programme_are_seen_by_its_people(world):
    within = ProjectFactory(
        lead_organisation=world.elsewhere, visibility=Visibility.TEAM, title="Part of the programme"
    )
    Project.objects.filter(pk=within.pk).update(parent=world.project, top=world.project)
    assert world.client("lead").get(f"/projects/{within.number}/").status_code == 200
    assert world.client("viewer").get(f"/projects/{within.number}/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/projects/archived/?q=%00", "/projects/archived/?q=Fa%00lls", "/search/?q=%00"]
)
def test_a_character_that_no_database_takes_is_not_asked_for(client_for, address):
    ProjectFactory(title="Falls")
    Project.objects.update(archived_at=timezone.now())
    page = open_page(client_for("admin"), address)
    assert ("Falls" in page) == ("archived" in address)
