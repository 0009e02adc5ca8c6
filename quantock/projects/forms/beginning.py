"""How the new projects of an organisation begin."""

from typing import Any, ClassVar, cast

from django import forms

from quantock.people.models import Organisation
from quantock.projects import lifecycles
from quantock.projects.models import Track, Visibility
from quantock.web.editing import EditForm

TRACKS = [("", "As usual: standard"), *Track.choices]
SEEN_BY = [each for each in Visibility.choices if each[0] != Visibility.PUBLIC]


class BeginningForm(EditForm):
    """What stands chosen when somebody registers a project or brings a register in."""

    COLUMNS = ("default_track", "default_life_cycle", "default_visibility", "import_visibility")
    definitions: ClassVar[dict[str, str]] = {
        "default_track": "Track",
        "default_life_cycle": "Life-cycle model",
        "default_visibility": "Visibility",
    }

    default_track = forms.ChoiceField(
        label="How much is asked of a new project?",
        required=False,
        choices=TRACKS,
        help_text="Whoever registers it may choose another",
    )
    default_life_cycle = forms.ChoiceField(label="Which steps does it follow?", required=False)
    default_visibility = forms.ChoiceField(
        label="Who sees a new project?",
        required=False,
        choices=[
            ("", "As usual: quick ones everyone signed in, others the organisations taking part"),
            *SEEN_BY,
        ],
    )
    import_visibility = forms.ChoiceField(
        label="Who sees what a register brings in?",
        required=False,
        choices=[("", "As usual: the organisations taking part"), *SEEN_BY],
    )

    def __init__(self, data: Any = None, *, organisation: Organisation) -> None:
        super().__init__(data, now={name: getattr(organisation, name) for name in self.COLUMNS})
        models = lifecycles.in_use(organisation.pk)
        field = cast(forms.ChoiceField, self.fields["default_life_cycle"])
        usual = f"As usual: {lifecycles.model_to_begin_with(organisation.pk).name}"
        field.choices = [("", usual), *((code, model.name) for code, model in models.items())]
        held = organisation.default_life_cycle
        if held and held not in models:
            field.choices = [*field.choices, (held, "A model that is no longer used")]
