"""On the overview of a project, for the programme office: what the record says, beside what is declared."""

from datetime import date

from quantock.access import Permission, Viewer, can
from quantock.desk.queries.evidence import judged_one
from quantock.projects import panels, rules
from quantock.projects.models import Project


def what_the_record_says(viewer: Viewer, project: Project, on: date) -> panels.Panel | None:
    """Of a live project that is rated, for the office and who reads everything: its computed status with every reason. One query."""
    asked = project.is_live and rules.asks_confidence(project.track)
    if not asked or not can(viewer, Permission.WARNINGS_VIEW, project):
        return None
    return panels.Panel("desk/evidence.jinja", judged_one(project, viewer, on), after=True)


def register() -> None:
    """Called once, when the site starts."""
    panels.panel(what_the_record_says)
