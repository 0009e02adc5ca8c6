"""What a chart says of itself."""

import pytest

from quantock.engines.spc import Assurance, Direction, Kind, Phase, Variation, xmr_chart
from quantock.engines.spc.kinds import chart_of
from quantock.engines.spc.sentences import (
    Wording,
    action_for,
    better,
    decimals_of,
    finding,
    say_point,
)

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


def when(place):
    return f"{MONTHS[place % 12]} {2024 + place // 12}"


W = Wording(when, decimals=1, least=0)
STEADY = [6.0, 6.4] * 8


def said(values, wording=W, **options):
    return finding(xmr_chart(values, **options), wording).reading


def test_an_improvement_and_a_target_that_is_sometimes_missed():
    values = [6.1, 6.9, 5.8, 6.4] * 5 + [3.2, 2.8, 3.6, 2.9, 3.3, 2.7, 3.4]
    reading = said(values, direction=Direction.DOWN, target=3.0, phases=[Phase(0, 20)])
    assert reading.startswith(
        "Something changed for the better: the latest value, 3.4 in March 2026, is below the lower limit of"
    )
    reading = said(values, direction=Direction.DOWN, target=5.0)
    assert (
        "the last 7 values are below the average since September 2025, which is unlikely to be chance."
        in reading
    )
    assert "The target of 5.0 will sometimes be missed." in reading


def test_a_rise_is_a_concern_where_less_is_better():
    reading = said([*STEADY, 5.0, 5.3, 5.7, 6.1, 6.4, 6.7, 6.9], direction=Direction.DOWN)
    assert "Something changed for the worse: the last 7 values each rise since May 2025" in reading


def test_two_of_three_and_a_neutral_direction():
    reading = said([*STEADY, 7.0, 7.0], phases=[Phase(0, 16)])
    assert reading.startswith(
        "Something changed: it is higher: two of three values in a row are close to the upper"
    )


def test_what_is_steady_says_what_to_expect_within_what_can_be():
    reading = said([0.2, 1.4] * 8, direction=Direction.UP, target=9.0)
    assert "Expect 0.0 to 4.0 as it runs now." in reading
    assert "The target of 9.0 will not be met unless the process changes." in reading
    assert "The target of 9.0 will be met." in said([0.2, 1.4] * 8, direction=Direction.DOWN, target=9.0)
    assert "Every value so far is 3.7." in said([3.7] * 14)
    assert "Expect 95.8% to 100.0%" in said([99, 98] * 8, Wording(when, unit="%", most=100, least=95))


@pytest.mark.parametrize("direction", Direction)
def test_a_series_that_never_varies_says_so_and_is_not_judged_by_a_target_it_lies_on(direction):
    chart = xmr_chart([0.0] * 14, direction=direction, target=0.0)
    found = finding(chart, W)
    assert chart.assurance is Assurance.NONE
    assert (
        found.reading
        == "Nothing has changed: it stays the same. Every value so far is 0.0, which is the target."
    )
    assert found.action.startswith("There is nothing to react to.")
    begun = said([*STEADY, *[3.0] * 13], phases=[Phase(0), Phase(16)], direction=direction)
    assert "Every value since May 2025 is 3.0." in begun
    early = said([5.0] * 12, direction=direction)
    assert early.endswith(
        "Every value so far is 5.0. This is a run chart with its median of 5.0; limits appear at 13 values."
    )


def test_limits_that_round_to_one_number_are_said_as_one():
    values = [5.0] * 19 + [5.04]
    assert "Expect about 5.0 as it runs now." in said(values)
    assert "Every value" not in said(values)


