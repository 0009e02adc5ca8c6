"""The pages about organisations."""

import csv
import io
from datetime import date

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from quantock.access import Role, viewer_for
from quantock.accounts.tests.factories import UserFactory, grant
from quantock.audit.models import Event
from quantock.people.models import Alias, ListedDomain, Membership, Organisation, Parentage
from quantock.people.models.organisations import CodeSystem
from quantock.people.queries import present_organisations, shown_under
from quantock.people.services import grants, organisations
from quantock.people.services.joining import become_member
from quantock.people.tests.factories import MembershipFactory, OrganisationFactory, PersonFactory, UnitFactory
from quantock.people.tests.test_published import ods
from tests.pages import open_page

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 2)


def filled(**said):
    return {"name": "Brendon Hospice", "kind": "hospice", "code_system": "", "code": "", **said}


def test_the_list_shows_those_that_take_part(client_for):
    board = OrganisationFactory(name="NHS Quantock", kind="icb")
    Parentage.objects.create(child=OrganisationFactory(name="Mendip Trust", code="RX1"), parent=board)
    OrganisationFactory(name="Far away Trust", in_system=False)
    page = open_page(client_for("viewer"), "/organisations/")
    assert [row[0] for row in page.rows()] == ["Mendip Trust (RX1)", f"NHS Quantock ({board.code})"]
    assert "NHS Quantock" in page.rows()[0][3]
    assert "2 organisations that take part here" in page


def test_any_organisation_is_found_by_name_former_name_or_code(client_for):
    trust = OrganisationFactory(name="Somerset Trust", code="RH5", in_system=False)
    Alias.objects.create(organisation=trust, name="Taunton and Somerset", until=date(2020, 4, 1))
    trust.other_codes.create(code_system="gss", code="E54000038")
    OrganisationFactory(name="Another")
    client = client_for("viewer")
    for words in ("somers", "TAUNTON", "rh5", "e54000038"):
        assert len(open_page(client, f"/organisations/?q={words}").rows()) == 1, words
    assert "No organisation passes" in open_page(client, "/organisations/?q=nowhere")


def test_the_list_is_filtered_and_paged(client_for):
    OrganisationFactory.create_batch(60)
    OrganisationFactory(name="Gone", kind="council", closes_on=date(2020, 1, 1))
    client = client_for("viewer")
    assert len(open_page(client, "/organisations/").rows()) == 50
    assert len(open_page(client, "/organisations/?page=2").rows()) == 11
    assert len(open_page(client, "/organisations/?page=99").rows()) == 11
    assert open_page(client, "/organisations/?kind=council&state=closed").rows()[0][0].startswith("Gone")
    assert len(open_page(client, "/organisations/?state=open&page=2").rows()) == 10
    assert len(open_page(client, "/organisations/?kind=wrong&page=x").rows()) == 50


def test_an_empty_list_says_how_to_begin(client_for):
    assert "Load a list of organisations" in open_page(client_for("admin"), "/organisations/").links()
    assert "No organisation passes" in open_page(client_for("viewer"), "/organisations/")


def test_the_list_costs_the_same_however_many(client_for, cost):
    client = client_for("viewer")
    OrganisationFactory.create_batch(3)
    few = cost(lambda: client.get("/organisations/"))
    for each in OrganisationFactory.create_batch(30):
        Alias.objects.create(organisation=each, name="Also this")
    assert cost(lambda: client.get("/organisations/")) == few


