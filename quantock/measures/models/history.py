"""What happened to a measure: limits recalculated, things that were done or went by."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from quantock.measures.models.measure import Measure


class Rebase(models.Model):
    """Limits are worked out anew from a day on: only with Wheeler's four questions answered. Can be taken back.

    `baseline` fixes the new limits after so many points; none: they go on being worked out from all.
    The first one of a measure may begin with its first point: a baseline without a break.
    """

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="rebases")
    starts = models.DateField("limits begin again from")
    baseline = models.PositiveSmallIntegerField("points that fix them", null=True, blank=True)
    different = models.TextField("does it behave distinctly differently?")
    known = models.TextField("is the reason known?")
    desirable = models.TextField("is the change wanted, or accepted?")
    lasting = models.TextField("is it expected to go on?")
    # The record of what happened, as a note names it (measures.marks); none where the answers say it all.
    about = models.CharField("what it is about", max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("starts",)
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "starts"], condition=Q(withdrawn_at=None), name="rebase_once"
            ),
            models.CheckConstraint(
                condition=Q(baseline=None) | Q(baseline__gte=12), name="rebase_baseline_enough"
            ),
        ]

    def __str__(self) -> str:
        return f"from {self.starts}: {self.known}"


class Annotation(models.Model):
    """Something that happened, numbered on the chart."""

    class Kind(models.TextChoices):
        PDSA = "pdsa", "Test of change (PDSA)"
        CHANGE = "change", "Change made"
        EVENT = "event", "Event"
        DATA = "data", "Note on the data"

    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="annotations")
    on = models.DateField("when")
    kind = models.CharField("what sort of thing", max_length=6, choices=Kind, default=Kind.CHANGE)
    text = models.CharField("what happened", max_length=200)
    # The record it tells of, as "milestone-12" (measures.marks); none where the note says it all.
    about = models.CharField("what it is about", max_length=40, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return self.text
