"""A register brought back: compared with what is so now, and kept by the verbs of the log, as one batch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils import timezone

from quantock.access import Permission, Viewer, can, viewer_for
from quantock.accounts.models import User
from quantock.audit.models import Batch
from quantock.engines.documents.roundtrip import EditColumn
from quantock.exchange import logs
from quantock.exchange.models import BroughtBack
from quantock.exchange.trips.compare import (
    PART,
    Added,
    Change,
    Preview,
    Trip,
    changes_in,
    first_refused,
    is_key,
    shown,
    text_refused,
)
from quantock.exchange.trips.entry_columns import OWN, STEPS, WHICH, columns_of, kept_as, values_of
from quantock.exchange.trips.entry_links import FIELDS as TIED
from quantock.exchange.trips.entry_links import Beside, Keeper, Typed, kept_or_refused
from quantock.exchange.trips.naming import Names, words_of
from quantock.exchange.workbook import typed
from quantock.projects.counting import together
from quantock.projects.services import Refused
from quantock.raid import rebaselining, rules, services, telling
from quantock.raid.kinds import REGISTERS, Kind, Register
from quantock.raid.matrices import matrix_for
from quantock.raid.models import Entry, Matrix

LONGEST = {"title": 500, "owner": 200}
LONGEST_LINE, LONGEST_TEXT = 200, 2000
STAYS = "An entry stays with its project"
BY_HAND = "Approving a change moves what it names: do it on its page"
HALF = "Likelihood and impact go together: say both"


@dataclass(slots=True)
class Around:
    """What the rows of a workbook need: whom names mean, and on which matrix a project scores."""

    register: Register
    viewer: Viewer
    on: date
    names: Names
    matrices: dict[int, Matrix] = field(default_factory=dict)
    typed: Typed = field(init=False)
    beside: Beside = field(default_factory=Beside)

    def __post_init__(self) -> None:
        self.typed = Typed(self.viewer)

    def matrix(self, entry: Entry) -> Matrix:
        """The one it is scored on, else its organisation's."""
        if entry.matrix is not None:
            return entry.matrix
        body = entry.project.lead_organisation_id
        found = self.matrices.get(body) or matrix_for(entry.project, on=self.on)
        self.matrices[body] = found
        return found


def register_of(back: BroughtBack) -> Register:
    return REGISTERS[Kind(back.kind.partition(" of ")[0])]


def compare(back: BroughtBack, viewer: Viewer) -> Preview:
    """What was changed against what is so now. A few queries for each 500 rows."""
    found = Preview()
    around = Around(register_of(back), viewer, timezone.localdate(), Names(viewer.user))
    rows = [row for row in back.rows if row["key"]]
    for start in range(0, len(rows), PART):
        _compare(found, rows[start : start + PART], around)
    if new := [row for row in back.rows if not row["key"]]:
        _add(found, new, around, back.kind.partition(" of ")[2])
    return found


def _compare(found: Preview, rows: Sequence[Mapping[str, Any]], around: Around) -> None:
    register = around.register
    seen = Entry.objects.visible_to(around.viewer).filter(
        uid__in=[row["key"] for row in rows if is_key(row["key"])], kind=register.kind
    )
    entries = {str(each.uid): each for each in seen.select_related("project", "owner", "matrix")}
    named = ((entries[row["key"]], row) for row in rows if row["key"] in entries)
    around.names.look_up(
        {(entry.project_id, words) for entry, row in named if (words := _words(row, "owner"))}
    )
    around.typed.look_up(
        (str(row["values"].get("links") or ""), entries[row["key"]]) for row in rows if row["key"] in entries
    )
    columns = columns_of(register)
    around.beside = Beside.of(entries.values(), around.viewer)
    for row in rows:
        entry = entries.get(row["key"])
        if entry is None:
            found.refuse(row["number"], f"It is not {register.article} that you may see")
            continue
        found.take(_changes(row, entry, columns, around))


def _words(row: Mapping[str, Any], at: str) -> str:
    return words_of(row["values"].get(at))


