"""Status updates: drafted, submitted and published; never edited after that, only superseded."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from quantock.audit.models import Batch
from quantock.audit.reading import Readily
from quantock.projects.models.project import Project
from quantock.projects.models.record import Confidence, Rater


class Stage(models.TextChoices):
    """How far an update has come."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Submitted"
    PUBLISHED = "published", "Published"
    SUPERSEDED = "superseded", "Superseded"


class Course(models.TextChoices):
    """What quick and standard tracks say instead of a confidence."""

    ON_COURSE = "on course", "On course"
    HELP_WANTED = "help wanted", "Help wanted"
    PAUSED = "paused", "Paused"


class ForwardLook(models.TextChoices):
    """Where delivery is going."""

    IMPROVING = "improving", "Improving"
    NO_CHANGE = "no change", "No change"
    WORSENING = "worsening", "Getting worse"


class StatusUpdate(Readily):
    """One report by a team about one day. `carried` names the texts left as they were in the last one, `told` those
    that the record itself filled, until somebody changes them."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="updates")
    as_at = models.DateField(default=timezone.localdate)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.DRAFT)
    course = models.CharField(max_length=11, choices=Course, blank=True)
    confidence = models.CharField(max_length=11, choices=Confidence, blank=True)
    rater = models.CharField(max_length=11, choices=Rater, blank=True)
    forward_look = models.CharField(max_length=9, choices=ForwardLook, blank=True)
    why = models.TextField(blank=True)
    done = models.TextField(blank=True)
    next = models.TextField(blank=True)
    decisions = models.TextField(blank=True)
    support = models.TextField(blank=True)
    decide_by = models.DateField(null=True, blank=True)
    carried = models.JSONField(default=list)
    told = models.JSONField(default=list)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    published_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project"],
                condition=Q(stage__in=("draft", "submitted")),
                name="update_one_open",
            ),
            models.CheckConstraint(
                condition=Q(stage__in=("draft", "submitted"), published_at=None)
                | Q(stage__in=("published", "superseded"), published_at__isnull=False),
                name="update_published_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "stage", "-as_at"], name="update_by_project"),
            # Few ask for a decision: home would look through the last updates of all projects for them.
            models.Index(
                fields=["project"],
                condition=Q(stage="published") & ~Q(decisions=""),
                name="update_asking",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} update of {self.as_at}"


class RegisterDay(models.Model):
    """The day of a register in which a project stood: something was heard of it then, whether or not it changed."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="register_days")
    on = models.DateField()
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")
    given = models.CharField("id, as compared", max_length=200, null=True, blank=True)  # noqa: DJ001  not known, of older ones

    class Meta:
        indexes = [models.Index(fields=["project", "on"], name="register_day_by_project")]

    def __str__(self) -> str:
        return f"In a register of {self.on}"
