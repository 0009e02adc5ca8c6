"""A list out to Excel, edited there, and brought back: only what was changed is changed."""

import csv
import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from quantock.audit import facts
from quantock.exchange.models import BroughtBack
from quantock.people.tests.factories import OrganisationFactory
from quantock.projects import lifecycles
from quantock.projects.models import LocalFact, LocalField, Project, RatingFact, Track
from quantock.projects.services import change_record
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db


@pytest.fixture
def falls(trust):
    model = lifecycles.ensure_shipped()["seven-steps"]
    made = ProjectFactory(
        title="Falls on Ash ward",
        lead_organisation=trust,
        track=Track.FULL,
        life_cycle=model,
        step=model.steps.get(number=3),
        category="Safety",
    )
    colour = LocalField.objects.create(
        organisation=trust, label="Ward colour", key="ward colour", kind="choice", choices=["Blue", "Green"]
    )
    spent = LocalField.objects.create(organisation=trust, label="Spent", key="spent", kind="money")
    on = timezone.localdate()
    facts.state(
        [
            LocalFact(project=made, field=colour, text="Blue", so_from=on, asserts=["text"]),
            LocalFact(
                project=made, field=spent, text="£12", pence=1200, so_from=on, asserts=["text", "pence"]
            ),
        ]
    )
    return made


@pytest.fixture
def rotas(trust):
    return ProjectFactory(title="Rotas", lead_organisation=trust)


def taken(client, query=""):
    """The workbook as somebody opens it."""
    response = client.get(f"/imports/workbook/{query}")
    assert response.status_code == 200
    return openpyxl.load_workbook(io.BytesIO(response.content))


def sheet_of(book):
    sheet = book["Projects"]
    columns = {cell.value: cell.column for cell in sheet[1]}
    return sheet, columns


def put(book, reference, **said):
    """Type into a project's row."""
    sheet, columns = sheet_of(book)
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, columns["Reference"]).value == reference:
            for heading, value in said.items():
                sheet.cell(row, columns[heading.replace("_", " ")]).value = value
            return
    raise AssertionError(f"{reference} is not in the workbook")


def sent(book):
    kept = io.BytesIO()
    book.save(kept)
    return {"file": SimpleUploadedFile("projects.xlsx", kept.getvalue())}


def brought(client, book):
    """Bring it back; the page that shows what would change."""
    response = client.post("/imports/bring-back/", sent(book))
    assert response.status_code == 302, open_page(
        client, "/imports/bring-back/", 422, post=sent(book)
    ).errors()
    return response["Location"]


def keep(client, url, **said):
    page = open_page(client, url)
    return client.post(url, {"seen": page.context["found"].token(), **said})


def test_it_works_out_and_back(office, falls, rotas):
    book = taken(office)
    sheet, columns = sheet_of(book)
    assert {"Reference", "Title", "State", "Step", "Ward colour", "Spent"} <= set(columns)
    lists = {rule.sqref: rule for rule in sheet.data_validations.dataValidation}
    assert any(rule.type == "list" for rule in lists.values())
    put(
        book,
        falls.ref,
        Title="Fewer falls on Ash ward",
        State="Paused",
        Step="4 Measures",
        Confidence_of_the_programme_office="Amber",
        Ward_colour="Green",
        Spent=1234.5,
    )
    sheet, columns = sheet_of(book)
    put(book, falls.ref, **{"Planned end": date(2027, 3, 31)})
    url = brought(office, book)
    page = open_page(office, url)
    assert "7 changes" in page
    assert "1 row is as it was" in page
    assert Project.objects.get(pk=falls.pk).title == "Falls on Ash ward"
    assert keep(office, url).status_code == 302
    now = Project.objects.get(pk=falls.pk)
    assert (now.title, now.state, now.step.number) == ("Fewer falls on Ash ward", "paused", 4)
    assert (now.planned_end, now.confidence) == (date(2027, 3, 31), "amber")
    assert RatingFact.objects.now().get(project=falls).rater == "office"
    local = {fact.field.label: fact for fact in LocalFact.objects.now().filter(project=falls)}
    assert (local["Ward colour"].text, local["Spent"].pence) == ("Green", 123450)
    assert "7 changes were kept" in open_page(office, url)
    rotas.refresh_from_db()
    assert rotas.version == 1


def test_a_file_brought_back_untouched_changes_nothing(office, falls, rotas):
    url = brought(office, taken(office))
    assert "There is nothing to keep" in open_page(office, url)
    # What was kept reads back as it was kept, of every kind.
    falls.refresh_from_db()
    assert falls.version == 1


