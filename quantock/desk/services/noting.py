"""Writing the cover note of a board's report."""

from datetime import date

from django.db import transaction

from quantock.accounts.models import User
from quantock.audit import log
from quantock.desk.models import BoardNote
from quantock.engines.dates import say_date
from quantock.portfolios.models import Portfolio


@transaction.atomic
def write_note(portfolio: Portfolio | None, as_at: date, *, text: str, by: User) -> BoardNote:
    """Keep it; what was written before stays in its own row. An empty text takes it off the report."""
    note = BoardNote.objects.create(portfolio=portfolio, as_at=as_at, text=text, by=by)
    done = "Wrote" if text else "Took away"
    says = f"{done} the cover note of the board report as at {say_date(as_at)}"
    log.record("board note", portfolio or note, by=by, says=says)
    return note
