"""A list brought back from Excel: what the person changed is compared with what is so now, and kept by the verbs
that pages use. What is particular to projects, registers and benefits is in `trips`."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from quantock.access import Viewer
from quantock.accounts.models import User
from quantock.engines.documents.readback import ReadBack, ReadRow, read_roundtrip
from quantock.engines.documents.roundtripvalues import read_fingerprints
from quantock.engines.tables import Refused
from quantock.engines.text import find_nhs_numbers, mask_nhs_numbers, plural, say_list
from quantock.exchange import workbook
from quantock.exchange.models import BroughtBack
from quantock.exchange.services.imports import NotNow
from quantock.exchange.trips import TRIPS, sort_of
from quantock.exchange.trips.compare import Preview

MOST_ROWS = 10_000
MOST_LETTERS = 40
"""Of what says which list a workbook is; one that says more was written by somebody else."""

MOST_NAMED = 10


class Moved(Exception):
    """What is so now has changed since the person looked."""


def bring_back(data: bytes, filename: str, *, by: User) -> BroughtBack:
    """Read the file and keep what was changed in it. Raises Refused for a file that is not ours or not safe."""
    read = read_roundtrip(data, filename)
    trip = TRIPS.get(sort_of(read.kind))
    if trip is None or len(read.kind) > MOST_LETTERS:
        raise Refused("The file is a list of something else.", "Bring back a list that was taken out here.")
    told = [*read.warnings, *_told(read, trip.one)]
    changed = [row for row in read.rows if row.changed] + list(read.added)
    if len(changed) > MOST_ROWS:
        raise Refused(f"More than {MOST_ROWS:,} rows were changed.", "Bring them back in parts.")
    return BroughtBack.objects.create(
        by=by,
        kind=read.kind,
        filename=filename[:300],
        title=read.title[:300],
        exported_at=timezone.make_aware(read.exported_at)
        if timezone.is_naive(read.exported_at)
        else read.exported_at,
        rows=[_kept(row) for row in changed],
        warnings=told,
        unchanged=len(read.rows) - sum(bool(row.changed) for row in read.rows),
    )


def _told(read: ReadBack, one: str) -> Iterable[str]:
    """What a person should know of the file."""
    seen = {_folded(heading) for heading in read.extra}
    twice = {heading for heading in read.missing if _folded(heading) in seen}
    if gone := [heading for heading in read.missing if heading not in twice]:
        yield f"{_named(gone)}: not in the file any more, so nothing is changed there."
    for heading in sorted(twice):
        yield f"“{heading}” stands over more than one column, so none of them is read."
    if own := [heading for heading in read.extra if _folded(heading) not in map(_folded, twice)]:
        yield f"{_named(own)}: not a column of this list, so it is not read."
    keys = {row.key for row in read.rows} | read.repeated.keys()
    if (lost := read.exported_rows - len(keys)) > 0:
        yield f"{plural(lost, 'row')} of the list {'is' if lost == 1 else 'are'} not in the file any more: nothing is deleted."
    for rows in read.repeated.values():
        numbers = ", ".join(str(row.number) for row in rows)
        yield f"Rows {numbers} are one and the same {one}, so none of them is read. Keep one of them."


def _folded(heading: str) -> str:
    return " ".join(heading.casefold().split())


def _named(headings: Sequence[str]) -> str:
    """A few of them by name."""
    few = [f"“{heading[:60]}”" for heading in headings[:MOST_NAMED]]
    return say_list(few + ([f"{len(headings) - MOST_NAMED} more"] if len(headings) > MOST_NAMED else []))


def _kept(row: ReadRow) -> dict[str, Any]:
    """What was changed in a row. An NHS number is not kept, only where one stood."""
    values = {name: row.values[name] for name in sorted(row.changed)}
    patients = [name for name, value in values.items() if isinstance(value, str) and find_nhs_numbers(value)]
    values |= {name: mask_nhs_numbers(str(values[name])) for name in patients}
    return {
        "number": row.number,
        "key": row.key,
        "marks": read_fingerprints(row.version),
        "values": {name: workbook.plain(value) for name, value in values.items()},
        "typed_wrong": sorted(row.unreadable & row.changed),
        "nhs_numbers": patients,
    }


def preview(back: BroughtBack, viewer: Viewer) -> Preview:
    """Compare what was changed with what is so now. A few queries for each 500 rows."""
    return TRIPS[sort_of(back.kind)].compare(back, viewer)


@transaction.atomic
def keep(back: BroughtBack, *, viewer: Viewer, by: User, seen: str, mine: Sequence[str] = ()) -> Preview:
    """Keep what was changed, all of it or nothing. `mine` names the conflicts in which the person's own counts.

    Raises Moved when what is so now is not what the person was shown (`seen`).
    """
    back = BroughtBack.objects.select_for_update(of=("self",)).get(pk=back.pk)
    if back.applied_at:
        raise NotNow("These changes have been kept already.")
    found = preview(back, viewer)
    if found.token() != seen:
        raise Moved
    on = timezone.localdate()
    chosen = [*found.changes, *(change for change in found.conflicts if change.name in mine)]
    back.batch = TRIPS[sort_of(back.kind)].keep(found, chosen, back, by, on)
    back.applied_at = timezone.now()
    back.account = [[each.ref, each.heading, each.now, each.mine] for each in chosen]
    back.account += [[ref, f"New {TRIPS[sort_of(back.kind)].one}", "", title] for ref, title in found.made]
    back.rows = []
    back.save(update_fields=["applied_at", "account", "rows", "batch", "moved"])
    return found
