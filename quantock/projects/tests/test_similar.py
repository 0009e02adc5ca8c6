"""Projects that may be doing the same: found by the words of the title and of the problem."""

import pytest

from quantock.access import viewer_for
from quantock.accounts.tests.factories import UserFactory
from quantock.people.tests.factories import OrganisationFactory
from quantock.projects import services
from quantock.projects.models import Project
from quantock.projects.queries import similar_to
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def viewer():
    return viewer_for(UserFactory())


def project(title, problem="", **said):
    return ProjectFactory(title=title, charter={"problem": problem}, visibility="system", **said)


def test_it_is_found_by_the_words_of_its_problem(viewer):
    quiet = project("Restful wards", "Patients sleep badly because of noise at night on our wards")
    project("Clean hands", "Infections spread")
    assert similar_to(viewer, "Sleeping better. There is noise every night") == [quiet]


def test_the_most_alike_comes_first_and_a_title_tells_most(viewer):
    said_once = project("Discharge letters", "Falls happen at night in bathrooms on the ward")
    falls = project("Fewer falls at night", "Falls in bathrooms at night")
    assert similar_to(viewer, "Falls at night in bathrooms") == [falls, said_once]


def test_one_word_or_little_words_are_not_enough(viewer):
    project("Fewer falls at night", "Falls at night")
    for text in ("", "   ", "Falls", "of the and with", "%%% ''' -- (", "Falls " * 300):
        assert similar_to(viewer, text) == []


def test_what_is_only_in_an_update_or_a_name_is_not_its_problem(viewer):
    other = project("Clean hands", "Infections spread")
    services.involve(other, role="lead", name="Night Porter", by=None, on=other.registered_on)
    services.add_link(other, label="Night porter", url="https://teams.example/", by=None)
    assert similar_to(viewer, "Night porters") == []


def test_what_may_not_be_seen_is_not_found(viewer):
    ProjectFactory(title="Noise at night", visibility="team", charter={"problem": "Noise at night on wards"})
    assert similar_to(viewer, "Noise at night on wards") == []


def test_at_most_five_and_the_same_cost(viewer, django_assert_num_queries):
    for number in range(30):
        project(f"Noise at night {number}", "Noise at night")
    with django_assert_num_queries(2):
        assert (
            len(similar_to(viewer, "Noise at night, every night; noise of trolleys, alarms and doors")) == 5
        )


def test_whoever_sets_a_new_system_up_registers_its_first_project(client_for):
    client = client_for("admin")
    assert "There is none yet" in open_page(client, "/portfolios/")
    trust = OrganisationFactory(name="Mendip Trust", in_system=True)
    OrganisationFactory(name="Not here", in_system=False)
    assert "Register a project" in open_page(client, "/projects/")
    page = open_page(client, "/projects/register/")
    assert "Mendip Trust" in page
    assert "Not here" not in page
    said = {
        "title": "Falls",
        "organisation": trust.pk,
        "problem": "Falls",
        "track": "quick",
        "visibility": "system",
    }
    open_page(client, "/projects/register/", post=said, follow=True)
    assert Project.objects.get().lead_organisation == trust


def test_the_page_says_that_nothing_is_registered_until_what_is_like_it_was_seen(client_for):
    client = client_for("admin")
    home = OrganisationFactory(in_system=True)
    project("Noise at night", "Noise of trolleys at night", lead_organisation=home)
    said = {
        "title": "Noise at night",
        "organisation": home.pk,
        "problem": "Noise of trolleys at night",
        "track": "quick",
        "visibility": "system",
    }
    page = open_page(client, "/projects/register/", post=said)
    assert "Not registered yet" in page
    assert "Mine is different: register it" in page
    assert Project.objects.count() == 1
    assert "is registered" in open_page(
        client, "/projects/register/", post=said | {"seen-similar": "yes"}, follow=True
    )
