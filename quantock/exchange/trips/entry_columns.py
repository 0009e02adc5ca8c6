"""The workbook of a register: its columns, made of the register's own data (`raid.kinds`), and what stands in them."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from quantock.access import Viewer
from quantock.engines.documents.columns import Kind as Form
from quantock.engines.documents.roundtrip import EditColumn, EditRow
from quantock.engines.text import clean
from quantock.exchange import workbook
from quantock.exchange.trips.entry_links import Beside
from quantock.raid.kinds import Field, Kind, Register
from quantock.raid.models import Entry

OWN = "own-"
"""How the name of a column begins that is one of the register's own fields."""
WHICH = {"inherent_": "before", "": "now", "target_": "aimed at"}
STEPS = {f"{which}{part}": which for which in WHICH for part in ("likelihood", "impact")}
FORMS: Mapping[str, Form] = {"date": "date", "money": "money", "number": "number"}
WIDE = 44


def columns_of(register: Register) -> tuple[EditColumn, ...]:
    """Reference and days for reading; the rest to edit. The project is for new rows."""
    columns = [
        EditColumn("ref", "Reference", editable=False, width=12),
        EditColumn("project", "Project", width=12),
        EditColumn("of", "Title of the project", editable=False, width=36),
        EditColumn("title", register.kind.label, width=60),
        EditColumn("state", "How it stands", choices=tuple(each.words for each in register.standings)),
        EditColumn("owner", "Owner", width=26),
    ]
    if register.due:
        columns.append(EditColumn("due_on", register.due, "date"))
    if register.kind == Kind.RISK:
        columns += [
            EditColumn(f"{which}{part}", f"{part.capitalize()} {words}", "number", width=12)
            for which, words in WHICH.items()
            for part in ("likelihood", "impact")
        ]
        columns += [
            EditColumn("score", "Score now", "number", editable=False, width=10),
            EditColumn("level", "Level", editable=False, width=12),
            EditColumn("matrix", "Scored on", editable=False, width=20),
        ]
    columns += [_own(each) for each in register.fields]
    columns += [
        EditColumn("links", "Links", width=WIDE),
        EditColumn("documents", "Documents", width=WIDE),
        EditColumn("raised_on", "Raised", "date", editable=False),
        EditColumn("closed_on", "Closed", "date", editable=False),
    ]
    return tuple(columns)


def _own(one: Field) -> EditColumn:
    wide = WIDE if one.form == "text" else None
    choices = tuple(words for _, words in one.choices)
    return EditColumn(f"{OWN}{one.name}", one.label, FORMS.get(one.form, "text"), choices=choices, width=wide)


def values_of(entry: Entry, beside: Beside) -> dict[str, object]:
    """What stands in each column of an entry's row."""
    values: dict[str, object] = {
        "ref": entry.ref,
        "project": entry.project.ref,
        "of": entry.project.title,
        "title": entry.title,
        "state": entry.stands,
        "owner": entry.owned_by or None,
        "due_on": entry.due_on,
        "score": entry.score,
        "level": entry.level or None,
        "matrix": entry.matrix.name if entry.matrix else None,
        "raised_on": entry.raised_on,
        "closed_on": entry.closed_on,
    }
    values |= beside.cells(entry)
    values |= {name: getattr(entry, name) for name in STEPS}
    return values | {f"{OWN}{one.name}": _shown(one, entry.details) for one in entry.register.fields}


def _shown(one: Field, details: Mapping[str, Any]) -> object:
    value = details.get(one.name, "")
    if value in ("", None):
        return None
    if one.form == "date":
        return date.fromisoformat(str(value))
    return dict(one.choices).get(str(value), value)


def kept_as(one: Field, value: Any) -> Any:
    """A cell as the entry's details keep it."""
    if value is None:
        return ""
    if one.form == "date":
        return value.isoformat()
    if not isinstance(value, str):
        return value
    codes = {words: code for code, words in one.choices}
    return codes.get(value) or clean(value, one_line=one.form == "line")


def edit_rows(rows: Iterable[Entry], register: Register, viewer: Viewer) -> Iterator[EditRow]:
    """A row an entry, three queries for the links and documents of each 500."""
    columns = columns_of(register)
    for some in workbook.in_parts(rows):
        beside = Beside.of(some, viewer)
        for entry in some:
            values = values_of(entry, beside)
            yield EditRow(str(entry.uid), workbook.marks_text(columns, values), values)
