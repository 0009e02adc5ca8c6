"""What other apps show on the page of an organisation: each registers its own when it starts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from quantock.access import Viewer
from quantock.people.models import Organisation


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a panel: what it says, where it leads, and a quieter note."""

    text: str
    href: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """A card on the page of an organisation; `says` stands there when it has no lines."""

    title: str
    lines: Sequence[Line]
    says: str


Drawn = Callable[[Viewer, Organisation, date], Panel | None]
PANELS: list[Drawn] = []


def panel(draw: Drawn) -> Drawn:
    """Register a panel: a function that reads it, in a fixed number of queries; None where this viewer has none."""
    PANELS.append(draw)
    return draw


def panels_of(viewer: Viewer, organisation: Organisation, on: date) -> list[Panel]:
    """Every registered panel that this viewer has, in the order of registration."""
    drawn = (draw(viewer, organisation, on) for draw in PANELS)
    return [panel for panel in drawn if panel is not None]
