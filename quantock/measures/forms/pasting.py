"""A paste or a file of values, and what a file cannot say of itself."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from quantock.engines.points import LARGEST
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
        help_text="Copy the cells in Excel and paste them here: dates and values; or dates, numerators and denominators; "
        "or a column for each ward or site",
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


class FileForm(forms.Form):
    """A CSV file or a workbook. The reader says what is wrong with one that is empty or of another kind."""

    file = forms.FileField(
        label="File",
        allow_empty_file=True,
        help_text="A CSV file or an Excel workbook (.xlsx): a column of dates and a column of values, or one for each ward or site",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(
                f"The file has {file.size / 1e6:,.0f} MB; at most {LARGEST // 1024 // 1024} MB are taken. Copy the sheet with "
                "the values into a new workbook"
            )
        return file
