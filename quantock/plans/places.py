"""What other floors ask of plans: an entry in the menu, what a leaver hands over, a merge."""

from datetime import date

from django.db.models import Max

from quantock.accounts.models import User
from quantock.people import handing
from quantock.people.models import Person
from quantock.plans import news, overview, services
from quantock.plans.models import Incoming, Task
from quantock.projects.models import Project
from quantock.projects.news import teller
from quantock.projects.queries.overview import READ_WITH
from quantock.projects.services.twins import carries
from quantock.projects.views import editing


@handing.handover
def tasks(leaver: Person, heir: Person, by: User | None, on: date) -> list[str]:
    """What the leaver still owns and is not done."""
    rows = list(Task.objects.standing().filter(owner=leaver, done_on=None).select_related("project", "owner"))
    for row in rows:
        services.change_task(row, {"owner": heir, "owner_text": ""}, by=by, on=on)
    return [f"the task “{row.name}” of {row.project}" for row in rows]


@carries(Task)
def merged(kept: Project, gone: Project) -> None:
    """The tasks of a project that is merged away follow those of the other."""
    last = Task.objects.filter(project=kept).aggregate(last=Max("place"))["last"] or 0
    for place, row in enumerate(Task.objects.filter(project=gone).order_by("place", "pk"), start=last + 1):
        row.project, row.place = kept, place
        row.save(update_fields=["project", "place"])


@carries(Incoming)
def read_by_either(kept: Project, gone: Project) -> None:
    """What was kept of a file can no longer be undone: its plan is part of another."""
    Incoming.objects.filter(project=gone).delete()


def register() -> None:
    """Called once, when the app starts."""
    editing.add_to_menu("Plan", "plans:plan", after="projects:milestones")
    teller(news.tell)
    READ_WITH.append(overview.with_plan)
