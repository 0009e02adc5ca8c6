"""Scales of other sheets on the steps of ours: proposed by where the middle of a step falls, taken as a person says."""

import pytest

from quantock.engines.risk import SHIPPED
from quantock.engines.risk.ratings import Ratings, choices, key_of, place_of
from quantock.engines.risk.sheet import read_risks
from quantock.engines.tables import open_source


def of(text, **said):
    return read_risks(open_source(text.encode(), "risks.csv"), ratings=Ratings(said))


def scored(column, *answers, heading="Likelihood"):
    """How the answers of one column are taken, by their text."""
    return {each.text: each.taken for each in of(written(heading, answers)).answers if each.measure == column}


def written(heading, answers):
    rows = "".join(f"R{place},Risk {place},{each},3,Tom\n" for place, each in enumerate(answers, start=1))
    return f"Ref,Risk,{heading},Impact,Owner\n{rows}"


@pytest.mark.parametrize(
    ("answers", "steps"),
    [
        ("H M L", "5 3 1"),
        ("High Medium Low", "5 3 1"),
        ("Red Amber Green", "5 3 1"),
        ("R A G", "5 3 1"),
        ("Low Medium High Critical", "1 2 4 5"),
        ("Uchel Canolig Isel", "5 3 1"),
        ("Annhebygol Posibl Tebygol", "2 3 4"),
        ("2 4 9 10 7", "1 2 5 5 4"),
        ("1 2 3", "1 2 3"),
        ("1 2 7", "1 2 "),
        ("Unlikley Posible Likely", "2 3 4"),
        ("VL L M H VH", "1 2 3 4 5"),
        ("Remote Probable Certain", "1 4 5"),
        ("tbc", ""),
    ],
)
def test_each_answer_is_proposed_as_a_step_of_ours(answers, steps):
    found = scored("likelihood", *answers.split())
    assert found == dict(zip(answers.split(), steps.split(" "), strict=True))


def test_words_of_several():
    found = scored("likelihood", "Very unlikely", "Likely", "Very likely (see log)", "HIGHLY LIKELY")
    assert list(found.values()) == ["1", "4", "5", "5"]


@pytest.mark.parametrize(
    ("heading", "taken"), [("Likelihood (1-3)", "5"), ("Likelihood 1 to 10", "2"), ("Likelihood (1-5)", "3")]
)
def test_a_heading_says_how_far_a_scale_goes(heading, taken):
    assert scored("likelihood", "3", heading=heading) == {"3": taken}


def test_a_number_with_its_word_says_so_too():
    assert scored("likelihood", "1 - Low", "3 - High") == {"1 - Low": "1", "3 - High": "5"}


def test_a_list_to_choose_from_says_that_low_is_not_the_lowest():
    sheet = of(written("Likelihood", ("Low", "High")) + "\n,,,,,Very low\n,,,,,Very high\n")
    assert [each.taken for each in sheet.answers[:2]] == ["2", "4"]


def test_impacts_have_scales_of_their_own():
    text = "Ref,Risk,Likelihood,Impact,Owner\n1,A,3,Marginal,T\n2,B,3,Critical,T\n3,C,3,Mân,T\n4,D,3,Difrifol,T\n"
    found = [each.taken for each in of(text).answers if each.measure == "impact"]
    assert found == ["2", "5", "2", "4"]
    text = "Ref,Risk,Likelihood,Impact,Owner\n1,A,3,Marginal,T\n2,B,3,Critical,T\n3,C,3,Catastrophic,T\n"
    assert [each.taken for each in of(text).answers if each.measure == "impact"] == ["2", "4", "5"]


