"""Measure sets: what one is called, what stands in it and in which order."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from quantock.measures.models import InSet
from quantock.measures.services import Placed
from quantock.web.editing import EditForm
from quantock.web.forms import CleanText

DOMAIN = "For example: Quality, Access, People. Measures of one domain stand together"


class SaysOfSet(forms.Form):
    """Its name, and what it is for."""

    name = CleanText(label="Name", max_length=200, help_text="For example: Board performance report")
    purpose = CleanText(label="What is it for?", required=False, one_line=False, max_length=1000)


class SetForm(SaysOfSet, EditForm):
    """Both changed. Two people may have it open: neither overwrites the other."""


class NewSetForm(SaysOfSet):
    """Also whose it is."""

    owner = forms.ChoiceField(
        label="Whose is it?", help_text="Its people see the set; each measure only who may see its project"
    )

    def __init__(self, data: Any = None, *, owners: Mapping[str, Any], **options: Any) -> None:
        super().__init__(data, **options)
        field = self.fields["owner"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Choose"), *((code, str(owner)) for code, owner in owners.items())]
        self.owners = owners

    @property
    def owned_by(self) -> Any:
        return self.owners[self.cleaned_data["owner"]]


class ArrangeForm(EditForm):
    """For each measure its place, its domain, and whether it goes. Two people may have it open: neither overwrites the other."""

    def __init__(self, data: Any = None, *, entries: Sequence[InSet]) -> None:
        now: dict[str, Any] = {}
        for place, entry in enumerate(entries, start=1):
            now |= {f"place-{entry.pk}": place, f"domain-{entry.pk}": entry.domain}
        super().__init__(data, now=now)
        self.entries = entries
        for entry in entries:
            name = entry.measure.name
            self.fields[f"place-{entry.pk}"] = forms.IntegerField(
                label=f"Place of {name}", min_value=1, max_value=999, widget=forms.TextInput
            )
            self.fields[f"domain-{entry.pk}"] = CleanText(
                label=f"Domain of {name}", required=False, max_length=80
            )
            self.fields[f"out-{entry.pk}"] = forms.BooleanField(label=f"Take out {name}", required=False)

    def leaves_alone(self, name: str, cleaned: Mapping[str, Any]) -> bool:
        """What somebody else has put under another domain meanwhile is not taken out unawares."""
        what, _, key = name.partition("-")
        return what != "domain" or not cleaned.get(f"out-{key}")

    @property
    def rows(self) -> list[tuple[InSet, Any, Any, Any]]:
        return [
            (entry, self[f"place-{entry.pk}"], self[f"domain-{entry.pk}"], self[f"out-{entry.pk}"])
            for entry in self.entries
        ]

    @property
    def placed(self) -> dict[int, Placed | None]:
        said = self.cleaned_data
        return {
            entry.pk: None
            if said[f"out-{entry.pk}"]
            else Placed(said[f"domain-{entry.pk}"], said[f"place-{entry.pk}"])
            for entry in self.entries
        }


class FindForm(forms.Form):
    """Measures by words."""

    q = CleanText(label="Words of the measure or its project", required=False, max_length=200)


class PutForm(forms.Form):
    """Under which domain the measures that were ticked are put."""

    domain = CleanText(label="Domain", required=False, max_length=80, help_text=DOMAIN)
