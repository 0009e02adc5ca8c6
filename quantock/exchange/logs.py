"""A sheet of a log into the logs of the projects it names: what would become of each row, and doing it.

The same sheet brought in again changes what it changed and adds nothing twice: an entry remembers what the sheet calls it.
What is particular to risks is in `risks`, to benefits in `gains`, to every other register in `lines`; `keeping` keeps it.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Protocol, TypeVar

from quantock.access import Permission, Viewer, can
from quantock.engines.documents.readback import is_taken_out
from quantock.engines.logs.finding import BENEFIT
from quantock.engines.logs.walk import NOT_NAMED, PROGRAMME
from quantock.engines.tables import Refused, Source
from quantock.engines.text import find_nhs_numbers, squash
from quantock.exchange.conflicts import closed_here, would_reopen
from quantock.people.models import Person
from quantock.projects.models import Project
from quantock.projects.owners import leavers_called, owners_called
from quantock.raid import rebaselining
from quantock.raid.kinds import REGISTERS, Kind
from quantock.raid.models import Entry

MOST = 5_000


class Item(Protocol):
    """One row of a sheet, of whichever register."""

    @property
    def row(self) -> int: ...
    @property
    def scope(self) -> str: ...
    @property
    def name(self) -> str: ...


Row = TypeVar("Row", bound=Item)

Said = Callable[[Any, Project], dict[str, Any]]
"""The columns of an entry that a row gives."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What becomes of one row of the sheet: created, updated, unchanged, refused and why, or a conflict that waits for a
    choice: what was done here since stands against it."""

    item: Any
    outcome: str
    project: Project | None = None
    why: str = ""
    record: Any = None
    said: Mapping[str, Any] | None = None
    key: str = ""
    months: Mapping[date, Mapping[str, Any]] | None = None
    """Of a benefit: what is new of each month."""
    conflict: str = ""
    note: str = ""
    """What a person should know of it beside what the sheet itself shows."""


@dataclass(frozen=True, slots=True)
class Account:
    """What became, or would become, of a sheet of one register."""

    kind: str
    rows: Sequence[Planned]

    def count(self, outcome: str) -> int:
        return sum(row.outcome == outcome for row in self.rows)

    def taking(self, rows: Collection[int] | None = None) -> "Account":
        """The account where somebody chose that of these rows (without any: of all) the sheet is right."""
        return replace(
            self,
            rows=[
                replace(each, outcome="created" if each.record is None else "updated")
                if each.outcome == CONFLICT and (rows is None or each.item.row in rows)
                else each
                for each in self.rows
            ],
        )

    def to_dict(self) -> dict[str, Any]:
        """The JSON of an account."""
        outcomes = {outcome: self.count(outcome) for outcome in ("created", "updated", "unchanged")}
        return {
            **outcomes,
            "conflicts": [_told(row, row.conflict) for row in self.rows if row.outcome == CONFLICT],
            "refused": [_told(row, row.why) for row in self.rows if row.why],
            "noted": [_told(row, row.note) for row in self.rows if row.note],
        }


CONFLICT = "conflict"


def _told(row: Planned, why: str) -> dict[str, Any]:
    return {"row": row.item.row, "name": row.item.name, "why": why}


def plan_rows(
    items: Sequence[Item],
    kind: Kind,
    viewer: Viewer,
    homes: Mapping[str, Project],
    said: Said,
    texts: Callable[[Any], Collection[str]],
    *,
    quiet: Collection[str] = (),
    again: Callable[[Any, Project, Entry], dict[str, Any]] | None = None,
    note: Callable[[Any, Project], str] = lambda item, project: "",
    fault: Callable[[Any, Project], str] = lambda item, project: "",
) -> Account:
    """What each row would do; `note` is told beside it, `fault` is why one cannot come in. Four queries.

    `again`: what a row gives to the entry that it brought before, where that is not the same.
    Columns in `quiet` follow from the others and change nothing alone.
    """
    there = {project.pk for project in homes.values()}
    known = {
        (entry.project_id, entry.source_key): entry
        for entry in Entry.objects.visible_to(viewer)
        .filter(project__in=there, kind=kind)
        .exclude(source_key="")
        .select_related("project", "owner", "matrix")
    }
    closed = closed_here(known.values())
    rows = []
    for item, key in keyed(items):
        project = homes.get(item.scope)
        why = refusal(item, project, viewer, Permission.LOG_EDIT, texts(item))
        if why := why or (fault(item, project) if project else ""):
            rows.append(Planned(item, "refused", project, why))
        elif project is not None:
            entry = known.get((project.pk, key))
            columns = again(item, project, entry) if entry and again else said(item, project)
            planned = _planned(item, project, key, entry, columns, viewer, quiet)
            if (
                entry
                and entry.pk in closed
                and (conflict := would_reopen(entry, (planned.said or {}).get("state")))
            ):
                planned = replace(planned, outcome=CONFLICT, conflict=conflict)
            rows.append(replace(planned, note=note(item, project)))
    return Account(kind, rows)


@dataclass(frozen=True, slots=True)
class Owners:
    """Whom the names of a sheet mean, by project and name; and who of them has left."""

    here: Mapping[tuple[int, str], Person]
    left: Mapping[tuple[int, str], Person]

    def of(self, project: Project, words: str) -> Person | None:
        return self.here.get((project.pk, words))

    def note(self, project: Project | None, words: str) -> str:
        """Whoever has left owns nothing any more: the name stays as the sheet gives it, and that is told."""
        gone = project is not None and (project.pk, words) in self.left
        return f"{words[:80]} has left: kept as a name, nobody is told" if gone else ""


def owners_in(named: Iterable[tuple[str, str]], homes: Mapping[str, Project]) -> Owners:
    """By the scope of each row and the name in it. Four queries, however many rows."""
    wanted = {(homes[scope].pk, words) for scope, words in named if words and scope in homes}
    here = owners_called(wanted) if wanted else {}
    rest = wanted - here.keys()
    return Owners(here, leavers_called(rest) if rest else {})


def keyed(items: Iterable[Row]) -> Iterator[tuple[Row, str]]:
    """Each row with what its sheet calls it: the same words again are told apart by their order."""
    seen: Counter[str] = Counter()
    for item in items:
        name = f"{squash(item.scope)}|{squash(item.name)}"[:190]
        seen[name] += 1
        yield item, f"{name}|{seen[name]}"


def refusal(
    item: Item, project: Project | None, viewer: Viewer, permission: Permission, texts: Collection[str]
) -> str:
    """Why a row cannot come in at all; empty where it can."""
    if project is None:
        return _no_home(item.scope)
    if not can(viewer, permission, project):
        what = "log" if permission == Permission.LOG_EDIT else "benefits"
        return f"you may not change the {what} of this project"
    if any(find_nhs_numbers(text) for text in texts):
        return "it seems to hold an NHS number: take it out of the sheet"
    return ""


def _planned(
    item: Item,
    project: Project,
    key: str,
    entry: Entry | None,
    columns: dict[str, Any],
    viewer: Viewer,
    quiet: Collection[str],
) -> Planned:
    if columns.get("state") == rebaselining.APPROVED and not can(viewer, Permission.PROJECT_CONTROL, project):
        return Planned(item, "refused", project, "only those who control the project approve a change")
    if entry is None:
        return Planned(item, "created", project, said=columns, key=key)
    wanted = {name: value for name, value in columns.items() if name not in (*quiet, "raised_on")}
    if "details" in wanted:
        wanted["details"] = {**entry.details, **wanted["details"]}
    if entry.owner_id and not wanted.get("owner"):
        # Somebody said meanwhile who it is: a name in the sheet does not undo that.
        wanted.pop("owner", None)
        wanted["owner_text"] = entry.owner_text
    changed = {name: value for name, value in wanted.items() if getattr(entry, name) != value}
    return Planned(item, "updated" if changed else "unchanged", project, record=entry, said=changed, key=key)


def _no_home(scope: str) -> str:
    if scope in (PROGRAMME, NOT_NAMED):
        return "the sheet does not say of which project it is: say which programme or project the sheet is of"
    return f"no project that you may see is called “{scope[:100]}”: register it, or give it this name"


def refuse_own(source: Source) -> None:
    """A list that was taken out here holds entries that are here already: as a log each would come in a second time."""
    if is_taken_out(source):
        raise Refused(
            "The workbook is a list that was taken out to be edited.",
            "Bring it back under “Bring an edited list back”, where only what you changed is changed; as a log each row would come in "
            "a second time. If it was taken out of another system, copy its rows into a new workbook and bring that in.",
        )


def homes_of(scopes: set[str], programme: Project | None, viewer: Viewer) -> dict[str, Project]:
    """The project of each scope, by its name or reference: of the programme's projects first, then of all that are seen."""
    homes = {PROGRAMME: programme} if programme else {}
    wanted = {squash(scope): scope for scope in scopes - {PROGRAMME, NOT_NAMED}}
    if not wanted:
        return homes
    seen = Project.objects.visible_to(viewer).order_by("-number")
    if programme:
        near = seen.filter(pk=programme.pk) | seen.filter(parent=programme) | seen.filter(top=programme)
        if found := _called(near, wanted):
            homes |= found
    missing = {short: scope for short, scope in wanted.items() if scope not in homes}
    return homes | _called(seen, missing) if missing else homes


