"""Who is involved, and what they say."""

from typing import Any

from django import forms

from quantock.access.roles import ON_A_PROJECT, ROLE_NAMES
from quantock.people.models import Person
from quantock.web.forms import CleanText


class InvolveForm(forms.Form):
    """Somebody by their e-mail address, or a name where they do not sign in here."""

    role = forms.ChoiceField(label="Part", choices=[(role, ROLE_NAMES[role]) for role in ON_A_PROJECT])
    who = CleanText(label="Their work e-mail address, or their name", max_length=200)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        who = cleaned.get("who", "")
        cleaned["person"] = None
        if "@" in who:
            cleaned["person"] = Person.objects.filter(email__iexact=who, erased_at=None).first()
            if cleaned["person"] is None:
                self.add_error(
                    "who",
                    "Nobody with this e-mail address has joined yet. Write their name instead, or have them invited.",
                )
        return cleaned
