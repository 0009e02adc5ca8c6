"""Returns with all risks of a project in its one row: numbered columns, captions, one cell."""

import io
from datetime import date

import pytest
from openpyxl import Workbook

from quantock.engines.logs.finding import find_logs
from quantock.engines.risk.inline import items_of, parts_of
from quantock.engines.risk.sheet import read_risks
from quantock.engines.tables import Refused, open_source

SAYS = (
    "Name",
    "Category",
    "Short Description",
    "Full Description",
    "Consequences",
    "Pre-mitigated Impact",
    "Pre-mitigated Likelihood",
    "Pre-mitigated Raw Total Score",
    "Mitigations",
    "Post-mitigated Impact",
    "Post-mitigated Likelihood",
    "Post-mitigated Raw Total Score",
    "Proximity",
    "Risk Owner/Role",
)
EMPTY, NOUGHTS = [None] * len(SAYS), [0] * len(SAYS)


def risk(name):
    scores = ("5 - Major impact", "3 - High", 15, "Watch it", "2 - Low impact", "1 - Low", 2)
    return [name, "Money", "short", "full", "what comes", *scores, "4 - Imminent", "Surveyor"]


def consolidated(wide=0):
    """As a round was put together: a row for each project of all places, three risks of each and of its programme."""
    book = Workbook()
    sheet = book.active
    sheet.title = "December 2022"
    tab = "Tab 7 - Risks: Section"
    sheet.append(
        ["Submission ID", "Tab 2 - Project Admin - Town Name", "Tab 2 - Project Admin - Project Name"]
        + [f"Tab 5 - Project Outputs - Output {number}" for number in range(wide)]
        + [f"{tab} A - Programme Risk {number} - {what}" for number in (1, 2, 3) for what in SAYS]
        + [f"{tab} B - Project Risk {number} - {what}" for number in (1, 2, 3) for what in SAYS]
    )
    gap = [None] * wide
    ends = risk("Funding ends")
    sheet.append(
        ["S1", "Ash", "Bus station", *gap, *ends, *NOUGHTS, *EMPTY, *risk("Late"), *risk("Wet"), *EMPTY]
    )
    sheet.append(["S1", "Ash", "Market hall", *gap, *ends, *EMPTY, *EMPTY, *NOUGHTS, *risk("Dear"), *EMPTY])
    sheet.append(["S2", "Elm", "Park", *gap, *ends, *EMPTY, *EMPTY, *EMPTY, *EMPTY, *EMPTY])
    kept = io.BytesIO()
    book.save(kept)
    return open_source(kept.getvalue(), "round_2.xlsx")


@pytest.mark.parametrize("wide", [0, 600])
def test_a_consolidated_return_of_many_places(wide):
    found = read_risks(consolidated(wide)).to_dict()
    # The programme's risk stands beside each of its projects and is one; that of another place is another.
    assert found["by_project"] == {"programme": 2, "Bus station": 2, "Market hall": 1}
    assert (found["matrix"], found["pre_score_sum"], found["post_score_sum"]) == ("6x4", 75, 10)
    late = found["entries"][1]
    assert (late["row"], late["name"], late["owner"], late["proximity"]) == (
        2,
        "Late",
        "Surveyor",
        "4 - Imminent",
    )
    assert "5 risks were taken out of such rows" in found["warnings"][0]
    assert (
        "1 risk of the programme stood again beside other projects and came in once" in found["warnings"][1]
    )


def test_too_wide_for_anything_else_is_refused_still():
    header = ",".join(f"Column {number}" for number in range(600))
    with pytest.raises(Refused, match="more than 500 columns"):
        of(f"{header}\n1,2\n")


def of(text, name="risks.csv"):
    return read_risks(open_source(text.encode(), name))


def told(sheet):
    return [(each.row, each.scope, each.name, each.post.score) for each in sheet.risks]


BOTH = [(2, "Falls", "Alarms late", 12), (2, "Falls", "No staff", 4)]