def housed(
    scopes: set[str], programme: Project | None, viewer: Viewer, *, all_here: bool
) -> tuple[dict[str, Project], set[str]]:
    """The home of each scope; with `all_here` the programme is that of any other too, and those names are told."""
    homes = homes_of(scopes, programme, viewer)
    if programme is None or not all_here:
        return homes, set()
    moved = scopes - homes.keys()
    return dict.fromkeys(moved, programme) | homes, moved - {PROGRAMME, NOT_NAMED}


def placed(
    rows: Sequence[Mapping[str, Any]], of: str, viewer: Viewer
) -> list[tuple[Mapping[str, Any], Project | None]]:
    """New rows of a workbook, each with the project that it names, else with the one whose list it is."""
    home = Project.objects.visible_to(viewer).filter(number=int(of)).first() if of.isdecimal() else None
    named = [(row, " ".join(str(row["values"].get("project") or "").split())) for row in rows]
    homes = homes_of({words for _, words in named if words}, None, viewer)
    return [(row, homes.get(words) if words else home) for row, words in named]


def unplaced(words: str, project: Project | None, viewer: Viewer, permission: Permission) -> str:
    """Why a new row has no project that it can go to; nothing where it has."""
    if project is None:
        return (
            f"“{words[:80]}” is no project that you may see"
            if words
            else "Say its project, such as P-0042, in the column “Project”"
        )
    return "" if can(viewer, permission, project) else f"You may not change this list of {project.ref}"


