"""The same chart as Vega-Lite (schema v5), for Power BI's Deneb and for notebooks."""

from typing import Any

from quantock.engines.charts.control.draw import COMMON, CONCERN, IMPROVEMENT, NEITHER, TARGET
from quantock.engines.charts.control.model import Drawing
from quantock.engines.charts.marks import INK, LINE
from quantock.engines.spc import Kind

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
LOOKS: dict[Kind, tuple[str, str]] = {
    Kind.COMMON: (COMMON, "circle"),
    Kind.UNJUDGED: (COMMON, "circle"),
    Kind.IMPROVEMENT: (IMPROVEMENT, "circle"),
    Kind.CONCERN: (CONCERN, "diamond"),
    Kind.HIGH: (NEITHER, "triangle-up"),
    Kind.LOW: (NEITHER, "triangle-down"),
}


def vega_lite(drawing: Drawing) -> dict[str, Any]:
    """The specification, with its data inside it."""
    has_days = all(plot.day is not None for plot in drawing.plots)
    x: dict[str, Any] = {"field": "x", "title": None, "type": "temporal" if has_days else "ordinal"}
    if not has_days:
        x["sort"] = None
    kinds = [kind for kind in LOOKS if any(plot.kind is kind for plot in drawing.plots)]
    scales = {
        "color": [LOOKS[kind][0] for kind in kinds],
        "shape": [LOOKS[kind][1] for kind in kinds],
    }
    by_class = {
        name: {
            "field": "class",
            "type": "nominal",
            "title": "Class",
            "scale": {"domain": [kind.value for kind in kinds], "range": scale},
        }
        for name, scale in scales.items()
    }
    return {
        "$schema": SCHEMA,
        "title": {"text": drawing.name, "subtitle": drawing.title},
        "description": drawing.reading,
        "width": 700,
        "height": 300,
        "data": {"values": values(drawing)},
        "layer": [
            _line("value", COMMON, x, detail="segment"),
            _line("centre", INK, x, detail="segment"),
            _line("lower", LINE, x, detail="segment", dash=[6, 4]),
            _line("upper", LINE, x, detail="segment", dash=[6, 4]),
            _line("target", TARGET, x, dash=[12, 5]),
            {
                "mark": {"type": "point", "filled": True, "size": 70},
                "encoding": {
                    "x": x,
                    "y": _y(drawing),
                    **by_class,
                    "tooltip": [{"field": name} for name in ("label", "value", "says", "lower", "upper")],
                },
            },
        ],
    }


def values(drawing: Drawing) -> list[dict[str, Any]]:
    """Every place as a row of plain values: what the table and the spreadsheet hold too."""
    return [
        {
            "x": plot.x,
            "label": plot.label,
            "value": plot.value,
            "centre": plot.centre,
            "lower": plot.lower,
            "upper": plot.upper,
            "target": plot.target,
            "segment": plot.segment + 1,
            "class": plot.kind.value,
            "says": plot.says,
        }
        for plot in drawing.plots
    ]


def _y(drawing: Drawing) -> dict[str, Any]:
    return {"field": "value", "type": "quantitative", "title": drawing.unit or None, "scale": {"zero": False}}


def _line(
    field: str, colour: str, x: dict[str, Any], *, detail: str = "", dash: list[int] | None = None
) -> dict[str, Any]:
    mark: dict[str, Any] = {"type": "line", "color": colour}
    if dash:
        mark["strokeDash"] = dash
    encoding: dict[str, Any] = {
        "x": x,
        "y": {"field": field, "type": "quantitative", "title": None, "scale": {"zero": False}},
    }
    if detail:
        encoding["detail"] = {"field": detail, "type": "nominal"}
    return {"mark": mark, "encoding": encoding}
