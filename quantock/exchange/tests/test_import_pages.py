"""Bringing a register in on pages: each step in its order, and each way in which it says no."""

import csv
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.utils import timezone

from quantock.exchange.models import ImportStage, RegisterImport, RememberedMapping
from quantock.exchange.services import imports
from quantock.exchange.tests.factories import REGISTER, uploaded
from quantock.exchange.tests.jobs import run_jobs, tried
from quantock.exchange.tests.registers import real
from quantock.people.tests.factories import OrganisationFactory
from quantock.portfolios.models import Portfolio
from quantock.portfolios.tests.factories import PortfolioFactory
from quantock.projects.models import MembershipFact, Project
from quantock.projects.tests.factories import ProjectFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db


def sent(trust, text=REGISTER, name="register.csv", **more):
    file = SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())
    return {"file": file, "as_at": "31/1/2026", "organisation": trust.pk, "complete": "no", **more}


def send(client, url, data):
    """Send a form that is taken."""
    response = client.post(url, data)
    assert response.status_code == 302, open_page(client, url, response.status_code, post=data).errors()


def test_it_works_from_the_upload_to_the_portfolio(office, trust):
    send(office, "/imports/upload/", sent(trust, portfolio_name="Our work"))
    one = RegisterImport.objects.get()
    page = open_page(office, f"/imports/{one.pk}/columns/")
    assert "3 projects in 3 rows" in page
    assert "UTF-8, comma" in page
    assert "Columns not kept: 0" in page
    assert not Project.objects.exists()

    one = tried(one)
    assert not Project.objects.exists()
    assert not Portfolio.objects.exists()
    page = open_page(office, f"/imports/{one.pk}/")
    assert "0 match projects you have, 3 new" in page
    assert "Friends of Combe" in page
    before = one.account

    assert office.post(f"/imports/{one.pk}/do/").status_code == 302
    assert "Waiting for its turn" in open_page(office, f"/imports/{one.pk}/")
    run_jobs()
    one.refresh_from_db()
    assert (one.stage, one.account) == (ImportStage.DONE, before)
    page = open_page(office, f"/imports/{one.pk}/")
    portfolio = Portfolio.objects.get(name="Our work")
    assert page.links()["See the projects of Our work"] == f"/projects/?portfolio={portfolio.pk}"
    assert MembershipFact.objects.filter(portfolio=portfolio, present=True).count() == 3
    assert office.get("/projects/1/").status_code == 200


def test_the_list_says_how_far_each_is(office, trust):
    assert "Nothing in the file is lost" in open_page(office, "/imports/")
    tried(uploaded(organisation=trust))
    [row] = open_page(office, "/imports/").rows()
    assert row[0].startswith("register.csv")
    assert (row[1], row[3], row[4]) == ("31 Jan 2026", "Tried", "3 new, 0 changed")


def test_the_pages_cost_the_same_for_few_and_for_many(office, trust, cost):
    uploaded(organisation=trust)
    few = cost(lambda: office.get("/imports/"))
    for _ in range(5):
        uploaded(organisation=trust)
    assert cost(lambda: office.get("/imports/")) == few


# Uploading


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"as_at": "31/1/2126"}, "a register cannot be of a day to come"),
        ({"as_at": ""}, "Enter as at"),
        ({"complete": "yes"}, "Say which portfolio the file holds all of"),
        ({"organisation": 0}, "Organisation: choose from the list"),
    ],
)
def test_an_upload_that_does_not_say_enough(office, trust, changed, says):
    page = open_page(office, "/imports/upload/", post=sent(trust, **changed), status=422)
    assert any(says in error for error in page.errors()), page.errors()
    assert not RegisterImport.objects.exists()


def test_a_portfolio_is_chosen_or_named_not_both(office, trust):
    portfolio = PortfolioFactory(organisation=trust)
    data = sent(trust, portfolio=portfolio.pk, portfolio_name="Another")
    assert "not both" in open_page(office, "/imports/upload/", post=data, status=422)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("empty.csv", b"", "The file is empty"),
        ("letter.pdf", b"%PDF-1.7 hello", "a PDF document"),
        ("list.xlsx", b"PK\x03\x04 broken", "damaged"),
        ("notes.csv", b"just a sentence\n", "No"),
    ],
)
def test_files_that_are_no_register_are_refused_in_words(office, trust, name, content, says):
    page = open_page(office, "/imports/upload/", post=sent(trust, content, name), status=422)
    assert says in " ".join(page.errors())
    assert not RegisterImport.objects.exists()


