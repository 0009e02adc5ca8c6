"""A sheet of risks on the matrix that its organisation uses now: read on it, moved to it by a visible choice, old risks on theirs."""

import json
from contextlib import nullcontext
from datetime import date
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from quantock.engines.risk import SHIPPED
from quantock.projects.tests.factories import ProjectFactory
from quantock.raid import matrices
from quantock.raid.models import Matrix
from tests.pages import open_page

pytestmark = pytest.mark.django_db
ON = date(2026, 6, 1)
AT = "/imports/logs/"
NUMBERS = "Ref,Risk,Likelihood,Impact,Owner\n1,Ward closes,2,4,Tom\n2,Lift fails,3,1,Ann\n"
NHS = NUMBERS + "3,No pharmacist,5,5,Ann\n"
RETURN = (
    "No.,Risk Name,Pre-mitigated Impact,Pre-mitigated Likelihood,Post-mitigated Impact,Post-mitigated Likelihood,Owner\n"
    "1,Funding ends,6 - Critical,4 - Almost Certain,3 - Medium impact,2 - Medium,Tom\n"
)


@pytest.fixture
def project():
    return ProjectFactory(title="Falls", visibility="system", track="full")


@pytest.fixture
def own(project):
    """Four by four, with scores that are no products."""
    return published(project, table=[[1, 2, 4, 7], [3, 5, 8, 11], [6, 9, 12, 14], [10, 13, 15, 16]])


def published(project, like="4x4", **data):
    body = project.lead_organisation
    draft = matrices.prepare(body, Matrix.objects.get(organisation=None, code=like, version=1), by=None)
    draft = matrices.change(
        draft, {"name": "Trust’s matrix", **SHIPPED[like].as_data(), **data}, "it", by=None
    )
    return matrices.publish(draft, ON, by=None, on=ON)


def looked(client, project, text):
    file = SimpleUploadedFile("risks.csv", text.encode())
    return open_page(client, AT, post={"file": file, "project": project.ref})


def kept(client, project, page, **said):
    said = {"number": project.number, "shown": page.context["signature"], **said}
    return open_page(client, AT, post={"understood": page.context["understood"], **said}, follow=True)


def test_numbers_are_read_on_the_organisation_s_own_matrix_with_its_scores(client_for, project, own):
    client = client_for("pmo", on=project.lead_organisation)
    page = looked(client, project, NUMBERS)
    assert "on the matrix Trust’s matrix" in page
    assert "2 risks added" in kept(client, project, page)
    closes, lift = project.entries.order_by("number")
    assert (closes.matrix, closes.score, closes.level) == (own, 11, "high")
    assert (lift.matrix, lift.score, lift.details) == (own, 6, {})


def test_another_scale_is_moved_by_a_choice_and_the_original_kept(client_for, project, own):
    client = client_for("pmo", on=project.lead_organisation)
    page = looked(client, project, RETURN)
    assert (
        "The sheet scores as the matrix 6 × 4 does; its steps are moved to those of Trust’s matrix." in page
    )
    assert "6 × 4: the scale of this sheet" in page
    assert "On the scale of the sheet, 6 × 4, it is 24 before and 6 after." in page
    # Of six impacts the last is the last of four, the third the second.
    assert "“6 - Critical” as 4 Severe, “3 - Medium impact” as 2 Moderate" in page
    assert "1 risk added" in kept(client, project, page)
    [risk] = project.entries.all()
    assert (risk.matrix, risk.inherent_score, risk.score) == (own, 16, 5)
    assert "Impact before mitigation: 6 - Critical" in risk.details["notes"]


