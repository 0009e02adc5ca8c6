"""A paste, and the period that a single column of values begins with."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from quantock.engines.text import find_nhs_numbers
from quantock.web.forms import UkDate, say_place

LONGEST = 2_000_000


class PasteForm(forms.Form):
    """Tabs and line ends stay: they say what is a cell and what is a row."""

    text = forms.CharField(
        label="Values",
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text="Copy the cells in Excel and paste them here: dates and values, or dates, numerators and denominators",
    )
    first = UkDate(
        label="If there are no dates, which period is the first?", required=False, help_text="Any day in it"
    )

    def clean_text(self) -> Any:
        text = self.cleaned_data["text"]
        if found := find_nhs_numbers(text):
            places = "; ".join(say_place(text, one) for one in found[:5])
            raise ValidationError(
                f"This seems to hold NHS numbers ({places}). Take them out: nothing about patients, residents or "
                "clients belongs here. Nothing was saved.",
                code="nhs_number",
            )
        return text
