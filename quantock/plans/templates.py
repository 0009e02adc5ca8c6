"""Plans to start from, and to save: rows as days after the start, so that a plan can begin on any day."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from quantock.accounts.models import User
from quantock.audit import log
from quantock.engines.dates import is_working_day
from quantock.engines.text import plural
from quantock.plans import services
from quantock.plans.models import Task, Template
from quantock.plans.queries import Line
from quantock.projects.models import Project
from quantock.projects.services import Refused


def rows_from(template_rows: Sequence[Mapping[str, Any]], *, start: date) -> list[dict[str, Any]]:
    """The rows of a plan that begins on a day; a day off becomes the working day after it."""
    return [
        {
            "name": row["name"],
            "level": row["level"],
            "start": _day(row["start"], start),
            "finish": _day(row["finish"], start),
            "milestone": True if row["is_milestone"] else None,
        }
        for row in template_rows
    ]


def _day(days: int | None, start: date) -> date | None:
    if days is None:
        return None
    day = start + timedelta(days=days)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


@transaction.atomic
def begin_from(
    project: Project,
    rows: Sequence[Mapping[str, Any]],
    *,
    called: str,
    start: date,
    by: User | None,
    on: date,
) -> list[Task]:
    """Add a template's rows to a plan. Raises Refused past the most that a plan holds."""
    made = services.add_tasks(project, rows_from(rows, start=start), by=by, on=on)
    says = f"Began the plan from “{called}”: {plural(len(made), 'task')}"
    log.record("plan begun", project, by=by, says=says)
    return made


def rows_of(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """What a plan's rows leave for others to start from: no people, no notes, nothing of how far they came. Raises
    Refused for a plan without a day."""
    days = [day for line in lines for day in (line.start, line.finish) if day]
    if not days:
        raise Refused("No task of this plan has a day, so nothing says what comes when. Nothing was saved.")
    first = min(days)
    return [
        {
            "level": line.level,
            "name": line.name,
            "start": (line.start - first).days if line.start and line.milestone is None else None,
            "finish": (line.finish - first).days if line.finish else None,
            "is_milestone": line.milestone is not None,
        }
        for line in lines
    ]


@transaction.atomic
def save_template(project: Project, lines: Sequence[Line], *, name: str, about: str, by: User) -> Template:
    """Keep a plan for the lead organisation's other projects. Raises Refused where the name is taken."""
    if project.lead_organisation is None:
        raise Refused("This project has no lead organisation that could keep it. Nothing was saved.")
    try:
        with transaction.atomic():
            made = Template.objects.create(
                organisation=project.lead_organisation, name=name, about=about, rows=rows_of(lines), by=by
            )
    except IntegrityError as error:
        raise Refused(
            f"{project.lead_organisation} has a plan called “{name}” already. Choose another name. Nothing was saved."
        ) from error
    log.record("plan saved to start from", project, by=by, says=f"Saved the plan to start from, as “{name}”")
    return made


def remove_template(template: Template, project: Project, *, by: User) -> None:
    """Take it off the list of plans to start from; plans begun from it stay."""
    with transaction.atomic():
        template.removed_at = timezone.now()
        template.save(update_fields=["removed_at"])
        says = f"Took “{template.name}” off the plans to start from"
        log.record("plan to start from removed", project, by=by, says=says)