@pytest.mark.parametrize(
    "headings",
    [
        "Project,Risk 1,Risk 1 L,Risk 1 I,Risk 2,Risk 2 L,Risk 2 I",
        "Scheme,Risk 1 - Name,Risk 1 - Likelihood,Risk 1 - Impact,Risk 2 - Name,Risk 2 - Likelihood,Risk 2 - Impact",
        "Project title,Risk #1: description,Risk #1: Likelihood,Risk #1: Impact,Risk #2: description,Risk #2: Likelihood,Risk #2: Impact",
        "Project,Description (Risk 1),Likelihood (Risk 1),Impact (Risk 1),Description (Risk 2),Likelihood (Risk 2),Impact (Risk 2)",
        "Workstream,Risk description 1,Risk likelihood 1,Risk impact 1,Risk description 2,Risk likelihood 2,Risk impact 2",
        "Project name,R1 Description,R1 Likelihood,R1 Impact,R2 Description,R2 Likelihood,R2 Impact",
    ],
)
def test_however_the_columns_are_numbered(headings):
    assert told(of(f"{headings}\nFalls,Alarms late,3,4,No staff,2,2\n")) == BOTH


def test_captions_over_the_headings_of_each_risk():
    text = "Project,,Risk 1,,,Risk 2,,\nName,Lead,Description,L,I,Description,L,I\nFalls,Tom,Alarms late,3,4,No staff,2,2\n"
    assert told(of(text)) == [(3, *each[1:]) for each in BOTH]


def test_columns_of_one_risk_that_are_numbered_are_left_to_the_register():
    sheet = of("Ref,Risk,Risk likelihood,Risk impact,Risk score 1,Risk score 2\n1,Late,3,4,12,9\n")
    assert [each.name for each in sheet.risks] == ["Late"]


def test_all_in_one_cell():
    sheet = of(
        'Project,RAG,Top 5 risks\nFalls,Green,"1. Alarms late (L3 x I4 = 12). Owner: Tom Ellis\n2. No staff (High)\n'
        'Mitigation: bank shifts"\nBeds,Red,None\n'
    )
    first, second = sheet.risks
    assert (first.scope, first.name, first.post.score, first.texts["owner"]) == (
        "Falls",
        "Alarms late.",
        12,
        "Tom Ellis",
    )
    assert (second.name, second.post.score, second.texts["mitigation"]) == ("No staff", 9, "bank shifts")
    assert "1 row names a project without any risk." in sheet.warnings


@pytest.mark.parametrize(
    ("item", "parts"),
    [
        ("Lift fails L:2 I:5", ("Lift fails", "2", "5", None)),
        ("Lift fails (I5 x L2)", ("Lift fails", "2", "5", None)),
        ("Lift fails - likelihood: high, impact: very high", ("Lift fails", "high", "very high", None)),
        ("Lift fails; score 10", ("Lift fails", None, None, "10")),
        ("Lift fails [R]", ("Lift fails", None, None, "R")),
        ("Actions of others are late", ("Actions of others are late", None, None, None)),
        ("Plan B, 3 wards of 12", ("Plan B, 3 wards of 12", None, None, None)),
    ],
)
def test_what_one_risk_of_a_cell_says(item, parts):
    found = parts_of(item)
    assert tuple(found[each] for each in ("Risk", "Likelihood", "Impact", "Score")) == parts


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("- One\n- Two\n  and on", ["One", "Two; and on"]),
        ("1) One 2) Two", ["One", "Two"]),
        ("One\nTwo", ["One", "Two"]),
        ("One; Two", ["One", "Two"]),
        ("One\nof two lines\n\nTwo", ["One of two lines", "Two"]),
        ("n/a", []),
        ("No staff", ["No staff"]),
    ],
)
def test_the_risks_of_a_cell(text, items):
    assert items_of(text) == items


def test_a_page_finds_them_too():
    [one] = find_logs(consolidated(), on=date(2026, 11, 27))
    assert (one.kind, len(one.read("risk", on=date(2026, 11, 27)).risks)) == ("risk", 5)
    cell = open_source(b"Project,Status,Key risks\nFalls,On course,Alarms late\n", "a.csv")
    [one] = find_logs(cell, on=date(2026, 11, 27))
    assert [each.name for each in one.read("risk", on=date(2026, 11, 27)).risks] == ["Alarms late"]
