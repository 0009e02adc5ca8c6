"""The filters of the whole-system page of measures. The address holds them."""

from typing import Any

from django import forms

from quantock.engines.spc import Assurance, Variation
from quantock.measures.models import MeasureKind
from quantock.people.models import Organisation
from quantock.web.forms import CleanText, UkDate

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


class SystemForm(forms.Form):
    """Read from the address; what is not understood is said and not applied."""

    q = CleanText(label="Words", required=False, max_length=200)
    signal = forms.ChoiceField(label="Signal", required=False, choices=[*SIGNALS, *CELLS])
    assurance = forms.ChoiceField(
        label="Target",
        required=False,
        choices=[ANY, *((each.value, each.value.capitalize()) for each in Assurance)],
    )
    organisation = forms.ChoiceField(label="Lead organisation", required=False)
    kind = forms.ChoiceField(label="Sort of measure", required=False, choices=[ANY, *MeasureKind.choices])
    since = UkDate(label="New since", required=False, help_text="")

    def __init__(self, data: Any, *, organisations: list[Organisation]) -> None:
        super().__init__(data)
        field = self.fields["organisation"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [ANY, *((str(each.pk), each.name) for each in organisations)]
