"""A register out to a workbook, edited there, and brought back: only what was changed is changed, and it can be undone."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from quantock.access import Role
from quantock.accounts.tests.factories import UserFactory
from quantock.audit.models import Event
from quantock.benefits.tests.factories import BenefitFactory
from quantock.exchange.tests.workbooks import brought, columns_in, keep, put, taken, why
from quantock.exchange.trips import OUT
from quantock.people.services import organisations
from quantock.people.tests.factories import OrganisationFactory, PersonFactory
from quantock.projects.models import Involvement, Notice
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import services
from quantock.raid.kinds import REGISTERS
from quantock.raid.models import Entry
from quantock.raid.tests.factories import EntryFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
RISKS = "/imports/workbook/risks/"


@pytest.fixture
def falls(trust):
    return ProjectFactory(title="Falls on Ash ward", lead_organisation=trust)


@pytest.fixture
def late(falls):
    return EntryFactory(project=falls, kind="risk", title="The alarms may arrive late", at=(3, 4))


def test_every_register_has_a_column_for_all_that_can_be_edited():
    assert OUT.keys() >= {register.slug for register in REGISTERS.values()}
    for register in REGISTERS.values():
        columns = {column.field: column for column in OUT[register.slug].columns(date(2026, 11, 26))}
        assert len({column.heading.casefold() for column in columns.values()}) == len(columns)
        assert all(f"own-{field.name}" in columns for field in register.fields)
        assert columns["state"].choices == tuple(each.words for each in register.standings)


def test_it_works_out_and_back_and_is_undone_as_a_whole(office, falls, late):
    owner = PersonFactory(name="Nia Hughes", user=UserFactory())
    Involvement.objects.create(project=falls, person=owner, role=Role.LEAD)
    book = taken(office, f"{RISKS}{falls.number}/")
    put(
        book,
        "R-001",
        {
            "Risk": "The alarms may arrive after the winter",
            "Owner": "nia hughes",
            "Likelihood now": 2,
            "Likelihood aimed at": 1,
            "Impact aimed at": 2,
            "What sort of risk is it?": "Commercial",
            "What could it cost?": 1250.5,
            "Look at it again by": date(2027, 3, 31),
        },
    )
    put(book, "", {"Risk": "Nobody may know how to use them", "Likelihood now": 4, "Impact now": 5})
    url = brought(office, book)
    page = open_page(office, url)
    assert "8 changes, 1 new risk" in page
    assert Entry.objects.get().title == "The alarms may arrive late"
    page = keep(office, url)
    late.refresh_from_db()
    assert (late.title, late.owner, late.score) == ("The alarms may arrive after the winter", owner, 8)
    assert (late.inherent_score, late.target_score, late.due_on) == (12, 2, date(2027, 3, 31))
    assert late.details == {"category": "commercial", "exposure": 125050}
    added = Entry.objects.get(title="Nobody may know how to use them")
    assert (added.ref, added.score, added.inherent_score, added.project) == ("R-002", 20, 20, falls)
    assert Event.objects.filter(kind="entry", record_id=late.pk, verb="log changed").count() == 2
    assert [each.user for each in Notice.objects.filter(kind="mention")] == [owner.user]
    assert [f"R-002 of {falls.ref}", "New risk", "Nothing", added.title] in page.rows()
    undo = page.links()["Undo all of it"]
    assert office.post(undo).status_code == 302
    late.refresh_from_db()
    added.refresh_from_db()
    assert (late.title, late.score, late.owner) == ("The alarms may arrive late", 12, None)
    assert added.state == "withdrawn"
    assert "undone" in open_page(office, url)


def test_without_its_hidden_columns_it_is_said_what_to_do_and_no_entry_comes_in_twice(office, falls, late):
    book = taken(office, RISKS)
    put(book, "R-001", {"Risk": "The alarms may arrive after the winter"})
    for with_keys in (True, False):
        if not with_keys:
            book.worksheets[0].delete_cols(1, 3)
        kept = io.BytesIO()
        book.save(kept)
        sent = SimpleUploadedFile("risks.xlsx", kept.getvalue())
        [said] = open_page(office, "/imports/logs/", 422, post={"file": sent}).errors()
        assert "taken out to be edited" in said
        assert "Bring an edited list back" in said
    sent = SimpleUploadedFile("risks.xlsx", kept.getvalue())
    [said] = open_page(office, "/imports/bring-back/", 422, post={"file": sent}).errors()
    assert "copy what you changed into its rows" in said
    assert Entry.objects.get() == late


def test_a_row_whose_hidden_key_was_emptied_is_not_taken_for_a_new_one(office, falls, late):
    book = taken(office, RISKS)
    rows = book.worksheets[0]
    [row] = [each[0].row for each in rows.iter_rows() if "R-001" in [cell.value for cell in each]]
    rows.cell(row, 1).value = None
    found = open_page(office, brought(office, book)).context["found"]
    [reason] = [each.refused for each in found.refused]
    assert reason.startswith("It has the reference R-001 but not the hidden key of that row")
    assert found.is_empty


def test_a_newer_edit_is_shown_beside_ones_own_and_stays_unless_one_says_otherwise(office, falls, late):
    book = taken(office, RISKS)
    put(book, "R-001", {"Risk": "Mine", "What is done about it?": "Order early"})
    services.change_entry(late, {"title": "Theirs"}, by=None, on=timezone.localdate())
    url = brought(office, book)
    [conflict] = open_page(office, url).context["found"].conflicts
    assert (conflict.now, conflict.mine, conflict.name) == ("Theirs", "Mine", "2-title")
    keep(office, url)
    late.refresh_from_db()
    assert (late.title, late.details["mitigation"]) == ("Theirs", "Order early")


def test_what_cannot_be_kept_says_why_and_nothing_is_half_saved(office, falls, late):
    PersonFactory(name="Ivo Marsh", email="ivo@combe.example", left_at=timezone.now())
    bare = EntryFactory(project=falls, kind="risk", title="Never scored")
    book = taken(office, RISKS)
    said = {
        "Risk": None,
        "How it stands": "Perhaps",
        "Owner": "ivo@combe.example",
        "Likelihood now": 9,
        "Impact now": None,
        "Impact before": "bad",
        "Look at it again by": "soon",
        "What is done about it?": "Call 943 476 5919",
        "Score now": 25,
        "Project": "P-0999",
    }
    put(book, "R-001", said)
    put(book, "R-002", {"Likelihood now": 3})
    put(book, "", {"Risk": "Of nobody"})
    url = brought(office, book)
    found = open_page(office, url).context["found"]
    reasons = why(found)
    assert reasons.keys() == {*said, "New risk"}
    assert reasons["Owner"].startswith("Ivo Marsh has left")
    assert reasons["Look at it again by"] == "“soon” is not a date"
    assert "from 1 to 5" in next(each.refused for each in found.refused if each.mine == "9")
    assert "only for reading" in reasons["Score now"]
    assert "NHS number" in reasons["What is done about it?"]
    assert "Say its project" in reasons["New risk"]
    assert "go together" in next(each.refused for each in found.refused if each.record == bare)
    assert found.is_empty


def test_a_row_that_one_may_not_see_or_change_is_refused(client_for, office, trust, falls, late):
    book = taken(office, RISKS)
    put(book, "R-001", {"Risk": "Loud"})
    outsider = client_for("lead", on=ProjectFactory(title="Elsewhere", visibility="team"))
    falls.visibility = "team"
    falls.save()
    page = open_page(outsider, brought(outsider, book))
    assert why(page.context["found"]) == {"Row 2": "It is not a risk that you may see"}
    assert "alarms" not in page
    falls.visibility = "system"
    falls.save()
    page = open_page(outsider, brought(outsider, book))
    assert why(page.context["found"]) == {"Risk": "You may not change this"}
    sheet = book.worksheets[0]
    sheet.cell(2, 1).value = "not a key"
    assert "It is not a risk" in open_page(office, brought(office, book))


def test_rules_of_other_registers_hold(office, falls):
    EntryFactory(project=falls, kind="dependency", title="The network")
    EntryFactory(project=falls, kind="change", title="Go live in May")
    book = taken(office, "/imports/workbook/dependencies/")
    put(book, "DP-001", {"From or to whom?": "falls on ash WARD"})
    [refused] = open_page(office, brought(office, book)).context["found"].refused
    assert "cannot depend on itself" in refused.refused
    book = taken(office, "/imports/workbook/changes/")
    put(book, "C-001", {"How it stands": "Approved"})
    [refused] = open_page(office, brought(office, book)).context["found"].refused
    assert "on its page" in refused.refused


def test_whoever_is_given_many_is_told_once(office, falls):
    owner = PersonFactory(name="Nia Hughes", email="nia@combe.example", user=UserFactory())
    EntryFactory.create_batch(12, project=falls)
    book = taken(office, "/imports/workbook/actions/")
    for number in range(1, 13):
        put(book, f"A-{number:03d}", {"Owner": "nia@combe.example"})
    keep(office, brought(office, book, "actions.xlsx"))
    [told] = Notice.objects.filter(user=owner.user)
    assert f"12 actions of {falls.ref}" in told.says


def test_it_costs_the_same_however_many(office, falls, cost):
    book = {}
    for size in (2, 12):
        EntryFactory.create_batch(size - Entry.objects.count(), project=falls)
        few = cost(lambda: book.update(now=taken(office, "/imports/workbook/actions/")))
        for number in range(1, size + 1):
            put(book["now"], f"A-{number:03d}", {"Owner": "Nia Hughes", "By when?": timezone.localdate()})
        url = brought(office, book["now"])
        book[size] = (few, cost(lambda url=url: office.get(url)))
    assert book[2] == book[12]


def test_closed_ones_go_out_by_themselves_and_the_past_does_not(office, falls):
    done = EntryFactory(project=falls, title="Rang the bell")
    services.close(done, "done", by=None, on=timezone.localdate() - timedelta(days=1))
    book = taken(office, f"/imports/workbook/actions/{falls.number}/?show=closed")
    assert book.worksheets[0].cell(2, columns_in(book)["Action"]).value == "Rang the bell"
    page = open_page(office, f"/projects/{falls.number}/log/actions/?show=closed")
    assert page.links()["Workbook to edit"] == f"/imports/workbook/actions/{falls.number}/?show=closed"
    assert page.links()["Bring in a sheet you keep"].startswith("/imports/logs/")
    assert office.get("/imports/workbook/nothing/").status_code == 404


@pytest.mark.parametrize("slug", ["risks", "benefits"])
def test_of_all_projects_those_of_one_organisation_go_out_with_what_it_took_over(client_for, slug):
    led, left, other = (
        OrganisationFactory(name=name) for name in ("Vale Network", "Mill Surgery", "Elsewhere")
    )
    organisations.close_organisation(
        organisation=left, on=date(2026, 4, 1), successors=[led], people_move=False, by=None
    )
    for organisation in (led, left, other):
        project = ProjectFactory(title=f"Work of {organisation.name}", lead_organisation=organisation)
        if slug == "risks":
            EntryFactory(project=project, kind="risk", title=f"Of {organisation.name}", at=(3, 4))
        else:
            BenefitFactory(project=project, title=f"Of {organisation.name}")
    book = taken(client_for("auditor"), f"/imports/workbook/{slug}/?organisation={led.pk}")
    sheet = book.worksheets[0]
    words = {str(cell.value) for row in sheet.iter_rows(min_row=2) for cell in row if cell.value}
    assert {"Of Vale Network", "Of Mill Surgery"} <= words
    assert "Of Elsewhere" not in words
