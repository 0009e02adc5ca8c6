"""Run charts: Perla's rules, the runs table against the exact distribution, Anhøj's limits."""

import pytest

from quantock.engines.spc.boxes import BOXES
from quantock.engines.spc.runs import (
    RUNS,
    _exact_runs,
    anhoej,
    crossings_least,
    longest_most,
    run_signals,
    runs_to_expect,
)
from quantock.engines.spc.signals import FALLING, RISING, SHIFT_HIGH, SHIFT_LOW

R1 = [8, 7, 9, 6, 8, 10, 7, 9, 8, 11, 12, 13, 12, 14, 11, 13, 15, 12, 13, 14]


def test_the_worked_example():
    found = anhoej(R1, 11)
    assert (found.useful, found.runs, found.longest) == (18, 2, 9)
    assert (found.longest_most, found.crossings_least, found.signal) == (7, 5, True)
    least, _ = runs_to_expect(found.useful)
    assert found.runs < least
    bits = run_signals(R1, 11)
    assert all(bit & SHIFT_LOW for bit in bits[:9])
    assert bits[9] == 0
    assert all(bit & SHIFT_HIGH for value, bit in zip(R1[10:], bits[10:], strict=True) if value != 11)


def test_values_on_the_median_neither_count_nor_break_a_shift():
    assert [bool(bit & SHIFT_HIGH) for bit in run_signals([6, 6, 6, 5, 6, 6, 6], 5)] == [
        True, True, True, False, True, True, True,
    ]  # fmt: skip
    assert not any(run_signals([6, 6, 6, None, 6, 6, 6], 5))


def test_a_trend_of_five_ignores_repeats():
    assert [bool(bit & RISING) for bit in run_signals([1, 2, 2, 3, 4, 5], 3)] == [
        True,
        True,
        False,
        True,
        True,
        True,
    ]
    assert not any(bit & RISING for bit in run_signals([1, 2, 3, 4], 9))
    assert all(bit & FALLING for bit in run_signals([5, 4, 3, 2, 1], 3))


@pytest.mark.parametrize(
    ("useful", "longest", "crossings"),
    [
        (10, 6, 2),
        (12, 7, 3),
        (15, 7, 4),
        (20, 7, 6),
        (24, 8, 8),
        (36, 8, 13),
        (46, 9, 17),
        (60, 9, 23),
        (100, 10, 41),
    ],
)
def test_anhoej_limits(useful, longest, crossings):
    assert (longest_most(useful), crossings_least(useful)) == (longest, crossings)


def test_the_runs_table_is_within_one_of_the_exact_distribution():
    differing = 0
    for useful, (least, most) in RUNS.items():
        exact = _exact_runs(useful)
        assert abs(exact[0] - least) <= 1
        assert abs(exact[1] - most) <= 1
        differing += exact != (least, most)
    assert differing == 17  # field/qi.md 3.5: the same pair for 34 of 51


def test_runs_are_not_tested_under_ten_and_exactly_above_sixty():
    assert runs_to_expect(9) is None
    assert runs_to_expect(61) == _exact_runs(61)
    assert min(RUNS) == 10
    assert max(RUNS) == 60


def test_no_useful_value_no_test():
    found = anhoej([5, 5, None], 5)
    assert (found.useful, found.runs, found.signal) == (0, 0, False)


def test_boxes_have_their_own_bounds_and_none_outside_their_table():
    values = [1, 2] * 12
    assert anhoej(values, 1.5, method="bestbox").longest_most == 7
    assert anhoej([1, 2], 1.5, method="cutbox").signal is False


def test_a_cut_box_leaves_out_two_corners():
    box = BOXES[10]
    assert (box.crossings, box.longest) == (2, 6)
    assert not box.is_left(6, 2, "bestbox")
    assert box.is_left(6, 2, "cutbox")
    assert box.is_left(3, 2, "cutbox") is False
    assert box.is_left(7, 9, "bestbox")
    assert not BOXES[12].is_left(6, 3, "cutbox")
