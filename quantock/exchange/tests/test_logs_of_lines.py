"""A workbook of actions, issues and decisions into logs: looked at, changed, kept, brought in again, undone."""

import io
import json
from datetime import date

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from quantock.access import MACHINE
from quantock.audit.facts import check
from quantock.audit.models import Batch
from quantock.engines.logs.finding import find_logs
from quantock.engines.tables import open_source
from quantock.exchange import lines
from quantock.people.tests.factories import PersonFactory
from quantock.projects.models import Involvement, Project
from quantock.projects.services import control, twins
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import services
from quantock.raid.models import Entry, EntryFact
from quantock.raid.tests.factories import ON, EntryFactory
from tests.pages import open_page

pytestmark = pytest.mark.django_db
AT = "/imports/logs/"
ACTIONS = (
    ("Action log",),
    ("No", "Action", "Owner", "Due date", "Status", "Comments"),
    (1, "Order bed alarms", "Priya Nair", "12/06/2026", "In progress", "Quote received"),
    (2, "Train the night staff", "Sister Jones", "ASAP", "Parked", None),
)
ISSUES = (("Issue", "Severity", "Status", "Date closed"), ("Lift broken", "High", "Closed", "3/2/2026"))
RISKS = (("Risk", "Likelihood", "Impact"), ("Alarms late", 3, 4))


def book(**sheets):
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets.items():
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    kept = io.BytesIO()
    made.save(kept)
    return SimpleUploadedFile("raid.xlsx", kept.getvalue())


@pytest.fixture
def project():
    made = ProjectFactory(title="Falls", visibility="system", track="full")
    Involvement.objects.create(project=made, role="team", person=PersonFactory(name="Priya Nair"))
    return made


def looked(client, project, **said):
    file = said.pop("file", None) or book(Actions=ACTIONS, Issues=ISSUES, Risks=RISKS)
    return open_page(client, AT, post={"file": file, "project": project.ref, **said})


def keep(client, page, **said):
    post = {"understood": page.context["understood"], "number": page.context["of_project"].number, **said}
    return open_page(client, AT, post=post, follow=True)


def test_a_whole_workbook_is_looked_at_and_kept(client_for, project):
    client = client_for("pmo")
    page = looked(client, project)
    assert "4 would be added" in page
    assert "Kept as notes, since no field holds them: Comments" in page
    assert "known here" in page
    assert not Entry.objects.exists()
    assert "4 entries added" in keep(client, page)
    alarms = Entry.objects.get(title="Order bed alarms")
    assert (alarms.kind, alarms.state, alarms.owner.name, str(alarms.due_on)) == (
        "action",
        "doing",
        "Priya Nair",
        "2026-06-12",
    )
    assert alarms.details == {"notes": "Comments: Quote received"}
    staff = Entry.objects.get(title="Train the night staff")
    assert (staff.owner, staff.owner_text, staff.details["notes"]) == (
        None,
        "Sister Jones",
        "By when: ASAP\nHow it stands: Parked",
    )
    lift = Entry.objects.get(kind="issue")
    assert (lift.state, str(lift.closed_on), lift.details) == ("resolved", "2026-02-03", {"severity": "4"})
    assert Entry.objects.get(kind="risk").score == 12
    assert check(EntryFact) == []
    # The same again changes nothing, and is undone as a whole.
    again = looked(client, project)
    assert "0 would be added, 0 changed, 4 left as they are" in again
    assert "Nothing was to be kept" in keep(client, again)
    batch = Batch.objects.get()
    assert batch.title == "Logs of raid.xlsx"
    assert "Undone: 4 entries" in open_page(client, f"{AT}{batch.pk}/undo/", post={}, follow=True)
    assert not Entry.objects.open().exists()


def test_a_sheet_can_be_another_register_or_left_out(client_for, project):
    client = client_for("pmo")
    page = looked(client, project)
    said = {
        "kind-0": "issue",
        "kind-1": "leave",
        "kind-2": "leave",
        "look": "0",
        "shown": "action,issue,risk",
    }
    asked = {"understood": page.context["understood"], "number": project.number}
    other = open_page(client, AT, post={**asked, **said})
    assert "Its headings say nothing of issues" in other
    said |= {"kind-0": "action"}
    only = open_page(client, AT, post={**asked, **said})
    assert "2 would be added" in only
    # Chosen and pressed at once, it is looked at first.
    del said["look"]
    assert "nothing is kept yet" in open_page(client, AT, post={**asked, **said})
    assert not Entry.objects.exists()
    said |= {"shown": "action,leave,leave"}
    assert "2 actions added" in open_page(client, AT, post={**asked, **said}, follow=True)
    assert set(Entry.objects.values_list("kind", flat=True)) == {"action"}


