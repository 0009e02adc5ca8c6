"""Days of the demonstration: all are offsets from one base day, and fall on working days."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from quantock.engines.dates import add_months, add_working_days, is_working_day

MONTH = 30.4


def base_day() -> date:
    """Today, or the day that a setting fixes."""
    return settings.DEMONSTRATION_BASE_DAY or timezone.localdate()


def working_day(day: date) -> date:
    """The day itself, where people are at work on it; else the last day before it on which they were."""
    return day if is_working_day(day) else add_working_days(day, -1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The base day, and days told by their distance from it."""

    today: date

    def months(self, count: float, *, and_days: int = 0) -> date:
        """So many months after the base day, or before it."""
        return working_day(self.today + timedelta(days=round(count * MONTH) + and_days))

    def april(self) -> date:
        """A Wednesday in the last April that is at least a fortnight past."""
        day = date(self.today.year, 4, 22)
        if self.today - day < timedelta(days=14):
            day = date(self.today.year - 1, 4, 22)
        return day + timedelta(days=(2 - day.weekday()) % 7)

    def after_april(self, months: float) -> date:
        """So many months after that day."""
        whole = int(months)
        return working_day(add_months(self.april(), whole) + timedelta(days=round((months - whole) * MONTH)))
