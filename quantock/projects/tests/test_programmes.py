"""A programme is a project with projects, three deep at most."""

import pytest

from quantock.projects import services
from quantock.projects.models import Project
from quantock.projects.rules import nesting_refused
from quantock.projects.services import Refused
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page


@pytest.mark.parametrize(
    ("above", "below", "is_inside", "words"),
    [(1, 1, False, ""), (1, 2, False, ""), (2, 1, False, ""), (2, 2, False, "make 4"), (3, 1, False, "make 4"), (1, 1, True, "itself")],
)  # fmt: skip
def test_three_deep_at_most_and_never_in_a_circle(above, below, is_inside, words):
    refused = nesting_refused(above=above, below=below, is_inside=is_inside)
    assert words in refused
    assert bool(words) == bool(refused)


@pytest.fixture
def chain(db):
    """A programme, a programme inside it, a project inside that."""
    outer, inner, project = ProjectFactory(), ProjectFactory(), ProjectFactory()
    services.place_in_programme(project, inner, by=None)
    services.place_in_programme(inner, outer, by=None)
    return outer, inner, project


def tops():
    return dict(Project.objects.values_list("pk", "top"))


def test_the_outermost_programme_is_kept_for_all_that_it_holds(chain):
    outer, inner, project = chain
    assert tops() == {outer.pk: None, inner.pk: outer.pk, project.pk: outer.pk}
    services.place_in_programme(inner, None, by=None)
    assert tops() == {outer.pk: None, inner.pk: None, project.pk: inner.pk}


def test_a_fourth_level_and_a_circle_are_refused_and_nothing_changes(chain):
    outer, inner, project = chain
    before = tops()
    for one, above in ((ProjectFactory(), project), (outer, project), (inner, inner), (outer, inner)):
        with pytest.raises(Refused):
            services.place_in_programme(one, above, by=None)
    assert before.items() <= tops().items()


def test_both_histories_tell_it(chain, client_for):
    outer, inner, _ = chain
    auditor = client_for("auditor")
    assert f"{inner.ref} became part of this programme" in open_page(
        auditor, f"/projects/{outer.number}/history/"
    )
    services.place_in_programme(inner, None, by=None)
    assert f"No longer part of the programme {outer.ref}" in open_page(
        auditor, f"/projects/{inner.number}/history/"
    )


def test_a_lead_names_the_programme_by_its_reference(client_for):
    programme, project = ProjectFactory(visibility="system"), ProjectFactory()
    hidden = ProjectFactory(visibility="team")
    lead = client_for("lead", on=project)
    address = f"/projects/{project.number}/details/programme/"
    seen = open_page(lead, address).context["form"].initial["seen"]
    for unknown in ("P-9999", "the big one", hidden.ref):
        page = open_page(lead, address, 422, post={"parent": unknown, "seen": seen})
        assert "There is no project with this reference" in page.errors()[0]
    page = open_page(lead, address, post={"parent": programme.ref.lower(), "seen": seen}, follow=True)
    assert page.links()[str(programme)] == f"/projects/{programme.number}/"
    assert str(project) in open_page(
        client_for("lead", on=programme), f"/projects/{programme.number}/details/"
    )
    seen = open_page(lead, address).context["form"].initial["seen"]
    page = open_page(lead, address, 422, post={"parent": project.ref, "seen": seen})
    assert "cannot be part of itself" in page.errors()[0]


def test_a_programme_one_may_not_see_is_not_named(client_for):
    programme = ProjectFactory(visibility="team", title="Secret merger")
    project = ProjectFactory(visibility="system")
    services.place_in_programme(project, programme, by=None)
    lead = client_for("lead", on=project)
    for page in ("details/", "history/", "details/programme/"):
        assert "Secret merger" not in open_page(lead, f"/projects/{project.number}/{page}").markup
    assert "part of no programme that you may see" in open_page(lead, f"/projects/{project.number}/details/")


def test_a_programme_says_first_how_its_projects_stand_and_counts_them_in_their_order(client_for):
    programme = ProjectFactory(track="full", visibility="system")
    made = {
        name: ProjectFactory(title=name, visibility="system", **more)
        for name, more in {
            "Workstream 10": {"track": "full", "confidence": "red", "confidence_rater": "sponsor"},
            "Workstream 9": {"track": "full"},
            "Workstream 2": {"state": "stopped"},
            "Help at hand": {"track": "quick"},
        }.items()
    }
    Project.objects.filter(title="Help at hand").update(course="help wanted")
    for each in made.values():
        services.place_in_programme(each, programme, by=None)
    page = open_page(client_for("auditor"), f"/projects/{programme.number}/")
    assert "4 projects: 1 red, 1 not rated, 1 wants help and 1 not under way." in page
    titles = [row[0].split(" P-")[0] for row in page.rows()]
    assert titles == ["Help at hand", "Workstream 2", "Workstream 9", "Workstream 10"]
