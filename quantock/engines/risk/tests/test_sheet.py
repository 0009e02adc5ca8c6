"""Reading risk registers: the real returns, and the ways in which others keep theirs."""

import io
import json
import os
from pathlib import Path

import pytest
from openpyxl import Workbook

from quantock.engines.risk.headings import field_of
from quantock.engines.risk.ratings import step_of
from quantock.engines.risk.rows import stated_in
from quantock.engines.risk.sheet import read_risks
from quantock.engines.tables import Refused, open_source

SHARED = Path(os.environ.get("QUANTOCK_REAL_DATA", Path(__file__).parents[5] / "shared"))
DATA = SHARED / "data"
FILES = ("towns_fund_round_3.xlsx", "towns_fund_round_4.xlsx", "pathfinders_round_1.xlsx")
FIVE = ("Rare", "Unlikely", "Possible", "Likely", "Almost certain")


def of(text, name="risks.csv"):
    return read_risks(open_source(text.encode(), name))


@pytest.mark.real_data
@pytest.mark.parametrize("name", FILES)
def test_every_risk_of_the_real_returns_is_read(name):
    path = DATA / "returns" / name
    if not path.exists():
        pytest.skip("the real returns are not here")
    expected = next(
        each for each in json.loads((DATA / "expected/returns.json").read_text()) if each["file"] == name
    )
    sheet = read_risks(open_source(path.read_bytes(), name))
    found = sheet.to_dict()
    for got, wanted in zip(found["entries"], expected["risks"], strict=True):
        wanted = {key: value for key, value in wanted.items() if key != "proximity"}
        wanted |= {"scope": wanted["scope"].replace("Programme", "programme")} if "scope" in wanted else {}
        assert {key: got[key] for key in wanted} == wanted
    assert found["warnings"] == []
    if counts := expected.get("risk_counts"):
        assert found["risks"] == counts["total"]
        assert found["by_project"] == {
            scope.replace("Programme", "programme"): count for scope, count in counts["by_scope"].items()
        }
        assert (found["pre_score_sum"], found["post_score_sum"]) == (
            counts["sum_pre_score"],
            counts["sum_post_score"],
        )
        assert found["worse_after"] == counts["post_higher_than_pre"]
        assert found["example_rows"] == expected["example_rows_to_ignore"]
        assert found["empty_rows"] == expected["numbered_but_empty_risk_rows"]


def test_a_plain_register_says_how_it_is_now():
    sheet = of(
        "Risk ID,Risk,Likelihood,Impact,Score,Owner\nR1,Alarms late,3,4,12,Priya\nR2,No staff,Likely,Major,,Tom\n"
    )
    assert [(each.name, each.pre.score, each.post.score) for each in sheet.risks] == [
        ("Alarms late", None, 12),
        ("No staff", None, 16),
    ]
    assert sheet.to_dict()["by_project"] == {"programme": 2}


def test_groups_over_short_headings_say_before_and_after():
    sheet = of(
        ",,Before mitigation,,,,After mitigation,,\nRef,Risk title,L,I,Score,Mitigation,L,I,Score\n"
        "1,Alarms late,4,5,20,Order now,2,5,10\n"
    )
    [risk] = sheet.risks
    assert (risk.pre.score, risk.post.score, risk.texts["mitigation"]) == (20, 10, "Order now")


def test_a_second_likelihood_without_a_word_is_the_one_after():
    sheet = of("No,Risk,Likelihood,Impact,Mitigation,Likelihood,Impact\n1,Late,4,4,Order,2,4\n")
    assert (sheet.risks[0].pre.score, sheet.risks[0].post.score) == (16, 8)


def test_a_column_of_projects_says_whose_each_is():
    sheet = of("Project,Risk name,Inherent score,Residual score\nBus,Late,16,9\nBus,Dear,4,8\nPark,Wet,6,6\n")
    assert sheet.to_dict()["by_project"] == {"Bus": 2, "Park": 1}
    assert sheet.to_dict()["worse_after"] == 1


HEADINGS = "No.,Risk Name,Risk Category,Pre-mitigated Impact,Pre-mitigated Likelihood,Post-mitigated Impact,Post-mitigated Likelihood\n"


