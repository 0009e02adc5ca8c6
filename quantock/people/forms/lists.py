"""Forms about code lists and about the words that organisations add to the glossary."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from quantock.access import Permission, Viewer
from quantock.people.kept import PlaceField
from quantock.people.models import ListEntry
from quantock.web.editing import EditForm
from quantock.web.forms import CleanText
from quantock.web.models import GlossaryWord


class EntryForm(EditForm):
    """An entry's words, and whether it is still offered."""

    label = CleanText(label="Words", max_length=100)
    is_retired = forms.BooleanField(
        label="It is no longer offered; records that have it keep it", required=False
    )

    def __init__(self, data: Any = None, *, entries: list[ListEntry], entry: ListEntry | None = None) -> None:
        self.others = {each.label.casefold() for each in entries if entry is None or each.code != entry.code}
        now = {"label": entry.label, "is_retired": entry.is_retired} if entry else {}
        super().__init__(data, now=now)
        if entry is None:
            del self.fields["is_retired"]

    def clean_label(self) -> str:
        label = str(self.cleaned_data["label"])
        if label.casefold() in self.others:
            raise ValidationError("The list has this already")
        return label


class WordForm(EditForm):
    """A word and what it means there."""

    definitions: ClassVar[dict[str, str]] = {}

    word = CleanText(label="Word", max_length=80)
    means = CleanText(label="What it means", one_line=False, max_length=1000)

    def __init__(
        self, data: Any = None, *, viewer: Viewer, permission: Permission, kept: GlossaryWord | None = None
    ) -> None:
        now = {"word": kept.word, "means": kept.means} if kept else {}
        super().__init__(data, now=now)
        if kept is None:
            self.fields["organisation"] = PlaceField(viewer, permission, label="Who uses it?")
            self.order_fields(["word", "means", "organisation", "seen"])
        else:
            del self.fields["word"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "word" in cleaned and "organisation" in cleaned:
            place = cleaned["organisation"].pk if cleaned["organisation"] else 0
            if GlossaryWord.objects.filter(organisation_id=place, word__iexact=cleaned["word"]).exists():
                self.add_error("word", "This word is there already")
        return cleaned
