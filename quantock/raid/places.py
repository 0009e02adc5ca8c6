"""What other floors ask of the log: an entry in the menu, what a leaver hands over, whom its history is not told."""

from datetime import date

from django.db.models import Max, Q

from quantock.access import Viewer
from quantock.access.telling import HIDDEN
from quantock.accounts.models import User
from quantock.people import handing
from quantock.people.models import Person
from quantock.projects.models import Project
from quantock.projects.services.twins import carries
from quantock.projects.views import editing
from quantock.raid import services
from quantock.raid.models import Entry, not_kept_from


@handing.handover
def entries(leaver: Person, heir: Person, by: User | None, on: date) -> list[str]:
    """What the leaver still owns and is not closed."""
    rows = list(Entry.objects.open().filter(owner=leaver).select_related("project", "owner"))
    for row in rows:
        services.change_entry(row, {"owner": heir, "owner_text": ""}, by=by, on=on)
    return [f"{row.register.one} {row.ref} of {row.project}" for row in rows]


@carries(Entry)
def merged(kept: Project, gone: Project) -> None:
    """Entries of a project that is merged away follow those of the other, each kind with the next numbers."""
    last = dict(Entry.objects.filter(project=kept).values_list("kind").annotate(last=Max("number")))
    for row in Entry.objects.filter(project=gone).order_by("kind", "number"):
        last[row.kind] = last.get(row.kind, 0) + 1
        row.project, row.number = kept, last[row.kind]
        row.save(update_fields=["project", "number"])


def hidden_events(viewer: Viewer) -> Q:
    """The events of entries that are kept to people of whom this viewer is none."""
    seen = Entry.objects.filter(not_kept_from(viewer), restricted=True)
    kept = Entry.objects.filter(restricted=True).exclude(pk__in=seen.values("pk"))
    return Q(kind="entry", record_id__in=kept.values("pk"))


def register() -> None:
    """Called once, when the app starts."""
    editing.add_to_menu("Actions and risks", "raid:log", after="projects:milestones")
    HIDDEN.append(hidden_events)
