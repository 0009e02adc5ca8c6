"""A chart's data as a file: the very rows the picture and the Vega-Lite chart are made from."""

from collections.abc import Iterator

from quantock.engines.charts.control import Drawing, values
from quantock.engines.documents.columns import Column
from quantock.engines.documents.csvfile import stream_csv
from quantock.engines.documents.xlsx import Sheet, stream_workbook

COLUMNS = (
    Column("Period", "text", 22),
    Column("Value", "number"),
    Column("Class and rules", "text", 50),
    Column("Average", "number"),
    Column("Lower limit", "number"),
    Column("Upper limit", "number"),
    Column("Target", "number"),
    Column("Part", "number"),
)


def _rows(drawing: Drawing) -> Iterator[list[object]]:
    for row in values(drawing):
        yield [
            row[key] for key in ("label", "value", "says", "centre", "lower", "upper", "target", "segment")
        ]


def points_csv(drawing: Drawing) -> bytes:
    """For a spreadsheet or a program."""
    return b"".join(stream_csv(COLUMNS, _rows(drawing)))


def points_xlsx(drawing: Drawing) -> bytes:
    """One sheet."""
    return b"".join(stream_workbook([Sheet("Values", COLUMNS, _rows(drawing))]))
