"""What a sheet says against what was done here since it came in last: shown, and left as it is unless somebody chooses."""

from collections.abc import Iterable

from quantock.benefits.models import Benefit
from quantock.engines.dates import say_date
from quantock.exchange.models import BroughtBack
from quantock.raid.models import Entry, EntryFact


def closed_here(entries: Iterable[Entry]) -> set[int]:
    """Those that are closed, and not by a sheet: whoever pressed the button, or edited the workbook, knows better.

    Two queries; none where nothing is closed.
    """
    closed = [entry.pk for entry in entries if entry.closed_on]
    if not closed:
        return set()
    back = set(BroughtBack.objects.exclude(batch=None).values_list("batch", flat=True))
    rows = EntryFact.objects.standing().filter(entry__in=closed).order_by("so_from", "recorded_at", "pk")
    last = {
        entry: batch
        for entry, batch, said in rows.values_list("entry", "batch", "asserts")
        if "state" in said
    }
    return {entry for entry, batch in last.items() if batch is None or batch in back}


def would_reopen(entry: Entry, state: str | None) -> str:
    """Why a row waits for a choice: it would open again what was closed here. Nothing where it would not."""
    if state not in entry.register.open_codes or entry.closed_on is None:
        return ""
    ours, theirs = entry.register.standing(entry.state).words, entry.register.standing(str(state)).words
    return (
        f"{entry.ref} was closed here on {say_date(entry.closed_on)}, as “{ours}”; the sheet says “{theirs}”"
    )


def was_removed(benefit: Benefit) -> str:
    """Why a row waits for a choice: somebody has said that its benefit was entered by mistake."""
    return f"{benefit.ref} was removed here, as entered by mistake" if benefit.removed_at else ""