def test_the_list_goes_out_as_its_address_narrows_it(office, falls, rotas):
    sheet, columns = sheet_of(taken(office, "?q=Rotas"))
    assert [sheet.cell(row, columns["Title"]).value for row in range(2, sheet.max_row + 1)] == ["Rotas"]


def test_nothing_unseen_goes_out(client_for, falls):
    stranger = client_for("viewer", on=OrganisationFactory())
    sheet, _ = sheet_of(taken(stranger))
    assert sheet.max_row == 1
    lines = b"".join(stranger.get("/imports/list.csv").streaming_content)
    assert b"Falls" not in lines


def test_a_newer_edit_is_shown_and_stays_unless_one_says_otherwise(office, falls):
    book = taken(office)
    put(book, falls.ref, Title="Mine", Category="Quality")
    change_record(falls, {"title": "Theirs"}, by=None, on=timezone.localdate())
    url = brought(office, book)
    page = open_page(office, url)
    [conflict] = page.context["found"].conflicts
    assert (conflict.now, conflict.mine) == ("Theirs", "Mine")
    keep(office, url)
    falls.refresh_from_db()
    assert (falls.title, falls.category) == ("Theirs", "Quality")


def test_ones_own_can_be_put_in_its_place(office, falls):
    book = taken(office)
    put(book, falls.ref, Title="Mine")
    change_record(falls, {"title": "Theirs"}, by=None, on=timezone.localdate())
    url = brought(office, book)
    [conflict] = open_page(office, url).context["found"].conflicts
    keep(office, url, **{f"keep-{conflict.name}": "mine"})
    falls.refresh_from_db()
    assert falls.title == "Mine"


def test_the_same_change_made_by_both_is_no_change(office, falls):
    book = taken(office)
    put(book, falls.ref, Title="The same")
    change_record(falls, {"title": "The same"}, by=None, on=timezone.localdate())
    assert "There is nothing to keep" in open_page(office, brought(office, book))


def test_what_changed_while_one_looked_is_shown_again(office, falls):
    book = taken(office)
    put(book, falls.ref, Title="Mine")
    url = brought(office, book)
    seen = open_page(office, url).context["found"].token()
    change_record(falls, {"title": "Theirs"}, by=None, on=timezone.localdate())
    page = open_page(office, url, 409, post={"seen": seen})
    assert "Nothing was kept" in page
    falls.refresh_from_db()
    assert falls.title == "Theirs"


def test_kept_once_however_often_it_is_pressed(office, falls):
    book = taken(office)
    put(book, falls.ref, Title="Mine")
    url = brought(office, book)
    seen = open_page(office, url).context["found"].token()
    assert office.post(url, {"seen": seen}).status_code == 302
    version = Project.objects.get(pk=falls.pk).version
    assert office.post(url, {"seen": seen}).status_code == 302
    assert Project.objects.get(pk=falls.pk).version == version


@pytest.mark.parametrize(
    ("heading", "value", "why"),
    [
        ("Title", None, "It cannot be empty"),
        ("Title", "Seen 943 476 5919", "NHS number"),
        ("Title", "x" * 301, "Use at most 300 characters"),
        ("State", "Completed", "asks for its outcome"),
        ("State", "Nearly done", "is not one of"),
        ("Step", "1 People", "Moving back asks why"),
        ("Step", "4 Deliver", "no step of the project"),
        ("Planned end", "soon", "is not a date"),
        ("Lead organisation", "Another", "only for reading"),
        ("Delivery confidence", "Green", "only for reading"),
        ("Spent", "a lot", "is not a sum of money"),
    ],
)
def test_what_cannot_be_kept_says_why(office, falls, heading, value, why):
    book = taken(office)
    put(book, falls.ref, **{heading.replace(" ", "_"): value})
    page = open_page(office, brought(office, book))
    [refused] = page.context["found"].refused
    assert why in refused.refused