def test_an_archive_that_would_fill_the_memory_is_refused(office, trust):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b"0" * 60_000_000)
    page = open_page(office, "/imports/upload/", post=sent(trust, kept.getvalue(), "bomb.xlsx"), status=422)
    assert page.errors()


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["password_protected.mpp", "primavera_export.xer"])
def test_other_kinds_of_files_change_nothing(office, trust, name):
    content = real("negative", name).read_bytes()
    page = open_page(office, "/imports/upload/", post=sent(trust, content, name), status=422)
    assert "The file is" in " ".join(page.errors())
    assert not RegisterImport.objects.exists()


def test_a_person_says_which_column_holds_the_name_where_that_is_not_found(office, trust):
    text = "Wo,Was\nAsh,Falls\nOak,Falls\nElm,Falls\n"
    send(office, "/imports/upload/", sent(trust, text))
    one = RegisterImport.objects.get()
    address = f"/imports/{one.pk}/columns/"
    page = open_page(office, address)
    assert "No column is taken for the project’s name or id" in page
    data = {**columns_sent(page), "try": "1"}
    assert "Say which column holds the name" in " ".join(open_page(office, address, 422, post=data).errors())
    send(office, address, {**data, "field-0": "name"})
    run_jobs()
    one.refresh_from_db()
    assert (one.stage, one.account["created"]) == (ImportStage.TRIED, 3)


@override_settings(UPLOAD_MAX_BYTES=100)
def test_a_file_that_is_too_big_is_refused(office, trust):
    assert "are taken" in open_page(office, "/imports/upload/", post=sent(trust), status=422)


def test_nhs_numbers_are_pointed_out_and_nothing_is_kept_until_they_are_cleared(office, trust):
    text = REGISTER + "A4,Beds,Combe Trust,1/6/2025,1/1/2027,Red,0.2,Ring 943 476 5919\n"
    page = open_page(office, "/imports/upload/", post=sent(trust, text), status=422)
    assert "row 5, “Ward colour”: 943 *** **19" in " ".join(page.errors())
    assert "I have looked" in page
    assert not RegisterImport.objects.exists()
    send(office, "/imports/upload/", sent(trust, text, nhs_cleared="on"))
    assert RegisterImport.objects.get().nhs_cleared


def test_the_original_is_kept_under_a_name_of_ours(office, trust):
    office.post("/imports/upload/", sent(trust, name="../../etc/passwd.csv"))
    one = RegisterImport.objects.get()
    assert one.filename == "passwd.csv"
    assert "passwd" not in one.file.name


def test_the_whole_systems_register_is_for_those_of_the_whole_system(client_for, trust):
    admin = client_for("admin")
    data = sent(trust, organisation="no such body")
    assert "none has this code" in open_page(admin, "/imports/upload/", post=data, status=422)
    send(admin, "/imports/upload/", sent(trust, organisation="RC0"))
    send(admin, "/imports/upload/", sent(trust, organisation=""))
    assert list(RegisterImport.objects.order_by("pk").values_list("organisation", flat=True)) == [
        trust.pk,
        None,
    ]


# What the columns are


def columns_sent(page):
    """The form of the page of columns as a browser would send it."""
    form = page.context["form"]
    return {bound.html_name: "" if bound.value() is None else bound.value() for bound in form}


def test_a_correction_holds_and_is_remembered_for_the_next_file(office, trust):
    one = uploaded(organisation=trust)
    page = open_page(office, f"/imports/{one.pk}/columns/")
    data = {**columns_sent(page), "field-7": "category", "unit-6": "GBP thousand"}
    send(office, f"/imports/{one.pk}/columns/", data)
    one.refresh_from_db()
    assert one.mapping["columns"][7]["field"] == "category"
    assert one.mapping["columns"][6]["unit"] == "GBP thousand"
    again = uploaded(organisation=trust)
    assert again.mapping["columns"][7]["field"] == "category"
    assert "as chosen for the last file" in open_page(office, f"/imports/{again.pk}/columns/")


