"""A sheet of benefits: looked at, its classes mapped, kept, brought in again, undone."""

import json
from contextlib import suppress
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from quantock.access import MACHINE
from quantock.audit.facts import check
from quantock.audit.models import Batch
from quantock.benefits import services
from quantock.benefits.models import Benefit, BenefitFact, MonthFact
from quantock.engines.logs.finding import find_logs
from quantock.engines.tables import open_source
from quantock.exchange import gains
from quantock.people.tests.factories import PersonFactory
from quantock.projects.models import Involvement
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid.tests.factories import ON
from tests.pages import open_page

pytestmark = pytest.mark.django_db
AT = "/imports/logs/"
SHEET = """Benefit,Benefit type,Owner,Full year value (£k),R/NR,From when,RAG,April 2026 forecast (£k),April 2026 actual (£k)
Fewer bed days,CRES,Ann Bell,240,R,1/4/2026,Amber,20,18
Calmer nights,Wellbeing,Sister Jones,TBC,,,,,
"""


@pytest.fixture
def project():
    made = ProjectFactory(title="Falls", visibility="system", track="full")
    Involvement.objects.create(project=made, role="team", person=PersonFactory(name="Ann Bell"))
    return made


def looked(client, project, text=SHEET):
    file = SimpleUploadedFile("benefits.csv", text.encode())
    return open_page(client, AT, post={"file": file, "project": project.ref})


def again(client, page, **said):
    post = {"understood": page.context["understood"], "number": page.context["of_project"].number, **said}
    return open_page(client, AT, post=post, follow=True)


def test_a_sheet_is_looked_at_its_classes_mapped_kept_and_undone(client_for, project):
    client = client_for("pmo")
    page = looked(client, project)
    assert "1 would be added, 0 changed, 0 left as they are, 1 left out" in page
    for words in (
        "say which class “Wellbeing” is",
        "1 word to decide",
        "£240,000",
        "TBC",
        "1 month forecast",
        "known here",
    ):
        assert words in page
    # What was chosen since is looked at first, then kept.
    shown = page.context["signature"]
    mapped = again(client, page, **{"class-0-1": "experience", "shown": shown})
    assert "2 would be added" in mapped
    assert not Benefit.objects.exists()
    said = {"class-0-1": "experience", "shown": mapped.context["signature"]}
    assert "2 benefits added" in again(client, page, **said)
    days, nights = Benefit.objects.order_by("number")
    assert (days.kind, days.class_text, days.full_year, days.full_year_text) == (
        "cash",
        "CRES",
        24_000_000,
        "£240k",
    )
    assert (days.owner.name, days.recurrence, str(days.starts), days.notes) == (
        "Ann Bell",
        "recurrent",
        "2026-04-01",
        "RAG: Amber",
    )
    assert (days.forecast, days.reported) == (2_000_000, 1_800_000)
    assert (nights.kind, nights.class_text, nights.owner_text, nights.no_figure, nights.unit) == (
        "experience",
        "Wellbeing",
        "Sister Jones",
        "TBC",
        "",
    )
    assert check(BenefitFact) == check(MonthFact) == []
    own = open_page(client, f"/projects/{project.number}/benefits/{nights.pk}/")
    assert "“Wellbeing” in the sheet that it came with" in own
    assert "TBC" in own
    # The same again changes nothing; what differs is changed, and who was named meanwhile stays.
    # What a word was said to mean is remembered.
    assert "Nothing was to be kept: 2 are as they were" in again(client, looked(client, project))
    nights.owner, nights.owner_text = PersonFactory(name="Joan Jones"), ""
    nights.save(update_fields=["owner", "owner_text"])
    changed = looked(client, project, SHEET.replace("TBC", "£12.5k").replace("20,18", "20,19"))
    assert "0 benefits added, 2 changed" in again(client, changed)
    nights.refresh_from_db()
    days.refresh_from_db()
    assert (nights.full_year, nights.no_figure, nights.unit, nights.owner.name) == (
        1_250_000,
        "",
        "£",
        "Joan Jones",
    )
    assert days.reported == 1_900_000
    # What was removed here is not brought back by the sheet, unless somebody chooses.
    services.remove(days, by=None, reason="Counted twice")
    text = SHEET.replace("TBC", "£12.5k").replace("20,18", "20,19")
    page = looked(client, project, text)
    assert f"{days.ref} was removed here" in page
    assert "1 left as closed or removed here" in again(client, page)
    assert "1 benefit added" in again(client, page, **{"take-0-2": "yes"})
    for batch in Batch.objects.order_by("-pk")[:1]:
        assert batch.title == "Benefits of benefits.csv"
        assert "Undone" in open_page(client, f"{AT}{batch.pk}/undo/", post={}, follow=True)
    assert list(Benefit.objects.filter(removed_at=None)) == [nights]


