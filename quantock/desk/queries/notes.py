"""The cover note of a board's report."""

from datetime import date

from quantock.access import Viewer
from quantock.desk.models import BoardNote
from quantock.portfolios.models import Portfolio


def note_of(viewer: Viewer, portfolio: Portfolio | None, as_at: date) -> BoardNote | None:
    """The last one written for this portfolio and day, unless it was emptied. One query."""
    rows = BoardNote.objects.visible_to(viewer).filter(portfolio=portfolio, as_at=as_at)
    found = rows.select_related("by").order_by("-pk").first()
    return found if found and found.text else None