def test_what_is_remembered_of_files_that_differ_does_not_get_in_the_way(office, trust):
    for heading in ("Title", "Scheme name"):
        one = uploaded(REGISTER.replace("Project name", heading), organisation=trust)
        data = columns_sent(open_page(office, f"/imports/{one.pk}/columns/"))
        send(office, f"/imports/{one.pk}/columns/", data)
    assert uploaded(organisation=trust).understood["projects"] == 3


def test_a_column_can_be_left_out_and_the_account_names_it(office, trust):
    one = uploaded(organisation=trust)
    data = columns_sent(open_page(office, f"/imports/{one.pk}/columns/"))
    send(office, f"/imports/{one.pk}/columns/", {**data, "field-7": "drop"})
    page = open_page(office, f"/imports/{one.pk}/columns/")
    assert "Columns not kept: Ward colour" in page


def test_two_who_correct_at_once_are_told_and_nothing_is_overwritten(office, trust):
    one = uploaded(organisation=trust)
    address = f"/imports/{one.pk}/columns/"
    page = open_page(office, address)
    both = columns_sent(page) | {"seen": page.context["seen"]}
    send(office, address, both | {"field-7": "category"})
    page = open_page(office, address, 422, post=both | {"field-7": "place"})
    assert "Somebody changed this while you were looking" in page
    assert page.context["form"]["field-7"].value() == "place"
    one.refresh_from_db()
    assert one.mapping["columns"][7]["field"] == "category"
    send(office, address, both | {"field-7": "place", "seen": page.context["seen"]})
    one.refresh_from_db()
    assert one.mapping["columns"][7]["field"] == "place"


def test_what_was_chosen_of_another_table_is_not_taken(office, trust):
    one = uploaded(organisation=trust)
    address = f"/imports/{one.pk}/columns/"
    sent_of_another = columns_sent(open_page(office, address)) | {"seen": "1.12345", "field-7": "category"}
    assert "Somebody chose another table" in open_page(office, address, post=sent_of_another)
    one.refresh_from_db()
    assert one.mapping["columns"][7]["field"] != "category"


def test_two_columns_cannot_be_one_field(office, trust):
    one = uploaded(organisation=trust)
    data = columns_sent(open_page(office, f"/imports/{one.pk}/columns/"))
    page = open_page(office, f"/imports/{one.pk}/columns/", post={**data, "field-7": "name"}, status=422)
    assert "are mapped to" in " ".join(page.errors())


def test_a_scale_is_shown_as_a_person_chooses_and_the_original_is_kept(office, trust):
    text = "Project name,Delivery RAG\n" + "".join(
        f"Project of ward {number},{1 + number % 5}\n" for number in range(10)
    )
    one = uploaded(text, organisation=trust)
    page = open_page(office, f"/imports/{one.pk}/columns/")
    assert "1 to 5, 1 is best" in page
    data = columns_sent(page)
    assert data["shown-1-4"] == "green"
    data["shown-1-4"] = "amber/green"
    send(office, f"/imports/{one.pk}/columns/", {**data, "try": "yes"})
    run_jobs()
    one.refresh_from_db()
    imports.begin_real(one)
    run_jobs()
    best = Project.objects.filter(confidence_text="1")
    assert set(best.values_list("confidence", flat=True)) == {"amber/green"}
    assert RememberedMapping.objects.get().mapping["shown"]["Delivery RAG"]["1"] == "amber/green"


def test_an_answer_that_is_no_step_can_be_mapped_to_one(office, trust):
    text = "Project name,RAG\n" + "".join(
        f"Project of ward {number},{('Red', 'Amber', 'Green', 'Going well')[number % 4]}\n"
        for number in range(12)
    )
    one = uploaded(text, organisation=trust)
    data = columns_sent(open_page(office, f"/imports/{one.pk}/columns/"))
    send(office, f"/imports/{one.pk}/columns/", {**data, "text-1-0": "Green"})
    one.refresh_from_db()
    assert one.understood["ratings"][0]["counts"]["Green"] == 6
    imports.begin_try(one)
    run_jobs()
    one.refresh_from_db()
    imports.begin_real(one)
    run_jobs()
    assert Project.objects.filter(confidence_text="Going well", confidence="green").count() == 3


