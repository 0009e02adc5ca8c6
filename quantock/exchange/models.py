"""Imports: the file, what was understood, how far it is, and what became of every row."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

from quantock.access import Permission, Viewer, Where
from quantock.audit.models import Batch
from quantock.people.models import Organisation
from quantock.portfolios.models import Portfolio


class ImportStage(models.TextChoices):
    """How far an import has come."""

    UPLOADED = "uploaded", "Uploaded"
    TRYING = "trying", "Being tried"
    TRIED = "tried", "Tried"
    RUNNING = "running", "Being brought in"
    DONE = "done", "Brought in"
    FAILED = "failed", "Could not be brought in"
    UNDONE = "undone", "Undone"


FOLDER = "imports"
"""Where originals and accounts are stored."""
WORKING = (ImportStage.TRYING, ImportStage.RUNNING)
PATIENCE = timedelta(minutes=5)
"""A job that has said nothing for so long has ended without an answer."""


def generated_name(instance: models.Model, filename: str) -> str:
    """Where a file is stored: under a name of ours, never the one it came with."""
    return f"{FOLDER}/{uuid.uuid4().hex}"


class RegisterImportQuerySet(models.QuerySet["RegisterImport"]):
    def visible_to(self, viewer: Viewer) -> "RegisterImportQuerySet":
        """One's own, and those of organisations whose every project one sees."""
        if viewer.sees_all_projects():
            return self.all()
        mine = models.Q(by=viewer.user) if viewer.user else models.Q(pk__in=())
        return self.filter(mine | models.Q(organisation__in=viewer.sees_all_of()))


class RegisterImport(models.Model):
    """One register on its way in, or that came in by a command. The original is deleted after 30 days.

    `understood` is the engine's report of the file, `mapping` and `decisions` what a person made of it, `account`
    what became of it as a whole; every row and cell is in `account_file`. A job works under the number `attempt`
    and says in `touched_at` that it is still there; what an earlier attempt does no longer counts.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    portfolio = models.ForeignKey(Portfolio, on_delete=models.PROTECT, null=True, related_name="+")
    portfolio_name = models.CharField("new portfolio", max_length=200, blank=True)
    as_at = models.DateField()
    complete = models.BooleanField(default=False)
    filename = models.CharField(max_length=300)
    file = models.FileField(upload_to=generated_name, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    nhs_cleared = models.BooleanField(default=False)
    sheet = models.CharField(max_length=200, blank=True)
    understood = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    decisions = models.JSONField(default=dict)
    stage = models.CharField(max_length=8, choices=ImportStage, default=ImportStage.UPLOADED)
    progress = models.PositiveSmallIntegerField(default=0)
    says = models.TextField(blank=True)
    account = models.JSONField(default=dict)
    account_file = models.FileField(upload_to=generated_name, blank=True)
    attempt = models.PositiveIntegerField(default=0)
    touched_at = models.DateTimeField(null=True, blank=True)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveIntegerField(default=1)

    objects = RegisterImportQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.filename}, as at {self.as_at}"

    def where(self) -> Where:
        return Where(organisation=self.organisation_id)

    @property
    def is_working(self) -> bool:
        """Whether a job is at it, or waits for its turn."""
        return self.stage in WORKING

    @property
    def has_stopped(self) -> bool:
        """Whether a job should be at it but has not been heard of."""
        last = self.touched_at or self.made_at
        return self.is_working and timezone.now() - last > PATIENCE


class RememberedMappingQuerySet(models.QuerySet["RememberedMapping"]):
    def visible_to(self, viewer: Viewer) -> "RememberedMappingQuerySet":
        """Those of the organisations whose administration one reads."""
        if viewer.may_on_system(Permission.ADMINISTRATION_VIEW):
            return self.all()
        return self.filter(organisation__in=viewer.organisations_where(Permission.ADMINISTRATION_VIEW))


class RememberedMapping(models.Model):
    """What an organisation's headings mean, as it corrected them last; offered for its next file."""

    organisation = models.OneToOneField(Organisation, on_delete=models.CASCADE, related_name="+")
    mapping = models.JSONField(default=dict)

    objects = RememberedMappingQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Headings of {self.organisation}"

    def where(self) -> Where:
        return Where(organisation=self.organisation_id)


class BroughtBackQuerySet(models.QuerySet["BroughtBack"]):
    def visible_to(self, viewer: Viewer) -> "BroughtBackQuerySet":
        """One's own."""
        return self.filter(by=viewer.user) if viewer.user else self.none()


class BroughtBack(models.Model):
    """A list that was edited in Excel and brought back: only what the person changed, never the file.

    `kind` says which list it is ("projects", "risk", or "risk of 42" for those of one project); what was kept of a
    register is one `batch`, which can be undone. `rows` are {"number", "key", "marks", "values",
    "typed_wrong"}; `marks` say what each value was when it left.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40, default="projects")
    filename = models.CharField(max_length=300)
    title = models.CharField(max_length=300)
    exported_at = models.DateTimeField()
    rows = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    unchanged = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    applied_at = models.DateTimeField(null=True, blank=True)
    account = models.JSONField(default=list)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="+")
    # Links and documents that were added or taken away: what an undo needs to know.
    moved = models.JSONField(default=list)

    objects = BroughtBackQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.filename} of {self.made_at:%d %B %Y}"

    def where(self) -> Where:
        return Where()
