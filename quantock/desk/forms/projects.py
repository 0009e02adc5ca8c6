"""The filters of the projects list. The address holds them all."""

from django import forms

from quantock.projects.models import Confidence, State
from quantock.web.forms import CleanText, UkDate

ANY = ("", "Any")


class FilterForm(forms.Form):
    """Read from the address; anything not understood is said and not applied."""

    q = CleanText(label="Words", required=False, max_length=200)
    state = forms.ChoiceField(label="State", required=False, choices=[ANY, ("live", "Live"), *State.choices])
    confidence = forms.ChoiceField(
        label="Delivery confidence", required=False, choices=[ANY, *Confidence.choices]
    )
    as_at = UkDate(label="As at", required=False)
    portfolio = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    sort = forms.CharField(required=False, max_length=20, widget=forms.HiddenInput)
