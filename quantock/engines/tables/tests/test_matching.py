"""Sure, new or doubtful; never merged silently."""

from dataclasses import dataclass

import pytest

from quantock.engines.tables import Known, KnownOrganisation, match, same_organisation


@dataclass(frozen=True)
class Row:
    name: str
    external_id: str | None = None
    organisation: str | None = None


KNOWN = [
    Known(
        1, ("Falls on Ash ward", "Fewer falls"), ("SFT-01",), ("Somerset NHS Foundation Trust", "RH5", "SFT")
    ),
    Known(2, ("E-rostering",), (), ("Somerset NHS Foundation Trust", "RH5", "SFT")),
    Known(3, ("Public realm",), ("C-9",), ("Somerset Council",)),
    Known(4, ("Diagnostic centre at Bridgwater",), (), ()),
]


def one(row, known=KNOWN):
    [found] = match([row], known, complete=False).matches
    return found


def test_an_id_matches_ignoring_case_and_outer_spaces_whatever_the_name():
    found = one(Row("Falls on Elm ward", " sft-01 "))
    assert (found.kind, found.how, found.key, found.renamed) == (
        "matched",
        "external id",
        1,
        "Falls on Ash ward",
    )


@pytest.mark.parametrize("name", ["e rostering", "E-Rostering ", "ERostering!"])
def test_a_name_matches_by_letters_and_digits_within_the_organisation(name):
    found = one(Row(name, "X1", "rh5"))
    assert (found.kind, found.how, found.key) == ("matched", "name", 2)


def test_a_former_name_matches():
    found = one(Row("Fewer falls", None, "SFT"))
    assert (found.key, found.renamed) == (1, "Falls on Ash ward")


def test_the_same_name_elsewhere_is_doubtful():
    found = one(Row("E-rostering", None, "Somerset Council"))
    assert (found.kind, found.how) == ("doubtful", "same name, another organisation")
    assert [candidate.key for candidate in found.candidates] == [2]


def test_the_same_name_under_another_id_is_doubtful():
    found = one(Row("Public realm", "C-10", "Somerset Council"))
    assert (found.kind, found.how, found.candidates[0].key) == ("doubtful", "same name, another id", 3)


def test_a_similar_name_is_offered_with_how_alike_it_is():
    found = one(Row("Diagnostic centre, Bridgwater"))
    assert found.kind == "doubtful"
    assert found.candidates[0].key == 4
    assert 0.72 <= found.candidates[0].likeness < 1


def test_a_similar_name_under_another_id_is_another_project():
    known = [Known(1, ("Market Hall phase 1",), ("M-1",)), Known(2, ("Market Hall phase 2",), ("M-3",))]
    found = one(Row("Market Hall phase 1 works", "M-2"), known)
    assert (found.kind, [(each.key, each.why) for each in found.candidates]) == (
        "new",
        [(1, "a similar name, another id")],
    )
    assert match([Row("Market Hall phase 1 works", "M-2")], known, complete=True).absent == (1, 2)


def test_nothing_like_it_is_new():
    assert one(Row("Boiler replacement", "B-1", "SFT")).kind == "new"
    assert one(Row("Boiler replacement"), []).kind == "new"


def test_one_id_on_two_projects_is_doubtful():
    known = [Known(1, ("A roof",), ("X",)), Known(2, ("A wall",), ("x",))]
    found = one(Row("A roof", "X"), known)
    assert (found.kind, {candidate.key for candidate in found.candidates}) == ("doubtful", {1, 2})


def test_one_name_on_two_projects_is_doubtful():
    known = [Known(1, ("A roof",)), Known(2, ("A Roof",))]
    assert one(Row("A roof"), known).how == "several projects have this name"


@pytest.mark.parametrize(
    ("away", "key"), [((0, 365), 5), ((400, 30), 6), ((30, 30), None), ((None, None), None)]
)
def test_of_one_name_on_two_projects_the_one_nearest_in_time_is_it(away, key):
    twice = [Known(n, ("Boiler",), away=days) for n, days in zip((5, 6), away, strict=True)]
    assert one(Row("Boiler"), twice).key == key


def test_two_rows_that_claim_one_project_are_doubtful_unless_one_has_its_id():
    found = match([Row("E-rostering"), Row("E rostering")], KNOWN, complete=False)
    assert [each.kind for each in found.matches] == ["doubtful", "doubtful"]
    known = [Known(1, ("A roof",), ("X",))]
    found = match([Row("A roof"), Row("Another", "X")], known, complete=False)
    assert [each.kind for each in found.matches] == ["doubtful", "matched"]


def test_a_complete_file_names_the_absent_but_not_those_a_doubt_may_be():
    rows = [Row("Falls on Ash ward", "SFT-01"), Row("Diagnostic centre, Bridgwater")]
    assert match(rows, KNOWN, complete=True).absent == (2, 3)
    assert match(rows, KNOWN, complete=False).absent == ()
    assert [each.position for each in match(rows, KNOWN, complete=True).of_kind("doubtful")] == [1]


ORGANISATIONS = [
    KnownOrganisation(1, "Somerset NHS Foundation Trust", ("RH5",), ("SFT", "Taunton and Somerset")),
    KnownOrganisation(2, "Somerset Council", ("E06000066",), ("SCC",)),
    KnownOrganisation(3, "Somerset County Council", (), ("SCC",)),
]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("rh5", 1),
        ("Somerset NHS Foundation-Trust", 1),
        ("sft", 1),
        ("Somerset council", 2),
        ("SCC", None),
        ("DEFRA & DFT", None),
        (" - ", None),
    ],
)
def test_an_organisation_is_known_by_code_name_or_alias(text, key):
    found = same_organisation(text, ORGANISATIONS)
    assert (found.key if found else None) == key
