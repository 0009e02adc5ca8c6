"""The sums of a dashboard: money by nature, milestones by what is the matter with them, what measures show, benefits by class.
One query."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import IntegerField, QuerySet, Value

from quantock.desk.queries import milestones, money, working
from quantock.desk.queries.gains import GAINS, Gain, gain_rows, gains_found, kept_gains
from quantock.desk.queries.kept import Kept
from quantock.desk.queries.kept_past import KeptPast
from quantock.desk.queries.milestones import MILESTONES, Ahead
from quantock.desk.queries.money import InYear
from quantock.desk.queries.past_beside import totals_past
from quantock.desk.queries.selection import Selection
from quantock.desk.queries.working import WORKING, Working

Totals = tuple[Sequence[InYear], Ahead, Working | None, Sequence[Gain]]


def totals(selection: Selection, since: date, kept: Kept | KeptPast | None = None) -> Totals:
    """Each is a few rows of two words and some numbers, so they come together. What measures showed on a past day
    is not kept: for one it is left out."""
    if isinstance(kept, KeptPast):
        return totals_past(selection, since, kept)
    if kept:
        paid = money.in_year(money.kept_groups(kept, selection))
        return paid, milestones.kept_ahead(kept), working.kept_working(kept), kept_gains(kept, selection)
    rows = selection.found(_parts, since)
    dated = [row for row in rows if row[0] == MILESTONES]
    told = [row for row in rows if row[0] == WORKING]
    come = [(row[0].removeprefix(GAINS), *row[1:6]) for row in rows if row[0].startswith(GAINS)]
    sums = [row[:6] for row in rows if row[0] not in (MILESTONES, WORKING) and not row[0].startswith(GAINS)]
    shown = None if selection.on else working.counted(told)
    return money.in_year(sums), milestones.counted(dated), shown, gains_found(come, selection)


def _parts(selection: Selection, since: date) -> QuerySet[Any, Any]:
    amounts = money.groups(selection).annotate(besides=Value(0, IntegerField()))
    parts = [milestones.counts(selection, since), *([] if selection.on else [working.groups(selection)])]
    parts += [groups.annotate(besides=Value(0, IntegerField())) for groups in gain_rows(selection)]
    together: QuerySet[Any] = amounts.union(*parts, all=True)
    return together
