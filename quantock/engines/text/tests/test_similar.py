"""Likeness of texts and of names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantock.engines.text import Index, ratio, squash
from quantock.engines.text.similar import stem

PROJECTS = [
    ("falls", "Reducing falls on Ash ward. Older patients fall at night on the way to the toilet."),
    ("rota", "Electronic rostering for junior doctors across the trust"),
    ("sepsis", "Antibiotics within an hour for sepsis in the emergency department"),
    ("ulcers", "Preventing pressure ulcers in community hospitals"),
]


@pytest.mark.parametrize(
    ("asked", "best"),
    [
        ("patients falling at night", "falls"),
        ("A&E: antibiotic for septic patients, sepsis", "sepsis"),
        ("rotas", "rota"),
        ("pressure ulcer prevention", "ulcers"),
    ],
)
def test_people_find_the_project_in_their_own_words(asked, best):
    assert Index.build(PROJECTS).search(asked)[0][0] == best


def test_a_text_is_most_like_itself():
    index = Index.build(PROJECTS)
    for key, text in PROJECTS:
        [(found, score), *_] = index.search(text)
        assert found == key
        assert score == pytest.approx(1)


def test_the_score_is_the_cosine_of_the_weights():
    """Two texts of two words each sharing one: cosine = w(shared)² / (w(shared)² + w(own)²), idf = ln(1 + n/df)."""
    from math import log

    index = Index.build([(1, "alpha beta"), (2, "alpha gamma")], synonyms=None)
    shared, own = log(1 + 2 / 2), log(1 + 2 / 1)
    scores = dict(index.search("alpha beta"))
    assert scores[1] == pytest.approx(1)
    assert scores[2] == pytest.approx(shared**2 / (shared**2 + own**2))


def test_a_rare_word_counts_for_more_than_a_common_one():
    index = Index.build(
        [("a", "ward ulcers"), ("b", "ward falls"), ("c", "ward meals"), ("d", "meals falls ulcers sepsis")]
    )
    assert index.search("ward sepsis")[0][0] == "d"


def test_nothing_in_common_is_not_found_and_limits_hold():
    index = Index.build(PROJECTS)
    assert index.search("car parking") == []
    assert index.search("the of and") == []
    assert len(index) == 4
    assert len(Index.build((key, "falls") for key in range(30)).search("falls", limit=7)) == 7
    assert Index.build([]).search("falls") == []


def test_equal_scores_keep_the_order_given():
    assert [key for key, _ in Index.build((key, "falls") for key in range(5)).search("falls")] == [
        0,
        1,
        2,
        3,
        4,
    ]


def test_synonyms_are_the_callers_choice():
    docs = [(1, "emergency department"), (2, "ed")]
    assert {key for key, _ in Index.build(docs).search("casualty")} == {1, 2}
    assert Index.build(docs, synonyms=None).search("casualty") == []
    assert [key for key, _ in Index.build([(1, "steps")], synonyms={"stairs": "step"}).search("stairs")] == [
        1
    ]


@given(st.lists(st.tuples(st.integers(), st.text())), st.text())
def test_scores_are_between_nothing_and_one_and_fall(docs, asked):
    scores = [score for _, score in Index.build(docs).search(asked)]
    assert all(0 < score <= 1 for score in scores)
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    "family",
    [
        "fall falls falling",
        "reduce reduces reducing reduced reduction",
        "improve improving improvement improvements",
        "organise organised organisation organizations",
        "plan plans planned planning",
        "discharge discharges discharging",
        "policy policies",
        "process processes",
        "medication medications",
    ],
)
def test_the_forms_of_a_word_meet_in_one_stem(family):
    assert len({stem(word) for word in family.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("general", "generate"), ("ward", "war"), ("bus", "bu"), ("new", "news"), ("nurse", "nursery")],
)
def test_different_words_stay_apart(one, other):
    assert stem(one) != stem(other)


def test_squash_leaves_letters_and_digits():
    assert squash("HS2 – Phase (One)") == squash("hs2 phase one") == "hs2phaseone"
    assert squash("Straße CO₂ Ŵyn") == "strasseco2ŵyn"
    assert squash(" –/ ") == ""


@given(st.text(), st.text())
def test_ratio_is_symmetric_and_one_only_for_the_same_letters_and_digits(a, b):
    assert ratio(a, b) == ratio(b, a)
    assert 0 <= ratio(a, b) <= 1
    assert ratio(a, a) == 1
    assert (ratio(a, b) == 1) == (squash(a) == squash(b))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Ward 77", "Ward 177"),
        ("Falls on ward 77", "Falls on ward 717"),
        ("Phase II of the merger", "Phase III of the merger"),
        ("Theatres block A", "Theatres block B"),
        ("Winter plan 2025/26", "Winter plan 2026/27"),
        ("Elective hub phase 2", "Elective hub"),
    ],
)
def test_a_different_number_or_letter_means_another_one(a, b):
    assert ratio(a, b) <= 0.5


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Reducing falls on Ash ward", "Reduce falls on Ash Ward"),
        ("Falls prevention", "Prevention of falls"),
        ("Electronic patient record", "Electronic Patient Records (EPR)"),
        ("Phase II rollout", "Phase 2 roll-out"),
        ("Ward 07 falls", "Ward 7 falls"),
    ],
)
def test_the_same_name_said_a_little_differently_is_alike(a, b):
    assert ratio(a, b) > 0.72


def test_different_names_are_far_apart():
    assert ratio("Electronic rostering", "Pressure ulcers") < 0.2
    assert ratio("1", "2") == 0
