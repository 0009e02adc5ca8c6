"""Rows that somebody wrote below the others of a list of projects: each a new project with all that it says, or refused."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from quantock.access import Permission, Viewer, can
from quantock.engines.dates import say_date
from quantock.engines.documents.roundtrip import EditColumn
from quantock.engines.text import clean, squash
from quantock.exchange import workbook
from quantock.exchange.trips.compare import Added, Preview, first_refused, shown, without_its_key
from quantock.people.models import Organisation
from quantock.people.queries import organisation_called
from quantock.projects.beginning import Beginning, beginning_of
from quantock.projects.models import Project, Track

Rule = Callable[[Project, str, Any], str]


@dataclass(slots=True)
class Arriving:
    """What the new rows of a file need: their organisations, how projects begin there, and what is called so already."""

    viewer: Viewer
    columns: Mapping[str, EditColumn]
    rule: Rule
    bodies: dict[str, Organisation | None] = field(default_factory=dict)
    begins: dict[tuple[int, str], Beginning] = field(default_factory=dict)
    called: dict[tuple[int, str], str] = field(default_factory=dict)

    def look_up(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """A few queries for each organisation named; one for the projects there are."""
        names = {_words(row["values"], "organisation") for row in rows}
        self.bodies = {name: organisation_called(name) for name in names if name}
        keys = {body.pk for body in self.bodies.values() if body}
        seen = Project.objects.visible_to(self.viewer).filter(lead_organisation__in=keys)
        for project in seen.only("number", "title", "lead_organisation"):
            self.called[project.lead_organisation_id, squash(project.title)] = project.ref

    def begin(self, body: Organisation, track: str) -> Beginning:
        key = body.pk, track
        self.begins[key] = self.begins.get(key) or beginning_of(body, track)
        return self.begins[key]


def add(found: Preview, rows: Sequence[Mapping[str, Any]], arriving: Arriving) -> None:
    """Each row as a new project, or why it is none."""
    arriving.look_up(rows)
    for row in rows:
        title = clean(_words(row["values"], "title"), one_line=True)
        body = arriving.bodies.get(_words(row["values"], "organisation"))
        why = _unplaced(row, title, body, arriving)
        if not why and body:
            why = _not_new(row, title, body, arriving)
        if why or body is None:
            found.refuse(row["number"], why, heading="New project", mine=title, at="title")
            continue
        arriving.called[body.pk, squash(title)] = f"row {row['number']}"
        values = {name: workbook.typed(value) for name, value in row["values"].items()}
        said = {name: value for name, value in values.items() if name not in ("title", "organisation")}
        found.added.append(Added(title, body.name, body, said, shown(said, arriving.columns)))


def _words(values: Mapping[str, Any], at: str) -> str:
    return str(workbook.typed(values.get(at)) or "").strip()


def _unplaced(row: Mapping[str, Any], title: str, body: Organisation | None, arriving: Arriving) -> str:
    """Why it has no place among the projects."""
    if ref := _words(row["values"], "ref"):
        return without_its_key(ref)
    named = _words(row["values"], "organisation")
    if not title:
        return "A new project needs a title"
    if body is None:
        return f"“{named}” is no organisation here" if named else "A new project needs its lead organisation"
    if not can(arriving.viewer, Permission.PROJECT_REGISTER, body):
        return f"You may not register projects of {body.name}"
    if same := arriving.called.get((body.pk, squash(title))):
        return (
            f"{same[:1].upper()}{same[1:]} of {body.name} is called the same: give one of them another title"
        )
    return ""


def _not_new(row: Mapping[str, Any], title: str, body: Organisation, arriving: Arriving) -> str:
    """Why a new row cannot be kept: the first cell of it that is refused."""
    values = {name: workbook.typed(value) for name, value in row["values"].items()} | {"title": title}
    track = next((choice for choice in Track if choice.label == values.get("track")), "")
    begin = arriving.begin(body, track)
    blank = Project(lead_organisation=body, track=begin.track, life_cycle=begin.life_cycle)
    if why := first_refused(row, values, arriving.columns, lambda at, value: arriving.rule(blank, at, value)):
        return why
    starts, ends = values.get("planned_start"), values.get("planned_end")
    if isinstance(starts, date) and isinstance(ends, date) and ends < starts:
        return f"It would end on {say_date(ends)}, before it begins on {say_date(starts)}"
    return ""
