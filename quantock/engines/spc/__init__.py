"""Statistical process control, exactly as the NHS references compute it.

>>> from quantock.engines.spc import xmr_chart, Direction
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