def test_it_can_be_left_on_the_scale_of_the_sheet(client_for, project, own):
    client = client_for("pmo", on=project.lead_organisation)
    page = looked(client, project, RETURN)
    chosen = {"matrix-0": "6x4", "matrix-shown-0": "own"}
    seen = kept(client, project, page, **chosen)
    assert "nothing is kept yet" in seen, "another matrix is looked at first"
    assert "on the matrix 6 × 4" in seen
    assert "1 risk added" in kept(client, project, seen, **{"matrix-0": "6x4", "matrix-shown-0": "6x4"})
    [risk] = project.entries.all()
    assert (risk.matrix.code, risk.inherent_score, risk.score, risk.details) == ("6x4", 24, 6, {})


def test_a_matrix_that_is_none_is_not_believed(client_for, project):
    client = client_for("pmo", on=project.lead_organisation)
    page = looked(client, project, NUMBERS)
    assert "2 risks added" in kept(client, project, page, **{"matrix-0": "own", "matrix-shown-0": "own"})


def test_numbers_beyond_the_own_scale_are_of_the_nhs_one(run, project, own):
    answer = run(NHS, project)
    assert (answer["matrix"], answer["scale_of_the_sheet"]) == ("own", "nhs-5x5")
    steps = {(each["of"], each["word"]): each["taken_as"] for each in answer["scales"]}
    assert (steps["likelihood", "5"], steps["impact", "5"], steps["impact", "4"]) == (4, 4, 3)


@pytest.fixture
def run(tmp_path):
    """The command on a sheet, for a project."""

    def run(text, project, *said, code=0):
        file = tmp_path / "risks.csv"
        file.write_text(text)
        printed = StringIO()
        with pytest.raises(SystemExit) if code else nullcontext():
            call_command(
                "import_risks",
                str(file),
                "--project",
                project.ref,
                "--as-at",
                "2026-06-02",
                *said,
                stdout=printed,
            )
        return json.loads(printed.getvalue())

    return run


def test_the_command_takes_the_matrix_too(run, project, own):
    assert run(RETURN, project, "--dry-run")["pre_score_sum"] == 16
    asked = run(RETURN, project, "--dry-run", "--matrix", "6x4")
    assert (asked["matrix"], asked["pre_score_sum"]) == ("6x4", 24)
    wrong = run(RETURN, project, "--dry-run", "--matrix", "3x3", code=1)
    assert "There is no matrix 3x3" in wrong["error"]


def test_a_risk_stays_on_the_version_that_it_was_scored_on(run, project, own):
    run(NUMBERS, project)
    second = published(project, like="nhs-5x5")
    same = run(NUMBERS, project)
    assert (same["matrix"], same["unchanged"], same["updated"]) == ("own", 2, 0)
    more = run(NUMBERS.replace("3,1,Ann", "4,1,Ann") + "3,New one,4,4,Ann\n", project)
    assert (more["created"], more["updated"], more["unchanged"]) == (1, 1, 1)
    closes, lift, new = project.entries.order_by("number")
    assert (closes.matrix, lift.matrix, new.matrix) == (own, own, second)
    assert (closes.score, lift.score, new.score) == (11, 10, 16)


def test_organisations_with_matrices_of_their_own_are_told(client_for, project, own):
    ProjectFactory(title="Beds", visibility="system")
    text = "Project,Risk,Likelihood,Impact,Owner\nFalls,Ward closes,2,4,Tom\nBeds,Lift fails,5,1,Ann\n"
    file = SimpleUploadedFile("risks.csv", text.encode())
    page = open_page(client_for("pmo", on=project.lead_organisation), AT, post={"file": file})
    assert "use several matrices (NHS 5 × 5 and Trust’s matrix, version 1 of" in page


def test_the_system_s_new_version_is_read_on(run, project):
    system = Matrix.objects.get(organisation=None, code="nhs-5x5", version=1)
    draft = matrices.prepare(None, system, by=None)
    matrices.change(draft, {"name": "System’s own"}, "its name", by=None)
    newest = matrices.publish(draft, ON, by=None, on=ON)
    assert run(NHS, project)["matrix"] == "own"
    assert {each.matrix for each in project.entries.all()} == {newest}
