"""Scores and bands, on the figures of the NPSA's matrix."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from quantock.engines.risk import LEVELS, SHIPPED, Level, matrix_from

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
