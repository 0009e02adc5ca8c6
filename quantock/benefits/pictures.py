"""The months of a benefit as a picture: what was forecast, and what was reported."""

from collections.abc import Sequence

from quantock.benefits.models import Benefit
from quantock.benefits.rules import MonthSaid
from quantock.engines.charts.months import Month, forecast_and_reported
from quantock.engines.charts.svg import Svg
from quantock.engines.charts.widths import in_both_widths
from quantock.engines.dates import add_months

MOST = 24


def months_drawn(benefit: Benefit, months: Sequence[MonthSaid]) -> Svg | None:
    """The last two years of months of which something is said, gaps included; nothing with fewer than two."""
    if len(months) < 2:
        return None
    held = {each.month: each for each in months}
    first = max(months[0].month, add_months(months[-1].month, 1 - MOST))
    every = []
    while first <= months[-1].month:
        said = held.get(first) or MonthSaid(first)
        every.append(Month(first, said.forecast, said.reported))
        first = add_months(first, 1)
    return in_both_widths(
        lambda prefix, width: forecast_and_reported(every, prefix=prefix, width=width, say=benefit.say),
        prefix="months",
        wide=600,
        narrow=256,
    )
