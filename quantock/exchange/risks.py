"""A sheet of risks into the logs of the projects it names: what would become of each row, and doing it.

The same sheet brought in again changes what it changed and adds nothing twice: an entry remembers what the sheet calls it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from quantock.access import Permission, Viewer, can
from quantock.accounts.models import User
from quantock.audit.models import Batch
from quantock.engines.risk.sheet import NOT_NAMED, PROGRAMME, Position, Risk, Sheet
from quantock.engines.text import find_nhs_numbers, squash
from quantock.projects.models import Project
from quantock.raid import services
from quantock.raid.kinds import Kind
from quantock.raid.models import Entry, Matrix
from quantock.raid.rules import review_by

MOST = 5_000


@dataclass(frozen=True, slots=True)
class Planned:
    """What becomes of one risk of the sheet: created, updated, unchanged, or refused and why."""

    risk: Risk
    outcome: str
    project: Project | None = None
    why: str = ""
    entry: Entry | None = None
    said: Mapping[str, Any] | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """What became, or would become, of a sheet."""

    rows: Sequence[Planned]

    def count(self, outcome: str) -> int:
        return sum(row.outcome == outcome for row in self.rows)

    def to_dict(self) -> dict[str, Any]:
        """The JSON of an account."""
        refused = [
            {"row": row.risk.row, "name": row.risk.name, "why": row.why} for row in self.rows if row.why
        ]
        outcomes = {outcome: self.count(outcome) for outcome in ("created", "updated", "unchanged")}
        return {**outcomes, "refused": refused}


def plan(sheet: Sheet, programme: Project | None, viewer: Viewer, *, on: date) -> Account:
    """What each row would do. `programme` is where its own risks go, and whose projects are looked through first.

    Six queries, however many rows.
    """
    homes = _homes({each.scope for each in sheet.risks}, programme, viewer)
    matrix = Matrix.objects.filter(organisation=None, code=sheet.matrix).latest("version")
    there = {project.pk for project in homes.values()}
    known = {
        (entry.project_id, entry.source_key): entry
        for entry in Entry.objects.visible_to(viewer)
        .filter(project__in=there, kind=Kind.RISK)
        .exclude(source_key="")
        .select_related("project", "owner", "matrix")
    }
    seen: Counter[str] = Counter()
    rows = []
    for risk in sheet.risks:
        name = f"{squash(risk.scope)}|{squash(risk.name)}"[:190]
        seen[name] += 1
        key = f"{name}|{seen[name]}"
        rows.append(_planned(risk, homes.get(risk.scope), key, known, matrix, viewer, on))
    return Account(rows)


def _planned(
    risk: Risk,
    project: Project | None,
    key: str,
    known: Mapping[tuple[int, str], Entry],
    matrix: Matrix,
    viewer: Viewer,
    on: date,
) -> Planned:
    if project is None:
        return Planned(risk, "refused", why=_no_home(risk.scope))
    if not can(viewer, Permission.LOG_EDIT, project):
        return Planned(risk, "refused", project, "you may not change the log of this project")
    if any(find_nhs_numbers(text) for text in (risk.name, *risk.texts.values())):
        return Planned(risk, "refused", project, "it seems to hold an NHS number: take it out of the sheet")
    said = _said(risk, matrix, on)
    entry = known.get((project.pk, key))
    if entry is None:
        return Planned(risk, "created", project, said=said, key=key)
    details = {**entry.details, **said["details"]}
    now = {"title": entry.title, "owner_text": entry.owner_text, "details": entry.details} | {
        name: getattr(entry, name) for name in said if name not in ("details", "due_on", "reviewed_on")
    }
    wanted = {**{name: value for name, value in said.items() if name in now}, "details": details}
    if entry.owner_id:
        # Somebody said meanwhile who it is: a name in the sheet does not undo that.
        wanted["owner_text"] = entry.owner_text
    changed = {name: value for name, value in wanted.items() if now[name] != value}
    return Planned(risk, "updated" if changed else "unchanged", project, entry=entry, said=changed, key=key)


def _no_home(scope: str) -> str:
    if scope in (PROGRAMME, NOT_NAMED):
        return "the sheet does not say of which project it is: say which programme or project the sheet is of"
    return f"no project that you may see is called “{scope[:100]}”: register it, or give it this name"


def _said(risk: Risk, matrix: Matrix, on: date) -> dict[str, Any]:
    """The columns of an entry that a row of the sheet gives."""
    texts = risk.texts
    event = "\n".join(dict.fromkeys(text for name in ("short", "description") if (text := texts.get(name))))
    details = {
        "category": texts.get("category", ""),
        "event": event,
        "effect": texts.get("effect", ""),
        "mitigation": texts.get("mitigation", ""),
        "proximity": texts.get("proximity", ""),
    }
    title = risk.name if len(risk.name) <= 500 else f"{risk.name[:499]}…"
    if title != risk.name:
        details["event"] = "\n".join(filter(None, (risk.name, event)))
    said: dict[str, Any] = {
        "title": title,
        "owner_text": texts.get("owner", "")[:200],
        "details": {name: text for name, text in details.items() if text},
    }
    before, now = _on(matrix, risk.pre), _on(matrix, risk.post) or _on(matrix, risk.pre)
    if now:
        due = review_by(matrix.scale, now[0] * now[1], on=on)
        said |= {"matrix": matrix, "likelihood": now[0], "impact": now[1], "due_on": due, "reviewed_on": on}
    if before:
        said |= {"inherent_likelihood": before[0], "inherent_impact": before[1], "matrix": matrix}
    return said


def _on(matrix: Matrix, at: Position) -> tuple[int, int] | None:
    """Likelihood and impact, where both are on the matrix."""
    if at.likelihood is None or at.impact is None:
        return None
    fits = at.likelihood <= len(matrix.scale.likelihoods) and at.impact <= len(matrix.scale.impacts)
    return (at.likelihood, at.impact) if fits else None


def _homes(scopes: set[str], programme: Project | None, viewer: Viewer) -> dict[str, Project]:
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


@transaction.atomic
def bring_in(account: Account, *, by: User | None, on: date, title: str) -> None:
    """Keep what was planned, as one batch, which can be undone (`services.undoing_risks`)."""
    batch = Batch.objects.create(title=title[:300], by=by)
    added: dict[int, list[Planned]] = {}
    for row in account.rows:
        if row.outcome == "created" and row.project:
            added.setdefault(row.project.pk, []).append(row)
        elif row.outcome == "updated" and row.entry and row.said:
            services.change_entry(row.entry, row.said, by=by, on=on, batch=batch)
    for rows in added.values():
        project = rows[0].project
        if project is not None:
            said = [{**(row.said or {}), "kind": Kind.RISK, "source_key": row.key} for row in rows]
            services.add_entries(project, said, by=by, on=on, batch=batch)
