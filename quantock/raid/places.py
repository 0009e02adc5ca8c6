"""What other floors ask of the log: an entry in the menu, what a leaver hands over, whom its history is not told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q
from django.urls import reverse

from quantock.access import Permission, Viewer, can
from quantock.access.telling import HIDDEN
from quantock.accounts.models import User
from quantock.people import administration, handing
from quantock.people.models import Person
from quantock.projects import panels
from quantock.projects.models import Project
from quantock.projects.news import teller
from quantock.projects.planned import Planned, planned
from quantock.projects.queries.overview import READ_WITH
from quantock.projects.services.twins import carries
from quantock.projects.views import editing
from quantock.raid import deciding, news, queries, services
from quantock.raid.kinds import Kind
from quantock.raid.lessons import lessons_like
from quantock.raid.models import Entry, Escalation, Use, not_kept_from

MOST_PLANNED = 500


@handing.handover
def entries(leaver: Person, heir: Person, by: User | None, on: date) -> list[str]:
    """What the leaver still owns and is not closed."""
    rows = list(Entry.objects.open().filter(owner=leaver).select_related("project", "owner"))
    for row in rows:
        services.change_entry(row, {"owner": heir, "owner_text": ""}, by=by, on=on)
    return [f"{row.register.one} {row.ref} of {row.project}" for row in rows]


@handing.handover
def what_is_asked(leaver: Person, heir: Person, by: User | None, on: date) -> list[str]:
    """What the leaver was asked by name and has not answered."""
    if leaver.user is None or heir.user is None:
        return []
    rows = list(Escalation.objects.open().filter(asked_user=leaver.user))
    Escalation.objects.filter(pk__in=[row.pk for row in rows]).update(asked_user=heir.user)
    return [f"what is asked: {row.title}" for row in rows]


@carries(Use)
def used_by_either(kept: Project, gone: Project) -> None:
    """A lesson that both used was used once."""
    both = Use.objects.filter(project=kept).values("lesson")
    Use.objects.filter(project=gone, lesson__in=both).delete()
    Use.objects.filter(project=gone).update(project=kept)


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


@dataclass(frozen=True, slots=True)
class Told:
    """What the overview tells of a log: all of it in a sentence, and what is worst or due next."""

    says: str
    rows: Sequence[queries.Row]
    may_write: bool


@panels.panel
def on_the_overview(viewer: Viewer, project: Project, on: date) -> panels.Panel | None:
    """The worst risks and what is due next. Nothing on a quick project that keeps no log. One query."""
    rows = queries.worth_telling(project, viewer, on=on)
    if not rows and project.track == "quick":
        return None
    risks = [row for row in rows if row.entry.kind == Kind.RISK][:3]
    others = [row for row in rows if row.entry.kind != Kind.RISK][:4]
    told = Told(queries.said_of(rows), [*risks, *others], can(viewer, Permission.LOG_EDIT, project))
    return panels.Panel(template_name="raid/overview.jinja", found=told, beside=True)


@planned
def actions_to_do(viewer: Viewer, project: Project) -> list[Planned]:
    """The open actions: where no task is planned, they are the plan. One query."""
    rows = Entry.objects.visible_to(viewer).open().filter(project=project, kind=Kind.ACTION)
    return [
        Planned(row.title, row.due_on, row.owned_by, reverse("raid:entry", args=[project.number, row.pk]))
        for row in rows.select_related("owner").order_by("due_on", "pk")[:MOST_PLANNED]
    ]


def register() -> None:
    """Called once, when the app starts."""
    editing.add_to_menu("Actions and risks", "raid:log", after="projects:milestones")
    HIDDEN.append(hidden_events)
    panels.BESIDE_SIMILAR.append(lessons_like)
    panels.MILESTONE_NOTES.append(queries.moved_by)
    teller(news.tell)
    teller(deciding.settled)
    READ_WITH.append(deciding.with_decided)
    administration.TASKS.append(
        administration.Task(
            administration.WORK,
            "Risk matrices",
            "matrices:matrices",
            "What risks are scored on: likelihood, impact, bands, and when to look again",
        )
    )
