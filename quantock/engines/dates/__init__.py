"""Days: said in plain English, read from what people type, counted as working days, put into financial years."""

from quantock.engines.dates.periods import (
    Interval,
    add_months,
    financial_year,
    financial_year_end,
    financial_year_start,
    months_between,
    next_due,
    quarter,
    quarter_start,
    quiet_after,
    say_quarter,
)
from quantock.engines.dates.reading import DateError, parse_boxes, parse_uk
from quantock.engines.dates.saying import ago, say_date, say_day_and_month, say_short, say_span
from quantock.engines.dates.spans import span_of
from quantock.engines.dates.working import (
    add_working_days,
    bank_holidays,
    is_working_day,
    working_days_between,
)

__all__ = [
    "DateError",
    "Interval",
    "add_months",
    "add_working_days",
    "ago",
    "bank_holidays",
    "financial_year",
    "financial_year_end",
    "financial_year_start",
    "is_working_day",
    "months_between",
    "next_due",
    "parse_boxes",
    "parse_uk",
    "quarter",
    "quarter_start",
    "quiet_after",
    "say_date",
    "say_day_and_month",
    "say_quarter",
    "say_short",
    "say_span",
    "span_of",
    "working_days_between",
]
