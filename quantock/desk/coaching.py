"""When a project is stuck, and when its team waits for the coach: rules, pure."""

from datetime import date, datetime

from quantock.desk.queries.selection import STUCK_DAYS
from quantock.engines.text import plural
from quantock.projects import rules
from quantock.projects.models.record import State
from quantock.projects.models.status import Course


def stuck_because(
    *, state: str, step: str, step_days: int, heard_on: date, reporting_days: int, on: date
) -> list[str]:
    """Why an active project is stuck, in words; nothing where it is not. Paused ones and ideas wait on purpose."""
    if state != State.ACTIVE:
        return []
    found = []
    if step and step_days > STUCK_DAYS:
        found.append(f"{plural(step_days, 'day')} in step “{step}”")
    if rules.is_quiet(heard_on, reporting_days, on=on):
        silent = plural((on - heard_on).days, "day")
        found.append(f"no update for {silent}, where one was planned every {reporting_days}")
    return found


def waits_for_help(course: str, asked_at: datetime | None, contact_at: datetime | None) -> bool:
    """The team's last update wants help, or it has asked the coach since the last contact."""
    if course == Course.HELP_WANTED:
        return True
    return asked_at is not None and (contact_at is None or asked_at > contact_at)