def test_a_chosen_run_chart_promises_no_limits_and_says_when_values_are_few():
    def run(values, **options):
        chart = chart_of("run", values=values, **options)
        return chart, finding(chart, Wording(when, decimals=0))

    chart, found = run([5, 6])
    assert (chart.variation, chart.current.median, found.reading) == (
        Variation.EMPTY,
        5.5,
        "2 values so far, with their median; what they show can be said from 10.",
    )
    assert run([5] * 8)[1].reading.startswith("8 values so far, with their median")
    assert run([5, 6] * 8)[1].reading.endswith("This is a run chart with its median of 5.5.")


def test_where_no_way_is_better_nothing_is_to_be_made_better():
    assert (
        finding(xmr_chart(STEADY), W).action
        == "Do not react to single values. To have it otherwise, change the process."
    )


def test_signals_that_are_over_are_said():
    values = [*STEADY, 9.9, *STEADY]
    assert "The value of May 2025 was out of the ordinary." in said(values)
    assert "2 of its 35 values were out of the ordinary, the last in July 2025." in said(
        [*STEADY, 9.9, 6.2, 9.9, *STEADY], phases=[Phase(0, 16)]
    )


def test_few_values_say_when_more_can_be_said():
    assert said([]) == "There are no values yet."
    assert said([None]) == "There are no values yet."
    assert said([4.0]) == "1 value so far; the median can be drawn from 10."
    assert said([*STEADY, 3.0, 4.0], phases=[Phase(0), Phase(16)]) == (
        "2 values since limits were begun again in May 2025; the median can be drawn from 10."
    )
    assert "limits appear at 13 values." in said([4.0, 5.0] * 5)


def test_a_shift_on_a_run_chart_speaks_of_the_median():
    assert "above the median since" in said([4, 4, 4, 4, 4, 4, 6, 6, 6, 6, 6, 6], direction=Direction.UP)


def test_a_missing_latest_value_is_said():
    assert "The latest value is that of April 2025." in said([*STEADY, None])


def test_a_mixed_signal_is_said():
    values = [5, 7] * 6 + [16, 15, 14, 13, 12, 11, 10]
    chart = xmr_chart(values, direction=Direction.DOWN, phases=[Phase(0, 12)])
    assert say_point(chart, chart.points[-1]).endswith("; mixed signal")
    reading = said(values, direction=Direction.DOWN, phases=[Phase(0, 12)])
    assert reading.startswith(
        "Something changed for the better: the last 7 values each fall since January 2025"
    )
    assert "The latest value also breaks a rule the other way: look at both." in reading


def test_points_are_said_for_a_table():
    chart = xmr_chart([*STEADY, 9.9, None], direction=Direction.UP, phases=[Phase(0, 16)])
    assert say_point(chart, chart.points[0]) == "as usual"
    assert say_point(chart, chart.points[16]).startswith("improvement: is above the upper limit")
    assert say_point(chart, chart.points[17]) == "no value"
    run = xmr_chart([4, 4, 4, 4, 4, 4, 6, 6, 6, 6, 6, 6])
    assert "median" in say_point(run, run.points[-1])


@pytest.mark.parametrize("variation", Variation)
@pytest.mark.parametrize("assurance", Assurance)
def test_every_cell_of_the_matrix_says_what_to_do(variation, assurance):
    assert action_for(variation, assurance).endswith(".")


def test_numbers_as_they_are_written():
    assert Wording(when, decimals=0).number(-1234.4) == "−1,234"
    assert Wording(when, decimals=1).number(-0.04) == "0.0"
    assert decimals_of([1.0, 2.25, None]) == 2
    assert decimals_of([1 / 3]) == 6
    assert better(Direction.DOWN) == "Lower is better"
    assert Kind.COMMON == "common cause"


@pytest.mark.parametrize(
    ("time", "says"),
    [
        ("May 2026", "in May 2026"),
        ("5 May 2026", "on 5 May 2026"),
        ("week of 4 May 2026", "in the week of 4 May 2026"),
        ("2026/27", "in 2026/27"),
    ],
)
def test_a_time_is_said_with_the_word_that_goes_before_it(time, says):
    assert Wording(lambda place: time).during(0) == says