def test_what_differs_is_changed_and_an_owner_said_meanwhile_stays(client_for, project):
    client = client_for("pmo")
    keep(client, looked(client, project, file=book(Actions=ACTIONS)))
    staff = Entry.objects.get(title="Train the night staff")
    staff.owner, staff.owner_text = PersonFactory(name="Joan Jones"), ""
    staff.save(update_fields=["owner", "owner_text"])
    changed = [list(row) for row in ACTIONS]
    changed[3][4] = "Done"
    page = looked(client, project, file=book(Actions=changed))
    assert "0 would be added, 1 changed, 1 left as they are" in page
    assert "0 actions added, 1 changed" in keep(client, page)
    staff.refresh_from_db()
    assert (staff.state, staff.owner.name, staff.owner_text) == ("done", "Joan Jones", "")


def test_what_was_closed_here_since_is_left_closed_unless_somebody_chooses(client_for, project):
    client = client_for("pmo")
    keep(client, looked(client, project))
    alarms, late = Entry.objects.get(title="Order bed alarms"), Entry.objects.get(kind="risk")
    services.close(alarms, "done", by=None, on=date.today())
    services.close(late, "closed", by=None, on=date.today())
    # A sheet that does not say how a risk stands changes nothing of it; one that says so waits.
    page = looked(client, project)
    assert "0 would be added, 0 changed, 3 left as they are" in page
    assert "A-001 was closed here on" in page
    assert "as “Done”; the sheet says “In progress”" in page
    assert "1 left as closed or removed here" in keep(client, page)
    alarms.refresh_from_db()
    assert alarms.state == "done"
    [row] = [each.item.row for each in page.context["sections"][0].account.rows if each.conflict]
    assert "1 changed" in keep(client, page, **{f"take-0-{row}": "yes"})
    alarms.refresh_from_db()
    assert (alarms.state, alarms.closed_on) == ("doing", None)
    # What the sheet closed itself, it may open again.
    shut = [list(each) for each in ACTIONS]
    shut[2][4] = "Done"
    keep(client, looked(client, project, file=book(Actions=shut)))
    page = looked(client, project)
    assert "was closed here" not in page
    assert "1 changed" in keep(client, page)


def test_who_has_left_and_what_depends_on_itself_get_a_clear_answer(client_for, project):
    gone = PersonFactory(name="Ash Gone", left_at=timezone.now())
    Involvement.objects.create(project=project, role="team", person=gone)
    sheets = {
        "Actions": (("Action", "Owner", "Due date"), ("Order", "Ash Gone", "1/1/2027")),
        "Risks": (
            ("Risk", "Likelihood", "Impact", "Owner"),
            ("Late", 9, 4, "Ash Gone"),
            ("Dear", 2, 2, "Priya Nair"),
        ),
        "Dependencies": (("Dependency", "Depends on", "Status"), ("Rooms", project.ref, "Open")),
    }
    page = looked(client_for("pmo"), project, file=book(**sheets))
    assert "3 would be added, 0 changed, 0 left as they are, 1 left out" in page
    assert page.text.count("Ash Gone has left: kept as a name") == 2
    assert "a project cannot depend on itself" in page
    assert "the likelihood “9” is not on the scale of 1 to 5" in page
    keep(client_for("pmo"), page)
    assert Entry.objects.get(title="Order").owner_text == "Ash Gone"
    assert Entry.objects.get(title="Dear").owner.name == "Priya Nair"


def test_projects_that_are_not_here_can_go_into_one(client_for, project):
    client = client_for("pmo")
    rows = (("Action", "Owner", "Workstream"), ("Buy tablets", "Tom", "Digital"))
    assert "no project that you may see is called “Digital”" in looked(client, project, file=book(A=rows))
    page = looked(client, project, file=book(A=rows), all_here="on")
    assert "1 would be added" in page
    keep(client, page, all_here="yes")
    assert Entry.objects.get().details == {"notes": "Project: Digital"}
    page = open_page(client, AT, 422, post={"file": book(A=rows), "all_here": "on"})
    assert any("Say into which" in each for each in page.errors())