def test_sections_repeat_their_headings_and_examples_and_empty_numbers_are_left_out():
    sheet = of(
        "Risk register\nSECTION A: Programme Risks,,,,,,\n"
        + HEADINGS
        + "0,Example of how to complete >,x,5 - Major impact,3 - High,3 - Medium impact,2 - Medium\n"
        "1,Funding ends,Money,6 - Critical impact,4 - Almost Certain,3 - Medium impact,2 - Medium\n2,,,,,,\n"
        "SECTION B: Project Risks,,,,,,\nProject 1: Bus station,,,,,,\n"
        + HEADINGS
        + "1,Late,Time,1- Marginal impact,1 - Low,4 - Significant impact,4 - Almost Certain\n2,,< Select >,,,,\n"
        "END,END,END,END,END,END,END\nRisk Categories,Impact Inputs,Likelihood Inputs,,,,\nMoney,1 - Low,1 - Low,,,,\n"
    )
    found = sheet.to_dict()
    assert found["by_project"] == {"programme": 1, "Bus station": 1}
    assert (found["pre_score_sum"], found["post_score_sum"], found["worse_after"]) == (25, 22, 1)
    assert (found["matrix"], found["example_rows"], found["empty_rows"]) == ("6x4", 1, 2)


def test_a_row_where_nothing_was_chosen_is_no_risk_and_a_list_may_be_numbered_from_0():
    sheet = of(
        "No,Risk,Likelihood,Impact,Owner\n0,Late,3,4,Priya\n1,Select the wrong supplier,2,2,Tom\n"
        "2,,Select,Choose an item.,< Select >\n3,< Select >,Please select,-- Choose --,\n,Select,,,\n"
    )
    assert [risk.name for risk in sheet.risks] == ["Late", "Select the wrong supplier"]
    assert (sheet.examples, sheet.empty, sheet.skipped) == ([], [4, 5], [])
    sheet = of("No,Risk,Likelihood,Impact,Owner\n0,Late,3,4,For example: Priya\n1,Wet,2,2,Tom\n")
    assert ([risk.name for risk in sheet.risks], sheet.examples) == (["Wet"], [2])


def test_what_the_sheet_says_is_compared_with_its_steps_and_steps_off_the_scale_are_told():
    sheet = of("Risk,Likelihood,Impact,Score\nLate,3,4,13\nWet,7,2,14\n")
    assert sheet.risks[0].post.score == 12
    assert "the sheet says 13, but 3 times 4 is 12" in sheet.warnings[0]
    assert "likelihood “7” is not on the scale of 1 to 5" in sheet.warnings[1]


def test_a_row_with_scores_and_no_name_is_accounted_for():
    sheet = of("No,Risk,Likelihood,Impact,Owner\n1,Late,3,4,Priya\n2,,3,3,Tom\n")
    assert [(row, why) for row, why, _ in sheet.skipped] == [(3, "has no name of a risk")]


def test_a_file_without_risks_says_what_is_looked_for():
    with pytest.raises(Refused, match="No register of risks was found in the file"):
        of("Project,Start,Finish\nBus,1/1/2026,2/2/2026\n")


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("4 - High", 4),
        ("1- Marginal", 1),
        ("High (4)", 4),
        ("5", 5),
        ("Likely", 4),
        ("almost certain", 5),
        ("Very low", 1),
        ("0", None),
        ("soon", None),
        (None, None),
    ],
)
def test_a_step_is_read_as_it_is_written(text, step):
    assert step_of(text, FIVE) == step


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Pre-mitigated Raw Total Score", "pre_score"),
        ("Pre-mitigated likelihood score", "pre_likelihood"),
        ("Post-Mitigated Impact", "post_impact"),
        ("Residual risk score", "post_score"),
        ("Likelihood x Impact", "score"),
        ("Risk Owner/Role", "owner"),
        ("4 - Significant impact", ""),
        ("Notes", ""),
    ],
)
def test_headings_name_their_fields(heading, field):
    assert field_of(heading) == field


def test_headings_in_two_rows_with_a_score_aimed_at_and_how_each_stands():
    """As trusts keep their corporate registers: captions over L, C and score, texts beside them, closed ones among them."""
    text = (
        "Corporate Risk Register\n"
        "Risk ID,Risk Description,Cause,Consequence,Inherent Risk,,,Gaps in control,Residual Risk,,,Target Risk,,,Risk Owner,Status\n"
        ",,,,L,C,Score,,L,C,Score,L,C,Score,,\n"
        "CRR01,No theatre staff,Shortage,Cancelled lists,4,4,16,No pipeline,3,4,12,2,3,6,COO,Open\n"
        "CRR02,Plant room floods,Old pumps,No power,3,5,15,,2,5,10,,,5,Estates,Closed (May)\n"
    )
    sheet = read_risks(open_source(text.encode(), "risks.csv"))
    first, second = sheet.risks
    assert ([first.pre.score, first.post.score, first.target.score], first.name) == (
        [16, 12, 6],
        "No theatre staff",
    )
    assert (first.texts["effect"], first.texts["owner"], first.texts["state"]) == (
        "Cancelled lists",
        "COO",
        "open",
    )
    assert first.texts["notes"] == "Gaps in control: No pipeline"
    assert (second.texts["state"], second.texts["notes"]) == ("closed", "Score aimed at: 5")
    assert sheet.warnings == sheet.skipped == []


