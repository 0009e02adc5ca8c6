"""What is remembered of an organisation's registers."""

import pytest

from quantock.audit.models import Event
from quantock.exchange.models import RememberedMapping
from quantock.people.tests.factories import OrganisationFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
AT = "/imports/remembered/"


@pytest.fixture
def trust():
    return OrganisationFactory(name="Mendip Trust")


@pytest.fixture
def kept(trust):
    columns = [
        {"heading": "Project name", "field": "name", "kind": "text"},
        {
            "heading": "BRAG",
            "field": "rating",
            "kind": "rating",
            "scale": "blue_red_amber_green",
            "steps": {"parked": None, "on track": "Green"},
        },
        {"heading": "Ward", "field": None, "kind": "choice"},
        {"heading": "Notes", "field": None, "kind": "text", "keep": False},
        {"heading": "Cost RAG", "field": None, "kind": "rating", "scale": "three_step"},
    ]
    return RememberedMapping.objects.create(
        organisation=trust, mapping={"columns": columns, "shown": {"BRAG": {"Blue": "green"}}}
    )


def test_it_works(client_for, trust, kept):
    client = client_for("pmo", on=trust)
    assert open_page(client, AT).rows() == [
        ["Mendip Trust", "5 headings", "2 rating scales", "Mendip Trust"]
    ] or (open_page(client, AT).rows()[0][1:3] == ["5 headings", "2 rating scales"])
    page = open_page(client, f"{AT}{trust.pk}/")
    assert ["Blue", "Green"] in page.rows()
    assert ["“parked”", "means Not a rating"] in page.rows()
    assert [row[:2] for row in page.rows()[-5:]] == [
        ["Project name", "Title"],
        ["BRAG", "Delivery confidence"],
        ["Ward", "A local field (one of a few)"],
        ["Notes", "Not kept"],
        ["Cost RAG", "A rating, kept as a local field"],
    ]


def test_how_a_step_is_shown_is_changed_for_the_next_register(client_for, trust, kept):
    client = client_for("pmo", on=trust)
    at = f"{AT}{trust.pk}/1/"
    page = open_page(client, at)
    seen = page.context["form"].initial["seen"]
    steps = {f"step-{number}": value for number, value in enumerate(["red", "amber", "green", ""])}
    open_page(client, at, post={**steps, "seen": seen}, follow=True)
    kept.refresh_from_db()
    assert kept.mapping["shown"]["BRAG"]["Blue"] == ""
    event = Event.objects.get()
    assert event.changes[-1] == {"field": "Blue", "label": "Blue is shown as", "was": "green", "is": ""}
    page = open_page(client, at, 409, post={**steps, "step-3": "amber", "seen": seen})
    assert "Someone else changed this" in page.errors()[0]
    assert "choose from the list" in open_page(client, at, 422, post={"step-0": "pink"}).errors()[0]
    open_page(client, f"{AT}{trust.pk}/0/", 404)
    open_page(client, f"{AT}{trust.pk}/99/", 404)


def test_a_heading_is_forgotten(client_for, trust, kept):
    client = client_for("pmo", on=trust)
    open_page(client, f"{AT}{trust.pk}/1/forget/", post={"heading": "BRAG"}, follow=True)
    kept.refresh_from_db()
    assert "BRAG" not in [column["heading"] for column in kept.mapping["columns"]]
    assert kept.mapping["shown"] == {}
    page = open_page(client, f"{AT}{trust.pk}/1/forget/", post={"heading": "BRAG"}, follow=True)
    assert "Somebody else changed the list meanwhile" in page.document.text
    assert len(RememberedMapping.objects.get().mapping["columns"]) == 4


def test_nobody_sees_what_another_organisations_registers_say(client_for, kept, trust):
    client = client_for("pmo", on=OrganisationFactory())
    assert "Mendip" not in open_page(client, AT).markup
    open_page(client, f"{AT}{trust.pk}/", 404)


def test_an_auditor_reads_it_and_is_asked_for_nothing(client_for, trust, kept):
    auditor = client_for("auditor")
    page = open_page(auditor, AT)
    assert page.links()["Mendip Trust (Mendip Trust)"] == f"{AT}{trust.pk}/"
    assert "Bring a register in" not in page.links()
    page = open_page(auditor, f"{AT}{trust.pk}/")
    assert ["Blue", "Green"] in page.rows()
    assert not {"scale", "forget"} & {part for to in page.links().values() for part in to.split("/")}
    assert "Forget" not in page
    open_page(auditor, f"{AT}{trust.pk}/1/", 403)


def test_the_list_costs_the_same_however_many(client_for, cost, kept):
    client = client_for("admin")
    few = cost(lambda: client.get(AT))
    for organisation in OrganisationFactory.create_batch(20):
        RememberedMapping.objects.create(organisation=organisation, mapping=kept.mapping)
    assert cost(lambda: client.get(AT)) == few
