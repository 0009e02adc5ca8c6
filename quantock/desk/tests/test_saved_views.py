"""Views saved by name: one's own, shared with one's organisation, and the one a page opens with."""

import pytest

from quantock.audit.models import Event
from quantock.desk.models import SavedView
from quantock.desk.tests.factories import SavedViewFactory
from quantock.people.tests.factories import OrganisationFactory
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

SAVE = "/views/save/?page=projects&state=live&confidence=red&column=ref"


@pytest.fixture
def ours():
    return OrganisationFactory(name="Combe Trust")


def saved(client, **said):
    form = open_page(client, SAVE).context["form"]
    return client.post(SAVE, {"query": form.initial["query"], "name": "Red ones", **said})


def test_it_works(client_for, ours):
    client = client_for("member", on=ours)
    answer = saved(client)
    assert answer["Location"] == "/projects/?state=live&confidence=red&column=ref&usual=no"
    assert Event.objects.get(verb="view saved").says == "Saved the view “Red ones”"
    page = open_page(client, "/projects/?usual=no")
    assert page.links()["Red ones"] == "/projects/?state=live&confidence=red&column=ref&usual=no"
    assert "Red ones" not in open_page(client, "/dashboard/").links()
    assert "Red ones" not in open_page(client_for("member", on=ours), "/projects/?usual=no").links()


def test_shared_with_ones_organisation_and_nobody_elses(client_for, ours):
    client, other = client_for("member", on=ours), OrganisationFactory()
    assert open_page(client, SAVE, 422, post={"name": "Red ones", "shared_with": other.pk}).errors() == [
        "Who else sees it? Choose from the list"
    ]
    saved(client, shared_with=ours.pk)
    assert "Red ones (shared)" in open_page(client_for("member", on=ours), "/projects/?usual=no").links()
    assert "Red ones" not in open_page(client_for("member", on=other), "/projects/?usual=no").markup


def test_a_page_opens_with_the_view_chosen_for_it_until_it_is_asked_for_everything(client_for, ours):
    ProjectFactory(lead_organisation=ours)
    client = client_for("member", on=ours)
    saved(client, usual="on")
    opened = client.get("/projects/")
    assert opened["Location"] == "/projects/?state=live&confidence=red&column=ref&usual=no"
    page = open_page(client, opened["Location"])
    assert page.links()["Remove all filters"] == "/projects/?usual=no"
    assert "1 project" in open_page(client, "/projects/?usual=no")
    view = SavedView.objects.get()
    client.post(f"/views/{view.pk}/usual/", {"usual": "no"})
    assert client.get("/projects/").status_code == 200
    # Somebody it is shared with may open their own page with it.
    view.shared_with = ours
    view.save(update_fields=["shared_with"])
    colleague = client_for("member", on=ours)
    colleague.post(f"/views/{view.pk}/usual/", {"usual": "yes"})
    assert colleague.get("/projects/").status_code == 302
    assert client.get("/projects/").status_code == 200
    assert "the page opens with it" in open_page(colleague, "/views/")


def test_only_ones_own_are_removed(client_for, ours):
    client = client_for("member", on=ours)
    saved(client, shared_with=ours.pk, usual="on")
    view = SavedView.objects.get()
    colleague = client_for("member", on=ours)
    assert colleague.post(f"/views/{view.pk}/remove/").status_code == 404
    assert "Remove" not in open_page(colleague, "/views/").main.text
    assert client.post(f"/views/{view.pk}/remove/").status_code == 302
    assert client.get("/projects/").status_code == 200
    assert "keeps the filters" in open_page(client, "/views/")


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"name": ""}, "Enter name"),
        ({"name": "x" * 101}, "at most 100"),
        ({"name": "943 476 5919"}, "NHS number"),
        ({"query": "x" * 5000}, "at most 4000"),
        ({"name": "RED ONES"}, "You have a view of this name"),
    ],
)
def test_bad_input_is_said(client_for, said, error):
    client = client_for("auditor")
    SavedViewFactory(by=client.user, name="Red ones")
    page = open_page(client, SAVE, 422, post={"name": "Another", "query": "", **said})
    assert error in " ".join(page.errors())
    assert SavedView.objects.count() == 1


def test_the_page_costs_the_same_for_3_and_for_30(client_for, cost):
    client = client_for("auditor")
    SavedViewFactory.create_batch(3, by=client.user)
    few = cost(lambda: client.get("/views/"))
    SavedViewFactory.create_batch(27, by=client.user)
    assert cost(lambda: client.get("/views/")) == few


def test_ones_own_view_is_renamed_and_shared_or_no_longer(client_for, ours):
    client, colleague = client_for("member", on=ours), client_for("member", on=ours)
    saved(client)
    saved(client, name="Late ones")
    view = SavedView.objects.get(name="Red ones")
    at = f"/views/{view.pk}/change/"
    assert open_page(client, "/views/").links()["Rename or share Red ones"] == at
    assert "of this name" in open_page(client, at, 422, post={"name": "late ones"}).errors()[0]
    page = open_page(client, at, post={"name": "Red and late", "shared_with": ours.pk}, follow=True)
    assert ["Projects", f"Everyone of {ours.name}"] in [row[1:3] for row in page.rows()]
    client.post(f"/views/{view.pk}/usual/", {})
    colleague.post(f"/views/{view.pk}/usual/", {})
    assert colleague.get("/projects/").status_code == 302
    assert colleague.get(at).status_code == 404
    client.post(at, {"name": "Red and late", "shared_with": ""})
    assert [event.says for event in Event.objects.filter(verb="view changed")] == [
        "Changed the view “Red and late”"
    ] * 2
    assert colleague.get("/projects/").status_code == 200
    assert client.get("/projects/").status_code == 302
