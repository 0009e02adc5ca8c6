"""What other floors ask of benefits: an entry in the menu, a panel, what a leaver hands over, what a merge carries."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.urls import reverse

from quantock.access import Permission, Viewer, can
from quantock.accounts.models import User
from quantock.benefits import adding, everywhere, queries, rules, services
from quantock.benefits.models import Benefit
from quantock.people import handing
from quantock.people import panels as organisations
from quantock.people.models import Organisation, Person
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
    """What the overview tells of benefits; of a programme, also where those of its projects are."""

    says: str
    count: int
    may_write: bool
    is_programme: bool = False


@panels.panel
def on_the_overview(viewer: Viewer, project: Project, on: date) -> panels.Panel | None:
    """All of them in a sentence. Nothing on a quick project that has none. One query."""
    rows = queries.benefits_of(project, viewer)
    if not rows and project.track == Track.QUICK:
        return None
    classes = queries.by_class(rows, year=rules.year_of(on))
    is_programme = bool(getattr(project, "has_projects", False))
    none = "The programme has none of its own." if is_programme else "No benefit is written down yet."
    says = queries.said_of(rows, classes) if rows else none
    told = Told(says, len(rows), can(viewer, Permission.BENEFIT_EDIT, project), is_programme)
    return panels.Panel(template_name="benefits/overview.jinja", found=told, beside=True)


@organisations.panel
def of_its_projects(viewer: Viewer, organisation: Organisation, on: date) -> organisations.Panel | None:
    """On the page of an organisation: all benefits of the projects it leads or took over, by class. Two queries."""
    asked = everywhere.Asked.of(viewer, {"organisation": organisation.pk}, on=on)
    classes = adding.by_class(viewer, asked, year=rules.year_of(on))
    if not classes:
        return None
    here = f"{reverse('benefits-everywhere:benefits')}?organisation={organisation.pk}"
    line = organisations.Line("Benefits of its projects", here, adding.answer(classes))
    return organisations.Panel("Benefits", [line], "")


def register() -> None:
    """Called once, when the app starts."""
    editing.add_to_menu("Benefits", "benefits:benefits", after="raid:log")
