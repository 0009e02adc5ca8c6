"""Saying something about a project, and noting a contact with its team."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone

from quantock.accounts.models import User
from quantock.projects.mentions import meant_nobody, mentioned_in
from quantock.projects.models import CoachingNote
from quantock.web.forms import NO_PATIENTS, CleanText, UkDate


class DiscussionForm(forms.Form):
    """A comment. Whom it is for can be ticked, or named in it after an @."""

    text = CleanText(
        label="What would you like to say?",
        one_line=False,
        max_length=3000,
        help_text=f"Write @ and a name to tell somebody. {NO_PATIENTS}",
    )
    tell = forms.MultipleChoiceField(
        label="Tell them about it", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, people: Sequence[User], ticked: Sequence[User] = ()) -> None:
        super().__init__(data, initial={"tell": [str(each.pk) for each in ticked]})
        self.people = {str(each.pk): each for each in people}
        self.fields["text"].widget.attrs["data-mention"] = "tell"
        tell = self.fields["tell"]
        if isinstance(tell, forms.MultipleChoiceField):
            tell.choices = [(key, str(person)) for key, person in self.people.items()]
        if not people:
            del self.fields["tell"]

    @property
    def named_in_vain(self) -> list[str]:
        """Names after an @ of whom nobody can be told here."""
        return meant_nobody(self.cleaned_data["text"], map(str, self.people.values()))

    @property
    def mentioned(self) -> list[User]:
        """Those who are ticked, and those whom the text names."""
        ticked = [self.people[key] for key in self.cleaned_data.get("tell", ())]
        named = mentioned_in(self.cleaned_data["text"], [(str(each), each) for each in self.people.values()])
        return list(dict.fromkeys([*ticked, *named]))


class ContactForm(forms.Form):
    """A contact with a team, in one short form."""

    on = UkDate(label="On which day?")
    how = forms.ChoiceField(label="How?", choices=CoachingNote.How.choices, required=False)
    text = CleanText(
        label="What came of it?", one_line=False, required=False, max_length=3000, help_text=NO_PATIENTS
    )
    for_team = forms.BooleanField(label="The team may read this note", required=False)

    def clean_on(self) -> Any:
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError("Enter today or a day that has passed: note it once it has happened")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("how") and not cleaned.get("text") and "text" not in self.errors:
            self.add_error("text", "Write a note, or say how you were in contact")
        return cleaned
