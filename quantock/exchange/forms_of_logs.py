"""Uploading sheets of logs, and what was understood travelling along, signed, until it is kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing

from quantock.access import Viewer
from quantock.engines.logs.finding import KINDS, Found
from quantock.engines.tables.grid import Grid
from quantock.engines.tables.table import Cell
from quantock.exchange.logs import called
from quantock.exchange.queries import projects_called
from quantock.projects.models import Project
from quantock.web.forms import CleanText, NamedFile, offer

SALT = "quantock.exchange.logs"
LEAVE = "leave"
MOST_CHARACTERS = 4_000_000
"""Of what was understood, as it stands in the form: below what a form may hold (DATA_UPLOAD_MAX_MEMORY_SIZE)."""


def kinds_to_choose() -> list[tuple[str, str]]:
    """The registers that a sheet can be."""
    return [(kind, called(kind).many) for kind in KINDS]


class LogsForm(forms.Form):
    """A file, and of which programme or project it is."""

    file = NamedFile(
        label="The file",
        help_text="An Excel workbook or a CSV file: a risk, action, issue, decision or benefit a row, under headings",
    )
    sheet = CleanText(
        label="Name of the sheet",
        required=False,
        max_length=100,
        help_text="Empty: every sheet that holds a register",
    )
    kind = forms.ChoiceField(label="What is in it?", required=False)
    project = CleanText(
        label="Programme or project it is of",
        required=False,
        max_length=300,
        help_text="Its reference, such as P-0042, or its title. Projects that the sheet names are found by their names.",
    )
    all_here = forms.BooleanField(
        label="Put what is of projects not found here into this one",
        required=False,
        help_text="The name that the sheet gives is kept with each entry",
    )

    def __init__(self, data: Any = None, files: Any = None, *, viewer: Viewer, **options: Any) -> None:
        self.viewer = viewer
        super().__init__(data, files, **options)
        choices = [("", "Find out by the headings"), *kinds_to_choose()]
        offer(self, "kind", choices)

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(
                f"The file is larger than {settings.UPLOAD_MAX_MB} MB. Nothing was kept."
            )
        return file

    def clean_project(self) -> Project | None:
        """The one project of that name; an exact title or reference goes before a part of one."""
        words = self.cleaned_data["project"]
        if not words:
            return None
        found = projects_called(self.viewer, words)
        if len(found) != 1:
            some = "No project that you may see is" if not found else "More than one project is"
            raise forms.ValidationError(f"{some} called “{words[:80]}”. Write its reference, such as P-0042.")
        return found[0]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("all_here") and "project" in said and not said["project"]:
            self.add_error("project", "Say into which programme or project they go.")
        return said


def keep(found: Sequence[Found], filename: str) -> str:
    """What was understood, as a signed text that fits into a form."""
    sheets = [
        {
            "name": one.name,
            "kind": one.kind,
            "mixed": one.mixed,
            "numbers": one.grid.numbers,
            "money": sorted(one.grid.money_columns),
            "warnings": one.grid.warnings,
            "rows": [[_plain(cell) for cell in row] for row in one.grid.rows],
        }
        for one in found
    ]
    return signing.dumps({"filename": filename, "sheets": sheets}, salt=SALT, compress=True)


def kept(text: str) -> tuple[str, list[Found]] | None:
    """The file's name and what `keep` wrote; None for anything that was changed on its way."""
    try:
        data: Mapping[str, Any] = signing.loads(text, salt=SALT, max_age=24 * 60 * 60)
    except signing.BadSignature:
        return None
    found = [
        Found(
            each["name"],
            each["kind"],
            Grid(
                [[_cell(cell) for cell in row] for row in each["rows"]],
                each["numbers"],
                money_columns=set(each["money"]),
                warnings=each["warnings"],
            ),
            each["mixed"],
        )
        for each in data["sheets"]
    ]
    return data["filename"], found


def _plain(cell: Cell) -> Any:
    """A cell as JSON keeps it."""
    if isinstance(cell, datetime):
        return {"d": cell.isoformat()}
    return {"n": str(cell)} if isinstance(cell, Decimal) else cell


def _cell(kept: Any) -> Cell:
    """A cell as `_plain` kept it."""
    if isinstance(kept, dict):
        return datetime.fromisoformat(kept["d"]) if "d" in kept else Decimal(kept["n"])
    return kept if isinstance(kept, str) else None
