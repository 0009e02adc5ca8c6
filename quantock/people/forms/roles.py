"""Forms about roles and about people who leave."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model

from quantock.access import Permission, Role, Viewer
from quantock.access.check import roles_at
from quantock.access.roles import ROLE_NAMES, ROLES_ON
from quantock.accounts.models import Place, User
from quantock.engines.text import say_list
from quantock.people.models import Person
from quantock.people.places import KINDS
from quantock.people.queries.roles import people_called
from quantock.people.services.roles import may_give


class RolesFilter(forms.Form):
    """The filters of the list of roles."""

    q = forms.CharField(label="Person or place", required=False, max_length=200)
    role = forms.ChoiceField(
        label="Role",
        required=False,
        choices=[("", "Any role"), *((r.value, n) for r, n in ROLE_NAMES.items())],
    )
    place = forms.ChoiceField(label="Held on", required=False, choices=[("", "Any place"), *Place.choices])


class PeopleFilter(forms.Form):
    """The filters of the list of people."""

    q = forms.CharField(label="Name or e-mail", required=False, max_length=200)
    left = forms.BooleanField(label="Those who can no longer sign in", required=False)
    organisation = forms.IntegerField(required=False, widget=forms.HiddenInput, min_value=1, max_value=2**53)


def one_user(words: str) -> User:
    """The one person meant; raises ValidationError with those it might be."""
    found = people_called(words)
    if len(found) == 1:
        return found[0]
    if not found:
        raise ValidationError(f"Nobody who can sign in is called “{words}”. Invite them first.")
    ways = say_list([f"{user} ({user.email})" for user in found[:5]], joined_by="or")
    raise ValidationError(f"Write the e-mail address of the one you mean: {ways}")


class GiveForm(forms.Form):
    """A role for somebody, on a place; all three in words, so that nothing long is sent to the page."""

    person = forms.CharField(label="Who", max_length=200, help_text="Name or e-mail address")
    role = forms.ChoiceField(
        label="Role", choices=[("", "Choose a role"), *((r.value, n) for r, n in ROLE_NAMES.items())]
    )
    place = forms.ChoiceField(label="On", choices=Place.choices, widget=forms.RadioSelect)
    where = forms.CharField(
        label="Which one",
        required=False,
        max_length=200,
        help_text="Name, code or reference; nothing for the whole system",
    )

    def __init__(self, data: Any = None, *, viewer: Viewer, **options: Any) -> None:
        self.viewer = viewer
        self.place_id = 0
        super().__init__(data, **options)

    def clean_person(self) -> User:
        return one_user(str(self.cleaned_data["person"]).strip())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if "place" not in cleaned or "role" not in cleaned:
            return cleaned
        place, role = Place(cleaned["place"]), Role(cleaned["role"])
        if role not in ROLES_ON[place]:
            fitting = say_list(
                [Place(name).label.lower() for name, roles in ROLES_ON.items() if role in roles],
                joined_by="or",
            )
            self.add_error("role", f"{ROLE_NAMES[role]} cannot be held there. Choose {fitting}")
        elif place == Place.SYSTEM:
            self._on_system(role)
        else:
            self._on_record(place, role, str(cleaned.get("where", "")).strip())
        return cleaned

    def _on_system(self, role: Role) -> None:
        if not self.viewer.may_on_system(Permission.ORGANISATION_ADMIN):
            self.add_error("place", "Only an administrator of the whole system gives roles on it")
        elif not may_give(self.viewer.system, role):
            self.add_error("role", "You cannot give a role that may do more than you may")

    def _on_record(self, place: Place, role: Role, words: str) -> None:
        if not words:
            self.add_error("where", f"Say which {place.label.lower()}")
            return
        found = self._found(place, words)
        if found is None:
            return
        if not may_give(roles_at(self.viewer, found.where()), role):  # type: ignore[attr-defined]
            self.add_error("role", "You cannot give a role that may do more than you may")
        self.place_id = found.pk

    def _found(self, place: Place, words: str) -> Model | None:
        """The one place meant, among those that the viewer administers."""
        kind = KINDS[place]
        rows = list(kind.administered(self.viewer).filter(kind.called(words)).distinct()[:6])
        same = [row for row in rows if words.casefold() in kind.exactly(row)]
        if len(same or rows) == 1:
            return (same or rows)[0]  # type: ignore[no-any-return]
        if rows:
            ways = say_list([str(row) for row in rows[:5]], joined_by="or")
            self.add_error("where", f"Which of these: {ways}?")
        else:
            self.add_error("where", f"No {place.label.lower()} that you administer is called “{words}”")
        return None


class HandOverForm(forms.Form):
    """Who takes over what a leaver has."""

    heir = forms.CharField(label="To whom", max_length=200, help_text="Name or e-mail address")

    def __init__(self, data: Any = None, *, leaver: Person) -> None:
        self.leaver = leaver
        super().__init__(data)

    def clean_heir(self) -> Person:
        user = one_user(str(self.cleaned_data["heir"]).strip())
        heir = Person.objects.filter(user=user).first()
        if heir is None:
            raise ValidationError(f"{user} has not said who they are yet")
        if heir == self.leaver:
            raise ValidationError("Somebody else has to take over")
        return heir


class EraseForm(forms.Form):
    """Erasing cannot be taken back: the name has to be typed."""

    name = forms.CharField(
        label="Type the name of whom you erase",
        max_length=200,
        error_messages={"required": "Type the name, so that nobody else is erased by mistake"},
    )

    def __init__(self, data: Any = None, *, person: Person) -> None:
        self.person = person
        super().__init__(data)

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"]).strip()
        if name.casefold() != self.person.name.casefold():
            raise ValidationError(f"That is not the name. It is {self.person.name}")
        return name
