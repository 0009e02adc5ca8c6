"""Doing a project's one next thing: the answers of a short form, kept by the verbs that the long pages use."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from quantock.access import Role
from quantock.accounts.models import User
from quantock.projects.models import CharterFact, Milestone, Outcome, Project, State
from quantock.projects.next_thing import BEGIN, REACHED, Kind, NextThing
from quantock.projects.services.control import end, turn
from quantock.projects.services.milestones import forecast_milestone, reach_milestone
from quantock.projects.services.people import involve
from quantock.projects.services.record import change_charter
from quantock.projects.services.status import open_update, publish_update, save_update

Said = Mapping[str, Any]


def do_next(project: Project, thing: NextThing, said: Said, *, by: User, on: date) -> str:
    """Do it, and say in words what was done. Raises Stale or NotNow where somebody else was quicker."""
    return DOING[thing.kind](project, thing, said, by, on)


def _problem(project: Project, thing: NextThing, said: Said, by: User, on: date) -> str:
    change_charter(project, {"problem": said["problem"]}, by=by, on=on, seen={"problem": ""})
    return "The problem is written down."


def _begin(project: Project, thing: NextThing, said: Said, by: User, on: date) -> str:
    if said["decision"] == BEGIN:
        turn(project, "start", by=by, on=on, reason=said["reason"])
        return f"{project.ref} is now a project under way."
    why = said["reason"]
    end(project, state=State.STOPPED, reason=why, outcome=Outcome.UNKNOWN, sentence=why, by=by, on=on)
    return f"{project.ref} is not done; why stays with it."


def _people(project: Project, thing: NextThing, said: Said, by: User, on: date) -> str:
    name = "" if said["person"] else said["who"]
    involve(project, role=Role(said["role"]), person=said["person"], name=name, by=by, on=on)
    return f"{said['person'] or name} takes part."


def _aim(project: Project, thing: NextThing, said: Said, by: User, on: date) -> str:
    now = CharterFact.objects.now().filter(project=project).first()
    day = now.aim_by if now else None
    new = {"aim": said["aim"], "aim_by": said["aim_by"] or day}
    change_charter(project, new, by=by, on=on, seen={"aim": "", "aim_by": day})
    return "The aim is written down."


def _update(project: Project, thing: NextThing, said: Said, by: User, on: date) -> str:
    update = open_update(project, by=by, on=on)
    update = save_update(update, {"course": said["course"], "done": said["done"]}, by=by, on=on)
    publish_update(update, by=by)
    return "The update is published."


def _milestone(project: Project, thing: NextThing, said: Said, by: User, on: date) -> str:
    milestone = Milestone.objects.get(project=project, pk=thing.milestone or 0)
    if said["became"] == REACHED:
        reach_milestone(milestone, actual=said["day"], by=by, on=on)
        return f"“{milestone.name}” is reached. Well done."
    forecast_milestone(milestone, forecast=said["day"], provisional=milestone.provisional, by=by, on=on)
    return f"“{milestone.name}” has a new date."


DOING: dict[Kind, Callable[[Project, NextThing, Said, User, date], str]] = {
    Kind.PROBLEM: _problem,
    Kind.BEGIN: _begin,
    Kind.PEOPLE: _people,
    Kind.AIM: _aim,
    Kind.UPDATE: _update,
    Kind.MILESTONE: _milestone,
}
