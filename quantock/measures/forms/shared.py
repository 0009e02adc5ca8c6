"""In which library a measure is offered, and words to find one by."""

from collections.abc import Mapping
from typing import Any

from django import forms

from quantock.people.models import Organisation
from quantock.portfolios.models import Theme
from quantock.web.forms import CleanText

NOWHERE = "nowhere"


def code_of(library: Organisation | Theme | None) -> str:
    """How the form names a library."""
    return f"{library._meta.model_name}-{library.pk}" if library else NOWHERE


class OfferForm(forms.Form):
    """In one library, or in none."""

    library = forms.ChoiceField(label="Where is it offered?", widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, libraries: Mapping[str, Organisation | Theme], now: str) -> None:
        super().__init__(data, initial={"library": now})
        self.libraries = libraries
        field = self.fields["library"]
        if isinstance(field, forms.ChoiceField):
            named = ((code, f"In the library of {each}") for code, each in libraries.items())
            field.choices = [*named, (NOWHERE, "Nowhere: only this project uses it")]

    @property
    def chosen(self) -> Organisation | Theme | None:
        return self.libraries.get(self.cleaned_data["library"])


class FindMeasureForm(forms.Form):
    """Measures of every library, by words."""

    q = CleanText(label="Words of the measure or its project", required=False, max_length=200)
