"""The other charts on the worked vectors of field/qi.md 3.7; all golden cases are in tests/golden."""

import pytest

from quantock.engines.spc import NotChartable, Subgroup, control_chart
from quantock.engines.spc.lines import c4
from quantock.engines.spc.subgroups import Row, moving_ranges_of, subgroups

CASES = [12, 15, 9, 14, 11, 16, 10, 13]
SEEN = [100, 110, 90, 120, 95, 130, 88, 105]
FALLS = [19, 21, 17, 24, 16, 20, 18, 22]
DAYS = [980, 1010, 940, 1005, 970, 990, 960, 1000]
BETWEEN = [5, 12, 8, 15, 3, 9, 20, 4, 11, 6]
TIMES = [3, 10.5, 6.2, 14, 2.5, 8.8, 21, 4.1, 9.9, 5]
THEATRES = [(10, 12, 11, 13), (11, 11, 12, 14), (9, 12, 10, 11), (12, 13, 11, 12), (10, 11, 12, 9)]


def sized(values, sizes, kind):
    return subgroups(
        [Row(i, v, n) for i, (v, n) in enumerate(zip(values, sizes, strict=True))], kind=kind, sized=True
    )


def plain(values, kind="i"):
    return subgroups([Row(i, value) for i, value in enumerate(values)], kind=kind)


def first(chart):
    point = chart.points[0]
    return point.centre, point.lower, point.upper


def test_p_and_p_prime():
    assert first(control_chart(sized(CASES, SEEN, "p"), "p")) == pytest.approx(
        (0.119332, 0.02208, 0.21659), abs=1e-5
    )
    prime = first(control_chart(sized(CASES, SEEN, "pp"), "pp"))
    assert prime == pytest.approx((0.119332, 0.08262, 0.15604), abs=1e-5)


def test_c_and_u():
    assert first(control_chart(plain(FALLS, "c"), "c")) == pytest.approx((19.625, 6.335, 32.915), abs=1e-3)
    centre, lower, upper = first(control_chart(sized(FALLS, DAYS, "u"), "u"))
    assert (1000 * centre, 1000 * lower, 1000 * upper) == pytest.approx((19.98727, 6.4390, 33.5356), abs=1e-4)


def test_g_draws_its_median_and_takes_limits_from_the_mean():
    assert first(control_chart(plain(BETWEEN), "g")) == pytest.approx((8.5, 0, 38.6617), abs=1e-4)


def test_t_is_turned_back():
    assert first(control_chart(plain(TIMES), "t", screens=False)) == pytest.approx(
        (7.3493, 0.0256, 60.0575), abs=1e-4
    )


def test_t_refuses_two_events_at_one_moment_in_words():
    with pytest.raises(NotChartable, match="more than 0"):
        control_chart(plain([3, 0, 5]), "t")


def test_averages_and_deviations():
    rows = [Row(period, value) for period, some in enumerate(THEATRES) for value in some]
    assert first(control_chart(subgroups(rows, kind="xbar"), "xbar")) == pytest.approx(
        (11.3, 9.3125, 13.2875), abs=1e-4
    )
    assert first(control_chart(subgroups(rows, kind="s"), "s")) == pytest.approx(
        (1.2207, 0, 2.7663), abs=1e-4
    )


@pytest.mark.parametrize(("size", "a3"), [(2, 2.659), (4, 1.628), (10, 0.975), (25, 0.606)])
def test_constants(size, a3):
    assert 3 / (c4(size) * size**0.5) == pytest.approx(a3, abs=1e-3)
    assert c4(1) is None


def test_moving_ranges_begin_anew_with_each_phase():
    ranges = moving_ranges_of(plain([1, 4, 6, 10]), [0, 2])
    assert [each.value for each in ranges] == [None, 3, None, 4]


def test_nothing_to_chart_is_a_chart_without_lines():
    empty = [Subgroup(None)] * 3
    for kind in ("run", "i", "ip", "mr", "t", "p", "c", "u", "pp", "up", "g", "xbar", "s"):
        chart = control_chart(empty, kind)
        assert {point.centre for point in chart.points} == {None}
        assert not any(point.outside for point in chart.points)


def test_an_unknown_chart_is_refused():
    with pytest.raises(KeyError):
        control_chart(plain([1, 2]), "pie")
