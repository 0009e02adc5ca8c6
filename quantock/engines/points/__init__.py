"""How values come in: a paste or a file, of any layout people keep, read into series of points with every wrong row pointed out.

>>> from quantock.engines.points import Ask, read_file, read_paste
"""

from quantock.engines.points.cells import read_period
from quantock.engines.points.columns import CHOOSABLE, ONCE, ROLES, Column
from quantock.engines.points.cutting import LARGEST, MOST_ROWS
from quantock.engines.points.given import Given, refused, worked_out
from quantock.engines.points.periods import (
    EVENT,
    MONTHS,
    OFTEN,
    SHIFT,
    SHIFTS,
    filled,
    frequency_of,
    next_period,
    period_of,
    say_period,
)
from quantock.engines.points.reading import Ask, Found, Row, read_file, read_paste

__all__ = [
    "CHOOSABLE",
    "EVENT",
    "LARGEST",
    "MONTHS",
    "MOST_ROWS",
    "OFTEN",
    "ONCE",
    "ROLES",
    "SHIFT",
    "SHIFTS",
    "Ask",
    "Column",
    "Found",
    "Given",
    "Row",
    "filled",
    "frequency_of",
    "next_period",
    "period_of",
    "read_file",
    "read_paste",
    "read_period",
    "refused",
    "say_period",
    "worked_out",
]
