"""What the page "Administration" leads to; each app adds its own when it starts."""

from dataclasses import dataclass

from django.urls import reverse

from quantock.access import Permission, Viewer


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that administrators look after; `permission` is what its page asks for."""

    group: str
    text: str
    route: str
    says: str
    permission: Permission = Permission.ADMINISTRATION_VIEW
    on_system: bool = False

    @property
    def address(self) -> str:
        return reverse(self.route)

    def is_for(self, viewer: Viewer) -> bool:
        if self.on_system:
            return viewer.may_on_system(self.permission)
        return viewer.may_anywhere(self.permission)


PEOPLE, WORK, LOG = "People and organisations", "How work is described", "What happened"
TASKS: list[Task] = [
    Task(PEOPLE, "Organisations and who may join", "people:organisations", "Names, codes, units, successors"),
    Task(PEOPLE, "People", "people:people", "Who has joined; leavers, handing over, erasing"),
    Task(PEOPLE, "Roles", "people:roles", "Who may do what, where", Permission.AUDIT_VIEW),
    Task(
        PEOPLE,
        "Second step when people sign in",
        "people:second-step",
        "Whether it is asked of everybody, or of some roles",
        Permission.AUDIT_VIEW,
        on_system=True,
    ),
    Task(
        PEOPLE,
        "Load a list of organisations",
        "people:organisations-load",
        "Trusts, practices, boards and councils, as published",
        Permission.ORGANISATION_ADMIN,
        on_system=True,
    ),
    Task(WORK, "Code lists", "people:lists", "Staff groups, types, categories, aims", on_system=True),
    Task(WORK, "Our own words", "people:words", "What the glossary says beside our words"),
    Task(LOG, "Event log", "people:events", "Who changed what, and when", Permission.AUDIT_VIEW),
]


def tasks_for(viewer: Viewer) -> dict[str, list[Task]]:
    """The tasks of a viewer by group, groups in order; those without a task are left out."""
    found = {
        group: [task for task in TASKS if task.group == group and task.is_for(viewer)]
        for group in (PEOPLE, LOG, WORK)
    }
    return {group: tasks for group, tasks in found.items() if tasks}