def test_one_organisation_shows_its_past_its_units_and_its_people(client_for):
    trust = OrganisationFactory(name="Somerset Trust", code="RH5")
    gone = OrganisationFactory(name="Yeovil Trust", code="RA4")
    unit = UnitFactory(organisation=trust, name="Ash ward")
    MembershipFactory(organisation=trust, unit=unit)
    organisations.close_organisation(
        organisation=gone, on=date(2023, 4, 1), successors=[trust], people_move=False, by=None
    )
    client = client_for("viewer")
    page = open_page(client, f"/organisations/{trust.pk}/")
    assert "It took over from Yeovil Trust on 1 April 2023" in page
    assert "Ash ward 1 person" in page
    assert "What happened" not in page
    page = open_page(client, f"/organisations/{gone.pk}/")
    assert "Closed on 1 April 2023; taken over by Somerset Trust" in page
    history = open_page(client_for("auditor"), f"/organisations/{gone.pk}/")
    assert "Closed Yeovil Trust; taken over by Somerset Trust" in history
    assert open_page(client, "/organisations/?within=99999").rows()


def test_one_organisation_leads_to_its_projects(client_for):
    trust = OrganisationFactory(name="Mendip Trust")
    page = open_page(client_for("viewer"), f"/organisations/{trust.pk}/")
    assert page.links()["Projects it leads"] == f"/projects/?organisation={trust.pk}"


def test_one_organisation_tells_its_codes_names_and_whom_it_belongs_to(client_for):
    trust, former, board = (
        OrganisationFactory(name=name) for name in ("Mendip Trust", "A board", "The board")
    )
    trust.other_codes.create(code_system=CodeSystem.GSS, code="E54000038")
    trust.aliases.create(name="Mendip Hospital", until=date(2024, 3, 31))
    trust.domains.create(domain="mendip.example")
    Parentage.objects.create(child=trust, parent=former, so_from=date(2020, 4, 1), so_until=date(2023, 4, 1))
    Parentage.objects.create(child=trust, parent=board)
    MembershipFactory.create_batch(2, organisation=trust)
    page = open_page(client_for("viewer"), f"/organisations/{trust.pk}/")
    assert f"E54000038, {CodeSystem.GSS.label}" in page
    assert "Also called Mendip Hospital until 31 March 2024" in page
    assert "Belongs to The board A board since 1 April 2020 until 1 April 2023" in page
    assert "Join by e-mail at mendip.example" in page
    assert "People 2" in page
    assert page.links()["The board"] == f"/organisations/{board.pk}/"
    assert "Belong to it 1 organisation" in open_page(client_for("viewer"), f"/organisations/{board.pk}/")


def test_one_organisation_costs_the_same_however_much_it_has(client_for, cost):
    trust = OrganisationFactory()
    client = client_for("admin")
    UnitFactory(organisation=trust)
    few = cost(lambda: client.get(f"/organisations/{trust.pk}/"))
    assert few <= 12
    UnitFactory.create_batch(20, organisation=trust)
    for child in OrganisationFactory.create_batch(20):
        Parentage.objects.create(child=child, parent=trust)
    assert cost(lambda: client.get(f"/organisations/{trust.pk}/")) == few
    assert len(open_page(client, f"/organisations/?within={trust.pk}").rows()) == 20


def test_adding_one(client_for):
    client = client_for("admin")
    open_page(client, "/organisations/add/")
    said = filled(code_system="charity", code="1012345", in_system="on", aliases="The hospice\nBrendon House")
    open_page(client, "/organisations/add/", post=said, follow=True)
    made = Organisation.objects.get()
    assert (made.name, made.code, made.in_system) == ("Brendon Hospice", "1012345", True)
    assert sorted(alias.name for alias in made.aliases.all()) == ["Brendon House", "The hospice"]
    assert Event.objects.filter(verb="added", actor=client.user).exists()


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"name": ""}, "Enter name"),
        ({"code": "X1"}, "Which code it has: Say which code this is"),
        ({"code_system": "ods"}, "Enter the code, or choose “No code”"),
        ({"code_system": "ods", "code": "RH5"}, "Somerset Trust has this code already"),
        ({"code_system": "gss", "code": "E54"}, "Somerset Trust has this code already"),
        ({"opens_on": "soon"}, "Opened on: enter a date with day, month and year, such as 27/3/2026"),
    ],
)
def test_what_cannot_be_added(client_for, said, error):
    trust = OrganisationFactory(name="Somerset Trust", code="RH5")
    trust.other_codes.create(code_system="gss", code="E54")
    page = open_page(client_for("admin"), "/organisations/add/", 422, post=filled(**said))
    assert page.errors() == [error]
    assert Organisation.objects.count() == 1


