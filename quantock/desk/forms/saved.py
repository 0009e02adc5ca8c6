"""A view to be saved: its name, and with whom it is shared."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.http import QueryDict

from quantock.people.models import Organisation
from quantock.web.forms import CleanText, offer

LONGEST_QUERY = 4000


class ViewForm(forms.Form):
    """What one's own view is called, and who else sees it."""

    name = CleanText(label="Name", max_length=100, help_text="For example, Red projects of my board")
    shared_with = forms.ChoiceField(
        label="Who else sees it?",
        required=False,
        help_text="They see only those of its projects that they may see",
    )

    def __init__(
        self, data: Any = None, *, organisations: Iterable[Organisation], taken: Iterable[str], **options: Any
    ) -> None:
        super().__init__(data, **options)
        self.organisations = {str(each.pk): each for each in organisations}
        self.taken = {name.casefold() for name in taken}
        offered = [(key, f"Everyone of {each.name}") for key, each in self.organisations.items()]
        offer(self, "shared_with", [("", "Only you"), *offered])

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if name.casefold() in self.taken:
            raise forms.ValidationError(
                "You have a view of this name for this page. Choose another name, or remove that one first"
            )
        return name

    @property
    def organisation(self) -> Organisation | None:
        return self.organisations.get(self.cleaned_data.get("shared_with") or "")


class SaveViewForm(ViewForm):
    """A new one. `query` is the address as it stood when "Save this view" was pressed."""

    usual = forms.BooleanField(label="Open the page with this view", required=False)
    query = forms.CharField(required=False, max_length=LONGEST_QUERY, widget=forms.HiddenInput, strip=False)

    def clean_query(self) -> str:
        """Read and written again, so that it is an address and nothing else."""
        return QueryDict(self.cleaned_data["query"]).urlencode()
