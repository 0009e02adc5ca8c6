"""A table sent as a file: CSV, or a workbook; never a formula."""

from collections.abc import Iterable, Sequence

from django.http import StreamingHttpResponse

from quantock.engines.documents.columns import Column
from quantock.engines.documents.csvfile import stream_csv
from quantock.engines.documents.xlsx import Sheet, stream_workbook

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send_table(
    name: str, columns: Sequence[Column], rows: Iterable[Sequence[object]], *, file: str = ""
) -> StreamingHttpResponse:
    """The rows, written while they are read. `file` is xlsx for a workbook; anything else is CSV."""
    if file == "xlsx":
        body, kind, ending = stream_workbook([Sheet(name, columns, rows)]), WORKBOOK, "xlsx"
    else:
        body, kind, ending = stream_csv(columns, rows), "text/csv", "csv"
    response = StreamingHttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}.{ending}"'
    return response