@pytest.mark.real_data
def test_another_sheet_can_be_chosen(office, trust):
    path = real("returns", "towns_fund_round_3.xlsx")
    office.post("/imports/upload/", sent(trust, path.read_bytes(), path.name))
    one = RegisterImport.objects.get()
    page = open_page(office, f"/imports/{one.pk}/columns/")
    assert "Sheet “3 - Programme Progress”" in page
    choices = page.context["table_form"].fields["table"].choices
    hidden = next(number for number, says in choices if says.startswith("Project Identifiers"))
    send(office, f"/imports/{one.pk}/table/", {"table": hidden})
    page = open_page(office, f"/imports/{one.pk}/columns/")
    assert "975 projects in 977 rows" in page


# Trying it, deciding, doing it


def test_every_row_and_cell_can_be_taken_away(office, trust):
    one = tried(uploaded(organisation=trust))
    lines = b"".join(office.get(f"/imports/{one.pk}/account.csv").streaming_content).decode("utf-8-sig")
    cells = list(csv.DictReader(io.StringIO(lines)))
    assert len(cells) == 3 * 8
    assert {cell["What became of the cell"] for cell in cells} == {"created"}
    response = office.get(f"/imports/{one.pk}/account.xlsx")
    assert response["Content-Disposition"].startswith("attachment")
    book = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    assert b"E-rostering for nurses" in book.read("xl/worksheets/sheet1.xml")


def test_row_by_row_each_outcome_can_be_looked_at(office, trust):
    one = tried(uploaded(REGISTER + "A3,Stroke pathway at night,Combe Trust,,,,,\n", organisation=trust))
    page = open_page(office, f"/imports/{one.pk}/rows/?outcome=refused")
    assert len(page.rows()) == 2
    assert "stands for different names" in page
    assert len(open_page(office, f"/imports/{one.pk}/rows/").rows()) == 4


def test_a_doubtful_row_is_compared_and_decided_before_anything_is_kept(office, trust):
    here = ProjectFactory(title="Falls on Ash wards", lead_organisation=trust)
    one = tried(uploaded(organisation=trust, as_at=timezone.localdate()))
    page = open_page(office, f"/imports/{one.pk}/")
    assert "1 of them doubtful" in page
    office.post(f"/imports/{one.pk}/do/")
    one.refresh_from_db()
    assert one.stage == ImportStage.TRIED
    page = open_page(office, f"/imports/{one.pk}/doubts/")
    assert here.ref in page
    said = {row[0]: row[1:] for row in page.rows()}
    assert said["Planned start"] == ["1 April 2025", "Nothing"]
    assert "<strong>Falls on Ash wards</strong>" in page.markup
    assert "A different project: bring it in as new" in page
    send(office, f"/imports/{one.pk}/doubts/", {"row-0": here.number})
    run_jobs()
    one.refresh_from_db()
    assert (one.account["matched"], one.account["created"]) == (1, 2)
    imports.begin_real(one)
    run_jobs()
    here.refresh_from_db()
    assert here.title == "Falls on Ash ward"
    assert here.external_ids.get().value == "A1"