def test_local_fields_are_read_as_the_forms_read_them_and_an_nhs_number_is_not_kept(office, falls, trust):
    beds = LocalField.objects.create(organisation=trust, label="Beds", key="beds", kind="number")
    on = timezone.localdate()
    facts.state(
        [LocalFact(project=falls, field=beds, text="3", number=3, so_from=on, asserts=["text", "number"])]
    )
    book = taken(office)
    put(book, falls.ref, Spent="£13k", Beds="1,300", Ward_colour="Green", Category="Mrs B 943 476 5919")
    url = brought(office, book)
    page = open_page(office, url)
    shown = {(each.now, each.mine) for each in page.context["found"].changes}
    assert shown == {("3", "1,300"), ("£12", "£13,000"), ("Blue", "Green")}
    [refused] = page.context["found"].refused
    assert refused.refused == "It seems to hold an NHS number: take it out"
    assert "5919" not in str(BroughtBack.objects.get().rows)
    assert "943 476" not in page.text
    assert keep(office, url).status_code == 302
    now = {fact.field.label: fact for fact in LocalFact.objects.now().filter(project=falls)}
    assert (now["Spent"].pence, now["Spent"].text) == (1_300_000, "£13,000")
    assert (now["Beds"].number, now["Beds"].text) == (1300, "1,300")


def test_only_the_full_track_is_rated(office, rotas):
    book = taken(office)
    put(book, rotas.ref, Confidence_of_the_programme_office="Green")
    assert "Only projects on the full track" in open_page(office, brought(office, book))


def test_one_who_may_not_change_a_project_is_told(client_for, trust, falls, rotas):
    lead = client_for("lead", on=rotas, email="lead@combe.example")
    from quantock.accounts.tests.factories import grant

    grant(lead.user, "member", on=trust)
    book = taken(lead)
    put(book, falls.ref, Title="Mine")
    put(book, rotas.ref, Title="Rotas of nurses")
    page = open_page(lead, brought(lead, book))
    assert [change.ref for change in page.context["found"].changes] == [rotas.ref]
    assert "You may not change this" in page


def test_a_new_row_is_a_new_project(office, trust, falls):
    book = taken(office)
    sheet, columns = sheet_of(book)
    for place, (title, body) in enumerate([("Beds", "RC0"), ("", "RC0"), ("Elsewhere", "Nowhere")]):
        sheet.cell(sheet.max_row + 1, columns["Title"]).value = title or None
        sheet.cell(sheet.max_row, columns["Lead organisation"]).value = body
        sheet.cell(sheet.max_row, columns["Planned end"]).value = date(2027, 1, 1 + place)
    office_may = open_page(office, brought(office, book))
    found = office_may.context["found"]
    refused = {change.refused for change in found.refused}
    assert "A new project needs a title" in refused
    assert "“Nowhere” is no organisation here" in refused


@pytest.fixture
def lead(client_for, trust):
    from quantock.accounts.tests.factories import grant

    lead = client_for("member", on=trust)
    here = ProjectFactory(title="Ours", lead_organisation=trust)
    grant(lead.user, "lead", on=here)
    return lead


def added(book, **said):
    """A row below the others."""
    sheet, columns = sheet_of(book)
    row = sheet.max_row + 1
    for heading, value in {"Lead organisation": "Combe Trust", **said}.items():
        sheet.cell(row, columns[heading.replace("_", " ")]).value = value


def test_a_member_registers_projects_by_new_rows_with_all_that_they_say(lead, trust, falls):
    book = taken(lead)
    added(
        book,
        Title="Beds",
        Planned_end="1 Mai 2027",
        State="Paused",
        Track="Full",
        Step="4 Measures",
        Spent=9.5,
    )
    added(book, Title="Chairs", Ward_colour="Green")
    url = brought(lead, book)
    page = open_page(lead, url)
    assert "State: Paused" in page
    assert "Spent: £9.50" in page
    keep(lead, url)
    beds, chairs = Project.objects.get(title="Beds"), Project.objects.get(title="Chairs")
    assert [beds.ref, "New project", "Nothing", "Beds"] in open_page(lead, url).rows()
    assert (beds.lead_organisation, beds.planned_end) == (trust, date(2027, 5, 1))
    assert (beds.state, beds.track, beds.step.number) == ("paused", "full", 4)
    assert LocalFact.objects.now().get(project=beds).pence == 950
    assert LocalFact.objects.now().get(project=chairs).text == "Green"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"Title": "falls on ASH ward"}, "of Combe Trust is called the same"),
        ({"Title": "Ours", "Reference": "P-0002"}, "It has the reference P-0002"),
        ({"Title": "Beds", "State": "Begun"}, "State: “Begun” is not one of"),
        ({"Title": "Beds", "State": "Completed"}, "State: closing a project asks for its outcome"),
        ({"Title": "Beds", "Step": "4 Deliver"}, "Step: this is no step"),
        ({"Title": "Beds", "Spent": "a lot"}, "Spent: “a lot” is not a sum of money"),
        ({"Title": "Beds", "Confidence of the programme office": "Green"}, "you may not change this"),
        ({"Title": "Beds", "Delivery confidence": "Green"}, "Delivery confidence: it is only for reading"),
        ({"Title": "Beds", "Planned start": "1/1/27", "Planned end": "1/1/26"}, "before it begins"),
        ({"Title": "Seen 943 476 5919"}, "NHS number"),
    ],
)
def test_a_new_row_that_cannot_be_kept_whole_is_not_kept(lead, falls, said, why):
    book = taken(lead)
    added(book, **said)
    found = open_page(lead, brought(lead, book)).context["found"]
    assert why in found.refused[0].refused
    assert not found.added


