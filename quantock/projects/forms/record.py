"""Registering and editing a project."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms

from quantock.people.models import Organisation
from quantock.projects.forms.control import SoFrom
from quantock.projects.forms.seen import SeenForm
from quantock.projects.models import Track, Visibility
from quantock.projects.queries.history import SECTIONS
from quantock.web.forms import CleanText, UkDate

NO_PATIENTS = "Do not put anything about patients, residents or clients here."


class RegisterForm(forms.Form):
    """At most eight required fields; these are four."""

    title = CleanText(label="What is the project called?", max_length=300)
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label="Lead organisation", empty_label="Choose"
    )
    problem = CleanText(label="What is the problem?", one_line=False, help_text=NO_PATIENTS, max_length=5000)
    aim = CleanText(
        label="What will be better, by how much, by when?", one_line=False, required=False, max_length=5000
    )
    track = forms.ChoiceField(
        label="How big is it?",
        choices=[
            (Track.QUICK, "A small change in one team (quick)"),
            (Track.STANDARD, "An improvement project (standard)"),
            (Track.FULL, "A large or costly project (full)"),
        ],
    )
    visibility = forms.ChoiceField(
        label="Who may see it?", choices=Visibility.choices, initial=Visibility.ORGANISATION
    )

    def __init__(self, *args: Any, organisations: list[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["organisation"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
        field.queryset = Organisation.objects.filter(pk__in=[each.pk for each in organisations])
        if len(organisations) == 1:
            field.initial = organisations[0]


class EditForm(SeenForm):
    """The record's own fields."""

    title = CleanText(label="Title", max_length=300)
    planned_start = UkDate(label="Planned start", required=False)
    planned_end = UkDate(label="Planned end", required=False)
    forecast_end = UkDate(label="Forecast end", required=False)
    so_from = SoFrom()

    definitions: ClassVar[dict[str, str]] = {"forecast_end": "Forecast"}

    RECORD: ClassVar[tuple[str, ...]] = ("title", "planned_start", "planned_end", "forecast_end")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, finish = cleaned.get("planned_start"), cleaned.get("planned_end")
        if start and finish and finish < start:
            self.add_error("planned_end", "The planned end is before the planned start")
        return cleaned


class ProblemSection(SeenForm):
    """What is wrong now."""

    problem = CleanText(
        label="Problem", one_line=False, required=False, help_text=NO_PATIENTS, max_length=5000
    )
    description = CleanText(label="What the project is", one_line=False, required=False, max_length=5000)
    rationale = CleanText(label="Why now", one_line=False, required=False, max_length=5000)
    so_from = SoFrom()

    definitions: ClassVar[dict[str, str]] = {"problem": "Problem"}


class AimSection(SeenForm):
    """What will be better, and the numbers that will show it."""

    aim = CleanText(label="Aim", one_line=False, required=False, help_text=NO_PATIENTS, max_length=5000)
    aim_measure = CleanText(
        label="What is counted",
        required=False,
        max_length=200,
        help_text="Such as: falls per 1,000 occupied bed days",
    )
    aim_baseline = CleanText(label="Baseline", required=False, max_length=100, help_text="Such as: 6.1")
    aim_target = CleanText(label="Target", required=False, max_length=100, help_text="Such as: 3.0")
    aim_by = UkDate(label="By when", required=False)
    so_from = SoFrom()

    definitions: ClassVar[dict[str, str]] = {
        "aim": "Aim",
        "aim_measure": "Measure",
        "aim_baseline": "Baseline",
    }


class ScopeSection(SeenForm):
    """What it takes on, and what it leaves to others."""

    scope_in = CleanText(
        label="In scope", one_line=False, required=False, help_text=NO_PATIENTS, max_length=5000
    )
    scope_out = CleanText(label="Out of scope", one_line=False, required=False, max_length=5000)
    so_from = SoFrom()

    definitions: ClassVar[dict[str, str]] = {"scope_in": "Scope"}


# The sections of a charter, each with its own form.
CHARTER: Mapping[str, type[SeenForm]] = {
    "problem": ProblemSection,
    "aim": AimSection,
    "scope": ScopeSection,
}


class HistoryForm(forms.Form):
    """By which section a history is narrowed, and the field whose earlier values are wanted."""

    section = forms.ChoiceField(label="About", required=False)
    field = forms.CharField(required=False, max_length=60, widget=forms.HiddenInput)
    before = forms.IntegerField(required=False, min_value=1, max_value=2**53, widget=forms.HiddenInput)

    def __init__(self, data: Any, *, money: bool) -> None:
        super().__init__(data)
        field = self.fields["section"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  for the type checker
        shown = ((key, words) for key, (words, _) in SECTIONS.items() if money or key != "money")
        field.choices = [("", "Everything"), *shown]


class BackForm(forms.Form):
    """Moving back a step."""

    reason = CleanText(label="Why is it moving back?", max_length=500)
