"""Life-cycle models: versions, steps, and what running projects keep."""

from datetime import date

import pytest

from quantock.audit.models import Event
from quantock.people.tests.factories import OrganisationFactory
from quantock.projects import lifecycles
from quantock.projects.models import LifeCycleModel, Project, Step
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
AT = "/administration/life-cycles/"
ON = date(2026, 5, 1)
STEP = {
    "name": "Trial",
    "purpose": "Try it small.",
    "tools": "PDSA\n\nA huddle\nPDSA",
    "criteria": "Each test has a prediction\nThe chart is up to date",
    "tracks": ["quick", "full"],
}


@pytest.fixture
def seven():
    return lifecycles.ensure_shipped()["seven-steps"]


def drafted(client, model):
    """The draft that a press prepares."""
    open_page(client, f"{AT}{model.pk}/prepare/", post={"x": ""}, follow=True)
    return LifeCycleModel.objects.get(code=model.code, is_draft=True)


def test_it_works(client_for, seven):
    ProjectFactory(life_cycle=seven)
    client = client_for("admin")
    assert ["The seven steps (Whole system)", "7 steps", "1 project", "Whole system"] in open_page(
        client, AT
    ).rows()
    page = open_page(client, f"{AT}{seven.pk}/")
    assert (
        "New projects that choose this model follow this version. 1 project that you may see follows it."
        in page
    )
    assert "The aim has a number, a date and says for whom" in page
    assert "Asked of the standard and full tracks" in page
    assert "Life-cycle models" in open_page(client, "/administration/").links()


def test_every_shipped_step_says_what_helps_and_what_must_hold():
    for model in lifecycles.ensure_shipped().values():
        for step in model.steps.all():
            assert step.tools, step
            assert step.before_moving_on, step


def test_changing_makes_a_new_version_and_running_projects_keep_theirs(client_for, seven):
    running = ProjectFactory()
    client = client_for("admin")
    draft = drafted(client, seven)
    assert draft.version == 2
    assert lifecycles.model_to_begin_with() == seven, "nobody follows a draft"
    third = draft.steps.get(number=3)
    open_page(client, f"{AT}{draft.pk}/steps/{third.pk}/")
    page = open_page(client, f"{AT}{draft.pk}/steps/{third.pk}/", post=STEP, follow=True)
    assert "3 Trial" in page
    third.refresh_from_db()
    assert (third.tools, third.before_moving_on[1]) == (["PDSA", "A huddle"], "The chart is up to date")
    open_page(client, f"{AT}{draft.pk}/publish/", post={"x": ""}, follow=True)
    assert lifecycles.model_to_begin_with() == draft
    assert Project.objects.get(pk=running.pk).life_cycle == seven
    assert seven.steps.get(number=3).name == "Aim"
    assert "New projects follow version 2" in open_page(client, f"{AT}{seven.pk}/")
    assert [event.verb for event in Event.objects.exclude(kind="project").order_by("pk")] == [
        "version begun",
        "changed",
        "version published",
    ]


def test_a_published_version_never_changes(client_for, seven):
    client, step = client_for("admin"), seven.steps.get(number=3)
    for address, post in (
        (f"steps/{step.pk}/", STEP),
        ("steps/add/", STEP),
        (f"steps/{step.pk}/move/", {"x": ""}),
        (f"steps/{step.pk}/remove/", {"x": ""}),
        ("publish/", {"x": ""}),
        ("discard/", {"x": ""}),
    ):
        page = open_page(client, f"{AT}{seven.pk}/{address}", post=post, follow=True)
        assert "This version is published" in page, address
    assert [each.name for each in seven.steps.all()][2] == "Aim"
    assert seven.steps.count() == 7


def test_there_is_one_draft_at_a_time(client_for, seven):
    client = client_for("admin")
    assert drafted(client, seven) == drafted(client, seven)
    assert "Continue with version 2" in open_page(client, f"{AT}{seven.pk}/").links()


def test_steps_of_a_draft_are_added_moved_and_removed(client_for, seven):
    client = client_for("admin")
    draft = drafted(client, seven)
    at = f"{AT}{draft.pk}/steps/"
    open_page(client, f"{at}add/")
    open_page(client, f"{at}add/", post={**STEP, "name": "Spread"}, follow=True)
    last = draft.steps.get(number=8)
    open_page(client, f"{at}{last.pk}/move/", post={"x": ""}, follow=True)
    first = draft.steps.get(number=1)
    open_page(client, f"{at}{first.pk}/move/", post={"later": ""}, follow=True)
    open_page(client, f"{at}{first.pk}/move/", post={"x": ""}, follow=True)
    open_page(client, f"{at}{first.pk}/move/", post={"x": ""}, follow=True)
    open_page(client, f"{at}{draft.steps.get(number=2).pk}/remove/", post={"x": ""}, follow=True)
    assert [str(step) for step in draft.steps.all()] == [
        "1 People",
        "2 Aim",
        "3 Measures",
        "4 Change ideas",
        "5 Test",
        "6 Spread",
        "7 Sustain and share",
    ]


def test_a_draft_is_thrown_away(client_for, seven):
    client = client_for("admin")
    draft = drafted(client, seven)
    open_page(client, f"{AT}{draft.pk}/discard/", post={"x": ""}, follow=True)
    assert not LifeCycleModel.objects.filter(pk=draft.pk).exists()


