"""Forms of escalations: asking somebody higher, answering, and which of them are listed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from quantock.accounts.models import User
from quantock.raid.models import Entry
from quantock.web.forms import CleanText, UkDate, offer
from quantock.web.past import AsAtForm


class AskForm(forms.Form):
    """Who is asked, what, by when, and what else they may see."""

    to = forms.ChoiceField(label="Who is asked?", required=False)
    person = CleanText(
        label="Or a person: their e-mail address",
        required=False,
        max_length=200,
        help_text="Somebody who has joined",
    )
    why = CleanText(
        label="What do you ask, and why?",
        one_line=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="They see these words. Nothing about patients, residents or clients",
    )
    by_when = UkDate(label="By when do you want an answer?")
    release = forms.MultipleChoiceField(
        label="Linked entries that they may see too",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Those not ticked stay behind",
    )

    def __init__(
        self,
        data: Any = None,
        *,
        offered: Mapping[str, Mapping[str, Any]],
        linked: Sequence[Entry],
        find: Callable[[str], User | None],
        on: date,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.offered = {key: each for group in offered.values() for key, each in group.items()}
        self.find, self.on = find, on
        self.linked = {str(each.pk): each for each in linked}
        groups = [
            (name, [(key, str(each)) for key, each in found.items()]) for name, found in offered.items()
        ]
        offer(self, "to", [("", "Choose one"), *(each for each in groups if each[1])])
        offer(self, "release", [(key, str(each)) for key, each in self.linked.items()])
        if not linked:
            del self.fields["release"]

    def clean_by_when(self) -> date:
        day: date = self.cleaned_data["by_when"]
        if day < self.on:
            raise forms.ValidationError("That day has passed. Say a day from today on.")
        return day

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        to, person = said.get("to"), said.get("person")
        if {"to", "person"} & set(self.errors):
            return said
        if bool(to) == bool(person):
            both = "Either choose a place or name a person, not both."
            self.add_error("to", both if to else "Choose a place, or name a person.")
        elif person and (found := self.find(person)):
            said["target"] = found
        elif person:
            self.add_error(
                "person",
                "Nobody who has joined has this e-mail address. Ask a place, or have them invited first.",
            )
        else:
            said["target"] = self.offered[str(to)]
        return said

    @property
    def released(self) -> list[Entry]:
        return [self.linked[key] for key in self.cleaned_data.get("release", ())]


class AnswerForm(forms.Form):
    """The answer to what was asked."""

    text = CleanText(
        label="Your answer",
        one_line=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="It goes to those who asked, and into the history of what they asked about",
    )


class AskedForm(AsAtForm):
    """Which of what is asked across projects is listed."""

    q = forms.CharField(label="Words", required=False, max_length=100)
    side = forms.ChoiceField(
        label="Whose",
        required=False,
        choices=[("", "All that you may see"), ("answer", "Yours to answer"), ("sent", "Those you wait for")],
    )
    to = forms.ChoiceField(label="Who is asked", required=False)
    show = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[("", "Waiting"), ("answered", "Answered"), ("taken back", "Taken back"), ("all", "All")],
    )
    overdue = forms.BooleanField(label="Overdue", required=False)

    def __init__(self, data: Any = None, *, places: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(data, **options)
        offer(self, "to", [("", "Any"), *places])
