"""A portfolio role shows its holder what the lead organisation agreed to show that portfolio (DESIGN section 5)."""

from datetime import date

import pytest

from quantock.access import viewer_for
from quantock.accounts.tests.factories import UserFactory, grant
from quantock.audit import facts
from quantock.people.tests.factories import OrganisationFactory
from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects.models import MembershipFact, Project
from quantock.projects.models.project import seen_one_by_one
from quantock.projects.queries import as_at
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
APRIL, MAY, JUNE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)


def member(project, portfolio, *, on=MAY, **said):
    said = {"present": True, "shown_to_holders": True, **said}
    facts.state(
        [MembershipFact(project=project, portfolio=portfolio, so_from=on, asserts=sorted(said), **said)]
    )


@pytest.fixture
def board():
    return PortfolioFactory(organisation=OrganisationFactory())


@pytest.fixture
def project():
    return ProjectFactory(title="Quiet nights", visibility="team", on=APRIL)


def test_an_agreed_project_is_seen_on_its_page_in_the_list_in_the_export_and_as_at(
    client_for, project, board
):
    member(project, board)
    holder = client_for("viewer", on=board)
    assert open_page(holder, f"/projects/{project.number}/").heading == "Quiet nights"
    assert "Quiet nights" in open_page(holder, "/projects/")
    assert "Quiet nights" in open_page(holder, "/projects/?as_at=1/6/2026")
    assert "Quiet nights" in holder.get("/projects/export/").getvalue().decode()
    assert as_at(viewer_for(holder.user), JUNE).get().title == "Quiet nights"


@pytest.mark.parametrize(
    "said", [{"shown_to_holders": False}, {"present": False}], ids=["not agreed", "no longer in it"]
)
def test_otherwise_it_does_not_exist_for_the_holder(client_for, project, board, said):
    member(project, board)
    member(project, board, on=JUNE, **said)
    holder = client_for("viewer", on=board)
    open_page(holder, f"/projects/{project.number}/", 404)
    assert "Quiet nights" not in open_page(holder, "/projects/")
    assert "Quiet nights" not in holder.get("/projects/export/").getvalue().decode()
    assert not as_at(viewer_for(holder.user), MAY).exists(), "rights are always today's"


@pytest.mark.parametrize("role", ["pmo", "admin", "auditor"])
def test_the_office_of_its_organisation_keeps_the_portfolio_and_sees_what_it_was_shown(
    client_for, project, board, role
):
    kept_back = ProjectFactory(title="Not agreed", visibility="team", on=APRIL)
    member(project, board)
    member(kept_back, board, shown_to_holders=False)
    office = client_for(role, on=board.organisation)
    page = open_page(office, f"/projects/?portfolio={board.pk}")
    assert ("Quiet nights" in page, "Not agreed" in page) == (True, False)
    open_page(office, f"/projects/{project.number}/edit/", 403)
    open_page(office, f"/projects/{project.number}/money/", 403)
    viewer = viewer_for(office.user)
    assert as_at(viewer, JUNE).get().title == "Quiet nights", "also as it stood on a day"
    one_by_one = [key for row in seen_one_by_one(viewer) for key in row.values()]
    assert project.pk in one_by_one, "and in what dashboards count"


def test_only_its_office_does_so(project, board):
    member(project, board)
    elsewhere = UserFactory()
    grant(elsewhere, "pmo", on=OrganisationFactory())
    colleague = UserFactory()
    for role in ("member", "viewer", "coach", "finance"):
        grant(colleague, role, on=board.organisation)
    for user in (elsewhere, colleague):
        assert not Project.objects.visible_to(viewer_for(user)).exists()


def test_another_portfolios_holder_sees_nothing_of_it(client_for, project, board):
    member(project, board)
    open_page(client_for("viewer", on=PortfolioFactory()), f"/projects/{project.number}/", 404)


def test_being_shown_a_project_is_no_right_to_change_it_or_see_its_money(client_for, project, board):
    member(project, board)
    office = client_for("pmo", on=board)
    for page in ("edit/", "money/", "people/add/"):
        open_page(office, f"/projects/{project.number}/{page}", 403)


def test_it_is_one_condition_and_shows_each_project_once(project, board, django_assert_num_queries):
    other = PortfolioFactory()
    member(project, board)
    member(project, other)
    user = UserFactory()
    for place in (board, other):
        grant(user, "viewer", on=place)
    viewer = viewer_for(user)
    with django_assert_num_queries(1):
        assert list(Project.objects.visible_to(viewer)) == [project]
