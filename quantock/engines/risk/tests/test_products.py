"""Scores written as what they are made of, and scales and projects that only headings or captions name."""

import pytest

from quantock.engines.risk.sheet import read_risks
from quantock.engines.tables import open_source


def read(*lines, name="risks.csv"):
    return read_risks(open_source("\n".join(lines).encode(), name))


@pytest.mark.parametrize(
    ("heading", "score", "steps"),
    [
        ("Residual (L x I)", "4 x 3", (4, 3)),
        ("Residual (L x I)", "4 x 3 = 12", (4, 3)),
        ("Residual score (Impact x Likelihood)", "4x3=12", (3, 4)),
        ("Residual score", "L4 x I3", (4, 3)),
        ("Residual score", "C4 L3 = 12", (3, 4)),
        ("Residual score", "3x3", (3, 3)),
        ("Residual score (LxI)", "12 (4x3)", (4, 3)),
        ("Residual score (LxI)", "Likely x Moderate", (4, 3)),
    ],
)
def test_a_score_is_taken_apart_where_the_sheet_says_what_comes_first(heading, score, steps):
    sheet = read(f"Ref,Risk,{heading},Owner", f"1,Falls rise,{score},Ann", "2,Costs rise,2x2,Ann")
    after = sheet.risks[0].post
    assert (after.likelihood, after.impact) == steps
    assert after.score == steps[0] * steps[1]
    assert sheet.warnings == []


def test_a_product_of_two_figures_in_no_known_order_gives_its_score_and_stays_in_words():
    """Consequence times likelihood is as usual as the other way round."""
    sheet = read("Ref,Risk,Inherent score,Residual score", "1,Falls rise,4 x 3,2x1=2")
    [risk] = sheet.risks
    assert (risk.pre.score, risk.pre.likelihood, risk.post.score) == (12, None, 2)
    assert risk.texts["notes"] == "Score before mitigation: 4 x 3\nScore now: 2x1=2"
    assert "gives no likelihood and impact" in sheet.warnings[0]


def test_headings_that_say_how_far_a_scale_goes_say_which_matrix_it_is_of():
    """Steps of 1 to 4 were moved to five ones, and no score was the one that the sheet states."""
    sheet = read("Risk,Likelihood (1-4),Impact (1-4),Score", "Falls rise,4,4,16", "Costs rise,3,2,6")
    assert (sheet.matrix, sheet.sums) == ("4x4", (0, 22))
    assert sheet.warnings == []


HEADS = "Project,Risk,Likelihood,Impact,Mitigation"


def test_rows_below_the_one_that_names_their_project_are_of_it():
    sheet = read(HEADS, "Harbour,one,3,3,m", ",two,2,2,m", "Town hall,three,1,5,m", ",four,4,4,m")
    assert sheet.to_dict()["by_project"] == {"Harbour": 2, "Town hall": 2}
    assert sheet.warnings == ["Rows 3, 5 name no project; each is read as of the project above it."]


@pytest.mark.parametrize(
    "rows",
    [
        ("Harbour,one,3,3,m", "Harbour,two,3,3,m", ",three,3,3,m", "Town hall,four,3,3,m", ",five,2,2,m"),
        (",one,3,3,m", "Harbour,two,3,3,m", ",three,3,3,m", "Town hall,four,3,3,m", ",five,2,2,m"),
        ("Harbour,one,3,3,m", "Town hall,two,3,3,m", ",three,3,3,m"),
    ],
)
def test_a_row_without_a_project_is_the_programmes_where_projects_are_named_row_by_row(rows):
    sheet = read(HEADS, *rows)
    assert sheet.to_dict()["by_project"]["programme"] == sum(row.startswith(",") for row in rows)
    assert sheet.warnings == []


def test_risks_of_a_project_called_programme_are_the_programmes():
    sheet = read("Project:,Programme", "Risk,Likelihood,Impact,Score", "Funding ends,3,4,12")
    assert sheet.to_dict()["by_project"] == {"programme": 1}


def test_of_a_log_that_says_what_each_row_is_only_the_risks_are_read():
    """Its issues and actions came in as risks without a score."""
    sheet = read(
        "RAID type,Ref,Project,Description,Likelihood,Impact,Score,Owner",
        "Risk,1,Harbour,Costs rise,3,4,12,Ann",
        "Issue,2,Harbour,Costs rose,,4,,Ann",
        "Action,3,Town hall,Ask for more,,,,Tom",
        "Risk,4,Town hall,Staff leave,2,2,4,Tom",
    )
    assert [risk.name for risk in sheet.risks] == ["Costs rise", "Staff leave"]
    assert sheet.warnings == ["Only the rows of risks were read; others are called action and issue."]


def test_numbered_rows_that_only_repeat_their_project_are_empty():
    sheet = read(HEADS.replace("Project", "Ref,Project", 1), "1,A,one,3,3,m", "2,A,,,,", "3,A,N/A,,,")
    assert ([risk.name for risk in sheet.risks], sheet.empty) == (["one"], [3])
    assert sheet.skipped == [(4, "says that there is none", "N/A")]


def test_an_assurance_framework_names_principal_risks():
    sheet = read(
        "Ref,Principal risk,Initial L,Initial C,Initial Score,Current L,Current C,Current Score,Lead",
        "BAF1,Demand exceeds capacity,5,4,20,4,4,16,COO",
    )
    assert sheet.sums == (20, 16)
