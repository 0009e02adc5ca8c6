"""Local fields as organisations define them, and how their new projects begin."""

import pytest

from quantock.audit.models import Event
from quantock.people.tests.factories import OrganisationFactory
from quantock.projects import lifecycles, queries
from quantock.projects.beginning import beginning_of, visibility_of_imported
from quantock.projects.models import LocalFact, LocalField, Project
from quantock.projects.services import change_local
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
AT = "/administration/local-fields/"
CHOICE = {"label": "Ward colour", "kind": "choice", "choices": "Blue\nGreen"}


@pytest.fixture
def trust():
    return OrganisationFactory(name="Mendip Trust")


@pytest.fixture
def colour(trust):
    return LocalField.objects.create(
        organisation=trust, label="Ward colour", key="ward colour", kind="choice", choices=["Blue", "Green"]
    )


def answered(field, text="Blue", **project):
    """A project that answers a field."""
    one = ProjectFactory(lead_organisation=field.organisation, **project)
    change_local(one, {str(field.pk): text}, by=None, on=one.registered_on)
    return one


def test_it_works(client_for, trust, colour):
    answered(colour)
    client = client_for("admin", on=trust)
    assert open_page(client, AT).rows() == [
        ["Ward colour (Mendip Trust) Blue and Green", "Choice", "1 project", "Mendip Trust"]
    ]
    assert "Local fields" in open_page(client, "/administration/").links()


def test_empty_says_what_it_is_for(client_for, trust):
    assert "something that only your organisation asks" in open_page(client_for("admin", on=trust), AT)


def test_one_is_added_and_then_asked_on_projects(client_for, trust):
    client = client_for("admin", on=trust)
    open_page(client, f"{AT}add/")
    open_page(client, f"{AT}add/", post={**CHOICE, "organisation": trust.pk}, follow=True)
    field = LocalField.objects.get()
    assert (field.key, field.choices, field.organisation) == ("ward colour", ["Blue", "Green"], trust)
    project = ProjectFactory(lead_organisation=trust)
    assert "Ward colour" in open_page(client, f"/projects/{project.number}/details/local-fields/").markup
    event = Event.objects.get(kind="organisation")
    assert event.says == "Added the local field “Ward colour”"


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"label": ""}, "Answer"),
        ({"label": "WARD colour"}, "There is a field of this name already"),
        ({"label": "New", "choices": ""}, "enter the choices, one on each line"),
        ({"label": "New", "organisation": ""}, "Answer"),
        ({"label": "New", "choices": "Blue\nblue"}, "write each choice once"),
        ({"label": "New", "choices": "943 476 5919"}, "seems to hold an NHS number"),
    ],
)
def test_what_is_wrong_is_said(client_for, trust, colour, said, error):
    page = open_page(
        client_for("admin", on=trust), f"{AT}add/", 422, post={**CHOICE, "organisation": trust.pk, **said}
    )
    assert error in page.errors()[0]
    assert LocalField.objects.count() == 1


def test_renaming_is_found_by_the_next_register_and_kinds_stay_once_answered(client_for, trust, colour):
    client = client_for("admin", on=trust)
    at = f"{AT}{colour.pk}/"
    open_page(client, at)
    open_page(client, at, post={**CHOICE, "label": "Colour", "choices": "Blue\nRed"}, follow=True)
    colour.refresh_from_db()
    assert (colour.label, colour.key, colour.choices) == ("Colour", "colour", ["Blue", "Red"])
    assert (
        Event.objects.get().says == "Changed what is it called? of x" or "Changed" in Event.objects.get().says
    )
    answered(colour)
    page = open_page(client, at, 422, post={"label": "Colour", "kind": "number", "choices": ""})
    assert "Projects have answered this, so it stays choice" in page.errors()[0]


