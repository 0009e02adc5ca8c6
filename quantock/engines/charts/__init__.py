"""Pictures drawn as SVG text on the server: for pages under a strict content policy, for print and for documents."""

from quantock.engines.charts.bars import (
    Bar,
    Part,
    bars,
    bars_sentence,
    stacked_bar,
    stacked_bar_sentence,
)
from quantock.engines.charts.gantt import MOST_BARS, PlanBar, draw_plan, plan_sentence
from quantock.engines.charts.history import (
    Promise,
    Rated,
    confidence_history,
    confidence_history_sentence,
    slip,
    slip_sentence,
    sparkline,
    sparkline_sentence,
)
from quantock.engines.charts.icons import ICONS, icon, sprite, use
from quantock.engines.charts.marks import LOOKS, Status, said_mark
from quantock.engines.charts.shades import BACKGROUNDS, shade, shades, shades_sentence
from quantock.engines.charts.steps import Step, step_dots, step_path, step_path_sentence
from quantock.engines.charts.svg import Svg
from quantock.engines.charts.timeline import MOST_ROWS, Milestone, Row, timeline, timeline_sentence
from quantock.engines.charts.tree import Node, portfolio_map, portfolio_map_sentence
from quantock.engines.charts.widths import drawn_once, in_both_widths

__all__ = [
    "BACKGROUNDS",
    "ICONS",
    "LOOKS",
    "MOST_BARS",
    "MOST_ROWS",
    "Bar",
    "Milestone",
    "Node",
    "Part",
    "PlanBar",
    "Promise",
    "Rated",
    "Row",
    "Status",
    "Step",
    "Svg",
    "bars",
    "bars_sentence",
    "confidence_history",
    "confidence_history_sentence",
    "draw_plan",
    "drawn_once",
    "icon",
    "in_both_widths",
    "plan_sentence",
    "portfolio_map",
    "portfolio_map_sentence",
    "said_mark",
    "shade",
    "shades",
    "shades_sentence",
    "slip",
    "slip_sentence",
    "sparkline",
    "sparkline_sentence",
    "sprite",
    "stacked_bar",
    "stacked_bar_sentence",
    "step_dots",
    "step_path",
    "step_path_sentence",
    "timeline",
    "timeline_sentence",
    "use",
]