def test_two_new_rows_of_one_name_are_one_project_and_a_question(lead, falls):
    book = taken(lead)
    added(book, Title="Beds")
    added(book, Title="Beds ")
    found = open_page(lead, brought(lead, book)).context["found"]
    assert [each.title for each in found.added] == ["Beds"]
    assert "is called the same" in found.refused[0].refused


def test_a_row_twice_a_column_of_ones_own_and_a_column_gone(office, falls, rotas):
    book = taken(office)
    sheet, columns = sheet_of(book)
    for column in range(1, sheet.max_column + 1):
        sheet.cell(4, column).value = sheet.cell(2, column).value
    sheet.cell(1, sheet.max_column + 1).value = "My notes"
    sheet.delete_cols(columns["Category"])
    page = open_page(office, brought(office, book))
    assert "are one and the same project" in page
    assert "“My notes”: not a column of this list" in page
    assert "“Category”: not in the file any more" in page


def test_rows_that_went_and_a_title_put_above_are_told(office, falls, rotas):
    book = taken(office)
    sheet, _ = sheet_of(book)
    sheet.delete_rows(3)
    sheet.insert_rows(1)
    sheet.cell(1, 4).value = "Our list, November"
    page = open_page(office, brought(office, book))
    assert "1 row of the list is not in the file any more: nothing is deleted" in page
    assert "There is nothing to keep" in page


def test_a_file_saved_as_another_kind_is_told_which_to_save(office, falls):
    file = {"file": SimpleUploadedFile("projects.csv", b"Reference,Title\nP-0001,Falls\n")}
    page = open_page(office, "/imports/bring-back/", 422, post=file)
    assert "A CSV file loses what says which row is which record." in " ".join(page.errors())


def test_a_file_that_is_not_ours_is_refused(office, falls):
    book = openpyxl.Workbook()
    page = open_page(office, "/imports/bring-back/", 422, post=sent(book))
    assert "Take the list out again" in " ".join(page.errors())
    assert not BroughtBack.objects.exists()


@pytest.mark.parametrize("kind", ["nonsense", f"risk of {'9' * 5000}"])
def test_a_file_that_says_to_be_another_list_is_refused(office, falls, kind):
    book = taken(office)
    (marked,) = [row for sheet in book for row in sheet.iter_rows() if row[0].value == "kind"]
    marked[1].value = kind
    page = open_page(office, "/imports/bring-back/", 422, post=sent(book))
    assert "a list of something else" in " ".join(page.errors())


def test_what_one_person_brought_back_is_nobody_elses(office, client_for, trust, falls):
    book = taken(office)
    put(book, falls.ref, Title="Mine")
    url = brought(office, book)
    colleague = client_for("pmo", on=trust)
    assert colleague.get(url).status_code == 404


def test_a_list_goes_out_for_reading_with_the_same_columns(office, falls, rotas):
    lines = b"".join(office.get("/imports/list.csv").streaming_content).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(lines)))
    assert {row["Title"] for row in rows} == {"Falls on Ash ward", "Rotas"}
    assert Decimal(next(row["Spent"] for row in rows if row["Spent"])) == 12
    content = b"".join(office.get("/imports/list.xlsx").streaming_content)
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Projects"]
    assert sheet.max_row == 3


def test_it_costs_the_same_however_many_projects(office, trust, falls, cost):
    few = cost(lambda: office.get("/imports/workbook/"))
    ProjectFactory.create_batch(20, lead_organisation=trust)
    assert cost(lambda: office.get("/imports/workbook/")) == few
    assert cost(lambda: office.get("/imports/list.csv")) <= few


def test_who_brings_back_what_is_no_list_of_ours_is_shown_the_way_for_registers(office, client_for, falls):
    link = "/imports/upload/"
    assert open_page(office, "/imports/bring-back/").links()["bring a register in"] == link
    lead = client_for("lead", on=falls)
    assert link not in open_page(lead, "/imports/bring-back/").links().values()
