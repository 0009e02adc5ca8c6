"""The quick path says of a series what its chart says."""

import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quantock.engines.spc import (
    PLOT_THE_DOTS,
    RULE_SETS,
    Direction,
    Drawn,
    Kind,
    Phase,
    Variation,
    batch,
    xmr_chart,
)
from quantock.engines.spc.batch import Series, summarise, summarise_many
from quantock.engines.spc.xmr import judge

VALUES = st.lists(st.none() | st.integers(-200, 200).map(lambda whole: whole / 10), max_size=50)


@given(VALUES, st.sampled_from(Direction), st.sampled_from(sorted(RULE_SETS)), st.integers(0, 40))
def test_a_summary_is_what_the_chart_says(values, direction, code, start):
    phases = [Phase(0), Phase(start)] if 0 < start < len(values) else [Phase(0)]
    rules = RULE_SETS[code]
    chart = xmr_chart(values, phases=phases, direction=direction, target=3.0, rules=rules)
    summary = summarise(Series(values, direction, 3.0, phases, rules))
    assert (summary.variation, summary.assurance) == (chart.variation, chart.assurance)
    latest = chart.latest
    if latest is None:
        assert (summary.place, summary.kind) == (None, Kind.MISSING)
        return
    assert (summary.place, summary.latest, summary.bits, summary.kind) == (
        latest.place, latest.value, latest.bits, latest.kind,
    )  # fmt: skip
    assert summary.limits == chart.current.limits
    assert (summary.since is None) == (latest.bits == 0)


def test_a_signal_is_said_since_its_first_value():
    summary = summarise(Series([10, 12] * 6 + [10] * 8, phases=[Phase(0, 12)]))
    assert summary.since == 12
    assert summary.drawn is Drawn.LIMITS


def test_many_keep_their_order():
    first, second = summarise_many([Series([1.0] * 20, rules=PLOT_THE_DOTS), Series([])])
    assert first.latest == 1.0
    assert second.variation is Variation.EMPTY


needs_numpy = pytest.mark.skipif(not batch.has_numpy(), reason="the numpy extra is not installed")
# Figures that sums round differently, that tie with their mean, that are missing, that are no number or too large.
FIGURES = st.one_of(
    st.none(),
    st.integers(-30, 30).map(lambda whole: whole / 10),
    st.floats(-1e6, 1e6),
    st.sampled_from([3.7, 0.1, 1e-300, 1e15, 2.0**60, math.inf, -0.0]),
)
SERIES = st.builds(
    lambda values, direction, target, starts, baseline, code: Series(
        values,
        direction,
        target,
        [
            Phase(start, baseline if place % 2 else None)
            for place, start in enumerate(sorted({0, *(each for each in starts if each < len(values))}))
        ],
        RULE_SETS[code],
    ),
    st.lists(FIGURES, max_size=45) | st.lists(st.sampled_from([3.7, 3.8, 4.1, None]), max_size=45),
    st.sampled_from(Direction),
    st.none() | st.floats(-10, 10),
    st.lists(st.integers(1, 40), max_size=3),
    st.none() | st.integers(12, 30),
    st.sampled_from(sorted(RULE_SETS)),
)


@needs_numpy
@given(st.lists(SERIES, min_size=1, max_size=6))
@example([Series([3.7] * 20), Series([0.1] * 13 + [None], rules=PLOT_THE_DOTS), Series([])])
@example([Series([None] * 13 + [1.0] * 13, phases=[Phase(0, 12)])])
def test_at_once_they_are_what_they_are_one_by_one(many):
    def said(way):
        try:
            return way()
        except (OverflowError, ValueError) as refused:
            return type(refused)

    one_by_one = said(lambda: [judge(each.values, each.phases, each.rules) for each in many])
    assert same(said(lambda: batch.at_once(many)), one_by_one)
    assert same(said(lambda: batch.summarise_at_once(many)), said(lambda: [summarise(each) for each in many]))


def same(one, other):
    """Equal, where no number is a number like itself."""
    return one == other or repr(one) == repr(other)


@needs_numpy
def test_a_nan_that_was_given_is_judged_the_plain_way():
    many = [Series([float("nan"), *[1.0, 2.0] * 8, None])]
    assert repr(batch.summarise_at_once(many)) == repr([summarise(each) for each in many])


@pytest.mark.parametrize("installed", [True, False])
def test_few_and_many_are_the_same_with_the_extra_and_without(monkeypatch, installed):
    if installed and not batch.has_numpy():
        pytest.skip("the numpy extra is not installed")
    monkeypatch.setattr(batch, "has_numpy", lambda: installed)
    some = [Series([float((place * step) % 11) for place in range(20 + step)]) for step in range(1, 30)]
    many = some * 3
    assert summarise_many(many) == [summarise(each) for each in many]
    assert batch.judge_many(many) == [judge(each.values, each.phases, each.rules) for each in many]