def test_what_the_sheet_says_is_kept_and_the_proposal_told():
    sheet = of(
        "Ref,Risk,Likelihood,Impact,Score,Owner\n1,Ward closes,M,H,8,Tom\n2,Lift,L,L,1,Ann\n3,Gap,4,2,8,Ann\n"
    )
    first, second, third = sheet.risks
    assert [each.post.score for each in sheet.risks] == [15, 1, 8]
    assert first.texts["notes"] == "Likelihood now: M\nImpact now: H\nScore now: 8"
    assert second.texts["notes"].startswith("Likelihood now: L")
    assert "notes" not in third.texts
    assert sheet.warnings[0].startswith(
        "The likelihood is on another scale; it is read with “M” as 3 Possible, “L” as 1 Rare."
    )
    assert sheet.to_dict()["scales"][0] == {
        "of": "likelihood",
        "word": "M",
        "taken_as": 3,
        "ours": "3 Possible",
        "rows": 1,
    }


def test_what_a_person_says_counts_also_that_it_is_none():
    text = "Ref,Risk,Likelihood,Impact,Owner\n1,A,M,H,Tom\n2,B,L,H,Tom\n"
    sheet = of(text, likelihood={"m": "4", "l": ""}, impact={"h": "4", "x": "1"})
    assert [each.post.score for each in sheet.risks] == [16, None]
    assert "the likelihood “L” is not on the scale of 1 to 5" in " ".join(sheet.warnings)
    # A step that the matrix does not have is none: the proposal stays.
    assert of(text, likelihood={"m": "9"}).risks[0].post.score == 15


def test_a_band_alone_stands_in_the_middle_of_its_band():
    sheet = of(
        "Ref,Risk,Risk rating,Owner\n1,A,High,Tom\n2,B,Amber,Tom\n3,C,Green,Tom\n4,D,12,Tom\n5,E,?,Tom\n"
    )
    assert [(each.post.likelihood, each.post.impact) for each in sheet.risks] == [
        (3, 3),
        (3, 3),
        (1, 1),
        (None, None),
        (None, None),
    ]
    assert sheet.risks[0].texts["notes"] == "Score now: High"
    assert (
        of("Ref,Risk,Risk rating,Owner\n1,A,High,T\n", rating={"high": "extreme"}).risks[0].post.score == 16
    )


def test_where_a_band_stands_on_each_matrix():
    assert {
        code: [place_of(matrix, level) for level in ("low", "extreme")] for code, matrix in SHIPPED.items()
    } == {"nhs-5x5": [(1, 1), (4, 4)], "4x4": [(1, 1), (4, 4)], "6x4": [(1, 1), (4, 4)]}
    assert place_of(SHIPPED["nhs-5x5"], "none") is None
    assert choices(SHIPPED["4x4"], "rating")[2] == ("high", "High: 3 × 3, score 9")


def test_an_answer_is_remembered_without_what_stands_beside_it():
    assert {key_of(text) for text in ("High", "HIGH impact", "high (was low)", "High - see log")} == {"high"}
    assert key_of("(tbc)") == "tbc"


def test_scores_that_the_sheet_states_say_which_scale_is_meant():
    text = "Ref,Risk,Likelihood,Impact,Score,Owner\n1,A,High,Medium,12,T\n2,B,Very high,Low,10,T\n3,C,Low,Low,4,T\n"
    sheet = of(text)
    assert [(each.post.likelihood, each.post.impact) for each in sheet.risks] == [(4, 3), (5, 2), (2, 2)]
    assert all(each.is_ours for each in sheet.answers)
    text = "Ref,Risk,Likelihood,Impact,Score,Owner\n1,A,Likely,Significant,16,T\n2,B,Likely,Moderate,12,T\n3,C,Unlikely,Significant,8,T\n"
    assert [each.post.impact for each in of(text).risks] == [4, 3, 4]


def test_scores_of_a_scale_of_its_own_change_nothing():
    text = (
        "Ref,Risk,Likelihood,Impact,Score,Owner\n1,A,High,High,9,T\n2,B,Low,High,3,T\n3,C,Medium,Medium,4,T\n"
    )
    assert [each.taken for each in of(text).answers if each.measure == "likelihood"] == ["5", "1", "3"]
