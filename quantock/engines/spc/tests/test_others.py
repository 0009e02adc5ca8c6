"""Pareto, the Bernoulli CUSUM, the chooser and proposals."""

import pytest

from quantock.engines.spc.chooser import choose
from quantock.engines.spc.cusum import bernoulli_cusum
from quantock.engines.spc.pareto import pareto
from quantock.engines.spc.proposals import propose_recalculation


def test_a_pareto_sorts_by_count_and_ties_by_name():
    bars = pareto([("Pain", 3), ("Nausea", 2), ("Late", 2), (None, 2), ("Form", 1)], keep_unnamed=True)
    assert [bar.category for bar in bars] == ["Pain", "Late", "Nausea", "Not named", "Form"]
    assert [bar.cumulative for bar in bars] == [3, 5, 7, 9, 10]
    assert pareto([(None, 2), ("Form", 1)])[0].cumulative_share == 1
    assert pareto([("None", 0)])[0].share == 0
    with pytest.raises(ValueError, match="negative"):
        pareto([("Pain", -1)])


def test_a_cusum_signals_a_run_of_events_and_begins_again():
    found = bernoulli_cusum([False] * 20 + [True] * 8, target=0.05)
    assert found.signals_up
    assert found.up[found.signals_up[0]] == 0
    assert found.signals_down == []
    assert bernoulli_cusum([False] * 500, target=0.05).signals_down


@pytest.mark.parametrize(
    "wrong", [{"target": 0}, {"target": 1}, {"target": 0.1, "odds_ratio": 1}, {"target": 0.1, "limit": 0}]
)
def test_a_cusum_refuses_what_is_no_rate(wrong):
    with pytest.raises(ValueError, match=r"must be|is a rate"):
        bernoulli_cusum([True], **wrong)


MANY = [20.0 + place % 3 for place in range(24)]


@pytest.mark.parametrize(
    ("chart", "asked"),
    [
        ("xmr", {"what": "measurement", "values": MANY}),
        ("xbar", {"what": "measurement", "values": MANY, "several_a_period": True}),
        ("run", {"what": "measurement", "values": MANY[:9]}),
        ("p", {"what": "percentage", "values": MANY, "sizes": [100] * 24}),
        ("pp", {"what": "percentage", "values": MANY, "sizes": [20_000] * 24}),
        ("xmr", {"what": "percentage", "values": MANY}),
        ("c", {"what": "count", "values": MANY}),
        ("c", {"what": "count", "values": MANY, "sizes": [30] * 24}),
        ("u", {"what": "count", "values": MANY, "sizes": [30, 31] * 12}),
        ("up", {"what": "count", "values": MANY, "sizes": [30_000, 31_000] * 12}),
        ("g", {"what": "count", "values": [0, 0, 1] * 8}),
        ("t", {"what": "count", "values": [0, 0, 1] * 8, "dates_known": True}),
        ("t", {"what": "event", "values": [], "dates_known": True}),
        ("g", {"what": "event", "values": []}),
    ],
)
def test_the_chooser_says_which_chart_and_why(chart, asked):
    choice = choose(**asked)
    assert choice.chart == chart
    assert choice.why
    assert choice.name.endswith(("chart", "charts"))


def test_the_chooser_refuses_what_it_does_not_know():
    with pytest.raises(ValueError, match="not a measurement"):
        choose(what="colour", values=[1])


def test_new_limits_are_proposed_where_a_shift_stays():
    values = [50 + (place * 7) % 5 for place in range(30)] + [70 + (place * 7) % 5 for place in range(30)]
    [proposal] = propose_recalculation(values)
    assert proposal.place == 29  # the value before the step already lay above the average
    assert proposal.why.startswith("31 values in a row lie above")
    assert propose_recalculation(values[:40]) == []
    assert propose_recalculation(values[:10]) == []


def test_a_shift_that_goes_back_is_not_proposed():
    values = [50 + (place * 7) % 5 for place in range(30)]
    there_and_back = [*values, *(value + 10 for value in values[:10]), *values]
    assert propose_recalculation(there_and_back) == []
    assert propose_recalculation([7.0] * 60) == []
