"""What a sheet of actions, issues, decisions or their kin gives: owners known by name, days, states, and what else it says."""

from datetime import date
from typing import Any

from quantock.access import Viewer
from quantock.engines.logs.sheet import Line, Log
from quantock.exchange import logs
from quantock.exchange.logs import Account
from quantock.projects.models import Project
from quantock.raid import rules
from quantock.raid.kinds import Kind


def plan(log: Log, programme: Project | None, viewer: Viewer, *, on: date, all_here: bool = False) -> Account:
    """What each row would do; `programme` and `all_here` as for risks. Ten queries, however many rows."""
    scopes = {line.scope for line in log.lines}
    homes, moved = logs.housed(scopes, programme, viewer, all_here=all_here)
    owners = logs.owners_in(((line.scope, line.owner) for line in log.lines), homes)

    def said(line: Line, project: Project) -> dict[str, Any]:
        owner = owners.of(project, line.owner)
        details = dict(line.details)
        if line.scope in moved:
            details["notes"] = "\n".join(filter(None, (f"Project: {line.scope}", details.get("notes"))))
        columns: dict[str, Any] = {
            "title": line.name,
            "owner": owner,
            "owner_text": "" if owner else line.owner,
            "due_on": line.due,
            "details": details,
        }
        if line.says_state:
            columns["state"] = line.state
        if line.closed:
            columns["closed_on"] = line.closed
        return columns | ({"raised_on": line.raised} if line.raised else {})

    def fault(line: Line, project: Project) -> str:
        said = rules.itself_fault(line.details.get("party", ""), project)
        return said[:1].lower() + said[1:]

    def note(line: Line, project: Project) -> str:
        return owners.note(project, line.owner)

    kind = Kind(log.kind)
    return logs.plan_rows(log.lines, kind, viewer, homes, said, _texts, note=note, fault=fault)


def _texts(line: Line) -> tuple[str, ...]:
    return line.texts
