"""Milestones."""

from typing import Any

from django import forms
from django.utils import timezone

from quantock.projects.models import MilestoneKind
from quantock.web.forms import CleanText, UkDate


class MilestoneForm(forms.Form):
    """A new milestone."""

    name = CleanText(label="What will have been reached?", max_length=300)
    forecast = UkDate(label="When is it expected?")
    provisional = forms.BooleanField(label="The date is provisional", required=False)
    kind = forms.ChoiceField(label="Kind", choices=MilestoneKind.choices, initial=MilestoneKind.KEY)
    owner_text = CleanText(label="Who owns it?", required=False, max_length=200)


class ForecastForm(forms.Form):
    """A new forecast."""

    forecast = UkDate(label="When is it expected now?")
    provisional = forms.BooleanField(label="The date is provisional", required=False)
    reason = CleanText(label="Why has it moved?", required=False, max_length=500)


class ReachedForm(forms.Form):
    """It was reached."""

    actual = UkDate(label="When was it reached?")
    evidence = CleanText(label="How do we know?", required=False, max_length=500)

    def clean_actual(self) -> Any:
        day = self.cleaned_data["actual"]
        if day > timezone.localdate():
            raise forms.ValidationError(
                "It cannot have been reached in the future: change the forecast instead"
            )
        return day


class BaselineForm(forms.Form):
    """A new baseline."""

    baseline = UkDate(label="New baseline")
    reason = CleanText(label="Why is the baseline moving?", max_length=500)


class RemoveForm(forms.Form):
    """Taking a milestone out of the plan."""

    reason = CleanText(label="Why is it no longer a milestone?", max_length=500)
