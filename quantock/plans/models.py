"""A plan: a list of tasks with typed dates. Its milestones are the project's own; a row only says where they stand."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from quantock.access import Viewer, Where
from quantock.audit.models import Batch
from quantock.audit.reading import Readily
from quantock.people.models import Organisation, Person
from quantock.projects.models import Milestone, Project
from quantock.projects.models.project import seen_by

DEEPEST = 10
PASTED = "a paste"


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """Never more visible than its project."""
        return self.standing().filter(seen_by(viewer, "project__"), project__archived_at=None)

    def standing(self) -> Self:
        """Neither taken away itself nor the place of a milestone that was."""
        return self.filter(removed_at=None, milestone__removed_at=None)


class Task(Readily):
    """One row of a plan, in its place and at its level (1 is the outermost). Dates are those typed, never reckoned.

    A row with a milestone says only where that stands: its name, owner and dates are the milestone's. `as_filed` holds
    what the file that it came in said beside (times of day, work minutes), so that it goes out as it came in.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="tasks")
    place = models.PositiveIntegerField()
    level = models.PositiveSmallIntegerField(default=1)
    milestone = models.OneToOneField(
        Milestone, on_delete=models.CASCADE, null=True, blank=True, related_name="in_plan"
    )
    name = models.CharField("task", max_length=300, blank=True)
    start = models.DateField("starts", null=True, blank=True)
    finish = models.DateField("ends", null=True, blank=True)
    percent = models.PositiveSmallIntegerField("done", default=0)
    done_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    owner_text = models.CharField("who", max_length=200, blank=True)
    notes = models.TextField(blank=True)
    source_key = models.CharField(max_length=200, blank=True)
    as_filed = models.JSONField(default=dict, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ("place", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(percent__lte=100), name="task_done_in_per_cent"),
            models.CheckConstraint(condition=Q(level__gte=1), name="task_levels_from_one"),
            models.CheckConstraint(condition=~Q(name="") | Q(milestone__isnull=False), name="task_named"),
            models.CheckConstraint(
                condition=Q(percent=100, done_on__isnull=False) | Q(percent__lt=100, done_on=None),
                name="task_done_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "removed_at", "place"], name="task_by_project"),
            models.Index(fields=["owner", "done_on", "finish"], name="task_by_owner"),
        ]

    def __str__(self) -> str:
        return self.milestone.name if self.milestone_id and self.milestone else self.name

    def where(self) -> Where:
        return self.project.where()

    @property
    def owned_by(self) -> str:
        """Whose it is, in words; nothing where nobody was named."""
        return str(self.owner) if self.owner_id else self.owner_text


class Waits(models.Model):
    """That a task waits for another, as the file said it: FS, SS, FF or SF, with its lag. Kept, not reckoned with."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="waits")
    on = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=2, choices=[(each, each) for each in ("FS", "SS", "FF", "SF")])
    lag = models.IntegerField(default=0)
    lag_format = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "on", "kind"], name="waits_once"),
            models.CheckConstraint(condition=~Q(task=models.F("on")), name="waits_for_another"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} waits for {self.on_id}"


class Incoming(models.Model):
    """A plan that was read from a file or a paste and looked at, then kept. `before` is what undoing brings back."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=300)
    read = models.JSONField()
    read_at = models.DateTimeField(default=timezone.now)
    kept_at = models.DateTimeField(null=True, blank=True)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    before = models.JSONField(default=dict, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kept_at=None, batch=None) | Q(kept_at__isnull=False, batch__isnull=False),
                name="incoming_kept_as_a_batch",
            ),
        ]
        indexes = [models.Index(fields=["project", "-kept_at"], name="incoming_by_project")]

    def __str__(self) -> str:
        return self.name

    @property
    def at_start(self) -> str:
        """What it is called at the beginning of a sentence: a file by its name as it is, a paste with a capital."""
        return "A paste" if self.name == PASTED else self.name

    def where(self) -> Where:
        return self.project.where()


class Template(models.Model):
    """A plan to start from, kept by an organisation: its rows as days after the start."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    about = models.CharField(max_length=500, blank=True)
    rows = models.JSONField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], condition=Q(removed_at=None), name="template_named_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


Row = dict[str, Any]
