"""Every sort of chart judged as one thing."""

import pytest

from quantock.engines.spc import (
    PLOT_THE_DOTS,
    Assurance,
    Direction,
    Drawn,
    NotChartable,
    Phase,
    Rule,
    Variation,
    xmr_chart,
)
from quantock.engines.spc.kinds import chart_of

# field/qi.md 3.7: P1, U1, G1, T1
P = {"numerators": [12, 15, 9, 14, 11, 16, 10, 13], "sizes": [100, 110, 90, 120, 95, 130, 88, 105]}
U = {"numerators": [19, 21, 17, 24, 16, 20, 18, 22], "sizes": [980, 1010, 940, 1005, 970, 990, 960, 1000]}
EVERY = PLOT_THE_DOTS


@pytest.mark.parametrize(
    ("kind", "given", "centre", "lower", "upper"),
    [
        ("p", P, 11.9332, 2.208, 21.659),
        ("pp", P, 11.9332, 8.262, 15.604),
        ("u", U | {"per": 1000}, 19.98727, 6.4390, 33.5356),
        ("c", {"values": [19, 21, 17, 24, 16, 20, 18, 22]}, 19.625, 6.335, 32.915),
        ("g", {"values": [5, 12, 8, 15, 3, 9, 20, 4, 11, 6]}, 8.5, 0, 38.6617),
        ("t", {"values": [3, 10.5, 6.2, 14, 2.5, 8.8, 21, 4.1, 9.9, 5]}, 7.3493, 0.0256, 60.0575),
    ],
)
def test_worked_figures(kind, given, centre, lower, upper):
    limits = chart_of(kind, **given, rules=EVERY).limits_at(0)
    assert (limits.centre, limits.lower, limits.upper) == pytest.approx((centre, lower, upper), abs=6e-4)


def test_an_xmr_chart_is_the_same_by_either_way():
    values = [50, 52, 48, 51, 49, 53, 47, 50, 52, 48, 51, 49, 44, 43, 45, 42, 44, 43, 45, 44]
    asked = {"phases": [Phase(0, baseline=12)], "direction": Direction.DOWN, "target": 46.0}
    assert chart_of("xmr", values=values, **asked) == xmr_chart(values, **asked)


def test_points_are_judged_where_limits_differ_from_point_to_point():
    numerators, sizes = [10] * 12 + [60, 10], [100] * 12 + [200, 40]
    chart = chart_of("p", numerators=numerators, sizes=sizes, direction=Direction.UP, target=50.0)
    assert Rule.ABOVE in chart.points[12].rules
    assert chart.limits_at(12).upper < chart.limits_at(13).upper
    assert (chart.variation, chart.assurance) == (Variation.COMMON, Assurance.FAIL)


def test_a_shift_on_a_chart_of_rates():
    numerators, sizes = [20] * 8 + [10] * 8, [1000, 900] * 8
    chart = chart_of("u", numerators=numerators, sizes=sizes, per=1000, direction=Direction.DOWN)
    assert chart.variation is Variation.IMPROVEMENT_LOW
    assert all(Rule.SHIFT_LOW in point.rules for point in chart.points[8:])


def test_few_values_are_a_run_chart_and_then_a_line():
    assert chart_of("c", values=[1, 2, 3] * 4).segments[0].drawn is Drawn.RUN
    assert chart_of("c", values=[1, 2, 3]).segments[0].drawn is Drawn.LINE
    assert chart_of("run", values=[1, 2, 3]).segments[0].median == 2
    assert chart_of("c", values=[]).latest is None


@pytest.mark.parametrize(
    ("kind", "given", "says"),
    [
        ("p", {"values": [1, 2]}, "needs a numerator"),
        ("p", {"numerators": [None], "sizes": [None]}, "needs a numerator"),
        ("p", {"numerators": [3], "sizes": [2]}, "use a U chart"),
        ("t", {"values": [0] * 14}, "more than 0"),
    ],
)
def test_what_cannot_stand_on_a_chart_is_said(kind, given, says):
    with pytest.raises(NotChartable, match=says):
        chart_of(kind, **given)
    with pytest.raises(KeyError):
        chart_of("pie", values=[])
