"""What a person changed in a workbook against what is so now: the same for projects, registers and benefits."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from quantock.access import Viewer
from quantock.accounts.models import User
from quantock.audit.models import Batch
from quantock.engines.documents.roundtrip import EditColumn
from quantock.engines.documents.roundtripvalues import fingerprint
from quantock.engines.text import find_nhs_numbers, money_exact
from quantock.exchange import workbook
from quantock.exchange.models import BroughtBack

READ_ONLY = "This column is only for reading; change it on the page"
NHS_NUMBER = "It seems to hold an NHS number: take it out"
MOST_CHOICES = 8
PART = 500
"""How many rows are compared at a time."""


@dataclass(frozen=True, slots=True)
class Change:
    """One cell a person changed. `refused` says why it cannot be kept; a conflict shows what it is now."""

    name: str
    ref: str
    field: str
    heading: str
    now: str
    mine: str
    value: Any
    record: Any = None
    title: str = ""
    conflict: bool = False
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """A row that somebody wrote below the others: what it is called, where it goes, in words and as a record."""

    title: str
    place: str
    home: Any
    values: Mapping[str, Any]
    says: str = ""


@dataclass(slots=True)
class Preview:
    """What keeping it would do, as things are now."""

    changes: list[Change] = field(default_factory=list)
    conflicts: list[Change] = field(default_factory=list)
    refused: list[Change] = field(default_factory=list)
    added: list[Added] = field(default_factory=list)
    noted: list[tuple[str, str]] = field(default_factory=list)
    """What should be looked at before it is kept, and of which record; told, never refused."""
    made: list[tuple[str, str]] = field(default_factory=list)
    """What became of new rows, once kept: each one's reference, of its project, and what it is called."""

    @property
    def is_empty(self) -> bool:
        return not (self.changes or self.conflicts or self.added)

    def token(self) -> str:
        """Differs when what would be done, or what is so now, does."""
        lines = [
            (change.name, change.field, change.now, change.mine)
            for change in (*self.changes, *self.conflicts)
        ]
        lines += [("", each.title, each.place, str(each.values)) for each in self.added]
        return fingerprint(repr(lines))

    def take(self, changes: Iterable[Change]) -> None:
        """Each to where it belongs."""
        for each in changes:
            (self.refused if each.refused else self.conflicts if each.conflict else self.changes).append(each)

    def refuse(self, number: Any, why: str, *, heading: str = "", mine: str = "", at: str = "") -> None:
        """A whole row that is not kept."""
        name = f"Row {number}"
        self.refused.append(Change(name, name, at, heading, "", mine, None, refused=why))


Compare = Callable[[BroughtBack, Viewer], Preview]
Keep = Callable[[Preview, Sequence[Change], BroughtBack, User, date], Batch | None]


@dataclass(frozen=True, slots=True)
class Trip:
    """How one sort of list is compared and kept; `one` and `many` are what its records are called."""

    one: str
    many: str
    compare: Compare
    keep: Keep


Refusal = Callable[[str, Any, EditColumn], str]


def changes_in(
    row: Mapping[str, Any],
    record: Any,
    *,
    ref: str,
    title: str,
    columns: Sequence[EditColumn],
    values: Mapping[str, object],
    refusal: Refusal,
) -> list[Change]:
    """The cells of one row that a person changed and that are not so already. `values` is what is so now."""
    marks = workbook.marks_of(columns, values)
    headings = {column.field: column for column in columns}
    found = []
    for at, kept in row["values"].items():
        column = headings.get(at)
        if column is None:
            continue
        value = workbook.typed(kept)
        if fingerprint(value) == marks[at]:
            continue  # it is so already
        why = (
            READ_ONLY
            if not column.editable
            else typed_wrong(row, at, value, column) or refusal(at, value, column)
        )
        found.append(
            Change(
                f"{row['number']}-{at}",
                ref,
                at,
                column.heading,
                words(values[at], column.kind),
                words(value, column.kind),
                value,
                record,
                title,
                conflict=row["marks"].get(at) != marks[at],
                refused=why,
            )
        )
    return found


def shown(values: Mapping[str, Any], columns: Mapping[str, EditColumn]) -> str:
    """What a new row says beside its title, in words."""
    said = (
        f"{columns[at].heading}: {words(value, columns[at].kind)[:100]}"
        for at, value in values.items()
        if at in columns
    )
    return "; ".join(said)


def is_key(text: str) -> bool:
    """Whether a text can be the key of a record: whatever was typed over it is none."""
    return len(text) == 36 and text.count("-") == 4 and all(each in "0123456789abcdef-" for each in text)


def typed_wrong(row: Mapping[str, Any], at: str, value: Any, column: EditColumn) -> str:
    """Why what was typed is not of the column's kind, or nobody's to keep; nothing where it is."""
    if at in row.get("nhs_numbers", ()):
        return NHS_NUMBER
    if at not in row["typed_wrong"]:
        return ""
    choices = column.choices
    more = f" or {len(choices) - MOST_CHOICES} more" if len(choices) > MOST_CHOICES else ""
    wanted = (
        f"one of {', '.join(choices[:MOST_CHOICES])}{more}"
        if choices
        else f"a {KINDS.get(column.kind, column.kind)}"
    )
    return f"“{workbook.said(value)[:60]}” is not {wanted}"


def without_its_key(ref: str) -> str:
    """Why a row with a reference is no new one."""
    return (
        f"It has the reference {ref} but not the hidden key of that row: make the change in its own row, of a list taken out "
        "again if need be, or leave the reference of a new row empty"
    )


def first_refused(
    row: Mapping[str, Any],
    values: Mapping[str, Any],
    columns: Mapping[str, EditColumn],
    refusal: Callable[[str, Any], str],
) -> str:
    """The first cell of a new row that cannot be kept, by its heading and why; nothing where all can. A reference says that it
    is no new row."""
    if ref := values.get("ref"):
        return without_its_key(str(ref))
    for at, value in values.items():
        column = columns.get(at)
        if column is None or value is None:
            continue
        why = (
            "it is only for reading: leave it empty"
            if not column.editable
            else typed_wrong(row, at, value, column) or refusal(at, value)
        )
        if why:
            return f"{column.heading}: {why[:1].lower()}{why[1:]}"
    return ""


KINDS = {"money": "sum of money"}


def text_refused(value: Any, longest: int) -> str:
    """Why a text cannot be kept anywhere."""
    if not isinstance(value, str):
        return ""
    if find_nhs_numbers(value):
        return NHS_NUMBER
    return f"Use at most {longest} characters" if len(value) > longest else ""


def words(value: object, kind: str) -> str:
    """A value as a person reads it."""
    if kind == "money" and isinstance(value, int):
        return money_exact(value)
    return workbook.said(value)
