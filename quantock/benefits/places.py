"""What other floors ask of benefits: an entry in the menu, a panel, what a leaver hands over, what a merge carries."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from quantock.access import Permission, Viewer, can
from quantock.accounts.models import User
from quantock.benefits import queries, rules, services
from quantock.benefits.models import Benefit
from quantock.people import handing
from quantock.people.models import Person
from quantock.projects import panels
from quantock.projects.models import Project, Track
from quantock.projects.services.twins import carries
from quantock.projects.views import editing


@handing.handover
def benefits(leaver: Person, heir: Person, by: User | None, on: date) -> list[str]:
    """What the leaver owns, also of projects that have ended: a benefit goes on after them."""
    rows = list(Benefit.objects.filter(owner=leaver, removed_at=None).select_related("project", "owner"))
    for row in rows:
        services.change_benefit(row, {"owner": heir, "owner_text": ""}, by=by, on=on)
    return [f"benefit {row.ref} of {row.project}" for row in rows]


@carries(Benefit)
def merged(kept: Project, gone: Project) -> None:
    """Benefits of a project that is merged away follow those of the other, with the next numbers."""
    last = Benefit.objects.filter(project=kept).aggregate(last=Max("number"))["last"] or 0
    for number, row in enumerate(Benefit.objects.filter(project=gone).order_by("number"), last + 1):
        row.project, row.number = kept, number
        row.save(update_fields=["project", "number"])


@dataclass(frozen=True, slots=True)
class Told:
    """What the overview tells of benefits."""

    says: str
    count: int
    may_write: bool


@panels.panel
def on_the_overview(viewer: Viewer, project: Project, on: date) -> panels.Panel | None:
    """All of them in a sentence. Nothing on a quick project that has none. One query."""
    rows = queries.benefits_of(project, viewer)
    if not rows and project.track == Track.QUICK:
        return None
    classes = queries.by_class(rows, year=rules.year_of(on))
    says = queries.said_of(rows, classes) if rows else "No benefit is written down yet."
    told = Told(says, len(rows), can(viewer, Permission.BENEFIT_EDIT, project))
    return panels.Panel(template_name="benefits/overview.jinja", found=told, beside=True)


def register() -> None:
    """Called once, when the app starts."""
    editing.add_to_menu("Benefits", "benefits:benefits", after="raid:log")
