"""The pages of one project."""

import pytest

from quantock.people.tests.factories import OrganisationFactory
from quantock.projects.models import CharterFact, Project, Visibility
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

REGISTERED = {"problem": "Falls at night", "aim": "", "track": "quick", "visibility": "system"}
VALID_NHS_NUMBER = "943 476 5919"


def test_a_nurse_registers_her_project_and_leads_it(client_for):
    trust = OrganisationFactory()
    nurse = client_for("member", on=trust)
    page = open_page(
        nurse,
        "/projects/register/",
        post={**REGISTERED, "title": "Fewer falls on Ash ward", "organisation": trust.pk},
        follow=True,
    )
    assert page.heading == "Fewer falls on Ash ward"
    assert "Next: Bring the right people together" in page
    project = Project.objects.get()
    assert nurse.get(f"/projects/{project.number}/edit/").status_code == 200


def test_an_nhs_number_is_pointed_out_and_nothing_is_saved(client_for):
    trust = OrganisationFactory()
    problem = f"Mrs Jones, {VALID_NHS_NUMBER}, fell"
    said = {**REGISTERED, "problem": problem, "title": "Falls", "organisation": trust.pk}
    page = open_page(client_for("member", on=trust), "/projects/register/", 422, post=said)
    assert "NHS number" in page.errors()[0]
    assert "Nothing was saved" in page.errors()[0]
    assert problem in page.markup
    assert not Project.objects.exists()


def test_somebody_elses_organisation_cannot_be_chosen(client_for):
    ours, theirs = OrganisationFactory(), OrganisationFactory()
    said = {**REGISTERED, "title": "Falls", "organisation": theirs.pk}
    open_page(client_for("member", on=ours), "/projects/register/", 422, post=said)
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    ("visibility", "status"), [("team", 404), ("organisation", 404), ("system", 200), ("public", 200)]
)
def test_what_a_stranger_may_not_see_does_not_exist(client_for, visibility, status):
    project = ProjectFactory(visibility=visibility)
    stranger = client_for("member", on=OrganisationFactory())
    open_page(stranger, f"/projects/{project.number}/", status)


def test_what_may_be_seen_but_not_done_is_refused(client_for):
    project = ProjectFactory(visibility=Visibility.SYSTEM)
    somebody = client_for("lead", on=ProjectFactory())
    open_page(somebody, f"/projects/{project.number}/edit/", 403)


def test_editing_shows_what_somebody_else_changed_meanwhile(client_for):
    project = ProjectFactory(title="Falls")
    lead, other = client_for("lead", on=project), client_for("lead", on=project)
    address = f"/projects/{project.number}/edit/"
    seen = open_page(lead, address).context["form"].initial["seen"]
    open_page(other, address, post={"title": "Theirs", "seen": seen}, follow=True)
    page = open_page(lead, address, 409, post={"title": "Mine", "seen": seen})
    assert "Theirs" in page
    assert 'value="Mine"' in page.markup
    again = page.context["form"].data["seen"]
    page = open_page(lead, address, post={"title": "Mine", "seen": again}, follow=True)
    assert page.heading == "Mine"


def test_a_form_changed_on_its_way_is_refused(client_for):
    project = ProjectFactory(title="Falls")
    address = f"/projects/{project.number}/edit/"
    open_page(client_for("lead", on=project), address, 422, post={"title": "Mine", "seen": "forged"})


def test_bad_dates_are_explained_and_kept(client_for):
    project = ProjectFactory(title="Falls")
    lead, address = client_for("lead", on=project), f"/projects/{project.number}/edit/"
    seen = open_page(lead, address).context["form"].initial["seen"]
    page = open_page(lead, address, 422, post={"title": "Falls", "planned_start": "soon", "seen": seen})
    assert page.errors() == ["Planned start: enter a date with day, month and year, such as 27/3/2026"]
    backwards = {"title": "Falls", "planned_start": "2/3/2026", "planned_end": "1/3/2026", "seen": seen}
    assert open_page(lead, address, 422, post=backwards).errors() == [
        "The planned end is before the planned start"
    ]


def test_the_charter_the_steps_and_the_end(client_for):
    project = ProjectFactory(title="Falls")
    lead, address = client_for("lead", on=project), f"/projects/{project.number}/"
    said = {"problem": "At night", "aim": "Half as many", "aim_by": "31/3/2027"}
    said["seen"] = open_page(lead, f"{address}charter/edit/").context["form"].initial["seen"]
    assert "31 March 2027" in open_page(lead, f"{address}charter/edit/", post=said, follow=True)
    assert CharterFact.objects.now().get(project=project).aim == "Half as many"
    assert "Now at step 2 Problem" in open_page(lead, f"{address}next-step/", post={}, follow=True)
    open_page(lead, f"{address}previous-step/", 422, post={"reason": ""})
    back = open_page(lead, f"{address}previous-step/", post={"reason": "New lead"}, follow=True)
    assert "Back at step 1 People" in back
    said = {"state": "completed", "reason": "Done", "outcome": "met", "sentence": "It has held."}
    assert "Completed: aim met. It has held." in open_page(lead, f"{address}end/", post=said, follow=True)
    told = open_page(lead, f"{address}history/")
    assert "Because: New lead" in told


def test_the_page_costs_the_same_however_long_the_history(client_for, cost):
    from datetime import date

    from quantock.projects import services

    project = ProjectFactory()
    lead = client_for("lead", on=project)
    few = cost(lambda: lead.get(f"/projects/{project.number}/"))
    for number in range(10):
        services.change_record(project, {"title": f"Falls {number}"}, by=None, on=date(2026, 5, 1))
    assert cost(lambda: lead.get(f"/projects/{project.number}/")) == few
    assert few <= 12
