"""What a list says of a measure from its kept result, without its values."""

import re
from datetime import date
from decimal import Decimal

from quantock.engines.spc import Assurance, Variation
from quantock.measures import pictures
from quantock.measures.kept import Kept
from quantock.measures.models import Measure, Result


def kept(**said):
    measure = Measure(name="Falls with serious harm", direction="down", unit="count", **said)
    Result(
        measure=measure,
        count=20,
        variation=Variation.IMPROVEMENT_HIGH,
        assurance=Assurance.NONE,
        latest=Decimal(114),
        latest_on=date(2026, 8, 30),
        lower=14.0,
        upper=78.0,
    )
    return Kept(measure, date(2026, 11, 27))


def test_days_between_events_are_not_said_as_if_they_were_events():
    assert (
        "Latest: 114 days since the one before, on 30 August 2026; expect 14 to 78."
        in kept(frequency="event", chart="t").reading
    )
    assert "Latest: 114 in August 2026" in kept(frequency="month", chart="c").reading


def test_small_charts_are_drawn_for_a_phone_too_and_not_shrunk():
    drawing = kept(frequency="month", chart="c").drawing()
    both = str(pictures.small(drawing, "one"))
    assert [int(width) for width in re.findall(r'viewBox="0 0 (\d+)', both)] == [440, 256]
    assert both.count('class="chart-narrow"') == 1