def test_the_rest_can_be_brought_in_as_new_and_be_made_one_with_what_they_look_like_later(
    office, trust, client_for, cost
):
    here = ProjectFactory(title="Falls on Ash wards", lead_organisation=trust)
    one = tried(uploaded(organisation=trust))
    send(office, f"/imports/{one.pk}/doubts/", {"rest": "new"})
    run_jobs()
    one.refresh_from_db()
    assert imports.waiting(one) == 0
    assert one.account["created"] == 3
    assert "New, but like one you had" not in open_page(office, f"/imports/{one.pk}/")
    imports.begin_real(one)
    run_jobs()
    came = Project.objects.get(title="Falls on Ash ward")
    where = f"/projects/{here.number}/merge/?other={came.ref}"
    page = open_page(office, f"/imports/{one.pk}/")
    assert page.links()[f"Look at {here.ref} and {came.ref} together"] == where
    assert f"{came.ref} stays" not in open_page(office, where)

    few = cost(lambda: office.get(f"/imports/{one.pk}/"))
    one.refresh_from_db()
    told = one.account["alike"]
    RegisterImport.objects.filter(pk=one.pk).update(account=one.account | {"alike": told * 5})
    assert cost(lambda: office.get(f"/imports/{one.pk}/")) == few

    Project.objects.filter(pk=here.pk).update(lead_organisation=OrganisationFactory())
    assert "New, but like one you had" not in open_page(office, f"/imports/{one.pk}/")


def test_a_person_says_which_row_of_one_id_is_right(office, trust):
    one = tried(uploaded(REGISTER + "A3,Stroke pathway at night,Combe Trust,,,,,\n", organisation=trust))
    assert one.account["created"] == 2
    page = open_page(office, f"/imports/{one.pk}/doubts/")
    assert page.context["title"] == "Which row is right?"
    [(called, rows)] = page.context["form"].shared
    assert called == "A3"
    send(office, f"/imports/{one.pk}/doubts/", {"right-0": rows[1]["key"]})
    run_jobs()
    one.refresh_from_db()
    assert one.account["created"] == 3
    assert "Stroke pathway at night" in open_page(office, f"/imports/{one.pk}/rows/?outcome=created")


def test_an_unknown_organisation_can_be_said_to_be_a_known_one_and_is_remembered(office, trust):
    one = tried(uploaded(organisation=trust))
    data = {"organisation-0": "nobody"}
    page = open_page(office, f"/imports/{one.pk}/doubts/", post=data, status=422)
    assert "is the code or name of no organisation" in " ".join(page.errors())
    assert page.context["title"] == "Which organisations are these?"
    send(office, f"/imports/{one.pk}/doubts/", {"organisation-0": "RC0"})
    run_jobs()
    one.refresh_from_db()
    assert one.account["organisations_added"] == []
    assert uploaded(organisation=trust).decisions["organisations"] == {"Friends of Combe": trust.pk}


def test_rows_of_organisations_that_are_not_ours_are_refused(office, trust, client_for):
    others = OrganisationFactory(name="Friends of Combe")
    ProjectFactory(title="Stroke pathway", lead_organisation=others)
    one = tried(uploaded(organisation=trust, by=office.user))
    assert one.account["created"] == 2
    assert "Friends of Combe leads it; you may not bring registers in for them." in open_page(
        office, f"/imports/{one.pk}/"
    )


def test_nobody_outside_sees_it(client_for, trust):
    one = uploaded(organisation=trust)
    stranger = client_for("pmo", on=OrganisationFactory())
    for path in ("", "columns/", "rows/", "undo/", "doubts/", "account.csv"):
        assert stranger.get(f"/imports/{one.pk}/{path}").status_code == 404


def test_an_auditor_reads_what_was_brought_in_and_is_offered_nothing_to_change(client_for, trust):
    auditor = client_for("auditor", on=trust)
    assert "Those that offices bring in stand here" in open_page(auditor, "/imports/")
    new = uploaded(organisation=trust)
    assert "not tried yet" in open_page(auditor, f"/imports/{new.pk}/")
    one = tried(uploaded(organisation=trust))
    for stage in ("tried", "done", "failed"):
        RegisterImport.objects.filter(pk=one.pk).update(stage=stage)
        page = open_page(auditor, f"/imports/{one.pk}/")
        assert not [form for form in page.main.every("form") if form.get("method") == "post"]
        assert not [at for at in page.links().values() if at.endswith(("/undo/", "/columns/", "/doubts/"))]
    assert "Registers" in open_page(auditor, "/").document.text
    assert "Bring a register in" not in open_page(auditor, "/imports/")
    assert len(open_page(auditor, f"/imports/{one.pk}/rows/").rows()) == 3
    assert auditor.get(f"/imports/{one.pk}/undo/").status_code == 403
