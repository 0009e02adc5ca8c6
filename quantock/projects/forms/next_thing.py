"""The short forms that do a project's one next thing, each of one or two questions."""

from typing import Any

from django import forms
from django.utils import timezone

from quantock.projects import rules
from quantock.projects.forms.people import InvolveForm
from quantock.projects.models import Course
from quantock.projects.next_thing import BEGIN, LATER, REACHED, STOP, Kind, NextThing
from quantock.web.forms import NO_PATIENTS, CleanText, UkDate


class ProblemForm(forms.Form):
    """What an idea is about."""

    problem = CleanText(label="What is the problem?", one_line=False, help_text=NO_PATIENTS, max_length=5000)


class AimForm(forms.Form):
    """The aim, and its day where there is one."""

    aim = CleanText(
        label="What will be better, by how much, for whom?",
        one_line=False,
        help_text=NO_PATIENTS,
        max_length=5000,
    )
    aim_by = UkDate(label="By when?", required=False)


class ShortUpdateForm(forms.Form):
    """An update of a small project: how it goes, and a sentence. What else was last said is carried over."""

    course = forms.ChoiceField(label="How is it going?", choices=[("", "Choose"), *Course.choices])
    done = CleanText(label="What was done, in a sentence?", max_length=300)


class BecameForm(forms.Form):
    """What became of a milestone whose day has passed."""

    became = forms.ChoiceField(
        label="What became of it?",
        choices=[("", "Choose"), (REACHED, "It was reached on"), (LATER, "It is now expected on")],
    )
    day = UkDate(label="Which day?")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        day, today = cleaned.get("day"), timezone.localdate()
        if day and cleaned.get("became") == REACHED and day > today:
            self.add_error("day", "It cannot have been reached in the future: choose that it is now expected")
        if day and cleaned.get("became") == LATER and day < today:
            self.add_error("day", "This day has passed too: choose one from today on, or that it was reached")
        return cleaned


class DecideForm(forms.Form):
    """Whether an idea becomes a project."""

    decision = forms.ChoiceField(
        label="What do you decide?",
        choices=[("", "Choose"), (BEGIN, "Begin it"), (STOP, "Not to do it")],
    )
    reason = CleanText(label="Why?", required=False, max_length=500, help_text="Needed if it is not done.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == STOP and not cleaned.get("reason"):
            self.add_error("reason", "Say why it is not done, so that nobody need ask again")
        return cleaned


SHORT: dict[Kind, type[forms.Form]] = {
    Kind.PROBLEM: ProblemForm,
    Kind.BEGIN: DecideForm,
    Kind.PEOPLE: InvolveForm,
    Kind.AIM: AimForm,
    Kind.UPDATE: ShortUpdateForm,
    Kind.MILESTONE: BecameForm,
}


def short_form(thing: NextThing, track: str, data: Any = None) -> forms.Form | None:
    """The form that does it, if one short form can: the update of a large project is a report of its own."""
    if thing.kind is Kind.UPDATE and rules.asks_confidence(track):
        return None
    form = SHORT.get(thing.kind)
    initial = {"role": thing.suggests} if thing.kind is Kind.PEOPLE else {}
    return form(data, auto_id=f"id_{thing.number}_%s", initial=initial) if form else None
