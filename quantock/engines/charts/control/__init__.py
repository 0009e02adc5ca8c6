"""Control charts: one description (`Drawing`), drawn as SVG in three sizes, as Vega-Lite, and as rows."""

from quantock.engines.charts.control.axes import DayAxis, value_range
from quantock.engines.charts.control.draw import control_svg, point_mark, shared_axis
from quantock.engines.charts.control.model import Drawing, Note, Plot, drawing
from quantock.engines.charts.control.packing import packed, unpacked
from quantock.engines.charts.control.spark import control_spark, spark
from quantock.engines.charts.control.symbols import (
    assurance_icon,
    say_assurance,
    say_variation,
    variation_icon,
)
from quantock.engines.charts.control.vega import values, vega_lite

__all__ = [
    "DayAxis",
    "Drawing",
    "Note",
    "Plot",
    "assurance_icon",
    "control_spark",
    "control_svg",
    "drawing",
    "packed",
    "point_mark",
    "say_assurance",
    "say_variation",
    "shared_axis",
    "spark",
    "unpacked",
    "value_range",
    "values",
    "variation_icon",
    "vega_lite",
]