@time_machine.travel("2026-11-02")
def test_a_new_name_keeps_the_former_one_with_its_day(client_for):
    trust = OrganisationFactory(name="Yeovil Trust", code="RA4")
    client = client_for("admin")
    address = f"/organisations/{trust.pk}/change/"
    open_page(client, address)
    said = filled(name="South Somerset Trust", code_system="ods", code="RA4")
    open_page(client, address, post=said, follow=True)
    trust.refresh_from_db()
    assert trust.name == "South Somerset Trust"
    assert [(each.name, each.until) for each in trust.aliases.all()] == [("Yeovil Trust", ON)]
    assert "Yeovil Trust until 2 November 2026" in open_page(client, f"/organisations/{trust.pk}/")


def test_the_other_names_are_kept_as_a_whole(client_for):
    trust = OrganisationFactory()
    Alias.objects.create(organisation=trust, name="Old name", until=ON)
    organisations.set_aliases(organisation=trust, names=["Old name", "New name"], by=None)
    assert [(each.name, each.until) for each in trust.aliases.all()] == [("New name", None), ("Old name", ON)]
    organisations.set_aliases(organisation=trust, names=[], by=None)
    assert not trust.aliases.exists()


def test_two_who_change_the_same_name_are_told(client_for):
    trust = OrganisationFactory(name="Yeovil Trust", code="", code_system="")
    client = client_for("admin")
    address = f"/organisations/{trust.pk}/change/"
    seen = client.get(address).context_data["form"].initial["seen"]
    Organisation.objects.update(name="Yeovil Hospital")
    page = open_page(client, address, 409, post=filled(name="Yeovil NHS Trust", seen=seen))
    assert page.context["form"].clashes["name"].theirs == "Yeovil Hospital"
    seen = page.context["form"].data["seen"]
    open_page(client, address, post=filled(name="Yeovil NHS Trust", seen=seen), follow=True)
    trust.refresh_from_db()
    assert trust.name == "Yeovil NHS Trust"


def test_what_somebody_else_changed_and_one_left_alone_stays(client_for):
    trust = OrganisationFactory(name="Yeovil Trust", code="", code_system="", kind="trust", in_system=False)
    client = client_for("admin")
    address = f"/organisations/{trust.pk}/change/"
    seen = client.get(address).context_data["form"].initial["seen"]
    Organisation.objects.update(name="Yeovil Hospital")
    said = filled(name="Yeovil Trust", kind="hospice", seen=seen)
    open_page(client, address, post=said, follow=True)
    trust.refresh_from_db()
    assert (trust.name, trust.kind) == ("Yeovil Hospital", "hospice")


def test_closing_one_whose_people_go_with_it(client_for):
    gone, trust = (
        OrganisationFactory(name="Yeovil Trust"),
        OrganisationFactory(name="Somerset Trust", code="RH5"),
    )
    nurse = PersonFactory()
    become_member(nurse, gone)
    ListedDomain.objects.create(organisation=gone, domain="yeovil.example")
    client = client_for("admin")
    address = f"/organisations/{gone.pk}/close/"
    open_page(client, address)
    said = {"closes_on": "1/4/2023", "successors": "Somerset Trust (RH5)", "people_move": "on"}
    open_page(client, address, post=said, follow=True)
    gone.refresh_from_db()
    assert gone.closes_on == date(2023, 4, 1)
    assert Membership.objects.get(person=nurse, until=None).organisation == trust
    assert set(viewer_for(nurse.user).organisations) == {gone.pk, trust.pk}
    assert ListedDomain.objects.get().organisation == trust
    assert "1 person moved with it" in Event.objects.get(verb="closed").says
    # and it can be taken back
    open_page(client, address, post={"closes_on": "", "successors": ""}, follow=True)
    gone.refresh_from_db()
    assert gone.closes_on is None
    assert not gone.succeeded_by.exists()


