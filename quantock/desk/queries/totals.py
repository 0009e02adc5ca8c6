"""The sums of a dashboard: money by nature, and milestones by what is the matter with them. One query."""

from collections.abc import Sequence
from datetime import date

from django.db.models import IntegerField, Value

from quantock.desk.queries import milestones, money
from quantock.desk.queries.kept import Kept
from quantock.desk.queries.milestones import MILESTONES, Ahead
from quantock.desk.queries.money import InYear
from quantock.desk.queries.selection import Selection


def totals(selection: Selection, since: date, kept: Kept | None = None) -> tuple[Sequence[InYear], Ahead]:
    """Both are a few rows of two words and some numbers, so they come together."""
    if kept:
        return money.in_year(money.kept_groups(kept, selection)), milestones.kept_ahead(kept)
    amounts = money.groups(selection).annotate(besides=Value(0, IntegerField()))
    rows = list(amounts.union(milestones.counts(selection, since), all=True))
    ours = [row for row in rows if row[0] == MILESTONES]
    return money.in_year(row[:6] for row in rows if row[0] != MILESTONES), milestones.counted(ours)
