"""The form that says of whom a second step is asked."""

from typing import Any

from django import forms

from quantock.access.roles import ROLE_NAMES
from quantock.accounts.models import EVERYBODY
from quantock.people.queries.second_step import Asked

NOBODY, ROLES = "nobody", "roles"


class SecondStepForm(forms.Form):
    """Nobody, everybody, or whoever holds one of the roles that are chosen."""

    whom = forms.ChoiceField(
        label="Who needs a second step",
        choices=[
            (NOBODY, "Nobody has to: each decides alone"),
            (ROLES, "Whoever holds one of these roles, wherever"),
            ("everybody", "Everybody"),
        ],
        widget=forms.RadioSelect,
    )
    roles = forms.MultipleChoiceField(
        label="Roles",
        required=False,
        choices=[(role.value, name) for role, name in ROLE_NAMES.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, asked: Asked, **options: Any) -> None:
        whom = "everybody" if asked.of_everybody else ROLES if asked.roles else NOBODY
        super().__init__(*args, **options)
        self.asked = asked
        self.initial = {"whom": whom, "roles": sorted(asked.roles - {EVERYBODY})}

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("whom") == ROLES and not said.get("roles") and "roles" not in self.errors:
            self.add_error("roles", "Choose at least one role")
        if said.get("whom", ROLES) != ROLES and set(said.get("roles", ())) - self.asked.roles:
            self.add_error(
                "whom", "You ticked roles: choose “Whoever holds one of these roles”, or untick them"
            )
        return said

    def chosen(self) -> set[str]:
        """The roles that are meant."""
        whom = self.cleaned_data["whom"]
        if whom == ROLES:
            return set(self.cleaned_data["roles"])
        return set() if whom == NOBODY else {EVERYBODY}