def _changes(
    row: Mapping[str, Any], entry: Entry, columns: Sequence[EditColumn], around: Around
) -> list[Change]:
    may = _may(entry, around.viewer)

    def refusal(at: str, value: Any, column: EditColumn) -> str:
        if at == "project":
            return STAYS
        return refused(at, value, entry, around) if may else "You may not change this"

    changes = changes_in(
        row,
        entry,
        ref=f"{entry.ref} of {entry.project.ref}",
        title=entry.title,
        columns=columns,
        values=values_of(entry, around.beside),
        refusal=refusal,
    )
    return _whole(changes, entry)


def _may(entry: Entry, viewer: Viewer) -> bool:
    """As by hand: the project's people may, and whoever owns it."""
    mine = entry.owner is not None and viewer.user is not None and entry.owner.user_id == viewer.user.pk
    return mine or can(viewer, Permission.LOG_EDIT, entry)


def refused(at: str, value: Any, entry: Entry, around: Around) -> str:
    """Why a cell cannot be kept, by the rules of the log; empty where it can."""
    if at in TIED:
        return around.typed.refused(at, value, entry, around.beside)
    if at in STEPS:
        return _step_refused(at, value, around.matrix(entry))
    if at in ("title", "state") and not value:
        return "It cannot be empty"
    if at == "state":
        approves = entry.kind == Kind.CHANGE and _state(around.register, value) == rebaselining.APPROVED
        return BY_HAND if approves else ""
    if at == "owner" and (why := around.names.refused(entry.project, words_of(value))):
        return why
    own = next((each for each in around.register.fields if f"{OWN}{each.name}" == at), None)
    if own and own.name == "party" and (fault := rules.itself_fault(str(value or ""), entry.project)):
        return fault
    longest = LONGEST_LINE if own and own.form == "line" else LONGEST_TEXT
    return text_refused(value, LONGEST.get(at, longest))


def _step_refused(at: str, value: Any, matrix: Matrix) -> str:
    if value is None:
        return "A score is not taken back; give another"
    steps = matrix.scale.likelihoods if at.endswith("likelihood") else matrix.scale.impacts
    if value not in range(1, len(steps) + 1):
        return f"It is not on the scale of {matrix.name}, from 1 to {len(steps)}"
    return ""


def _whole(changes: Sequence[Change], entry: Entry) -> list[Change]:
    """A position is likelihood and impact, or none: half of one is refused."""
    said = {each.field for each in changes if not each.refused}
    half = {
        name
        for which in WHICH
        for name, other in _pair(which)
        if name in said and other not in said and getattr(entry, other) is None
    }
    return [replace(each, refused=HALF) if each.field in half else each for each in changes]


def _pair(which: str) -> tuple[tuple[str, str], tuple[str, str]]:
    likelihood, impact = f"{which}likelihood", f"{which}impact"
    return (likelihood, impact), (impact, likelihood)


def _state(register: Register, words: Any) -> str:
    return next((each.code for each in register.standings if each.words == words), "")


def _add(found: Preview, rows: Sequence[Mapping[str, Any]], around: Around, of: str) -> None:
    """Rows written below the others are new entries, of the project they name or else of the one whose list it is."""
    register, viewer = around.register, around.viewer
    placed = logs.placed(rows, of, viewer)
    around.names.look_up({(project.pk, _words(row, "owner")) for row, project in placed if project})
    around.typed.look_up(
        (str(row["values"].get("links") or ""), Entry(project=project, kind=register.kind))
        for row, project in placed
        if project
    )
    columns = {column.field: column for column in columns_of(register)}
    for row, project in placed:
        title = _words(row, "title")
        values = {
            name: typed(value) for name, value in row["values"].items() if name not in ("project", "of")
        }
        why = logs.unplaced(_words(row, "project"), project, viewer, Permission.LOG_EDIT)
        if not why and project:
            why = _not_new(row, values, Entry(project=project, kind=register.kind), columns, around)
        if why or project is None:
            found.refuse(row["number"], why, heading=f"New {register.one}", mine=title, at="title")
        else:
            rest = {at: value for at, value in values.items() if at != "title"}
            found.added.append(Added(title, str(project), project, values, shown(rest, columns)))


