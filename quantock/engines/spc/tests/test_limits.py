"""Limits: the published example, screening, gaps, and what never changes them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantock.engines.spc.arithmetic import exact_mean, mean, median
from quantock.engines.spc.limits import moving_ranges, xmr_limits

PUBLISHED = [1, 2, 1, 2, 10, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1]
TENTHS = st.integers(-5_000, 5_000).map(lambda whole: whole / 10)
SERIES = st.lists(TENTHS, min_size=2, max_size=60)


def test_the_example_that_the_reference_publishes():
    screened, plain = xmr_limits(PUBLISHED, screens=True), xmr_limits(PUBLISHED)
    assert (round(screened.centre, 2), round(screened.upper, 2), round(screened.lower, 2)) == (
        1.94,
        4.60,
        -0.72,
    )
    assert (round(plain.upper, 2), round(plain.lower, 2)) == (6.95, -3.06)


def test_a_baseline_of_twelve():
    limits = xmr_limits([50, 52, 48, 51, 49, 53, 47, 50, 52, 48, 51, 49])
    assert limits.centre == 50
    assert limits.range_kept == pytest.approx(3.1818, abs=1e-4)
    assert (limits.lower, limits.upper) == pytest.approx((41.5364, 58.4636), abs=1e-4)
    assert (limits.near_lower, limits.near_upper) == pytest.approx((44.3576, 55.6424), abs=1e-4)


def test_a_gap_has_no_moving_range_beside_it():
    assert moving_ranges([1, None, 4, 6]) == [None, None, None, 2]
    assert moving_ranges([]) == []


def test_what_never_changes_has_limits_of_no_width_and_screened_none():
    assert xmr_limits([3.7] * 12).upper == xmr_limits([3.7] * 12).lower == 3.7
    assert not xmr_limits([3.7] * 12, screens=True).known
    assert not xmr_limits([3.7]).known
    assert xmr_limits([None, None]) is None


def test_the_mean_of_equal_values_is_that_value():
    assert mean([3.7] * 12) == 3.7
    assert mean([0.1] * 10) == 0.1
    assert median([3, 1, 2]) == 2
    assert median([4, 1, 2, 3]) == 2.5


@given(SERIES)
def test_the_quick_mean_is_on_the_same_side_of_every_value_as_the_exact_one(values):
    quick, exact = mean(values), exact_mean(values)
    assert [(value > quick) - (value < quick) for value in values] == [
        (value > exact) - (value < exact) for value in values
    ]


@given(SERIES, st.integers(-1000, 1000))
def test_adding_a_constant_moves_limits_by_it(values, constant):
    before, after = xmr_limits(values), xmr_limits([value + constant for value in values])
    assert after.upper - before.upper == pytest.approx(constant, abs=1e-6)
    assert after.lower - before.lower == pytest.approx(constant, abs=1e-6)


@given(SERIES)
def test_turning_a_series_round_mirrors_its_limits(values):
    limits, mirrored = xmr_limits(values), xmr_limits([-value for value in reversed(values)])
    assert mirrored.upper == pytest.approx(-limits.lower, abs=1e-6)
