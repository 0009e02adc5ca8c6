"""A project's life: started, paused, resumed, ended, reopened, put away; from which day on, and why."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from quantock.accounts.models import User
from quantock.audit import log
from quantock.engines.dates import say_date
from quantock.projects import lifecycles, rules
from quantock.projects.counting import keep_counted
from quantock.projects.models import Project, ProjectFact, State
from quantock.projects.services.merging import Refused
from quantock.projects.services.record import change_record, sayable

NOTHING_CAME = {"outcome": "", "outcome_sentence": "", "lesson": "", "actual_end": None}


@transaction.atomic
def turn(project: Project, code: str, *, by: User | None, on: date, reason: str = "") -> Project:
    """Start, pause, resume or reopen it. An idea that starts without a life cycle takes the usual one."""
    asked = rules.TURNS[code]
    was = _checked(project, asked, on)
    said: dict[str, Any] = {"state": asked.to, "state_reason": reason}
    if code == "start":
        said |= {"actual_start": was.actual_start or on, **_beginning(project)}
    if code == "reopen":
        said |= NOTHING_CAME
    says = _dated(asked.told, on)
    return change_record(project, said, by=by, on=on, reason=reason, verb=asked.told.lower(), says=says)


@transaction.atomic
def end(
    project: Project,
    *,
    state: str,
    reason: str,
    outcome: str,
    sentence: str,
    by: User | None,
    on: date,
    lesson: str = "",
) -> Project:
    """Stop or complete a project, saying what came of it and, for the next who try, what was learned."""
    if state not in {State.STOPPED, State.COMPLETED}:
        raise ValueError("a project ends as stopped or completed")
    asked = rules.TURNS["stop" if state == State.STOPPED else "complete"]
    _checked(project, asked, on)
    said = {
        "state": state,
        "state_reason": reason,
        "outcome": outcome,
        "outcome_sentence": sentence,
        "lesson": lesson,
        "actual_end": on,
    }
    says = _dated(asked.told, on)
    return change_record(project, said, by=by, on=on, reason=reason, verb=asked.told.lower(), says=says)


@transaction.atomic
def archive(project: Project, *, by: User | None, reason: str) -> None:
    """Put it away: it is shown and counted nowhere until it is taken out again; its number is not used anew."""
    current = Project.objects.select_for_update().get(pk=project.pk)
    if current.archived_at:
        raise Refused("It is archived already.")
    if current.is_live:
        raise Refused(
            "It is live. Stop or complete it first, so that it stays known how it ended; then archive it."
        )
    if inside := Project.objects.filter(parent=current, archived_at=None).live().count():
        raise Refused(f"{inside} of its projects are live. Take them out of it, or end them, first.")
    current.archived_at = timezone.now()
    current.save(update_fields=["archived_at", "updated_at"])
    keep_counted([current])
    log.record("archived", current, by=by, says="Archived", reason=reason)


@transaction.atomic
def unarchive(project: Project, *, by: User | None) -> None:
    """Take it out again, as it was."""
    current = Project.objects.select_for_update().get(pk=project.pk)
    if current.merged_into_id or not ProjectFact.objects.now().filter(project=current).exists():
        raise Refused("Nothing stands in it any more, so it stays archived.")
    current.archived_at = None
    current.save(update_fields=["archived_at", "updated_at"])
    keep_counted([current])
    log.record("unarchived", current, by=by, says="Taken out of the archive")


def _checked(project: Project, asked: rules.Turn, on: date) -> ProjectFact:
    """What was so on that day, where it allows this turn and nothing said of a later day contradicts it."""
    Project.objects.select_for_update().only("pk").get(pk=project.pk)
    was = sayable(project, ("state",), on)
    if was.state not in asked.start:
        state = was.get_state_display().lower()
        raise Refused(f"It was {state} on {say_date(on)}, so this cannot be said of that day.", "on")
    return was


def _beginning(project: Project) -> dict[str, Any]:
    """The life cycle and first step of a project that has none yet."""
    if project.life_cycle_id and project.step_id:
        return {}
    model = project.life_cycle or lifecycles.model_to_begin_with(project.lead_organisation_id)
    return {"life_cycle": model, "step": lifecycles.first_step(model, project.track)}


def _dated(told: str, on: date) -> str:
    """What the history says; a day that is not today is named."""
    return told if on == timezone.localdate() else f"{told}, as at {say_date(on)}"
