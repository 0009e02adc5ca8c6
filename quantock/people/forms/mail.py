"""How often one is written to."""

from django import forms

from quantock.people.models import MailChoice


class MailForm(forms.Form):
    """Weekly, or never."""

    mail = forms.ChoiceField(
        label="How often may we write about what is due and what changed?",
        choices=MailChoice.choices,
        widget=forms.RadioSelect,
    )