def test_a_tracker_with_rows_of_plan_and_actual_comes_in_with_its_months(client_for, project):
    client = client_for("pmo")
    text = "CIP tracker £k\nScheme,,Apr-26,May-26\nLED lighting,Plan,10,10\n,Actual,8,\nMedicines,Plan,5,5\n,Actual,6,7\n"
    page = looked(client, project, text)
    assert "2 schemes have a row for the plan and one for the actual" in page
    assert "1 word to decide" in page, "the sheet says no class"
    said = {"class-0-0": "cash", "shown": page.context["signature"]}
    page = again(client, page, **said)
    assert "2 months forecast, 1 month reported" in page
    assert "2 benefits added" in again(client, page, **said | {"shown": page.context["signature"]})
    led, medicines = Benefit.objects.order_by("number")
    assert (led.forecast, led.reported) == (2_000_000, 800_000)
    assert (medicines.forecast, medicines.reported) == (1_000_000, 1_300_000)


def test_who_may_not_keep_benefits_or_see_money_is_told(client_for, project):
    file = {"file": SimpleUploadedFile("b.csv", SHEET.encode()), "project": project.ref}
    open_page(client_for("viewer"), AT, 403, post=file)
    lead = client_for("benefits lead", on=project)
    assert "1 would be added" in looked(lead, project)
    elsewhere = ProjectFactory(title="Other", visibility="system")
    assert "you may not change the benefits of this project" in looked(lead, elsewhere)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("A,Cash,9434765919,5,", "it seems to hold an NHS number"),
        ("A,,Tom,5,", "it has no class: say which one"),
    ],
)
def test_rows_that_cannot_come_in_say_why(client_for, project, row, why):
    assert why in looked(client_for("pmo"), project, f"Benefit,Class,Owner,Annual value,Until\n{row}\n")


def test_what_cannot_stand_beside_what_is_kept_is_refused(client_for, project):
    client = client_for("pmo")
    again(
        client,
        looked(
            client, project, "Benefit,Class,Unit,Value,Start,April 2026\nDays,Quality,bed days,5,1/5/2026,2\n"
        ),
    )
    page = looked(
        client, project, "Benefit,Class,Unit,Value,Start,April 2026\nDays,Quality,falls,5,1/5/2026,2\n"
    )
    assert "Its months are kept in bed days" in page
    page = looked(
        client, project, "Benefit,Class,Unit,Value,End,April 2026\nDays,Quality,bed days,5,1/1/2026,2\n"
    )
    assert "It ends before it begins" in page


def test_a_month_reported_before_the_benefit_begins_is_told(client_for, project):
    text = "Benefit,Class,Value,Start,April 2026 actual,June 2026 actual\nBeds,Cash,5,1/5/2026,2,3\n"
    page = looked(client_for("pmo"), project, text)
    assert "April 2026 is reported before it begins on 1 May 2026" in page
    [account] = [each.account for each in page.context["sections"]]
    assert account.to_dict()["noted"][0]["row"] == 2


def test_the_plan_costs_the_same_however_many_rows(cost, project):
    def planned(rows):
        text = "Benefit,Class,Owner,Value\n" + "".join(f"Gain {row},Cash,Ann Bell,5\n" for row in range(rows))
        [found] = find_logs(open_source(text.encode(), "a.csv"), on=ON)
        return cost(lambda: gains.plan(found.read("benefit", on=ON), project, MACHINE))

    assert planned(3) == planned(200)


def test_a_command_brings_benefits_in(project, tmp_path):
    path = tmp_path / "benefits.csv"
    path.write_text(SHEET)

    def run(*said):
        out = StringIO()
        with suppress(SystemExit):
            call_command("import_log", str(path), *said, "--json", stdout=out)
        return json.loads(out.getvalue())

    [tried] = run("--dry-run")["sheets"]
    assert (tried["register"], tried["classes"][1]["taken_as"]) == ("benefit", None)
    assert "happy is no class" in run("--project", project.ref, "--class", "Wellbeing=happy")["error"]
    answer = run("--project", project.ref, "--class", "Wellbeing=experience", "--figures-in", "pounds")
    assert (answer["created"], answer["refused"], Benefit.objects.count()) == (2, 0, 2)


def test_a_command_remembers_the_classes_that_were_said_once(project, tmp_path):
    path = tmp_path / "benefits.csv"
    path.write_text(SHEET)

    def run(*said):
        out = StringIO()
        with suppress(SystemExit):
            call_command("import_log", str(path), "--project", project.ref, *said, "--json", stdout=out)
        return json.loads(out.getvalue())

    run("--class", "Wellbeing=experience", "--figures-in", "pounds")
    again = run("--figures-in", "pounds")
    assert (again["created"], again["updated"], again["refused"]) == (0, 0, 0)
    assert again["sheets"][0]["classes"][1]["taken_as"] == "experience"
    other = run("--figures-in", "pounds", "--class", "Wellbeing=quality", "--dry-run")
    assert other["sheets"][0]["classes"][1]["taken_as"] == "quality"
