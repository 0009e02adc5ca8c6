"""The days that a list is read by: as it stood on one, compared with another. The address holds them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from quantock.web.forms import UkDate

NOT_KNOWN = "Choose today or an earlier day: what will be so is not known yet."
DAYS = ("as_at", "since")


@dataclass(frozen=True, slots=True)
class Days:
    """The day of a list, and the one it is compared with, where one is."""

    on: date
    since: date | None
    today: date

    @property
    def is_past(self) -> bool:
        return self.on < self.today


class AsAtForm(forms.Form):
    """Filters of a list with the day on which it stood so, and an earlier one to compare it with; these stand last."""

    as_at = UkDate(label="As at", required=False, help_text="")
    since = UkDate(label="Compared with", required=False, help_text="")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields([*(name for name in self.fields if name not in DAYS), *DAYS])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        day, since = said.get("as_at"), said.get("since")
        if day and day > timezone.localdate():
            self.add_error("as_at", NOT_KNOWN)
        elif since and since >= (day or timezone.localdate()):
            self.add_error("since", f"Choose a day before {'the other one' if day else 'today'}.")
        return said

    @property
    def days(self) -> Days:
        """Those asked for, where they can be read; else today alone."""
        said = getattr(self, "cleaned_data", {})
        today = timezone.localdate()
        return Days(said.get("as_at") or today, said.get("since"), today)


def days_of(said: Mapping[str, Any]) -> Days:
    """Of an address, where they are read before the other filters are known."""
    form = AsAtForm(said)
    form.is_valid()
    return form.days
