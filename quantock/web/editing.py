"""Forms that change a record: nobody overwrites another unawares, and one page asks whatever there is to ask."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core import signing
from django.http import HttpRequest
from django.template.response import TemplateResponse

SALT = "quantock.web.editing"


class EditForm(forms.Form):
    """Opened with the values in force (`now`); `changes()` are those the person made.

    Where somebody else changed a field since this form was opened and the person left it alone, theirs
    stays. Where both changed it, nothing is saved: the field says what it is now, and saving again keeps
    the person's own.
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
        for name, now in self.now.items():
            if name not in cleaned or seen.get(name, now) == now:
                continue
            mine = comparable(cleaned[name])
            if mine == seen[name]:
                cleaned[name] = self.initial[name]
            elif mine != now:
                self.conflicts.append(name)
        for name in self.conflicts:
            self.add_error(
                name,
                f"Somebody else changed this while you were typing. It is now “{says(self.now[name])}”. "
                "Nothing of yours is saved yet: save again to put yours in its place.",
            )
        if self.conflicts:
            self.data = {**_lists(self.data), "seen": self.initial["seen"]}
        return cleaned

    def changes(self) -> dict[str, Any]:
        """What was changed, by field."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name in self.now and comparable(value) != self.now[name]
        }

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


def says(value: Any) -> str:
    """A value of `comparable` in words."""
    if isinstance(value, bool):
        return "ticked" if value else "not ticked"
    if isinstance(value, list):
        return ", ".join(str(one) for one in value) or "empty"
    return str(value) or "empty"


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
    """The page of one form: 200 when it is new, 422 when it was refused, 409 when somebody else was quicker."""
    conflicts = bool(getattr(form, "conflicts", ()))
    status = 409 if conflicts else 422 if form.is_bound and form.errors else 200
    context = {
        "title": title,
        "form": form,
        "back": back,
        "button": button,
        "answer": answer,
        "trail": trail,
    }
    return TemplateResponse(request, "web/ask.jinja", context, status=status)
