"""The one way in which a form knows what it showed, so that nobody is overwritten unawares."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from quantock.projects.services import Stale, label


class SeenForm(forms.Form):
    """A form over values that others may change meanwhile: what it showed travels along, signed."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, shown: Mapping[str, Any], **options: Any) -> None:
        self.shown = dict(shown)
        super().__init__(data, initial={**shown, "seen": sign(shown)}, **options)

    def clean_seen(self) -> dict[str, Any]:
        try:
            kept: dict[str, str] = signing.loads(self.cleaned_data["seen"])
        except signing.BadSignature as error:
            raise ValidationError("This form was changed on its way. Open the page again.") from error
        return {name: self.fields[name].to_python(kept[name]) for name in self.shown if name in kept}

    @property
    def said(self) -> dict[str, Any]:
        """What the person says now."""
        return {name: self.cleaned_data[name] for name in self.shown}

    def side_by_side(self, stale: Stale) -> list[dict[str, Any]]:
        """Each field that two people changed: mine, theirs, and what both began from.

        From here on the form has seen theirs: pressing Save again keeps what then stands in it.
        """
        base = self.cleaned_data["seen"]
        both = [
            {
                "label": self.fields[name].label or label(name),
                "mine": self.cleaned_data[name],
                "theirs": theirs,
                "base": base.get(name),
            }
            for name, theirs in stale.theirs.items()
        ]
        self.data = {
            **{name: self.data[name] for name in self.data},
            "seen": sign({**self.shown, **stale.theirs}),
        }
        return both


def sign(shown: Mapping[str, Any]) -> str:
    """What was shown, as a signed text; dates as ISO, nothing as an empty text."""
    return signing.dumps({name: _text(value) for name, value in shown.items()})


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
