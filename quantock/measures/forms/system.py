"""The filters of the whole-system page of measures. The address holds them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone

from quantock.engines.spc import Assurance, Variation
from quantock.measures.models import MeasureKind
from quantock.projects.models import State
from quantock.web.forms import CleanText, UkDate, offer
from quantock.web.past import NOT_KNOWN

ANY = ("", "Any")
SIGNALS = [
    ANY,
    ("better", "Changed for the better"),
    ("worse", "Changed for the worse"),
    ("other", "Changed, neither better nor worse"),
    ("same", "Nothing has changed lately"),
    ("early", "Too few values"),
    ("overdue", "Overdue for a value"),
]
CELLS = [(variation.value, variation.value.capitalize()) for variation in Variation]
STATES = [("", "Live"), ("ended", "Stopped or completed"), ("all", "Live and ended"), *State.choices]


class SystemForm(forms.Form):
    """Read from the address; what is not understood is said and not applied. `offered` are the choices of what
    narrows the projects, by name: the page that knows them gives them."""

    q = CleanText(label="Words in the measure", required=False, max_length=200)
    signal = forms.ChoiceField(label="Signal", required=False, choices=[*SIGNALS, *CELLS])
    assurance = forms.ChoiceField(
        label="Target",
        required=False,
        choices=[ANY, *((each.value, each.value.capitalize()) for each in Assurance)],
    )
    since = UkDate(label="New since", required=False, help_text="")
    kind = forms.ChoiceField(label="Kind of measure", required=False, choices=[ANY, *MeasureKind.choices])
    portfolio = forms.ChoiceField(label="Portfolio", required=False, choices=[ANY])
    theme = forms.ChoiceField(label="Strategic theme", required=False, choices=[ANY])
    organisation = forms.ChoiceField(label="Lead organisation", required=False, choices=[ANY])
    step = forms.ChoiceField(label="Step", required=False, choices=[ANY])
    aim = forms.ChoiceField(label="Makes better", required=False, choices=[ANY])
    project = CleanText(label="Words in the project", required=False, max_length=200)
    state = forms.ChoiceField(label="Projects", required=False, choices=STATES)
    as_at = UkDate(label="As at", required=False, help_text="")

    def clean_as_at(self) -> date | None:
        day: date | None = self.cleaned_data["as_at"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(NOT_KNOWN)
        return day

    def __init__(self, data: Any, *, offered: Mapping[str, Sequence[Any]]) -> None:
        if data.get("state") == "live":  # as addresses of dashboards say it
            data = data.copy()
            data["state"] = ""
        super().__init__(data)
        for name, choices in offered.items():
            offer(self, name, choices)
