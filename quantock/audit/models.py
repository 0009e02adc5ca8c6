"""Who said what and when: the append-only event log, and the batches that many facts came in together."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from quantock.audit.reading import Readily


class Channel(models.TextChoices):
    """The way by which a change came in."""

    WEB = "web", "on a page"
    IMPORT = "import", "by an import"
    COMMAND = "command", "by a command"
    SYSTEM = "system", "by the system itself"


class Batch(models.Model):
    """Changes that came in together (an import, a bulk change) and can be withdrawn together."""

    title = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.title


class Event(Readily):
    """One change, in words and as data. Written by the service that makes the change; never edited,
    save to erase a person and to withhold numbers that could tell who was counted.

    `changes` is a list of {"field", "label", "was", "is"} with the values as they were shown.
    """

    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    channel = models.CharField(max_length=8, choices=Channel, default=Channel.WEB)
    verb = models.CharField(max_length=60)
    says = models.TextField()
    kind = models.CharField(max_length=40)
    record_id = models.PositiveBigIntegerField()
    project_id = models.PositiveBigIntegerField(null=True)
    changes = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, null=True, related_name="events")

    class Meta:
        indexes = [
            models.Index(fields=["kind", "record_id", "-id"], name="event_by_record"),
            models.Index(fields=["project_id", "-id"], name="event_by_project"),
            models.Index(fields=["-at"], name="event_by_time"),
        ]

    def __str__(self) -> str:
        return self.says
