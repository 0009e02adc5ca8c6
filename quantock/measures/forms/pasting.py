"""A paste or a file of values, and what a file cannot say of itself."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from quantock.engines.points import LARGEST, ONCE, ROLES, Column, Found
from quantock.engines.points.columns import NUMERATOR, PERIOD, VALUE
from quantock.engines.text import find_nhs_numbers
from quantock.measures.models import Direction, Measure
from quantock.measures.sharing_out import LEAVE, NEW, Share
from quantock.web.forms import NamedFile, UkDate, say_place

LONGEST = 2_000_000


class PasteForm(forms.Form):
    """Tabs and line ends stay: they say what is a cell and what is a row."""

    text = forms.CharField(
        label="Values",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text="Copy the cells in Excel and paste them here: dates and values; or dates, numerators and denominators; "
        "or a column for each ward or site",
    )
    first = UkDate(
        label="If there are no dates, or no years: which period is the first?",
        required=False,
        help_text="Any day in it",
    )

    def clean_text(self) -> Any:
        text = self.cleaned_data["text"]
        if len(text) > LONGEST:  # said here, since a field that has a limit counts letters aloud
            raise ValidationError(
                "That is too much to be pasted at once. Paste a part of it, or upload a file"
            )
        if found := find_nhs_numbers(text):
            places = "; ".join(say_place(text, one) for one in found[:5])
            raise ValidationError(
                f"This seems to hold NHS numbers ({places}). Take them out: nothing about patients, residents or "
                "clients belongs here. Nothing was saved.",
                code="nhs_number",
            )
        return text


class FileForm(forms.Form):
    """A CSV file or a workbook. The reader says what is wrong with one that is empty or of another kind."""

    file = NamedFile(
        label="File",
        allow_empty_file=True,
        help_text="A CSV file or an Excel workbook (.xlsx): a column of dates and a column of values, or one for each ward or site",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError(
                f"The file has {file.size / 1e6:,.0f} MB; at most {LARGEST // 1024 // 1024} MB are taken. Copy the sheet with "
                "the values into a new workbook"
            )
        return file


COLUMN = "column-"


def chosen_of(data: Mapping[str, Any]) -> dict[str, str]:
    """What an earlier look said each column is, by its letter."""
    said = {name.removeprefix(COLUMN): str(value) for name, value in data.items() if name.startswith(COLUMN)}
    return {name: role for name, role in said.items() if role in ROLES}


def columns_form(
    data: Mapping[str, Any], found: Found | None, *, events: bool = False
) -> "ColumnsForm | None":
    """What each column was taken for; none where there is one column, what was read is a table of ours, it is too long to
    be sent on, or holds what must not be sent on."""
    if found is None or not found.columns or "read_as" in data:
        return None
    text = found.as_paste
    if len(text) > LONGEST or find_nhs_numbers(text):
        return None
    return ColumnsForm(data if chosen_of(data) else None, columns=found.columns, events=events)


class ColumnsForm(forms.Form):
    """What each column of a paste or a file is: as it was read, to be put right before anything is kept."""

    def __init__(self, data: Any = None, *, columns: Sequence[Column], events: bool = False) -> None:
        super().__init__(data)
        self.columns, self.events = columns, events
        for column in columns:
            self.fields[f"{COLUMN}{column.letter}"] = forms.ChoiceField(
                label=f"Column {column.letter}, {column.heading}"
                if column.heading
                else f"Column {column.letter}",
                choices=[*ROLES.items()],
                initial=column.role,
                help_text=", ".join(each[:30] for each in column.examples),
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        roles = Counter(said.values())
        for role in ROLES:
            if role in ONCE and roles[role] > 1:
                raise ValidationError(f"Only one column can be “{ROLES[role]}”. Leave the others out")
        if not roles[PERIOD]:
            raise ValidationError(f"Say which column is “{ROLES[PERIOD]}”")
        if not (roles[VALUE] or roles[NUMERATOR] or self.events):
            raise ValidationError(f"Say which column is “{ROLES[VALUE]}”, or “{ROLES[NUMERATOR]}”")
        return said


class ShareForm(forms.Form):
    """For each series of a file whose values they are. `shown` holds the choices that what is on the page was worked out by."""

    def __init__(self, data: Any = None, *, shares: Sequence[Share], measures: Sequence[Measure]) -> None:
        super().__init__(data)
        self.shares = shares
        choices = [
            ("", "Choose"),
            *((str(each.pk), each.name) for each in measures),
            *(
                (f"{NEW}{code}", f"A new measure: {says[0].lower()}{says[1:]}")
                for code, says in Direction.choices
            ),
            (LEAVE, "Leave it out"),
        ]
        for place, share in enumerate(shares):
            self.fields[f"to-{place}"] = forms.ChoiceField(
                label=f"Whose values are {share.name or 'these'}?",
                choices=choices,
                initial=share.suggested,
                error_messages={
                    "required": f"Choose whose values {share.name or 'these'} are, or leave them out"
                },
            )

    @property
    def choices(self) -> list[str]:
        return [str(self.cleaned_data.get(f"to-{place}", "")) for place in range(len(self.shares))]

    @property
    def shown_choices(self) -> list[str]:
        """What was chosen, where that can be, else what is suggested."""
        return (
            self.choices if self.is_bound and self.is_valid() else [share.suggested for share in self.shares]
        )

    @property
    def changed_choices(self) -> bool:
        """Whether somebody chose otherwise than what the page showed the outcome of."""
        return str(self.data.get("shown", "")) != " ".join(self.choices)

    @property
    def shown(self) -> str:
        return " ".join(self.shown_choices)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        chosen = [choice for choice in self.choices if choice.isdigit()]
        if len(chosen) != len(set(chosen)):
            raise ValidationError("One measure was chosen for two of them. Choose another, or leave one out")
        return said
