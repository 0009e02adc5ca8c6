"""Scales of sheets of risks that are not ours: mapped once, remembered for the organisation's next sheet, by page and command."""

import json
from contextlib import suppress
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from quantock.audit.models import Event
from quantock.exchange.models import RememberedMapping
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid.models import Entry
from tests.pages import open_page

pytestmark = pytest.mark.django_db
AT = "/imports/logs/"
SHEET = (
    "Ref,Risk,Likelihood,Impact,Owner\n1,Ward closes,M,H,Tom\n2,Lift fails,L,H,Ann\n3,No pharmacist,?,H,Ann\n"
)


@pytest.fixture
def project():
    return ProjectFactory(title="Falls", visibility="system", track="full")


def looked(client, project, text=SHEET):
    file = SimpleUploadedFile("risks.csv", text.encode())
    return open_page(client, AT, post={"file": file, "project": project.ref})


def again(client, page, **said):
    project = page.context["of_project"]
    post = {"understood": page.context["understood"], "number": project.number, **said}
    return open_page(client, AT, post=post, follow=True)


def test_a_scale_is_mapped_once_and_remembered_for_the_next_sheet(client_for, project):
    client = client_for("pmo", on=project.lead_organisation)
    page = looked(client, project)
    assert "4 answers of a scale that is not ours" in page
    assert "“M” as 3 Possible, “L” as 1 Rare" in page
    # Another choice is looked at first, then kept; the answer that is none stays in the notes.
    chosen = {"scale-0-0": "4", "scale-0-1": "2", "scale-0-2": "", "scale-0-3": "5"}
    seen = again(client, page, **chosen, shown=page.context["signature"])
    assert "nothing is kept yet" in seen
    assert "1 Rare" not in seen.context["sections"][0].sheet.warnings[0]
    assert "3 risks added" in again(client, seen, **chosen, shown=seen.context["signature"])
    closes, lift, none = Entry.objects.order_by("number")
    assert (closes.score, lift.score, none.score) == (20, 10, None)
    assert closes.details["notes"] == "Likelihood now: M\nImpact now: H"
    assert none.details["notes"] == "Likelihood now: ?\nImpact now: H"
    # The next sheet is read so without a word, also where it would propose otherwise.
    more = SHEET + "4,Flood,VH,H,Tom\n"
    answers = looked(client, project, more).context["sections"][0].sheet.answers
    assert [(each.text, each.taken) for each in answers if each.measure == "likelihood"] == [
        ("M", "4"),
        ("L", "2"),
        ("?", ""),
        ("VH", "5"),
    ]
    # Of another organisation nothing is known.
    other = ProjectFactory(title="Stroke", visibility="system")
    assert looked(client_for("admin"), other).context["sections"][0].sheet.answers[0].taken == "3"
    event = Event.objects.get(verb="scale changed")
    assert event.changes[0]["label"] == "Likelihood “M”"


def test_what_is_remembered_is_shown_and_forgotten(client_for, project):
    client = client_for("pmo", on=project.lead_organisation)
    again(client, looked(client, project))
    at = f"/imports/remembered/{project.lead_organisation_id}/"
    page = open_page(client, at)
    assert ["Likelihood", "m", "3 Possible"] in page.rows()
    assert ["Likelihood", "?", "Stays in the notes"] in page.rows()
    assert "0 rating scales, 4 answers of sheets of risks" in open_page(client, "/imports/remembered/")
    for _ in range(2):
        page = open_page(client, f"{at}risks/forget/", post={}, follow=True)
    assert "Forgotten" in page
    assert ["Likelihood", "m", "3 Possible"] not in page.rows()
    assert Event.objects.filter(verb="scale forgotten").count() == 1


def test_what_is_our_own_is_folded_and_not_remembered(client_for, project):
    client = client_for("pmo", on=project.lead_organisation)
    page = looked(client, project, "Ref,Risk,Likelihood,Impact,Owner\n1,Ward closes,4,5 - Major,Tom\n")
    assert "of a scale that is not ours" not in page
    again(client, page)
    assert not RememberedMapping.objects.exists()


def run(command, *said):
    out = StringIO()
    with suppress(SystemExit):
        call_command(command, *said, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.mark.parametrize("command", ["import_risks", "import_log"])
def test_a_command_names_its_proposal_and_takes_it_back_edited(command, project, tmp_path):
    path, mapping = tmp_path / "risks.csv", tmp_path / "scales.json"
    path.write_text(SHEET)
    tried = run(command, str(path), "--dry-run")
    scales = tried["scales"] if command == "import_risks" else tried["sheets"][0]["scales"]
    assert [(each["word"], each["taken_as"]) for each in scales] == [
        ("M", 3),
        ("L", 1),
        ("?", None),
        ("H", 5),
    ]
    scales[0]["taken_as"] = 4
    mapping.write_text(json.dumps(tried))
    done = run(command, str(path), "--project", project.ref, "--mapping", str(mapping))
    assert done["created"] == 3
    assert Entry.objects.get(title="Ward closes").score == 20
    # Remembered: the next time without the file.
    assert run(command, str(path), "--project", project.ref)["unchanged"] == 3


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("[]x", "is not JSON"),
        ('{"scales": [{"of": "cost", "word": "M"}]}', "is no mapping of scales"),
        ('{"columns": []}', "is no mapping of scales"),
        ('[{"of": "likelihood", "word": "M", "taken_as": 9}]', "“M” cannot be 9 on the matrix NHS 5 × 5"),
        ('[{"of": "likelihood", "word": "M", "taken_as": "high"}]', "is no mapping of scales"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused_with_what_to_do(project, tmp_path, text, says):
    path, mapping = tmp_path / "risks.csv", tmp_path / "scales.json"
    path.write_text(SHEET)
    mapping.write_text(text)
    assert (
        says in run("import_risks", str(path), "--mapping", str(mapping), "--project", project.ref)["error"]
    )
    assert "could not be read" in run("import_risks", str(path), "--mapping", str(tmp_path / "no"))["error"]
    assert not Entry.objects.exists()