def _not_new(
    row: Mapping[str, Any],
    values: Mapping[str, Any],
    blank: Entry,
    columns: Mapping[str, EditColumn],
    around: Around,
) -> str:
    """Why a new row cannot be kept: the first cell of it that is refused."""
    if not values.get("title"):
        return f"Say what the {around.register.one} is, in the column “{columns['title'].heading}”"
    if why := first_refused(row, values, columns, lambda at, value: refused(at, value, blank, around)):
        return why
    halves = any(
        (values.get(name) is None) != (values.get(other) is None)
        for which in WHICH
        for name, other in _pair(which)
    )
    return HALF if halves else ""


@together()
def keep(found: Preview, chosen: Sequence[Change], back: BroughtBack, by: User, on: date) -> Batch | None:
    """One batch, which can be undone as a whole; whoever is given entries is told once, a project counted once."""
    register = register_of(back)
    around = Around(register, viewer_for(by), on, Names(by))
    batch = Batch.objects.create(title=logs.titled([register.kind], back.filename)[:300], by=by)
    by_entry: dict[int, list[Change]] = {}
    for change in chosen:
        by_entry.setdefault(change.record.pk, []).append(change)
    wanted = {
        (each.record.project_id, words_of(each.value))
        for each in chosen
        if each.field == "owner" and each.value
    }
    wanted |= {
        (each.home.pk, words_of(each.values["owner"])) for each in found.added if each.values.get("owner")
    }
    around.names.look_up(wanted)
    given = []
    tied: list[tuple[Entry, str, Any]] = []
    for changes in by_entry.values():
        entry: Entry = changes[0].record
        tied += [(entry, each.field, each.value) for each in changes if each.field in TIED]
        said = said_of({each.field: each.value for each in changes}, entry, around)
        now = services.change_entry(entry, said, by=by, on=on, batch=batch, tell=False)
        given += [now] if "owner" in said and now.owner_id != entry.owner_id else []
    by_home: dict[int, list[Added]] = {}
    for each in found.added:
        by_home.setdefault(each.home.pk, []).append(each)
    for some in by_home.values():
        project = some[0].home
        rows = [
            {
                "kind": register.kind,
                **said_of(each.values, Entry(project=project, kind=register.kind), around),
            }
            for each in some
        ]
        made = services.add_entries(project, rows, by=by, on=on, batch=batch, tell=False)
        given += made
        found.made += [(f"{entry.ref} of {project.ref}", entry.title) for entry in made]
        tied += [
            (entry, at, each.values[at])
            for entry, each in zip(made, some, strict=True)
            for at in TIED
            if each.values.get(at)
        ]
    _keep_ties(tied, back, around, batch)
    telling.given(given, by=by)
    return batch


def _keep_ties(
    tied: Sequence[tuple[Entry, str, Any]], back: BroughtBack, around: Around, batch: Batch
) -> None:
    if not tied or batch.by is None:
        return
    around.typed.look_up((str(value or ""), entry) for entry, at, value in tied if at == "links")
    keeper = Keeper(batch.by, batch, around.typed)
    kept_or_refused(keeper, tied)
    back.moved = keeper.moved


def said_of(values: Mapping[str, Any], entry: Entry, around: Around) -> dict[str, Any]:
    """Cells as an entry keeps them. A day that was typed goes before the one that follows from a score."""
    said: dict[str, Any] = {}
    for which in WHICH:
        likelihood, impact = (values.get(name) or getattr(entry, name) for name, _ in _pair(which))
        if not any(name in values and values[name] for name, _ in _pair(which)):
            continue
        if not likelihood or not impact:
            raise Refused(f"{entry.ref}: {HALF.lower()}. Nothing was kept.")
        matrix = around.matrix(entry)
        position = services.position_said(
            entry, int(likelihood), int(impact), which=which, matrix=matrix, on=around.on
        )
        said = position | said if not which else said | position
    if values.get("title"):
        said["title"] = words_of(values["title"])
    if values.get("state"):
        said["state"] = _state(around.register, values["state"])
    if "owner" in values:
        said["owner"], said["owner_text"] = around.names.owner(entry.project, words_of(values["owner"]))
    if "due_on" in values:
        said["due_on"] = values["due_on"]
    details = {
        each.name: kept_as(each, values[f"{OWN}{each.name}"])
        for each in around.register.fields
        if f"{OWN}{each.name}" in values
    }
    return said | ({"details": details} if details else {})


TRIPS = {
    kind.value: Trip(register.one, register.many.lower(), compare, keep)
    for kind, register in REGISTERS.items()
}
