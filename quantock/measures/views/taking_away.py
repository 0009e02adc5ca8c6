"""A chart, or what is drawn on it, as a file."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse

from quantock.engines.charts.control import Drawing, control_svg, vega_lite
from quantock.measures.sending import Table, of_drawing, points_csv, points_xlsx
from quantock.web.documents import send_picture

TYPES: dict[str, str] = {
    "svg": "image/svg+xml",
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def send_drawing(
    request: HttpRequest, drawing: Drawing, kind: str, *, name: str, back: str, table: Table | None = None
) -> HttpResponse:
    """As SVG, PNG, Vega-Lite, CSV or a workbook; all of them show the same. `back` is where a picture that cannot be made
    leads to; `table` what a file of figures holds, where that is more than the drawing."""
    if kind == "png":
        svg = control_svg(drawing, prefix="chart", headed=True)
        return send_picture(request, str(svg), name=name, back=back)
    content: Any
    match kind:
        case "svg":
            content = control_svg(drawing, prefix="chart", headed=True)
        case "json":
            content = json.dumps(vega_lite(drawing), ensure_ascii=False, indent=1)
        case "csv":
            content = points_csv(table or of_drawing(drawing))
        case _:
            content = points_xlsx(table or of_drawing(drawing))
    response = HttpResponse(content, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response
