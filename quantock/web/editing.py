"""Forms that change a record: nobody overwrites another unawares, and one page asks whatever there is to ask."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.template.response import TemplateResponse

from quantock.web.clashes import show_clash
from quantock.web.forms import Pounds

SALT = "quantock.web.editing"


class EditForm(forms.Form):
    """Opened with the values in force (`now`); `changes()` are those the person made.

    Where somebody else changed a field since this form was opened and the person left it alone, theirs
    stays. Where both changed it, nothing is saved: the field shows both, and saving again keeps the person's own.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, now: Mapping[str, Any], **options: Any) -> None:
        self.now = {name: comparable(value) for name, value in now.items()}
        self.conflicts: list[str] = []
        initial = {**now, "seen": signing.dumps(self.now, salt=SALT)}
        super().__init__(data, initial=initial, **options)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seen = self._seen()
        left: list[str] = []
        for name, now in self.now.items():
            if name not in cleaned or seen.get(name, now) == now:
                continue
            mine = comparable(cleaned[name])
            if mine == seen[name] and self.leaves_alone(name, cleaned):
                cleaned[name] = self.initial[name]
                left.append(name)
            elif mine != now:
                self.conflicts.append(name)
        for name in self.conflicts:
            mine, theirs, base = (
                cleaned[name],
                self._meant(name, self.initial[name]),
                self._meant(name, seen[name]),
            )
            show_clash(self, name, mine=mine, theirs=theirs, base=base)
        if self.conflicts:
            # What was told is seen; what they changed and the person left alone is shown as they have it.
            told = {**seen, **{name: self.now[name] for name in (*self.conflicts, *left)}}
            theirs_too = {self.add_prefix(name): self._written(name) for name in left}
            self.data = {**_lists(self.data), **theirs_too, "seen": signing.dumps(told, salt=SALT)}
        return cleaned

    def leaves_alone(self, name: str, cleaned: Mapping[str, Any]) -> bool:
        """Whether theirs may stand where the person did not change the field; not so where something else they ask undoes it."""
        return True

    def changes(self) -> dict[str, Any]:
        """What was changed, by field."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name in self.now and comparable(value) != self.now[name]
        }

    def _meant(self, name: str, kept: Any) -> Any:
        """A value as the field means it (a record rather than its key), of what it shows or was shown."""
        field = self.fields[name]
        if isinstance(field, Pounds):
            # Pence, which what is typed into its box is not.
            return int(kept) if kept not in (None, "") else None
        try:
            return field.to_python(comparable(kept))
        except ValidationError:
            return kept

    def _written(self, name: str) -> Any:
        """What stands now as the field's box would send it."""
        return comparable(self.fields[name].prepare_value(self.initial[name]))

    def _seen(self) -> dict[str, Any]:
        try:
            return dict(signing.loads(self.cleaned_data.get("seen") or "", salt=SALT))
        except signing.BadSignature:
            return {}


def _lists(data: Any) -> dict[str, Any]:
    """A posted form as a plain dictionary; several values of one name stay several."""
    sent = data.lists() if hasattr(data, "lists") else ((name, [value]) for name, value in data.items())
    return {name: values if len(values) > 1 else values[0] for name, values in sent if values}


def comparable(value: Any) -> Any:
    """A value as it goes through JSON: texts, and lists of them."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [comparable(one) for one in value]
    key = getattr(value, "pk", None)
    return str(value if key is None else key)


def status_of(form: forms.BaseForm) -> int:
    """Of the page of a form: 200 when it is new, 422 when it was refused, 409 when somebody else was quicker."""
    if getattr(form, "conflicts", ()):
        return 409
    return 422 if form.is_bound and form.errors else 200


def ask(
    request: HttpRequest,
    form: forms.BaseForm,
    *,
    title: str,
    back: str,
    button: str = "Save",
    answer: str = "",
    trail: Sequence[tuple[str, str]] = (),
) -> TemplateResponse:
    """The page of one form."""
    context = {
        "title": title,
        "form": form,
        "back": back,
        "button": button,
        "answer": answer,
        "trail": trail,
    }
    return TemplateResponse(request, "web/ask.jinja", context, status=status_of(form))
