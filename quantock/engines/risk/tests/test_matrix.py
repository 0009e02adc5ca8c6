"""Scores and bands, on the figures of the NPSA's matrix."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from quantock.engines.risk import LEVELS, SHIPPED, Band, Level, matrix_from

NHS = SHIPPED["nhs-5x5"]


@pytest.mark.parametrize(
    ("scores", "level"),
    [
        ((1, 2, 3), Level.LOW),
        ((4, 5, 6), Level.MODERATE),
        ((8, 9, 10, 12), Level.HIGH),
        ((15, 16, 20, 25), Level.EXTREME),
    ],
)
def test_bands_are_those_of_the_npsa(scores, level):
    assert {NHS.band(score).level for score in scores} == {level}


def test_a_score_is_likelihood_times_impact():
    assert NHS.score(likelihood=3, impact=4) == 12
    assert SHIPPED["6x4"].score(likelihood=4, impact=6) == 24


@pytest.mark.parametrize(("likelihood", "impact"), [(0, 1), (6, 1), (1, 0), (1, 6)])
def test_a_step_outside_the_matrix_is_refused(likelihood, impact):
    with pytest.raises(ValueError, match="goes from 1 to 5"):
        NHS.score(likelihood, impact)


def test_an_extreme_risk_is_reviewed_every_fortnight():
    assert [band.review_days for band in NHS.bands] == [90, 60, 30, 14]


@pytest.mark.parametrize("code", SHIPPED)
def test_a_matrix_is_kept_and_read_back(code):
    one = SHIPPED[code]
    assert matrix_from(one.name, one.as_data()) == one


@given(some.sampled_from(sorted(SHIPPED)), some.data())
def test_a_worse_step_never_falls_in_a_better_band(code, data):
    one = SHIPPED[code]
    likelihood = data.draw(some.integers(1, len(one.likelihoods)))
    impact = data.draw(some.integers(1, len(one.impacts) - 1))
    before, after = (one.band(one.score(likelihood, step)).level for step in (impact, impact + 1))
    assert LEVELS.index(before) <= LEVELS.index(after)


@pytest.mark.parametrize("code", SHIPPED)
def test_the_worst_of_every_matrix_is_extreme_and_the_least_is_low(code):
    one = SHIPPED[code]
    assert one.band(1).level is Level.LOW
    assert one.band(one.score(len(one.likelihoods), len(one.impacts))).level is Level.EXTREME


def test_scores_of_all_matrices_stand_by_level_then_by_how_far_up_it_they_are():
    small, wide = SHIPPED["4x4"], SHIPPED["6x4"]
    assert small.height(12) == NHS.height(15) == wide.height(15), "each is where extreme begins"
    assert small.height(16) == NHS.height(25) == wide.height(24), "each is the most there is"
    assert NHS.height(12) < small.height(12), "high stands below extreme, whatever the figures"
    assert NHS.height(20) < small.height(16), "half way up stands below the top"


@pytest.mark.parametrize("code", SHIPPED)
def test_on_one_matrix_the_height_has_the_order_of_the_scores(code):
    matrix = SHIPPED[code]
    heights = [matrix.height(score) for score in matrix.scores()]
    assert heights == sorted(set(heights))
    assert all(0 <= height < 2**15 for height in heights), "it fits in a small column"


def test_where_all_of_a_level_score_the_same_they_stand_in_its_middle():
    few = replace(NHS, bands=(Band(1, "Fine", Level.LOW, 90), Band(25, "Worst", Level.EXTREME, 14)))
    assert NHS.height(15) < few.height(25) < NHS.height(25)


def test_two_bands_of_one_level_are_one_to_the_whole_system():
    bands = (
        Band(1, "Green", Level.LOW, 90),
        Band(6, "Blue", Level.HIGH, 60),
        Band(12, "Amber", Level.HIGH, 30),
    )
    two = replace(NHS, bands=bands)
    assert two.height(6) < two.height(10) < two.height(12) < two.height(25)
    assert two.height(25) == NHS.height(12)