def test_several_that_took_over_take_part_too(client_for):
    gone = OrganisationFactory(in_system=True)
    heirs = [OrganisationFactory(name=f"{each} Trust", code=f"RX{each}", in_system=False) for each in (1, 2)]
    said = {"closes_on": "1/4/2023", "successors": "RX1\nRX2"}
    open_page(client_for("admin"), f"/organisations/{gone.pk}/close/", post=said, follow=True)
    assert Organisation.objects.filter(pk__in=[each.pk for each in heirs], in_system=True).count() == 2


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"successors": "Nowhere at all"}, "“Nowhere at all” is not the name or code of one organisation"),
        ({"successors": "Somerset"}, "Did you mean: Somerset Trust (RH5)"),
        ({"closes_on": "", "successors": "RH5"}, "enter the day on which it closed"),
        ({"successors": "RA4"}, "An organisation cannot take over from itself"),
        ({"closes_on": "1/4/1980"}, "it cannot close before it opened"),
        ({"people_move": "on"}, "People can only move where there is one successor"),
    ],
)
def test_what_cannot_be_closed(client_for, said, error):
    gone = OrganisationFactory(name="Yeovil Trust", code="RA4", opens_on=date(1991, 4, 1))
    OrganisationFactory(name="Somerset Trust", code="RH5")
    said = {"closes_on": "1/4/2023", **said}
    page = open_page(client_for("admin"), f"/organisations/{gone.pk}/close/", 422, post=said)
    assert error in page.errors()[0]


def close(one, *successors):
    organisations.close_organisation(
        organisation=one, on=date(2023, 4, 1), successors=successors, people_move=False, by=None
    )


def test_the_work_of_a_closed_one_is_shown_under_whoever_took_over():
    west, west_and_taunton, county, unitary, left, right = OrganisationFactory.create_batch(6)
    close(west, west_and_taunton)
    close(west_and_taunton, unitary)
    close(county, left, right)
    assert present_organisations(ON) == {
        west.pk: (unitary.pk,),
        west_and_taunton.pk: (unitary.pk,),
        county.pk: (left.pk, right.pk),
    }
    assert present_organisations(date(2022, 1, 1)) == {}
    assert sorted(shown_under(unitary.pk, ON)) == sorted([unitary.pk, west.pk, west_and_taunton.pk])
    assert shown_under(right.pk, ON) == [right.pk, county.pk]


def test_two_that_took_over_from_each_other_stand_for_themselves():
    one, other = OrganisationFactory.create_batch(2)
    close(one, other)
    close(other, one)
    assert present_organisations(ON) == {one.pk: (one.pk,), other.pk: (other.pk,)}


def test_whoever_runs_the_successor_runs_what_was_left():
    west, west_and_taunton, unitary = OrganisationFactory.create_batch(3)
    office, later = UserFactory(), UserFactory()
    grant(office, Role.PMO, on=unitary)
    close(west, west_and_taunton)
    close(west_and_taunton, unitary)
    assert set(viewer_for(office).organisations) == {west.pk, west_and_taunton.pk, unitary.pk}
    assert grants.give(user=later, role=Role.VIEWER, place="organisation", place_id=unitary.pk)
    assert not grants.give(user=later, role=Role.VIEWER, place="organisation", place_id=unitary.pk)
    assert set(viewer_for(later).organisations) == {west.pk, west_and_taunton.pk, unitary.pk}
    assert grants.take(user=later, role=Role.VIEWER, place="organisation", place_id=unitary.pk)
    assert not viewer_for(later).organisations


