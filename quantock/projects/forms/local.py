"""Defining the fields that organisations add for themselves."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from quantock.access import Permission, Viewer
from quantock.people.kept import PlaceField
from quantock.projects.forms.lifecycles import Lines
from quantock.projects.models import LocalField
from quantock.projects.queries import local as queries
from quantock.web.editing import EditForm
from quantock.web.forms import CleanText

KIND = "Once somebody has answered it, its kind stays"


class LocalFieldForm(EditForm):
    """What a field is called and what it takes."""

    COLUMNS = ("label", "organisation", "kind", "choices", "is_retired")
    MOST_CHOICES = 100

    label = CleanText(
        label="What is it called?",
        max_length=200,
        help_text="Registers with a column of this heading fill it",
    )
    kind = forms.ChoiceField(label="What does it take?", choices=LocalField.Kind.choices, help_text=KIND)
    choices = Lines(
        label="Its choices", most=MOST_CHOICES, help_text="For a choice: one on each line, in order"
    )
    is_retired = forms.BooleanField(
        label="It is no longer used: not offered for new answers, while what was said stays", required=False
    )

    def __init__(
        self, data: Any = None, *, viewer: Viewer, permission: Permission, field: LocalField | None = None
    ) -> None:
        self.field = field
        now = {name: getattr(field, name) for name in self.COLUMNS} if field else {"kind": "text"}
        super().__init__(data, now=now)
        if field is None:
            self.fields["organisation"] = PlaceField(viewer, permission, label="Whose projects have it?")
            del self.fields["is_retired"]
        self.order_fields(["label", "organisation", "kind", "choices", "is_retired", "seen"])

    def clean_kind(self) -> str:
        kind = str(self.cleaned_data["kind"])
        if self.field and kind != self.field.kind and queries.is_answered(self.field):
            raise ValidationError(
                f"Projects have answered this, so it stays {self.field.get_kind_display().lower()}. Retire it and "
                "add another"
            )
        return kind

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        label, choices = cleaned.get("label"), cleaned.get("choices")
        if cleaned.get("kind") == LocalField.Kind.CHOICE and choices == []:
            self.add_error("choices", "Enter the choices, one on each line")
        alike = {choice.casefold() for choice in choices or ()}
        if choices and len(alike) < len(choices):
            self.add_error("choices", "Write each choice once: capital letters do not make another one")
        place = self.field.organisation_id if self.field else getattr(cleaned.get("organisation"), "pk", None)
        known_place = self.field is not None or "organisation" in cleaned
        if label and known_place and queries.key_taken(key_of(label), place, self.field):
            self.add_error("label", "There is a field of this name already")
        return cleaned


def key_of(label: str) -> str:
    """What a heading of a register is compared with."""
    return label.casefold()[:200]
