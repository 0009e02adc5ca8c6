"""Statistical process control, exactly as the NHS references compute it. Pure Python: neither Django nor numpy is needed.

A series is numbers in the order of time, `None` where a value is missing; what comes back is in the unit of the values. A chart is
plain dataclasses: `points` (value, the rules it breaks, its class), `segments` (limits, one for each phase), and two icons.

>>> falls = [9, 8, 11, 8, 10, 12, 9, 10, 8, 11, 9, 10, 11, 6, 5, 7, 4, 6, 5, 4, 5, 6, 4, 5, 3, 6, 5]
>>> chart = xmr_chart(falls[:20], direction=Direction.DOWN, target=6)
>>> chart.variation.value, chart.assurance.value
('improvement, low', 'hit or miss')
>>> limits = chart.segments[0].limits
>>> round(limits.lower, 2), round(limits.centre, 2), round(limits.upper, 2)
(2.69, 8.15, 13.61)
>>> chart.points[-1].kind.value, [rule.value for rule in chart.points[-1].rules]
('improvement', ['is part of a run below the average'])

With new limits from the fourteenth value on, for whoever knows what changed there:

>>> chart = xmr_chart(falls, phases=[Phase(0), Phase(13)], direction=Direction.DOWN, target=6)
>>> [round(segment.centre, 2) for segment in chart.segments], chart.variation.value
([9.69, 5.07], 'common cause')

- `xmr_chart` judges one series; `kinds.chart_of` every sort of chart (run, I′, P, P′, U, U′, C, G, T, X̄, S, MR) by the same rules;
  `control_chart` gives limits alone, as qicharts2 does; `chooser.choose` says which chart suits and why; `pareto.pareto` ranks causes.
- `RULE_SETS` have names and versions: `MAKING_DATA_COUNT` (the default) and `PLOT_THE_DOTS` (NHSRplotthedots 0.2).
- `sentences.finding` says what a chart shows; `proposals.propose_recalculation` where limits might begin again, and why;
  `before_after.before_after` what a change did.
- `batch.summarise_many` and `batch.judge_many` take thousands of series, and give the same numbers to the last bit.

`ValueError` is for what a programmer gets wrong (phases out of order, a baseline under 12 points), `NotChartable` for values that cannot
stand on a chart, with a sentence for people. Sources, and where we differ from a reference on purpose: docs/charts.md.
"""

from quantock.engines.spc.classes import Assurance, Direction, Kind, Variation
from quantock.engines.spc.limits import Limits, xmr_limits
from quantock.engines.spc.lines import NotChartable, Subgroup
from quantock.engines.spc.rulesets import MAKING_DATA_COUNT, PLOT_THE_DOTS, RULE_SETS, RuleSet
from quantock.engines.spc.shewhart import ControlChart, control_chart
from quantock.engines.spc.signals import Rule
from quantock.engines.spc.xmr import Chart, Drawn, Phase, Point, Segment, xmr_chart

__all__ = [
    "MAKING_DATA_COUNT",
    "PLOT_THE_DOTS",
    "RULE_SETS",
    "Assurance",
    "Chart",
    "ControlChart",
    "Direction",
    "Drawn",
    "Kind",
    "Limits",
    "NotChartable",
    "Phase",
    "Point",
    "Rule",
    "RuleSet",
    "Segment",
    "Subgroup",
    "Variation",
    "control_chart",
    "xmr_chart",
    "xmr_limits",
]
