"""Before and after: each side's average, judged by the limits of before."""

import pytest

from quantock.engines.spc import PLOT_THE_DOTS, Direction
from quantock.engines.spc.before_after import Shows, before_after, say_before_after, say_signal
from quantock.engines.spc.sentences import Wording

BEFORE = [10.0, 12.0] * 7
WORDS = Wording(lambda place: f"month {place + 1}", 1)


def compared(after, before=BEFORE, kind="xmr", direction=Direction.DOWN, **more):
    return before_after(kind, values=[*before, *after], split=len(before), direction=direction, **more)


def test_each_side_has_its_average_and_limits_where_it_has_enough_values():
    found = compared([5, 6, 5, 4, 5, 6, 4])
    assert (found.before.centre, found.before.count, found.after.centre, found.after.count) == (11, 14, 5, 7)
    assert round(found.before.limits.upper, 2) == 16.32
    assert found.after.limits is None


@pytest.mark.parametrize(
    ("after", "direction", "shows"),
    [
        ([5] * 7, Direction.DOWN, Shows.BETTER),
        ([5] * 7, Direction.UP, Shows.WORSE),
        ([5] * 7, Direction.NEUTRAL, Shows.CHANGED),
        ([11, 10, 12], Direction.DOWN, Shows.NOTHING),
        ([2, 11, 20], Direction.DOWN, Shows.BOTH),
    ],
)
def test_after_is_judged_by_the_limits_of_before(after, direction, shows):
    assert compared(after, direction=direction).shows is shows


def test_a_change_does_not_widen_the_limits_it_is_judged_by():
    """By limits of the whole series the one low value would be within them."""
    assert compared([3, 16, 3, 16, 3, 16, 3, 16, 3, 16, 3, 4.9]).shows is Shows.BETTER


@pytest.mark.parametrize(("count", "shows"), [(12, Shows.TOO_FEW), (13, Shows.BETTER)])
def test_too_few_values_before_are_no_judge(count, shows):
    assert compared([1] * 7, before=BEFORE[:count]).shows is shows


def test_a_missing_value_counts_nowhere():
    found = compared([None, 5, None], before=[*BEFORE[:13], None])
    assert (found.before.count, found.after.count, found.after.centre) == (13, 1, 5)


def test_only_what_stands_between_two_recalculations_is_compared():
    found = before_after("xmr", values=[50.0] * 3 + BEFORE + [5.0] * 7 + [90.0], start=3, split=17, stop=24)
    assert (found.before.centre, found.after.centre) == (11, 5)


@pytest.mark.parametrize("split", [0, 14, 20])
def test_a_side_without_a_place_is_refused(split):
    with pytest.raises(ValueError, match="leaves a side"):
        before_after("xmr", values=BEFORE, split=split)


def test_a_share_is_averaged_by_what_it_is_out_of():
    found = before_after(
        "p", values=[0.0] * 21, numerators=[10, 12] * 7 + [3] * 7, sizes=[100, 300] * 10 + [100], split=14
    )
    assert round(found.before.centre, 2) == round(100 * 154 / 2800, 2)


def test_an_older_rule_set_judges_from_its_own_number():
    assert compared([1] * 7, before=BEFORE[:12], rules=PLOT_THE_DOTS).shows is Shows.BETTER


@pytest.mark.parametrize(
    ("after", "says", "signal"),
    [
        (
            [5] * 7,
            "Before: average 11.0, 14 values, month 1 to month 14. After: average 5.0, 7 values, month 15 to month 21: "
            "6.0 lower (55%).",
            "Judged by the limits of before, 7 of the 7 values since are signals of improvement: unlikely to be chance.",
        ),
        (
            [3],
            "Before: average 11.0, 14 values, month 1 to month 14. After: average 3.0, 1 value, month 15: 8.0 lower (73%).",
            "Judged by the limits of before, the one value since is a signal of improvement: unlikely to be chance.",
        ),
        (
            [11],
            "Before: average 11.0, 14 values, month 1 to month 14. After: average 11.0, 1 value, month 15: the same.",
            "Judged by the limits of before, the one value since is no signal: it is not shown that this is more than chance.",
        ),
        (
            [2, 11, 20],
            "Before: average 11.0, 14 values, month 1 to month 14. After: average 11.0, 3 values, month 15 to month 17: "
            "the same.",
            "Judged by the limits of before, 1 of the 3 values since is a signal of improvement and 1 is a signal of concern: "
            "unlikely to be chance.",
        ),
    ],
)
def test_it_is_said_in_plain_words(after, says, signal):
    found = compared(after)
    assert say_before_after(found, WORDS) == says
    assert say_signal(found, WORDS) == signal


def test_percentages_differ_by_points_and_a_run_chart_has_a_median():
    words = Wording(lambda place: f"month {place + 1}", 1, "%")
    said = say_before_after(compared([5] * 7), words)
    assert said.endswith("5.0%, 7 values, month 15 to month 21: 6.0 percentage points lower.")
    found = compared([5] * 7, kind="run")
    assert "Before: median 11.0" in say_before_after(found, WORDS)
    assert say_signal(found, WORDS).startswith("Judged by the median of before, 7 of the 7")


def test_few_values_before_are_said():
    assert say_signal(compared([1] * 7, before=BEFORE[:5]), WORDS) == (
        "There are 5 values before and 13 are needed to judge by: it is not shown that this is more than chance."
    )
