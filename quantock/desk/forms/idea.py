"""Sharing an idea in a minute."""

from collections.abc import Sequence
from typing import Any

from django import forms

from quantock.people.models import Organisation
from quantock.web.forms import NO_PATIENTS, CleanText


class IdeaForm(forms.Form):
    """One sentence. Whoever works for several organisations may say which: the first stands chosen."""

    title = CleanText(label="What could be better?", help_text=f"One sentence. {NO_PATIENTS}", max_length=300)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="For which organisation?", required=False, empty_label=None
    )

    def __init__(self, data: Any = None, *, organisations: Sequence[Organisation]) -> None:
        super().__init__(data)
        self.organisations = organisations
        field = self.fields["organisation"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = Organisation.objects.filter(pk__in=[each.pk for each in organisations])
            field.initial = organisations[0] if organisations else None
        if len(organisations) < 2:
            del self.fields["organisation"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("organisation"):
            cleaned["organisation"] = self.organisations[0] if self.organisations else None
        if cleaned["organisation"] is None:
            raise forms.ValidationError(
                "You belong to no organisation here yet, so the idea would belong to nobody. Ask for an invitation."
            )
        return cleaned
