"""A drawing as plain values and back: a chart that is kept as it was needs nothing else to be drawn again.

`unpacked(packed(drawn))` is `drawn` again, but for the function that says times, which then says the labels.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from quantock.engines.charts.control.model import Drawing, Note, Plot
from quantock.engines.spc import Kind
from quantock.engines.spc.sentences import Wording

VERSION = 1
COLUMNS = ("label", "day", "value", "kind", "says", "centre", "lower", "upper", "target", "segment")


def packed(drawn: Drawing) -> dict[str, Any]:
    """Everything but functions, ready for JSON."""
    wording = drawn.wording
    return {
        "version": VERSION,
        "title": drawn.title,
        "name": drawn.name,
        "reading": drawn.reading,
        "unit": drawn.unit,
        "wording": [wording.decimals, wording.unit, wording.least, wording.most],
        "plots": [[_plain(getattr(plot, name)) for name in COLUMNS] for plot in drawn.plots],
        "notes": [asdict(note) for note in drawn.notes],
        "breaks": [list(each) for each in drawn.breaks],
    }


def _plain(value: Any) -> Any:
    if isinstance(value, Kind):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


def unpacked(kept: Mapping[str, Any]) -> Drawing:
    """The drawing that was packed."""
    plots = tuple(
        _plot(place, dict(zip(COLUMNS, row, strict=True))) for place, row in enumerate(kept["plots"])
    )
    decimals, unit, least, most = kept["wording"]
    labels = [plot.label for plot in plots]
    return Drawing(
        title=kept["title"],
        name=kept["name"],
        plots=plots,
        wording=Wording(labels.__getitem__, decimals, unit, least, most),
        reading=kept["reading"],
        notes=tuple(Note(**note) for note in kept["notes"]),
        breaks=tuple((place, why) for place, why in kept["breaks"]),
        unit=kept["unit"],
    )


def _plot(place: int, row: dict[str, Any]) -> Plot:
    day = date.fromisoformat(row.pop("day")) if row["day"] else row.pop("day")
    return Plot(place=place, day=day, kind=Kind(row.pop("kind")), **row)
