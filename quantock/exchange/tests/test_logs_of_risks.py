"""A sheet of risks into logs: by a command, and by a page."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from quantock.access import MACHINE
from quantock.audit.facts import check
from quantock.audit.models import Batch
from quantock.engines.risk.sheet import read_risks
from quantock.engines.tables import open_source
from quantock.exchange import keeping, risks
from quantock.projects import counting
from quantock.projects.services import place_in_programme
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import services
from quantock.raid.models import Entry, EntryFact
from tests.pages import open_page

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 1)
HEADINGS = (
    "No.,Risk Name,Risk Category,Pre-mitigated Impact,Pre-mitigated Likelihood,"
    "Post-mitigated Impact,Post-mitigated Likelihood,Risk Owner/Role\n"
)
SHEET = (
    "SECTION A: Programme Risks\n" + HEADINGS + "0,Example of how to complete >,x,5,3,3,2,Somebody\n"
    "1,Funding ends,Money,5,4,3,2,Sister Jones\n2,,,,,,,\n"
    "Project 1: Bus station\n" + HEADINGS + "1,Late,Time,1,1,4,4,Surveyor\n1,Wet,Time,2,2,2,2,Surveyor\n"
    "Project 2: Nowhere at all\n" + HEADINGS + "1,Lost,Time,1,1,1,1,Surveyor\n"
)


@pytest.fixture
def programme():
    return ProjectFactory(title="Town deal", visibility="system")


@pytest.fixture
def bus(programme):
    project = ProjectFactory(title="Bus Station", visibility="system")
    place_in_programme(project, programme, by=None)
    project.refresh_from_db()
    return project


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "risks.csv"
    path.write_text(SHEET)
    return path


def run(*said, code=0):
    out = StringIO()
    if code:
        with pytest.raises(SystemExit) as ended:
            call_command("import_risks", *said, stdout=out)
        assert ended.value.code == code
    else:
        call_command("import_risks", *said, stdout=out)
    return json.loads(out.getvalue())


def test_a_dry_run_tells_all_and_keeps_nothing(file):
    answer = run(str(file), "--dry-run", "--json")
    assert (answer["risks"], answer["pre_score_sum"], answer["post_score_sum"], answer["worse_after"]) == (
        4,
        26,
        27,
        1,
    )
    assert answer["by_project"] == {"programme": 1, "Bus station": 2, "Nowhere at all": 1}
    assert (answer["example_rows"], answer["empty_rows"]) == (1, 1)
    assert not Entry.objects.exists()


def test_risks_come_into_their_projects_and_what_has_no_home_is_told(file, programme, bus):
    answer = run(str(file), "--project", programme.ref, "--as-at", "2026-06-01")
    assert (answer["created"], answer["updated"], answer["unchanged"]) == (3, 0, 0)
    assert "no project that you may see is called “Nowhere at all”" in answer["refused"][0]["why"]
    late = bus.entries.get(title="Late")
    assert (late.inherent_score, late.score, late.level, late.is_worse_after) == (1, 16, "extreme", True)
    assert (late.owner_text, late.details["category"], late.raised_on) == ("Surveyor", "Time", ON)
    assert programme.entries.get().title == "Funding ends"


def test_brought_in_again_nothing_is_added_twice_and_what_differs_is_changed(file, programme, bus):
    run(str(file), "--project", programme.ref, "--as-at", "2026-06-01")
    again = run(str(file), "--project", programme.ref, "--as-at", "2026-06-02")
    assert (again["created"], again["updated"], again["unchanged"]) == (0, 0, 3)
    file.write_text(SHEET.replace("Late,Time,1,1,4,4", "Late,Time,1,1,2,4"))
    third = run(str(file), "--project", programme.ref, "--as-at", "2026-06-03")
    assert (third["created"], third["updated"], third["unchanged"]) == (0, 1, 2)
    assert bus.entries.get(title="Late").score == 8


def test_a_file_that_is_none_and_a_project_that_is_none_are_told(tmp_path, file):
    assert "could not be read" in run(str(tmp_path / "no.csv"), code=1)["error"]
    assert "0 projects are called P-9999" in run(str(file), "--project", "P-9999", code=1)["error"]
    assert "Nobody signs in" in run(str(file), "--by", "nobody@nowhere.example", code=1)["error"]
    assert "no sheets" in run(str(file), "--sheet", "Risks", "--dry-run", code=1)["error"]


def sent(text=SHEET):
    return SimpleUploadedFile("risks.csv", text.encode(), "text/csv")


def test_a_page_shows_what_becomes_of_each_row_and_keeps_it_on_a_second_press(client_for, programme, bus):
    client = client_for("pmo")
    page = open_page(client, "/imports/logs/", post={"file": sent(), "project": programme.ref})
    assert "4 risks understood, scores of 26 before and 27 after mitigation, 1 worse after it" in page
    assert "nothing is kept yet. 3 would be added" in page
    assert not Entry.objects.exists()
    said = {"understood": page.context["understood"], "number": programme.number, "filename": "risks.csv"}
    done = open_page(client, "/imports/logs/", post=said, follow=True)
    assert "3 risks added, 0 changed, 0 as they were; 1 left out" in done
    assert "Funding ends" in done


def test_what_was_changed_on_its_way_keeps_nothing(client_for, programme):
    page = open_page(client_for("pmo"), "/imports/logs/", post={"understood": "x", "number": ""}, follow=True)
    assert "changed on its way" in page
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({}, "Choose the file"),
        ({"file": SimpleUploadedFile("plan.pdf", b"%PDF-1.7 x")}, "PDF document"),
        ({"file": SimpleUploadedFile("a.csv", b"Project,Start\nBus,1/1/2026\n")}, "No register of risks"),
    ],
)
def test_a_bad_file_is_told(client_for, said, error):
    page = open_page(client_for("pmo"), "/imports/logs/", 422, post=said)
    assert any(error in each for each in page.errors())


def test_a_project_that_one_may_not_change_takes_nothing_and_one_not_seen_is_not_named(client_for, programme):
    secret = ProjectFactory(title="Bus station", visibility="team")
    elsewhere = client_for("team", on=ProjectFactory())
    page = open_page(elsewhere, "/imports/logs/", post={"file": sent(), "project": programme.ref})
    assert "you may not change the log of this project" in page
    assert secret.ref not in page
    assert "Keep these risks" not in page
    assert open_page(elsewhere, "/imports/logs/", 422, post={"file": sent(), "project": secret.ref}).errors()


def test_a_row_that_holds_an_nhs_number_is_left_out(client_for, programme):
    text = "Risk,Likelihood,Impact\nAbout 943 476 5919,3,3\nLate,3,3\n"
    page = open_page(client_for("pmo"), "/imports/logs/", post={"file": sent(text), "project": programme.ref})
    assert "1 would be added" in page
    assert "seems to hold an NHS number" in page


def test_the_plan_costs_the_same_however_many_rows(cost, programme):
    def planned(rows):
        text = "Risk,Likelihood,Impact\n" + "".join(f"Late {row},3,3\n" for row in range(rows))
        sheet = read_risks(open_source(text.encode(), "risks.csv"))
        return cost(lambda: risks.plan(sheet, programme, MACHINE, on=ON))

    assert planned(3) == planned(200)


def brought(programme, by, on="2026-06-01"):
    sheet = read_risks(open_source(SHEET.encode(), "risks.csv"))
    day = date.fromisoformat(on)
    keeping.bring_in(
        [risks.plan(sheet, programme, MACHINE, on=day)], by=by, on=day, title="Risks of risks.csv"
    )
    return Batch.objects.latest("pk")


def undo_at(batch):
    return f"/imports/logs/{batch.pk}/undo/"


def test_a_sheet_is_undone_as_a_whole(client_for, programme, bus):
    client = client_for("pmo")
    batch = brought(programme, client.user)
    assert "can be undone" in open_page(client, "/imports/logs/")
    assert "Funding ends" in open_page(client, undo_at(batch))
    assert "Undone: 3 entries" in open_page(client, undo_at(batch), post={}, follow=True)
    assert {entry.state for entry in Entry.objects.all()} == {"withdrawn"}
    assert not Entry.objects.open().exists()
    assert "undone" in open_page(client, "/imports/logs/")
    assert list(counting.check()) == []
    assert "undone already" in open_page(client, undo_at(batch))
    assert "undone already" in open_page(client, undo_at(batch), post={}, follow=True)
    assert check(EntryFact) == []
    # The same sheet again adds again, under new numbers.
    brought(programme, client.user, "2026-06-02")
    assert sorted(bus.entries.open().values_list("number", flat=True)) == [3, 4]


def test_what_a_sheet_changed_is_as_before(client_for, programme, bus):
    client = client_for("pmo")
    brought(programme, client.user)
    late = bus.entries.get(title="Late")
    services.change_entry(late, {"likelihood": 2}, by=client.user, on=date(2026, 6, 2))
    batch = brought(programme, client.user, "2026-06-03")
    assert bus.entries.get(title="Late").score == 16
    open_page(client, undo_at(batch), post={}, follow=True)
    late.refresh_from_db()
    assert (late.score, late.state) == (8, "open")
    assert check(EntryFact) == []


def test_later_changes_stand_in_the_way_and_are_listed(client_for, programme, bus):
    client = client_for("pmo")
    batch = brought(programme, client.user)
    services.change_entry(
        bus.entries.get(title="Late"), {"likelihood": 2}, by=client.user, on=date(2026, 6, 2)
    )
    page = open_page(client, undo_at(batch), 409, post={})
    assert "its entries were changed since" in page
    assert "Late" in page
    assert bus.entries.open().count() == 2


def test_only_who_may_change_all_of_it_undoes_it(client_for, programme, bus):
    batch = brought(programme, client_for("pmo").user)
    open_page(client_for("team", on=bus), undo_at(batch), 403)
    hidden = client_for("team", on=ProjectFactory())
    bus.visibility = programme.visibility = "team"
    bus.save(update_fields=["visibility"])
    programme.save(update_fields=["visibility"])
    open_page(hidden, undo_at(batch), 404)
    assert Entry.objects.open().count() == 3
