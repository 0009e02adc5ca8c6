"""The one way in which a form knows what it showed, so that nobody is overwritten unawares."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import QueryDict

from quantock.web.clashes import show_clash


class SeenForm(forms.Form):
    """A form over values that others may change meanwhile: what it showed travels along, signed.

    `fields` adds those that only the record at hand has (its local fields, the themes in force).
    """

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        shown: Mapping[str, Any],
        fields: Mapping[str, forms.Field] | None = None,
        **options: Any,
    ) -> None:
        self.shown = dict(shown)
        super().__init__(data, initial=dict(shown), **options)
        self.fields.update(fields or {})
        self.initial["seen"] = self._signed(self.shown)

    def clean_seen(self) -> dict[str, Any]:
        try:
            kept: dict[str, Any] = signing.loads(self.cleaned_data["seen"])
        except signing.BadSignature as error:
            raise ValidationError("This form was changed on its way. Open the page again.") from error
        seen = {}
        for name in self.shown.keys() & kept.keys():
            try:
                seen[name] = self.fields[name].to_python(kept[name])
            except ValidationError:
                # It can no longer be chosen: left out, so that a change to it is shown side by side.
                continue
        return seen

    @property
    def said(self) -> dict[str, Any]:
        """What the person says now."""
        return {name: self.cleaned_data[name] for name in self.shown}

    def side_by_side(self, theirs: Mapping[str, Any], by: Mapping[str, str] | None = None) -> None:
        """Show each field that two people changed: mine, theirs, what both began from, and who the other is (`by`).

        From here on the form has seen theirs: pressing Save again keeps what then stands in it. So what was left alone stands
        there as it is now.
        """
        base = self.cleaned_data["seen"]
        data = cast(QueryDict, self.data).copy()
        data["seen"] = self._signed({**self.shown, **theirs})
        for name in self.shown.keys() - theirs.keys():
            if name in base and self.cleaned_data[name] == base[name]:
                now = _plain(self.fields[name].prepare_value(self.shown[name]))
                data.setlist(self.add_prefix(name), now if isinstance(now, list) else [now])
        self.data = data
        for name, stands in theirs.items():
            mine = self.cleaned_data[name]
            show_clash(self, name, mine=mine, theirs=stands, base=base.get(name), by=(by or {}).get(name, ""))

    def _signed(self, shown: Mapping[str, Any]) -> str:
        """What was shown, as its fields show it, in a signed text."""
        return signing.dumps(
            {name: _plain(self.fields[name].prepare_value(value)) for name, value in shown.items()}
        )


def _plain(value: Any) -> Any:
    """As it goes through JSON: lists of texts, and texts."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else str(value)
