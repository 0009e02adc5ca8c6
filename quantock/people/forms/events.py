"""The filters of the event log."""

from typing import Any

from django import forms

from quantock.web.forms import UkDate


class EventFilter(forms.Form):
    """By whom, on which project or organisation, and when."""

    person = forms.CharField(label="Who did it", required=False, max_length=200)
    project = forms.CharField(label="Project", required=False, max_length=200)
    words = forms.CharField(label="Words in it", required=False, max_length=200)
    since = UkDate(label="From", required=False)
    until = UkDate(label="To", required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day is before the first")
        return cleaned
