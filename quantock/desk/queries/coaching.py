"""The projects that somebody coaches."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Max, OuterRef, QuerySet, Subquery

from quantock.access import Permission, Viewer
from quantock.access.viewer import allows
from quantock.desk.coaching import stuck_because, waits_for_help
from quantock.desk.queries.home import ONGOING
from quantock.engines.points import say_period
from quantock.measures.models import Result
from quantock.projects.models import CoachingNote, Notice, Project
from quantock.projects.next_thing import NextThing
from quantock.projects.queries import next_things, with_next_facts

MOST = 300


@dataclass(frozen=True, slots=True)
class Coached:
    """One project of a caseload."""

    project: Any
    step_days: int
    thing: NextThing | None
    stuck: Sequence[str]
    wants_help: bool

    @property
    def last_data(self) -> str:
        """The period of the newest value of its measures."""
        row = self.project
        return say_period(row.data_on, row.data_every) if row.data_on else ""


def caseload(viewer: Viewer, on: date) -> list[Coached]:
    """The projects on which one is coach: those that asked for help first, then stuck ones, then the rest. One query."""
    held = tuple(pk for pk, roles in viewer.projects.items() if allows(roles, Permission.COACH))
    seen = Project.objects.visible_to(viewer).filter(pk__in=held, state__in=ONGOING)
    rows = list(_with_coaching(with_next_facts(seen, on=on)).order_by("title", "pk")[:MOST])
    things = next_things(rows, on=on)
    found = [_coached(row, things[row.pk], on) for row in rows]
    return sorted(found, key=lambda each: (not each.wants_help, not each.stuck))


def _with_coaching(rows: QuerySet[Any]) -> QuerySet[Any]:
    here = OuterRef("pk")
    notes = CoachingNote.objects.filter(project=here).order_by("-on", "-pk")
    contacts = notes.exclude(how="")
    data = Result.objects.filter(measure__project=here, measure__removed_at=None, latest_on__isnull=False)
    data = data.order_by("-latest_on")
    asked = Notice.objects.filter(project=here, kind=Notice.Kind.HELP).order_by().values("project")
    noted: QuerySet[Any] = rows.select_related("lead_organisation").annotate(
        data_on=Subquery(data.values("latest_on")[:1]),
        data_every=Subquery(data.values("measure__frequency")[:1]),
        contact_on=Subquery(contacts.values("on")[:1]),
        contact_at=Subquery(contacts.order_by("-made_at").values("made_at")[:1]),
        last_note=Subquery(notes.exclude(text="").values("text")[:1]),
        note_for_team=Subquery(notes.exclude(text="").values("for_team")[:1]),
        help_at=Subquery(asked.annotate(last=Max("made_at")).values("last")),
    )
    return noted


def _coached(row: Any, thing: NextThing | None, on: date) -> Coached:
    step_days = (on - (row.step_since or row.registered_on)).days
    stuck = stuck_because(
        state=row.state,
        step=row.step.name if row.step else "",
        step_days=step_days,
        heard_on=row.next_heard_on,
        reporting_days=row.reporting_days,
        on=on,
    )
    return Coached(row, step_days, thing, stuck, waits_for_help(row.course, row.help_at, row.contact_at))