def test_units_are_added_and_renamed(client_for):
    trust = OrganisationFactory()
    client = client_for("admin")
    open_page(client, f"/organisations/{trust.pk}/units/add/")
    open_page(client, f"/organisations/{trust.pk}/units/add/", post={"name": "Ash ward"}, follow=True)
    unit = trust.units.get()
    twice = open_page(client, f"/organisations/{trust.pk}/units/add/", 422, post={"name": "ASH ward"})
    assert twice.errors() == ["Name of the unit: There is a unit of this name already"]
    address = f"/organisations/{trust.pk}/units/{unit.pk}/"
    open_page(client, address)
    open_page(client, address, post={"name": "Ash unit"}, follow=True)
    assert trust.units.get().name == "Ash unit"
    open_page(client, f"/organisations/{OrganisationFactory().pk}/units/{unit.pk}/", 404)


def test_two_who_rename_one_unit_see_both_names(client_for):
    unit = UnitFactory(name="Ash ward")
    client, address = client_for("admin"), f"/organisations/{unit.organisation_id}/units/{unit.pk}/"
    seen = open_page(client, address).context["form"].initial["seen"]
    organisations.rename_unit(unit=unit, name="Ash unit", by=None)
    told = client.post(address, {"name": "Ash suite", "seen": seen})
    assert told.status_code == 409
    assert told.context_data["form"].clashes["name"].theirs == "Ash unit"
    unit.refresh_from_db()
    assert unit.name == "Ash unit"


def test_a_list_is_loaded_from_the_page(client_for, settings):
    client = client_for("admin")
    open_page(client, "/organisations/load/")
    open_page(client, "/organisations/load/", 422, post={"file": ""})
    text = "\n".join([ods("RA4", "YEOVIL", c3="QSL"), ods("RA5", "")])

    def send(data):
        return {"file": SimpleUploadedFile("etr.csv", data)}

    page = open_page(client, "/organisations/load/", post=send(text.encode()))
    assert "etr.csv is a list of NHS trusts with 2 rows. It is loaded." in page
    assert page.rows() == [["2", "RA5", "it has no code or no name"]]
    assert "not here: QSL" in page
    again = open_page(client, "/organisations/load/", post=send(text.encode()))
    assert "All of it was here already" in again
    refused = open_page(client, "/organisations/load/", 422, post=send(b"name,size\nA,1\n"))
    assert "none of the lists" in refused.errors()[0]
    settings.UPLOAD_MAX_BYTES = 10
    assert (
        "larger than" in open_page(client, "/organisations/load/", 422, post=send(text.encode())).errors()[0]
    )


def test_the_list_goes_out_as_its_address_narrows_it(client_for):
    board = OrganisationFactory(name="Combe Board", code="QXX", in_system=True)
    trust = OrganisationFactory(name="=Combe Trust", code="RXX", in_system=True, closes_on=date(2025, 4, 1))
    Parentage.objects.create(child=trust, parent=board)
    client = client_for("viewer")
    body = b"".join(client.get("/organisations/export/?state=closed").streaming_content).decode("utf-8-sig")
    [heads, row] = list(csv.reader(io.StringIO(body)))
    assert (heads[:4], row[1:4]) == (
        ["Organisation", "Code", "Kind", "Belongs to"],
        ["RXX", row[2], "Combe Board"],
    )
    assert not row[0].startswith("=")
    assert "2025" in row[6]
    book = b"".join(client.get("/organisations/export/?file=xlsx&q=Combe").streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
    assert {cells[1].value for cells in list(sheet.rows)[1:]} == {"QXX", "RXX"}


def test_the_export_costs_the_same_however_many_organisations(client_for, cost):
    client = client_for("viewer")
    OrganisationFactory.create_batch(3, in_system=True)

    def taken():
        return b"".join(client.get("/organisations/export/").streaming_content)

    few = cost(taken)
    OrganisationFactory.create_batch(30, in_system=True)
    assert cost(taken) == few
