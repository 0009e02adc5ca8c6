"""Reminding those who have not reported: never the same person twice within a day."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from quantock.access import Role
from quantock.accounts.models import Grant, Place, User
from quantock.audit import log
from quantock.engines.text import say_list
from quantock.projects.models import Notice, Project
from quantock.web import mail

# Who reports for a project: the first of these roles that somebody holds who signs in.
REPORTING = (Role.LEAD, Role.PROGRAMME_MANAGER, Role.TEAM)
REST = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Reminded:
    """How many people were reminded of how many projects; how many were left alone, having been reminded within
    a day; of how many projects nobody who signs in reports."""

    people: int
    projects: int
    left_alone: int
    nobody: int


@transaction.atomic
def remind(projects: Sequence[Project], *, by: User, now: datetime) -> Reminded:
    """A notice for each person and project, one e-mail a person, and an event for each project."""
    whom = reporters(projects)
    people = {user.pk: user for users in whom.values() for user in users}
    # Locked, so that two who press at once do not both remind the same person.
    list(User.objects.select_for_update().filter(pk__in=people).order_by("pk"))
    recent = Notice.objects.filter(kind=Notice.Kind.REMINDER, user__in=people, made_at__gt=now - REST)
    resting = set(recent.values_list("user", flat=True))
    told: dict[int, list[Project]] = defaultdict(list)
    notices, events = [], []
    for project in projects:
        fresh = [user for user in whom.get(project.pk, ()) if user.pk not in resting]
        for user in fresh:
            told[user.pk].append(project)
            notices.append(_notice(user, project, by, now))
        if fresh:
            says = f"Reminded {say_list([str(user) for user in fresh])} to report"
            events.append(log.event("reminded", project, by=by, says=says))
    Notice.objects.bulk_create(notices, batch_size=500)
    log.write(events)
    for key, theirs in told.items():
        transaction.on_commit(partial(_send, people[key], theirs, by))
    return Reminded(
        people=len(told),
        projects=len(events),
        left_alone=len(people.keys() & resting),
        nobody=sum(project.pk not in whom for project in projects),
    )


def reporters(projects: Sequence[Project]) -> dict[int, list[User]]:
    """Who reports for each project, by its key; a project for which nobody does is left out. One query."""
    held: dict[int, dict[str, list[User]]] = defaultdict(lambda: defaultdict(list))
    rows = Grant.objects.filter(
        place=Place.PROJECT,
        place_id__in=[project.pk for project in projects],
        role__in=REPORTING,
        user__is_active=True,
    )
    for grant in rows.select_related("user").order_by("user__name", "pk"):
        held[grant.place_id][grant.role].append(grant.user)
    return {key: next(roles[role] for role in REPORTING if roles.get(role)) for key, roles in held.items()}


def _notice(user: User, project: Project, by: User, now: datetime) -> Notice:
    says = f"{by} asks for an update of {project.ref} {project.title}"
    url = reverse("projects:next", args=[project.number])
    return Notice(user=user, project=project, kind=Notice.Kind.REMINDER, says=says, url=url, made_at=now)


def _send(user: User, projects: Sequence[Project], by: User) -> None:
    lines = [
        f"{project.title}\n{settings.SITE_URL}{reverse('projects:next', args=[project.number])}"
        for project in projects
    ]
    asks = "this project" if len(projects) == 1 else f"these {len(projects)} projects"
    text = f"{by} asks for an update of {asks}. Each takes a minute: the link opens one short form.\n\n"
    mail.send(user.email, "An update is wanted", text + "\n\n".join(lines) + "\n")