def test_each_track_needs_a_way(client_for, seven):
    client = client_for("admin")
    draft = drafted(client, seven)
    Step.objects.filter(model=draft).update(tracks=["full", "standard"])
    page = open_page(client, f"{AT}{draft.pk}/publish/", post={"x": ""}, follow=True)
    assert "Ask at least two steps of the quick track" in page
    draft.refresh_from_db()
    assert draft.is_draft


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"name": ""}, "Enter name"),
        ({"tracks": []}, "Answer"),
        ({"criteria": "\n".join(f"Line {n}" for n in range(13))}, "use at most 12 lines"),
        ({"tools": "about 943 476 5919"}, "seems to hold an NHS number"),
    ],
)
def test_what_is_wrong_with_a_step_is_said(client_for, seven, said, error):
    client = client_for("admin")
    draft = drafted(client, seven)
    page = open_page(client, f"{AT}{draft.pk}/steps/add/", 422, post={**STEP, **said})
    assert error in page.errors()[0]
    assert draft.steps.count() == 7


def test_two_people_who_change_a_step_are_told(client_for, seven):
    client = client_for("admin")
    draft = drafted(client, seven)
    step = draft.steps.get(number=1)
    at = f"{AT}{draft.pk}/steps/{step.pk}/"
    seen = open_page(client, at).context["form"].initial["seen"]
    open_page(client, at, post={**STEP, "name": "Theirs", "seen": seen}, follow=True)
    page = open_page(client, at, 409, post={**STEP, "name": "Mine", "seen": seen})
    assert page.context["form"].clashes["name"].theirs == "Theirs"


def test_an_organisation_makes_its_own(client_for, seven):
    trust = OrganisationFactory(name="Mendip Trust")
    client = client_for("admin", on=trust)
    page = open_page(client, f"{AT}{seven.pk}/")
    assert "Prepare a new version" not in page
    open_page(client, f"{AT}{seven.pk}/prepare/", 403, post={"x": ""})
    open_page(client, f"{AT}add/")
    said = {"name": "The seven steps", "organisation": trust.pk, "like": seven.pk}
    page = open_page(client, f"{AT}add/", post=said, follow=True)
    made = LifeCycleModel.objects.get(organisation=trust)
    assert (made.code, made.is_draft, made.steps.count()) == ("the-seven-steps", True, 7)
    open_page(client, f"{AT}{made.pk}/publish/", post={"x": ""}, follow=True)
    assert "the-seven-steps" in lifecycles.in_use(trust.pk)
    assert "the-seven-steps" not in lifecycles.in_use()
    assert open_page(client, f"{AT}add/", 422, post=said).errors() == [
        "There is a model of this name already"
    ]
    other = client_for("admin", on=OrganisationFactory())
    open_page(other, f"{AT}{made.pk}/", 404)
    assert made.name not in [row[0] for row in open_page(other, AT).rows()]


def test_an_empty_model_says_what_to_do(client_for):
    client = client_for("admin")
    page = open_page(
        client, f"{AT}add/", post={"name": "Spread", "organisation": "", "like": ""}, follow=True
    )
    assert "This draft has no steps yet" in page
    page = open_page(client, f"{AT}{page.context['model'].pk}/publish/", post={"x": ""}, follow=True)
    assert "Ask at least two steps" in page


def test_it_is_renamed_in_all_versions_and_retired(client_for, seven):
    client = client_for("admin")
    at = f"{AT}{seven.pk}/settings/"
    open_page(client, at)
    open_page(client, at, post={"name": "Our seven", "retired_on": "1/5/2026"}, follow=True)
    seven.refresh_from_db()
    assert (seven.name, seven.retired_on) == ("Our seven", ON)
    assert lifecycles.model_to_begin_with().code == "delivery"
    assert ["Our seven"] not in [row[:1] for row in open_page(client, AT).rows()]
    delivery = lifecycles.ensure_shipped()["delivery"]
    last = {"name": delivery.name, "retired_on": "1/5/2026"}
    page = open_page(client, f"{AT}{delivery.pk}/settings/", 422, post=last)
    assert "New projects need a model" in page.errors()[0]
    open_page(client, at, post={"name": "Our seven", "retired_on": ""}, follow=True)
    assert lifecycles.model_to_begin_with() == seven
    taken = {"name": "Delivery LIFE cycle", "retired_on": ""}
    assert open_page(client, at, 422, post=taken).errors() == ["There is a model of this name already"]


def test_projects_that_one_may_not_see_are_not_counted(client_for, seven):
    ProjectFactory(visibility="team")
    page = open_page(client_for("admin", on=OrganisationFactory()), f"{AT}{seven.pk}/")
    assert "0 projects that you may see" in page


def test_a_new_project_follows_the_newest_version_from_the_first_step_of_its_track(client_for, seven):
    client = client_for("admin")
    draft = drafted(client, seven)
    draft.steps.filter(number=1).update(tracks=["standard", "full"])
    open_page(client, f"{AT}{draft.pk}/publish/", post={"x": ""}, follow=True)
    trust = OrganisationFactory()
    nurse = client_for("member", on=trust)
    said = {
        "title": "Falls",
        "problem": "Too many",
        "organisation": trust.pk,
        "track": "quick",
        "visibility": "team",
    }
    nurse.post("/projects/register/", {**said, "seen-similar": "1"})
    project = Project.objects.get()
    assert (project.life_cycle, str(project.step)) == (draft, "3 Aim")


def test_the_pages_cost_the_same_however_many(client_for, cost, seven):
    client = client_for("admin")
    few = [cost(lambda at=at: client.get(at)) for at in (AT, f"{AT}{seven.pk}/")]
    for number in range(20):
        LifeCycleModel.objects.create(code=f"model-{number}", name=f"Model {number}")
        LifeCycleModel.objects.create(code="seven-steps", version=number + 2, name=seven.name)
    assert [cost(lambda at=at: client.get(at)) for at in (AT, f"{AT}{seven.pk}/")] == few
