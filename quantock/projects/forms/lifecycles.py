"""Forms about life-cycle models and their steps."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from quantock.access import Permission, Viewer
from quantock.people.kept import PlaceField, taken
from quantock.people.models import Organisation
from quantock.projects.models import LifeCycleModel, Step, Track
from quantock.web.editing import EditForm
from quantock.web.forms import CleanText, UkDate

MOST_LINES = 12


class Lines(CleanText):
    """Short texts, one on each line; its value is a list."""

    def __init__(self, *, most: int = MOST_LINES, **options: Any) -> None:
        self.most = most
        options.setdefault("required", False)
        super().__init__(one_line=False, max_length=5000, **options)

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in str(super().clean(value)).splitlines()]
        found = list(dict.fromkeys(filter(None, lines)))
        if len(found) > self.most:
            raise ValidationError(f"Use at most {self.most} lines")
        return found

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(str, value)) if isinstance(value, list) else value


class StepForm(EditForm):
    """A step: what it is for, what helps, what must hold before moving on, and of whom it is asked."""

    name = CleanText(
        label="Name", max_length=60, help_text="One or two words: they stand on every project's path"
    )
    purpose = CleanText(
        label="What is it for?", one_line=False, max_length=500, help_text="One sentence to the team"
    )
    tools = Lines(label="What helps", help_text="Tools and methods, one on each line")
    criteria = Lines(
        label="Before you move on",
        help_text="What must hold before a project leaves this step, one on each line, in words that a team "
        "would say",
    )
    tracks = forms.MultipleChoiceField(
        label="Which tracks ask for it?", choices=Track.choices, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, step: Step | None = None) -> None:
        now: dict[str, Any] = {"tracks": Track.values}
        if step is not None:
            now = {name: getattr(step, name) for name in ("name", "purpose", "tools", "tracks")}
            now["criteria"] = step.before_moving_on
        super().__init__(data, now=now)

    def columns(self, said: dict[str, Any]) -> dict[str, Any]:
        """What was said, as the columns of a step hold it."""
        kept = {name: value for name, value in said.items() if name != "seen"}
        if "criteria" in kept:
            kept["criteria"] = [{"says": line} for line in kept["criteria"]]
        return kept


class ModelForm(forms.Form):
    """A new model, and what it begins with."""

    name = CleanText(label="Name", max_length=100)
    like = forms.ModelChoiceField(
        LifeCycleModel.objects.none(),
        label="Begin with the steps of",
        required=False,
        empty_label="No model: with no steps",
    )

    def __init__(
        self, data: Any = None, *, viewer: Viewer, permission: Permission, models: QuerySet[LifeCycleModel]
    ) -> None:
        super().__init__(data)
        self.fields["organisation"] = PlaceField(viewer, permission, label="Who may follow it?")
        field = self.fields["like"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101  for the type checker
        field.queryset = models
        self.order_fields(["name", "organisation", "like"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        place, name = cleaned.get("organisation"), cleaned.get("name")
        if name and "organisation" in cleaned and name_taken(name, place, None):
            self.add_error("name", "There is a model of this name already")
        return cleaned


def name_taken(name: str, place: Organisation | None, mine: LifeCycleModel | None) -> bool:
    """Whether another model of this place is called so; versions of one share a name."""
    others = LifeCycleModel.objects.exclude(code=mine.code if mine else "")
    return taken(others, place=place, mine=None, name__iexact=name)


class ModelSettingsForm(EditForm):
    """A model's name, and whether new projects still follow it."""

    name = CleanText(label="Name", max_length=100)
    retired_on = UkDate(
        label="Retired on",
        required=False,
        help_text="From then on new projects do not follow it; running ones do. Leave empty while it is used",
    )

    def __init__(self, data: Any = None, *, model: LifeCycleModel) -> None:
        self.model = model
        super().__init__(data, now={"name": model.name, "retired_on": model.retired_on})

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        if name_taken(name, self.model.organisation, self.model):
            raise ValidationError("There is a model of this name already")
        return name
