"""Milestones."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils import timezone

from quantock.engines.dates import DateError, parse_uk
from quantock.people.models import Person
from quantock.projects.forms.seen import SeenForm
from quantock.projects.models import MilestoneKind
from quantock.web.forms import CleanText, UkDate


class MilestoneForm(forms.Form):
    """A new milestone."""

    name = CleanText(label="What will have been reached?", max_length=300)
    forecast = UkDate(label="When is it expected?")
    provisional = forms.BooleanField(label="The date is provisional", required=False)
    kind = forms.ChoiceField(label="Kind", choices=MilestoneKind.choices, initial=MilestoneKind.KEY)
    owner_text = CleanText(label="Who owns it?", required=False, max_length=200)


class ChangeMilestoneForm(SeenForm):
    """What a milestone is, beside its dates."""

    name = CleanText(label="What will have been reached?", max_length=300)
    kind = forms.ChoiceField(label="Kind", choices=MilestoneKind.choices)
    owner = CleanText(
        label="Who owns it?",
        required=False,
        max_length=200,
        help_text="Their work e-mail address, or their name",
    )
    evidence = CleanText(label="How will we know, or how do we?", required=False, max_length=500)

    def clean_owner(self) -> str:
        who = str(self.cleaned_data["owner"])
        self.person = Person.objects.filter(email__iexact=who, erased_at=None).first() if "@" in who else None
        if "@" in who and self.person is None:
            raise forms.ValidationError(
                "Nobody with this e-mail address has joined yet. Write their name instead, or have them invited"
            )
        return self.person.email if self.person else who


PROVISIONAL = re.compile(r"\s*(?:\(provisional\)|provisional|\?)\s*$", re.IGNORECASE)


class PasteForm(forms.Form):
    """Several milestones at once: a name and a date on each line, as copied from a table or a list."""

    lines = CleanText(
        label="Milestones",
        one_line=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="On each line its name, then its date, such as: Night staff trained, 15/1/2027. Write "
        "“provisional” after a date that may still change.",
    )
    MOST = 100

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        written = [line.strip() for line in str(cleaned.get("lines") or "").splitlines() if line.strip()]
        if len(written) > self.MOST:
            self.add_error("lines", f"Paste at most {self.MOST} at once; these are {len(written)}")
            return cleaned
        cleaned["rows"] = []
        for line in written:
            try:
                cleaned["rows"].append(milestone_in(line))
            except ValueError as error:
                self.add_error("lines", f"“{line[:80]}”: {error}. Nothing was added.")
        return cleaned


def milestone_in(line: str) -> dict[str, Any]:
    """The name and day written on one line: after a tab, semicolon or comma, else its last words."""
    provisional = bool(PROVISIONAL.search(line))
    text = PROVISIONAL.sub("", line).rstrip(" ,;\t")
    for parts in _ways(text):
        name, day = (part.strip(" ,;:\t-\u2013") for part in parts)
        try:
            forecast = parse_uk(day, on=timezone.localdate())
        except DateError:
            continue
        if not name:
            raise ValueError("write its name before the date")
        if len(name) > 300:
            raise ValueError("use at most 300 characters for its name")
        return {"name": name, "forecast": forecast, "provisional": provisional}
    raise ValueError("write a date with day, month and year at its end, such as 15/1/2027")


def _ways(text: str) -> Iterator[tuple[str, str]]:
    """The ways in which a line may be a name and a date."""
    for mark in ("\t", ";", ","):
        before, found, after = text.rpartition(mark)
        if found:
            yield before, after
    words = text.split()
    for count in (3, 1):
        if len(words) >= count:
            yield " ".join(words[:-count]), " ".join(words[-count:])


class ForecastForm(SeenForm):
    """A new forecast."""

    forecast = UkDate(label="When is it expected now?")
    provisional = forms.BooleanField(label="The date is provisional", required=False)
    reason = CleanText(label="Why has it moved?", required=False, max_length=500)


class ReachedForm(SeenForm):
    """It was reached."""

    actual = UkDate(label="When was it reached?")
    evidence = CleanText(label="How do we know?", required=False, max_length=500)

    def clean_actual(self) -> Any:
        day = self.cleaned_data["actual"]
        if day > timezone.localdate():
            raise forms.ValidationError(
                "It cannot have been reached in the future: change the forecast instead"
            )
        return day


class BaselineForm(SeenForm):
    """A new baseline."""

    baseline = UkDate(label="New baseline")
    reason = CleanText(label="Why is the baseline moving?", max_length=500)


class RemoveForm(forms.Form):
    """Taking a milestone out of the plan."""

    reason = CleanText(label="Why is it no longer a milestone?", max_length=500)
