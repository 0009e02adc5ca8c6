"""Uploading a sheet of risks, and what was understood of it travelling along, signed, until it is kept."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing

from quantock.access import Viewer
from quantock.engines.risk.sheet import Position, Risk, Sheet
from quantock.exchange.queries import projects_called
from quantock.web.forms import CleanText

SALT = "quantock.exchange.risks"


class RisksForm(forms.Form):
    """A file, and of which programme or project it is."""

    file = forms.FileField(
        label="The sheet of risks",
        help_text="An Excel workbook or a CSV file: a risk a row, under headings that name likelihood, impact or score",
    )
    sheet = CleanText(
        label="Name of the sheet",
        required=False,
        max_length=100,
        help_text="Empty: the one that holds most risks",
    )
    project = CleanText(
        label="Programme or project it is of",
        required=False,
        max_length=300,
        help_text="Its reference, such as P-0042, or its title. Projects that the sheet names are found by their names.",
    )

    def __init__(self, data: Any = None, files: Any = None, *, viewer: Viewer, **options: Any) -> None:
        self.viewer = viewer
        super().__init__(data, files, **options)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(
                f"The file is larger than {settings.UPLOAD_MAX_MB} MB. Nothing was kept."
            )
        return file

    def clean_project(self) -> Any:
        """The one project of that name; an exact title or reference goes before a part of one."""
        words = self.cleaned_data["project"]
        if not words:
            return None
        found = projects_called(self.viewer, words)
        if len(found) != 1:
            some = "No project that you may see is" if not found else "More than one project is"
            raise forms.ValidationError(f"{some} called “{words[:80]}”. Write its reference, such as P-0042.")
        return found[0]


def keep(sheet: Sheet) -> str:
    """What was understood, as a signed text that fits into a form."""
    rows = [asdict(risk) for risk in sheet.risks]
    return signing.dumps(
        {"name": sheet.name, "matrix": sheet.matrix, "risks": rows}, salt=SALT, compress=True
    )


def kept(text: str) -> Sheet | None:
    """What `keep` wrote; None for anything that was changed on its way."""
    try:
        data: Mapping[str, Any] = signing.loads(text, salt=SALT, max_age=24 * 60 * 60)
    except signing.BadSignature:
        return None
    risks = [
        Risk(**{**row, "pre": Position(**row["pre"]), "post": Position(**row["post"])})
        for row in data["risks"]
    ]
    return Sheet(data["name"], data["matrix"], risks)