def test_a_retired_one_is_offered_only_where_it_was_answered(client_for, trust, colour):
    holds, other = answered(colour), ProjectFactory(lead_organisation=trust)
    client = client_for("admin", on=trust)
    open_page(client, f"{AT}{colour.pk}/", post={**CHOICE, "is_retired": "on"}, follow=True)
    assert queries.local_fields_of(holds) == [colour]
    assert queries.local_fields_of(other) == []
    assert not open_page(client, AT).rows()
    assert "Retired" in open_page(client, f"{AT}?retired=on").rows()[0][0]
    assert LocalFact.objects.now().get().text == "Blue"


def test_projects_that_one_may_not_see_are_not_counted(client_for, trust):
    field = LocalField.objects.create(label="Bed days", key="bed days", kind="number")
    project = ProjectFactory(lead_organisation=OrganisationFactory(), visibility="team")
    change_local(project, {str(field.pk): 3}, by=None, on=project.registered_on)
    row = open_page(client_for("admin", on=trust), AT).rows()[0]
    assert row[:3] == ["Bed days", "Number", "0 projects"]
    assert open_page(client_for("admin"), AT).rows()[0][2] == "1 project"


def test_what_another_organisation_asks_does_not_exist(client_for, colour):
    client = client_for("admin", on=OrganisationFactory())
    assert not open_page(client, AT).rows()
    open_page(client, f"{AT}{colour.pk}/", 404)


def test_the_list_costs_the_same_however_many(client_for, cost, trust, colour):
    client = client_for("admin", on=trust)
    answered(colour)
    few = cost(lambda: client.get(AT))
    for number in range(30):
        LocalField.objects.create(organisation=trust, label=f"Field {number}", key=f"field {number}")
    assert cost(lambda: client.get(AT)) == few


# How new projects begin


def test_an_organisation_says_how_its_projects_begin(client_for, trust):
    client = client_for("admin", on=trust)
    at = f"{AT}beginning/{trust.pk}/"
    assert at in open_page(client, f"/organisations/{trust.pk}/").links().values()
    open_page(client, at)
    said = {
        "default_track": "full",
        "default_life_cycle": "delivery",
        "default_visibility": "team",
        "import_visibility": "system",
    }
    open_page(client, at, post=said, follow=True)
    trust.refresh_from_db()
    begin = beginning_of(trust)
    assert (begin.track, begin.visibility, begin.life_cycle.code) == ("full", "team", "delivery")
    assert visibility_of_imported(trust, OrganisationFactory()) == "system"
    assert visibility_of_imported(None, OrganisationFactory()) == "organisation"
    changes = {each["label"]: each["is"] for each in Event.objects.get(verb="changed").changes}
    assert changes["Track of its new projects"] == "full"
    nurse = client_for("member", on=trust)
    form = open_page(nurse, "/projects/register/").context["form"]
    assert (form["track"].value(), form["visibility"].value()) == ("full", "team")
    typed = {
        "title": "Falls",
        "problem": "Too many",
        "organisation": trust.pk,
        "track": "full",
        "visibility": "team",
    }
    nurse.post("/projects/register/", {**typed, "seen-similar": "1"})
    assert str(Project.objects.get().step) == "1 Start-up"


def test_without_a_word_it_is_as_usual(trust):
    assert beginning_of(trust).visibility == "organisation"
    assert beginning_of(trust, "quick").visibility == "system"
    assert beginning_of(trust).life_cycle == lifecycles.ensure_shipped()["seven-steps"]


def test_a_model_that_is_retired_is_said_and_not_followed(client_for, trust):
    trust.default_life_cycle = "gone"
    trust.save(update_fields=["default_life_cycle"])
    page = open_page(client_for("admin"), f"{AT}beginning/{trust.pk}/")
    assert "A model that is no longer used" in page
    assert beginning_of(trust).life_cycle.code == "seven-steps"


def test_a_choice_that_is_none_is_refused(client_for, trust):
    page = open_page(
        client_for("admin"), f"{AT}beginning/{trust.pk}/", 422, post={"default_visibility": "public"}
    )
    assert "Choose from the list" in page.errors()[0]


def test_members_see_no_settings(client_for, trust):
    assert "How new projects begin" not in open_page(
        client_for("member", on=trust), f"/organisations/{trust.pk}/"
    )
