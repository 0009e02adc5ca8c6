"""Forms of a plan: one line, one task, a file or a paste, a plan to start from."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from quantock.engines.dates import say_date
from quantock.engines.plans import MOST_BYTES
from quantock.engines.text import find_nhs_numbers
from quantock.plans.models import PASTED, Task
from quantock.web.editing import EditForm
from quantock.web.forms import CleanText, NamedFile, UkDate, offer, say_place

WHO = "A name, an e-mail address, or “me”"
LONGEST_PASTE = 2_000_000
INSIDE_NONE = ("", "Nothing: it stands by itself")


class TaskLine(forms.Form):
    """One line: what, who, by when."""

    name = CleanText(label="What is to be done?", max_length=300)
    who = CleanText(
        label="Who?",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )
    finish = UkDate(label="By when?", required=False)


class NewTask(TaskLine):
    """All that can be said of a new task."""

    field_order = ("name", "who", "start", "finish", "within", "is_milestone")
    start = UkDate(label="From when?", required=False)
    within = forms.ChoiceField(label="What is it part of?", required=False)
    is_milestone = forms.BooleanField(
        label="It is a milestone",
        required=False,
        help_text="A point that is reached: it stands among the project's milestones too",
    )

    def __init__(self, data: Any = None, *, phases: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(data, **options)
        offer(self, "within", [INSIDE_NONE, *phases])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        _in_order(self, said)
        if said.get("is_milestone") and not said.get("finish") and "finish" not in self.errors:
            self.add_error("finish", "Enter the day by which the milestone is expected")
        return said


class TaskForm(EditForm):
    """All that a task says. Two people may have it open: neither overwrites the other."""

    name = CleanText(label="What is to be done?", max_length=300)
    who = CleanText(
        label="Who owns it?",
        required=False,
        max_length=200,
        help_text=WHO,
        widget=forms.TextInput(attrs={"list": "people", "autocomplete": "off"}),
    )
    start = UkDate(label="From when?", required=False)
    finish = UkDate(label="By when?", required=False)
    percent = forms.IntegerField(
        label="How much of it is done, in per cent?",
        min_value=0,
        max_value=100,
        widget=forms.NumberInput(attrs={"class": "nhsuk-input--width-4", "inputmode": "numeric"}),
        error_messages={
            "min_value": "Enter a number from 0 to 100",
            "max_value": "Enter a number from 0 to 100",
            "invalid": "Enter a whole number from 0 to 100",
        },
    )
    within = forms.ChoiceField(label="What is it part of?", required=False)
    notes = CleanText(label="Notes", one_line=False, required=False, max_length=20_000)

    def __init__(
        self, data: Any = None, *, task: Task, phases: Sequence[tuple[str, str]], within: str, **options: Any
    ) -> None:
        now = {
            "name": task.name,
            "who": task.owned_by,
            "start": task.start,
            "finish": task.finish,
            "percent": task.percent,
            "within": within,
            "notes": task.notes,
        }
        super().__init__(data, now=now, **options)
        offer(self, "within", [INSIDE_NONE, *phases])

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        # What a file said stays as it stands until somebody changes a date.
        if {"start", "finish"} & set(self.changed_data):
            _in_order(self, said)
        return said


def _in_order(form: forms.Form, said: dict[str, Any]) -> None:
    start, finish = said.get("start"), said.get("finish")
    if start and finish and finish < start:
        form.add_error(
            "finish", f"Enter a day on or after {say_date(start)}, when it begins. Nothing was saved."
        )


class BringForm(forms.Form):
    """A file or a paste: one of them."""

    file = NamedFile(
        label="A file",
        required=False,
        allow_empty_file=True,
        help_text="Microsoft Project XML (.xml), an Excel workbook (.xlsx) or a CSV file",
    )
    text = forms.CharField(
        label="Or paste cells from Excel",
        required=False,
        strip=False,
        max_length=LONGEST_PASTE,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text="With their headings, such as Task, Start, Finish, Who. A plain list of tasks, one a line, will do too",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > MOST_BYTES:
            raise ValidationError(
                f"The file has {file.size / 1e6:,.0f} MB; at most {MOST_BYTES // 1_000_000} MB are read. Save a part of the "
                "plan by itself and send that. Nothing was saved."
            )
        return file

    def clean_text(self) -> str:
        return _without_numbers(self.cleaned_data["text"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and bool(said.get("file")) == bool((said.get("text") or "").strip()):
            raise ValidationError(
                "Choose a file or paste cells, not both. Nothing was saved."
                if said.get("file")
                else "Choose a file, or paste cells"
            )
        return said

    @property
    def called(self) -> str:
        """What the plan is called in the history: the file's name, without a path."""
        file = self.cleaned_data["file"]
        return PurePath(file.name or "a file").name[:200] if file else PASTED


def _without_numbers(text: str) -> str:
    if found := find_nhs_numbers(text):
        places = "; ".join(say_place(text, one) for one in found[:5])
        raise ValidationError(
            f"This seems to hold NHS numbers ({places}). Take them out: nothing about patients, residents or clients "
            "belongs here. Nothing was saved.",
            code="nhs_number",
        )
    return text


class KeepForm(forms.Form):
    """The last question before a file is kept."""

    without_missing = forms.BooleanField(required=False)

    def __init__(self, data: Any = None, *, missing: int, **options: Any) -> None:
        super().__init__(data, **options)
        self.fields[
            "without_missing"
        ].label = f"Take out {'the one task' if missing == 1 else f'the {missing} tasks'} of this plan that the file does not hold"
        if not missing:
            del self.fields["without_missing"]


class BeginForm(forms.Form):
    """When a plan begins."""

    start = UkDate(label="When does it begin?", initial=timezone.localdate)


class SaveForm(forms.Form):
    """What a plan to start from is called."""

    name = CleanText(label="What shall it be called?", max_length=200)
    about = CleanText(label="When would somebody start from it?", required=False, max_length=500)


class ShowForm(forms.Form):
    """Which tasks are listed."""

    CHOICES = (
        ("", "All"),
        ("open", "Not done"),
        ("late", "Late"),
        ("month", "Due in the next 30 days"),
        ("mine", "Mine"),
        ("milestones", "Its milestones"),
    )
    show = forms.ChoiceField(label="Show", required=False, choices=CHOICES)