def _called(projects: Any, wanted: Mapping[str, str]) -> dict[str, Project]:
    """Those of the projects with exactly these names; two of one name are none, since neither is sure."""
    found: dict[str, list[int]] = {}
    for key, title, number in projects.values_list("pk", "title", "number").iterator():
        for words in (title, f"P-{number:04d}"):
            if scope := wanted.get(squash(words)):
                found.setdefault(scope, []).append(key)
    sure = {scope: keys[0] for scope, keys in found.items() if len(keys) == 1}
    rows = Project.objects.in_bulk(sure.values())
    return {scope: rows[key] for scope, key in sure.items()}


@dataclass(frozen=True, slots=True)
class Called:
    """A register's words: "risk", "Risks"."""

    one: str
    many: str


def called(kind: str) -> Called:
    """The words of a register by its kind."""
    if kind == BENEFIT:
        return Called("benefit", "Benefits")
    register = REGISTERS[Kind(kind)]
    return Called(register.one, register.many)


def titled(kinds: Collection[str], filename: str) -> str:
    """How a batch is called: "Risks of raid.xlsx"; of several registers, "Logs of raid.xlsx"."""
    several = len(set(kinds)) != 1
    many = "Logs" if several else called(next(iter(kinds))).many
    return f"{many} of {filename or 'a sheet'}"
