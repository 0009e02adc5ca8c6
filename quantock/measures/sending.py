"""A chart's data as a file: the very rows the picture and the Vega-Lite chart are made from, with the figures behind each value."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from quantock.engines.charts.control import Drawing, values
from quantock.engines.documents.columns import Column
from quantock.engines.documents.csvfile import stream_csv
from quantock.engines.documents.xlsx import Sheet, stream_workbook
from quantock.measures.charting import Judged
from quantock.measures.models import DataPoint

GROUP = Column("Group", "text", 24)
COLUMNS = (
    Column("Period", "text", 22),
    Column("Value", "number"),
    Column("Class and rules", "text", 50),
    Column("Average", "number"),
    Column("Lower limit", "number"),
    Column("Upper limit", "number"),
    Column("Target", "number"),
    Column("Part of the chart", "number"),
)
PAIR = (Column("Numerator", "number"), Column("Denominator", "number"))
KEYS = ("label", "value", "says", "centre", "lower", "upper", "target", "segment")
TOGETHER = "All together"


class Table:
    """Columns and rows of one chart, or of several groups one after another."""

    def __init__(
        self, drawings: Mapping[str, Drawing], points: Mapping[str, Sequence[DataPoint | None]]
    ) -> None:
        self.drawings, self.points = drawings, points
        self.grouped = len(drawings) > 1
        self.paired = any(
            point is not None and point.denominator is not None for some in points.values() for point in some
        )
        self.columns = [*([GROUP] if self.grouped else []), *COLUMNS, *(PAIR if self.paired else ())]

    def rows(self) -> Iterator[list[object]]:
        for name, drawing in self.drawings.items():
            points = self.points.get(name) or [None] * len(drawing.plots)
            for row, point in zip(values(drawing), points, strict=True):
                group = [name or TOGETHER] if self.grouped else []
                pair = [_plain(point.numerator), _plain(point.denominator)] if point else [None, None]
                yield [*group, *(row[key] for key in KEYS), *(pair if self.paired else ())]


def _plain(figure: Decimal | None) -> Decimal | None:
    """Without the noughts that only the column of the database gives it."""
    return (
        None
        if figure is None
        else Decimal(f"{figure:f}".rstrip("0").rstrip(".") if "." in f"{figure:f}" else figure)
    )


def of_drawing(drawing: Drawing) -> Table:
    """A drawing that was kept: its figures are all there is."""
    return Table({"": drawing}, {})


def of_charts(charts: Mapping[str, Judged]) -> Table:
    return Table(
        {name: each.drawing() for name, each in charts.items()},
        {name: each.points for name, each in charts.items()},
    )


def points_csv(table: Table) -> bytes:
    """For a spreadsheet or a program."""
    return b"".join(stream_csv(table.columns, table.rows()))


def points_xlsx(table: Table) -> bytes:
    """One sheet."""
    return b"".join(stream_workbook([Sheet("Values", table.columns, table.rows())]))
