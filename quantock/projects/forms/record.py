"""Registering and editing a project."""

from typing import Any, ClassVar

from django import forms

from quantock.people.models import Organisation
from quantock.projects.forms.seen import SeenForm
from quantock.projects.models import Outcome, State, Track, Visibility
from quantock.web.forms import CleanText, UkDate

NO_PATIENTS = "Do not put anything about patients, residents or clients here."


class RegisterForm(forms.Form):
    """At most eight required fields; these are four."""

    title = CleanText(label="What is the project called?", max_length=300)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label="Lead organisation")
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

    RECORD: ClassVar[tuple[str, ...]] = ("title", "planned_start", "planned_end", "forecast_end")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, finish = cleaned.get("planned_start"), cleaned.get("planned_end")
        if start and finish and finish < start:
            self.add_error("planned_end", "The planned end is before the planned start")
        return cleaned


class CharterForm(SeenForm):
    """Problem, aim and scope."""

    problem = CleanText(
        label="Problem", one_line=False, required=False, help_text=NO_PATIENTS, max_length=5000
    )
    aim = CleanText(label="Aim", one_line=False, required=False, max_length=5000)
    aim_by = UkDate(label="Aim: by when", required=False)
    scope_in = CleanText(label="In scope", one_line=False, required=False, max_length=5000)
    scope_out = CleanText(label="Out of scope", one_line=False, required=False, max_length=5000)


class EndForm(forms.Form):
    """Stopping or completing."""

    state = forms.ChoiceField(
        label="How does it end?", choices=[(State.COMPLETED, "Completed"), (State.STOPPED, "Stopped")]
    )
    reason = CleanText(label="Why now?", max_length=500)
    outcome = forms.ChoiceField(label="What came of it?", choices=Outcome.choices)
    sentence = CleanText(label="In one sentence", max_length=500)


class BackForm(forms.Form):
    """Moving back a step."""

    reason = CleanText(label="Why is it moving back?", max_length=500)
