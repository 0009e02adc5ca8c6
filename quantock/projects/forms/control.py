"""What is asked when a project's life changes: its state, its lead organisation, its track and step."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone

from quantock.people.forms.organisations import OrganisationsField, named
from quantock.people.models import Organisation
from quantock.projects.forms.details import ReferenceField
from quantock.projects.forms.seen import SeenForm
from quantock.projects.models import Outcome, Project, State, Step, Track
from quantock.projects.rules import Turn
from quantock.web.forms import CleanText, UkDate


class DayBefore(UkDate):
    """Today or a day before: what is said may have been so for a while."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", "From which day?")
        options.setdefault("initial", timezone.localdate)
        options.setdefault("help_text", "Today, or an earlier day if it was so before, such as 27/3/2026")
        super().__init__(**options)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value > timezone.localdate():
            raise ValidationError("Enter today or a day before: what is to come is not so yet")


class SoFrom(DayBefore):
    """The day from which what the form says is so; today, where nothing is said."""

    def __init__(self, **options: Any) -> None:
        super().__init__(label="So from which day?", required=False, **options)

    def clean(self, value: Any) -> Any:
        return super().clean(value) or timezone.localdate()


class OneOrganisation(OrganisationsField):
    """One organisation, written by its name or code."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "Its name or code")
        super().__init__(widget=forms.TextInput(attrs={"autocomplete": "off"}), **options)

    def clean(self, value: Any) -> Any:
        return forms.Field.clean(self, value)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, Organisation):
            return value
        text = " ".join(str(super().to_python(value)).split())
        return self._one(text) if text else None

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)

    def run_validators(self, value: Any) -> None:
        """Its text was checked on its way to an organisation."""

    def prepare_value(self, value: Any) -> Any:
        return named(value) if isinstance(value, Organisation) else value


class TurnForm(forms.Form):
    """From which day, and why."""

    on = DayBefore()
    reason = CleanText(label="Why?", max_length=500, required=False)

    def __init__(self, data: Any = None, *, turn: Turn) -> None:
        super().__init__(data)
        self.fields["reason"].required = turn.needs_reason


class EndForm(forms.Form):
    """Stopping or completing: what came of it, and what the next who try should know."""

    state = forms.ChoiceField(
        label="How does it end?", choices=[(State.COMPLETED, "Completed"), (State.STOPPED, "Stopped")]
    )
    on = DayBefore(label="When did it end?")
    reason = CleanText(label="Why now?", max_length=500)
    outcome = forms.ChoiceField(label="What came of it?", choices=Outcome.choices)
    sentence = CleanText(label="In one sentence", max_length=500)
    lesson = CleanText(
        label="What should the next team know?",
        max_length=500,
        required=False,
        help_text="One sentence. Asked where a project stops: that is what makes stopping worth while.",
    )

    definitions: ClassVar[dict[str, str]] = {"state": "State", "outcome": "Outcome", "lesson": "Lesson"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (
            cleaned.get("state") == State.STOPPED
            and not cleaned.get("lesson")
            and "lesson" not in self.errors
        ):
            self.add_error("lesson", "Say in a sentence what the next team should know")
        return cleaned


class LeadForm(SeenForm):
    """Which organisation leads it."""

    lead_organisation = OneOrganisation(label="Lead organisation")
    stays = forms.BooleanField(
        label="The organisation that led it until now stays as a partner", required=False, initial=True
    )
    on = DayBefore()
    reason = CleanText(label="Why?", max_length=500)

    definitions: ClassVar[dict[str, str]] = {"lead_organisation": "Lead organisation"}

    def __init__(self, data: Any = None, *, project: Project) -> None:
        super().__init__(data, shown={"lead_organisation": project.lead_organisation})


class PathForm(SeenForm):
    """How much is asked of it, and at which step of which life cycle it stands."""

    track = forms.ChoiceField(
        label="Track",
        widget=forms.RadioSelect,
        choices=[
            (Track.QUICK, "Quick: a small change in one team"),
            (Track.STANDARD, "Standard: an improvement project"),
            (Track.FULL, "Full: large or costly, with a delivery confidence"),
        ],
    )
    step = forms.ModelChoiceField(Step.objects.none(), label="Where does it stand?", empty_label="Choose")
    on = DayBefore()
    reason = CleanText(label="Why?", max_length=500, required=False)

    definitions: ClassVar[dict[str, str]] = {"track": "Track", "step": "Life-cycle model"}

    def __init__(self, data: Any = None, *, project: Project, steps: Sequence[Step]) -> None:
        super().__init__(data, shown={"track": project.track, "step": project.step})
        field = self.fields["step"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
        field.queryset = Step.objects.filter(pk__in=[step.pk for step in steps]).select_related("model")
        grouped = groupby(steps, key=lambda step: str(step.model))
        field.choices = [
            ("", "Choose"),
            *((model, [(step.pk, str(step)) for step in some]) for model, some in grouped),
        ]


class MergeForm(forms.Form):
    """Which other project is the same as this one."""

    def __init__(self, data: Any = None, *, among: QuerySet[Project]) -> None:
        super().__init__(data)
        self.fields["other"] = ReferenceField(
            among=among,
            label="Which project is the same as this one?",
            max_length=320,
            help_text="Its reference, such as P-0042",
        )
