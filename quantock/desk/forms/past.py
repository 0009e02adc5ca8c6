"""The days of one project's past. The address holds them."""

from datetime import date
from typing import Any

from django import forms

from quantock.web.forms import UkDate
from quantock.web.past import NOT_KNOWN


class PastForm(forms.Form):
    """The project as at a day and, where a second day is given, what differs until then."""

    on = UkDate(label="As at", required=False, help_text="")
    until = UkDate(label="Compared with", required=False, help_text="")

    def __init__(self, data: Any, *, today: date, usual: date) -> None:
        self.today = today
        said = data.copy()
        if not said.get("on"):
            said["on"] = f"{usual.day}/{usual.month}/{usual.year}"
        super().__init__(said)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        on, until = said.get("on"), said.get("until")
        for name, day in (("on", on), ("until", until)):
            if day and day > self.today:
                self.add_error(name, NOT_KNOWN)
        if on and until and on >= until:
            self.add_error("until", "Choose a day after the other one.")
        return said
