"""The four rules and what a point is called, on the worked vectors of field/qi.md 3.7."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quantock.engines.spc import (
    MAKING_DATA_COUNT,
    PLOT_THE_DOTS,
    Assurance,
    Direction,
    Drawn,
    Kind,
    Limits,
    Phase,
    Rule,
    Variation,
    xmr_chart,
)
from quantock.engines.spc.classes import assurance_of, leading_bit
from quantock.engines.spc.signals import first_seen

X2 = [50, 52, 48, 51, 49, 53, 47, 50, 52, 48, 51, 49, 44, 43, 45, 42, 44, 43, 45, 44]
X3 = [10, 12] * 6 + [11, 15.5, 18, 11.5, 12]
X4 = [20, 22, 19, 21, 20, 23, 18, 21, 20, 22, 19, 20, 15, 16.5, 18, 19, 20.5, 22, 24]
X6 = [10, 12] * 6 + [13, 13, 13, 11, 13, 13, 13, 13]
PEAK = [1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1, 8, 0, 8, 0]
UNSCREENED = replace(PLOT_THE_DOTS, screens=False)
OLD_RULE = replace(MAKING_DATA_COUNT, outside_counts=False)


def breaking(rule, values, baseline=12, **options):
    """The points (from 1, as the vectors count) that break a rule."""
    chart = xmr_chart(values, phases=[Phase(0, baseline)], **options)
    return [point.place + 1 for point in chart.points if rule in point.rules]


def test_a_shift_and_two_of_three_below_a_baseline():
    assert breaking(Rule.SHIFT_LOW, X2) == list(range(12, 21))
    assert breaking(Rule.TWO_LOW, X2) == [13, 14, 16, 17, 18, 20]
    assert breaking(Rule.BELOW, X2) == []


def test_without_its_baseline_the_same_series_says_less():
    assert breaking(Rule.SHIFT_LOW, X2, None) == list(range(13, 21))
    assert breaking(Rule.TWO_LOW, X2, None) == []


def test_points_beyond_the_limits_count_in_two_of_three_since_2023():
    assert breaking(Rule.TWO_HIGH, X3) == [14, 15]
    assert breaking(Rule.TWO_HIGH, X3, rules=OLD_RULE) == []
    assert breaking(Rule.ABOVE, X3) == [15]


def test_a_trend_crosses_the_mean_and_a_tie_breaks_it():
    assert breaking(Rule.RISING, X4) == list(range(13, 20))
    tied = [*X4[:15], 18, *X4[16:]]
    assert breaking(Rule.RISING, tied) == []


def test_a_rising_trend_is_a_concern_where_lower_is_better():
    chart = xmr_chart(X4, phases=[Phase(0, 12)], direction=Direction.DOWN)
    assert {point.kind for point in chart.points[12:]} == {Kind.CONCERN}
    assert chart.variation is Variation.CONCERN_HIGH


def test_a_value_on_the_mean_breaks_a_shift():
    assert breaking(Rule.SHIFT_HIGH, X6) == []


def test_runs_of_six_are_an_option():
    six = MAKING_DATA_COUNT.with_runs_of(6)
    shifted = [10, 12] * 6 + [11.5] * 6
    assert breaking(Rule.SHIFT_HIGH, shifted, rules=six) == [*range(12, 19)]
    assert breaking(Rule.SHIFT_HIGH, [*shifted[:-2], 9], rules=six) == []
    assert "6" in six.code
    assert MAKING_DATA_COUNT.with_runs_of(7) is MAKING_DATA_COUNT
    with pytest.raises(ValueError, match="6 or 7"):
        MAKING_DATA_COUNT.with_runs_of(8)


def test_the_last_point_of_a_trend_keeps_its_own_direction():
    """NHSRplotthedots prints Decreasing for the seventh point (field/spc.md section 3, number 1)."""
    chart = xmr_chart([1, 2, 3, 4, 5, 6, 7] * 2, direction=Direction.UP, rules=UNSCREENED)
    assert chart.points[6].rules[0] is Rule.RISING
    assert chart.points[6].kind is Kind.IMPROVEMENT


def test_the_peak_of_two_trends_belongs_to_the_newer():
    peak = xmr_chart(PEAK, direction=Direction.UP, rules=UNSCREENED).points[6]
    assert {Rule.RISING, Rule.FALLING} <= set(peak.rules)
    assert peak.mixed
    assert peak.kind is Kind.CONCERN
    trough = xmr_chart([-value for value in PEAK], direction=Direction.UP, rules=UNSCREENED).points[6]
    assert trough.kind is Kind.IMPROVEMENT


def test_making_data_count_shows_the_improvement_of_a_mixed_signal():
    peak = xmr_chart(PEAK, direction=Direction.UP).points[6]
    assert peak.kind is Kind.IMPROVEMENT
    assert peak.mixed


def test_a_gap_breaks_every_run():
    values = [10, 12] * 6 + [13, 13, 13, None, 13, 13, 13, 13]
    assert breaking(Rule.SHIFT_HIGH, values) == []
    chart = xmr_chart(values)
    assert chart.points[15].kind is Kind.MISSING


def test_icons_speak_of_the_last_value_there_is():
    chart = xmr_chart([*X2, None], phases=[Phase(0, 12)], direction=Direction.DOWN, target=47)
    assert chart.variation is Variation.IMPROVEMENT_LOW
    assert chart.latest.place == 19
    assert chart.assurance is Assurance.HIT_OR_MISS


def test_limits_come_from_thirteen_values_and_a_median_from_ten():
    drawn = {length: xmr_chart(list(range(length))).segments[0].drawn for length in (9, 10, 12, 13)}
    assert drawn == {9: Drawn.LINE, 10: Drawn.RUN, 12: Drawn.RUN, 13: Drawn.LIMITS}
    assert xmr_chart(list(range(9)), direction=Direction.UP, target=3).variation is Variation.EMPTY
    assert xmr_chart(list(range(12)), direction=Direction.UP, target=3).assurance is Assurance.NONE
    assert xmr_chart([]).latest is None
    assert xmr_chart([None]).variation is Variation.EMPTY


def test_a_rule_never_crosses_a_phase():
    values = [10, 12] * 6 + [10] + [30, 31] * 7
    whole = xmr_chart(values)
    split = xmr_chart(values, phases=[Phase(0), Phase(13)])
    assert any(point.bits for point in whole.points)
    assert not any(point.bits for point in split.points)
    assert [segment.count for segment in split.segments] == [13, 14]
    assert split.limits_at(0).centre < split.limits_at(20).centre


def test_a_young_phase_has_no_limits_and_no_icon():
    chart = xmr_chart([10, 12] * 8 + [20, 21, 20], phases=[Phase(0), Phase(16)], direction=Direction.UP)
    assert chart.segments[1].drawn is Drawn.LINE
    assert chart.variation is Variation.EMPTY
    assert chart.limits_at(17) is None
    assert chart.points[17].kind is Kind.UNJUDGED


@pytest.mark.parametrize(
    ("phases", "says"),
    [
        ([Phase(1)], "begin at 0"),
        ([Phase(0), Phase(5), Phase(5)], "follow each other"),
        ([Phase(0), Phase(40)], "after the last"),
        ([Phase(0, 11)], "at least 12"),
        ([], "begin at 0"),
    ],
)
def test_phases_that_make_no_sense_are_refused(phases, says):
    with pytest.raises(ValueError, match=says):
        xmr_chart([1.0] * 20, phases=phases)


def test_a_target_may_change_over_time_and_the_latest_one_is_judged():
    chart = xmr_chart([4, 6] * 8, direction=Direction.DOWN, target=[100.0] * 15 + [-5.0])
    assert chart.assurance is Assurance.FAIL
    with pytest.raises(ValueError, match="1 targets for 16"):
        xmr_chart([4, 6] * 8, target=[3.0])


@pytest.mark.parametrize(
    ("limits", "target", "up", "down"),
    [
        ((5, 7), 4, Assurance.PASS, Assurance.FAIL),
        ((5, 7), 6, Assurance.HIT_OR_MISS, Assurance.HIT_OR_MISS),
        ((1, 3), 4, Assurance.FAIL, Assurance.PASS),
        ((5, 7), 5, Assurance.HIT_OR_MISS, Assurance.HIT_OR_MISS),
        ((5, 7), 7, Assurance.HIT_OR_MISS, Assurance.HIT_OR_MISS),
    ],
)
def test_assurance(limits, target, up, down):
    limits = Limits(sum(limits) / 2, *map(float, limits))
    assert assurance_of(limits, target, Direction.UP) is up
    assert assurance_of(limits, target, Direction.DOWN) is down
    assert assurance_of(limits, target, Direction.NEUTRAL) is Assurance.NONE
    assert assurance_of(limits, None, Direction.UP) is Assurance.NONE


TENTHS = st.integers(-500, 500).map(lambda whole: whole / 10)


@given(st.lists(st.none() | TENTHS, min_size=13, max_size=50))
def test_turning_a_chart_upside_down_swaps_high_and_low(values):
    chart = xmr_chart(values, direction=Direction.UP)
    mirrored = xmr_chart([None if value is None else -value for value in values], direction=Direction.DOWN)
    assert [point.kind for point in chart.points] == [point.kind for point in mirrored.points]


@given(st.lists(TENTHS, min_size=13, max_size=50))
def test_a_neutral_chart_flags_the_same_points(values):
    judged, neutral = xmr_chart(values, direction=Direction.UP), xmr_chart(values)
    assert [point.bits for point in judged.points] == [point.bits for point in neutral.points]
    assert not {Kind.IMPROVEMENT, Kind.CONCERN} & {point.kind for point in neutral.points}


def test_no_rule_speaks_for_a_point_that_breaks_none():
    assert leading_bit(0) == 0


@pytest.mark.parametrize(
    ("values", "start", "seen"),
    [
        (X2, 11, 13),  # the shift's 12th to 20th; two of three close to the limit with the 14th
        (X2[:11] + [49] * 9, 11, 17),  # only the shift: its seventh value
        ([10, 12] * 6 + [11.5, 15.5, 15.2], 13, 14),  # two of three, with the second of them
        (X4, 12, 18),  # a trend of seven
        ([10, 12] * 6 + [30], 12, 12),  # outside at once
    ],
)
def test_a_signal_is_seen_when_its_last_value_needed_is_there(values, start, seen):
    chart = xmr_chart(values, phases=[Phase(0, 12)])
    bits = [point.bits for point in chart.points]
    assert bits[start] & bits[-1]
    assert first_seen(bits, start, chart.rules) == seen
    assert not any(
        xmr_chart(values[:end], phases=[Phase(0, 12)]).points[end - 1].bits
        for end in range(start + 1, seen + 1)
    )
