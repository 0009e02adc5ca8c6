"""What a sheet of risks gives: scores on a matrix before and after, and when to look again."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from quantock.access import Viewer
from quantock.engines.risk.sheet import Risk, Sheet
from quantock.exchange import logs
from quantock.exchange.logs import Account
from quantock.exchange.scoring import offered
from quantock.projects.models import Project
from quantock.raid.kinds import Kind
from quantock.raid.models import Entry, Matrix
from quantock.raid.of_sheets import stands_on


def plan(
    sheet: Sheet, programme: Project | None, viewer: Viewer, *, on: date, all_here: bool = False
) -> Account:
    """What each row would do. `programme` is where its own risks go, and whose projects are looked through first.

    `all_here`: so do those of projects that are not found. Ten queries, however many rows.
    """
    scopes = {each.scope for each in sheet.risks}
    homes, moved = logs.housed(scopes, programme, viewer, all_here=all_here)
    matrix = offered(programme, homes, on=on).rows[sheet.matrix]
    others: dict[int, Sequence[Risk]] = {}

    owners = logs.owners_in(((each.scope, _owner(each)) for each in sheet.risks), homes)

    def said(risk: Risk, project: Project, on_matrix: Matrix = matrix) -> dict[str, Any]:
        owner = owners.of(project, _owner(risk))
        whose = {"owner": owner, "owner_text": "" if owner else _owner(risk)}
        return _said(risk, on_matrix, on, told=risk.scope if risk.scope in moved else "") | whose

    def again(risk: Risk, project: Project, entry: Entry) -> dict[str, Any]:
        """A risk stays on the matrix, and its version, that it was first scored on: the sheet is read on that one."""
        kept = entry.matrix
        if kept is None or kept.pk == matrix.pk or sheet.on_other is None:
            return said(risk, project)
        if kept.pk not in others:
            other = sheet.on_other(kept.scale)
            others[kept.pk] = other.risks if other else ()
        same = others[kept.pk][place[id(risk)]] if len(others[kept.pk]) == len(sheet.risks) else risk
        return said(same, project, kept)

    def note(risk: Risk, project: Project) -> str:
        return owners.note(project, _owner(risk))

    place = {id(risk): at for at, risk in enumerate(sheet.risks)}
    quiet = ("due_on", "reviewed_on")
    return logs.plan_rows(
        sheet.risks, Kind.RISK, viewer, homes, said, _texts, quiet=quiet, again=again, note=note
    )


def _owner(risk: Risk) -> str:
    return risk.texts.get("owner", "")[:200]


def _texts(risk: Risk) -> Collection[str]:
    return (risk.name, *risk.texts.values())


def _said(risk: Risk, matrix: Matrix, on: date, *, told: str = "") -> dict[str, Any]:
    """The columns of an entry that a row of the sheet gives; `told` is a project's name that is kept in the notes."""
    texts = risk.texts
    event = "\n".join(dict.fromkeys(text for name in ("short", "description") if (text := texts.get(name))))
    details = {
        "category": texts.get("category", ""),
        "cause": texts.get("cause", "") if texts.get("cause") != risk.name else "",
        "event": event,
        "effect": texts.get("effect", ""),
        "mitigation": texts.get("mitigation", ""),
        "proximity": texts.get("proximity", ""),
        "notes": "\n".join(filter(None, (f"Project: {told}" if told else "", texts.get("notes", "")))),
    }
    title = risk.name if len(risk.name) <= 500 else f"{risk.name[:499]}…"
    if title != risk.name:
        details["event"] = "\n".join(filter(None, (risk.name, event)))
    said: dict[str, Any] = {
        "title": title,
        "details": {name: text for name, text in details.items() if text},
    }
    if state := texts.get("state"):
        said["state"] = state
    return said | stands_on(matrix, risk, on=on)