def test_a_project_that_is_merged_over_several_rows_is_that_of_each():
    book = Workbook()
    sheet = book.active
    for row in (
        ("Project", "Risk", "Likelihood", "Impact"),
        ("Ward A", "One", 5, 5),
        (None, "Two", 4, 3),
        (None, "Of none", 2, 2),
        ("Ward B", "Three", 2, 5),
    ):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    kept = io.BytesIO()
    book.save(kept)
    read = read_risks(open_source(kept.getvalue(), "risks.xlsx"))
    assert [each.scope for each in read.risks] == ["Ward A", "Ward A", "programme", "Ward B"]


def test_other_names_for_the_same_and_what_was_so_once():
    text = (
        "ID,Describe the threat,Previous likelihood,Chance,Severity,Residual chance,Residual severity,Risk holder\n"
        "1,Supplier late,1,4,3,2,3,Ann\n"
    )
    [risk] = read_risks(open_source(text.encode(), "risks.csv")).risks
    assert (risk.name, risk.pre.score, risk.post.score, risk.texts["owner"]) == (
        "Supplier late",
        12,
        6,
        "Ann",
    )
    assert risk.texts["notes"] == "Previous likelihood: 1"


def test_a_rag_beside_a_score_is_no_second_score():
    text = "Ref,Risk,Likelihood (1-5),Impact (1-5),Score (LxI),RAG,Owner\n1,Supplier fails,3,4,12,Amber,Tom\n"
    [risk] = read_risks(open_source(text.encode(), "risks.csv")).risks
    assert (risk.pre.score, risk.post.score, risk.texts["notes"]) == (None, 12, "RAG: Amber")


def test_scores_without_their_steps_are_kept_in_words_and_told():
    text = (
        "Ref,Risk title,Inherent risk score,Residual risk score,Owner\n"
        "1,Two rotas,score 12 (3x4),R (6),Tom\n2,Late,4x2=8,tbc,\n"
    )
    sheet = read_risks(open_source(text.encode(), "risks.csv"))
    assert [(each.pre.score, each.post.score) for each in sheet.risks] == [(12, 6), (8, None)]
    assert sheet.risks[0].texts["notes"] == "Score before mitigation: score 12 (3x4)\nScore now: R (6)"
    assert sheet.warnings == [
        "Row 2: “score 12 (3x4)” gives no likelihood and impact; it is kept in the notes and can be scored on the matrix.",
        "Row 3: “4x2=8” gives no likelihood and impact; it is kept in the notes and can be scored on the matrix.",
    ]


def test_steps_that_are_not_on_the_scale_stay_in_the_notes():
    text = "Ref,Risk,Likelihood,Impact,Owner\n1,Ward closes,soon,tbc,Tom\n2,Clinic,6,2,Tom\n"
    sheet = read_risks(open_source(text.encode(), "risks.csv"))
    assert [each.texts["notes"] for each in sheet.risks] == [
        "Likelihood now: soon\nImpact now: tbc",
        "Likelihood now: 6\nImpact now: 2",
    ]


def test_what_stands_among_closed_risks_is_closed_and_a_total_is_none():
    text = (
        "Ref,Risk,Likelihood,Impact,Owner\n1,Staff leave,4,4,Grace\n,CLOSED RISKS,,,\n2,Old lease,2,2,Tom\n"
        ",Total: 2 risks,,20,\n"
    )
    sheet = read_risks(open_source(text.encode(), "risks.csv"))
    assert [(each.name, each.texts.get("state")) for each in sheet.risks] == [
        ("Staff leave", None),
        ("Old lease", "closed"),
    ]
    assert [why for _, why, _ in sheet.skipped] == ["holds one text alone", "is a total"]


