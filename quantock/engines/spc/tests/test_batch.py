"""The quick path says of a series what its chart says."""

from hypothesis import given
from hypothesis import strategies as st

from quantock.engines.spc import PLOT_THE_DOTS, RULE_SETS, Direction, Drawn, Kind, Phase, Variation, xmr_chart
from quantock.engines.spc.batch import Series, summarise, summarise_many

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
