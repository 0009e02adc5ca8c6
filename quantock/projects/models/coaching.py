"""What a coach notes of a project: a contact with the team, or a thought for the next one."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from quantock.access import Role, Viewer
from quantock.projects.models.project import Project

# Those of a project's people who read the notes that a coach shares with the team.
TEAM = frozenset({Role.LEAD, Role.TEAM, Role.PROGRAMME_MANAGER, Role.SPONSOR})


class CoachingNoteQuerySet(models.QuerySet["CoachingNote"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """To coaches of the project or of its lead organisation all; to its team those meant for it; to nobody else."""
        mine = {pk for pk, roles in viewer.projects.items() if Role.COACH in roles}
        ours = {pk for pk, roles in viewer.organisations.items() if Role.COACH in roles}
        team = {pk for pk, roles in viewer.projects.items() if roles & TEAM}
        return self.filter(
            Q(project__in=mine) | Q(project__lead_organisation__in=ours) | Q(project__in=team, for_team=True)
        )


class CoachingNote(models.Model):
    """One dated note. `how` says by what way the team was met; empty for a note without a contact."""

    class How(models.TextChoices):
        MET = "met", "We met"
        VISITED = "visited", "I visited them"
        CALLED = "called", "We spoke by telephone or video"
        WROTE = "wrote", "We wrote to each other"
        NONE = "", "No contact: only a note"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="coaching_notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    on = models.DateField(default=timezone.localdate)
    how = models.CharField(max_length=7, choices=How, blank=True)
    text = models.TextField(blank=True)
    for_team = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)

    objects = CoachingNoteQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["project", "-on"], name="coaching_note_by_project")]

    def __str__(self) -> str:
        return f"{self.get_how_display()}, {self.on}"
