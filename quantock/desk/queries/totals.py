"""The sums of a dashboard: money by nature, and milestones by what is the matter with them. One query."""

from collections.abc import Sequence
from datetime import date

from quantock.desk.queries import milestones, money
from quantock.desk.queries.milestones import MILESTONES, Ahead
from quantock.desk.queries.money import InYear
from quantock.desk.queries.selection import Selection


def totals(selection: Selection, since: date) -> tuple[Sequence[InYear], Ahead]:
    """Both are a few rows of two words and four numbers, so they come together."""
    rows = list(money.groups(selection).union(milestones.counts(selection, since), all=True))
    ours = [row for row in rows if row[0] == MILESTONES]
    return money.in_year(row for row in rows if row[0] != MILESTONES), milestones.counted(ours)