def book_of(sheets, hidden=()):
    """A workbook of sheets by name, read."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        if name in hidden:
            sheet.sheet_state = "hidden"
    kept = io.BytesIO()
    book.save(kept)
    return read_risks(open_source(kept.getvalue(), "risks.xlsx"))


FLAT = ("Risk name", "Pre-mitigated impact", "Pre-mitigated likelihood", "Post-mitigated impact", "Post L")


def test_a_return_that_keeps_risks_of_programme_and_projects_on_two_sheets_is_read_whole():
    sheet = book_of(
        {
            "programme_risks": [FLAT, ("Money", "4 - High", "3 - Medium", 2, 2)],
            "project_risks": [
                ("project_name", *FLAT),
                ("Hub", "Land", 5, 2, 5, 3),
                ("Hub", "Wet", 1, 1, 1, 1),
            ],
            "Issues": [("Description", "Impact", "Owner"), ("No room", 4, "Tom"), ("No power", 5, "Tom")],
            "Old": [FLAT, ("Gone", 5, 5, 5, 5)],
        },
        hidden=["Old"],
    )
    found = sheet.to_dict()
    assert (found["sheet"], found["by_project"]) == (
        "programme_risks, project_risks",
        {"programme": 1, "Hub": 2},
    )
    assert (found["pre_score_sum"], found["post_score_sum"], found["worse_after"]) == (23, 20, 1)


def test_sheets_called_as_projects_are_are_of_those_projects_and_last_rounds_copy_is_left_out():
    sheet = book_of(
        {
            "Harbour Walk": [FLAT, ("Flood", 4, 3, 2, 2)],
            "Pier": [FLAT, ("Storm", 2, 3, 2, 2), ("Ships", 1, 1, 1, 1)],
            "Project C risks": [FLAT, ("Sand", 1, 2, 1, 2)],
            "Pier (last round)": [FLAT, ("Storm", 5, 5, 5, 5)],
        }
    )
    assert sheet.to_dict()["by_project"] == {"Harbour Walk": 1, "Pier": 2, "Project C": 1}
    assert sheet.warnings == [
        "The same risks stand on other sheets too, which were not read: “Pier (last round)” (1)."
    ]


def test_tables_side_by_side_are_each_read():
    text = (
        "Risks of the return,,,,,,,,,,\nProgramme risks,,,,,Project 1: Square,,,,,\n"
        "Ref,Risk,L,I,,Ref,Risk,L,I,,\n1,Money,4,3,,1,Stone,2,2,,\n,,,,,2,Rain,5,1,,\n"
    )
    assert [(each.scope, each.name, each.post.score) for each in of(text).risks] == [
        ("programme", "Money", 12),
        ("Square", "Stone", 4),
        ("Square", "Rain", 5),
    ]
    text = "No,Risk,L,I,,No,Project,Risk,L,I\n1,Money,4,3,,1,Pier,Stone,2,2\n2,Staff,1,3,,,,,,\n"
    assert [(each.scope, each.name, each.post.score) for each in of(text).risks] == [
        ("programme", "Money", 12),
        ("programme", "Staff", 3),
        ("Pier", "Stone", 4),
    ]


def test_whose_a_risk_is_may_be_said_in_other_words():
    text = (
        "Project risk register\nName,Which project does this risk relate to?,L (pre),I (pre),L (post),I (post),Who owns the risk?\n"
        "Give it a name,One or all,How likely is it to happen then?,How bad would it be?,How likely is it now?,How bad is it now?,Who\n"
        "Money,All projects,4,3,2,3,Ann\nStone,Pier,5,5,1,1,Bo\nRain,Programme-wide,1,1,1,1,Bo\nNone,,0,0,0,0,\n"
    )
    sheet = of(text)
    assert [(each.scope, each.pre.score, each.post.score, each.texts["owner"]) for each in sheet.risks] == [
        ("programme", 12, 6, "Ann"),
        ("Pier", 25, 1, "Bo"),
        ("programme", 1, 1, "Bo"),
    ]
    assert [why for _, why, _ in sheet.skipped] == ["explains the headings", "says that there is none"]


def test_a_label_before_a_projects_name_says_whose_the_rows_are():
    text = (
        "Part 1: Programme-level risks,,,\n#,Risk title,Likelihood,Impact\n1,Money,4,3\nName of project,Arcade,,\n"
        "#,Risk title,Likelihood,Impact\n1,Stone,2,2\nProject 2,Canal,,\n#,Risk title,Likelihood,Impact\n1,Rain,1,2\n"
    )
    sheet = of(text)
    assert sheet.to_dict()["by_project"] == {"programme": 1, "Arcade": 1, "Canal": 1}
    assert sheet.skipped == []


@pytest.mark.parametrize(
    ("said", "score"),
    [("12 - High", 12), ("16 (Extreme)", 16), ("20/25", 20), ("High 15", 15), ("0", None), ("12 of 25", 12)],
)
def test_a_score_is_read_beside_its_word_and_a_formulas_nought_is_none(said, score):
    assert stated_in(said) == score


def test_a_step_that_was_never_chosen_makes_no_score_of_nought():
    sheet = of(
        "Risk,Pre impact,Pre likelihood,Pre score,Post impact,Post likelihood,Post score\nLate,4,,0,2,2,4\n"
    )
    assert (sheet.risks[0].pre.score, sheet.risks[0].post.score) == (None, 4)
    assert sheet.to_dict()["worse_after"] == 0


def test_words_of_other_scales_are_steps_too():
    words = ["Remote", "Highly unlikely", "Probable", "Certain", "Highly likely"]
    assert [step_of(each, FIVE) for each in words] == [1, 1, 4, 5, 5]
    assert [step_of(each, ("a", "b", "c", "d", "e")) for each in ("Trivial", "Critical", "Extreme")] == [
        1,
        5,
        5,
    ]