def test_a_change_is_approved_by_those_who_control_alone(client_for, project):
    rows = (("Change request", "Status", "Owner"), ("Go live in May", "Approved", "Tom"))
    page = looked(client_for("team", on=project), project, file=book(Changes=rows))
    assert "only those who control the project approve" in page


def test_a_large_file_is_answered(client_for, project):
    rows = [("Action", "Owner"), *((f"Do {number}", "Tom") for number in range(10_000))]
    page = open_page(client_for("pmo"), AT, 422, post={"file": book(A=rows), "project": project.ref})
    assert any("more than 5,000 entries: split it" in each for each in page.errors())


def test_the_plan_costs_the_same_however_many_rows(cost, project):
    def planned(rows):
        text = "Action,Owner\n" + "".join(f"Do {row},Priya Nair\n" for row in range(rows))
        [found] = find_logs(open_source(text.encode(), "a.csv"), on=ON)
        return cost(lambda: lines.plan(found.read("action", on=ON), project, MACHINE, on=ON))

    assert planned(3) == planned(200)


def test_a_command_brings_every_register_of_a_file_in(project, tmp_path):
    path = tmp_path / "raid.xlsx"
    path.write_bytes(book(Actions=ACTIONS, Issues=ISSUES, Risks=RISKS).read())

    def run(*said, code=0):
        out = io.StringIO()
        if code:
            with pytest.raises(SystemExit):
                call_command("import_log", str(path), *said, "--json", stdout=out)
        else:
            call_command("import_log", str(path), *said, "--json", stdout=out)
        return json.loads(out.getvalue())

    tried = run("--dry-run")
    assert [each["register"] for each in tried["sheets"]] == ["action", "issue", "risk"]
    assert Entry.objects.count() == 0
    answer = run("--project", project.ref, "--kind", "actions", "--sheet", "Actions")
    assert (answer["created"], answer["refused"], Entry.objects.count()) == (2, 0, 2)
    answer = run("--project", project.ref)
    assert (answer["created"], answer["unchanged"], answer["updated"]) == (2, 2, 0)
    assert Batch.objects.last().title == "Logs of raid.xlsx"
    assert "No register of lessons" in run("--kind", "lessons", code=1)["error"]


def made_one(kept, gone):
    seen = twins.last_event(kept, gone)
    twins.merge(kept, gone, twins.Chosen(), last_seen=seen, by=None, on=timezone.localdate())


def test_undo_goes_on_where_others_were_merged_into_its_project(client_for, project):
    client = client_for("pmo")
    keep(client, looked(client, project))
    numbers = list(Entry.objects.order_by("pk").values_list("number", flat=True))
    gone = ProjectFactory(title="Falls again", visibility="system", track="full")
    kept_on = EntryFactory(project=gone, kind="risk", title="Alarms come late")
    made_one(project, gone)
    undo = f"{AT}{Batch.objects.get().pk}/undo/"
    assert "cannot be undone" not in open_page(client, undo)
    assert f"Undone: {len(numbers)} entries" in open_page(client, undo, post={}, follow=True)
    assert list(Entry.objects.open()) == [kept_on]
    assert (
        list(Entry.objects.exclude(pk=kept_on.pk).order_by("pk").values_list("number", flat=True)) == numbers
    )


def test_undo_says_that_its_project_was_merged_or_archived_since(client_for, project):
    client = client_for("pmo")
    keep(client, looked(client, project))
    batch = Batch.objects.get()
    undo = f"{AT}{batch.pk}/undo/"
    other = ProjectFactory(title="Falls again", visibility="system", track="full")
    made_one(other, project)
    page = open_page(client, undo)
    assert "cannot be undone" in page
    assert f"Its project was made one with another: Merged into {other.ref}" in page
    assert client.post(undo).status_code == 409
    assert Entry.objects.open().exists()


def test_undo_waits_until_an_archived_project_is_taken_out_again(client_for, project):
    client = client_for("pmo")
    keep(client, looked(client, project))
    undo = f"{AT}{Batch.objects.get().pk}/undo/"
    Project.objects.filter(pk=project.pk).update(state="stopped")
    control.archive(project, by=None, reason="Twice")
    page = open_page(client, undo)
    assert f"{project}: Archived" in page
    assert client.post(undo).status_code == 409
    open_page(client_for("pmo"), undo, 404)
    control.unarchive(project, by=None)
    assert "Undone: 4 entries" in open_page(client, undo, post={}, follow=True)
