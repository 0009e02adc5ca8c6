"""A before and after that is kept: figures, sentence and chart as they were, under an address that lasts."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone

from quantock.access import Viewer, Where
from quantock.engines.spc.before_after import HEADLINES, Shows
from quantock.measures.models.history import Rebase
from quantock.measures.models.measure import Measure


class BeforeAfterQuerySet(models.QuerySet["BeforeAfter"]):
    def visible_to(self, viewer: Viewer) -> Self:
        """As its measure is, and still when that is no longer watched: others may have cited it."""
        return self.filter(measure__in=Measure.objects.of_projects_seen(viewer))


class BeforeAfter(models.Model):
    """Never worked out again. `below` is the number under which nothing was shown when it was kept (none: all was), so
    that a stricter rule later hides what it would not have shown; `rules`, `kind` and `version` say what it was judged by."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE, related_name="befores_and_afters")
    rebase = models.ForeignKey(Rebase, on_delete=models.SET_NULL, null=True, related_name="+")
    group = models.CharField(max_length=120, blank=True)
    split = models.DateField("after begins on")
    what = models.CharField("what changed then", max_length=200)
    shows = models.CharField(max_length=10, choices=[(each.value, HEADLINES[each]) for each in Shows])
    averages = models.TextField()
    signal = models.TextField()
    before = models.FloatField()
    after = models.FloatField()
    # [from, to, how many values, average, limits] of each side, in the measure's own words.
    sides = models.JSONField(default=list)
    chart = models.JSONField(default=dict)
    kind = models.CharField(max_length=5)
    rules = models.CharField(max_length=60)
    version = models.PositiveIntegerField()
    below = models.PositiveSmallIntegerField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.TextField(blank=True)

    objects = BeforeAfterQuerySet.as_manager()

    class Meta:
        ordering = ("-at",)
        indexes = [models.Index(fields=["measure", "at"], name="before_after_by_measure")]

    def __str__(self) -> str:
        return f"{self.measure_id}, {self.split}: {self.get_shows_display()}"

    def where(self) -> Where:
        return self.measure.where()
