"""Forms of dependencies between projects: the other side, what it says, and which of them are drawn."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from quantock.web.forms import CleanText, UkDate, offer
from quantock.web.past import AsAtForm


class OtherProjectForm(forms.Form):
    """The project on the other side of a dependency."""

    other = CleanText(
        label="Reference of the other project",
        max_length=20,
        help_text="For example P-0042; its people are asked to confirm",
    )

    def clean_other(self) -> int:
        digits = str(self.cleaned_data["other"]).strip().upper().removeprefix("P-")
        if not digits.isdecimal() or len(digits) > 8:
            raise forms.ValidationError("Write the reference of a project, such as P-0042.")
        return int(digits)


class OtherSideForm(forms.Form):
    """What the other side says: its own day, or that what stands is right."""

    day = UkDate(required=False)

    def __init__(self, data: Any = None, *, gives: bool, was: date | None, **options: Any) -> None:
        super().__init__(data, initial={"day": was}, **options)
        self.fields["day"].label = "When do you promise it?" if gives else "When do you need it?"


class BetweenForm(AsAtForm):
    """Which dependencies are drawn and listed, and by what."""

    q = forms.CharField(label="Words", required=False, max_length=200)
    organisation = forms.ChoiceField(label="Organisation", required=False)
    show = forms.ChoiceField(
        label="Show",
        required=False,
        choices=[
            ("", "All"),
            ("late", "Promised too late"),
            ("confirm", "Not confirmed by both"),
            ("across", "Between organisations"),
        ],
    )
    by = forms.ChoiceField(
        label="Draw by", required=False, choices=[("", "Project"), ("organisations", "Organisation")]
    )

    def __init__(self, data: Any = None, *, organisations: Sequence[str], **options: Any) -> None:
        super().__init__(data, **options)
        offer(self, "organisation", [("", "Any"), *((name, name) for name in organisations)])

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        if said.get("show") == "confirm" and self.days.is_past:
            self.add_error("show", "Who has confirmed is known for today only.")
        return said
